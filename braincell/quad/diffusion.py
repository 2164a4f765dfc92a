"""Diffuse states along the cable, after all mechanisms have advanced theirs."""

from dataclasses import replace
from typing import Any

import jax.numpy as jnp

from braincell.lower.model import CableModel, CableState, MechanismLayout
from braincell.mech.mechanism import Mechanism, split_element, value_of
from braincell.quad.gather import put, take
from braincell.quad.membrane import record
from braincell.quad.tree_solver import elimination, solve


def diffuse(model: CableModel, tables: dict, state: CableState, dt: Any) -> CableState:
    """One backward Euler step of every diffusing state (NEURON: src/nrnoc/ldifus.cpp).

    Between neighbours of lengths dx, with volumes V per length: dx V (x − x₀)/dt = Σ g (x_neighbour − x) with
    g = 2 D/(dx + dx_neighbour), D the mean of the two diffusion constants times cross-sections.
    """
    for m in model.layout.mechanisms:
        if m.cls.diffusion is Mechanism.diffusion:
            continue
        length = take(model.length, m.cvs)
        plan, parent = elimination(m.diffusion_parent), jnp.asarray(m.diffusion_parent)
        s = record(model, tables, m, state, state.t, dt)
        for name, (coefficient, volume) in m.cls.diffusion(s).items():
            coefficient, volume = (jnp.broadcast_to(x, length.shape) for x in (coefficient, volume))
            mean = 0.5 * (coefficient + coefficient[parent])
            coupling = jnp.where(parent < 0, 0.0, 2.0 * mean / (length + length[parent]))
            inertia = length * volume / dt.astype(length.dtype)
            received = jnp.where(parent < 0, 0.0, coupling)
            diagonal = inertia + coupling
            diagonal = diagonal.at[jnp.maximum(parent, 0)].add(received)
            before = _get(m, state, name)
            state = _put(m, state, name, solve(plan, diagonal, coupling, inertia * before))
    return state


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
