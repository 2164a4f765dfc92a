"""Diffuse states along the cable, after all mechanisms have advanced theirs."""

from dataclasses import replace
from typing import Any

import jax.numpy as jnp

from braincell.lower.model import CableModel, CableState, MechanismLayout
from braincell.mech.mechanism import Instances, Mechanism, split_element, value_of
from braincell.quad.gather import put, take
from braincell.quad.membrane import record
from braincell.quad.tree_solver import edge_currents, elimination, solve


def diffuse(model: CableModel, tables: dict, state: CableState, dt: Any) -> CableState:
    """One backward Euler step of every diffusing state (NEURON: src/nrnoc/ldifus.cpp).

    Between neighbours of lengths dx, with volumes V per length: dx V (x − x₀)/dt = Σ g (x_neighbour − x) with
    g = 2 D/(dx + dx_neighbour), D the mean of the two diffusion constants times cross-sections.
    """
    for m in model.layout.mechanisms:
        if m.cls.diffusion is Mechanism.diffusion:
            continue
        s = record(model, tables, m, state, state.t, dt)
        for name, (coupling, inertia) in _couplings(model, m, s).items():
            state = _put(m, state, name, _spread(m, coupling, inertia / dt.astype(inertia.dtype), _get(m, state, name)))
    return state


def diffusive_flow(model: CableModel, m: MechanismLayout, s: Instances, slopes: dict[str, Any]) -> dict[str, Any]:
    """The derivatives of a mechanism's states, with what diffusion adds."""
    for name, (coupling, inertia) in _couplings(model, m, s).items():
        flow = edge_currents(elimination(m.diffusion_parent), coupling, value_of(s, name)) / inertia
        slopes = _changed(slopes, name, lambda x, flow=flow: x + flow)
    return slopes


def diffusive_solution(
    model: CableModel, m: MechanismLayout, s: Instances, right: dict[str, Any], gamma: Any
) -> dict[str, Any]:
    """x with (1 − γ J) x = right, J being the diffusion's (NEURON: `long_difus_solve`, method 2)."""
    for name, (coupling, inertia) in _couplings(model, m, s).items():
        right = _changed(right, name, lambda x, c=coupling, i=inertia / gamma: _spread(m, c, i, x))
    return right


def _couplings(model: CableModel, m: MechanismLayout, s: Instances) -> dict[str, tuple[Any, Any]]:
    """Of each state that diffuses: g toward the root [instance], dx V [instance]."""
    length, parent = take(model.length, m.cvs), jnp.asarray(m.diffusion_parent)
    found = {}
    for name, (coefficient, volume) in m.cls.diffusion(s).items():
        coefficient, volume = (jnp.broadcast_to(x, length.shape) for x in (coefficient, volume))
        mean = 0.5 * (coefficient + coefficient[parent])
        found[name] = jnp.where(parent < 0, 0.0, 2.0 * mean / (length + length[parent])), length * volume
    return found


def _spread(m: MechanismLayout, coupling: Any, inertia: Any, before: Any) -> Any:
    """x with `inertia` (x − before) = Σ g (x_neighbour − x)."""
    parent = jnp.asarray(m.diffusion_parent)
    diagonal = (inertia + coupling).at[jnp.maximum(parent, 0)].add(jnp.where(parent < 0, 0.0, coupling))
    return solve(elimination(m.diffusion_parent), diagonal, coupling, inertia * before)


def _changed(values: dict[str, Any], name: str, change: Any) -> dict[str, Any]:
    """A state, or one element of it, changed; one without a derivative is left alone."""
    base, element = split_element(name)
    if base not in values:
        return values
    new = change(values[base]) if element is None else values[base].at[element].set(change(values[base][element]))
    return values | {base: new}


def _ion(m: MechanismLayout, name: str) -> tuple[str, str] | None:
    """The ion and its array, if a state is an ion's concentration."""
    for use in m.cls.ions:
        _, inside, outside, _ = use.variables
        if name in (inside, outside):
            return use.ion, "ci" if name == inside else "co"
    return None


def _get(m: MechanismLayout, state: CableState, name: str) -> Any:
    found = _ion(m, name)
    if found is None:
        return value_of(state.mechanisms[m.name], name)
    return take(state.ions[found[0]][found[1]], m.ion_slots[found[0]])


def _put(m: MechanismLayout, state: CableState, name: str, value: Any) -> CableState:
    found = _ion(m, name)
    if found is None:
        own = state.mechanisms[m.name]
        base, element = split_element(name)
        new = value if element is None else own[base].at[element].set(value)
        return replace(state, mechanisms=state.mechanisms | {m.name: own | {base: new}})
    ion, key = found
    values = state.ions[ion] | {key: put(state.ions[ion][key], m.ion_slots[ion], value)}
    return replace(state, ions=state.ions | {ion: values})
