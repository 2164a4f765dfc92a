"""Keep one variable of many instances on the host and on the device, and know which copy is current."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


class Column:
    """One variable of all instances that a compiled program knows.

    Scripts read and write the numpy copy, the simulation reads and replaces the device's; each is brought up to date
    only when it is asked for, so that stepping costs nothing for variables that nobody looks at.
    """

    __slots__ = ("_host", "_device", "_host_is_current", "_device_is_current")

    def __init__(self, values: Any):
        self._host = np.array(values, float)
        self._device: Any = None
        self._host_is_current = True
        self._device_is_current = False

    def read(self) -> np.ndarray:
        """The values; not to be written to."""
        if not self._host_is_current:
            self._host = np.array(self._device)
            self._host_is_current = True
        return self._host

    def edit(self) -> np.ndarray:
        """The values, to be written to."""
        values = self.read()
        self._device_is_current = False
        return values

    @property
    def is_edited(self) -> bool:
        """Whether the host holds values that the device lacks."""
        return not self._device_is_current

    def on_device(self) -> jax.Array:
        """The values as a device array."""
        if not self._device_is_current:
            self._device = jnp.array(self._host)
            self._device_is_current = True
        return self._device

    def arrive(self, values: Any) -> None:
        """Take over what the simulation computed."""
        self._device = values
        self._device_is_current = True
        self._host_is_current = False


class Slot:
    """The stretch of a column that belongs to one section or point process."""

    __slots__ = ("column", "start", "n")

    def __init__(self, values: Any):
        self.column = Column(values)
        self.start, self.n = 0, len(self.column.read())

    def move(self, column: Column, start: int) -> None:
        """Live in another column from now on; its values there count."""
        self.column, self.start = column, start

    def __getitem__(self, index: int) -> float:
        return float(self.column.read()[self.start + index])

    def __setitem__(self, index: int, value: float) -> None:
        self.column.edit()[self.start + index] = value

    def values(self) -> np.ndarray:
        """A copy of the values."""
        return self.column.read()[self.start : self.start + self.n].copy()

    def fill(self, values: Any) -> None:
        """Set all values."""
        self.column.edit()[self.start : self.start + self.n] = values
