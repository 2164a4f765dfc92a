"""What mechanisms move and no column of a script holds: random streams, and Vectors whose elements they set."""

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braincell.errors import UnsupportedError
from braincell.lower.model import CableState, Layout, MechanismLayout

Filled = tuple[weakref.ref, str, str, int]  # process, mechanism, its vector, the instance


class MovingValues:
    """The random streams of every mechanism, and the vectors that it sets, [row, instance] by mechanism and name."""

    def __init__(self, layout: Layout, state: CableState, sections: Sequence[Any], processes: Mapping[str, Any]):
        self._layout = layout
        self._starts = {
            (m.name, name): _starts(m, name, sections, processes) for m in layout.mechanisms for name in m.cls.streams
        }
        self._places: dict[tuple[str, str], dict[Any, int]] = {
            key: {owner: i for i, owner in enumerate(starts)} for key, starts in self._starts.items()
        }
        self.take(state)

    def take(self, state: CableState) -> None:
        """Take over a state that the simulation computed."""
        self.values = {
            m.name: {name: state.mechanisms[m.name][name] for name in (*m.cls.streams, *m.cls.sets_vectors)}
            for m in self._layout.mechanisms
        }

    def go_on_from(self, previous: "MovingValues") -> None:
        """Streams whose start nobody has changed go on where they were when the structure changed."""
        for (mechanism, name), starts in self._starts.items():
            before = previous._starts.get((mechanism, name), {})
            values = np.array(self.values[mechanism][name])
            for i, (owner, start) in enumerate(starts.items()):
                if owner in before and before[owner] == start:
                    place = previous._places[mechanism, name][owner]
                    values[..., i] = np.asarray(previous.values[mechanism][name])[..., place]
            self.values[mechanism][name] = values

    def place(self, mechanism: str, name: str, owner: Any) -> int | None:
        """The instance of a stream's owner (a weak reference to a process, or a `HeldStream`), if it is there."""
        return self._places.get((mechanism, name), {}).get(owner)

    def editable(self, mechanism: str, name: str) -> np.ndarray:
        """A stream's values, for changing them in place."""
        values = self.values[mechanism][name]
        if not (isinstance(values, np.ndarray) and values.flags.writeable):
            values = self.values[mechanism][name] = np.array(values)
        return values

    def start_is(self, mechanism: str, name: str, owner: Any, start: Any) -> None:
        """A stream has been changed here and where it starts alike, so that it goes on after a change of structure."""
        self._starts[mechanism, name][owner] = start


def _starts(
    m: MechanismLayout, name: str, sections: Sequence[Any], processes: Mapping[str, Any]
) -> dict[Any, tuple[Any, Any]]:
    """Where the stream of each instance starts, by a weak reference to its process or the segment's `HeldStream`."""
    if m.cls.kind != "density":
        instances = (processes[label] for label in m.labels)
        return {weakref.ref(p): (p._streams.get(name), p._seen.get(name)) for p in instances}
    held = [s._streams[m.name].get(name, ()) for s in sections if m.name in s._streams]
    return {one: (one.source, None) for streams in held for one in streams}


def filled_vectors(processes: Sequence[Any], layout: Layout) -> list[Filled]:
    """The Vectors of the script that mechanisms set.

    Raises `UnsupportedError` if several processes have the same one.
    """
    found, owners = [], {}
    numbers = {m.name: {label: i for i, label in enumerate(m.labels)} for m in layout.mechanisms if m.cls.sets_vectors}
    for process in processes:
        for name in process._mechanism.sets_vectors:
            if name not in process._vectors:
                continue
            other = owners.setdefault(id(process._given[name]), process)
            if other is not process:
                raise UnsupportedError(
                    f"{process}: it sets elements of the Vector that {other} sets too, which is not supported; "
                    "give each its own Vector"
                )
            mechanism = process._mechanism.name
            found.append((weakref.ref(process), mechanism, name, numbers[mechanism][process.hname()]))
    return found


def fill(vectors: list[Filled], state: CableState) -> None:
    """Put what mechanisms have set into the script's Vectors."""
    for process, mechanism, vector, i in vectors:
        if (found := process()) is not None:
            found._fill(vector, state.mechanisms[mechanism][vector][:, i], in_run=True)
