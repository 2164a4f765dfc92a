"""Solve the symmetric tree matrix of a forest by Hines elimination."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.custom_batching import custom_vmap


@dataclass(frozen=True)
class Elimination:
    """An order of elimination: node `order[k]` is eliminated into `target[k]`, over the edge of node `edge[k]`.

    The matrix is symmetric, so any node of a tree may be its root. Each tree is rooted at its centre and nodes go
    by falling height, so that neighbouring iterations are independent and a processor overlaps them.
    """

    order: np.ndarray  # int [n − trees]
    target: np.ndarray
    edge: np.ndarray


def elimination(parent: np.ndarray) -> Elimination:
    """The order for a forest given by `parent` (−1 at roots)."""
    n = len(parent)
    child = np.flatnonzero(parent >= 0)
    edges = {int(c): int(parent[c]) for c in child}
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for node, up in edges.items():
        neighbours[node].append((up, node))
        neighbours[up].append((node, node))
    toward = np.full(n, -1)
    via = np.full(n, -1)
    depth = np.zeros(n, int)
    for root in np.flatnonzero(parent < 0):
        centre = _centre(int(root), neighbours, toward, via)
        for node in _walk(centre, neighbours, toward, via):
            depth[node] = 0 if toward[node] < 0 else depth[toward[node]] + 1
    order = np.flatnonzero(toward >= 0)
    order = order[np.argsort(-depth[order], kind="stable")]
    return Elimination(order.astype(np.int32), toward[order].astype(np.int32), via[order].astype(np.int32))


def _walk(start: int, neighbours: list, toward: np.ndarray, via: np.ndarray) -> list[int]:
    """Nodes of a tree breadth-first from `start`; fills each node's next node and edge toward `start`."""
    visited = [start]
    toward[start] = via[start] = -1
    for node in visited:
        for other, edge in neighbours[node]:
            if edge != via[node]:
                toward[other], via[other] = node, edge
                visited.append(other)
    return visited


def _centre(root: int, neighbours: list, toward: np.ndarray, via: np.ndarray) -> int:
    """The middle of the longest path of a tree; overwrites `toward` and `via` of its nodes."""
    end = _walk(root, neighbours, toward, via)[-1]
    path = [_walk(end, neighbours, toward, via)[-1]]
    while toward[path[-1]] >= 0:
        path.append(int(toward[path[-1]]))
    return path[len(path) // 2]


def solve(plan: Elimination, diagonal: Any, coupling: Any, rhs: Any) -> Any:
    """x with A x = rhs, where A has `diagonal` [node] and −`coupling` [node] between a node and its parent.

    All arrays [node]. Linear in `rhs`; differentiable in all three through A dx = d rhs − dA x, with the same
    elimination for the transpose because A is symmetric. Elimination without pivoting: A is diagonally dominant
    (M. Hines, Int. J. Biomed. Comput. 15:69, 1984).
    """
    edge_coupling = coupling[plan.edge]
    ends = (plan.order, plan.target)

    def matvec(x: Any) -> Any:
        first, second = x[ends[0]], x[ends[1]]
        y = (diagonal * x).at[ends[0]].add(-edge_coupling * second)
        return y.at[ends[1]].add(-edge_coupling * first)

    def eliminate(_: Any, b: Any) -> Any:
        if not len(plan.order):
            return b / diagonal
        return _elimination_of(plan)(diagonal, edge_coupling, b)

    return lax.custom_linear_solve(matvec, rhs, eliminate, symmetric=True)


def _elimination_of(plan: Elimination) -> Any:
    """`_sweeps` as a function of arrays, of which `vmap` makes `_sweeps_of_batch`."""
    sweeps = custom_vmap(partial(_sweeps, plan))

    @sweeps.def_vmap
    def batched(size: int, is_batched: Sequence[bool], diagonal: Any, edge_coupling: Any, rhs: Any) -> tuple[Any, bool]:
        def last(x: Any, has_batch: bool) -> Any:
            return jnp.moveaxis(x, 0, -1) if has_batch else jnp.broadcast_to(x[:, None], (len(x), size))

        coupling = jnp.moveaxis(edge_coupling, 0, -1) if is_batched[1] else edge_coupling
        x = _sweeps_of_batch(plan, last(diagonal, is_batched[0]), coupling, last(rhs, is_batched[2]))
        return jnp.moveaxis(x, -1, 0), True

    return sweeps


def _sweeps_of_batch(plan: Elimination, diagonal: Any, edge_coupling: Any, rhs: Any) -> Any:
    """The sweeps for many matrices of one topology, [node, member], to the same bits: each iteration is vectorised.

    `edge_coupling` is [edge, member], or [edge] if all members share it.
    """
    order, target = jnp.asarray(plan.order), jnp.asarray(plan.target)
    n_edge = len(plan.order)
    row, with_row = partial(lax.dynamic_index_in_dim, keepdims=False), lax.dynamic_update_index_in_dim

    def forward(k: Any, carry: Any) -> Any:
        d, b = carry
        i, p, g = order[k], target[k], row(edge_coupling, k)
        factor = g / row(d, i)
        return with_row(d, row(d, p) - factor * g, p, 0), with_row(b, row(b, p) + factor * row(b, i), p, 0)

    def backward(k: Any, x: Any) -> Any:
        back = n_edge - 1 - k
        i = order[back]
        ratio = row(edge_coupling, back) * row(inverse, i)
        return with_row(x, row(x, i) + ratio * row(x, target[back]), i, 0)

    pivots, reduced = lax.fori_loop(0, n_edge, forward, (diagonal, rhs))
    inverse = 1.0 / pivots
    return lax.fori_loop(0, n_edge, backward, reduced * inverse)


def _sweeps(plan: Elimination, diagonal: Any, edge_coupling: Any, rhs: Any) -> Any:
    order, target = jnp.asarray(plan.order), jnp.asarray(plan.target)
    n_edge = len(plan.order)

    def forward(k: Any, carry: Any) -> Any:
        d, b = carry
        i, p, g = order[k], target[k], edge_coupling[k]
        factor = g / d[i]
        return d.at[p].add(-factor * g), b.at[p].add(factor * b[i])

    def backward(k: Any, x: Any) -> Any:
        back = n_edge - 1 - k
        i = order[back]
        return x.at[i].add(ratio[back] * x[target[back]])

    pivots, reduced = lax.fori_loop(0, n_edge, forward, (diagonal, rhs))
    inverse = 1.0 / pivots
    ratio = edge_coupling * inverse[plan.order]
    return lax.fori_loop(0, n_edge, backward, reduced * inverse)


def edge_currents(plan: Elimination, coupling: Any, v: Any) -> Any:
    """Net axial current [nA] into each node: Σ coupling (v_neighbour − v) over its edges."""
    n = v.shape[0]
    chain = np.zeros(n, bool)  # edge between nodes i−1 and i, stored at i
    is_chain = np.abs(plan.order.astype(int) - plan.target) == 1
    lower = np.maximum(plan.order, plan.target)
    chain[lower[is_chain]] = True
    along = np.zeros(n, np.int32)
    along[lower[is_chain]] = plan.edge[is_chain]
    current = jnp.zeros_like(v)
    if is_chain.any():
        flow = jnp.where(chain[1:], coupling[along[1:]], 0.0) * (v[1:] - v[:-1])
        padded = jnp.pad(flow, 1)
        current = padded[1:] - padded[:-1]
    if not is_chain.all():
        i, p, edge = plan.order[~is_chain], plan.target[~is_chain], plan.edge[~is_chain]
        flow = coupling[edge] * (v[p] - v[i])
        current = current.at[np.concatenate([i, p])].add(jnp.concatenate([flow, -flow]))
    return current
