"""How a Matrix keeps its numbers: all of them, or the rows' entries that were ever named."""

from collections.abc import Callable
from typing import Any

import numpy as np

Solver = Callable[[np.ndarray], np.ndarray]


class Full:
    """A two-dimensional array."""

    def __init__(self, rows: int, columns: int):
        self.values = np.zeros((rows, columns))

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return self.values.shape

    def get(self, i: int, j: int) -> float:
        """One number."""
        return float(self.values[i, j])

    touch = get

    def put(self, i: Any, j: Any, values: Any) -> None:
        """Assign the numbers at rows `i` and columns `j`."""
        self.values[i, j] = values

    def dense(self) -> np.ndarray:
        """The array."""
        return self.values

    def stored(self) -> np.ndarray:
        """Bool [row, column]: what counts as an entry of a sparse matrix, all numbers but 0."""
        return self.values != 0.0

    def zero(self) -> None:
        """Make all numbers 0."""
        self.values[...] = 0.0

    def ident(self) -> None:
        """Make it the identity."""
        self.values[...] = np.eye(*self.shape)

    def times(self, vector: np.ndarray) -> np.ndarray:
        """The product with a vector."""
        return self.values @ vector

    def solver(self) -> Solver:
        """A function that solves for a right-hand side; `ValueError` if the matrix is singular."""
        from scipy.linalg import get_lapack_funcs  # here, since scipy takes half a second to load

        factorise, solve = get_lapack_funcs(("getrf", "getrs"), (self.values,))
        factors, pivots, info = factorise(self.values)
        if info > 0:
            raise ValueError
        return lambda right: solve(factors, pivots, right)[0]


class Sparse:
    """One dictionary from column to number for every row; an entry stays once it was named, even as 0."""

    def __init__(self, rows: int, columns: int):
        self.shape = rows, columns
        self.rows: list[dict[int, float]] = [{} for _ in range(rows)]

    def get(self, i: int, j: int) -> float:
        """One number."""
        return self.rows[i].get(j, 0.0)

    def touch(self, i: int, j: int) -> float:
        """One number, which becomes an entry."""
        return self.rows[i].setdefault(j, 0.0)

    def put(self, i: Any, j: Any, values: Any) -> None:
        """Assign the numbers at rows `i` and columns `j`."""
        for row, column, value in np.broadcast(i, j, values):
            self.rows[int(row)][int(column)] = float(value)

    def entries(self, row: int) -> list[tuple[int, float]]:
        """The entries of a row, by column."""
        return sorted(self.rows[row].items())

    def dense(self) -> np.ndarray:
        """All numbers as an array."""
        return self._array().toarray()

    def stored(self) -> np.ndarray:
        """Bool [row, column]: the entries."""
        found = np.zeros(self.shape, bool)
        for i, row in enumerate(self.rows):
            found[i, list(row)] = True
        return found

    def zero(self) -> None:
        """Make all entries 0."""
        self.rows = [dict.fromkeys(row, 0.0) for row in self.rows]

    def ident(self) -> None:
        """Make it the identity, without other entries."""
        self.rows = [{i: 1.0} if i < self.shape[1] else {} for i in range(self.shape[0])]

    def times(self, vector: np.ndarray) -> np.ndarray:
        """The product with a vector."""
        return self._array() @ vector

    def solver(self) -> Solver:
        """A function that solves for a right-hand side; `ValueError` if the matrix is singular."""
        from scipy.sparse.linalg import splu

        try:
            return splu(self._array().tocsc()).solve
        except RuntimeError:
            raise ValueError from None

    def _array(self) -> Any:
        from scipy.sparse import csr_array

        entries = [(i, j, value) for i in range(self.shape[0]) for j, value in self.entries(i)]
        rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
        return csr_array((np.array(values, float), (np.array(rows, int), np.array(columns, int))), shape=self.shape)
