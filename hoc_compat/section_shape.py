"""The shape of a section: length, 3-d points and axial resistivity."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import BraincellError, InputError
from hoc_compat import geometry
from hoc_compat.column import Slot
from hoc_compat.points import Points
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.section import Section


class DeletedSectionError(BraincellError, ReferenceError):
    """A section was used after it had been deleted."""


class SectionShape:
    """What a section is as a body; `Section` adds the tree, the segments and what is inserted."""

    _deleted: bool
    _length: float
    _points: Points
    _logical: np.ndarray | None  # where the parent's point was that this section is logically connected to
    _range: dict[str, dict[str, Slot]]

    def _alive(self: Any) -> "Section":
        if self._deleted:
            raise DeletedSectionError("can't access a deleted section")
        return self

    @property
    def L(self) -> float:
        """Length [µm]; assigning it stretches the 3-d points, or does nothing while `h.pt3dconst(1)` holds."""
        if len(self._alive()._points) == 1:
            geometry.refresh(self._alive())
        return self._points.arc[-1] if len(self._points) > 1 else self._length

    @L.setter
    def L(self, value: Any) -> None:
        length = self._alive()._positive("L", value, "µm")
        if WORLD.points_are_constant:
            return
        if len(self._points) > 1:
            self._points.stretch(length)
        self._length = length
        self._reshaped()

    @property
    def Ra(self) -> float:
        """Axial resistivity [Ω·cm]."""
        return self._alive()._range["cable"]["Ra"][0]

    @Ra.setter
    def Ra(self, value: Any) -> None:
        self._range["cable"]["Ra"].fill(self._alive()._positive("Ra", value, "Ω·cm"))

    def n3d(self) -> int:
        """Number of 3-d points."""
        return len(self._alive()._points)

    def x3d(self, i: int) -> float:
        """x [µm] of 3-d point `i`."""
        return float(self._points.xyz[self._point(i)][0])

    def y3d(self, i: int) -> float:
        """y [µm] of 3-d point `i`."""
        return float(self._points.xyz[self._point(i)][1])

    def z3d(self, i: int) -> float:
        """z [µm] of 3-d point `i`."""
        return float(self._points.xyz[self._point(i)][2])

    def diam3d(self, i: int) -> float:
        """Diameter [µm] at 3-d point `i`."""
        return abs(self._points.diameters[self._point(i)])

    def arc3d(self, i: int) -> float:
        """Arc length [µm] of 3-d point `i` from point 0."""
        return self._points.arc[self._point(i)]

    def spine3d(self, i: int) -> bool:
        """Whether there is a spine at 3-d point `i`: its diameter was given with a minus sign."""
        return self._points.diameters[self._point(i)] < 0.0

    def pt3dadd(self, x: Any, y: Any, z: Any, diameter: Any) -> None:
        """Append a 3-d point [µm]; two or more define length and diameters. Four Vectors replace all points."""
        section = self._alive()
        if np.ndim(x) == 0:
            section._points.insert(len(section._points), x, y, z, diameter)
        else:
            columns = [np.asarray(values, float) for values in (x, y, z, diameter)]
            sizes = [len(values) if values.ndim else 1 for values in columns]
            if len(set(sizes)) > 1:
                x, y, z, d = sizes
                raise InputError(f"{self}.pt3dadd: x, y, z and diameter have {x}, {y}, {z} and {d} elements")
            section._points = Points()
            for point in zip(*columns, strict=True):
                section._points.insert(len(section._points), *point)
        self._reshaped()

    def pt3dinsert(self, i: int, x: float, y: float, z: float, diameter: float) -> None:
        """Insert a 3-d point before point `i`."""
        self._alive()._points.insert(i if i == len(self._points) else self._point(i), x, y, z, diameter)
        self._reshaped()

    def pt3dremove(self, i: int) -> None:
        """Remove 3-d point `i`."""
        geometry.refresh(self._alive())
        self._points.remove(self._point(i))
        self._reshaped()

    def pt3dchange(self, i: int, *values: float) -> None:
        """Change 3-d point `i`: its diameter, or x, y, z and diameter."""
        i = self._point(i)
        if len(values) not in (1, 4):
            raise InputError(f"{self}.pt3dchange takes a diameter, or x, y, z, diameter; got {len(values)} numbers")
        xyz = self._points.xyz[i] if len(values) == 1 else values[:3]
        x, y, z = (float(u) for u in xyz)
        self._points.change(i, x, y, z, values[-1])
        self._reshaped()

    def pt3dclear(self, buffer_size: int = 0) -> int:
        """Remove all 3-d points; length and diameters stay. Returns the room kept for points."""
        geometry.refresh(self._alive())
        self._length = self.L
        self._points = Points()
        self._reshaped()
        return int(buffer_size)

    def pt3dstyle(self, style: Any = None, *place: Any) -> bool:
        """Whether there is a logical connection point; `pt3dstyle(1, x, y, z)` sets one, `pt3dstyle(0)` removes it.

        `define_shape` moves such a section by as much as that point moves, rather than to its parent. References
        instead of numbers get the point's coordinates.
        """
        section = self._alive()
        if style is not None:
            WORLD.unplaced.add(section)
        if style == 1 and len(place) == 3:
            if not all(hasattr(p, "__setitem__") for p in place):
                section._logical = np.array([float(u) for u in place], np.float32)
            elif section._logical is not None:
                for reference, value in zip(place, section._logical, strict=True):
                    reference[0] = float(value)
        elif style == 0 and not place:
            section._logical = None
        elif style is not None:
            given = ", ".join(map(repr, (style, *place)))
            raise InputError(f"{self}.pt3dstyle({given}): 0, or 1 with x, y and z [µm], is needed")
        return section._logical is not None

    def _point(self, i: int) -> int:
        if not 0 <= i < len(self._alive()._points):
            raise InputError(f"{self}: there is no 3-d point {i}; it has {len(self._points)} (counted from 0)")
        return int(i)

    def _reshaped(self) -> None:
        WORLD.stale_geometry.add(self._alive())
        WORLD.unplaced.add(self._alive())

    def _positive(self, name: str, value: Any, unit: str) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise InputError(f"{self}.{name} is {value!r}; a number in {unit} is needed") from None
        if not (math.isfinite(number) and number > 0.0):
            raise InputError(f"{self}.{name} is {number:g} {unit}; it must be positive and finite")
        return number
