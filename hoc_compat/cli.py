"""The command `braincell`: run NEURON scripts, translate .mod files and check them against NEURON."""

import argparse
import importlib.util
import os
import runpy
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, TracebackType

from braincell.errors import BraincellError

_HOC = (".hoc", ".ses")


def main(arguments: Sequence[str] | None = None) -> int:
    """`braincell run [--python2] script.py [--mods DIR] [--plots DIR] [args …]`, `nmodl …`, …: the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["nmodl"]:
        from nmodl_import.cli import main as nmodl

        return nmodl(given[1:]) or 0
    if given[:1] == ["check"]:
        return run_check(given[1:])
    options = _parser().parse_args(given)
    if options.command == "port":
        return port_script(options.script, options.mods, options.output)
    return run_script(options.script, options.mods, options.arguments, options.plots, options.python2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="braincell", description="Run NEURON models on JAX.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run a script unmodified: hoc, or Python that says `from neuron import h`")
    run.add_argument("--mods", metavar="DIR", help="folder of .mod files (default: the script's folder)")
    run.add_argument("--plots", metavar="DIR", help="folder for pictures of all graphs (needs matplotlib)")
    run.add_argument("--python2", action="store_true", help="take the script for Python 2, whatever it looks like")
    run.add_argument("script", help="the script")
    run.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        help="[--mods DIR] [--plots DIR] and what the script gets as sys.argv[1:]",
    )
    port = commands.add_parser("port", help="run a script and write the model that it made as a native script")
    port.add_argument("--mods", metavar="DIR", help="folder of .mod files (default: the script's folder)")
    port.add_argument("-o", "--output", metavar="OUT", required=True, help="folder for model.py and what it needs")
    port.add_argument("script", help="the script, which should not run the simulation")
    commands.add_parser("nmodl", help="translate .mod files; see `braincell nmodl --help`", add_help=False)
    commands.add_parser("check", help="compare .mod files with NEURON; see `braincell check --help`", add_help=False)
    return parser


def run_check(arguments: Sequence[str]) -> int:
    """`python -m validation check …`, in this process; 2 if the package `validation` is not there."""
    # Nothing imports `validation`: it stands above all packages and is no part of the wheel. So it is run as a program
    # of its own, by runpy, which costs no second start of Python and JAX as a subprocess would.
    try:
        found = importlib.util.find_spec("validation.mechanism")
    except ModuleNotFoundError:
        found = None
    if found is None:
        print(
            "braincell check: the package `validation` is not installed with braincell; get braincell's repository, "
            "and in its folder run `python -m validation check …`",
            file=sys.stderr,
        )
        return 2
    saved = sys.argv
    sys.argv = ["validation", "check", *arguments]
    try:
        runpy.run_module("validation", run_name="__main__", alter_sys=True)
    except SystemExit as leaving:
        return _exit_code(leaving.code)
    finally:
        sys.argv = saved
    return 0


def run_script(
    script: str, mods: str | None, arguments: Sequence[str], plots: str | None = None, python2: bool = False
) -> int:
    """Run a script with `neuron` replaced by braincell; its exit code, or 1 after printing its traceback.

    A script in Python 2 is translated, as are the modules in Python 2 beside it; `python2` says that it is one.

    `--mods DIR` may also follow the script's name. Without it, .mod files in the script's folder are loaded.
    `--plots DIR`, there too, writes a picture of every graph that the script has then. Compiled programs are kept for
    the next time: see `braincell.keep_programs`.
    """
    remaining, given = list(arguments), {"--mods": mods, "--plots": plots}
    while remaining[:1] and given.get(remaining[0], "") is None:
        given[remaining[0]], remaining = (remaining[1] if remaining[1:] else ""), remaining[2:]
    mods, plots = given["--mods"], given["--plots"]
    path = Path(script)
    if not path.is_file():
        print(f"braincell run: there is no script {script!r}", file=sys.stderr)
        return 2
    from braincell import keep_programs
    from hoc_compat.python2 import importing_python2
    from hoc_compat.standin import neuron_package

    try:
        keep_programs()
        _load(path, mods)
    except BraincellError as error:
        print(f"braincell run: {error}", file=sys.stderr)
        return 2
    saved = sys.argv, list(sys.path), sys.modules["__main__"]
    os.environ.setdefault("MPLBACKEND", "Agg")  # nothing waits for a window to be closed
    sys.argv = [script, *remaining]
    sys.path[:0] = [str(path.parent.absolute()), *([""] if path.suffix in _HOC else [])]  # from hoc, the working folder
    try:
        with neuron_package(), importing_python2(path.parent):
            code = _execute(path, python2)
            if plots is not None:
                _draw(plots)
            return code
    finally:
        sys.argv, sys.path[:], sys.modules["__main__"] = saved


def port_script(script: str, mods: str | None, output: str) -> int:
    """Run a script and write what it made as a native one into the folder `output`; the exit code."""
    out = Path(output).absolute()
    code = run_script(script, mods, [])
    if code:
        return code
    from hoc_compat.port import port

    try:
        port(out, Path(script).name)
    except BraincellError as error:
        print(f"braincell port: {error}", file=sys.stderr)
        return 1
    return 0


def _load(path: Path, mods: str | None) -> None:
    from hoc_compat.loading import load_mechanisms

    if mods is not None:
        load_mechanisms(mods)
        return
    folders = _mod_folders(path)
    for folder in folders:
        try:
            load_mechanisms(folder)
        except BraincellError as error:
            if len(folders) == 1:
                raise
            print(f"{error}\nno mechanism of {folder} is imported", file=sys.stderr)


def _mod_folders(script: Path) -> list[Path]:
    """Where the mechanisms of a script are: in its folder, else in folders of that one or of the working folder."""
    from hoc_compat.loading import folders_with_sources

    return folders_with_sources(script.parent) or folders_with_sources(Path())


def _execute(path: Path, python2: bool) -> int:
    from hoc_compat.python2 import code_of_main, hint

    module = ModuleType("__main__")
    module.__file__ = str(path)
    sys.modules["__main__"] = module
    try:
        if path.suffix in _HOC:
            return _execute_hoc(path)
        exec(code_of_main(path, vars(module), python2), vars(module))
    except SystemExit as leaving:
        return _exit_code(leaving.code)
    except BaseException as error:
        traceback.print_exception(type(error), error, _frames_of_script(error.__traceback__))
        if hint(error):
            print(f"braincell run: {hint(error)}", file=sys.stderr)
        return 1
    return 0


def _frames_of_script(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without this file and what runs Python 2."""
    if traceback is None:
        return None
    following, code = _frames_of_script(traceback.tb_next), traceback.tb_frame.f_code
    if Path(code.co_filename) == Path(__file__) or Path(code.co_filename).parent == Path(__file__).parent / "python2":
        return following
    return TracebackType(following, traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno)


def _execute_hoc(path: Path) -> int:
    from hoc_compat.hoc import HocError
    from hoc_compat.interpreter import h

    try:
        h.load_file(str(path))
    except HocError as error:
        print(f"braincell run: {error}", file=sys.stderr)
        return 1
    return 0


def _draw(folder: str) -> None:
    from hoc_compat.figures import write_all

    for path in write_all(folder):
        print(path)


def _exit_code(code: object) -> int:
    if code is None or isinstance(code, int):
        return code or 0
    print(code, file=sys.stderr)
    return 1
