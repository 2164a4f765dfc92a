"""Solve small sparse systems whose pattern is static and whose entries are arrays over instances."""

from collections.abc import Hashable
from typing import Any


def eliminate(matrix: dict[tuple[Any, Any], Any], right: dict[Any, Any]) -> dict[Any, Any]:
    """x with Σ_j matrix[i, j] x[j] = right[i], by Gaussian elimination on the diagonal, shortest row first.

    Keys are any hashable; absent entries are zero. Entries may be scalars or arrays that broadcast. The pattern is
    unrolled when it is traced, so only what is there costs time. No pivoting by size. Pivots and operations come in the
    order of NEURON's sparse solver (found by experiment), so that results agree to the last digit, which shows where
    large rates leave a difference of nearly equal numbers.
    """
    rows: dict[Hashable, dict[Hashable, Any]] = {i: {} for i in right}
    for (i, j), value in matrix.items():
        rows[i][j] = value
    right, order, queue = dict(right), [], _Queue(rows)
    while queue.waiting:
        pivot = queue.pop()
        order.append(pivot)
        rest = [j for j in rows if j in rows[pivot] and j in queue.waiting]
        for i in [i for i in rows if i in queue.waiting and pivot in rows[i]]:
            factor = rows[i].pop(pivot) / rows[pivot][pivot]
            right[i] = right[i] - right[pivot] * factor
            for j in rest:
                if j not in rows[i]:
                    queue.move(i, 1)
                rows[i][j] = rows[i].get(j, 0.0) - rows[pivot][j] * factor
            queue.move(i, -1)
    solution: dict[Any, Any] = {}
    for k, i in reversed(list(enumerate(order))):
        known = right[i]
        for j in order[k + 1 :]:
            if j in rows[i]:
                known = known - rows[i][j] * solution[j]
        solution[i] = known / rows[i][i]
    return {i: solution[i] for i in right}


class _Queue:
    """Rows that wait, by their number of entries; the one that came or changed last is first among equals."""

    def __init__(self, rows: dict[Hashable, dict[Hashable, Any]]):
        self.waiting: list[Hashable] = []
        self._entries = {i: len({i, *row}) for i, row in rows.items()}
        for i in rows:
            self._insert(i)

    def _insert(self, i: Hashable) -> None:
        before = (k for k, other in enumerate(self.waiting) if self._entries[other] >= self._entries[i])
        self.waiting.insert(next(before, len(self.waiting)), i)

    def move(self, i: Hashable, by: int) -> None:
        """Note that a row has more or fewer entries."""
        self.waiting.remove(i)
        self._entries[i] += by
        self._insert(i)

    def pop(self) -> Hashable:
        """The next pivot."""
        return self.waiting.pop(0)
