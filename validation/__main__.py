"""Run or record the validation cases, check mechanisms: `python -m validation run|record|list|check|…`."""

import argparse
import sys
from pathlib import Path

from braincell.errors import BraincellError
from validation.case import find


def main() -> int:
    """The exit code: 1 if a case fails, 2 for a wrong request."""
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="compare braincell with NEURON's stored traces")
    run.add_argument("cases", nargs="*", help="names of cases (default: all)")
    run.add_argument("--report", type=Path, metavar="DIR", help="write index.html and report.json there")
    record = commands.add_parser("record", help="store NEURON's traces anew; needs NEURON and a C compiler")
    record.add_argument("cases", nargs="*", help="names of cases (default: all)")
    commands.add_parser("list", help="show the cases")
    commands.add_parser("check", help="compare .mod files, imported, with NEURON's own compilation", add_help=False)
    commands.add_parser("mods", help="check a whole corpus of .mod files", add_help=False)
    commands.add_parser("neurontests", help="run NEURON's own tests on braincell", add_help=False)
    commands.add_parser("tutorials", help="run NEURON's tutorials on braincell and compare", add_help=False)
    commands.add_parser("modeldb", help="run published models by recipe and compare their graphs", add_help=False)
    if sys.argv[1:2] == ["modeldb"]:
        from validation.modeldb.cli import main as modeldb

        return modeldb(sys.argv[2:])
    if sys.argv[1:2] == ["tutorials"]:
        from validation.neuron_tests.tutorials import main as tutorials

        return tutorials(sys.argv[2:])
    if sys.argv[1:2] == ["neurontests"]:
        from validation.neuron_tests.cli import main as neurontests

        return neurontests(sys.argv[2:])
    if sys.argv[1:2] in (["check"], ["mods"]):
        from validation.mechanism.cli import main as check

        return check(sys.argv[1:])
    options = parser.parse_args()
    try:
        cases = find(getattr(options, "cases", ()))
        return {"run": _run, "record": _record, "list": _list}[options.command](cases, options)
    except BraincellError as error:
        print(error, file=sys.stderr)
        return 2


def _run(cases, options) -> int:
    from validation.compare import compare
    from validation.report import line, write

    outcomes = []
    for case in cases:
        outcomes.append(compare(case))
        print(line(outcomes[-1]), flush=True)
    if options.report is not None:
        print(f"report: {write(outcomes, options.report)}")
    failed = [outcome.case.name for outcome in outcomes if not outcome.passed]
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases pass" + (f"; failed: {failed}" if failed else ""))
    return 1 if failed else 0


def _record(cases, options) -> int:
    from validation.record import record

    for case in cases:
        record(case)
        print(f"{case.name}: {case.traces.stat().st_size / 1024:.0f} KiB", flush=True)
    return 0


def _list(cases, options) -> int:
    for case in cases:
        print(f"{case.name:20} {case.kind:13} {case.title}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
