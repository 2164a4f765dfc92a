"""Histograms of numbers, plain and smoothed."""

import math
from typing import Any, Self

import numpy as np

from hoc_compat.vector_signal import convolved, power_of_two
from hoc_compat.vector_storage import Storage

_NEGLIGIBLE = 1e-9
"""Smaller values of a smoothed histogram are rounding errors of the convolution."""


class VectorHistograms(Storage):
    """Methods that count elements in bins."""

    def histogram(self, low: float, high: float, width: float) -> Any:
        """A new vector: how many elements are below `low`, then in each bin of `width` up to `high`."""
        begin, end, step = self._three("histogram", low=low, high=high, width=width)
        if not (end >= begin and 0.0 < step <= end - begin):
            raise self._wrong("histogram", f"no bins of {step:g} between {begin:g} and {end:g}")
        n = math.floor((end - begin) / step) + 2
        return self._new(_counts(np.floor((self._values() - begin) / step) + 1.0, n))

    def hist(self, source: Any, start: float, size: int, step: float) -> Self:
        """Become the counts of `source` in `size` bins of width `step` from `start` on."""
        if source is self:
            raise self._wrong("hist", "the source must be another vector; give a copy: `vector.c()`")
        values = self._vector("hist", "source", source)
        begin, number, width = self._three("hist", start=start, size=size, step=step)
        self._positive("hist", "step", width)
        return self._replace(_counts(np.floor((values - begin) / width), max(0, int(number))))

    def sumgauss(self, low: float, high: float, step: float, variance: float, weights: Any = None) -> Any:
        """A new vector: a Gauss curve for every element, added up and sampled from `low` to `high`."""
        begin, end, width = self._three("sumgauss", low=low, high=high, step=step)
        self._positive("sumgauss", "step", width)
        spread = self._positive("sumgauss", "variance", self._number("sumgauss", "variance", variance))
        values = self._values()
        heights = self._weights("sumgauss", weights, len(values))
        points = np.arange(max(0, int((end - begin) / width + 0.5)))
        scale = 1.0 / math.sqrt(2.0 * math.pi * spread)
        total = np.zeros(len(points))
        for place, height in zip(np.trunc((values - begin) / width), heights):
            exponent = -(points - place) * (points - place) / (2.0 * (spread / (width * width)))
            total += np.where(exponent > -20.0, np.exp(exponent) * scale * height, 0.0)
        return self._new(total)

    def smhist(self, source: Any, start: float, size: int, step: float, variance: float, weights: Any = None) -> Self:
        """Become the counts of `source` in `size` bins of `step` from `start` on, smoothed with a Gauss curve."""
        values = self._vector("smhist", "source", source)
        begin, number, width = self._three("smhist", start=start, size=size, step=step)
        self._positive("smhist", "step", width)
        spread = self._positive("smhist", "variance", self._number("smhist", "variance", variance))
        heights = self._weights("smhist", weights, len(values))
        bins, scaled = max(0, int(number)), 2.0 * spread / (width * width)
        half = int(math.sqrt(10.0 * scaled))
        used = 2 * half + 1
        n = power_of_two(bins + used)
        curve = np.exp(-(np.arange(half + 1.0) ** 2) / scaled) / math.sqrt(2.0 * math.pi * spread)
        response = np.concatenate([curve, curve[:0:-1], np.zeros(n - used)])
        seen = (values >= begin) & (values < begin + n * width)
        where = np.minimum(((values[seen] - begin) / width).astype(int), n - 1)
        smooth = convolved(np.bincount(where, weights=heights[seen], minlength=n), response, used)[:bins]
        return self._replace(np.where(smooth > _NEGLIGIBLE, smooth, 0.0))

    def _three(self, method: str, **given: Any) -> list[float]:
        return [self._number(method, name, value) for name, value in given.items()]

    def _positive(self, method: str, name: str, value: float) -> float:
        if not value > 0.0:
            raise self._wrong(method, f"`{name}` is {value:g}; it must be positive")
        return value

    def _weights(self, method: str, weights: Any, n: int) -> np.ndarray:
        if weights is None:
            return np.ones(n)
        values = self._vector(method, "weights", weights)
        if len(values) < n:
            raise self._wrong(method, f"`weights` has {len(values)} elements; {n} are needed")
        return values[:n]


def _counts(bins: np.ndarray, n: int) -> np.ndarray:
    """How often each of the bins 0 … n − 1 occurs."""
    return np.bincount(bins[(bins >= 0.0) & (bins < n)].astype(int), minlength=n).astype(float)
