"""Advance kinetic schemes as NEURON's METHOD sparse does: backward Euler on mass-action fluxes."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from braincell.mech.elimination import eliminate
from braincell.mech.mechanism import Instances

Species = tuple[str, int | None]  # state and, of an array, the element
Terms = tuple[tuple[str, int | None, int], ...]  # state, element, how many of it react

_STEADY_DT = 1e9  # ms: NEURON's step for STEADYSTATE
_CONVERGED, _MOST_ITERATIONS = 1e-6, 22
_STEADY_TRIES = 7


class Scheme:
    """The reactions of a KINETIC block at one moment: stoichiometry is static, rates are arrays."""

    def __init__(self) -> None:
        self.reactions: list[tuple[Terms, Terms, Any, Any]] = []
        self.volumes: dict[Species, Any] = {}
        self.conserved: list[tuple[Terms, Any]] = []

    def react(self, left: Terms, right: Terms, forward: Any, backward: Any = 0.0) -> None:
        """`~ left <-> right (forward, backward)`; an empty `right` is a loss, an empty `left` a source."""
        self.reactions.append((left, right, forward, backward))

    def flux(self, s: Instances) -> tuple[Any, Any]:
        """(f_flux, b_flux) of the latest reaction."""
        left, right, forward, backward = self.reactions[-1]
        return _product(s, left, forward), _product(s, right, backward)

    def compartment(self, volume: Any, *species: Species) -> None:
        """`COMPARTMENT volume {species}`."""
        self.volumes |= dict.fromkeys(species, volume)

    def conserve(self, terms: Terms, total: Any) -> None:
        """`CONSERVE terms = total`; replaces the equation of the last state named."""
        self.conserved.append((terms, total))

    @property
    def species(self) -> tuple[Species, ...]:
        """Every state that takes part, in NEURON's order: those whose equation CONSERVE replaces, then by name."""
        first = [terms[-1][:2] for terms, _ in self.conserved]
        sides = [side for left, right, *_ in self.reactions for side in (left, right)]
        found = {term[:2] for terms in [*sides, *(terms for terms, _ in self.conserved)] for term in terms}
        rest = sorted(found.difference(first), key=lambda key: (key[0], key[1] or 0))
        return tuple(dict.fromkeys([*first, *rest]))

    def slopes(self, s: Instances) -> dict[str, Any]:
        """dx/dt of every state that takes part; what CONSERVE says follows from it (NEURON: `cvode_kinetic`)."""
        now = {key: get(s, key) for key in self.species}
        right = _equations(self, now, now, 1.0, conserving=False)[1]
        rates = {key: right[key] / self.volumes.get(key, 1.0) for key in now}
        names = dict.fromkeys(name for name, _ in now)
        still = s.replace(**{name: jnp.zeros_like(s[name]) for name in names})
        moving = put(still, rates)
        return {name: moving[name] for name in names}

    def solve(self, s: Instances, right: dict[str, Any], gamma: Any) -> dict[str, Any]:
        """x with (1 − γ J) x = right."""
        now = {key: get(s, key) for key in self.species}
        matrix = _equations(self, now, now, gamma, conserving=False)[0]
        given = s.replace(**right)
        scaled = {key: self.volumes.get(key, 1.0) / gamma * get(given, key) for key in now}
        solved = put(given, eliminate(matrix, scaled))
        return {name: solved[name] for name in right}

    @property
    def linear(self) -> bool:
        """Whether no flux multiplies states."""
        return all(sum(n for *_, n in side) <= 1 for reaction in self.reactions for side in reaction[:2])


Reactions = Callable[[Instances], tuple[Instances, Scheme]]


def sparse(
    s: Instances, reactions: Reactions, steady: bool = False, memory: tuple[str, ...] = (), stops: bool = False
) -> Instances:
    """The record after one step `s.dt` of a kinetic scheme, or at rest if `steady`.

    Newton iterations on (V/dt + J) δ = −V (x − x₀)/dt + net(x): one if the scheme is linear, otherwise until
    Σ|δ| <= 1e-6, with negative states set to 0 after each (src/scopmath/sparse_thread.hpp). Differentiable: gradients
    are those of the solved equations. Where 22 iterations do not suffice, as with a state that they take below 0 each
    time, NEURON goes on with the last ones, or stops if the mechanism is not thread safe: NaN if `stops` or `steady`.
    `memory` are variables that the block reads before it sets them: it finds what its last evaluation left there.
    """
    halved = s["secondorder"] and not steady
    dt = _STEADY_DT if steady else (0.5 * s.dt if halved else s.dt)
    first, scheme = reactions(s)
    start, held = {key: get(s, key) for key in scheme.species}, {name: first[name] for name in memory}
    evaluated = None  # at which states the block is evaluated at the end, if not at the new ones
    if scheme.linear:
        after = _iterate(s, reactions, start, dt)
    elif steady:
        after = _differentiable(s, reactions, start, dt, _settle(s, reactions, start))
    else:
        after, held, before, evaluated = _converge(_still(s), reactions, lax.stop_gradient(start), dt, memory, stops)
        after = _differentiable(s.replace(**before), reactions, start, dt, after)
        evaluated = {key: after[key] + lax.stop_gradient(x - after[key]) for key, x in evaluated.items()}
    # NEURON evaluates the block once more, with the new states
    done = reactions(put(s.replace(**held), after if evaluated is None else evaluated))[0]
    if halved:
        after = {key: after[key] + (after[key] - start[key]) for key in after}
    return put(done, after)


def _still(s: Instances) -> Instances:
    return jax.tree.map(lambda x: x if isinstance(x, bool | int) else lax.stop_gradient(x), s)


def _iterate(s: Instances, reactions: Reactions, start: dict, dt: Any, now: dict | None = None) -> dict:
    now = start if now is None else now
    change = _correction(s, reactions, start, now, dt)
    return {key: now[key] + change[key] for key in now}


def _correction(s: Instances, reactions: Reactions, start: dict, now: dict, dt: Any) -> dict:
    """δ of one Newton iteration."""
    matrix, right = _equations(reactions(put(s, now))[1], start, now, dt)
    return eliminate(matrix, right)


def _equations(scheme: Scheme, start: dict, now: dict, dt: Any, conserving: bool = True) -> tuple[dict, dict]:
    matrix: dict[tuple[Species, Species], Any] = {}
    right: dict[Species, Any] = {}
    for key in now:
        volume = scheme.volumes.get(key, 1.0)
        matrix[key, key] = (1.0 / dt) * volume
        right[key] = -(1.0 / dt) * (now[key] - start[key]) * volume
    for left_terms, right_terms, forward, backward in scheme.reactions:
        net = _product_of(now, left_terms, forward) - _product_of(now, right_terms, backward)
        for side, direction in ((left_terms, -1.0), (right_terms, 1.0)):
            for name, i, n in side:
                right[name, i] = right[name, i] + direction * n * net
        for terms, rate, sign in ((left_terms, forward, 1.0), (right_terms, backward, -1.0)):
            slopes = {(name, i): _slope_of(now, terms, (name, i), rate) for name, i, _ in terms}
            for side, direction in ((left_terms, -sign), (right_terms, sign)):
                for name, i, n in side:
                    for other, slope in slopes.items():
                        entry = ((name, i), other)
                        matrix[entry] = matrix.get(entry, 0.0) - direction * n * slope
    for terms, total in scheme.conserved if conserving else ():
        name, i, _ = terms[-1]
        row = (name, i)
        for entry in [entry for entry in matrix if entry[0] == row]:
            del matrix[entry]
        right[row] = total
        for other, j, n in reversed(terms):
            weight = n * scheme.volumes.get((other, j), 1.0)
            matrix[row, (other, j)] = weight
            right[row] = right[row] - weight * now[other, j]
    return matrix, right


def _converge(
    s: Instances, reactions: Reactions, start: dict, dt: Any, memory: tuple[str, ...] = (), stops: bool = True
) -> tuple[dict, dict, dict, dict]:
    """States after the last iteration, NaN where they did not converge if that `stops`.

    Then what `memory` holds after the last evaluation and before it, and the states at which the block is evaluated at
    the end: those, or where they did not converge the ones before them, which NEURON evaluated last.
    """
    shape = jnp.broadcast_shapes(*(jnp.shape(x) for x in _iterate(s, reactions, start, dt).values()))
    start = {key: jnp.broadcast_to(jnp.asarray(x, _dtype(s)), shape) for key, x in start.items()}

    held = {n: jnp.broadcast_to(jnp.asarray(s[n], _dtype(s)), (*jnp.shape(s[n])[:-1], *shape)) for n in memory}

    def more(carry: Any) -> Any:
        *_, active, k = carry
        return jnp.any(active) & (k < _MOST_ITERATIONS)

    def once(carry: Any) -> Any:
        now, last, held, before, active, k = carry
        after, scheme = reactions(put(s.replace(**held), now))
        change = eliminate(*_equations(scheme, start, now, dt))
        stepped = {key: jnp.maximum(now[key] + change[key], 0.0) for key in now}
        size = sum(jnp.abs(change[key]) for key in now)
        new = _chosen(active, (stepped, now, {name: after[name] for name in memory}, held), (now, last, held, before))
        return *new, active & jnp.logical_not(size <= _CONVERGED), k + 1

    begin = (start, start, held, held, jnp.ones(shape, bool), 0)
    now, last, held, before, active, _ = lax.while_loop(more, once, begin)
    if stops:
        now = {key: jnp.where(active, jnp.nan, x) for key, x in now.items()}
        return now, held, before, now
    return now, _chosen(active, before, held), before, _chosen(active, last, now)


def _chosen(mask: Any, new: Any, old: Any) -> Any:
    return jax.tree.map(lambda a, b: jnp.where(mask, a, b).astype(b.dtype), new, old)


def _settle(s: Instances, reactions: Reactions, start: dict) -> dict:
    """STEADYSTATE of a nonlinear scheme: linear steps of 1e9 ms until no state is negative, then iterate."""
    still, now = _still(s), lax.stop_gradient(start)
    shape = jnp.broadcast_shapes(*(jnp.shape(x) for x in _iterate(still, reactions, now, _STEADY_DT).values()))
    now = {key: jnp.broadcast_to(jnp.asarray(x, _dtype(s)), shape) for key, x in now.items()}
    settled = jnp.zeros(shape, bool)
    for _ in range(_STEADY_TRIES):
        stepped = _iterate(still, reactions, now, _STEADY_DT)
        negative = jnp.any(jnp.stack([x < -1e-6 for x in stepped.values()]), axis=0)
        now = {
            key: jnp.where(settled, now[key], jnp.where(stepped[key] < -1e-6, 0.0, stepped[key])).astype(now[key].dtype)
            for key in now
        }
        settled = settled | ~negative
    return _converge(still, reactions, now, _STEADY_DT)[0]


def _differentiable(s: Instances, reactions: Reactions, start: dict, dt: Any, solved: dict) -> dict:
    """`solved`, with the derivatives that the equations give it (implicit function theorem)."""
    solved = {key: lax.stop_gradient(x) for key, x in solved.items()}
    matrix, right = _equations(reactions(put(s, solved))[1], start, solved, dt)
    fixed = {entry: lax.stop_gradient(x) for entry, x in matrix.items()}
    residual = {key: x - lax.stop_gradient(x) for key, x in right.items()}
    change = eliminate(fixed, residual)
    return {key: solved[key] + change[key] for key in solved}


def _product(s: Instances, terms: Terms, rate: Any) -> Any:
    return _product_of({(name, i): get(s, (name, i)) for name, i, _ in terms}, terms, rate)


def _product_of(now: dict, terms: Terms, rate: Any) -> Any:
    """rate × product of the states, which NEURON multiplies from the last to the first."""
    for name, i, n in reversed(terms):
        for _ in range(n):
            rate = rate * now[name, i]
    return rate


def _slope_of(now: dict, terms: Terms, by: Species, rate: Any) -> Any:
    """d(rate × product)/d(state)."""
    for name, i, n in reversed(terms):
        power = n - 1 if (name, i) == by else n
        rate = rate * n if (name, i) == by and n > 1 else rate
        for _ in range(power):
            rate = rate * now[name, i]
    return rate


def get(s: Instances, key: Species) -> Any:
    """A state or one element of it."""
    name, index = key
    return s[name] if index is None else s[name][index]


def put(s: Instances, values: dict[Species, Any]) -> Instances:
    """The record with states or elements of states replaced."""
    changes: dict[str, Any] = {}
    for (name, index), value in values.items():
        if index is None:
            changes[name] = value
            continue
        old = changes.get(name, s[name])
        shape = jnp.broadcast_shapes(old.shape[1:], jnp.shape(value))
        changes[name] = jnp.broadcast_to(old, (old.shape[0], *shape)).at[index].set(value)
    return s.replace(**changes)


def _dtype(s: Instances) -> Any:
    return jnp.result_type(s.v)
