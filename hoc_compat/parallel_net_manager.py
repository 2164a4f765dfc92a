"""ParallelNetManager: networks of cells that are numbered by gids, on one process (NEURON: netparmpi.hoc)."""

from collections.abc import Iterator
from typing import Any

from braincell.errors import InputError
from hoc_compat.artificial_cell import ArtificialCell
from hoc_compat.hoc.storage import PassedObject
from hoc_compat.hoc_object import HocObject
from hoc_compat.list import List
from hoc_compat.netcon import NetCon
from hoc_compat.parallel_context import ParallelContext
from hoc_compat.vector import Vector

_GRAPH = "there is one process, so that cells need not be shared out; leave it out"


class ParallelNetManager(HocObject):
    """`h.ParallelNetManager(n)`: cells with gids, connections in `nclist`, spikes in `spikevec` and `idvec`."""

    _unsupported = {
        "splitcell": "a cell is not divided between processes; leave it out",
        "wantgraph": _GRAPH,
        "graphout": _GRAPH,
    }

    def __init__(self, ncell: Any):
        self.ncell = float(ncell)
        self.pc = ParallelContext()
        self.myid, self.nhost, self.nwork = 0.0, 1.0, 1.0
        self.cells, self.nclist = List(), List()
        self.spikevec, self.idvec = Vector(), Vector()
        self.tmpcell: Any = None
        self._has_step = False

    # cells

    def set_gid2node(self, gid: Any, host: Any) -> float:
        """Say that a gid belongs to process `host`."""
        if host == self.myid:
            self.pc.set_gid2node(gid, self.pc.id())
        return 0.0

    def round_robin(self) -> float:
        """Give the gids from 0 to ncell − 1 to the processes in turn."""
        for gid in range(int(self.ncell)):
            self.set_gid2node(gid, gid % self.nwork)
        return 0.0

    def gid_exists(self, gid: Any) -> float:
        """What `ParallelContext.gid_exists` says."""
        return float(self.pc.gid_exists(gid))

    def create_cell(self, gid: Any, text: str) -> Any:
        """Make a cell by an expression of hoc, such as "new Cell(1)", if its gid is on this process."""
        from hoc_compat.hoc.program import expression

        cell = None
        if self.gid_exists(gid):
            cell = expression(str(text))()
            self.register_cell(gid, cell)
        return cell

    def register_cell(self, gid: Any, cell: Any) -> float:
        """Let a gid stand for a cell: an artificial one, or one that has `connect2target`."""
        if not self.pc.gid_exists(gid):
            self.pc.set_gid2node(gid, self.pc.id())
        self.cells.append(cell)
        self.pc.cell(gid, NetCon(cell, None) if isinstance(cell, ArtificialCell) else _spikes_of(cell), 1)
        return 0.0

    # connections

    def nc_append(self, source: Any, target: Any, synapse: Any, weight: Any, delay: Any) -> float:
        """Connect two gids: to element `synapse` of the target's `synlist`, or to itself if that is negative.

        Returns the connection's place in `nclist`, −1 if the target is not on this process.
        """
        if not self.gid_exists(target):
            return -1.0
        self.nclist.append(self.cm2t(source, self.pc.gid2cell(target), synapse, weight, delay))
        return self.nclist.count() - 1.0

    def cm2t(self, source: Any, cell: Any, synapse: Any, weight: Any, delay: Any) -> NetCon:
        """A connection from a gid to a cell, or to a synapse of it."""
        netcon = self.pc.gid_connect(source, cell if synapse < 0 else cell.synlist.object(synapse))
        netcon.weight[0], netcon.delay = weight, delay
        return netcon

    # spikes

    def want_all_spikes(self) -> float:
        """Record the spikes of all gids from 0 to ncell − 1."""
        for gid in range(int(self.ncell)):
            self.spike_record(gid)
        return 0.0

    def spike_record(self, gid: Any) -> float:
        """Record the spikes of a gid of this process into `spikevec` [ms] and `idvec`."""
        if self.gid_exists(gid):
            self.pc.spike_record(gid, self.spikevec, self.idvec)
        return 0.0

    def gatherspikes(self) -> float:
        """Nothing: there are no spikes elsewhere."""
        return 0.0

    # runs

    def set_maxstep(self) -> float:
        """Allow steps of up to 10 ms between exchanges of spikes."""
        self.pc.set_maxstep(10)
        return 0.0

    def maxstepsize(self) -> float:
        """`set_maxstep`, the first time."""
        if not self._has_step:
            self._has_step = True
            self.set_maxstep()
        return 0.0

    def doinit(self) -> float:
        """Initialise, as the standard run system does."""
        from hoc_compat.interpreter import h

        h.stdinit()
        return 0.0

    def pinit(self) -> float:
        """Initialise all processes."""
        self.maxstepsize()
        return self.doinit()

    def psolve(self, tstop: Any) -> float:
        """Advance to `tstop` [ms]."""
        return self.pc.psolve(tstop)

    pcontinue = psolve

    def prun(self) -> float:
        """Initialise, and advance to `h.tstop`."""
        from hoc_compat.interpreter import h

        self.pinit()
        return self.pcontinue(h.tstop)

    def serialize(self) -> Iterator[None]:
        """`for pnm.serialize() …`: process after process."""
        yield

    def prstat(self, everything: Any) -> float:
        """Print how long each process has waited for others and, if asked, how many spikes were exchanged."""
        if everything == 0:
            print("0 wait time 0")
        else:
            print("id\t nsmax\t nsend\t nrecv\t nrused\t wait\n0\t 0\t 0\t 0\t 0\t 0\nend of prstat")
        return 0.0


def _spikes_of(cell: Any) -> NetCon:
    """The NetCon to nobody that a cell's `connect2target` puts into its second argument."""
    found: list[Any] = [None]
    connect = getattr(cell, "connect2target", None)
    if connect is not None:
        connect(None, PassedObject(found, 0))
    if not isinstance(found[0], NetCon):
        raise InputError(
            f"ParallelNetManager.register_cell: {cell!r} has no `connect2target(target, netcon)` that makes a NetCon"
        )
    return found[0]
