"""Record in a run what graphs plot, so that a compiled run need not be left at every plotted moment."""

import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.address import address_of
from hoc_compat.pointer import GlobalPointer, Pointer, ProcessPointer
from hoc_compat.recorder import Recorder
from hoc_compat.world import WORLD


class PlottedRecorder(Recorder):
    """Records what a variable holds at the end of a step, after the events at that time."""

    settled = True


class Tap:
    """One variable; it collects only while it is open."""

    def __init__(self, source: Any):
        self.source = source
        self._recorder = PlottedRecorder(source)
        self._parts: list[np.ndarray] = []
        self.is_open = False

    def open(self) -> None:
        """Begin to collect."""
        self.is_open, self._parts = True, []

    def values(self) -> np.ndarray:
        """What was collected, step by step."""
        return np.concatenate(self._parts) if self._parts else np.zeros(0)

    def reread(self) -> None:
        """Take the present value for that of the last step."""
        if self.is_open and self._parts and not self._recorder.is_time:
            last = np.array(self._parts[-1])
            last[-1] = self.source[0]
            self._parts[-1] = last

    def clear(self) -> None:
        """Nothing: an initialisation is no step."""

    def _receive(self, values: np.ndarray) -> None:
        if self.is_open:
            self._parts.append(values)


class Taps:
    """All taps; a program records them like the script's Vectors."""

    def __init__(self) -> None:
        self._taps: dict[Any, Tap] = {}

    def want(self, sources: list[Any]) -> list[Tap]:
        """Record these from now on; equal references share a tap."""
        taps = {key: self._taps.get(key) or Tap(source) for key, source in ((_key(s), s) for s in sources)}
        if list(taps) != list(self._taps):
            WORLD.recording += 1
        self._taps = taps
        return [taps[_key(source)] for source in sources]

    def pairs(self) -> list[tuple[Any, Recorder]]:
        """Weak references to the taps, and what they record."""
        return [(weakref.ref(tap), tap._recorder) for tap in self._taps.values()]

    def open(self) -> None:
        """Begin to collect."""
        for tap in self._taps.values():
            tap.open()

    def close(self) -> None:
        """Cease to collect."""
        for tap in self._taps.values():
            tap.is_open = False

    def reread(self) -> None:
        """Take the present values for those of the last step: what was called has perhaps changed them."""
        for tap in self._taps.values():
            tap.reread()


TAPS = Taps()
"""One per process, as in NEURON the graphs are."""


def can_tap(source: Any) -> bool:
    """Whether this is a reference to something that changes in a run."""
    if isinstance(source, GlobalPointer):
        return source.name == "t"
    try:
        return isinstance(source, (Pointer, ProcessPointer)) and address_of(source, "plotted") is not None
    except InputError:
        return False


def _key(source: Any) -> Any:
    return "t" if isinstance(source, GlobalPointer) else source
