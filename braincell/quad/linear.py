"""Solve for voltages together with linear equations beside the cables.

The equations are C y' + G y = b, whose first unknowns are voltages of some nodes and whose others are their own. Their
first rows are currents [nA] that leave those nodes, and are added to the rows of the cables,

    (A + P L_vv Pᵀ) Δv + P L_vx Δx = r + P (b − G y)_v        L = C/Δt + G
               L_xv Pᵀ Δv + L_xx Δx =     (b − G y)_x

where A Δv = r is the tree's own system and P picks the nodes. A is eliminated once for r and for one nA into each of
the nodes; what is left is a dense system of those voltages and of the other unknowns.

NEURON solves the whole with a sparse LU: src/nrniv/nrndae.cpp.
"""

from typing import Any

import jax.numpy as jnp

from braincell.errors import InputError
from braincell.lower.model import CableModel, CableState
from braincell.quad.tree_solver import Elimination, solve


def start_of(model: CableModel) -> Any:
    """The unknowns beside the voltages at t = 0 [extra]; None if there are no such equations."""
    return None if model.linear is None else jnp.asarray(model.linear.start)


def solve_with_linear(
    model: CableModel, plan: Elimination, diagonal: Any, coupling: Any, rhs: Any, state: CableState, dt: Any
) -> tuple[Any, Any]:
    """Changes of the voltages [node] mV, and of the unknowns beside them [extra], in a step of backward Euler."""
    system, nodes = model.linear, model.layout.linear_nodes
    assert system is not None and nodes is not None
    n = len(nodes)
    y = jnp.concatenate([state.v[nodes], state.extra])
    left = system.capacitance / dt + system.implicit
    right = system.source - system.conductance @ y
    unit = jnp.zeros((len(rhs), n), rhs.dtype).at[nodes, jnp.arange(n)].set(1.0)
    found = solve(plan, diagonal, coupling, jnp.concatenate([rhs[:, None], unit], axis=1))
    alone, response = found[:, 0], found[:, 1:]
    own = jnp.linalg.inv(response[nodes])  # µS: what the cables let flow where the nodes' voltages are given
    dense = left.at[:n, :n].add(own)
    change = jnp.linalg.solve(dense, right.at[:n].add(own @ alone[nodes]))
    return alone + response @ (own @ (change[:n] - alone[nodes])), change[n:]


def check_order(model: CableModel, secondorder: int) -> None:
    """Raise `InputError` for equations with a step that is not backward Euler."""
    if model.linear is not None and secondorder:
        raise InputError("linear equations beside the cables (LinearMechanism) are solved with `secondorder = 0` only")
