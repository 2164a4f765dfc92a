"""Read and write what the POINTER variables of mechanisms point at."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import CableModel, CableState, MechanismLayout, PointerLayout, TargetLayout
from braincell.mech.mechanism import Instances, split_element, value_of
from braincell.mech.printing import silent
from braincell.quad.gather import put, take


def read(model: CableModel, m: MechanismLayout, state: CableState, own: dict[str, Any]) -> dict[str, Any]:
    """The present values of a mechanism's pointers [instance], and which of the optional ones are set.

    A variable of its own that is driven keeps the value in `own` where it points at nothing.
    """
    if m.pointers is None:
        return {}
    values: dict[str, Any] = {}
    for pointer in m.pointers.pointers:
        parts = [take(_source(model, state, target), target.index) for target in pointer.targets]
        in_order = len(parts) == 1 and len(parts[0]) == len(m.nodes) and _is_counting(pointer.order)
        if not in_order:
            parts = [jnp.concatenate([*parts, jnp.zeros(1, state.v.dtype)])[pointer.order]]  # −1 is the 0 at the end
        values[pointer.name] = parts[0]
        if pointer.name not in m.cls.pointers:
            values[pointer.name] = jnp.where(pointer.order >= 0, parts[0], own[pointer.name])
        elif m.cls.pointers[pointer.name].optional:
            values[f"{pointer.name}.is_set"] = jnp.asarray(pointer.order >= 0)
    return values


def write(model: CableModel, m: MechanismLayout, s: Instances, state: CableState) -> CableState:
    """The state with what the mechanism assigned to its pointers; of several instances the last one's value stays."""
    if m.pointers is None or not m.pointers.writes:
        return state
    rows = _rows(m, s, state.v.dtype)
    for target, source in m.pointers.writes:
        state = _stored(state, target, put(_source(model, state, target), target.index, rows[source]))
    return state


def call(m: MechanismLayout, function: Callable[[Instances], Any], s: Instances) -> Any:
    """`function(s)`, whose first or only result is a record, as if the instances ran one after another.

    Where an instance points at what an earlier one of the same mechanism sets, it sees the new value.
    """
    if m.pointers is None or not m.pointers.depth:
        return function(s)
    linked = [pointer for pointer in m.pointers.pointers if (pointer.earlier >= 0).any()]
    before = {pointer.name: s[pointer.name] for pointer in linked}

    def again(_: int, seen: dict[str, Any]) -> dict[str, Any]:
        result = function(silent(s.replace(**seen)))
        rows = _rows(m, result[0] if isinstance(result, tuple) else result, s.v.dtype)
        return {p.name: jnp.where(p.earlier >= 0, rows[p.earlier], before[p.name]) for p in linked}

    return function(s.replace(**lax.fori_loop(0, m.pointers.depth, again, before)))


def read_one(model: CableModel, m: MechanismLayout, state: CableState, i: Any, own: dict[str, Any]) -> dict[str, Any]:
    """What `read` gives for the instance `i` alone."""
    values: dict[str, Any] = {}
    for pointer in m.pointers.pointers if m.pointers else ():
        driven = pointer.name not in m.cls.pointers
        value = jnp.asarray(own[pointer.name] if driven else 0.0, state.v.dtype)
        for target, here, place in _places(pointer, i):
            value = jnp.where(here, _source(model, state, target)[place], value)
        values[pointer.name] = value
        if not driven and m.cls.pointers[pointer.name].optional:
            values[f"{pointer.name}.is_set"] = jnp.asarray(pointer.order >= 0)[i]
    return values


def write_one(
    model: CableModel, m: MechanismLayout, s: Instances, state: CableState, i: Any, when: Any = True
) -> CableState:
    """What `write` does, for the instance `i` alone, if `when` holds."""
    for pointer in m.pointers.pointers if m.pointers else ():
        if not m.cls.pointer(pointer.name).written:
            continue
        for target, here, place in _places(pointer, i):
            values = _source(model, state, target)
            new = jnp.where(here & when, s[pointer.name], values[place]).astype(values.dtype)
            state = _stored(state, target, values.at[place].set(new))
    return state


def _places(pointer: PointerLayout, i: Any) -> list[tuple[TargetLayout, Any, Any]]:
    """For each target: whether instance `i` points at it, and where."""
    found, start = [], 0
    position = jnp.asarray(pointer.order)[i]
    for target in pointer.targets:
        offset, n = position - start, len(target.index)
        found.append((target, (offset >= 0) & (offset < n), jnp.asarray(target.index)[jnp.clip(offset, 0, n - 1)]))
        start += n
    return found


def _source(model: CableModel, state: CableState, target: TargetLayout) -> Any:
    """The array that holds a variable."""
    if target.kind == "membrane":
        return getattr(state, target.variable)
    if target.kind == "ion":
        return state.ions[target.owner][target.variable]
    if target.kind == "connection":
        return jnp.ravel(state.events.weight)
    kept = state.mechanisms[target.owner]
    if split_element(target.variable)[0] in kept:
        return value_of(kept, target.variable)
    name, element = split_element(target.variable)
    m = model.layout.mechanism(target.owner)
    values = m.spread(name, model.parameters[target.owner][name]).astype(state.v.dtype)
    return values if element is None else values[element]


def _stored(state: CableState, target: TargetLayout, values: Any) -> CableState:
    if target.kind == "membrane":
        return replace(state, v=values)
    if target.kind == "connection":
        weight = values.reshape(state.events.weight.shape)
        return replace(state, events=replace(state.events, weight=weight))
    kind = "ions" if target.kind == "ion" else "mechanisms"
    owners = getattr(state, kind)
    name, element = split_element(target.variable)
    new = values if element is None else owners[target.owner][name].at[element].set(values)
    return replace(state, **{kind: owners | {target.owner: owners[target.owner] | {name: new}}})


def _rows(m: MechanismLayout, s: Instances, dtype: Any) -> Any:
    """The variables by which instances see one another, laid end to end."""
    assert m.pointers is not None
    n = m.nodes.shape
    return jnp.concatenate([jnp.broadcast_to(jnp.asarray(value_of(s, name), dtype), n) for name in m.pointers.rows])


def _is_counting(order: np.ndarray) -> bool:
    return bool((order == np.arange(len(order))).all())
