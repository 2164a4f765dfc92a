"""Where the samples of a run hold what the script's Vectors record."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from braincell.lower.model import Layout, ProbeLayout
from braincell.quad.record import BETWEEN
from hoc_compat.address import address_of
from hoc_compat.recorder import Recorder, TimedRecorder


class Recording(NamedTuple):
    """One recording, and its column of the samples: its columns, if events may change what it records at times."""

    ref: Any  # weak reference to the Vector
    recorder: Recorder
    column: int | np.ndarray


def recordings(
    pairs: Iterable[tuple[Any, Recorder]], layout: Layout
) -> tuple[tuple[ProbeLayout, ...], list[Recording]]:
    """The probes of a layout that serve the recorders of some Vectors, and where each of these finds its values.

    Raises `InputError` for what does not change in a run.
    """
    indices: dict[tuple[str, str, str, bool, bool], list[int]] = {}
    found = []
    for ref, recorder in pairs:
        address = address_of(recorder.source, "recorded")
        if address is None or ref() is None:
            continue
        kind, owner, variable, place = address
        between = isinstance(recorder, TimedRecorder) and _is_changed(layout, kind, owner)
        index = indices.setdefault(key := (kind, owner, variable, recorder.settled, between), [])
        found.append((ref, recorder, key, len(index)))
        index.append(place)
    probes, first, n = [], {}, 0
    for key, index in indices.items():
        kind, owner, variable, settled, between = key
        first[key] = n
        if kind:
            name, places = _name(*key), np.array(index, np.int32)
            probes.append(ProbeLayout(name, kind, owner, variable, places, False, settled=settled, between=between))
            n += len(index) * (BETWEEN if between else 1)
    columns = [first[key] + k + (len(indices[key]) * np.arange(BETWEEN) if key[-1] else 0) for _, _, key, k in found]
    made = [Recording(*one[:2], column=column) for one, column in zip(found, columns, strict=True)]
    return tuple(probes), made


def _is_changed(layout: Layout, kind: str, owner: str) -> bool:
    """Whether an event may change a variable of this kind and owner."""
    if layout.events is None or not kind:
        return False
    receivers = [layout.mechanism(name).cls for name in layout.events.receivers]
    reach_further = any(
        cls.sets_v or any(p.written for p in cls.pointers.values()) or any(use.writes for use in cls.ions)
        for cls in receivers
    )
    return kind == "connection" or owner in layout.events.receivers or reach_further


def _name(kind: str, owner: str, variable: str, settled: bool, between: bool) -> str:
    return "/".join((kind, owner, variable)) + ("/settled" if settled else "/between" if between else "")
