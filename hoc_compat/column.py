"""Keep one variable of many instances on the host and on the device, and know which copy is current."""

from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError
from braincell.mech.mechanism import split_element
from hoc_compat.packed import Packed

_STALE = -1  # a version that nothing has


class Column:
    """One variable of all instances that a compiled program knows.

    Scripts read and write the numpy copy, the simulation reads and replaces the device's; each is brought up to date
    only when it is asked for, so that stepping costs nothing for variables that nobody looks at.
    """

    __slots__ = ("_host", "_version", "_device", "_leaf", "_device_is_current")

    def __init__(self, values: Any, dtype: Any = float):
        self._host = np.array(values, dtype)
        self._version = 0  # of what lies on the device, when `_host` was read from it; 0 of an array
        self._device: Any = None  # an array, or the `Packed` of which the column is leaf number `_leaf`
        self._leaf = 0
        self._device_is_current = False

    def read(self) -> np.ndarray:
        """The values; not to be written to."""
        if self._device_is_current:
            if isinstance(self._device, Packed):
                if self._version != self._device.version:
                    self._host = np.array(self._device.leaf(self._leaf))
                    self._version = self._device.version
            elif self._version:
                self._host = np.array(self._device)
                self._version = 0
        return self._host

    def edit(self) -> np.ndarray:
        """The values, to be written to."""
        values = self.read()
        self._device_is_current = False
        EDITED.add(self)
        return values

    def on_device(self) -> jax.Array:
        """The values as a device array."""
        if not self._device_is_current or isinstance(self._device, Packed):
            self._device, self._version = jnp.array(self.read()), 0
            self._device_is_current = True
        return self._device

    def arrive(self, values: Any) -> None:
        """Take over what the simulation computed."""
        self._device, self._version = values, _STALE
        self._device_is_current = True

    def lie_in(self, packed: Packed, leaf: int, is_known: bool = False) -> None:
        """Be a leaf of what the simulation computes step by step; the host may know its values already."""
        self._device, self._leaf, self._version = packed, leaf, packed.version if is_known else _STALE
        self._device_is_current = True

    def unpack(self, values: Any) -> None:
        """Be an array again, with the values that were the leaf's, unless something newer has come."""
        if self._device_is_current and isinstance(self._device, Packed):
            is_known = self._version == self._device.version
            self._device, self._version = values, 0 if is_known else _STALE


class GlobalColumn(Column):
    """A GLOBAL variable, or array. Where a mechanism sets it, each instance has its own; the last one's counts here."""

    __slots__ = ("_each", "_is_new")

    def __init__(self, values: Any):
        super().__init__(values)
        self._each: Column | None = None
        self._is_new = False  # the script has set it since `pass_on`

    def spread(self, n: int) -> Column:
        """The column of `n` instances that set the variable."""
        value = self.read()
        self._each = Column(np.broadcast_to(value[..., None], (*value.shape, n)))
        return self._each

    def gather(self) -> None:
        """No instance sets the variable any more."""
        self._host, self._each = np.array(self.read()), None

    def pass_on(self) -> None:
        """Let all instances have what the script has set."""
        if self._each is not None and self._is_new:
            self._each.edit()[...] = self._host[..., None]
        self._is_new = False

    def read(self) -> np.ndarray:
        if self._each is None:
            return super().read()
        if not self._is_new and (values := self._each.read()).shape[-1]:
            self._host = np.array(values[..., -1])
        return self._host

    def edit(self) -> np.ndarray:
        values = super().edit()
        self._is_new = True
        return values

    def on_device(self) -> jax.Array:
        return super().on_device() if self._each is None else jnp.array(self.read())


EDITED: set[Column] = set()
"""The columns that a script has edited since the program looked last."""


class Slot:
    """The stretch of a column that belongs to one section or point process: [n], of an array variable [size, n]."""

    __slots__ = ("column", "start", "n", "_element")

    def __init__(self, values: Any):
        self.column = Column(values)
        self.start, self.n = 0, self.column.read().shape[-1]
        self._element: tuple[int, ...] = ()

    @property
    def size(self) -> int | None:
        """Number of elements of an array variable, None of others."""
        return len(self.column.read()) if self.column.read().ndim > 1 and not self._element else None

    def part(self, element: int) -> "Slot":
        """One element of an array variable; `InputError` if there is no such."""
        size = self.size or 0
        if not 0 <= element < size:
            raise InputError(f"element {element} of an array variable of {size} elements; the first is 0")
        part = Slot.__new__(Slot)
        part.column, part.start, part.n, part._element = self.column, self.start, self.n, (element,)
        return part

    def move(self, column: Column, start: int) -> None:
        """Live in another column from now on; its values there count."""
        self.column, self.start = column, start

    def __getitem__(self, index: int) -> Any:
        if self.size is not None:
            return ArrayVariable(self, index)
        return float(self.column.read()[(*self._element, self.start + index)])

    def __setitem__(self, index: int, value: float) -> None:
        if self.size is not None:
            raise InputError(f"an array variable of {self.size} elements is assigned element by element: `x[0] = …`")
        self.column.edit()[(*self._element, self.start + index)] = value

    def put(self, index: int, value: Any) -> None:
        """Set one place, of an array variable all its elements there."""
        self.column.edit()[(*self._element, ..., self.start + index)] = value

    def show(self, index: int, value: float) -> None:
        """Let one place be read as `value`, which the simulation sets for itself."""
        self.column.read()[(*self._element, self.start + index)] = value

    def values(self) -> np.ndarray:
        """A copy of the values."""
        return self.column.read()[(*self._element, ..., slice(self.start, self.start + self.n))].copy()

    def fill(self, values: Any) -> None:
        """Set all values."""
        self.column.edit()[(*self._element, ..., slice(self.start, self.start + self.n))] = values


class ArrayVariable:
    """An array variable in one segment or point process: `synapse.x[3]` reads and writes an element."""

    __slots__ = ("_slot", "_index")

    def __init__(self, slot: Slot, index: int):
        self._slot, self._index = slot, index

    def __len__(self) -> int:
        return self._slot.size or 0

    def __getitem__(self, element: int) -> float:
        return self._slot.part(element)[self._index]

    def __setitem__(self, element: int, value: Any) -> None:
        if np.isnan(number := float(value)):
            raise InputError(f"element {element} of an array variable is NaN; give a number")
        self._slot.part(element)[self._index] = number

    def __iter__(self) -> Iterator[float]:
        return (self[k] for k in range(len(self)))

    def __repr__(self) -> str:
        return f"<array of {len(self)} elements>"


def slot_of(slots: dict[str, Slot], variable: str) -> Slot:
    """The slot of a variable, or of the element `x[3]` of an array variable."""
    name, element = split_element(variable)
    return slots[name] if element is None else slots[name].part(element)
