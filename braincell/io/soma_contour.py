"""Turn the outline of a cell body into a row of discs, as NEURON's Import3d does."""

import numpy as np

from braincell.errors import MorphologyError

_AROUND = 100  # stretches of equal length that an outline is divided into
_DISCS = 20  # stretches of the axis between discs
_EPSILON = 1e-11  # hoc's `a <= b` is a <= b + 1e-11


def resampled(contour: np.ndarray) -> np.ndarray:
    """[101, 3] points at equal distances in the xy plane along an outline, from its first point to its last."""
    steps = np.diff(contour[:, :2], axis=0)
    along = np.concatenate([[0.0], np.cumsum(np.sqrt((steps**2).sum(axis=1)))])
    at = np.arange(_AROUND + 1) * (along[-1] / _AROUND)
    return np.stack([np.interp(at, along, axis) for axis in contour.T], axis=1)


def centre(contour: np.ndarray) -> np.ndarray:
    """The mean [3] of the resampled outline."""
    return resampled(contour).mean(axis=0)


def discs(contour: np.ndarray, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Centres [n, 3] and diameters [n] of discs along the outline's major axis.

    The width across the axis, in the xy plane, is a disc's diameter. Raises `MorphologyError` for an outline without
    width.
    """
    flat = MorphologyError(f"{where}: the outline of the cell body has no width in the xy plane")
    if not np.ptp(contour[:, :2], axis=0).any():
        raise flat
    points = resampled(contour)
    mean = points.mean(axis=0)
    points = points - mean
    values, axes = np.linalg.eigh(points.T @ points)
    major = axes[:, np.argmax(values)]
    if major[np.argmax(np.abs(major))] < 0.0:
        major = -major
    minor = axes[:, 3 - np.argmin(values) - np.argmax(values)] * np.array([1.0, 1.0, 0.0])
    width = np.sqrt((minor**2).sum())
    if width / (np.sqrt((major**2).sum()) + 1e-100) < 1e-6:
        raise flat
    minor /= width
    along, across = points @ major, points @ minor
    turn = np.argmax(along)
    along, across = np.roll(along, -turn), np.roll(across, -turn)
    end = int(np.argmin(along))
    there = _rising(along[:end][::-1], across[:end][::-1])
    back = _rising(along[end:], across[end:])
    inner = np.sort(np.concatenate([there[0], back[0]]))
    step = (inner[-2] - inner[1]) / _DISCS
    places = inner[1] + np.arange(int(np.floor((inner[-2] - inner[1]) / step + 1e-9)) + 1) * step
    diameters = np.abs(np.interp(places, *there) - np.interp(places, *back))
    if not diameters.max() > 1e-9 * np.ptp(places):
        raise flat
    diameters[0] = (diameters[0] + diameters[1]) / 2.0  # no point at the ends
    diameters[-1] = (diameters[-1] + diameters[-2]) / 2.0
    return mean + places[:, None] * major, diameters


def _rising(along: np.ndarray, across: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One side of an outline without the points that fall back along the axis."""
    d, r = along.tolist(), across.tolist()
    j = len(d) - 1
    while j > 0:
        if d[j] <= d[j - 1] + _EPSILON:
            del d[j], r[j]
            if j != len(d):
                j += 1
        j -= 1
    return np.array(d), np.array(r)


def stack_discs(contours: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """One disc for each outline of a stack: its centre, and the mean of two estimates of its diameter."""
    centres, diameters = [], []
    for contour in contours:
        points = resampled(contour)
        mean = points.mean(axis=0)
        edges = np.roll(contour, -1, axis=0) - contour
        perimeter = np.sqrt((edges**2).sum(axis=1)).sum()
        centres.append(mean)
        diameters.append(np.sqrt(((points - mean) ** 2).sum(axis=1)).mean() + perimeter / (2.0 * np.pi))
    return np.array(centres), np.array(diameters)


def stack_centre(contours: list[np.ndarray]) -> np.ndarray:
    """The middle [3] of the line through the centres of a stack's outlines."""
    centres = np.array([centre(contour) for contour in contours])
    steps = np.sqrt((np.diff(centres, axis=0) ** 2).sum(axis=1))
    along = np.concatenate([[0.0], np.cumsum(steps)])
    half = along[-1] / 2.0
    if half == 0.0:
        return centres[0]
    i = int(np.argmax(along > half + _EPSILON))
    fraction = (half - along[i - 1]) / (along[i] - along[i - 1])
    return fraction * centres[i] + (1.0 - fraction) * centres[i - 1]
