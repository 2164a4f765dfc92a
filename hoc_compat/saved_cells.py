"""What BBSaveState keeps of each cell: by gid, section and place, so that other processes find it again."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import numpy as np

from braincell.errors import InputError
from braincell.lower.model import EventState
from braincell.quad.queue import is_source, of_source, table_of
from hoc_compat.event_transfer import numbered
from hoc_compat.gids import GIDS
from hoc_compat.lower import Program
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.section import Section
from hoc_compat.source import ProcessSource, Source
from hoc_compat.world import WORLD

Record = dict[str, Any]


@dataclass
class Cell:
    """What belongs to a gid."""

    gid: int
    source: Source
    sections: dict[str, Section] = field(default_factory=dict)  # by their names within the cell
    processes: dict[str, MechanismObject] = field(default_factory=dict)  # by their places


class SavedCells:
    """Reads and writes the state of the cells of a lowered program."""

    def __init__(self, program: Program, ignored: Iterable[Any]):
        self._program = program
        program.state()  # brings in what single steps have left packed
        self._keys = list(program.kept_columns())
        self._netcons: dict[Any, list[Any]] = {}
        for netcon in WORLD.netcons():
            if netcon._target is not None:
                self._netcons.setdefault(netcon._target, []).append(netcon)
        self.cells = self._found(set(ignored))
        self._home = {p: (cell.gid, key) for cell in self.cells.values() for key, p in cell.processes.items()}

    def _found(self, ignored: set[Any]) -> dict[int, Cell]:
        of_owner: dict[int, list[Section]] = {}
        for section in WORLD.sections():
            if section.cell() is not None:
                of_owner.setdefault(id(section.cell()), []).append(section)
        placed: dict[Section, list[Any]] = {}
        for process in WORLD.processes():
            if process not in ignored and (segment := getattr(process, "_segment", None)) is not None:
                placed.setdefault(segment.sec, []).append(process)
        cells = {}
        for gid, source in sorted(GIDS.outputs.items()):
            if source is None or not source.exists:
                continue
            cell = Cell(gid, source)
            section = _section_of(source)
            if section is None:
                cell.processes["itself"] = source.process  # type: ignore[attr-defined]
            for own in of_owner.pop(id(section.cell()), []) if section is not None else ():
                name = own.name().rpartition(".")[2]
                cell.sections[name] = own
                cell.processes |= {f"{name} {k}": p for k, p in enumerate(placed.get(own, ()))}
            self._add_stimuli(cell)
            if cell.processes or cell.sections:
                cells[gid] = cell
        return cells

    def _add_stimuli(self, cell: Cell) -> None:
        """Artificial cells without a gid belong to the first process that they send events to."""
        seen = set(cell.processes.values())
        for key, process in list(cell.processes.items()):
            for k, netcon in enumerate(self._netcons.get(process, ())):
                source = netcon._source
                alone = isinstance(source, ProcessSource) and source.gid < 0 and source.exists
                if alone and source.process not in seen and getattr(source.process, "_segment", None) is None:
                    cell.processes[f"{key} from {k}"] = source.process
                    seen.add(source.process)

    # values

    def records(self) -> list[Record]:
        """The state of every cell."""
        events = self._events()
        return [self._record(cell) | {"events": events.get(cell.gid, [])} for cell in self.cells.values()]

    def _record(self, cell: Cell) -> Record:
        column = self._column(cell.source)
        return {
            "gid": cell.gid,
            "above": None if column is None else bool(np.asarray(self._program.state().above)[column]),
            "sections": {name: self._of_section(section) for name, section in cell.sections.items()},
            "processes": {key: self._of_process(process) for key, process in cell.processes.items()},
        }

    def _column(self, source: Source) -> int | None:
        events = self._program.events
        return next((k for k in events.columns() if events.source(k) is source), None)

    def _slots(self, owner: Any, mechanism: str) -> dict[str, Any]:
        slots = owner._range.get(mechanism, {}) if isinstance(owner, Section) else owner._range
        return {v: slots[v] for m, v in self._keys if m == mechanism and v in slots}

    def _of_section(self, section: Section) -> Record:
        values = {
            m: {v: slot.values().tolist() for v, slot in found.items()}
            for m in section._range
            if (found := self._slots(section, m))
        }
        ends = {v: [slot[0] for slot in slots] for v, slots in section._ends.items() if ("membrane", v) in self._keys}
        streams = {m: self._streams(m, self._instances(section, m)) for m in self._drawing(section._range)}
        return {"nseg": section._nseg, "values": values, "ends": ends, "streams": streams}

    def _of_process(self, process: Any) -> Record:
        mechanism = process._mechanism.name
        row = self._row(process)
        return {
            "type": mechanism,
            "values": {v: slot.values().tolist() for v, slot in self._slots(process, mechanism).items()},
            "weights": [list(netcon._weights.values()) for netcon in self._netcons.get(process, ())],
            "streams": self._streams(mechanism, slice(row, row + 1)) if self._drawing([mechanism]) else {},
            "watches": {key: x[:, row].tolist() for key, x in self._watches(self._program.events.peek(), mechanism)},
        }

    def _drawing(self, mechanisms: Iterable[str]) -> list[str]:
        return [m for m in mechanisms if self._program.streams(m)]

    def _streams(self, mechanism: str, instances: slice) -> dict[str, list[Any]]:
        streams = self._program.streams(mechanism)
        return {name: np.asarray(values)[..., instances].tolist() for name, values in streams.items()}

    def _instances(self, section: Section, mechanism: str) -> slice:
        start = next(iter(section._range[mechanism].values())).start
        return slice(start, start + section._nseg)

    def _row(self, process: Any) -> int:
        labels = self._program.base.layout.mechanism(process._mechanism.name).labels
        return labels.index(process.hname())

    @staticmethod
    def _watches(events: EventState | None, mechanism: str) -> list[tuple[str, np.ndarray]]:
        found = {} if events is None else events.watches.get(mechanism, {})
        return [(key, np.asarray(x)) for key, x in found.items()]

    # events

    def _events(self) -> dict[int, list[Record]]:
        """What waits in the queue, by the gid of the cell that it is for, or whose source sends it."""
        events = self._program.events.peek()
        found: dict[int, list[Record]] = {}
        if events is None:
            return found
        queue, movable = jax.tree.map(np.asarray, events.queue), set(np.asarray(events.movable).tolist())
        names = {number: label for label, number in self._program.events.numbers.items()}
        homes = {p.hname(): home for p, home in self._home.items()}
        sources = {int(of_source(k)): source for source, k in numbered(self._program.events)}
        netcons = {
            self._program.events.row(netcon): k for own in self._netcons.values() for k, netcon in enumerate(own)
        }
        for place in np.flatnonzero(np.isfinite(queue.time)).tolist():
            code = int(queue.connection[place])
            event = {"code": code, "time": float(queue.time[place]), "order": int(queue.order[place])}
            event |= {"flag": float(queue.flag[place]), "is_movable": place in movable}
            event |= {"is_next": place == int(queue.least)}
            if is_source(code):
                source = sources.get(code)
                process = getattr(source, "process", None)
                own = None if process is None else self._home.get(process)
                home = (source.gid, None) if source is not None and source.gid >= 0 else own
            else:
                home = homes.get(names[int(queue.target[place])])
                event |= {"netcon": netcons.get(code) if code >= 0 else None}
            if home is not None:
                found.setdefault(home[0], []).append(event | {"for": home[1]})
        return found

    # restoring

    def restore(self, t: float, records: Iterable[Record]) -> None:
        """Set the time [ms] and the state of the cells of this process; others are left out.

        Raises `InputError` for cells that differ from what was saved.
        """
        program = self._program
        own = [record for record in records if record["gid"] in self.cells]
        above = np.array(program.state().above)
        for record in own:
            cell = self.cells[record["gid"]]
            if (column := self._column(cell.source)) is not None and record["above"] is not None:
                above[column] = record["above"]
            for name, section in cell.sections.items():
                if name in record["sections"]:
                    self._set_section(section, record["sections"][name])
            for key, process in cell.processes.items():
                self._set_process(process, record["processes"].get(key))
        WORLD.t.edit()[...] = t
        program.restore(above, self._restored_events(own))

    def _set_section(self, section: Section, kept: Record) -> None:
        if kept["nseg"] != section._nseg:
            raise InputError(
                f"BBSaveState: {section} had {kept['nseg']} segments when it was saved, not {section._nseg}"
            )
        for mechanism, values in kept["values"].items():
            if mechanism not in section._range:
                raise InputError(f"BBSaveState: {section} had `{mechanism}` when it was saved; insert it")
            for variable, numbers in values.items():
                section._range[mechanism][variable].fill(numbers)
        for variable, numbers in kept["ends"].items():
            for slot, number in zip(section._ends[variable], numbers, strict=True):
                slot[0] = number
        for mechanism, streams in kept["streams"].items():
            self._set_streams(mechanism, self._instances(section, mechanism), streams)

    def _set_process(self, process: Any, kept: Record | None) -> None:
        mechanism = process._mechanism.name
        if kept is None or kept["type"] != mechanism:
            was = "was not there" if kept is None else f"was a {kept['type']}"
            raise InputError(
                f"BBSaveState: in the place of {process} there {was} when it was saved; `ignore` it if need be"
            )
        netcons = self._netcons.get(process, [])
        if len(netcons) != len(kept["weights"]):
            raise InputError(f"BBSaveState: {process} had {len(kept['weights'])} NetCons when it was saved")
        for variable, numbers in kept["values"].items():
            process._range[variable].fill(numbers)
        for netcon, weights in zip(netcons, kept["weights"], strict=True):
            for k, weight in enumerate(weights):
                netcon._weights[k] = weight
        row = self._row(process)
        self._set_streams(mechanism, slice(row, row + 1), kept["streams"])

    def _set_streams(self, mechanism: str, instances: slice, kept: dict[str, list[Any]]) -> None:
        for name, values in kept.items():
            stream = self._program.edit_stream(mechanism, name)
            stream[..., instances] = np.array(values, stream.dtype)

    def _restored_events(self, records: list[Record]) -> EventState | None:
        state = self._program.events.peek()
        if state is None:
            return None
        rows: dict[str, list[float]] = {name: [] for name in ("time", "order", "target", "connection", "flag")}
        movable = np.full_like(np.asarray(state.movable), -1)
        least = None
        for record in records:
            for event in record["events"]:
                code, target = self._code(record["gid"], event)
                if code is None:
                    continue
                place = len(rows["time"])
                for name, value in zip(rows, (event["time"], event["order"], target, code, event["flag"]), strict=True):
                    rows[name].append(value)
                if event["is_movable"]:
                    movable[target] = place
                least = place if event["is_next"] else least
        n = len(rows["time"])
        table = {name: np.array(values) for name, values in rows.items()} | {"place": np.arange(n)}
        if least is None and n:
            least = int(np.lexsort((table["order"], table["time"]))[0])
        room = len(state.queue.free) - 1
        latest = np.array(max(rows["order"], default=0), np.asarray(state.queue.latest).dtype)
        queue = table_of(room if n <= room else 1 << (n + 1).bit_length(), table, least, latest)
        return replace(state, queue=queue, movable=movable, watches=self._restored_watches(state, records))

    def _code(self, gid: int, event: Record) -> tuple[int | None, int]:
        """What an event that was saved is called in the queue of this program, and the process that it is for."""
        events, cell = self._program.events, self.cells[gid]
        process = cell.processes.get(event["for"]) if event["for"] is not None else None
        if is_source(event["code"]):
            source = cell.source if event["for"] is None else None
            codes = [int(of_source(k)) for s, k in numbered(events) if s is source or s is _source_of(process)]
            return (codes[0] if codes else None), 0
        if process is None:
            return None, 0
        target, netcons = events.numbers[process.hname()], self._netcons.get(process, [])
        if event["netcon"] is None:
            return event["code"], target
        row = events.row(netcons[event["netcon"]]) if event["netcon"] < len(netcons) else None
        return row, target

    def _restored_watches(self, state: EventState, records: list[Record]) -> dict[str, Any]:
        watches = {m: {key: np.array(x) for key, x in values.items()} for m, values in state.watches.items()}
        for record in records:
            for key, process in self.cells[record["gid"]].processes.items():
                for name, column in record["processes"][key]["watches"].items():
                    watches[process._mechanism.name][name][:, self._row(process)] = column
        return watches


def _section_of(source: Source) -> Section | None:
    """Where a source is; None of artificial cells."""
    if isinstance(source, ProcessSource):
        segment = getattr(source.process, "_segment", None)
        return None if segment is None else segment.sec
    return source.section  # type: ignore[attr-defined]


def _source_of(process: Any) -> Source | None:
    return next((s for s in WORLD.sources() if process is not None and getattr(s, "process", None) is process), None)
