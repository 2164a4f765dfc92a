"""What NetCons listen to: a voltage that crosses a threshold, or an object that sends events."""

import itertools
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from braincell.lower.events import takes_part
from hoc_compat.column import Slot
from hoc_compat.segment import Segment, centre
from hoc_compat.world import WORLD

_serial = itertools.count()


@dataclass
class Recording:
    """Where the times of a source's events go."""

    times: Callable[[], Any]  # the Vector, or None once it is gone
    numbers: Callable[[], Any]  # the Vector that gets `number` for each event, or None
    number: float


class Source:
    """All NetCons from one source share it, its threshold and its one recording, as in NEURON.

    It lives as long as a NetCon listens to it, or as its events are recorded.
    """

    def __init__(self) -> None:
        self.threshold = Slot([10.0])
        self.recording: Recording | None = None
        self.callback: Callable[[], Any] | None = None
        self.gid = -1
        self.label = f"source{next(_serial)}"  # of its detector
        WORLD.add_source(self)

    @property
    def exists(self) -> bool:
        """Whether there is still something to listen to."""
        raise NotImplementedError

    def record(self, recording: Recording | None, callback: Callable[[], Any] | None = None) -> None:
        """Record events from now on, or call Python at each, or neither."""
        self.recording, self.callback = recording, callback
        WORLD.recorded_sources.discard(self)
        (WORLD.calling.discard if callback is None else WORLD.calling.add)(self)
        if recording is not None:
            WORLD.recorded_sources.add(self)

    def clear(self) -> None:
        """Empty the vectors, at initialisation."""
        for vector in self._vectors():
            if vector is not None:
                vector.clear()

    def _vectors(self) -> tuple[Any, Any]:
        if self.recording is None:
            return None, None
        return self.recording.times(), self.recording.numbers()


class VoltageSource(Source):
    """The membrane potential of a place."""

    def __init__(self, segment: Segment):
        self._section = weakref.ref(segment.sec)
        self.x = segment.x
        super().__init__()

    @property
    def section(self) -> Any:
        """The section, or None once it is gone."""
        section = self._section()
        return None if section is None or section._deleted else section

    @property
    def exists(self) -> bool:
        """Whether the section is still there."""
        return self.section is not None

    def segment(self) -> Segment | None:
        """The watched segment, at its centre, or None once its section is gone."""
        section = self.section
        return None if section is None else Segment(section, centre(self.x, section.nseg))


class ProcessSource(Source):
    """A point process or artificial cell."""

    def __init__(self, process: Any):
        self._process = weakref.ref(process)
        super().__init__()

    @property
    def process(self) -> Any:
        """The object, or None once it is gone."""
        return self._process()

    @property
    def exists(self) -> bool:
        """Whether the object is simulated."""
        return self.process is not None and self.process._is_simulated()

    @property
    def is_watched(self) -> bool:
        """Whether the `x` of the process is tested against the threshold, because it sends no events itself."""
        return not takes_part(self.process._mechanism)


_of_place: weakref.WeakKeyDictionary[Any, list[weakref.ref[Any]]] = weakref.WeakKeyDictionary()
"""section or process -> its sources, in order of creation"""


def voltage_source(segment: Segment) -> VoltageSource:
    """The source at a segment."""
    shared = [s for s in _known(segment.sec) if s.segment() == segment]
    return shared[0] if shared else _kept(segment.sec, VoltageSource(segment))


def process_source(process: Any) -> ProcessSource:
    """The source that a point process or artificial cell is."""
    shared = _known(process)
    return shared[0] if shared else _kept(process, ProcessSource(process))


def _known(place: Any) -> list[Any]:
    return [s for s in (ref() for ref in _of_place.get(place, ())) if s is not None and s.exists]


def _kept(place: Any, source: Any) -> Any:
    _of_place[place] = [*(weakref.ref(s) for s in _known(place)), weakref.ref(source)]
    return source
