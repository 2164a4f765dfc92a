"""What a Graph plots: a variable by reference, or what a text of hoc means; and how a run records it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hoc_compat.hoc import program
from hoc_compat.hoc.replay import Replay
from hoc_compat.taps import can_tap


@dataclass(frozen=True)
class Recording:
    """References to record in a run, and how the plotted values follow from the recordings, of `n` moments."""

    sources: list[Any]
    values: Callable[[list[np.ndarray], int], np.ndarray]


class Variable:
    """A variable by reference."""

    def __init__(self, reference: Any):
        self._reference = reference

    def value(self) -> float:
        """The present value."""
        return float(self._reference[0])

    def recording(self, undisturbed: bool) -> Recording | None:
        """How a run records it; None if it has to be asked step by step. Nothing else runs in an `undisturbed` run."""
        return _of_reference(self._reference, undisturbed)


class Text:
    """A text of hoc, in the context of an object of the script if one is given."""

    def __init__(self, text: str, context: Any = None):
        self._text, self._context = text, context
        self.value: Callable[[], float] = program.expression(text, context)

    def recording(self, undisturbed: bool) -> Recording | None:
        """How a run records it; what no variable is is computed from the variables in it."""
        reference = program.reference(self._text, self._context)
        if reference is not None:
            return _of_reference(reference, undisturbed)
        replay = Replay(self._text, self._context, can_tap) if undisturbed else None
        return Recording(replay.sources, replay.values) if replay is not None and replay.begin() else None


def _of_reference(reference: Any, undisturbed: bool) -> Recording | None:
    if can_tap(reference):
        return Recording([reference], lambda columns, n: columns[0])
    value = float(reference[0])
    return Recording([], lambda columns, n: np.full(n, value)) if undisturbed else None
