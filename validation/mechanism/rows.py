"""One row per mechanism: what a check found."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

VERDICTS = {
    "identical": "every value is the same, bit for bit",
    "equal": "every variable agrees with NEURON's to 1e-9 of its largest value",
    "sensitive": "some variable does not, but NEURON's own moves as far when its start moves by 1.5e-11",
    "differs": "some variable does not",
    "refused": "braincell's importer refuses the file",
    "not compiled": "NEURON could not compile the file",
    "no reference": "NEURON fails, or gives no finite number",
    "failed": "braincell fails on a file that it imports",
}


@dataclass
class Row:
    """`reason` says why there is no comparison; `worst` is the largest difference of each variable, worst first."""

    file: str
    digest: str
    name: str
    verdict: str
    reason: str = ""
    line: int = 0  # of the first diagnostic of a refused file
    worst: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    features: list[str] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return self.verdict in ("differs", "failed")

    @property
    def imported(self) -> bool:
        return self.verdict in ("identical", "equal", "sensitive", "differs", "no reference")

    @property
    def relative(self) -> float | None:
        """The largest relative difference; None if nothing was compared."""
        return number(self.worst[0]["relative"]) if self.worst else None

    def finding(self) -> str:
        """The outcome in words."""
        if not self.worst:
            return f"line {self.line}: {self.reason}" if self.line else self.reason
        worst = self.worst[0]
        where = f"{worst['variable']} in {worst['protocol']!r}"
        text = f"{len(self.worst)} variables, max {number(worst['relative']):.1e} ({where})"
        if self.verdict == "differs":
            text += f", {number(worst['before_spikes']):.1e} before the first spike; since {worst['since']:g} ms"
        return "; ".join([text, *([self.reason] if self.reason else [])])

    def text(self) -> str:
        """The row for a terminal."""
        return "\n".join([f"{self.verdict:12} {self.name or '–':16} {self.file}", f"{'':13}{self.finding()}".rstrip()])

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(vars(self), allow_nan=False)

    @classmethod
    def from_json(cls, line: str) -> "Row":
        return cls(**json.loads(line))


def finite(x: float) -> float | str:
    """A number as JSON can hold it."""
    return x if math.isfinite(x) else "inf"


def number(x: float | str) -> float:
    """What `finite` was given."""
    return float(x)


def counts(values: Iterable[str]) -> dict[str, int]:
    """How often each value occurs, most frequent first."""
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
