"""Write rows as JSON and as a page."""

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from validation.mechanism.rows import VERDICTS, Row, counts, number

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; color: #1d2733; }}
body {{ margin: 2.5rem auto; max-width: 75rem; padding: 0 1.5rem; }}
h1 {{ font-size: 1.6rem; margin: 0; }} h2 {{ font-size: 1.1rem; margin: 2.2rem 0 .5rem; }}
p {{ max-width: 48rem; }} .soft {{ color: #5b6877; font-size: .87rem; }} .scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid #dde3ea; }}
thead th {{ color: #5b6877; font-weight: 500; }} tbody th {{ font-weight: 500; }}
.identical, .equal {{ color: #1a7f4b; }} .sensitive {{ color: #8a6100; }}
.differs, .failed {{ color: #b3261e; font-weight: 600; }}
</style></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""


def write_json(rows: Sequence[Row], path: Path) -> None:
    """{"verdicts": {verdict: count}, "mechanisms": [row]}."""
    facts = {"verdicts": counts(row.verdict for row in rows), "mechanisms": [vars(row) for row in rows]}
    _write(path, json.dumps(facts, indent=2, allow_nan=False) + "\n")


def write_html(rows: Sequence[Row], path: Path) -> None:
    """One row per mechanism, with every variable folded below those that were compared."""
    body = f"{_legend()}<h2>{len(rows)} mechanisms: {html.escape(tally(rows))}</h2>{_rows(rows)}"
    _write(path, PAGE.format(title="Mechanisms in braincell against NEURON", body=body))


def write_summary(summary: Mapping[str, Any], rows: Sequence[Row], folder: Path) -> Path:
    """summary.json, and index.html with its tables and the rows that a person should look at."""
    _write(folder / "summary.json", json.dumps(summary, indent=2, allow_nan=False) + "\n")
    models = summary["models"]
    equal = f"{summary['equal']} of {summary['imported']} imported files equal NEURON"
    share = f"{equal}; {models['all_files_import']} of {models['models']} models have only files that import"
    notable = [row for row in rows if row.bad or row.verdict in ("sensitive", "no reference")]
    parts = [
        _legend(),
        f"<h2>{summary['files']} files, {summary['unique']} unique: {html.escape(tally(rows))}</h2><p>{share}.</p>",
        "<h2>Differences and failures</h2>" + _rows(notable),
        "<h2>Why files are refused</h2>" + _counts("reason", summary["refused"]),
        "<h2>By feature of NMODL</h2>" + _features(summary["features"]),
    ]
    page = folder / "index.html"
    _write(page, PAGE.format(title="A corpus of .mod files against NEURON", body="\n".join(parts)))
    return page


def tally(rows: Sequence[Row]) -> str:
    """`12 equal, 3 refused`."""
    return ", ".join(f"{n} {verdict}" for verdict, n in counts(row.verdict for row in rows).items())


def _legend() -> str:
    items = "".join(f"<li><b>{verdict}</b>: {html.escape(text)}</li>" for verdict, text in VERDICTS.items())
    return f'<ul class="soft">{items}</ul>'


def _rows(rows: Sequence[Row]) -> str:
    lines = [
        f'<tr><th scope="row">{html.escape(row.name or "–")}</th><td class="{row.verdict}">{row.verdict}</td>'
        f"<td>{html.escape(row.finding())}{_variables(row)}</td><td>{html.escape(row.file)}</td></tr>"
        for row in rows
    ]
    return table(("mechanism", "verdict", "finding", "file"), lines)


def _variables(row: Row) -> str:
    if not row.worst:
        return ""
    lines = [
        f"<tr><td>{html.escape(d['variable'])}</td><td>{number(d['relative']):.1e}</td>"
        f"<td>{number(d['before_spikes']):.1e}</td><td>{html.escape(d['protocol'])}</td></tr>"
        for d in row.worst
    ]
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in row.notes)
    variables = table(("variable", "relative", "before the first spike", "in"), lines)
    return f"<details><summary>variables</summary>{variables}{notes}</details>"


def _counts(what: str, counts: Mapping[str, int]) -> str:
    return table((what, "files"), [f"<tr><td>{html.escape(k)}</td><td>{n}</td></tr>" for k, n in counts.items()])


def _features(features: Mapping[str, Mapping[str, int]]) -> str:
    lines = [
        f"<tr><td>{html.escape(name)}</td>"
        + "".join(f"<td>{row[k]}</td>" for k in ("files", "imported", "equal", "bad"))
        + "</tr>"
        for name, row in features.items()
    ]
    return table(("feature", "files that NEURON compiles", "imported", "equal", "differ or fail"), lines)


def table(head: Sequence[str], lines: Sequence[str]) -> str:
    """A table of a page, of rows that are HTML."""
    cells = "".join(f"<th>{html.escape(name)}</th>" for name in head)
    return f'<div class="scroll"><table><thead><tr>{cells}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="replace")
