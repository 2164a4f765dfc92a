"""Solve for voltages together with linear equations beside the cables.

The equations are C y' + G y = b, whose first unknowns are voltages of some nodes, the linked ones, and whose others are
their own. Their first rows are currents [nA] that leave those nodes, and are added to the rows of the cables,

    (A + P L_vv Pᵀ) Δv + P L_vx Δx = r + P (b − G y)_v        L = C/Δt + G
               L_xv Pᵀ Δv + L_xx Δx =     (b − G y)_x

where A Δv = r is the trees' own system and P picks the linked nodes. All other nodes are eliminated from A, which is
diagonally dominant, without pivoting; what is left is a dense system of the linked nodes and the other unknowns.

NEURON solves the whole with a sparse LU: src/nrniv/nrndae.cpp.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.errors import InputError
from braincell.lower.model import CableModel, CableState, Layout


@dataclass(frozen=True)
class Reduction:
    """How all nodes but the linked ones are eliminated. Entries of the matrix: diagonal, then edges, then fill-in."""

    edge: np.ndarray  # int [edge], the child node of each tree's edges
    n_entry: int
    update: np.ndarray  # int [update, 4]: pivot, two entries of its row, and the entry that their product changes
    step: np.ndarray  # int [step, 3]: eliminated node, entry, neighbour, in order of elimination
    left: np.ndarray  # int [entry, 3] of the linked nodes: two places among them, entry


def reduction(parent: np.ndarray, linked: np.ndarray) -> Reduction:
    """The elimination in which nodes with the fewest neighbours come first, for a forest given by `parent`."""
    n, edge = len(parent), np.flatnonzero(parent >= 0)
    entry = {_pair(int(child), int(parent[child])): n + k for k, child in enumerate(edge)}
    neighbours: list[set[int]] = [set() for _ in range(n)]
    for a, b in entry:
        neighbours[a].add(b)
        neighbours[b].add(a)
    place = {int(node): k for k, node in enumerate(linked)}
    heap = [(len(neighbours[node]), node) for node in range(n) if node not in place]
    heapq.heapify(heap)
    update, step, gone = [], [], np.zeros(n, bool)
    while heap:
        degree, node = heapq.heappop(heap)
        if gone[node] or degree != len(neighbours[node]):
            continue
        gone[node] = True
        around = sorted(neighbours[node])
        for k, a in enumerate(around):
            step.append((node, entry[_pair(node, a)], a))
            for b in around[k:]:
                target = a if a == b else entry.setdefault(_pair(a, b), n + len(entry))
                update.append((node, entry[_pair(node, a)], entry[_pair(node, b)], target))
        for a in around:
            neighbours[a] |= set(around) - {a}
            neighbours[a].remove(node)
            if a not in place:
                heapq.heappush(heap, (len(neighbours[a]), a))
    left = [(k, k, node) for node, k in place.items()]
    for (a, b), number in entry.items():
        if a in place and b in place:
            left += [(place[a], place[b], number), (place[b], place[a], number)]
    return Reduction(edge, n + len(entry), _table(update, 4), _table(step, 3), _table(left, 3))


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _table(rows: list[tuple[int, ...]], width: int) -> np.ndarray:
    return np.array(rows, np.int32).reshape(-1, width)


@lru_cache(maxsize=16)
def reduction_of(layout: Layout) -> Reduction:
    """The reduction of a layout."""
    assert layout.linear_nodes is not None
    return reduction(layout.parent, layout.linear_nodes)


def start_of(model: CableModel) -> Any:
    """The unknowns beside the voltages at t = 0 [extra]; None if there are no such equations."""
    return None if model.linear is None else jnp.asarray(model.linear.start)


def solve_with_linear(
    model: CableModel, diagonal: Any, coupling: Any, rhs: Any, state: CableState, dt: Any
) -> tuple[Any, Any]:
    """Changes of the voltages [node] mV, and of the unknowns beside them [extra], in a step of backward Euler.

    `diagonal`, `coupling` and `rhs` [node] are those of the trees, as in `quad.tree_solver.solve`.
    """
    system, nodes, plan = model.linear, model.layout.linear_nodes, reduction_of(model.layout)
    assert system is not None and nodes is not None
    n = len(nodes)
    y = jnp.concatenate([state.v[nodes], state.extra])
    entries, ratio, reduced = _reduced(plan, diagonal, coupling, rhs)
    own = jnp.zeros((n, n), rhs.dtype).at[plan.left[:, 0], plan.left[:, 1]].set(entries[plan.left[:, 2]])
    dense = (system.capacitance / dt + system.implicit).at[:n, :n].add(own)
    right = (system.source - system.conductance @ y).at[:n].add(reduced[nodes])
    change = jnp.linalg.solve(dense, right)
    known = (reduced / entries[: len(rhs)]).at[nodes].set(change[:n])
    node, _, neighbour = (jnp.asarray(column) for column in plan.step.T)

    def backward(k: Any, x: Any) -> Any:
        back = len(plan.step) - 1 - k
        return x.at[node[back]].add(-ratio[back] * x[neighbour[back]])

    return _loop(len(plan.step), backward, known), change[n:]


def _reduced(plan: Reduction, diagonal: Any, coupling: Any, rhs: Any) -> tuple[Any, Any, Any]:
    """The entries after all eliminations, of each step its entry per pivot, and the right-hand side [node]."""
    entries = jnp.concatenate([diagonal, -coupling[plan.edge]])
    entries = jnp.pad(entries, (0, plan.n_entry - len(entries)))
    pivot, first, second, target = (jnp.asarray(column) for column in plan.update.T)

    def eliminate(k: Any, x: Any) -> Any:
        return x.at[target[k]].add(-x[first[k]] * x[second[k]] / x[pivot[k]])

    entries = _loop(len(plan.update), eliminate, entries)
    node, entry, neighbour = (jnp.asarray(column) for column in plan.step.T)
    ratio = entries[entry] / entries[node]

    def forward(k: Any, b: Any) -> Any:
        return b.at[neighbour[k]].add(-ratio[k] * b[node[k]])

    return entries, ratio, _loop(len(plan.step), forward, rhs)


def _loop(n: int, body: Callable[[Any, Any], Any], start: Any) -> Any:
    return lax.fori_loop(0, n, body, start) if n else start


def check_order(model: CableModel, secondorder: int) -> None:
    """Raise `InputError` for equations with a step that is not backward Euler."""
    if model.linear is not None and secondorder:
        raise InputError("linear equations beside the cables (LinearMechanism) are solved with `secondorder = 0` only")
