"""The weights of a NetCon: its row of what all connections hold."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.column import Column


class Weights:
    """`netcon.weight[0]`, …: the arguments of the target's NET_RECEIVE."""

    __slots__ = ("_column", "_row", "_n", "_is_moved")

    def __init__(self, n: int):
        self._column, self._row, self._n = Column(np.zeros((1, n))), 0, n
        self._is_moved = False

    def move(self, column: Column, row: int) -> None:
        """Live in another column [connection, argument] from now on; its values there count."""
        self._column, self._row, self._is_moved = column, row, True

    def place(self, element: int) -> int | None:
        """Where a weight lies among those of all connections, laid end to end; None if no program has them."""
        return self._row * self._column.read().shape[1] + element if self._is_moved else None

    def _checked(self, index: Any) -> tuple[int, int]:
        if index not in range(self._n):
            raise InputError(f"weight[{index!r}]: the connection has {self._n} weights, and the first is weight[0]")
        return self._row, int(index)

    def __getitem__(self, index: int) -> float:
        return float(self._column.read()[self._checked(index)])

    def __setitem__(self, index: int, value: Any) -> None:
        place = self._checked(index)
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = np.nan
        if np.isnan(number):
            raise InputError(f"weight[{index}] is {value!r}; a number is needed")
        self._column.edit()[place] = number

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[float]:
        return iter(self.values().tolist())

    def values(self) -> np.ndarray:
        """A copy of the weights."""
        return self._column.read()[self._row, : self._n].copy()

    def __repr__(self) -> str:
        return f"<weights {self.values().tolist()}>"
