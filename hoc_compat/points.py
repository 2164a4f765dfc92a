"""Store the 3-d points of a section as NEURON does: single precision, with arc lengths in double."""

import math

import numpy as np

from braincell.errors import InputError


class Points:
    """x, y, z, diameter [µm] (float32) of each point, and its arc length (float64) from point 0."""

    def __init__(self) -> None:
        self.xyz: list[np.ndarray] = []
        self.diameters: list[float] = []
        self._arc: list[float] = []
        self._measured = 0  # how many arc lengths hold; the others are measured when one is asked for

    @property
    def arc(self) -> list[float]:
        """Arc length [µm] of each point; an element may be assigned, until points change."""
        if self._measured < len(self._arc):
            self._measure(self._measured)
        return self._arc

    def __len__(self) -> int:
        return len(self.xyz)

    def insert(self, i: int, x: float, y: float, z: float, diameter: float) -> None:
        """Put a point before point `i` (`len(self)`: at the end)."""
        point = np.array([x, y, z], np.float32)
        if not all(map(math.isfinite, (*point.tolist(), diameter))):
            raise InputError(f"pt3d: the point ({x}, {y}, {z}, {diameter}) is not finite")
        self.xyz.insert(i, point)
        self.diameters.insert(i, float(np.float32(diameter)))
        self._arc.insert(i, 0.0)
        self._measured = min(self._measured, i)

    def remove(self, i: int) -> None:
        """Drop point `i`."""
        for values in (self.xyz, self.diameters, self._arc):
            del values[i]
        self._measured = min(self._measured, i)

    def change(self, i: int, x: float, y: float, z: float, diameter: float) -> None:
        """Replace point `i`."""
        self.xyz[i] = np.array([x, y, z], np.float32)
        self.diameters[i] = float(np.float32(diameter))
        self._measured = min(self._measured, i)

    def stretch(self, length: float) -> None:
        """Scale positions and arc lengths about point 0 to a total `length`; diameters stay."""
        factor, origin = length / self.arc[-1], self.xyz[0]
        self.xyz = [((p - origin).astype(float) * factor + origin).astype(np.float32) for p in self.xyz]
        self._arc = [a * factor for a in self.arc]

    def move(self, shift: np.ndarray) -> None:
        """Move all points by `shift` [µm, float32]; arc lengths stay what they were before."""
        self._arc = self.arc
        self.xyz = [point + shift for point in self.xyz]

    def _measure(self, start: int) -> None:
        """Arc lengths from point `start` on: float32 differences, summed in double."""
        if start == 0:
            self._arc[0] = 0.0
        first = max(start, 1)
        if first < len(self.xyz):
            dx, dy, dz = np.diff(np.array(self.xyz[first - 1 :]), axis=0).astype(float).T
            lengths = np.sqrt(dx * dx + dy * dy + dz * dz)
            self._arc[first:] = np.cumsum([self._arc[first - 1], *lengths])[1:].tolist()
        self._measured = len(self._arc)
