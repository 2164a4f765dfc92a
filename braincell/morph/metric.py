"""Measure a morphology: lengths, areas, volumes, distances, orders and crossings of spheres."""

from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import InputError, MorphologyError, unknown_name
from braincell.units import magnitude

if TYPE_CHECKING:
    from braincell.morph.morphology import Morphology

Place = tuple[int, float]


class Metric:
    """Figures of a morphology as it is now, exact on its frusta; arrays are in the order of `morphology.branches`.

    Areas are lateral, as NEURON's `area()`: π (r1 + r2) √(l² + (r1 − r2)²) for each frustum, ends not counted.
    Volumes are π l (r1² + r1 r2 + r2²)/3. Distances and positions need coordinates of every branch that they look at;
    without them they raise `MorphologyError`.
    """

    def __init__(self, morphology: "Morphology"):
        parts = list(morphology.parts())
        self.names = tuple(name for name, _, _ in parts)
        self._branches = [branch for _, branch, _ in parts]
        self._attachments = [at for _, _, at in parts]
        self.types = tuple(branch.type for branch in self._branches)
        self._owner = np.repeat(np.arange(len(parts)), [len(branch.lengths) for branch in self._branches])
        self._length = np.concatenate([branch.lengths for branch in self._branches])
        self._r0 = np.concatenate([branch.diameters_proximal for branch in self._branches]) / 2.0
        self._r1 = np.concatenate([branch.diameters_distal for branch in self._branches]) / 2.0

    # sizes

    @property
    def lengths(self) -> np.ndarray:
        """Length [branch] µm."""
        return np.array([branch.length for branch in self._branches])

    @property
    def areas(self) -> np.ndarray:
        """Lateral area [branch] µm²."""
        slant = np.sqrt(self._length**2 + (self._r0 - self._r1) ** 2)
        return np.bincount(self._owner, np.pi * (self._r0 + self._r1) * slant, len(self.names))

    @property
    def volumes(self) -> np.ndarray:
        """Volume [branch] µm³."""
        squares = self._r0**2 + self._r0 * self._r1 + self._r1**2
        return np.bincount(self._owner, np.pi / 3.0 * self._length * squares, len(self.names))

    @property
    def total_length(self) -> float:
        """Length of all branches [µm]."""
        return float(self.lengths.sum())

    @property
    def total_area(self) -> float:
        """Lateral area of all branches [µm²]."""
        return float(self.areas.sum())

    @property
    def total_volume(self) -> float:
        """Volume of all branches [µm³]."""
        return float(self.volumes.sum())

    @property
    def mean_radius(self) -> float:
        """Mean radius over length [µm]."""
        return float((self._length * (self._r0 + self._r1) / 2.0).sum() / self._length.sum())

    def by_type(self) -> dict[str, dict[str, float]]:
        """For each type of branch: "n_branches", "length" [µm], "area" [µm²], "volume" [µm³]."""
        result = {}
        for kind in dict.fromkeys(self.types):
            own = np.array([other == kind for other in self.types])
            sizes = {"length": self.lengths, "area": self.areas, "volume": self.volumes}
            result[kind] = {"n_branches": int(own.sum())} | {k: float(v[own].sum()) for k, v in sizes.items()}
        return result

    # the tree

    @property
    def n_branches(self) -> int:
        """Number of branches."""
        return len(self.names)

    @property
    def n_stems(self) -> int:
        """Number of branches that leave a soma and are none."""
        parents = [at.parent for at in self._attachments]
        return sum(p >= 0 and self.types[p] == "soma" != kind for p, kind in zip(parents, self.types, strict=True))

    @property
    def orders(self) -> np.ndarray:
        """Order [branch]: the root's is 0, a child's one more than its parent's."""
        result = np.zeros(len(self.names), int)
        for k, at in enumerate(self._attachments):
            result[k] = result[at.parent] + 1 if at.parent >= 0 else 0
        return result

    @property
    def max_branch_order(self) -> int:
        """The highest order."""
        return int(self.orders.max())

    @property
    def bifurcations(self) -> tuple[Place, ...]:
        """Places (branch number, x), not on a soma, at which three or more stretches of cable meet."""
        return tuple(p for p, n in self._meeting().items() if n >= 3 and self.types[p[0]] != "soma")

    @property
    def n_bifurcations(self) -> int:
        """Number of bifurcations."""
        return len(self.bifurcations)

    @property
    def tips(self) -> tuple[Place, ...]:
        """Free ends (branch number, x), not on a soma."""
        return tuple(p for p, n in self._meeting().items() if n == 1 and self.types[p[0]] != "soma")

    @property
    def n_tips(self) -> int:
        """Number of tips."""
        return len(self.tips)

    def _meeting(self) -> dict[Place, int]:
        """How many stretches of cable meet at each end and attachment; a child's near end is its parent's place."""
        places: dict[Place, int] = {(0, 0.0): 1, (0, 1.0): 1}
        for k, at in enumerate(self._attachments[1:], start=1):
            place = self._place(at.parent, at.parent_x)
            places[place] = places.get(place, 2) + 1
            places[k, 1.0 - at.child_x] = 1
        return places

    def _place(self, k: int, x: float) -> Place:
        while k > 0 and x == self._attachments[k].child_x:
            k, x = self._attachments[k].parent, self._attachments[k].parent_x
        return k, x

    # distances

    @property
    def path_distances(self) -> np.ndarray:
        """Path length [branch, 2] µm from the root's x = 0 to both ends, x = 0 and x = 1."""
        result = np.zeros((len(self.names), 2))
        for k, at in enumerate(self._attachments):
            start = 0.0
            if at.parent >= 0:
                start = result[at.parent, 0] + at.parent_x * (result[at.parent, 1] - result[at.parent, 0])
            result[k, at.child_x], result[k, 1 - at.child_x] = start, start + self._branches[k].length
        return result

    @property
    def max_path_distance(self) -> float:
        """The longest path from the root's x = 0 [µm]."""
        return float(self.path_distances.max())

    @property
    def centre(self) -> np.ndarray:
        """The middle [3] µm of the root if that is a soma, else its x = 0."""
        points = self._points(0)
        if self.types[0] != "soma":
            return points[0]
        root = self._branches[0]
        return np.array([np.interp(0.5 * root.length, root.arc, axis) for axis in points.T])

    @property
    def max_euclidean_distance(self) -> float:
        """The greatest straight distance of a point from `centre` [µm]."""
        return float(np.linalg.norm(self._all_points() - self.centre, axis=1).max())

    @property
    def bounds(self) -> np.ndarray:
        """Lowest and highest coordinates [2, 3] µm of all points; radii are not counted."""
        points = self._all_points()
        return np.stack([points.min(axis=0), points.max(axis=0)])

    @property
    def extent(self) -> np.ndarray:
        """Size [3] µm of the box of `bounds`."""
        low, high = self.bounds
        return high - low

    def sholl(self, radii: Any, *, centre: Any = None, types: Any = None) -> np.ndarray:
        """How often cable crosses spheres of `radii` [n] µm around `centre` (that of the soma): [n] counts.

        Branches of `types` count, without it all but somata. Exact: each straight piece crosses a sphere once when one
        of its ends is inside, and twice when both are outside and its middle part dips in; a touch does not count
        (Sholl 1953, J. Anat. 87:387). Raises `InputError` for a radius that is not positive, and for unknown types.
        """
        chosen = self._of_types(types)
        r = np.atleast_1d(np.asarray(magnitude(radii, "um", "radii"), float))
        if r.ndim != 1 or not np.isfinite(r).all() or (r <= 0).any():
            raise InputError(f"sholl: the radii are {radii!r}; give positive, finite numbers in µm")
        middle = self.centre if centre is None else np.asarray(magnitude(centre, "um", "centre"), float)
        if middle.shape != (3,) or not np.isfinite(middle).all():
            raise InputError(f"sholl: the centre is {centre!r}; give three finite numbers in µm")
        counts = np.zeros(len(r), int)
        for k in chosen:
            counts += _crossings(self._points(k) - middle, r)
        return counts

    def _of_types(self, types: Any) -> list[int]:
        if types is None:
            return [k for k, kind in enumerate(self.types) if kind != "soma"]
        wanted = (types,) if isinstance(types, str) else tuple(types)
        for kind in wanted:
            if kind not in self.types:
                raise unknown_name("branch type", kind, self.types, "the morphology")
        return [k for k, kind in enumerate(self.types) if kind in wanted]

    def _points(self, k: int) -> np.ndarray:
        points = self._branches[k].points
        if points is None:
            raise MorphologyError(f"branch `{self.names[k]}` has no coordinates; use `Branch.from_points`")
        return points.astype(float)

    def _all_points(self) -> np.ndarray:
        return np.concatenate([self._points(k) for k in range(len(self.names))])

    def as_dict(self) -> dict[str, float]:
        """The single numbers by name."""
        names = ("n_branches", "n_stems", "n_bifurcations", "n_tips", "max_branch_order", "total_length", "total_area")
        return {name: getattr(self, name) for name in (*names, "total_volume", "mean_radius", "max_path_distance")}

    def __repr__(self) -> str:
        units = {"total_area": " µm²", "total_volume": " µm³"}
        rows = [
            f"{name:17} {value:g}{units.get(name, '' if isinstance(value, int) else ' µm')}"
            for name, value in self.as_dict().items()
        ]
        return "\n".join(rows)


def _crossings(points: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Crossings [radius] of a line along `points` [n, 3] and spheres around the origin.

    The distance along a straight piece is convex, so that the ends and the nearest place decide.
    """
    start, step = points[:-1], np.diff(points, axis=0)
    squared = (points**2).sum(axis=1)
    size = (step**2).sum(axis=1)
    nearest = np.clip(-(start * step).sum(axis=1) / np.where(size > 0.0, size, 1.0), 0.0, 1.0)
    least = ((start + nearest[:, None] * step) ** 2).sum(axis=1)
    limit = radii[:, None] ** 2
    outside = squared > limit
    first, last = outside[:, :-1], outside[:, 1:]
    dips = first & last & (least < limit) & (nearest > 0.0) & (nearest < 1.0)
    return (first != last).sum(axis=1) + 2 * dips.sum(axis=1)
