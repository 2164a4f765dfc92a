"""Arrays of PARAMETERs: what scripts see of them, and numbers, are NEURON's."""

from pathlib import Path

import numpy as np
import pytest

from braincell.errors import InputError
from hoc_compat import h as our_h

MODS = Path(__file__).parent / "mods" / "arrays"


@pytest.fixture(scope="module", autouse=True)
def library(compiled):
    """The .mod files under both simulators."""
    our_h.load_mechanisms(str(MODS))
    return compiled(MODS)


def set_globals(h):
    for k in range(2):
        h.rate_ap_density[k] = 0.05 * (k + 1)
        h.gain_ap_point[k] = 0.5 + k
        h.own_ap_density[k] = 0.2 + 0.01 * k
        h.factor_ap_cell[k] = 1.5
    h.shift_ap_density[2] = -4


def cable(h):
    s = h.Section(name="s")
    s.nseg, s.diam = 3, 4
    s.insert("pas")
    s.insert("ap_density")
    for segment in s:
        m = segment.ap_density
        for k in range(3):
            m.gbar[k], m.e[k] = 1e-4 * (k + 1) * segment.x, -60 + 10 * k
    return s


def test_elements(both):
    def model(h):
        s = h.Section(name="s")
        s.nseg = 3
        s.insert("ap_density")
        m = s(0.5).ap_density
        found = [list(m.gbar), list(m.e), len(m.gbar), len(h.rate_ap_density), list(h.shift_ap_density)]
        m.gbar[1] = 0.25
        s(0.1).e_ap_density[2] = 7
        m._ref_e[0][0] = 3
        h.rate_ap_density[1] = 0.5
        h._ref_rate_ap_density[0][0] = 0.25
        found += [m.gbar[1], list(s(0.1).ap_density.e), s(0.5).gbar_ap_density[1], list(m.e)]
        found += [m.element(0), m.element(2)]
        found += [list(h.rate_ap_density), h._ref_rate_ap_density[1][0], h.scale_ap_density]
        found += [s.psection()["density_mechs"]["ap_density"], [(v.name(), len(v)) for v in m]]
        p, c = h.ap_point(s(0.5)), h.ap_cell()
        p.amp[1], c.wait[2] = 5, 6
        found += [list(p.amp), len(p.dur), list(c.wait), p._ref_amp[1][0]]
        for x in (0.1, 0.9):
            found += [list(s(x).ap_density.gbar)]
        s.nseg = 5
        return [*found, [list(segment.ap_density.e) for segment in s]]

    both(model)


def test_standard_values(both):
    def model(h):
        found = []
        for mechanism in ("ap_density", "ap_point"):
            for kind in (-1, 0, 1, 2, 3):
                standard = h.MechanismStandard(mechanism, kind)
                name = h.ref("")
                sizes = [(standard.name(name, k), name[0]) for k in range(int(standard.count()))]
                found += [sorted(sizes) if kind == -1 else sizes]
        s = cable(h)
        standard = h.MechanismStandard("ap_density", 1)
        standard.set("e_ap_density", 4, 1)
        standard.out(s(0.5))
        point = h.ap_point(s(0.5))
        other = h.MechanismStandard("ap_point", 1)
        other.set("amp", 4, 2)
        other.out(point)
        return [*found, list(s(0.5).ap_density.e), standard.get("e_ap_density", 1), list(point.amp)]

    both(model)


def test_a_run(both):
    def model(h):
        s = cable(h)
        set_globals(h)
        clamp = h.ap_point(s(0.5))
        for k in range(3):
            clamp.amp[k], clamp.dur[k] = 0.02 * (k + 1), 1.5
        cell = h.ap_cell()
        for k in range(3):
            cell.wait[k] = 0.5 + 0.25 * k
        times = h.Vector()
        h.NetCon(cell, None).record(times)
        m = s(0.5).ap_density
        refs = [s(0.5)._ref_v, m._ref_i, m._ref_sum, m._ref_picked, m._ref_q, m._ref_moved[0], m._ref_moved[1]]
        refs += [clamp._ref_i, clamp._ref_got, clamp._ref_amp[2], m._ref_gbar[2]]
        traces = [h.Vector().record(reference) for reference in refs]
        played = h.Vector([1e-4, 9e-4, 3e-4])
        played.play(m._ref_gbar[2], h.Vector([0, 2, 4]), 1)
        other = h.ap_point(s(0.9))
        connections = [h.NetCon(cell, clamp, 0, 0.5, 1), h.NetCon(cell, other, 0, 0.7, 2)]
        played.play(clamp._ref_dur[0], h.Vector([0, 1, 2]), 0)
        h.finitialize(-65)
        while h.t < 5:
            h.fadvance()
        found = [np.array(trace) for trace in traces] + [np.array(times), list(h.gain_ap_point), connections[0].delay]
        h.gain_ap_point[1], h.seen_ap_density[0] = 3, 0.5
        found += [list(h.seen_ap_density)]
        h.continuerun(7)
        found += [list(h.gain_ap_point), clamp.got, other.got]
        h.finitialize(-65)
        h.continuerun(2)
        found += [list(h.seen_ap_density), list(h.gain_ap_point), clamp.got, s(0.5).v]
        return [*found, list(clamp.amp), clamp.dur[0]]

    both(model, relative=1e-11)  # 200 steps of some ten roundings


def test_mistakes(h):
    s = cable(h)
    with pytest.raises(InputError, match="element 3 of an array variable of 3 elements"):
        s(0.5).ap_density.e[3]
    with pytest.raises(InputError, match="element 2 of an array variable of 2 elements"):
        h.rate_ap_density[2] = 1
    with pytest.raises(InputError, match=r"set its elements, `h.rate_ap_density\[0\]"):
        h.rate_ap_density = 1
    with pytest.raises(InputError, match="element by element"):
        s(0.5).ap_density.e = 1
