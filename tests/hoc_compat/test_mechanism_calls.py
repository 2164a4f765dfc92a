"""Arrays and functions of mechanisms: what scripts see of a .mod file is the same under both simulators."""

from pathlib import Path

import pytest

from braincell.errors import InputError
from hoc_compat import h as our_h

MODS = Path(__file__).parent / "mods" / "calls"


@pytest.fixture(scope="module", autouse=True)
def library(compiled):
    """The .mod files under both simulators."""
    our_h.load_mechanisms(str(MODS))
    return compiled(MODS)


def cable(h):
    s = h.Section(name="s")
    s.nseg = 3
    s.insert("fc_density")
    return s


def test_arrays(both):
    def model(h):
        s = cable(h)
        m = s(0.5).fc_density
        m.c[1] = 5
        s(0.1).c_fc_density[2] = 6
        m._ref_c[0][0] = 2
        found = [m.c[1], m.c[-1], len(m.c), list(m.c), s(0.5).c_fc_density[1], list(s(0.1).fc_density.c)]
        found += [s(0.5)._ref_c_fc_density[1][0], m.c.name(), m.c.mech().name(), str(m.c.mech().segment())]
        found += [[(r.name(), len(r), [r[i] for i in range(len(r))]) for r in m]]
        found += [s.psection()["density_mechs"], sorted(n for n in dir(m) if "__" not in n)]
        recorded = h.Vector().record(m._ref_c[2])
        h.finitialize(-65)
        h.fadvance()
        return [*found, list(m.c), recorded.to_python()]

    both(model)


def test_functions_of_an_instance(both):
    def model(h):
        s = cable(h)
        s.diam = 3
        m, other = s(0.5).fc_density, s(0.1).fc_density
        other.a = 5
        h.finitialize(-65)  # before, NEURON's functions see v = 0
        found = [m.times(2, 3), m.twice(3), other.twice(3), m.pure(2), m.times(2, 3, 4), m.put(1.5, 2), other.put(2, 8)]
        found += [[x.b, x.c[1], x.seen, x.vd] for x in (m, other, s(0.9).fc_density)]
        found += [m.change(7), h.gain_fc_density, other.twice(3), repr(m.twice), m.twice.name(), m.twice.mech().name()]
        m.change(4)
        h.finitialize(-60)
        h.fadvance()
        return [*found, m.here(), other.here(), m.from_table(12.3), m.rates(3)]

    both(model)


def test_functions_of_the_chosen_instance(both):
    def model(h):
        s = cable(h)
        found = [h.pure_fc_density(2), h.times_fc_density(2, 3)]
        for segment in s:
            segment.fc_density.a = 10 * segment.x
            found += [h.setdata_fc_density(segment), h.twice_fc_density(1), h.put_fc_density(1, segment.x)]
        found += [h.setdata_fc_density(0.5, sec=s), h.twice_fc_density(1)]
        return [
            *found,
            [list(p.fc_density.c) for p in s],
            h.change_fc_density(3),
            h.gain_fc_density,
            h.change_fc_density(4),
        ]

    both(model)


def test_functions_of_point_processes(both):
    def model(h):
        s = cable(h)
        first, second = h.fc_point(s(0.5)), h.fc_point(s(0.1))
        second.a = 5
        found = [first.twice(3), second.twice(3), first.put(2, 7), [first.a, list(first.c)], [second.a, list(second.c)]]
        found += [hasattr(first, "twice"), hasattr(first, "thrice"), len(first.c), first.c[1]]
        h.finitialize(-65)
        return [*found, second.twice(1)]

    both(model)


def test_a_point_process_brings_its_ion_into_the_section(both):
    def model(h):
        s, other = h.Section(name="s"), h.Section(name="other")
        s.nseg, s.L, s.diam = 3, 20, 20
        s.insert("pas")
        process = h.fc_ion(s(0.5))
        found = [s.has_membrane("na_ion"), other.has_membrane("na_ion"), [m.name() for m in s(0.1)]]
        for density in ("pas", "hh"):
            s.insert(density)
            h.finitialize(-65)
            for _ in range(4):
                h.fadvance()
            found += [[[p.v, p.ena, p.ina] for p in s], h.ion_style("na_ion", sec=s), [m.name() for m in s(0.5)]]
        process.loc(other(0.5))
        return [*found, other.has_membrane("na_ion"), s.has_membrane("na_ion")]

    both(model, relative=1e-12)


MISTAKES = {
    "index": (lambda h, s: s(0.5).fc_density.c[3], "c_fc_density: element 3 of an array variable of 3 elements"),
    "whole array": (lambda h, s: setattr(s(0.5), "c_fc_density", 1), "assigned element by element"),
    "too few": (lambda h, s: s(0.5).fc_density.twice(), "fc_density.twice: 0 arguments; it takes 1"),
    "text": (lambda h, s: s(0.5).fc_density.twice("a"), "fc_density.twice.*: a function of a mechanism takes numbers"),
    "unknown": (
        lambda h, s: s(0.5).fc_density.twic(1),
        "unknown variable `twic` in `fc_density`; did you mean",
    ),
    "point process": (lambda h, s: h.fc_point(s(0.5)).twice(), r"fc_point\[\d+\].twice: 0 arguments; it takes 1"),
    "nowhere": (lambda h, s: h.fc_point().twice(1), r"fc_point\[\d+\] is not located in a section"),
    "no instance": (lambda h, s: h.twice_fc_density(1), "h.twice_fc_density: no instance is chosen; call `h.setdata"),
    "where": (lambda h, s: h.setdata_fc_density(), r"h.setdata_fc_density: give a segment such as `soma\(0.5\)`"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, text = MISTAKES[mistake]
    with pytest.raises(InputError, match=text):
        action(h, cable(h))


def test_the_chosen_instance_may_go(h):
    s = cable(h)
    h.setdata_fc_density(s(0.1))
    s.nseg = 1
    with pytest.raises(InputError, match="the chosen segment is gone since nseg changed"):
        h.twice_fc_density(1)
    h.setdata_fc_density(s(0.5))
    view = s(0.5).fc_density
    s.uninsert("fc_density")
    with pytest.raises(InputError, match="no instance is chosen"):
        h.twice_fc_density(1)
    with pytest.raises(InputError, match="s: `fc_density` is not inserted there any more"):
        view.a
    assert str(view) == "<segment invalid or or mechanism uninserted>"


def test_own_part_of_an_ion_current(both):
    """A current that is in RANGE and in USEION is a variable of the mechanism, beside the ion's sum."""

    def model(h):
        s = h.Section(name="s")
        for name in ("hh", "fc_current"):
            s.insert(name)
        p = h.FcCurrent(s(0.5))
        names = sorted(v.name() for v in s(0.5).fc_current)
        own, summed, point = (h.Vector().record(r) for r in (s(0.5)._ref_ik_fc_current, s(0.5)._ref_ik, p._ref_ica))
        h.finitialize(-60)
        start = s(0.5).fc_current.ik, s(0.5).ik, p.ica, p.ik
        for _ in range(20):
            h.fadvance()
        end = s(0.5).ik_fc_current, s(0.5).ik, p.ica, p.ik
        return names, start, end, list(own), list(summed), list(point)

    both(model, relative=1e-11)


def test_global_variables_that_a_mechanism_computes(both):
    def model(h):
        h.rates_fc_global(-40)
        found = [h.minf_fc_global, h.tau_fc_global]
        s = h.Section(name="s")
        s.nseg = 3
        s.insert("fc_global")
        h.finitialize(-65)
        found += [h.minf_fc_global]
        s(0.9).v = -50
        h.fadvance()
        found += [h.minf_fc_global, h.tau_fc_global]
        h.rates_fc_global(-30)
        found += [h.minf_fc_global]
        h.minf_fc_global = 7
        return [*found, h.minf_fc_global]

    both(model, relative=1e-9)


def test_a_variable_that_is_called_del(both):
    def model(h):
        s = h.Section(name="s")
        p = h.FcDelayed(s(0.5))
        setattr(p, "del", 2.5)
        return [getattr(p, "del"), p.amp]

    both(model)


def test_old_random_functions_draw_from_mcell_ran4_when_told(both):
    def model(h):
        s = h.Section(name="s")
        p, q = h.FcDraws(s(0.2)), h.FcDraws(s(0.7))
        vectors = [h.Vector().record(reference) for o in (p, q) for reference in (o._ref_uniform, o._ref_exponential)]
        p.seed = 5
        found = [h.use_mcell_ran4()]
        for switch, low in ((1, 0), (1, 12), (0, 12), (1, 3)):
            h.mcell_ran4_init(low)
            found += [h.use_mcell_ran4(switch)]
            h.finitialize(-65)
            for _ in range(4):
                h.fadvance()
            found += [v.to_python() for v in vectors]
        h.mcell_ran4_init(0)
        return [*found, h.use_mcell_ran4(0)]


def test_functions_that_call_themselves(both):
    def model(h):
        s = h.Section(name="s")
        s.insert("fc_recursive")
        m = s(0.5).fc_recursive
        found = [m.fact(5), m.fibonacci(8), m.even(7), m.odd(7), m.ack(2, 3), m.descend(4), m.descend(0)]
        found += [m.down(4), m.b, m.f(3), m.a, m.b, m.g(2), m.a, m.b]
        h.finitialize(-65)
        return [*found, m.x, m.y, m.z, m.w, m.a, m.b]

    both(model)


def test_the_right_side_of_a_condition_acts_only_if_it_is_needed(both):
    def model(h):
        s = h.Section(name="s")
        s.insert("fc_recursive")
        m = s(0.5).fc_recursive
        found = [(m.either(n), m.a) for n in (1, 3, 2, 2, 1)]
        found += [(m.nested(n), m.a) for n in (1, 3, 2, 9)]
        m.a = 0
        return found + [(m.turns(n), m.a) for n in (3, 2, 100, 8)]

    both(model)


def test_a_function_that_calls_itself_without_end(h):
    s = h.Section(name="s")
    s.insert("fc_recursive")
    with pytest.raises(InputError, match="even.*calls itself too often"):
        s(0.5).fc_recursive.even(0.5)


def test_tables_of_a_file_without_a_mechanism(both):
    def model(h):
        h.fc_scale, h.fc_shift = 2, 1
        found = [h.fc_square(3.3), h.fc_square(12), h.fc_square(-1), h.fc_sum(4.4), h.fc_kept]
        h.fc_shift = 7  # the table does not depend on it
        found += [h.fc_square(3.3), h.fc_shift]
        h.fc_scale = 3
        return [*found, h.fc_square(3.3), h.fc_sum(4.4), h.fc_scale, h._ref_fc_scale[0]]

    both(model)


def test_a_parameter_with_the_name_of_an_ions_variable_that_is_not_used(both):
    def model(h):
        s = h.Section(name="s")
        s.insert("hh")
        s.insert("fc_own")
        s.ena = 55
        s.ena_fc_own = 20
        found = [s(0.5).fc_own.ena, s.ena, s(0.5).na_ion.ena]
        recorded = h.Vector().record(s(0.5)._ref_v)
        h.finitialize(-65)
        for _ in range(20):
            h.fadvance()
        return [*found, s.ina, s.ena_fc_own, recorded.to_python()]

    both(model, relative=1e-9)


def test_functions_that_draw_from_the_generator_of_all_mechanisms(both):
    def model(h):
        s = h.Section(name="s")
        p, q = h.FcDraws(s(0.2)), h.FcDraws(s(0.7))
        p.reseed(17)
        found = [p.pick(0, 1), q.pick(2, 3)]
        h.finitialize(-65)
        found += [p.uniform, q.exponential]
        h.fadvance()
        found += [p.uniform, p.pick(0, 1), q.pick(0, 1)]
        h.fadvance()
        q.reseed(3)
        h.fadvance()
        return [*found, p.uniform, q.exponential, q.pick(0, 1)]

    both(model)


def test_a_function_table_that_only_scripts_use(both):
    def model(h):
        s = h.Section(name="s")
        s.insert("fc_recursive")
        h.finitialize(-65)  # without it
        h.table_given_fc_recursive(3.5)
        found = [s(0.5).fc_recursive.ask(2)]
        h.table_given_fc_recursive(h.Vector([1, 4, 9]), h.Vector([1, 2, 3]))
        return [*found, s(0.5).fc_recursive.ask(1.25)]

    both(model)
