"""The commands `check` and `mods` of `python -m validation`."""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from braincell.errors import BraincellError, InputError
from nmodl_import.mechanism_class import mod_files
from validation.mechanism.check import BATCH, check_files
from validation.mechanism.corpus import check_corpus
from validation.mechanism.neuron_build import nrnivmodl
from validation.mechanism.report import tally, write_html, write_json
from validation.mechanism.rows import VERDICTS, Row


def main(arguments: Sequence[str]) -> int:
    """`check …` or `mods …`; 0, 1 if a mechanism differs from NEURON's or fails, 2 for a wrong request."""
    options = _parser().parse_args(arguments)
    try:
        nrnivmodl()
        rows = {"check": _check, "mods": _mods}[options.command](options)
    except BraincellError as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 2
    print(f"{len(rows)} mechanisms: {tally(rows)}")
    return int(any(row.bad for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m validation")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="compare .mod files, imported, with NEURON's own compilation")
    check.add_argument("path", type=Path, metavar="FILE|DIR")
    check.add_argument("--json", type=Path, metavar="OUT", help="write the rows, every variable included")
    check.add_argument("--html", type=Path, metavar="OUT", help="write them as a page")
    check.add_argument(
        "--source", type=Path, metavar="PY", help="with FILE: take the class of this Python file instead"
    )
    check.add_argument("--jobs", type=_count, default=1, metavar="N", help="batches of files at a time")
    mods = commands.add_parser("mods", help="check a whole corpus, recursively; an interrupted run goes on")
    mods.add_argument("path", type=Path, metavar="DIR")
    mods.add_argument("--out", type=Path, default=Path("mods-report"), metavar="OUT", help="folder (mods-report)")
    mods.add_argument("--jobs", type=_count, default=1, metavar="N", help="batches of files at a time")
    mods.add_argument(
        "--again", action="append", default=[], choices=list(VERDICTS), help="check files of this verdict once more"
    )
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def _check(options: argparse.Namespace) -> list[Row]:
    path: Path = options.path
    files = [path] if path.is_file() else mod_files(path)
    if options.source is not None and (len(files) > 1 or not options.source.is_file()):
        raise InputError(f"`--source {options.source}` must be a Python file, for one .mod file")
    size = min(BATCH, -(-len(files) // options.jobs))
    batches = [files[k : k + size] for k in range(0, len(files), size)]
    rows: list[Row] = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for found in pool.map(lambda batch: check_files(batch, options.source), batches):
            rows += found
            for row in found:
                print(row.text(), flush=True)
    if options.json is not None:
        write_json(rows, options.json)
    if options.html is not None:
        write_html(rows, options.html)
    return rows


def _mods(options: argparse.Namespace) -> list[Row]:
    if not options.path.is_dir():
        raise InputError(f"there is no folder `{options.path}`")
    return check_corpus(options.path, options.out, options.jobs, options.again)
