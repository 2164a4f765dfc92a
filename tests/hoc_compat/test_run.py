"""Runs: the same script gives NEURON's numbers, step by step, whatever way it steps."""

import time

import numpy as np
import pytest

from braincell.errors import SimulationError, UnsupportedError
from hoc_compat.forest import Forest

SUBTHRESHOLD = 1e-9  # mV: the project's bar; di/dv is a difference quotient with rounding noise
SPIKING = 1e-6  # mV: the project's bar for spikes, which amplify that noise


def ball_and_stick(h):
    """An hh soma and a passive dendrite with a tapering side branch, and clamps at the soma and at a tip."""
    soma, dend, side = h.Section(name="soma"), h.Section(name="dend"), h.Section(name="side")
    soma.L = soma.diam = 20
    dend.L, dend.diam, dend.nseg = 300, 2, 7
    for point in ((0, 0, 0, 3), (0, 30, 0, 1), (0, 30, 0, 2), (20, 80, 0, 0.7)):
        side.pt3dadd(*point)
    side.nseg = 5
    dend.connect(soma(1))
    side.connect(dend(0.3), 1)
    soma.insert("hh")
    dend.insert("pas")
    side.insert("hh")
    for p in dend:
        p.pas.g, p.cm = 0.0002 * (1 + p.x), 1 + p.x
    side.gnabar_hh, side.Ra, dend.Ra, soma.ena = 0.08, 120, 80, 55
    side(0.9).gkbar_hh = 0.05
    return soma, dend, side


def clamp(h, place, delay, dur, amp):
    c = h.IClamp(place)
    c.delay, c.dur, c.amp = delay, dur, amp
    return c


@pytest.mark.parametrize("secondorder", [0, 1, 2])
def test_every_variable_at_every_step(both, secondorder):
    def model(h):
        soma, dend, side = ball_and_stick(h)
        a, b = clamp(h, soma(0.5), 1, 20, 0.6), clamp(h, side(1), 3, 0.5, 0.3)
        refs = [p._ref_v for p in (soma(0.5), dend(0.5), dend(1), side(0), side(0.2), side(1))]
        refs += [soma(0.5).hh._ref_m, soma(0.5)._ref_ina, side(0.4)._ref_ik, dend(0.2).pas._ref_i, a._ref_i, b._ref_i]
        refs += [soma(0.5)._ref_i_cap, soma(0.5).hh._ref_gna, soma(0.5)._ref_ena, soma(0.5)._ref_minf_hh]
        vectors = [h.Vector().record(r) for r in refs]
        t = h.Vector().record(h._ref_t)
        nc = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
        nc.threshold = 0
        spikes = h.Vector()
        nc.record(spikes)
        h.secondorder = secondorder
        h.finitialize(-65)
        h.continuerun(15)
        after = [soma.v, dend(0.1).v, dend(1).v, side(0).v, soma(0.5).hh.m, soma(0.5).ina, side(0.9).ik, soma.il_hh]
        after += [dend(0.9).pas.i, soma(0.5).i_cap, a.i, b.i, soma.mtau_hh, soma.gna_hh, h.t, soma.nai]
        times = np.array(t).tobytes(), np.array(spikes).tobytes()
        return np.array([np.array(x) for x in vectors]), after, times

    traces, _, _ = both(model, relative=0.0, absolute=SPIKING)
    assert traces[0].max() > 20  # it spikes


def test_passive_runs(both):
    def model(h):
        s = h.Section(name="s")
        s.L, s.diam, s.nseg = 500, 1.5, 11
        s.insert("pas")
        s(0.2).cm = 3
        c = clamp(h, s(0.1), 0.5, 3, 0.2)
        vectors = [h.Vector().record(p._ref_v) for p in s.allseg()] + [h.Vector().record(s(0.3).pas._ref_i)]
        t = h.Vector().record(h._ref_t)
        h.tstop, h.v_init = 8, -70
        h.run()
        del c
        return np.array([np.array(x) for x in vectors]), np.array(t).tobytes()

    both(model, relative=0.0, absolute=SUBTHRESHOLD)


def test_steps_from_python_and_edits_between_them(both):
    def model(h):
        soma, dend, side = ball_and_stick(h)
        c = clamp(h, soma(0.5), 0, 100, 0.1)
        v = h.Vector().record(soma(0.5)._ref_v)
        h.finitialize(-65)
        seen = []
        for k in range(40):
            c.amp = 0.01 * k
            h.fadvance()
            seen.append([h.t, soma.v, side(0).v, soma(0.5).ina, soma(0.5).hh.n, c.i])
        soma(0.5).hh.m, side(0.5).v = 0.3, -20
        h.fcurrent()
        seen.append([soma(0.5).ina, soma(0.5).ik, soma(0.5).hh.il, side(0.5).hh.gna, h.t])
        h.fadvance()
        seen.append([h.t, soma.v, side(0).v, soma(0.5).ina, soma(0.5).hh.n, c.i])
        dend.diam, dend.Ra, dend.cm, soma.L = 1.3, 200, 0.7, 33
        soma(0.5).ena, dend(0.2).pas.e, h.celsius = 44, -50, 11
        h.continuerun(4)
        seen.append([h.t, soma.v, side(0).v, soma(0.5).ina, soma(0.5).hh.n, len(v)])
        h.frecord_init()
        seen.append([len(v), v[0]])
        return seen

    both(model, relative=0.0, absolute=SUBTHRESHOLD)


def test_a_change_of_structure_keeps_the_state(both):
    def model(h):
        soma, dend, side = ball_and_stick(h)
        c = clamp(h, soma(0.5), 0, 100, 0.1)
        h.finitialize(-60)
        h.continuerun(2)
        extra = h.Section(name="extra")
        extra.connect(dend(0.5))
        dend.nseg = 3
        dend.insert("hh")
        seen = [[p.v for p in s.allseg()] for s in (soma, dend, side, extra)]
        h.continuerun(3)
        seen += [[p.v for p in s.allseg()] for s in (soma, dend, side, extra)]
        h.delete_section(sec=side)
        del c
        h.continuerun(4)
        return seen + [[p.v for p in s.allseg()] for s in (soma, dend, extra)]

    both(model, relative=0.0, absolute=SUBTHRESHOLD)


@pytest.mark.parametrize("dt", [0.1, 0.05, 0.03, 0.025, 0.01, 0.025 / 3, 0.005])
def test_run_fits_dt_to_steps_per_ms(both, dt, capfd):
    def model(h):
        s = h.Section(name="s")
        s.insert("pas")
        t = h.Vector().record(h._ref_t)
        h.dt, h.tstop = dt, 2
        h.run()
        seen = [h.dt, h.t, len(t), h.nstep_steprun]
        h.continuerun(2.51)
        seen += [h.dt, h.t, len(t)]
        h.steprun()
        seen += [h.t, len(t)]
        h.dt = dt
        h.continuerun(4)
        seen += [h.dt, h.t, len(t)]
        h.steps_per_ms = 10
        h.run()
        return seen + [h.dt, h.t, len(t)], np.array(t).tobytes()

    both(model, relative=0.0)
    printed = capfd.readouterr().out.split("\n")
    assert printed[: len(printed) // 2] == printed[len(printed) // 2 : -1]


def test_several_cells_run_side_by_side(both):
    def model(h):
        cells = [ball_and_stick(h) for _ in range(3)]
        clamps = [clamp(h, soma(0.5), k, 1, 0.5) for k, (soma, _, _) in enumerate(cells)]
        vectors = [h.Vector().record(s(0.5)._ref_v) for cell in cells for s in cell]
        h.finitialize(-65)
        h.continuerun(5)
        del clamps
        return np.array([np.array(v) for v in vectors])

    both(model, relative=0.0, absolute=SPIKING)


def test_globals_of_mechanisms_and_ions(both):
    def model(h):
        s = h.Section(name="s")
        s.insert("hh")
        v = h.Vector().record(s(0.5)._ref_v)
        c = clamp(h, s(0.5), 0.1, 1, 200)
        seen = []
        for usetable, celsius in ((1, 6.3), (0, 6.3), (0, 16.3), (1, 16.3)):
            h.usetable_hh, h.celsius = usetable, celsius
            h.finitialize(-65)
            h.continuerun(2)
            seen.append(np.array(v))
        h.usetable_hh = 1
        del c
        return seen

    traces = both(model, relative=0.0, absolute=SPIKING)
    assert np.abs(traces[0] - traces[1]).max() > 1e-6  # the table is seen


def test_spike_times(both):
    def model(h):
        soma, _, _ = ball_and_stick(h)
        c = clamp(h, soma(0.5), 1, 20, 0.6)
        first, second = (h.NetCon(soma(0.5)._ref_v, None, sec=soma) for _ in range(2))
        times, ids, more = h.Vector(), h.Vector(), h.Vector()
        first.threshold = -20
        first.record(times, ids, 7)
        second.record(more)
        seen = [second.threshold, first.delay, first.weight[0], bool(first.valid()), str(first.preseg())]
        for _ in range(2):
            h.finitialize(-65)
            h.continuerun(20)
            seen += [list(times), list(ids), list(more)]
        second.threshold = 0
        h.finitialize(5)
        h.continuerun(0.1)
        del c
        return seen, list(more)

    _, above_at_the_start = both(model, relative=0.0)
    assert above_at_the_start == [1e-10]


def test_fadvance_before_any_initialisation(both):
    def model(h):
        h.t = 0
        s = h.Section(name="s")
        s.insert("hh")
        h.fadvance()
        return [h.t, s.v, s(0.5).hh.m]

    both(model, relative=0.0, absolute=SUBTHRESHOLD)


def test_a_dropped_vector_and_a_deleted_section_stop_recording(h):
    a, b = h.Section(name="a"), h.Section(name="b")
    kept, other = h.Vector().record(a(0.5)._ref_v), h.Vector().record(b(0.5)._ref_v)
    dropped = h.Vector().record(a(0.5)._ref_v)
    h.finitialize(-65)
    del dropped
    h.delete_section(sec=b)
    h.continuerun(1)
    assert len(kept) == 41
    assert len(other) == 1
    kept.play_remove()
    h.continuerun(2)
    assert len(kept) == 41


def test_editing_numbers_does_not_recompile(h, compilations):
    soma, dend, side = ball_and_stick(h)
    c = clamp(h, soma(0.5), 0.1, 1, 0.5)
    v, t = h.Vector().record(soma(0.5)._ref_v), h.Vector().record(h._ref_t)
    nc, spikes = h.NetCon(soma(0.5)._ref_v, None), h.Vector()
    nc.record(spikes)
    h.run()
    h.fadvance()
    h.fcurrent()
    before = compilations()
    assert before > 0  # the counter counts
    c.delay, c.dur, c.amp, nc.threshold = 0.2, 2, 0.7, -10
    soma(0.5).hh.gnabar, dend.g_pas, soma.ena, soma.nai = 0.1, 0.001, 60, 12
    soma.L, dend.diam, dend.Ra, side.cm = 30, 1.5, 99, 2
    side.pt3dchange(1, 2.5)
    h.celsius, h.v_init, h.tstop, h.dt, h.steps_per_ms, h.nai0_na_ion = 10, -70, 7.3, 0.0125, 80, 11
    h.run()
    soma(0.5).v, soma(0.5).hh.m, h.t = -30, 0.2, 3
    h.fcurrent()
    h.fadvance()
    h.continuerun(5)
    c.loc(soma(0.4))  # the same segment: lowered again, the same program
    h.run()
    assert len(v) == len(t)
    assert compilations() == before
    h.nai0_na_ion = 10


def test_a_divergence_is_named(h):
    s = h.Section(name="axon")
    s.insert("pas")
    h.finitialize(-65)
    s(0.5).pas.g = -0.01  # a quarter of C/dt: the deviation from e grows by 4/3 a step
    with pytest.raises(SimulationError, match=r"the simulation diverged: `v` at axon\(0.5\) is .* use a smaller dt"):
        h.continuerun(5)
    with pytest.raises(SimulationError, match="diverged"):
        h.finitialize(-65)
        for _ in range(200):
            h.fadvance()


def test_switching_to_the_fixed_step_is_no_mistake(both):
    def model(h):
        return [float(h.cvode_active(0)), float(h.cvode_active()), float(h.cvode.active())]

    both(model)


@pytest.mark.slow
def test_choosing_steps_keeps_dt_and_ends_runs_at_tstop(both):
    """`cvode_active` does more than `cvode.active`; dt after a run of variable steps is not compared."""

    def model(h):
        s = h.Section(name="s")
        s.insert("hh")
        h.tstop = 3
        cvode, found = h.CVode(), []

        def look():
            found.append([h.using_cvode_, float(cvode.active()), float(cvode.use_local_dt()), h.dt, h.secondorder])

        def run():
            h.run()
            found.append([round(h.t, 6)])

        def choose(name, on):
            getattr(h, name)(on)
            look()

        for fixed, steps in ((0.025, 40), (0.0125, 80)):
            h.steps_per_ms, h.dt = steps, fixed
            choose("cvode_active", 1)
            run()
            choose("cvode_active", 1)
            choose("cvode_active", 0)
            run()
            cvode.active(1)
            run()
            choose("cvode_active", 0)
            choose("cvode_local", 1)
            run()
            choose("cvode_local", 0)
            choose("cvode_active", 1)
            choose("cvode_local", 1)
            choose("cvode_active", 0)
        h("objref shown_panel")
        h("shown_panel = NumericalMethodPanel[0]")
        for code in (301, 1, 201, 1, 1301, 1):
            h(f"shown_panel.restore({code}, 1)")
            look()
        return found

    both(model, relative=1e-7)  # times behind tstop, where steps of variable length end: rounding of such steps


def test_a_thousand_cells_are_tied_in_linear_time(h):
    """The time for one cell must not grow with their number: no loop over all processes or sources per cell."""

    def seconds(n):
        somas = [h.Section(name=f"s{k}") for k in range(n)]
        synapses = [h.ExpSyn(s(0.5)) for s in somas]
        netcons = [h.NetCon(s(0.5)._ref_v, t, sec=s) for s, t in zip(somas, synapses[1:] + synapses[:1], strict=True)]
        begun = time.process_time()
        Forest()
        return (time.process_time() - begun) / len(netcons)

    seconds(20)
    assert seconds(1000) < 3 * seconds(100)


def test_initnrn(both):
    def model(h):
        h.t, h.dt, h.celsius, h.secondorder = 3, 0.1, 37, 2
        return [h.initnrn(), h.t, h.dt, h.celsius, h.secondorder]

    both(model)


def test_membranes_without_capacitance(both, h):
    """Where cm is 0, voltages follow the neighbours' at once; the variable step, which divides by it, refuses."""

    def model(h):
        soma, dend, side = ball_and_stick(h)
        dend.cm = 0
        side(0.5).cm = 0
        clamps = clamp(h, soma(0.5), 1, 2, 0.6), clamp(h, side(1), 3, 0.5, 0.3)
        traces = [h.Vector().record(p._ref_v) for p in (soma(0.5), dend(0.5), side(0.5), side(1))]
        h.finitialize(-65)
        h.continuerun(20)
        del clamps
        return [[t.to_python() for t in traces], dend(0.5).i_cap, dend.cm]

    both(model, absolute=SPIKING)
    soma, dend, _ = ball_and_stick(h)
    dend.cm = 0
    h.CVode().active(1)
    h.finitialize(-65)
    with pytest.raises(UnsupportedError, match=r"membrane at .*dend.* has no capacitance \(cm = 0\)"):
        h.fadvance()
