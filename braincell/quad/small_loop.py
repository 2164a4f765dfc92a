"""Loops over few numbers, which XLA compiles as one piece of machine code."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.custom_batching import custom_vmap
from jax.experimental.xla_metadata import set_xla_metadata
from jax.extend.core import jaxpr_as_fun
from jaxlib.version import __version__ as VERSION

_MARK = {"inlineable": "false", "xla_cpu_small_call": "true"}
_KNOWN = ("0.10.",)  # versions of jaxlib whose compiler has been seen to make one piece of what is marked
_PLAIN = set(
    "abs acos acosh add and argmax argmin asin asinh atan atan2 atanh bessel_i0e bessel_i1e bitcast_convert_type "
    "broadcast_in_dim cbrt ceil clamp closed_call clz concatenate cond convert_element_type copy cos cosh "
    "cummax cummin cumprod cumsum custom_jvp_call custom_vjp_call custom_vmap_call digamma div dynamic_slice "
    "dynamic_update_slice eq erf erf_inv erfc exp exp2 expm1 floor gather ge gt igamma igammac "
    "integer_pow iota is_finite jit le lgamma log log1p logistic lt max min mul ne neg nextafter not or pad "
    "population_count pow random_bits random_fold_in random_seed random_unwrap random_wrap reduce_and reduce_max "
    "reduce_min reduce_or reduce_precision reduce_prod reduce_sum regularized_incomplete_beta rem reshape rev round "
    "rsqrt scan select_n shift_left shift_right_arithmetic shift_right_logical sign sin sinh slice split sqrt "
    "squeeze stack stop_gradient sub tan tanh threefry2x32 transpose while xor".split()
)
_ONE_BY_ONE = ContextVar("one by one", default=False)
Leaves = Sequence[Any]


@contextmanager
def one_by_one(wanted: bool) -> Iterator[None]:
    """Within this, the members of a `vmap` take the turns of a small loop one after the other.

    They seldom have events at once, and loops inside of turns of all would turn the numbers of all for every event of
    one, which takes several times as long. Not for members on several devices.
    """
    token = _ONE_BY_ONE.set(wanted)
    try:
        yield
    finally:
        _ONE_BY_ONE.reset(token)


def small_loop(holds: Callable[..., Any], turn: Callable[..., Any], start: Any, *given: Any) -> Any:
    """`lax.while_loop` over a pytree, `turn(carry, *given)` while `holds(carry, *given)`, for turns with loops inside.

    Neither function closes over a traced value. What a turn hands on as it is, is not carried.

    XLA for CPUs runs a program operation by operation, some 50 ns for each. Loops over less than 1 kB it compiles as a
    function of their own instead, and marks the call of it. Here turns of any size are marked calls, for loops inside
    that handle few numbers of large arrays; a call costs 1 µs, as it has many arguments, so a turn should do all there
    is to do. Not with operations that XLA does not compile so, nor within `vmap`, where numbers are arrays and their
    updates scatters, except `one_by_one`.

    XLA: xla/service/cpu/small_while_loop_hoisting_pass.cc, xla/backends/cpu/codegen/computation_kernel_emitter.cc.
    """
    leaves, tree = jax.tree.flatten(start)
    turned = jax.make_jaxpr(turn)(start, *given)
    changes = [x is not y for x, y in zip(turned.jaxpr.invars, turned.jaxpr.outvars, strict=False)]

    def whole(changing: Leaves, kept: Leaves) -> Any:
        of_each = {True: iter(changing), False: iter(kept)}
        return jax.tree.unflatten(tree, [next(of_each[own]) for own in changes])

    def goes_on(changing: Leaves, kept: Leaves, given: Any) -> Any:
        return holds(whole(changing, kept), *given)

    def one(changing: Leaves, kept: Leaves, given: Any) -> Leaves:
        after = jaxpr_as_fun(turned)(*jax.tree.leaves((whole(changing, kept), given)))
        return [x for x, own in zip(after, changes, strict=True) if own]

    changing, kept = ([x for x, own in zip(leaves, changes, strict=True) if own is wanted] for wanted in (True, False))
    return whole(_looped(goes_on, one, changing, kept, given), kept)


def _looped(holds: Callable[..., Any], turn: Callable[..., Leaves], start: Leaves, *given: Any) -> Leaves:
    """The loop, its turns as one piece where that is known to work."""

    def loop(turn: Callable[..., Leaves], start: Leaves, *given: Any) -> Leaves:
        return lax.while_loop(lambda carry: holds(carry, *given), lambda carry: turn(carry, *given), start)

    if jax.default_backend() != "cpu" or not VERSION.startswith(_KNOWN):
        return loop(turn, start, *given)

    @custom_vmap
    def marked(start: Leaves, *given: Any) -> Leaves:
        jaxpr = jax.make_jaxpr(turn)(start, *given)
        if not all(map(_is_plain, _equations(jaxpr.jaxpr))):
            return loop(turn, start, *given)
        return loop(lambda carry, *given: _marked(jaxpr, carry, *jax.tree.leaves(given)), start, *given)

    @marked.def_vmap
    def _(size: int, batched: Any, *arguments: Any) -> tuple[Leaves, Any]:
        if _ONE_BY_ONE.get():
            result = _one_by_one(holds, turn, size, batched, *arguments)
        else:
            axes = jax.tree.map(lambda is_batched: 0 if is_batched else None, tuple(batched))
            result = jax.vmap(partial(loop, turn), in_axes=axes, axis_size=size)(*arguments)
        return result, [True] * len(result)

    return marked(start, *given)


def _one_by_one(
    holds: Callable[..., Any], turn: Callable[..., Leaves], size: int, batched: Any, start: Leaves, *given: Any
) -> Leaves:
    """The loop of all members, in whose turns those that have something to do take theirs one after the other."""
    start = [x if own else jnp.broadcast_to(x, (size, *jnp.shape(x))) for x, own in zip(start, batched[0], strict=True)]
    is_own = tuple(batched[1:])
    axes = jax.tree.map(lambda own: 0 if own else None, is_own)

    def have_work(carry: Leaves, *given: Any) -> Any:
        return jax.vmap(holds, in_axes=(0, *axes), axis_size=size)(carry, *given)

    def all_turns(carry: Leaves, *given: Any) -> Leaves:
        working = have_work(carry, *given)

        def one(_: Any, carry: tuple[Any, Leaves]) -> tuple[Any, Leaves]:
            last, values = carry
            k = jnp.argmax(working & (jnp.arange(size) > last))
            mine = [lax.dynamic_index_in_dim(x, k, keepdims=False) for x in values]
            own = jax.tree.map(
                lambda x, own: lax.dynamic_index_in_dim(x, k, keepdims=False) if own else x, given, is_own
            )
            after = turn(mine, *own)
            return k, [lax.dynamic_update_index_in_dim(x, y, k, 0) for x, y in zip(values, after, strict=True)]

        return lax.fori_loop(0, working.sum(), one, (jnp.array(-1), carry))[1]

    return _looped(lambda carry, *given: have_work(carry, *given).any(), all_turns, start, *given)


def _marked(jaxpr: Any, changing: Leaves, *kept: Any) -> Leaves:
    """A marked call of `jaxpr`.

    XLA aborts if it finds an argument of it without use. So what is kept is returned, too, if it is read at all.
    """
    read = {id(x) for equation in jaxpr.eqns for x in equation.invars}
    is_read = [id(x) in read for x in jaxpr.jaxpr.invars[len(changing) :]]

    @jax.jit
    def piece(changing: Leaves, own: Leaves) -> tuple[Leaves, Leaves]:
        each = iter(own)
        rest = [next(each) if here else x for here, x in zip(is_read, kept, strict=True)]
        return jaxpr_as_fun(jaxpr)(*changing, *rest), own

    result, _ = piece(changing, [x for here, x in zip(is_read, kept, strict=True) if here])
    return [set_xla_metadata(x, **_MARK) for x in result]


def _is_plain(equation: Any) -> bool:
    """Whether XLA compiles an operation so: of scatters, those to one place, which it turns into slices."""
    name = equation.primitive.name
    return name in _PLAIN or (name.startswith("scatter") and math.prod(equation.invars[1].aval.shape[:-1]) == 1)


def _equations(jaxpr: Any) -> Iterator[Any]:
    """All operations, with those of inner functions."""
    for equation in jaxpr.eqns:
        yield equation
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=lambda x: hasattr(x, "eqns")):
            inner = getattr(inner, "jaxpr", inner)
            if hasattr(inner, "eqns"):
                yield from _equations(inner)
