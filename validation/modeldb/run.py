"""Run models by their recipes under both simulators, resumably, and judge each."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from braincell.errors import InputError
from validation.modeldb import process
from validation.modeldb.compare import Comparison, compare
from validation.modeldb.display import display
from validation.modeldb.lines import load
from validation.modeldb.process import Outcome
from validation.modeldb.recipe import Recipe
from validation.modeldb.sensitivity import HOC, PERTURBATION, weigh
from validation.modeldb.stage import digest

VERDICTS = {
    "identical": "every line of every graph is NEURON's, point for point, in the single precision of graphs",
    "close": "every line is NEURON's within 1e-6 of its range; with variable steps, within a tube "
    "of 0.1 ms and a thousandth of the range",
    "sensitive": "it runs, and every line that is not close is one that NEURON's own rounding moves: NEURON's line "
    f"moves as much and as early when all voltages start {PERTURBATION:g} mV higher; this speaks neither for braincell "
    "nor against it",
    "differs": "it runs, and at least one line is not close, is missing or is one too many",
    "refused": "it needs something that braincell refuses by name",
    "failed": "it ends with another error under braincell",
    "timeout": "it takes longer than allowed under braincell",
    "runs": "it runs under braincell; NEURON does not run it here, or is not installed, so there is nothing to compare",
    "no lines": "it runs under both, and NEURON's graphs keep no line",
    "not run": "the recipe does not run it, or its folder lacks what the recipe needs",
}


@dataclass
class Row:
    """What became of one model."""

    id: str
    verdict: str
    reason: str = ""
    neuron: Outcome | None = None
    braincell: Outcome | None = None
    lines: list[Comparison] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        return asdict(self)

    def counts(self) -> str:
        """`3 identical, 1 differs`, of the lines."""
        names = [line.verdict for line in self.lines]
        return ", ".join(f"{names.count(name)} {name}" for name in dict.fromkeys(names))


@dataclass(frozen=True)
class Options:
    """How to run."""

    models: Path
    out: Path
    neuron_seconds: float
    seconds: float
    jobs: int = 1
    again: bool = False  # run braincell's side once more


def run(recipes: Sequence[Recipe], options: Options, say: Callable[[str], None] = print) -> list[Row]:
    """Rows of all recipes whose models are below `options.models`; each model has a folder in `options.out`."""
    there = [recipe for recipe in recipes if (options.models / recipe.id).is_dir()]
    if not there:
        raise InputError(f"no recipe's model is in `{options.models}`; it needs a folder for each, named by its id")
    screen = display() if process.neuron_is_there() else nullcontext(None)
    rows = []
    with screen as name, ThreadPoolExecutor(options.jobs) as pool:
        for row in pool.map(lambda recipe: _row(recipe, options, name), there):
            rows.append(row)
            say(text(row))
    return rows


def text(row: Row) -> str:
    """One model in one line."""
    walls = [f"{side.wall_s:.1f}" if side and side.wall_s else "–" for side in (row.neuron, row.braincell)]
    finding = row.reason.partition("\n")[0]
    return f"{row.id:>8} {row.verdict:10} {walls[0]:>7} s {walls[1]:>7} s  {row.counts()}  {finding}".rstrip()


def _row(recipe: Recipe, options: Options, screen: str | None) -> Row:
    if recipe.not_run:
        return Row(recipe.id, "not run", recipe.not_run)
    model, out = options.models / recipe.id, options.out / recipe.id
    out.mkdir(parents=True, exist_ok=True)
    mark = digest(recipe, model)
    theirs = ours = None
    if screen is not None:
        theirs = _side(
            mark, out / "neuron", lambda: process.neuron(recipe, model, out / "neuron", options.neuron_seconds, screen)
        )
    if options.again:
        (out / "braincell.json").unlink(missing_ok=True)
    ours = _side(mark, out / "braincell", lambda: process.braincell(recipe, model, out / "braincell", options.seconds))
    row = judge(recipe.id, theirs, ours, out)
    if row.verdict == "differs" and screen is not None:
        moved = _side(
            f"{mark} {PERTURBATION}",
            out / "moved",
            lambda: process.neuron(recipe, model, out / "moved", options.neuron_seconds, screen, HOC),
        )
        if moved.outcome == "done":
            row.lines = weigh(row.lines, load(out / "neuron.npz"), load(out / "moved.npz"))
            row.verdict, row.reason = _verdict(row.lines), _worst(row.lines)
    (out / "row.json").write_text(json.dumps(row.facts(), indent=1) + "\n")
    return row


def _side(mark: str, out: Path, action: Callable[[], Outcome]) -> Outcome:
    known = process.stored(out)
    if known is not None and known.digest == mark:
        return known
    outcome = action()
    outcome.digest = mark
    process.store(outcome, out)
    return outcome


def judge(name: str, theirs: Outcome | None, ours: Outcome, out: Path) -> Row:
    """The verdict on one model."""
    row = Row(name, ours.outcome, ours.reason, theirs, ours)
    known = [side.with_suffix(".npz") for side in (out / "neuron", out / "braincell")]
    if theirs is not None and all(file.is_file() for file in known):
        row.lines = compare(load(known[0]), load(known[1]))
    if ours.outcome != "done":
        return row
    if theirs is None or theirs.outcome != "done":
        row.verdict, row.reason = "runs", "" if theirs is None else f"NEURON: {theirs.outcome}, {theirs.reason}"
    elif not any(line.verdict != "extra" for line in row.lines):
        row.verdict = "no lines"
    else:
        row.verdict = _verdict(row.lines)
        row.reason = "" if row.verdict == "identical" else _worst(row.lines)
    return row


def _verdict(lines: Sequence[Comparison]) -> str:
    """The worst of the lines'."""
    found = {line.verdict for line in lines}
    if found - {"identical", "close", "sensitive"}:
        return "differs"
    return next(verdict for verdict in ("sensitive", "close", "identical") if verdict in found)


def _worst(lines: Sequence[Comparison]) -> str:
    order = (lambda line: not line.good and line.verdict != "sensitive", lambda line: not line.good, lambda line: True)
    bad = next(chosen for wanted in order if (chosen := [line for line in lines if wanted(line)]))
    worst = max(bad, key=lambda line: float("inf") if line.relative is None else line.relative)
    parts = [worst.text, "" if worst.relative is None else f"largest difference {worst.relative:.1e} of the range"]
    parts.append("" if worst.first is None else f"not close from x = {worst.first:g}")
    if worst.verdict == "sensitive":
        parts.append(f"NEURON's own line moves by {worst.moves:.1e} under a perturbation of {PERTURBATION:g} mV")
    return f"{worst.name}: {'; '.join(part for part in parts if part) or worst.verdict}"
