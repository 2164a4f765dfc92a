"""Resolve connections to the instances they join."""

from dataclasses import dataclass

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.lower.mechanisms import Forest
from braincell.lower.model import EventLayout, MechanismLayout
from braincell.mech.connection import Connection

_SPARE = 64  # queue places beyond those that given times and two events per connection and instance need


@dataclass(frozen=True)
class Events:
    """The connections of a forest: their static layout, and the numbers."""

    layout: EventLayout | None
    values: dict[str, np.ndarray]  # delay [connection] ms, weight [connection, argument], time [event] ms


def lower_events(
    forest: Forest,
    mechanisms: tuple[MechanismLayout, ...],
    detectors: tuple[tuple[str, int], ...],
    capacity: int | None,
) -> Events:
    """Positions of all connections, in the order in which they were made."""
    receivers = tuple(m for m in mechanisms if m.cls.sends or m.cls.net_arguments)
    declared = [c for part in forest.parts for c in part.cell.connections]
    if not receivers and not declared:
        return Events(None, {})
    offsets = np.cumsum([0, *(len(m.nodes) for m in receivers)]).astype(np.int32)
    labels = {}
    for m, offset in zip(receivers, offsets, strict=False):
        for i, label in enumerate(m.labels):
            labels.setdefault(label, []).append(int(offset) + i)
    columns = _detector_columns(detectors)
    targets, sources, watched = [], [], []
    for c in declared:
        targets.append(_process(c.target, "target", labels))
        watched.append(columns.get(c.source, -1) if c.source is not None else -1)
        sources.append(-1 if c.source is None or watched[-1] >= 0 else _source(c.source, labels, columns))
    width = max([1, *(len(m.cls.net_arguments) for m in receivers)])
    times = [(t, k) for k, c in enumerate(declared) for t in c.times]
    room = len(times) + 2 * (len(declared) + int(offsets[-1])) + _SPARE
    layout = EventLayout(
        receivers=tuple(m.name for m in receivers),
        offsets=offsets,
        target=np.array(targets, np.int32),
        source=np.array(sources, np.int32),
        detector=np.array(watched, np.int32),
        given=np.array([k for _, k in times], np.int32),
        width=width,
        capacity=room if capacity is None else capacity,
    )
    values = {
        "delay": np.array([c.delay for c in declared], float),
        "weight": np.array([_padded(c, width) for c in declared], float).reshape(len(declared), width),
        "time": np.array([t for t, _ in times], float),
    }
    return Events(layout, values)


def _detector_columns(detectors: tuple[tuple[str, int], ...]) -> dict[str, int]:
    starts = np.cumsum([0, *(n for _, n in detectors)])
    return {name: int(start) for (name, n), start in zip(detectors, starts, strict=False) if n == 1}


def _process(label: str, role: str, labels: dict[str, list[int]]) -> int:
    found = labels.get(label, [])
    if not found:
        raise unknown_name("point process that receives events", label, labels, f"connect: the {role}")
    if len(found) > 1:
        raise InputError(f"connect: {len(found)} point processes are called `{label}`; give each its own `name`")
    return found[0]


def _source(label: str, labels: dict[str, list[int]], columns: dict[str, int]) -> int:
    if label not in labels:
        raise unknown_name("source", label, [*labels, *columns], "connect")
    return _process(label, "source", labels)


def _padded(c: Connection, width: int) -> list[float]:
    if len(c.weight) > width:
        raise InputError(
            f"connect to `{c.target}`: {len(c.weight)} weights for at most {width} arguments of NET_RECEIVE"
        )
    return [*c.weight, *[0.0] * (width - len(c.weight))]
