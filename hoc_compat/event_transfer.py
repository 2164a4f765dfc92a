"""Take the events that wait along when a script changes the structure of what is simulated."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from braincell.lower.model import EventState, Queue
from braincell.quad.queue import is_source, of_source, table_of
from hoc_compat.source import Source

if TYPE_CHECKING:
    from hoc_compat.events import Events


def transferred(old: "Events", new: "Events", state: EventState) -> EventState:
    """The empty `state` of the new program with what waits in the old one.

    Events whose connection or target is gone are dropped, as NEURON does.
    """
    before = old.peek()
    if before is None:
        return state
    process = {number: new.numbers[label] for label, number in old.numbers.items() if label in new.numbers}
    places: dict[int, int] = {}
    queue = _moved(old, new, jax.tree.map(np.asarray, before.queue), state.queue, process, places)
    movable = np.array(state.movable)
    for number, place in enumerate(np.asarray(before.movable)):
        if number in process and int(place) in places:
            movable[process[number]] = places[int(place)]
    return replace(state, queue=queue, movable=movable, watches=_watches(old, new, before, state, process))


def _moved(
    old: "Events", new: "Events", before: Queue, empty: Queue, process: dict[int, int], places: dict[int, int]
) -> Queue:
    """`empty` with the events of `before`; `places` gets where they went."""
    kept: dict[str, list[float]] = {name: [] for name in ("place", "time", "order", "target", "connection", "flag")}
    codes = _codes(old, new)
    for place in np.flatnonzero(np.isfinite(before.time)).tolist():
        before_code = int(before.connection[place])
        code = codes.get(before_code) if before_code >= 0 or is_source(before_code) else before_code
        target = process.get(int(before.target[place]))
        if code is None or (target is None and not is_source(code)):
            continue
        places[place] = len(places)
        row = (before.time[place], before.order[place], target or 0, code, before.flag[place])
        for name, value in zip(kept, (places[place], *row), strict=True):
            kept[name].append(value)
    events = {name: np.array(values) for name, values in kept.items()}
    events["place"] = events["place"].astype(int)
    least = places.get(int(before.least))
    if least is None and places:
        least = int(np.lexsort((events["order"], events["time"]))[0])
    room = len(empty.free) - 1
    return table_of(room if len(places) <= room else 2 * len(places), events, least, before.latest)


def _codes(old: "Events", new: "Events") -> dict[int, int]:
    """What each connection and source that stays is called in the queue of the old program, and of the new one."""
    rows = {old.row(netcon): new.row(netcon) for netcon in old.netcons()}
    codes = {before: now for before, now in rows.items() if before is not None and now is not None}
    now = {id(source): number for source, number in numbered(new)}
    sources = [(number, now[id(source)]) for source, number in numbered(old) if id(source) in now]
    return codes | {int(of_source(before)): int(of_source(number)) for before, number in sources}


def numbered(events: "Events") -> list[tuple[Source, int]]:
    """The sources that have connections, with their numbers in the layout."""
    layout = events.layout
    if layout is None:
        return []
    found = [(events.source(column), k) for k, column in enumerate(layout.source_column) if column >= 0]
    found += [(events.sender(p), int(k)) for p, k in enumerate(layout.process_source) if k >= 0]
    return [(source, k) for source, k in found if source is not None]


def _watches(
    old: "Events", new: "Events", before: EventState, state: EventState, process: dict[int, int]
) -> dict[str, Any]:
    """What the processes that stay wait for."""
    watches = {m: {key: np.array(x) for key, x in values.items()} for m, values in state.watches.items()}
    for m, values in watches.items():
        if m not in before.watches:
            continue
        assert old.layout is not None and new.layout is not None
        first, then = (int(x.layout.offsets[x.layout.receivers.index(m)]) for x in (old, new))  # pyright: ignore
        n = next(iter(before.watches[m].values())).shape[1]
        for i in range(n):
            if first + i in process:
                for key, rows in values.items():
                    rows[:, process[first + i] - then] = np.asarray(before.watches[m][key])[:, i]
    return watches
