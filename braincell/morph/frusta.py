"""Integrate area, diameter and axial resistance over frusta, exactly as NEURON does."""

from dataclasses import dataclass

import numpy as np

_NO_CONDUCTANCE = 1e15  # 1/µm: NEURON's resistance factor of a piece with an end of diameter 0
_SAME = 1e-10  # µm: points closer than this count as one place


@dataclass(frozen=True)
class CableGeometry:
    """Geometry of `n` equal stretches of one branch: arrays [n]."""

    diam: np.ndarray  # µm
    area: np.ndarray  # µm²
    resistance_proximal: np.ndarray  # MΩ per Ω·cm: centre to the x = 0 border
    resistance_distal: np.ndarray  # MΩ per Ω·cm

    def turned(self) -> "CableGeometry":
        """The same stretches counted from the other end."""
        return CableGeometry(
            self.diam[::-1], self.area[::-1], self.resistance_distal[::-1], self.resistance_proximal[::-1]
        )


def arc_lengths(points: np.ndarray) -> np.ndarray:
    """Cumulative length [n] µm along float32 points [n, 3]; differences are float32, sums float64, as in NEURON."""
    steps = np.diff(points.astype(np.float32), axis=0).astype(float)
    lengths = np.sqrt(steps[:, 0] * steps[:, 0] + steps[:, 1] * steps[:, 1] + steps[:, 2] * steps[:, 2])
    return np.concatenate([[0.0], np.cumsum(lengths)])


def integrate(arc: np.ndarray, proximal: np.ndarray, distal: np.ndarray, n: int, least: float = 1e-15) -> CableGeometry:
    """Divide the frusta between `arc` [k + 1] µm, of end diameters `proximal`, `distal` [k] µm, into `n` stretches.

    `least` [µm] is the length that pieces without length count with; NEURON's, which only matters to points.
    Each half of a stretch is integrated over pieces that end at every point and at the half's border. NEURON:
    `diam_from_list`, src/nrnoc/treeset.cpp.
    """
    width = arc[-1] / n
    half, delta, first, last = _pieces(arc, proximal, distal, _borders(n, width))
    diam_sum = np.bincount(half, (first + last) * delta, 2 * n)
    delta = np.maximum(delta, least)
    side = np.sqrt(delta * delta + 0.25 * (last - first) ** 2)
    area_sum = np.bincount(half, (first + last) * side, 2 * n)
    product = first * last
    pieces = np.where(product == 0.0, _NO_CONDUCTANCE, delta / np.where(product == 0.0, 1.0, product))
    resistance = np.bincount(half, pieces, 2 * n)
    resistance = resistance / np.pi * 4.0 * 0.01
    return CableGeometry(
        diam=(diam_sum[0::2] + diam_sum[1::2]) * 0.5 / width,
        area=(area_sum[0::2] + area_sum[1::2]) * np.pi * 0.5,
        resistance_proximal=resistance[0::2],
        resistance_distal=resistance[1::2],
    )


def snapped(arc: np.ndarray, n: int) -> np.ndarray:
    """`arc` with inner points that miss a border of `n` equal stretches only by rounding put on it.

    For frusta given by lengths: a jump of diameter between stretches then leaves no sliver in the wrong one.
    """
    borders = _borders(n, arc[-1] / n)
    nearest = borders[np.clip(np.searchsorted(borders, arc * (1.0 - 1e-12)), 0, len(borders) - 1)]
    result = np.where(np.abs(nearest - arc) < 1e-12 * arc[-1], nearest, arc)
    result[0], result[-1] = arc[0], arc[-1]
    return result


def _borders(n: int, width: float) -> np.ndarray:
    """Ends of the 2n halves, rounded as NEURON rounds them: a point on a border belongs to one half or the other."""
    middles = np.arange(n) * width + width / 2.0
    return np.stack([middles, middles + width / 2.0], axis=1).ravel()


def _pieces(
    arc: np.ndarray, proximal: np.ndarray, distal: np.ndarray, borders: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Walk from x = 0 over inner points and borders; each ends a piece: half index, length and both diameters.

    A point exactly on a border comes before it; one beyond the last border (by rounding) is never reached, and the
    last point only serves to interpolate. So an annulus at x = 1 may be lost: NEURON's rounding decides, and ours.
    """
    half_of_point = np.searchsorted(borders, arc[1:-1], side="left")
    half_of_point = half_of_point[half_of_point < len(borders)]
    n_point, n_border = len(half_of_point), len(borders)
    point, border = np.arange(n_point), np.arange(n_border)
    frustum = np.searchsorted(half_of_point, border, side="right")  # that a border cuts
    place_of_point, place_of_border = point + half_of_point, border + frustum
    stop, last, following, half = np.empty((4, n_point + n_border))
    stop[place_of_point], last[place_of_point] = arc[1 + point], distal[point]
    following[place_of_point], half[place_of_point] = proximal[1 + point], half_of_point
    length = arc[frustum + 1] - arc[frustum]
    fraction = np.where(length < _SAME, 1.0, (borders - arc[frustum]) / np.where(length < _SAME, 1.0, length))
    cut = (1.0 - fraction) * proximal[frustum] + fraction * distal[frustum]
    stop[place_of_border], last[place_of_border] = borders, cut
    following[place_of_border], half[place_of_border] = cut, border
    start = np.concatenate([[0.0], stop[:-1]])
    first = np.concatenate([proximal[:1], following[:-1]])
    return half.astype(int), stop - start, first, last
