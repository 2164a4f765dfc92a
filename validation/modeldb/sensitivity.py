"""Tell lines that NEURON itself does not hold from lines that braincell gets wrong.

Where a trace is chaotic, the last digits of a sum, which depend on the order of its terms, grow until they fill the
range: no two programs agree then, nor NEURON with itself compiled otherwise. So NEURON runs once more with all
voltages `PERTURBATION` mV higher after the initialisation, which is what rounding makes of them within a few steps. A
line that is not close is *sensitive* if NEURON's own line then moves as much, and begins to move as early. It is not
thereby right: sensitive lines never count as close.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from validation.modeldb.compare import Comparison, compare
from validation.modeldb.lines import Line

PERTURBATION = 1e-9
"""mV."""

UNRELATED = 0.1
"""Of a line's range: two curves further apart have nothing in common any more, and which is further is chance."""

EARLIER = 0.1
"""Of a line's extent in x: how much earlier than NEURON's own another line may leave NEURON's."""

HOC = f"""
objref pt_handler_
proc pt_raise_() {{ forall for (pt_x_, 0) v(pt_x_) = v(pt_x_) + {PERTURBATION} }}
pt_handler_ = new FInitializeHandler(1, "pt_raise_()")
"""
"""Run before a model; handlers of type 1 follow the INITIAL blocks."""


def weigh(rows: Sequence[Comparison], theirs: Sequence[Line], moved: Sequence[Line]) -> list[Comparison]:
    """The rows, with what NEURON's `moved` lines say about those that are not close."""
    own = {row.name: row for row in compare(list(theirs), list(moved))}
    extent = {line.name: float(np.ptp(line.x)) if len(line.x) else 0.0 for line in theirs}
    return [row if row.good else _weighed(row, own.get(row.name), extent.get(row.name, 0.0)) for row in rows]


def _weighed(row: Comparison, own: Comparison | None, extent: float) -> Comparison:
    if own is None or own.relative is None:
        return row
    row = replace(row, moves=own.relative)
    if row.verdict != "differs" or own.verdict != "differs" or row.relative is None:
        return row
    as_much = own.relative >= min(row.relative, UNRELATED)
    as_early = own.first is not None and row.first is not None and row.first >= own.first - EARLIER * extent
    return replace(row, verdict="sensitive") if as_much and as_early else row
