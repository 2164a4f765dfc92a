"""Every draw equals NEURON's."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell.lower import streams as lowered
from braincell.mech.random_source import MCellRan4, Random123, Reidentified
from braincell.random import hoc, shared, stream

N = 300
CLOSE = dict(rtol=2e-14, atol=4e-15)  # libm's log and sqrt, fused products; the integers below them are the same


def drawn(pick, state, n=N):
    _, values = jax.lax.scan(lambda s, _: pick(s), state, None, length=n)
    return np.asarray(values)


@pytest.fixture(scope="module")
def h():
    return pytest.importorskip("neuron").h


@pytest.mark.parametrize("name,numbers", [
    ("uniform", (-2.0, 5.0)), ("discunif", (-3, 9)), ("negexp", (2.5, 0.0)), ("normal", (1.0, 4.0)),
    ("lognormal", (3.0, 2.0)), ("poisson", (3.3, 0.0)),
])  # fmt: skip
@pytest.mark.parametrize("generator", ["Random123", "MCellRan4"])
@pytest.mark.slow
def test_a_random_object_draws_as_hoc_does(h, name, numbers, generator):
    r = h.Random()
    if generator == "Random123":
        r.Random123(7, 11, 4294967295)
        state = hoc.new_random123(7, 11, 4294967295, hoc.DISTRIBUTIONS[name])
    else:
        r.MCellRan4(4000000000, 17)
        state = hoc.new_ran4(4000000000, 17, hoc.DISTRIBUTIONS[name])
    first = getattr(r, name)(*numbers[: 1 if name in ("negexp", "poisson") else 2])
    expected = [first] + [r.repick() for _ in range(N - 1)]
    np.testing.assert_allclose(drawn(lambda s: hoc.pick(s, jnp.array(numbers)), state), expected, **CLOSE)


def test_without_a_random_object_the_pick_is_a_half():
    state, value = hoc.pick(hoc.unset((2,)), jnp.zeros((2, 2)))
    assert value.tolist() == [0.5, 0.5] and not state.any()


def test_streams_of_several_instances_are_drawn_at_once(h):
    ids = np.array([[1, 2, 3], [4294967295, 0, 9]], np.uint32)
    together = drawn(stream.uniform, stream.new_stream(*ids.T))
    for k, (id1, id2, id3) in enumerate(ids.tolist()):
        r = h.Random()
        r.Random123(id1, id2, id3)
        first = r.uniform(0, 1)
        assert together[:, k].tolist() == [first] + [r.repick() for _ in range(N - 1)]


def test_the_sequence_can_be_set_and_wraps_into_the_next_counter_word(h):
    r = h.Random()
    r.Random123(5, 6, 7)
    r.uniform(0, 1)
    state = stream.new_stream(5, 6, 7)
    for start in (0, 3, 4 * (2**32 - 1) + 2, 41):  # past the end of a word the third id counts on, and stays so
        r.seq(start)
        state = stream.set_sequence(state, float(start))
        assert float(stream.position(state)) == start
        for _ in range(12):
            state, u = stream.uniform(state)
            assert float(u) == r.repick()


def test_the_shared_generator_draws_what_scopmath_draws():
    def reference(value):  # src/oc/scoprand.cpp
        return (2147437301 * value + 453816981) % 2**32

    value, expected = 1, []
    for _ in range(N):
        value = reference(value)
        expected.append(value / (2**32 - 1))
    assert drawn(shared.scop_random, jnp.array(shared.START, jnp.uint32)).tolist() == expected


def test_streams_work_without_64_bit_numbers():
    with jax.enable_x64(False):
        state = stream.new_stream(1, 2, 3)
        words = drawn(stream.ipick, state, 9)
        u = drawn(stream.uniform, state, 9)
    assert words.dtype == np.uint32 and u.dtype == np.float32
    assert words.tolist() == drawn(stream.ipick, stream.new_stream(1, 2, 3), 9).tolist()
    np.testing.assert_allclose(u, drawn(stream.uniform, stream.new_stream(1, 2, 3), 9), rtol=1e-6)


def test_gradients_pass_through_the_distributions_numbers():
    def total(mean, deviation):
        state, x = stream.normal(stream.new_stream(1), mean, deviation)
        return (
            x + stream.negexp(state, mean)[1] + shared.normrand(jnp.array(shared.START, jnp.uint32), mean, deviation)[1]
        )

    slopes = jax.grad(total, argnums=(0, 1))(0.3, 2.0)
    for k, slope in enumerate(slopes):
        step = [1e-4 * (k == i) for i in (0, 1)]
        difference = total(0.3 + step[0], 2.0 + step[1]) - total(0.3 - step[0], 2.0 - step[1])
        assert abs(slope - difference / 2e-4) < 1e-8


def test_streams_of_many_sources_are_made_together(monkeypatch):
    plain = [Random123(i, 2, 3, position=i % 3) for i in range(5)]
    objects = [Random123(4, i, 1, position=5).negexp(2.0) for i in range(5)]
    old = [MCellRan4(3 + i, 2**32 - 1).normal(0, 1) for i in range(5)]
    other = [Reidentified(plain[1], (7, 8, 9)), Reidentified(old[1], (7, 8, 9)), replace(objects[0], pair=(5, 6)), None]
    sources = [*plain, *old, *other, *objects]
    alone = np.stack([lowered.stream_of(source) for source in sources], axis=-1)
    calls, philox = [], stream.philox
    monkeypatch.setattr(stream, "philox", lambda *words: calls.append(1) or philox(*words))
    together = lowered.streams_of(sources)
    np.testing.assert_array_equal(together, alone)
    assert len(set(map(tuple, alone.T.tolist()))) == len(sources)
    assert len(calls) < len(sources)
