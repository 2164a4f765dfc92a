"""Random objects draw NEURON's numbers, bit for bit."""

import pytest

from braincell.errors import InputError, UnsupportedError
from braincell.mech import random_source

DISTRIBUTIONS = {
    "uniform": [(0, 1), (5, -3)],
    "discunif": [(0, 9), (7.9, -3.2)],
    "normal": [(0, 1), (-65, 25)],
    "lognormal": [(2, 0.5), (-1, 3)],
    "poisson": [(3,), (-1,), (40.5,)],
    "binomial": [(20, 0.3), (2.7, 1)],
    "geometric": [(0.8,), (0,)],
    "hypergeo": [(2, 5), (10, 150)],
    "negexp": [(10,), (-1,)],
    "erlang": [(10, 20), (5, -2), (0, 1)],
    "weibull": [(2, 3), (0.5, 1), (-1, 1)],
}
GENERATORS = {
    "default": lambda r: None,
    "Random123": lambda r: r.Random123(1, 2, 3),
    "Random123 large": lambda r: r.Random123(4294967295, 0, 77),
    "MCellRan4": lambda r: r.MCellRan4(17, 5),
    "MCellRan4 shared": lambda r: r.MCellRan4(3),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("generator", GENERATORS)
def test_numbers_are_identical(both, generator, name):
    def model(h):
        drawn = []
        for numbers in DISTRIBUTIONS[name]:
            r = h.Random()
            GENERATORS[generator](r)
            drawn.append([getattr(r, name)(*numbers), *(r.repick() for _ in range(999)), r.seq()])
        return drawn

    both(model, relative=0.0)


@pytest.mark.parametrize("seed", [0, 1, 7.9, -3, 2**32 + 5])
def test_seeds(both, seed):
    both(lambda h: [r := h.Random(seed), [r.repick() for _ in range(20)], r.seq()][1:], relative=0.0)


def test_the_sequence_can_be_read_and_set(both):
    def model(h):
        r = h.Random()
        r.Random123(4, 5)
        seen = [r.seq()]
        for place in (0, 3, 1022, 17179869180, 17179869183, 6.9):
            seen += [r.seq(place), r.uniform(0, 1), r.seq(), *(r.repick() for _ in range(6)), r.seq()]
        r.MCellRan4(9, 2)
        for place in (7.5, -1, 4294967295):
            seen += [r.seq(place), r.repick(), r.seq(), r.repick()]
        return seen

    both(model, relative=0.0)


def test_a_normal_pair_survives_a_change_of_generator(both):
    def model(h):
        r = h.Random(3)
        first = r.normal(1, 4)
        r.Random123(8, 9, 10)
        return [first, *(r.repick() for _ in range(5)), r.normal(1, 4), r.normal(1, 4)]

    both(model, relative=0.0)


def test_the_global_index_counts_from_the_next_block(both):
    def model(h):
        r, other = h.Random(), h.Random(5)
        r.Random123(1, 2, 3)
        drawn = [r.uniform(0, 1) for _ in range(6)]
        drawn.append(r.Random123_globalindex(12))
        drawn += [r.repick() for _ in range(300)] + [other.repick() for _ in range(9)]
        r.seq(5)
        drawn += [r.repick() for _ in range(9)]
        drawn += [r.Random123_globalindex(0), r.Random123_globalindex(), r.repick()]
        return drawn

    both(model, relative=0.0)


def test_mcell_ran4(both):
    def model(h):
        index = h.ref(3)
        drawn = [h.mcell_ran4_init(), h.mcell_ran4(index), index[0], h.mcell_ran4(index), index[0]]
        r, own = h.Random(), h.Random()
        r.MCellRan4(4)
        own.MCellRan4(4, 6)
        drawn += [r.uniform(0, 1), own.uniform(0, 1), h.mcell_ran4_init(7), r.repick(), own.repick()]
        drawn += [h.mcell_ran4(index), h.mcell_ran4_init(0), r.repick(), r.seq(), h.use_mcell_ran4()]
        return drawn

    both(model, relative=0.0)


def test_numbers_are_played_into_variables(both):
    def model(h):
        s = h.Section(name="s")
        s.L = s.diam = 10
        s.insert("pas")
        clamp = h.IClamp(s(0.5))
        clamp.dur = 1e9
        r, other = h.Random(), h.Random()
        r.Random123(1, 0, 0)
        r.uniform(0, 0.001)
        other.Random123(2, 0, 0)
        other.normal(-70, 4)
        r.play(clamp._ref_amp)
        other.play(s(0.5).pas._ref_e)
        recorded = [h.Vector().record(x) for x in (s(0.5)._ref_v, clamp._ref_i, s(0.5).pas._ref_i)]
        h.finitialize(-65)
        for _ in range(3):
            h.fadvance()
        h.continuerun(0.5)
        seen = [list(v) for v in recorded]
        del r
        h.finitialize(-65)
        h.continuerun(0.2)
        return [*seen, list(recorded[1]), other.seq(), clamp.amp]

    both(model, relative=1e-12, absolute=1e-14)


def test_a_mechanism_can_take_the_stream_over(h):
    r = h.Random()
    r.Random123(1, 2, 3)
    r.negexp(4)
    assert r._stream() == random_source.Random123(1, 2, 3, position=1).negexp(4)
    r.MCellRan4(17, 5)
    r.uniform(0, 2)
    assert r._stream() == random_source.MCellRan4(18, 5).uniform(0, 2)
    r.MCellRan4(17, 5)
    r.normal(0, 1)
    assert r._stream().pair is not None
    r.Random123(1, 2, 3)
    with pytest.raises(UnsupportedError, match="normal pair"):
        r._stream()
    r.weibull(1, 1)
    with pytest.raises(UnsupportedError, match="weibull"):
        r._stream()


@pytest.mark.parametrize(
    ("method", "numbers", "message"),
    [
        ("normal", (0, -1), "variance"),
        ("lognormal", (0, 1), "mean"),
        ("hypergeo", (2, 1), "variance"),
        ("geometric", (1,), "mean"),
        ("poisson", (800,), "mean"),
        ("binomial", (3, 2), "from 0 to 1"),
        ("erlang", (1, 0), "variance"),
        ("weibull", (0, 1), "alpha"),
        ("weibull", (2, -1), "beta"),
        ("uniform", ("a", 1), "'a'"),
        ("uniform", (0, float("nan")), "nan"),
        ("seq", (-1,), "2³⁴"),
        ("Random123", (-1,), "id1"),
    ],
)
def test_mistakes_are_named(h, method, numbers, message):
    with pytest.raises(InputError, match=message):
        getattr(h.Random(), method)(*numbers)


def test_what_is_missing_is_refused_by_name(h):
    r = h.Random()
    for name in ("ACG", "MLCG", "Isaac64"):
        with pytest.raises(UnsupportedError, match=f"Random.{name}"):
            getattr(r, name)
    with pytest.raises(InputError, match="0 or 1 is needed"):
        h.use_mcell_ran4(2)
    with pytest.raises(InputError, match="h.ref"):
        h.mcell_ran4(3)
    with pytest.raises(InputError, match="no reference to a variable"):
        r.play(3)
