"""Solve small sparse systems whose pattern is static and whose entries are arrays over instances."""

from collections.abc import Hashable
from typing import Any


def eliminate(matrix: dict[tuple[Any, Any], Any], right: dict[Any, Any]) -> dict[Any, Any]:
    """x with Σ_j matrix[i, j] x[j] = right[i], by Gaussian elimination on the diagonal, sparsest row first.

    Keys are any hashable; absent entries are zero. Entries may be scalars or arrays that broadcast. The pattern is
    unrolled when it is traced, so only what is there costs time. No pivoting by size, as in NEURON's sparse solver.
    """
    rows: dict[Hashable, dict[Hashable, Any]] = {i: {} for i in right}
    for (i, j), value in matrix.items():
        rows[i][j] = value
    right, order = dict(right), []
    waiting = list(right)
    while waiting:
        pivot = min(waiting, key=lambda i: _fill(rows, i, waiting))
        waiting.remove(pivot)
        order.append(pivot)
        for i in waiting:
            if pivot not in rows[i]:
                continue
            factor = rows[i].pop(pivot) / rows[pivot][pivot]
            for j, value in rows[pivot].items():
                if j != pivot and j in waiting:
                    rows[i][j] = rows[i][j] - factor * value if j in rows[i] else -factor * value
            right[i] = right[i] - factor * right[pivot]
    solution: dict[Any, Any] = {}
    for i in reversed(order):
        known = sum(value * solution[j] for j, value in rows[i].items() if j in solution)
        solution[i] = (right[i] - known) / rows[i][i]
    return {i: solution[i] for i in right}


def _fill(rows: dict, i: Hashable, waiting: list) -> tuple[bool, int]:
    """How costly row i is as a pivot: (no diagonal entry, Markowitz count)."""
    others = sum(1 for j in rows[i] if j != i and j in waiting)
    below = sum(1 for k in waiting if k != i and i in rows[k])
    return i not in rows[i], others * below
