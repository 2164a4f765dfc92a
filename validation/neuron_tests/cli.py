"""The command `neurontests` of `python -m validation`."""

import argparse
import html
import sys
from collections.abc import Sequence
from pathlib import Path

from braincell.errors import BraincellError, InputError
from validation.mechanism.report import PAGE, table
from validation.neuron_tests.run import VERDICTS, Row, as_json, run, shares


def main(arguments: Sequence[str]) -> int:
    """Run NEURON's tests and write OUT/index.html and OUT/tests.json; 2 for a wrong request."""
    options = _parser().parse_args(arguments)
    try:
        if not options.tree.is_dir():
            raise InputError(f"there is no folder `{options.tree}`; give the root of NEURON's source tree")
        rows = run(options.tree, options.only, options.seconds, options.jobs, options.out / "neuron.json")
    except BraincellError as error:
        print(f"neurontests: {error}", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "tests.json").write_text(as_json(rows))
    (options.out / "index.html").write_text(_page(rows), encoding="utf-8")
    print(f"{_summary(rows)}; report: {options.out / 'index.html'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m validation neurontests", description=__doc__)
    parser.add_argument("tree", type=Path, metavar="DIR", help="the root of NEURON's source tree")
    parser.add_argument("--out", type=Path, default=Path("neurontests"), metavar="OUT", help="folder of the report")
    parser.add_argument("--only", nargs="*", default=(), metavar="PART", help="tests whose names contain one of these")
    parser.add_argument("--seconds", type=float, default=120.0, help="limit for each test (default: 120)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="tests at a time")
    return parser


def _summary(rows: Sequence[Row]) -> str:
    found = shares(rows)
    counts = ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS)
    share = found["share of supported"]
    return f"{len(rows)} tests: {counts}" + (
        "" if share is None else f"; {share:.0%} of those of supported features pass"
    )


def _page(rows: Sequence[Row]) -> str:
    legend = "".join(f"<li><b>{verdict}</b>: {html.escape(text)}</li>" for verdict, text in VERDICTS.items())
    lines = [
        f'<tr><td>{html.escape(row.test)}</td><td class="{row.verdict.split()[0]}">{row.verdict}</td>'
        f"<td>{html.escape(row.reason)}</td></tr>"
        for row in rows
    ]
    body = f'<ul class="soft">{legend}</ul><h2>{_summary(rows)}</h2>{table(("test", "verdict", "reason"), lines)}'
    return PAGE.format(title="NEURON's own tests on braincell", body=body)
