"""Functions that generated mechanism classes call."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.core import Tracer

from braincell.errors import InputError, UnsupportedError
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from braincell.mech.discontinuity import discontinuity, starts
from braincell.mech.mechanism import Instances
from braincell.mech.printing import within

_LARGEST_EXPONENT = 700.0  # NEURON's exp stops growing here (src/oc/math.cpp, hoc_Exp)


def exp(x: Any) -> Any:
    """e to the x, held at exp(700) above 700 as NEURON does."""
    if isinstance(x, np.float64):  # a script calls; what follows stays with numpy, a tenth of the time
        return np.exp(min(x, _LARGEST_EXPONENT))
    return jnp.exp(jnp.minimum(x, _LARGEST_EXPONENT))


def relax(x: Any, inf: Any, tau: Any, dt: Any) -> Any:
    """x after dt of x' = (inf − x)/tau, with inf and tau held: NMODL's cnexp."""
    return x + (1.0 - jnp.exp(dt * (-1.0 / tau))) * (inf - x)


def cnexp(x: Any, a: Any, b: Any, dt: Any) -> Any:
    """x after dt of x' = a x + b, with a and b held: NMODL's cnexp (0/0 where a is 0, as in NEURON)."""
    return x + (1.0 - jnp.exp(dt * a)) * (-b / a - x)


def only(taken: Any, x: Any) -> Any:
    """`x` where a branch is taken, else 1: keeps 0/0, log 0 and overflow of untaken branches out of gradients."""
    return jnp.where(taken, x, 1.0)


def truth(condition: Any) -> Any:
    """1 where a condition holds, else 0; of a constant, a constant."""
    if isinstance(condition, bool):
        return float(condition)
    return jnp.where(condition, 1.0, 0.0)


def select(condition: Any, then: Instances, otherwise: Instances) -> Instances:
    """The record `then` where a condition holds, else `otherwise`."""
    changes = {}
    for name in then:
        first, second = then[name], otherwise[name]
        if first is not second:
            changes[name] = jnp.where(condition, first, second)
    return otherwise.replace(**changes)


def decided(condition: Any, circle: str) -> bool:
    """A condition on which it depends whether blocks (the `circle`) call themselves again.

    Raises `UnsupportedError` where it is known only in the run.
    """
    if isinstance(condition, Tracer):
        raise UnsupportedError(
            f"{circle}: how often this calls itself depends on values of the run, which is not supported; call it with "
            "constants or from a script, or write a loop"
        )
    return bool(condition)


def element(array: Any, index: Any) -> Any:
    """`array[index]` of an array [size, instance] with an index per instance, truncated as in C and kept inside."""
    place = jnp.clip(jnp.asarray(index).astype(jnp.int32), 0, array.shape[0] - 1)
    if place.ndim == 0:
        return array[place]
    rows = jnp.broadcast_to(
        array.reshape(array.shape + (1,) * (place.ndim + 1 - array.ndim)), (array.shape[0], *place.shape)
    )
    return jnp.take_along_axis(rows, place[None], axis=0)[0]


def with_element(array: Any, index: Any, value: Any) -> Any:
    """`array` [size, instance] with `array[index]` replaced; an index outside changes nothing."""
    shape = jnp.broadcast_shapes(array.shape[1:], jnp.shape(value), jnp.shape(index))
    rows = jnp.broadcast_to(array.reshape(array.shape + (1,) * (len(shape) + 1 - array.ndim)), (array.shape[0], *shape))
    if isinstance(index, int):
        return rows.at[index].set(value)
    place = jnp.broadcast_to(jnp.asarray(index).astype(jnp.int32), shape)
    here = jnp.arange(array.shape[0]).reshape((-1, *(1,) * len(shape))) == place
    return jnp.where(here, value, rows)


def loop(
    again: Callable[..., Any], repeat: Callable[..., Any], s: Instances, changed: tuple[str, ...], *values: Any
) -> Any:
    """WHILE `again`(s, *values): s, *values = `repeat`(s, *values), for each instance until its own condition fails.

    `changed` names the variables of the record that `repeat` sets. Not differentiable in reverse.
    """

    def unpack(carry: Any) -> tuple[Any, ...]:
        return (s.replace(**carry[0]), *carry[1])

    def turn(carry: Any) -> Any:
        active = again(*unpack(carry))
        r, *rest = unpack(carry)
        result = repeat(within(r, active), *rest)
        r, rest = (result[0], result[1:]) if values else (result, ())
        new = ({name: r[name] for name in changed}, tuple(rest))
        return jax.tree.map(lambda a, b: jnp.where(active, a, b), new, carry)

    start = _grown(turn, ({name: s[name] for name in changed}, tuple(values)))
    end = lax.while_loop(lambda carry: jnp.any(again(*unpack(carry))), turn, start)
    result = unpack(end)
    return result if values else result[0]


def count(turns: range, repeat: Callable[..., Any], s: Instances, changed: tuple[str, ...], *values: Any) -> Any:
    """s, *values = `repeat`(k, s, *values) for every k of `turns`; `changed` as in `loop`. Differentiable."""

    def turn(carry: Any, k: Any) -> Any:
        result = repeat(k, s.replace(**carry[0]), *carry[1])
        r, rest = (result[0], result[1:]) if values else (result, ())
        return {name: r[name] for name in changed}, tuple(rest)

    numbers = jnp.asarray(list(turns), jnp.asarray(s.dt).dtype)
    start = _grown(lambda carry: turn(carry, numbers[0]), ({name: s[name] for name in changed}, tuple(values)))
    end, _ = lax.scan(lambda carry, k: (turn(carry, k), None), start, numbers)
    result = (s.replace(**end[0]), *end[1])
    return result if values else result[0]


def _grown(turn: Callable[[Any], Any], start: Any) -> Any:
    """`start` with the shapes and types that it has after a turn."""
    for _ in range(2):
        like = jax.eval_shape(turn, start)
        start = jax.tree.map(lambda x, like: jnp.broadcast_to(jnp.asarray(x, like.dtype), like.shape), start, like)
    return start


def at_time(event: Any, t: Any, dt: Any) -> Any:
    """NMODL's at_time: 1 in the step that `event` [ms] falls into (src/nrncvode/netcvode.cpp).

    Steps of variable length end before it, and the next one starts right behind it: there it is 1.
    """
    discontinuity(event)
    if starts() is not None:
        return truth(starts() & (jnp.abs(event - t) <= 1e-11 + 1e-13 * jnp.abs(t)))
    return truth((event - 1e-11 <= t) & (event - 1e-11 > t - dt))


def supplied_value(functions: Mapping[str, Callable[..., Any]], name: str, s: Instances, *arguments: Any) -> Any:
    """What the user's function in place of the FUNCTION `name` returns."""
    value = _given(functions, name)(s, *arguments)
    if value is None or isinstance(value, Instances):
        raise InputError(f"the function for `{name}` returned {_kind(value)}; for a FUNCTION it returns a value")
    return value


def supplied_record(
    functions: Mapping[str, Callable[..., Any]], name: str, changes: tuple[str, ...], s: Instances, *arguments: Any
) -> Instances:
    """The record after the user's function in place of the PROCEDURE `name`, which may set `changes`."""
    record = _given(functions, name)(s, *arguments)
    if not isinstance(record, Instances):
        raise InputError(
            f"the function for `{name}` returned {_kind(record)}; in place of a PROCEDURE it returns the record, "
            "as `s.replace(x=…)` does"
        )
    for variable in record:
        if record[variable] is not s[variable] and variable not in changes:
            allowed = ", ".join(changes) or "nothing"
            raise InputError(f"the function for `{name}` sets `{variable}`; it may set {allowed}")
    return record


def _given(functions: Mapping[str, Callable[..., Any]], name: str) -> Callable[..., Any]:
    if name not in functions:
        raise InputError(
            f"no function is supplied for `{name}`, whose C (VERBATIM) is not translated; give one in Python: "
            f"`load_mod(path, verbatim={{{name!r}: function}})`, or do not call it"
        )
    return functions[name]


def _kind(value: Any) -> str:
    return {type(None): "nothing", Instances: "the record"}.get(type(value), f"a {type(value).__name__}")


def nernst(inside: Any, outside: Any, valence: Any, celsius: Any) -> Any:
    """NMODL's nernst(ci, co, z) [mV]."""
    thermal = 1000.0 * GAS_CONSTANT * (celsius + ZERO_CELSIUS) / FARADAY
    return thermal / valence * jnp.log(outside / inside)


def ghk(v: Any, inside: Any, outside: Any, valence: Any, celsius: Any) -> Any:
    """NMODL's ghk(v, ci, co, z) [mA/cm² per unit permeability]: Goldman–Hodgkin–Katz (src/nrnoc/eion.cpp)."""
    x = valence * v * FARADAY / (1000.0 * GAS_CONSTANT * (celsius + ZERO_CELSIUS))
    return 0.001 * valence * FARADAY * (inside * _ghk_factor(-x) - outside * _ghk_factor(x))


def _ghk_factor(x: Any) -> Any:
    small = jnp.abs(x) < 1e-4
    safe = jnp.where(small, 1.0, x)
    return jnp.where(small, 1.0 - x / 2.0, safe / (jnp.exp(safe) - 1.0))
