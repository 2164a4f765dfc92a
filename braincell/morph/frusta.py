"""Integrate area, diameter and axial resistance over frusta, exactly as NEURON does."""

from dataclasses import dataclass

import numpy as np

_LEAST = 1e-15  # µm: NEURON's guard against empty pieces


@dataclass(frozen=True)
class CableGeometry:
    """Geometry of `n` equal stretches of one branch: arrays [n]."""

    diam: np.ndarray  # µm
    area: np.ndarray  # µm²
    resistance_proximal: np.ndarray  # MΩ per Ω·cm: centre to the x = 0 border
    resistance_distal: np.ndarray  # MΩ per Ω·cm


def arc_lengths(points: np.ndarray) -> np.ndarray:
    """Cumulative length [n] µm along float32 points [n, 3]; differences are float32, sums float64, as in NEURON."""
    steps = np.diff(points.astype(np.float32), axis=0).astype(float)
    lengths = np.sqrt(steps[:, 0] * steps[:, 0] + steps[:, 1] * steps[:, 1] + steps[:, 2] * steps[:, 2])
    return np.concatenate([[0.0], np.cumsum(lengths)])


def integrate(arc: np.ndarray, proximal: np.ndarray, distal: np.ndarray, n: int) -> CableGeometry:
    """Divide the frusta between `arc` [k + 1] µm, of end diameters `proximal`, `distal` [k] µm, into `n` stretches.

    Each half of a stretch is integrated over pieces that end at every point and at the half's border. NEURON:
    `diam_from_list`, src/nrnoc/treeset.cpp.
    """
    length = arc[-1]
    width = length / n
    borders = np.arange(2 * n + 1) * (0.5 * width)
    borders[-1] = length
    half, start, stop, first, last = _pieces(arc, proximal, distal, borders)
    delta = stop - start
    diam_sum = np.bincount(half, (first + last) * delta, 2 * n)
    side = np.sqrt(delta * delta + 0.25 * (last - first) ** 2)
    area_sum = np.bincount(half, (first + last) * side, 2 * n)
    product = first * last / np.maximum(delta, _LEAST)
    resistance = np.bincount(half, 1.0 / np.where(product == 0.0, _LEAST, product), 2 * n)
    resistance = resistance / np.pi * 4.0 * 0.01
    return CableGeometry(
        diam=(diam_sum[0::2] + diam_sum[1::2]) * 0.5 / width,
        area=(area_sum[0::2] + area_sum[1::2]) * np.pi * 0.5,
        resistance_proximal=resistance[0::2],
        resistance_distal=resistance[1::2],
    )


def _pieces(arc, proximal, distal, borders):
    """Cut every frustum at the borders inside it: half index, start, stop and both diameters of each piece."""
    low = np.searchsorted(borders, arc[:-1], side="right")
    high = np.searchsorted(borders, arc[1:], side="left")
    cuts = np.maximum(high - low, 0)
    frustum = np.repeat(np.arange(len(cuts)), cuts + 1)
    k = np.arange(len(frustum)) - np.repeat(np.cumsum(cuts + 1) - (cuts + 1), cuts + 1)
    top = len(borders) - 1
    start = np.where(k == 0, arc[frustum], borders[np.clip(low[frustum] + k - 1, 0, top)])
    stop = np.where(k == cuts[frustum], arc[frustum + 1], borders[np.clip(low[frustum] + k, 0, top)])
    whole = arc[frustum + 1] - arc[frustum]
    safe = np.where(whole < 1e-10, 1.0, whole)

    def diameter(x, at_end):
        fraction = np.where(whole < 1e-10, at_end, (x - arc[frustum]) / safe)
        return proximal[frustum] + fraction * (distal[frustum] - proximal[frustum])

    half = np.clip(np.searchsorted(borders, 0.5 * (start + stop), side="right") - 1, 0, top - 1)
    return half, start, stop, diameter(start, 0.0), diameter(stop, 1.0)
