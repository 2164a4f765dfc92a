"""Write what the cases found: report/index.html for people, report/report.json for programs."""

import html
import json
import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from validation.compare import Outcome

Column = tuple[str, Callable[[Outcome], str]]


def write(outcomes: Sequence[Outcome], folder: Path) -> Path:
    """Write both files into `folder`; returns the path of index.html, which needs no other file."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"cases": [summary(outcome) for outcome in outcomes], "environment": environment(outcomes)}
    (folder / "report.json").write_text(json.dumps(facts, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    page = folder / "index.html"
    page.write_text(render(outcomes, facts["environment"]), encoding="utf-8")
    return page


def line(outcome: Outcome) -> str:
    """One case in one line, for the terminal."""
    dv = "–" if outcome.max_abs_dv is None else f"{outcome.max_abs_dv:.1e} mV"
    text = f"{'pass' if outcome.passed else 'FAIL'}  {outcome.case.name:16} max |dv| {dv}, {_spikes(outcome)}"
    return "\n      ".join([text, *outcome.failures])


def summary(outcome: Outcome) -> dict[str, Any]:
    """One case, as plain data; what is not known is null."""
    facts, neuron = outcome.facts, outcome.neuron_facts
    return {
        "name": outcome.case.name,
        "title": outcome.case.title,
        "kind": outcome.case.kind,
        "braincell_ran": [path.name for path in (outcome.case.script, outcome.case.native) if path],
        "verdict": "pass" if outcome.passed else "fail",
        "failures": outcome.failures,
        "compartments": neuron.get("compartments"),
        "bar": outcome.case.bar,
        "max_abs_dv_mV": _finite(outcome.max_abs_dv),
        "max_relative_difference": _finite(outcome.max_relative),
        "spikes": outcome.n_spikes,
        "spike_time_difference_ms": outcome.spike_offset,
        "t_identical": bool(outcome.traces) and outcome.traces["t"].tobytes() == outcome.reference["t"].tobytes(),
        "float32": {
            "max_abs_dv_mV": _finite(outcome.float32_max_abs_dv),
            "spike_time_difference_ms": outcome.float32_spike_offset,
        },
        "wall_s": {
            "braincell_script": facts.get("script_seconds"),
            "braincell_warm_run": facts.get("run_seconds"),
            "neuron_run_when_recorded": neuron.get("run_seconds"),
        },
        "variables": [
            {
                "label": d.label,
                "max_abs_difference": _finite(d.absolute),
                "max_relative_difference": _finite(d.relative),
            }
            for d in [*outcome.differences, *outcome.constants]
        ],
    }


def environment(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What the comparison ran on."""
    packages = {}
    for name in ("braincell", "jax", "jaxlib", "numpy"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:  # run from a checkout that is not installed
            packages[name] = None
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cpu_count": os.cpu_count(),
        "packages": packages,
        "reference": sorted({f"NEURON {o.neuron_facts['version']}" for o in outcomes if o.neuron_facts}),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and value - value == 0.0 else None


def _number(value: float | None, pattern: str = "{:.1e}") -> str:
    if value is None:
        return "–"
    return "0" if value == 0.0 else pattern.format(value)


def _spikes(outcome: Outcome) -> str:
    if not outcome.n_spikes:
        return "no spikes"
    if outcome.spike_offset == 0.0:
        return f"{outcome.n_spikes} spikes, all identical"
    return f"{outcome.n_spikes} spikes, off by {_number(outcome.spike_offset, '{:.3g}')} ms"


def _float32_offset(outcome: Outcome) -> str:
    return _number(outcome.float32_spike_offset, "{:.3g}") if outcome.n_spikes else "–"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}" if value < 1 else f"{value:.1f}"


COLUMNS: tuple[Column, ...] = (
    ("compartments", lambda o: str(o.neuron_facts.get("compartments", "–"))),
    ("max\u00a0|\u2060Δv| [mV]", lambda o: _number(o.max_abs_dv)),
    ("bar [mV]", lambda o: f"{o.case.bar:.0e}"),
    ("other variables, relative", lambda o: _number(o.max_relative)),
    ("spikes", lambda o: str(o.n_spikes)),
    ("spike-time difference [ms]", lambda o: _number(o.spike_offset, "{:.3g}") if o.n_spikes else "–"),
    ("float32: max\u00a0|\u2060Δv| [mV]", lambda o: _number(o.float32_max_abs_dv)),
    ("float32: spikes [ms]", _float32_offset),
    ("first run with compilation [s]", lambda o: _seconds(o.facts.get("script_seconds"))),
    ("warm run [s]", lambda o: _seconds(o.facts.get("run_seconds"))),
    ("NEURON's run, when recorded [s]", lambda o: _seconds(o.neuron_facts.get("run_seconds"))),
)


def render(outcomes: Sequence[Outcome], facts: dict[str, Any]) -> str:
    """The page."""
    passed = sum(o.passed for o in outcomes)
    versions = ", ".join(f"{name} {number or 'from the checkout'}" for name, number in facts["packages"].items())
    return _PAGE.format(
        style=_STYLE,
        verdict="pass" if passed == len(outcomes) else "fail",
        passed=passed,
        total=len(outcomes),
        head="".join(f"<th>{html.escape(name)}</th>" for name in ("case", "verdict", *(c[0] for c in COLUMNS))),
        rows="\n".join(_row(outcome) for outcome in outcomes),
        cases="\n".join(_section(outcome) for outcome in outcomes),
        reference=html.escape(", ".join(facts["reference"]) or "no reference"),
        environment=html.escape(f"{versions}; Python {facts['python']}; {facts['platform']}; {facts['date']}"),
    )


def _verdict(outcome: Outcome) -> str:
    word = "pass" if outcome.passed else "fail"
    return f'<span class="{word}">{word}</span>'


def _row(outcome: Outcome) -> str:
    cells = "".join(f"<td>{html.escape(text(outcome))}</td>" for _, text in COLUMNS)
    link = f'<a href="#{outcome.case.name}">{html.escape(outcome.case.title)}</a>'
    return f'<tr><th scope="row">{link}</th><td>{_verdict(outcome)}</td>{cells}</tr>'


def _section(outcome: Outcome) -> str:
    from validation.plot import figure

    parts = [f'<section id="{outcome.case.name}"><h2>{html.escape(outcome.case.title)} {_verdict(outcome)}</h2>']
    if outcome.case.native:
        text = "native.py, the same model in braincell's native interface, is held to the same bars."
        parts.append(f'<p class="soft">{text}</p>')
    if outcome.failures:
        lines = "\n".join(outcome.failures)
        parts.append(f'<pre class="failures">{html.escape(lines)}</pre>')
    if outcome.differences:
        parts.append(f'<img alt="Traces of {outcome.case.name} and their differences" src="{figure(outcome)}">')
        cells = [(d.label, d.absolute, d.relative) for d in [*outcome.differences, *outcome.constants]]
        rows = "".join(
            f'<tr><th scope="row">{html.escape(label)}</th><td>{_number(most)}</td><td>{_number(relative)}</td></tr>'
            for label, most, relative in cells
        )
        parts.append(
            "<details><summary>Every recorded variable</summary><table><thead><tr><th>variable</th>"
            "<th>largest difference</th><th>relative to the largest value</th></tr></thead>"
            f"<tbody>{rows}</tbody></table></details>"
        )
    return "\n".join([*parts, "</section>"])


_STYLE = """
:root { color-scheme: light; --ink: #1d2733; --soft: #5b6877; --rule: #dde3ea; --good: #1a7f4b; --bad: #b3261e; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); }
body { margin: 2.5rem auto; max-width: 82rem; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.15rem; margin: 2.8rem 0 .6rem; }
p { max-width: 48rem; } .soft { color: var(--soft); font-size: .87rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .87rem; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--rule); text-align: right; }
td { white-space: nowrap; }
th { font-weight: 600; } thead th { vertical-align: bottom; color: var(--soft); font-weight: 500; }
th:first-child { text-align: left; min-width: 15rem; } tbody th { font-weight: 500; }
a { color: inherit; text-decoration-color: var(--rule); text-underline-offset: .2em; }
.pass, .fail { color: #fff; border-radius: .3rem; padding: .05rem .5rem; font-size: .8rem; font-weight: 600; }
.pass { background: var(--good); } .fail { background: var(--bad); }
img { width: 100%; max-width: 70rem; height: auto; } details { margin: .5rem 0; } summary { cursor: pointer; }
.failures { background: #fdf1f0; color: var(--bad); padding: .7rem 1rem; border-radius: .4rem; white-space: pre-wrap; }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>braincell against NEURON</title>
<style>{style}</style>
</head>
<body>
<h1>braincell against NEURON</h1>
<p><span class="{verdict}">{passed} of {total} cases pass</span></p>
<p>Each case runs one model script in both simulators and compares every recorded variable at every step with the
trace stored from {reference}. A case passes if voltages, other variables (relative to their largest value) and
geometry hold their bars, time is equal bit for bit, and every spike falls into the same step; in float32, spikes may
be one step off. Tables and plots show float64 unless they say float32.</p>
<div class="scroll"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>
<p class="soft">Wall times are of one run in one process; the script's first run includes building and compiling.
{environment}</p>
{cases}
</body>
</html>
"""
