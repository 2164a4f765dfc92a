"""Small loops give what `lax.while_loop` gives, whatever they are made of, and are one piece where they can be."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.scipy import special

from braincell import ArtificialCell, Network, SingleCompartment, lower
from braincell.mech import PointProcess
from braincell.network import all_pairs
from braincell.quad import small_loop as module
from braincell.quad.scan import advance_chunk, start_one
from braincell.quad.small_loop import one_by_one, small_loop
from braincell.quad.staggered import Staggered

X = np.linspace(0.1, 2.0, 8)
# A jaxlib that was not tried leaves loops as they are; it goes into `_KNOWN` once all of this passes with it there.
TRIED = module.VERSION.startswith(module._KNOWN) and jax.default_backend() == "cpu"
NESTING = {"jit", "while", "closed_call", "custom_jvp_call", "custom_vjp_call", "custom_vmap_call"}


def _as_bits(function):
    return lambda x: function(lax.bitcast_convert_type(x, jnp.int64) >> 40).astype(float) * 1e-6


OPERATIONS = {
    "abs acos asin atan atanh sin sinh tan": lambda x: (
        jnp.abs(jnp.arccos(x / 3))
        + jnp.arcsin(x / 3)
        + jnp.arctan(x)
        + lax.atanh(x / 3)
        + jnp.sin(x)
        + lax.sinh(x)
        + lax.tan(x)
    ),
    "acosh asinh cosh tanh cos": lambda x: lax.acosh(x + 1) + lax.asinh(x) + lax.cosh(x) + jnp.tanh(x) + jnp.cos(x),
    "add sub mul div neg sign max min rem": lambda x: jnp.maximum(
        -(x + 1) * x / 3 - jnp.sign(x), jnp.minimum(x % 0.3, 1)
    ),
    "and or not xor eq ne lt le gt ge select_n": lambda x: jnp.where(
        (((x < 1) & (x > 0.2)) | (x >= 1.5)) ^ ~((x <= 0.3) & (x == 0.1) & (x != 0.2)), x, 2 * x
    ),
    "argmax argmin convert_element_type": lambda x: x + jnp.argmax(x) - jnp.argmin(jnp.sin(x)),
    "atan2 nextafter pow integer_pow": lambda x: jnp.arctan2(x, x + 1) + jnp.nextafter(x, 3.0) + x**x + x**3 + x**2,
    "bessel_i0e bessel_i1e": lambda x: special.i0e(x) + special.i1e(x),
    "bitcast_convert_type shift_right_arithmetic": _as_bits(lambda bits: bits),
    "broadcast_in_dim reshape transpose squeeze": lambda x: (
        jnp.expand_dims(jnp.reshape(x, (2, 4)).T, 0)[0] + x[0]
    ).ravel(),
    "cbrt ceil floor round clamp": lambda x: (
        jnp.cbrt(x) + jnp.ceil(x) - jnp.floor(x) + jnp.round(x) + lax.clamp(0.3, x, 1.0)
    ),
    "clz population_count shift_left shift_right_logical": _as_bits(
        lambda bits: (
            lax.clz(bits) + lax.population_count(bits) + (bits << 2) + lax.shift_right_logical(bits, jnp.int64(3))
        )
    ),
    "concatenate pad rev slice split stack": lambda x: (
        jnp.concatenate([x[3:], x[:3]])
        + jnp.pad(x[1:], (1, 0))
        + x[::-1]
        + jnp.concatenate(lax.split(x, (3, 5)))
        + jnp.stack([x, x])[1]
    ),
    "cond": lambda x: lax.switch((x[0] * 10).astype(int) % 3, [jnp.sin, jnp.cos, lambda y: y], x),
    "copy": lambda x: jnp.copy(x) + 1,
    "cummax cummin cumsum cumprod": lambda x: lax.cummax(x) + lax.cummin(x) + lax.cumsum(x) + lax.cumprod(x),
    "digamma lgamma igamma igammac regularized_incomplete_beta": lambda x: (
        special.digamma(x)
        + special.gammaln(x)
        + special.gammainc(x, 0.3)
        + special.gammaincc(x, 2.3)
        + special.betainc(x, 1.0, 0.3)
    ),
    "dynamic_slice dynamic_update_slice iota": lambda x: (
        lax.dynamic_update_slice(x, lax.dynamic_slice(x, ((x[0] * 3).astype(int),), (2,)), (1,)) + lax.iota(float, 8)
    ),
    "erf erf_inv erfc": lambda x: lax.erf(x) + lax.erf_inv(x / 3) + lax.erfc(x),
    "exp exp2 expm1 log log1p logistic sqrt rsqrt": lambda x: (
        jnp.exp(x)
        + jnp.exp2(x)
        + jnp.expm1(x)
        + jnp.log(x)
        + jnp.log1p(x)
        + lax.logistic(x)
        + jnp.sqrt(x)
        + lax.rsqrt(x)
    ),
    "gather": lambda x: x[(x * 3).astype(int)],
    "scatter": lambda x: x.at[(x[0] * 3).astype(int)].set(0.5),
    "scatter-add": lambda x: x.at[2].add(0.5),
    "is_finite reduce_precision": lambda x: jnp.where(jnp.isfinite(x), lax.reduce_precision(x, 8, 23), 0.0),
    "random_seed random_wrap random_unwrap random_bits random_fold_in threefry2x32": lambda x: (
        x
        + jax.random.uniform(jax.random.fold_in(jax.random.key(7), (x[0] * 3).astype(int)), (8,))
        + jax.random.uniform(jax.random.PRNGKey(7), (8,))
        + jax.extend.random.threefry_2x32(jnp.arange(2, dtype=jnp.uint32), jnp.arange(8, dtype=jnp.uint32)) * 1e-9
    ),
    "reduce_sum reduce_max reduce_min reduce_prod reduce_and reduce_or": lambda x: (
        x * jnp.sum(x) + jnp.max(x) - jnp.min(x) + jnp.prod(x) + jnp.all(x > 0) + jnp.any(x > 1.9)
    ),
    "scan": lambda x: lax.scan(lambda c, y: (c + y, c * y), 0.0, x)[1],
    "stop_gradient": lax.stop_gradient,
}


def _loops(function):
    """Two turns with `function`, as a small loop and as JAX's own."""

    def turn(carry, scale):
        k, x = carry
        return k + 1, jnp.asarray(function(x), float) * scale

    small = jax.jit(lambda x: small_loop(lambda carry, _: carry[0] < 2, turn, (0, x), 0.3)[1])
    plain = jax.jit(lambda x: lax.while_loop(lambda carry: carry[0] < 2, lambda c: turn(c, 0.3), (0, x))[1])
    return small, plain


def _is_one_piece(function, *arguments) -> bool:
    return "xla_cpu_small_call" in jax.jit(function).lower(*arguments).as_text()


@pytest.mark.parametrize("names", OPERATIONS)
def test_all_that_is_taken_for_plain_compiles_so_to_the_same_numbers(names):
    small, plain = _loops(OPERATIONS[names])
    assert TRIED == _is_one_piece(small, X)
    # 1e-14: exp and its like are other code within one piece, to an ulp or two; two turns of sums of up to eight
    np.testing.assert_allclose(small(X), plain(X), rtol=1e-14, atol=1e-15)


def test_every_plain_operation_is_among_these():
    seen = set()
    for function in OPERATIONS.values():
        seen |= {e.primitive.name for e in module._equations(jax.make_jaxpr(function)(X).jaxpr)}
    assert module._PLAIN - NESTING <= seen


@pytest.mark.parametrize(
    "function",
    [
        jnp.sort,
        lambda x: x.at[jnp.array([1, 2])].set(0.5),
        lambda x: jnp.linalg.solve(jnp.eye(8) + jnp.outer(x, x), x),
        lambda x: jax.pure_callback(lambda y: np.asarray(y) + 1, jax.ShapeDtypeStruct(x.shape, x.dtype), x),
        lambda x: jnp.fft.fft(x).real,
        lambda x: jnp.outer(x, x) @ x,
    ],
    ids=["sort", "scatter", "solve", "callback", "fft", "product"],
)
def test_what_xla_does_not_compile_so_stays_as_it_is(function):
    small, plain = _loops(function)
    assert not _is_one_piece(small, X)
    np.testing.assert_array_equal(small(X), plain(X))


def test_arguments_that_xla_finds_no_use_for():
    """XLA aborts Python where a marked call has one."""

    def turn(carry, given, never):
        k, x, y = carry
        return k + 1, x + given[0] - given[0] * (given[1] * 0), y * 0

    start = (0, 1, 5)
    run = jax.jit(lambda n: small_loop(lambda carry, *_: carry[0] < n, turn, start, (n, n + 3), n + 7))
    assert TRIED == _is_one_piece(run, 3)
    assert [int(x) for x in run(3)] == [3, 10, 0]
    assert [int(x) for x in run(0)] == [0, 1, 5]


def test_what_a_turn_hands_on_is_not_carried():
    def run(big):
        return small_loop(lambda c: c["k"] < 3, lambda c: c | {"k": c["k"] + c["big"][1]}, {"k": 0, "big": big})

    loops = [e for e in module._equations(jax.make_jaxpr(run)(np.arange(5)).jaxpr) if e.primitive.name == "while"]
    assert all(len(e.outvars) == 1 for e in loops) and loops
    assert int(run(np.arange(5))["k"]) == 3


def test_batches_and_forward_derivatives():
    small, plain = _loops(lambda x: x.at[2].multiply(x[1]) * jnp.cos(x))
    batch = np.stack([X, X + 0.1])
    np.testing.assert_array_equal(jax.vmap(small)(batch), jax.vmap(plain)(batch))
    assert not _is_one_piece(jax.vmap(small), batch)
    for one, other in zip(jax.jvp(small, (X,), (X,)), jax.jvp(plain, (X,), (X,)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-14)


def test_members_one_by_one():
    def run(n, x, scale, together):
        turn = lambda carry, scale, step: (carry[0] + step, carry[1].at[carry[0]].multiply(scale))  # noqa: E731
        if together:
            return lax.while_loop(lambda carry: carry[0] < n, lambda carry: turn(carry, scale, 1), (0, x))
        return small_loop(lambda carry, n, *_: carry[0] < n, lambda c, n, *given: turn(c, *given), (0, x), n, scale, 1)

    n, x, scale = np.array([3, 0, 8, 1, 0]), np.outer(np.arange(1, 6), X), np.array(0.3)
    one, other = (jax.vmap(partial(run, together=together), in_axes=(0, 0, None)) for together in (False, True))
    with one_by_one(True):
        assert TRIED == _is_one_piece(one, n, x, scale)
        found = jax.jit(one)(n, x, scale)
    for a, b in zip(found, jax.jit(other)(n, x, scale), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not _is_one_piece(jax.vmap(partial(run, together=False), in_axes=(0, 0, None)), n, x, scale)


def test_events_of_a_network_are_sent_and_delivered_as_one_piece():
    """Nothing in the queue, in NetStim or in a synapse keeps them from it, unnoticed but for the time."""
    neuron = SingleCompartment(2, 20, 10, hh="hh").place(PointProcess("Exp2Syn", name="exc", tau1=0.5, tau2=3))
    net = Network().add_population("E", neuron).add_population("in", ArtificialCell("NetStim", noise=1, number=9), 2)
    net.add_projection("in", "E", "exc", all_pairs(), weight=0.01, delay=1)
    net.add_projection("E", "E", "exc", all_pairs(), weight=0.01, delay=1)
    model, _ = lower(net.cells())
    state, _ = jax.eval_shape(start_one, model, 0.025)
    text = advance_chunk.lower(model, state, 0.025, np.int32(1), Staggered(), 8).as_text()
    assert text.count("xla_cpu_small_call") == 3 * TRIED  # spikes; the events of either half of a step
