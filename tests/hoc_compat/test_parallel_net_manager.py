"""ParallelNetManager on one process does what NEURON's does."""

import pytest

from braincell.errors import InputError, UnsupportedError

RING = """
begintemplate PnmCell
public soma, synlist, connect2target, size
create soma
objref synlist, syn
proc init() {
    size = $1
    soma { diam = size L = 20 insert hh }
    synlist = new List()
    soma { syn = new ExpSyn(0.5) }
    syn.tau = 2
    synlist.append(syn)
}
proc connect2target() {
    soma $o2 = new NetCon(&v(1), $o1)
    $o2.threshold = -10
}
endtemplate PnmCell
"""


def network(h, define=RING):
    if "PnmCell" not in dir(h) and not h.name_declared("PnmCell"):
        h(define)
    h.ParallelContext().gid_clear()
    return h.ParallelNetManager(4)


def test_a_ring(both):
    def model(h):
        h.load_file("netparmpi.hoc")
        pnm = network(h)
        pnm.round_robin()
        found = [pnm.ncell, pnm.nhost, pnm.myid, pnm.nwork, pnm.gid_exists(0), pnm.gid_exists(9)]
        cells = [pnm.create_cell(gid, f"new PnmCell({10 + gid})") for gid in range(3)]
        stimulus = h.NetStim()
        stimulus.number, stimulus.start = 1, 2
        pnm.register_cell(3, stimulus)
        pnm.register_cell(7, h.PnmCell(12))
        found += [cell.size for cell in cells] + [pnm.cells.count(), pnm.gid_exists(3), pnm.gid_exists(7)]
        found += [pnm.nc_append(3, 0, 0, 0.02, 1), pnm.nc_append(0, 1, 0, 0.02, 1.5)]
        found += [pnm.nc_append(1, 2, 0, 0.02, 1), pnm.nc_append(2, 0, 0, 0.02, 3), pnm.nc_append(0, 99, 0, 1, 1)]
        found += [pnm.nc_append(0, 7, 0, 0.02, 2), pnm.nclist.count(), pnm.nclist.o(1).delay]
        pnm.want_all_spikes()
        pnm.spike_record(7)
        h.tstop = 20
        pnm.prun()
        found += [h.t, list(pnm.spikevec), list(pnm.idvec)]
        pnm.pcontinue(30)
        pnm.gatherspikes()
        found += [h.t, list(pnm.spikevec), list(pnm.idvec), cells[0].soma(0.5).v]
        pnm.pinit()
        pnm.psolve(5)
        found += [h.t, pnm.spikevec.size(), pnm.pc.nhost()]
        pnm.pc.gid_clear()
        return found

    both(model, relative=1e-9)


def test_in_hoc(both):
    def model(h):
        h.load_file("netparmpi.hoc")
        h("objref pnm_of_hoc")
        h("pnm_of_hoc = new ParallelNetManager(2)")
        h("pnm_count = 0")
        h("proc pnm_serial() { for pnm_of_hoc.serialize() { pnm_count += 1 } }")
        h("pnm_serial()")
        h("pnm_count += 10*pnm_of_hoc.pc.nhost")
        return [h.pnm_count]

    both(model)


def test_mistakes(h):
    pnm = network(h)
    with pytest.raises(InputError, match="connect2target"):
        pnm.register_cell(0, h.Vector())
    with pytest.raises(UnsupportedError, match="splitcell"):
        pnm.splitcell(0, 1)
    h.ParallelContext().gid_clear()


def test_the_tool_for_threads(both):
    def model(h):
        h.load_file("parcom.hoc")
        tool = h.ParallelComputeTool()
        found = [tool.nthread(), tool.nthread(3), h.ParallelContext().nthread(), tool.pthread(), tool.nthread_]
        found += [tool.nthread(1), h.ParallelContext().nthread()]
        h.ParallelContext().partition()  # NEURON's tool has shared out the cells that there were
        return found

    both(model)
