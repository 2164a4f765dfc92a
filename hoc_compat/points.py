"""Store the 3-d points of a section as NEURON does: single precision, with arc lengths in double."""

import numpy as np

from braincell.errors import InputError


class Points:
    """x, y, z, diameter [µm] (float32) of each point, and its arc length (float64) from point 0."""

    def __init__(self) -> None:
        self.xyz: list[np.ndarray] = []
        self.diameters: list[float] = []
        self.arc: list[float] = []

    def __len__(self) -> int:
        return len(self.xyz)

    def insert(self, i: int, x: float, y: float, z: float, diameter: float) -> None:
        """Put a point before point `i` (`len(self)`: at the end)."""
        point = np.array([x, y, z], np.float32)
        if not (np.isfinite(point).all() and np.isfinite(diameter)):
            raise InputError(f"pt3d: the point ({x}, {y}, {z}, {diameter}) is not finite")
        self.xyz.insert(i, point)
        self.diameters.insert(i, float(np.float32(diameter)))
        self.arc.insert(i, 0.0)
        self._measure(i)

    def remove(self, i: int) -> None:
        """Drop point `i`."""
        for values in (self.xyz, self.diameters, self.arc):
            del values[i]
        self._measure(i)

    def change(self, i: int, x: float, y: float, z: float, diameter: float) -> None:
        """Replace point `i`."""
        self.xyz[i] = np.array([x, y, z], np.float32)
        self.diameters[i] = float(np.float32(diameter))
        self._measure(i)

    def stretch(self, length: float) -> None:
        """Scale positions and arc lengths about point 0 to a total `length`; diameters stay."""
        factor, origin = length / self.arc[-1], self.xyz[0]
        self.xyz = [((p - origin).astype(float) * factor + origin).astype(np.float32) for p in self.xyz]
        self.arc = [a * factor for a in self.arc]

    def _measure(self, start: int) -> None:
        """Arc lengths from point `start` on: float32 differences, summed in double."""
        if start == 0 and self.arc:
            self.arc[0] = 0.0
        first = max(start, 1)
        if first < len(self.xyz):
            dx, dy, dz = np.diff(np.array(self.xyz[first - 1 :]), axis=0).astype(float).T
            lengths = np.sqrt(dx * dx + dy * dy + dz * dz)
            self.arc[first:] = np.cumsum([self.arc[first - 1], *lengths])[1:].tolist()
