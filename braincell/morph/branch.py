"""One unbranched piece of cable, as a list of frusta."""

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from braincell.errors import MorphologyError
from braincell.morph.frusta import arc_lengths
from braincell.units import magnitude


@dataclass(frozen=True, eq=False)
class Branch:
    """Frusta laid end to end from x = 0 to x = 1: `lengths`, `diameters_proximal`, `diameters_distal` [k] µm.

    A jump between two frusta has no area of its own; a frustum of length 0 (a duplicate point) has that of its annulus.
    Make one with `from_points` or `from_lengths`.
    """

    lengths: np.ndarray
    diameters_proximal: np.ndarray
    diameters_distal: np.ndarray
    points: np.ndarray | None = None
    """[k + 1, 3] µm (float32), if the branch has a place in space."""
    type: str = "custom"
    arc: np.ndarray = field(init=False, repr=False)
    """[k + 1] µm from x = 0."""

    default_type = "custom"

    def __post_init__(self) -> None:
        arc = np.concatenate([[0.0], np.cumsum(self.lengths)])
        object.__setattr__(self, "arc", arc if self.points is None else arc_lengths(self.points))

    @classmethod
    def from_points(
        cls,
        points: Any,
        radii: Any = None,
        type: str | None = None,
        *,
        radii_proximal: Any = None,
        radii_distal: Any = None,
    ) -> Self:
        """From `points` [n, 3] µm, n >= 2, and `radii` [n] µm, or the radii of both ends of each frustum [n - 1].

        Kept as float32, as NEURON keeps pt3d. Raises `MorphologyError` for fewer than 2 points, wrong shapes, NaN,
        negative radii, radii of 0 but at a tip, or zero total length.
        """
        xyz = np.asarray(magnitude(points, "um", "points"), np.float32)
        if xyz.ndim != 2 or xyz.shape[1] != 3 or len(xyz) < 2:
            raise MorphologyError(f"a branch needs points of shape [n, 3], n >= 2; found {xyz.shape}")
        ends = _ends(len(xyz) - 1, radii, radii_proximal, radii_distal)
        proximal, distal = (diameters.astype(np.float32).astype(float) for diameters in ends)
        return cls._checked(np.diff(arc_lengths(xyz)), proximal, distal, xyz, type)

    @classmethod
    def from_lengths(
        cls,
        lengths: Any,
        radii: Any = None,
        *,
        radii_proximal: Any = None,
        radii_distal: Any = None,
        type: str | None = None,
    ) -> Self:
        """From `lengths` [k] µm and `radii` [k + 1] µm, or the radii of both ends of each frustum [k].

        Raises `MorphologyError` for mismatched shapes, NaN, negative values, radii of 0 but at a tip, or zero
        total length.
        """
        length = np.atleast_1d(np.asarray(magnitude(lengths, "um", "lengths"), float))
        proximal, distal = _ends(len(length), radii, radii_proximal, radii_distal)
        return cls._checked(length, proximal, distal, None, type)

    def with_frusta(
        self, proximal: np.ndarray, distal: np.ndarray, *, lengths: np.ndarray, points: np.ndarray | None = None
    ) -> Self:
        """A branch of this type with other frusta: end diameters [k], `lengths` [k] µm or `points` [k + 1, 3] µm.

        With points everything is rounded to float32, as in `from_points`. Raises `MorphologyError` as that does.
        """
        if points is None:
            return self._checked(lengths, proximal, distal, None, self.type)
        xyz = points.astype(np.float32)
        single = [diameters.astype(np.float32).astype(float) for diameters in (proximal, distal)]
        return self._checked(np.diff(arc_lengths(xyz)), single[0], single[1], xyz, self.type)

    @classmethod
    def _checked(cls, lengths, proximal, distal, points, type) -> Self:
        for name, values in (("length", lengths), ("diameter", proximal), ("diameter", distal)):
            if not np.isfinite(values).all():
                raise MorphologyError(f"a branch's {name} is not finite: {values}")
            if (values < 0).any():
                raise MorphologyError(f"a branch has {name} {values.min():g} µm; none may be negative")
        inner = np.concatenate([proximal[1:], distal[:-1]])
        if (inner == 0).any() or (proximal + distal == 0).any():
            raise MorphologyError("a branch has diameter 0 µm; it must be positive, only a tip may taper to 0")
        if lengths.sum() <= 0:
            raise MorphologyError("a branch has length 0 µm; a control volume needs a positive length")
        return cls(lengths, proximal, distal, points, type or cls.default_type)

    @property
    def length(self) -> float:
        """Total length [µm]."""
        return float(self.arc[-1])

    def turned(self) -> "Branch":
        """The same cable with x = 0 and x = 1 exchanged."""
        points = None if self.points is None else self.points[::-1]
        return Branch(self.lengths[::-1], self.diameters_distal[::-1], self.diameters_proximal[::-1], points, self.type)

    def diameter(self, x: float) -> float:
        """Diameter [µm] at `x` (0–1); at a jump, that of the frustum before it."""
        arc = x * self.length
        k = min(max(int(np.searchsorted(self.arc, arc, side="left")) - 1, 0), len(self.lengths) - 1)
        fraction = (arc - self.arc[k]) / self.lengths[k] if self.lengths[k] else 0.0
        return float(self.diameters_proximal[k] + fraction * (self.diameters_distal[k] - self.diameters_proximal[k]))

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.type}, {self.length:g} µm, {len(self.lengths)} frusta)"


def _ends(n: int, radii: Any, proximal: Any, distal: Any) -> tuple[np.ndarray, np.ndarray]:
    """Diameters [n] µm of both ends of `n` frusta, from the radii of points [n + 1] or of ends [n]."""
    if radii is not None:
        both = 2.0 * np.atleast_1d(np.asarray(magnitude(radii, "um", "radii"), float))
        if both.shape != (n + 1,):
            raise MorphologyError(f"{n} lengths need {n + 1} radii; found {both.shape}")
        return both[:-1], both[1:]
    if proximal is None or distal is None:
        raise MorphologyError("a branch needs `radii`, or both `radii_proximal` and `radii_distal`")
    first = 2.0 * np.atleast_1d(np.asarray(magnitude(proximal, "um", "radii_proximal"), float))
    last = 2.0 * np.atleast_1d(np.asarray(magnitude(distal, "um", "radii_distal"), float))
    if not first.shape == last.shape == (n,):
        raise MorphologyError(f"{n} lengths do not match radii of shape {first.shape}, {last.shape}")
    return first, last


class Soma(Branch):
    """A branch of type soma."""

    default_type = "soma"


class Dendrite(Branch):
    """A branch of type dendrite."""

    default_type = "dendrite"


class Axon(Branch):
    """A branch of type axon."""

    default_type = "axon"


class BasalDendrite(Branch):
    """A branch of type basal_dendrite."""

    default_type = "basal_dendrite"


class ApicalDendrite(Branch):
    """A branch of type apical_dendrite."""

    default_type = "apical_dendrite"


class CustomBranch(Branch):
    """A branch of type custom."""
