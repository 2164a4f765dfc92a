"""rallbranch: sections that stand for several equal branches give NEURON's numbers."""

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError
from hoc_compat import to_cell

ROUNDING = 1e-11  # of a tree solved in another order; the difference quotients of hh add as much


def dendrites(h, numbers):
    """a ─ b(3) ─ c, d turned round on b's middle, e on a's begin; hh in a and d; clamps, a synapse and a detector."""
    a, b, c, d, e = sections = [h.Section(name=name) for name in "abcde"]
    for section, (length, diam, nseg) in zip(sections, [(20, 20, 1), (200, 2, 3), (90, 1, 3), (50, 1, 2), (70, 2, 1)]):
        section.L, section.diam, section.nseg = length, diam, nseg
        section.insert("hh" if section in (a, d) else "pas")
    b.connect(a(1))
    c.connect(b(1))
    d.connect(b(0.5), 1)
    e.connect(a(0))
    for section, number in zip(sections, numbers, strict=True):
        section.rallbranch = number
    clamp, other = h.IClamp(a(0.5)), h.IClamp(c(1))
    clamp.delay, clamp.dur, clamp.amp = 0.2, 2, 0.5
    other.delay, other.dur, other.amp = 1, 1, 0.02
    synapse, stimulus = h.AlphaSynapse(d(0.7)), [h.Vector().record(s(x)._ref_v) for s in sections for x in (0, 0.4, 1)]
    synapse.onset, synapse.tau, synapse.gmax = 0.5, 0.5, 0.002
    return sections, stimulus, (clamp, other, synapse)


@pytest.mark.parametrize("secondorder", [0, 1, 2])
@pytest.mark.parametrize("numbers", [(1, 3, 1, 1, 1), (2, 1, 2.5, 4, 3)])
def test_fixed_step(both, numbers, secondorder):
    def model(h):
        sections, traces, kept = dendrites(h, numbers)
        h.secondorder = secondorder
        h.finitialize(-65)
        h.continuerun(4)
        return [[s.rallbranch for s in sections], *(np.array(trace) for trace in traces)]

    both(model, relative=ROUNDING, absolute=1e-9)


def test_variable_step(h, neurons, same_steps):
    def steps(h):
        sections, traces, kept = dendrites(h, (1, 3, 2.5, 2, 1))
        time = h.Vector().record(h._ref_t)
        h.CVode().active(1)
        try:
            h.finitialize(-65)
            h.continuerun(4)
        finally:
            h.CVode().active(0)
            h.dt = 0.025
        return [np.array(x) for x in (time, *traces)]

    same_steps(steps(h), neurons(steps))


def test_membrane_current_is_that_of_one_branch(both):
    def model(h):
        h.CVode().use_fast_imem(1)
        try:
            sections, traces, kept = dendrites(h, (1, 3, 2, 1, 1))
            found = [h.Vector().record(s(0.5)._ref_i_membrane_) for s in sections]
            h.finitialize(-60)
            h.continuerun(1)
            return [np.array(trace) for trace in found]
        finally:
            h.CVode().use_fast_imem(0)

    both(model, relative=1e-7, absolute=1e-9)


def test_with_linear_equations(both):
    def model(h):
        sections, traces, kept = dendrites(h, (1, 3, 2, 1, 1))
        c, g, y, b, where = h.Matrix(2, 2), h.Matrix(2, 2), h.Vector(2), h.Vector(2), h.SectionList(sections[1:3])
        x = h.Vector([0.5, 1])
        for i in (0, 1):
            g.setval(i, i, 0.01)
            g.setval(i, 1 - i, -0.01)
        mechanism = h.LinearMechanism(c, g, y, b, where, x)
        h.finitialize(-65)
        h.continuerun(2)
        return [mechanism.valid(), *(np.array(trace) for trace in traces)]

    both(model, relative=ROUNDING, absolute=1e-9)


def test_what_knows_one_branch_only_is_refused(h):
    sections, traces, kept = dendrites(h, (1, 3, 2, 1, 1))
    with pytest.raises(InputError, match="b.rallbranch is 0"):
        sections[1].rallbranch = 0
    with pytest.raises(UnsupportedError, match="b.rallbranch is not 1; a native branch is one; model each branch"):
        to_cell(sections[0])
    impedance = h.Impedance()
    impedance.loc(sections[0](0.5))
    with pytest.raises(UnsupportedError, match="b.rallbranch is not 1; impedances are those of single branches"):
        impedance.compute(10)
    sections[0].insert("extracellular")
    with pytest.raises(UnsupportedError, match="b.rallbranch is not 1, which `extracellular` and LONGITUDINAL_DIFF"):
        h.finitialize(-65)
