"""The command `braincell nmodl`: print or write the Python source of `.mod` files."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nmodl_import.errors import NmodlError
from nmodl_import.mechanism_class import mod_files, to_source
from nmodl_import.source import read_text


def main(arguments: Sequence[str] | None = None) -> int:
    """`braincell nmodl FILE|DIR [-o OUT]`; 0, or 1 if a file could not be translated (its problems go to stderr).

    Without `-o` the sources are printed; OUT is a file for one `.mod` file, a folder for a folder.
    """
    options = _parser().parse_args(arguments)
    path = Path(options.path)
    failed = False
    try:
        files = mod_files(path) if path.is_dir() else [path]
        out = _target(options.out, path)
    except (NmodlError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for file in files:
        try:
            source = to_source(read_text(file), str(file))
        except NmodlError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        if out is None:
            print(source)
        else:
            (out / f"{file.stem}.py" if path.is_dir() else out).write_text(source, encoding="utf-8")
    return int(failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="braincell nmodl", description="Translate NMODL mechanisms into readable Python mechanism classes."
    )
    parser.add_argument("path", metavar="FILE|DIR", help="a .mod file, or a folder of them")
    parser.add_argument("-o", "--out", metavar="OUT", help="file (for a file) or folder (for a folder) to write to")
    return parser


def _target(out: str | None, path: Path) -> Path | None:
    if out is None:
        return None
    if path.is_dir():
        Path(out).mkdir(parents=True, exist_ok=True)
    return Path(out)
