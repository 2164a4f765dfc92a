"""Solve for voltages and the potentials of two layers outside of the membrane together.

Each node has three unknowns, the potential inside, v + vext[0], and vext[0], vext[1] outside; a node without
`extracellular` has its potential inside alone. Blocks of three are eliminated along the tree.

NEURON: src/nrnoc/extcelln.cpp.
"""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from braincell.lower.model import CableModel, CableState
from braincell.quad.membrane import MembraneCurrent
from braincell.quad.tree_solver import Elimination, edge_currents

NAME = "extracellular"


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Layers:
    """What the layers compute once from the model, layer after layer."""

    coupling: tuple[Any, Any]  # [node] µS to the parent within the layer, 0 where either has none
    conductance: tuple[Any, Any]  # [node] µS to the next layer
    capacitance: tuple[Any, Any]  # [node] nF to the next layer


def prepare_layers(model: CableModel) -> Layers | None:
    """`Layers` of a model; None if nothing has any."""
    layout = model.layout
    if layout.extracellular is None:
        return None
    m = layout.mechanism(NAME)
    own, parent = jnp.asarray(layout.extracellular), layout.parent
    joined = own & (parent >= 0) & layout.extracellular[parent]
    values = model.parameters[NAME]
    area = 0.01 * model.area[m.nodes]  # S/cm² µm² = 0.01 µS

    def on_nodes(x: Any) -> Any:
        return jnp.zeros(layout.n_node, model.area.dtype).at[m.nodes].set(x)

    def coupling(k: int) -> Any:
        # MΩ/cm µm = 1e-4 MΩ
        halves = jnp.append(on_nodes(1e-4 * values["xraxial"][k] * model.length[m.nodes] / 2.0), 0.0)
        resistance = halves[layout.edge_a] + halves[layout.edge_b]  # −1, no edge, is the 0 at the end
        return jnp.where(joined, 1.0 / jnp.where(joined, resistance, 1.0), 0.0)

    return Layers(
        (coupling(0), coupling(1)),
        (on_nodes(values["xg"][0] * area), on_nodes(values["xg"][1] * area)),
        (on_nodes(1e-3 * values["xc"][0] * area), on_nodes(1e-3 * values["xc"][1] * area)),
    )


def inside(v: Any, vext: Any) -> Any:
    """The potentials inside [node] mV."""
    return v if vext is None else v + vext[0]


def potential_changes(
    model: CableModel,
    layers: Layers,
    plan: Elimination,
    coupling: Any,
    capacitive: Any,
    now: MembraneCurrent,
    state: CableState,
    rate: Any,
) -> Any:
    """Changes [node, 3] mV of the potentials inside and in the layers, in a step of 1/rate ms.

    `coupling`, `capacitive`: of the potentials inside, µS; `capacitive` is the membrane's.
    """
    layout, v, vext = model.layout, state.v, state.vext
    own = jnp.asarray(layout.extracellular)
    assert now.electrode is not None
    current = jnp.where(own, now.current + now.electrode[0], 0.0)
    membrane = jnp.where(own, capacitive + now.conductance + now.electrode[1], 0.0)
    battery = state.mechanisms[NAME].get("e", model.parameters[NAME]["e"])  # which another mechanism may set
    e = jnp.zeros_like(v).at[layout.mechanism(NAME).nodes].set(battery)
    first = layers.conductance[0] * (vext[0] - vext[1])
    rhs = jnp.stack(
        [
            edge_currents(plan, coupling, inside(v, vext)) - now.current,
            edge_currents(plan, layers.coupling[0], vext[0]) + current - first,
            edge_currents(plan, layers.coupling[1], vext[1]) + first - layers.conductance[1] * (vext[1] - e),
        ],
        axis=-1,
    )
    across = [g + c * rate for g, c in zip(layers.conductance, layers.capacitance, strict=True)]
    alone = jnp.where(own, 0.0, 1.0)  # a layer that is not there stays at 0
    couplings = (coupling, *layers.coupling)
    along = [_sum_of_edges(plan, x) for x in couplings]
    zero = jnp.zeros_like(v)
    rows = [
        [capacitive + now.conductance + along[0], -membrane, zero],
        [-membrane, membrane + across[0] + along[1] + alone, -across[0]],
        [zero, -across[0], across[0] + across[1] + along[2] + alone],
    ]
    diagonal = jnp.stack([jnp.stack(row, axis=-1) for row in rows], axis=-2)
    return _eliminated(plan, diagonal, jnp.stack(couplings, axis=-1)[plan.edge], rhs)


def _sum_of_edges(plan: Elimination, coupling: Any) -> Any:
    edge = coupling[plan.edge]
    return jnp.zeros_like(coupling).at[plan.order].add(edge).at[plan.target].add(edge)


def _eliminated(plan: Elimination, diagonal: Any, edges: Any, rhs: Any) -> Any:
    """x [node, 3] with A x = rhs; A has blocks `diagonal` and −diag(`edges`) between the ends of an edge."""
    order, target = jnp.asarray(plan.order), jnp.asarray(plan.target)
    n = len(plan.order)

    def forward(k: Any, carry: Any) -> Any:
        d, b, kept = carry
        i, p, g = order[k], target[k], edges[k]
        # D_i x_i = b_i + g x_p
        solved = _solve_block(d[i], jnp.concatenate([jnp.diag(g), b[i][:, None]], axis=1))
        d = d.at[p].add(-g[:, None] * solved[:, :3])
        return d, b.at[p].add(g * solved[:, 3]), kept.at[k].set(solved)

    def backward(k: Any, x: Any) -> Any:
        back = n - 1 - k
        solved = kept[back]
        return x.at[order[back]].set(solved[:, 3] + solved[:, :3] @ x[target[back]])

    start = diagonal, rhs, jnp.zeros((n, 3, 4), rhs.dtype)
    diagonal, rhs, kept = lax.fori_loop(0, n, forward, start)
    centres = jax.vmap(lambda d, b: _solve_block(d, b[:, None])[:, 0])(diagonal, rhs)
    return lax.fori_loop(0, n, backward, centres)


def _solve_block(matrix: Any, rhs: Any) -> Any:
    """Three equations, from the outermost layer inward, without pivoting: the matrix is diagonally dominant."""
    rows, right = [matrix[k] for k in range(3)], [rhs[k] for k in range(3)]
    for k in (2, 1):
        for r in range(k):
            factor = rows[r][k] / rows[k][k]
            rows[r], right[r] = rows[r] - factor * rows[k], right[r] - factor * right[k]
    solved: list[Any] = []
    for k in range(3):
        known = sum((rows[k][j] * x for j, x in enumerate(solved)), start=jnp.zeros_like(right[k]))
        solved.append((right[k] - known) / rows[k][k])
    return jnp.stack(solved)
