"""LinearMechanism: equations solved together with the voltages give NEURON's numbers."""

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError
from hoc_compat import to_cell

ROUNDING = 1e-10  # of the solution of stiff equations in another order; the difference quotients of hh add 1e-11


def matrix(h, values, storage=1):
    values = np.array(values, float)
    made = h.Matrix(*values.shape, storage)
    for (i, j), value in np.ndenumerate(values):
        if value or storage == 1:
            made.setval(i, j, value)
    return made


def cells(h):
    """a ─ b(5), c on b's middle; d apart; hh and pas, a clamp in a."""
    a, b, c, d = sections = [h.Section(name=name) for name in "abcd"]
    a.L = a.diam = 20
    b.L, b.diam, b.nseg = 200, 2, 5
    c.L, c.diam, c.nseg = 90, 1, 3
    d.L, d.diam, d.nseg = 100, 3, 3
    b.connect(a(1))
    c.connect(b(0.5))
    for section in (a, d):
        section.insert("hh")
    for section in (b, c):
        section.insert("pas")
    clamp = h.IClamp(a(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0.5, 3, 0.5
    return sections, clamp


def places(h, *segments):
    return h.SectionList([segment.sec for segment in segments]), h.Vector([segment.x for segment in segments])


def gap(h, sections):
    """A gap junction of 3 nS between segments of two cells."""
    a, b, c, d = sections
    g = np.array([[1, -1], [-1, 1]]) * 3e-3 * 100 / np.array([[b(0.7).area()], [d(0.5).area()]])
    given = matrix(h, np.zeros((2, 2)), 2), matrix(h, g), h.Vector(2), h.Vector(2)
    return given, places(h, b(0.7), d(0.5))


def gap_between_ends(h, sections):
    """The same between ends of sections, whose rows are in nA."""
    a, b, c, d = sections
    g = np.array([[1, -1], [-1, 1]]) * 3e-3
    return (matrix(h, np.zeros((2, 2))), matrix(h, g), h.Vector(2), h.Vector(2)), places(h, c(1), d(0))


def amplifier(h, sections):
    """Two unknowns of their own, one of them algebraic: a current that a low-pass of the voltage drives."""
    a, b, c, d = sections
    capacitance = np.diag([0, 2.0, 0])
    conductance = [[0, 0, -0.1], [-1, 1, 0], [0, -0.02, 1]]
    given = [
        matrix(h, capacitance),
        matrix(h, conductance, 2),
        h.Vector(3),
        h.Vector([0, -60, 3]),
        h.Vector([0, 0, 1.5]),
    ]
    return given, places(h, c(0.5))


def ideal_clamp(h, sections):
    """The unknown current that holds a voltage: an algebraic equation."""
    a, b, c, d = sections
    given = [matrix(h, np.zeros((2, 2))), matrix(h, [[0, 1], [1, 0]]), h.Vector(2), h.Vector([0, -30])]
    return given, places(h, d(0.1))


def capacitor(h, sections):
    """A capacity between two cells, and one beside a membrane."""
    a, b, c, d = sections
    given = [matrix(h, [[0.003, -0.002], [-0.002, 0.002]]), matrix(h, np.zeros((2, 2))), h.Vector(2), h.Vector(2)]
    return given, places(h, a(0.5), d(0.5))


def current(h, sections):
    """One place, given by a number."""
    a, b, c, d = sections
    given = [matrix(h, [[0.0]]), matrix(h, [[0.01]]), h.Vector(1), h.Vector([-0.5])]
    return given, (0.3, d)


def alone(h, sections):
    """Equations without any place: two that decay into each other."""
    given = [matrix(h, np.eye(2)), matrix(h, [[1, -0.5], [0, 0.3]]), h.Vector(2), h.Vector([5, 3]), h.Vector([0, 0.1])]
    return given, ()


FORMS = [gap, gap_between_ends, amplifier, ideal_clamp, capacitor, current, alone]


def made(h, form, sections, *function):
    given, where = form(h, sections)
    if where and isinstance(where[0], float):
        return h.LinearMechanism(*function, *given, where[0], sec=where[1]), given
    return h.LinearMechanism(*function, *given, *where), (given, where)


def of_mechanism(given):
    """y and b."""
    given = given[0] if isinstance(given, tuple) else given
    return given[2], given[-1]


@pytest.mark.parametrize("by_steps", [False, True])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_solved_with_the_voltages(both, form, by_steps):
    def model(h):
        sections, clamp = cells(h)
        mechanism, kept = made(h, form, sections)
        y, b = of_mechanism(kept)
        traces = [h.Vector().record(s(x)._ref_v) for s in sections for x in (0.3, 1)]
        traces += [h.Vector().record(y._ref_x[k]) for k in range(len(y))]
        h.finitialize(-65)
        found = [list(y)]
        if by_steps:
            for _ in range(20):
                h.fadvance()
                found.append(list(y))
        else:
            h.continuerun(4)
        return [mechanism.valid(), found, list(y), *(np.array(trace) for trace in traces)]

    both(model, relative=ROUNDING, absolute=1e-9)


def test_several_at_a_time(both):
    def model(h):
        sections, clamp = cells(h)
        kept = [made(h, form, sections) for form in (gap, amplifier, gap, alone, ideal_clamp)]
        traces = [h.Vector().record(s(0.3)._ref_v) for s in sections]
        h.finitialize(-65)
        h.continuerun(4)
        return [[list(of_mechanism(given)[0]) for _, given in kept], *(np.array(trace) for trace in traces)]

    both(model, relative=ROUNDING, absolute=1e-9)


def test_what_changes_between_runs_and_steps_counts(both):
    def model(h):
        sections, clamp = cells(h)
        mechanism, kept = made(h, amplifier, sections)
        (capacitance, conductance, y, y0, b), _ = kept
        trace = h.Vector().record(y._ref_x[1])
        found = []
        for source in (0, 4):
            b[2] = source
            h.finitialize(-65)
            h.continuerun(1)
            y[1] = -50  # the state of a low-pass
            conductance.setval(0, 2, -0.2)
            h.continuerun(2)
            capacitance.setval(1, 1, 3)
            sections[2](0.5).v = -60
            h.fadvance()
            found += [list(y), np.array(trace)]
        return found

    both(model, relative=ROUNDING, absolute=1e-9)


def test_a_function_is_called_before_each_step(both):
    def model(h):
        sections, clamp = cells(h)
        seen = []

        def drive():
            y, b = of_mechanism(kept[1])
            seen.append([h.t, *y])
            b[1] = -30 + 10 * h.t

        kept = [None, ideal_clamp(h, sections)]
        given, where = kept[1]
        kept[1] = given
        mechanism = h.LinearMechanism(drive, *given, *where)
        v = h.Vector().record(sections[3](0.1)._ref_v)
        h.finitialize(-65)
        h.continuerun(1)
        h.fcurrent()
        return [mechanism.valid(), seen, np.array(v)]

    both(model, relative=ROUNDING, absolute=1e-9)


@pytest.mark.parametrize("lines", [False, True])
def test_a_vector_plays_into_b(both, lines):
    def model(h):
        sections, clamp = cells(h)
        mechanism, (given, where) = made(h, ideal_clamp, sections)
        times, values = h.Vector([0, 0.3, 0.9, 2]), h.Vector([-60, -50, -70, -40])
        values.play(given[-1]._ref_x[1], times, int(lines))
        v = h.Vector().record(sections[3](0.1)._ref_v)
        h.finitialize(-65)
        h.continuerun(1.5)
        return [mechanism.valid(), np.array(v)]

    both(model, relative=ROUNDING, absolute=1e-9)


HOC = """
create lm_cell, lm_other
lm_other connect lm_cell(0), 1
forall { insert pas L = 100 diam = 2 nseg = 3 }
objref lm_c, lm_g, lm_y, lm_b, lm_places, lm_x, lm, lm_recorded, lm_handler
lm_c = new Matrix(2, 2, %d)
lm_g = new Matrix(2, 2, %d)
lm_y = new Vector(2)
lm_b = new Vector(2)
lm_x = new Vector(2)
lm_x.x[0] = 0.5
lm_x.x[1] = 1
lm_places = new SectionList()
lm_cell lm_places.append()
lm_other lm_places.append()
lm_g.x[0][0] = 0.02
lm_g.x[1][1] = 0.03
lm = new LinearMechanism(lm_c, lm_g, lm_y, lm_b, lm_places, lm_x)
proc lm_set() { lm_g.x[0][0] = 0.01 lm_g.x[0][1] = -0.01 lm_c.x[1][1] = 0.3 lm_b.x[1] = 0.05 }
lm_handler = new FInitializeHandler(0, "lm_set()")
lm_recorded = new Vector()
lm_recorded.record(&lm_y.x[1])
"""


@pytest.mark.parametrize("storage", [1, 2])
def test_what_becomes_an_entry_later_is_not_solved_for(both, storage):
    """NEURON takes it at the begin of each step until the structure changes."""

    def model(h):
        h(HOC % (storage, storage))
        found = []
        for _ in range(2):
            h.finitialize(-65)
            h.continuerun(1)
            found += [np.array(h.lm_recorded), list(h.lm_y)]
            h("lm_cell { nseg = 5 }")
        found.append(h.lm.valid())
        h("objref lm, lm_handler, lm_recorded")  # of NEURON nothing is left for other tests
        return found

    both(model, relative=ROUNDING, absolute=1e-9)


def test_sections_that_are_gone(both):
    def model(h):
        sections, clamp = cells(h)
        mechanism, kept = made(h, gap, sections)
        found = [mechanism.valid()]
        h.delete_section(sec=sections[3])
        found.append(mechanism.valid())
        v = h.Vector().record(sections[0](0.5)._ref_v)
        h.finitialize(-65)
        h.continuerun(1)
        return [*found, np.array(v)]

    both(model, relative=ROUNDING, absolute=1e-9)


MISTAKES = {
    "nothing": (lambda h, s, c, g, y, b: h.LinearMechanism(), InputError, "`c` is None; a Matrix is needed"),
    "no function": (lambda h, s, c, g, y, b: h.LinearMechanism(3, c, g, y, b), InputError, "3 is neither a Matrix nor"),
    "sizes": (lambda h, s, c, g, y, b: h.LinearMechanism(c, g, y, h.Vector(3), 0.5, sec=s), InputError,
              "y has 2 elements, but b has 3 elements; one size is needed"),
    "places": (lambda h, s, c, g, y, b: h.LinearMechanism(c, g, y, b, h.SectionList([s]), 0.5), InputError,
               "a Vector with the place in each of the 1 sections is needed"),
    "x": (lambda h, s, c, g, y, b: h.LinearMechanism(c, g, y, b, 1.5, sec=s), InputError, "x is 1.5; it must be from"),
    "layers": (lambda h, s, c, g, y, b: h.LinearMechanism(c, g, y, b, h.SectionList([s]), h.Vector(1), h.Vector([1])),
               UnsupportedError, "layers outside of the membrane are not coupled"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, error, text = MISTAKES[mistake]
    with pytest.raises(error, match=text):
        action(h, h.Section(name="s"), h.Matrix(2, 2), h.Matrix(2, 2), h.Vector(2), h.Vector(2))


def test_what_needs_another_step_is_refused(h):
    sections, clamp = cells(h)
    mechanism, kept = made(h, gap, sections)
    with pytest.raises(UnsupportedError, match="has no counterpart among native cells"):
        to_cell(sections[1])
    impedance = h.Impedance()
    impedance.loc(sections[0](0.5))
    with pytest.raises(UnsupportedError, match="cells with a LinearMechanism have no impedances here"):
        impedance.compute(10)
    h.secondorder = 2
    h.finitialize(-65)
    with pytest.raises(InputError, match="are solved with `secondorder = 0` only"):
        h.fadvance()
    h.secondorder = 0
    h.CVode().active(1)
    try:
        h.finitialize(-65)
        with pytest.raises(UnsupportedError, match="have no steps of variable length.*use the fixed step"):
            h.fadvance()
    finally:
        h.CVode().active(0)
    sections[0].insert("extracellular")
    with pytest.raises(UnsupportedError, match="with `extracellular` in any section, linear equations are not solved"):
        h.finitialize(-65)
    with pytest.raises(InputError, match="element 0 of .* cannot be recorded: only elements of the y"):
        sections[0].uninsert("extracellular")
        other = h.Vector().record(h.Vector(2)._ref_x[0])
        h.finitialize(-65)
    del mechanism, other


def test_the_method_is_said_in_digits(both):
    def model(h):
        cvode = h.CVode()
        s = h.Section(name="s")
        h.finitialize(-65)
        found = [cvode.current_method()]
        h.secondorder = 2
        found.append(cvode.current_method())
        h.secondorder = 0
        cvode.active(1)
        for local in (1, 0):
            cvode.use_local_dt(local)
            found.append(cvode.current_method())
        cvode.active(0)
        c, g, y, b = h.Matrix(1, 1), h.Matrix(1, 1), h.Vector(1), h.Vector(1)
        mechanism = h.LinearMechanism(c, g, y, b, 0.5, sec=s)
        h.finitialize(-65)
        found.append(cvode.current_method())
        # NEURON keeps the general matrix, the second digit, once it has had one
        return [*((number % 10, number // 100) for number in found), mechanism.valid()]

    both(model)
