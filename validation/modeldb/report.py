"""Write what the models' runs found: index.html, models.json, summary.txt."""

import html
import json
from collections.abc import Sequence
from pathlib import Path

from validation.mechanism.report import PAGE, table
from validation.modeldb.compare import Comparison
from validation.modeldb.run import VERDICTS, Row, text

_HEAD = ("model", "verdict", "lines", "NEURON [s]", "braincell [s]", "finding")


def write(rows: Sequence[Row], folder: Path) -> Path:
    """The three files; the path of the page."""
    facts = {"summary": counts(rows), "models": [row.facts() for row in rows]}
    (folder / "models.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    lines = [text(row) for row in rows]
    (folder / "summary.txt").write_text("\n".join([*lines, summary(rows)]) + "\n", encoding="utf-8")
    page = folder / "index.html"
    page.write_text(_page(rows), encoding="utf-8")
    return page


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """Models by verdict."""
    return {verdict: n for verdict in VERDICTS if (n := sum(row.verdict == verdict for row in rows))}


def summary(rows: Sequence[Row]) -> str:
    """Counts, and the two shares that matter: of models whose lines NEURON has."""
    compared = [row for row in rows if any(line.verdict != "extra" for line in row.lines)]
    told = ", ".join(f"{n} {verdict}" for verdict, n in counts(rows).items())
    if not compared:
        return f"{len(rows)} models: {told}"
    good = sum(row.verdict in ("identical", "close") for row in compared)
    ran = sum(row.braincell is not None and row.braincell.outcome == "done" for row in compared)
    n = len(compared)
    share = f"of {n} with lines of NEURON's, {good} ({good / n:.0%}) give them and {ran} ({ran / n:.0%}) run to the end"
    return f"{len(rows)} models: {told}; {share}"


def _page(rows: Sequence[Row]) -> str:
    legend = "".join(f"<li><b>{verdict}</b>: {html.escape(told)}</li>" for verdict, told in VERDICTS.items())
    body = f'<ul class="soft">{legend}</ul><h2>{html.escape(summary(rows))}</h2>{table(_HEAD, [_row(r) for r in rows])}'
    return PAGE.format(title="Published models on braincell against NEURON", body=body)


def _row(row: Row) -> str:
    walls = [f"{side.wall_s:.1f}" if side and side.wall_s else "–" for side in (row.neuron, row.braincell)]
    return (
        f'<tr><th scope="row">{html.escape(row.id)}</th><td class="{row.verdict.split()[0]}">{row.verdict}</td>'
        f"<td>{html.escape(row.counts())}</td><td>{walls[0]}</td><td>{walls[1]}</td>"
        f"<td>{html.escape(row.reason)}{_lines(row.lines)}</td></tr>"
    )


def _lines(lines: Sequence[Comparison]) -> str:
    if not lines:
        return ""
    cells = [
        f"<tr><td>{html.escape(line.name)}</td><td>{line.verdict}</td><td>{line.points}</td>"
        f"<td>{'–' if line.relative is None else f'{line.relative:.1e}'}</td>"
        f"<td>{'–' if line.moves is None else f'{line.moves:.1e}'}</td>"
        f"<td>{'–' if line.first is None else f'{line.first:g}'}</td><td>{html.escape(line.text)}</td></tr>"
        for line in lines
    ]
    head = (
        "line",
        "verdict",
        "points",
        "largest difference, of the range",
        "NEURON's own, perturbed",
        "not close from x",
        "",
    )
    return f"<details><summary>lines</summary>{table(head, cells)}</details>"
