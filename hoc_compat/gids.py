"""Global ids: the part of ParallelContext that names sources of events by number, and runs networks."""

import time
import weakref
from typing import Any

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.netcon import NetCon
from hoc_compat.run import SIMULATION
from hoc_compat.source import ProcessSource, Recording, Source, VoltageSource
from hoc_compat.transfers import TRANSFERS
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_LARGEST = 2**31 - 1
_LATEST = 1e9  # ms


class Elsewhere(Source):
    """A source that another process would have: it sends nothing here."""

    @property
    def exists(self) -> bool:
        """False: it is not simulated."""
        return False


class GidTable:
    """What the gids of this process stand for."""

    def __init__(self) -> None:
        self.outputs: dict[int, Source | None] = {}  # None: no source yet
        self.silent: set[int] = set()  # gids whose spikes are not for others
        self.inputs: dict[int, Elsewhere] = {}
        self.largest_step = 0.0  # ms, of set_maxstep
        self.seconds = 0.0  # that psolve has taken

    def source(self, method: str, gid: int) -> Source:
        """The source of a gid of this process. Raises `InputError`."""
        found = self.outputs.get(gid)
        if found is None:
            remedy = "associate it with a NetCon by `cell`" if gid in self.outputs else "say so with `set_gid2node`"
            raise InputError(f"ParallelContext.{method}: gid {gid} has no source of spikes on this process; {remedy}")
        return found

    def clear(self) -> None:
        """Forget all gids."""
        for source in (*self.outputs.values(), *self.inputs.values()):
            if source is not None:
                source.gid = -1
        self.outputs, self.silent, self.inputs = {}, set(), {}

    def shortest_delay(self) -> float:
        """The largest step [ms] that other processes' spikes allow."""
        inputs = {id(source) for source in self.inputs.values()}
        delays = [netcon.delay for netcon in WORLD.netcons() if id(netcon._source) in inputs]
        return min([self.largest_step, *delays])


GIDS = GidTable()
"""NEURON's gids are global to the process, and so are ours."""


class Gids:
    """The part of `ParallelContext` that is about gids."""

    def set_gid2node(self, gid: Any, host: Any) -> float:
        """Say that a gid belongs to process `host`."""
        gid, host = _gid("set_gid2node", gid), number("ParallelContext.set_gid2node", "host", host)
        if host != 0:
            return 0.0
        if gid in GIDS.inputs:
            raise InputError(
                f"ParallelContext.set_gid2node: gid {gid} is used as an input already; define all gids of this process "
                "before `gid_connect`"
            )
        if gid in GIDS.outputs:
            raise InputError(f"ParallelContext.set_gid2node: gid {gid} already exists on this process")
        GIDS.outputs[gid] = None
        return 0.0

    def gid_exists(self, gid: Any) -> int:
        """0: the gid is not on this process; 1: it has no source; 2: its spikes are not for others; 3: they are."""
        gid = _gid("gid_exists", gid)
        if GIDS.outputs.get(gid) is None:
            return int(gid in GIDS.outputs)
        return 2 if gid in GIDS.silent else 3

    def cell(self, gid: Any, netcon: Any, output: Any = True) -> float:
        """Let a gid stand for the source of a NetCon."""
        gid = _gid("cell", gid)
        if not isinstance(netcon, NetCon) or netcon._source is None:
            raise InputError(f"ParallelContext.cell: {netcon!r} is no NetCon with a source")
        if gid not in GIDS.outputs:
            raise InputError(f"ParallelContext.cell: gid {gid} is not on this process; say so with `set_gid2node`")
        source = netcon._source
        if source.gid not in (-1, gid):
            raise InputError(f"ParallelContext.cell: the source of {netcon} has gid {source.gid} already, not {gid}")
        GIDS.outputs[gid], source.gid = source, gid
        GIDS.silent.discard(gid)
        if not output:
            GIDS.silent.add(gid)
        return 0.0

    def outputcell(self, gid: Any) -> float:
        """Let the spikes of a gid be for others, too."""
        GIDS.source("outputcell", _gid("outputcell", gid))
        GIDS.silent.discard(_gid("outputcell", gid))
        return 0.0

    def threshold(self, gid: Any, value: Any = None) -> float:
        """The voltage [mV] above which the source of a gid fires, after setting it if one is given."""
        source = GIDS.source("threshold", _gid("threshold", gid))
        if value is not None:
            source.threshold[0] = number("ParallelContext.threshold", "threshold", value)
        return source.threshold[0]

    def gid2obj(self, gid: Any) -> Any:
        """The cell that a gid's section belongs to, or the point process or artificial cell that it stands for."""
        source = GIDS.source("gid2obj", _gid("gid2obj", gid))
        return source.process if isinstance(source, ProcessSource) else _cell_of(source)

    def gid2cell(self, gid: Any) -> Any:
        """The cell that a gid belongs to; if there is none, what `gid2obj` gives."""
        source = GIDS.source("gid2cell", _gid("gid2cell", gid))
        if not isinstance(source, ProcessSource):
            return _cell_of(source)
        segment = getattr(source.process, "_segment", None)
        owner = None if segment is None else segment.sec.cell()
        return source.process if owner is None else owner

    def gid_connect(self, gid: Any, target: Any, netcon: Any = None) -> NetCon:
        """Connect the source of a gid to a target, by a new NetCon or by one to that target."""
        gid = _gid("gid_connect", gid)
        if not isinstance(target, MechanismObject):
            raise InputError(f"ParallelContext.gid_connect: the target is {target!r}; it must be a point process")
        if gid in GIDS.outputs:
            source = GIDS.source("gid_connect", gid)
        else:
            source = GIDS.inputs.setdefault(gid, Elsewhere())
            source.gid = gid
        if netcon is None:
            return NetCon(source, target)
        if not isinstance(netcon, NetCon) or netcon._target is not target:
            raise InputError(f"ParallelContext.gid_connect: {netcon!r} is no NetCon to {target!r}")
        netcon._source = source
        WORLD.structure += 1
        return netcon

    def gid_clear(self, kind: Any = 0) -> float:
        """Forget gids (`kind` 1 and 4), transfers of variables (3), or both (0)."""
        if kind not in (0, 1, 2, 3, 4):
            raise InputError(f"ParallelContext.gid_clear: the kind is {kind!r}; it is a whole number from 0 to 4")
        if kind not in (2, 3):
            GIDS.clear()
        if kind not in (1, 2):
            TRANSFERS.clear()
        return 0.0

    def spike_record(self, gid: Any, times: Any, gids: Any) -> float:
        """Record spike times [ms] and gids into two vectors: of one gid, of those in a vector, or of all (−1)."""
        for vector in (times, gids):
            if not isinstance(vector, Vector):
                raise InputError(f"ParallelContext.spike_record: {vector!r} is no Vector")
        if isinstance(gid, Vector):
            chosen = [int(x) for x in gid]
        elif gid == -1:
            chosen = [g for g in sorted(GIDS.outputs) if self.gid_exists(g) == 3]
        else:
            chosen = [_gid("spike_record", gid)]
        for g in chosen:
            source = GIDS.source("spike_record", g)
            source.record(Recording(weakref.ref(times), weakref.ref(gids), float(g)))
        return 0.0

    def set_maxstep(self, largest: Any) -> float:
        """Allow steps between exchanges of spikes up to `largest` [ms]; returns what the delays allow."""
        value = number("ParallelContext.set_maxstep", "largest", largest)
        if not 1e-6 <= value <= _LATEST:
            raise InputError(f"ParallelContext.set_maxstep: {value:g} ms; it must be from 1e-6 to {_LATEST:g}")
        GIDS.largest_step = value
        return GIDS.shortest_delay()

    def psolve(self, tstop: Any) -> float:
        """Advance to `tstop` [ms]."""
        stop, now = number("ParallelContext.psolve", "tstop", tstop), float(WORLD.t.read())
        if not now <= stop <= _LATEST:
            raise InputError(f"ParallelContext.psolve: tstop is {stop:g} ms; it must be from {now:g} to {_LATEST:g}")
        if GIDS.shortest_delay() - 1e-10 < WORLD.dt:
            raise InputError(
                f"ParallelContext.psolve: the largest step is {GIDS.shortest_delay():g} ms, below dt = {WORLD.dt:g}; "
                "call `set_maxstep` first, and give NetCons of other processes' gids longer delays"
            )
        begin = time.perf_counter()
        SIMULATION.stoprun = 0
        if SIMULATION.variable.active:
            SIMULATION.variable.advance(SIMULATION, stop)
        else:
            SIMULATION.advance(int((stop * (1.0 + 1e-11) - now) / WORLD.dt + 1e-9))
        GIDS.seconds += time.perf_counter() - begin
        return 0.0

    def step_time(self) -> float:
        """Seconds that `psolve` has taken."""
        return GIDS.seconds


def _cell_of(source: Source) -> Any:
    segment = source.segment() if isinstance(source, VoltageSource) else None
    return None if segment is None else segment.sec.cell()


def _gid(method: str, gid: Any) -> int:
    value = number(f"ParallelContext.{method}", "gid", gid)
    if not 0 <= value <= _LARGEST:
        raise InputError(f"ParallelContext.{method}: the gid is {gid!r}; it must be from 0 to {_LARGEST}")
    return int(value)
