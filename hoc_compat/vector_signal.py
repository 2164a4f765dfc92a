"""A Vector as samples of a signal: calculus, resampling, spectra, spikes."""

import math
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from hoc_compat.vector_storage import Storage


class VectorSignal(Storage):
    """Methods that treat the elements as samples at equal distances."""

    # calculus

    def deriv(self, *arguments: Any) -> Self:
        """Become the derivative of `source` (itself if none): `deriv([source,] dx=1, method=2)`.

        Method 2: central differences, one-sided at the ends; method 1: forward differences, one element fewer.
        """
        source, given = self._given("deriv", arguments, 2)
        dx = self._number("deriv", "dx", given[0] if given else 1.0)
        method = self._integer("deriv", "method", given[1], 1, 2) if len(given) == 2 else 2
        if len(source) < 2:
            raise self._wrong("deriv", f"the source has {len(source)} elements; at least 2 are needed")
        with np.errstate(all="ignore"):
            forward = np.diff(source) / dx
            if method == 1:
                return self._replace(forward)
            return self._replace(np.concatenate([forward[:1], (source[2:] - source[:-2]) / (dx * 2.0), forward[-1:]]))

    def integral(self, *arguments: Any) -> Self:
        """Become the running sum times `dx`, of `source` if given: `integral([source,] dx=1)`."""
        source, given = self._given("integral", arguments, 1)
        dx = self._number("integral", "dx", given[0] if given else 1.0)
        if len(source) == 0:
            raise self._wrong("integral", "the source has no elements")
        with np.errstate(all="ignore"):
            return self._replace(np.cumsum(np.concatenate([source[:1], source[1:] * dx])))

    def interpolate(self, x: Any, x_source: Any, y_source: Any = None) -> Self:
        """Linear interpolation at `x`, constant outside; without `y_source` this vector is it.

        `x_source` with repeated values makes jumps; an `x` that goes back stays in the piece that was reached.
        """
        at, xs = self._vector("interpolate", "x", x), self._vector("interpolate", "x_source", x_source)
        ys = self._values() if y_source is None else self._vector("interpolate", "y_source", y_source)
        if len(at) and not 0 < len(xs) <= len(ys):
            raise self._wrong("interpolate", f"{len(xs)} x and {len(ys)} y of the source; give one y for every x")
        if len(at) == 0:
            return self._replace([])
        piece = np.searchsorted(np.maximum.accumulate(xs), at, side="left")
        piece = np.maximum.accumulate(piece)
        result = np.where(piece == 0, ys[0], ys[len(xs) - 1])
        inside = (piece > 0) & (piece < len(xs))
        k = piece[inside]
        part = (at[inside] - xs[k - 1]) / (xs[k] - xs[k - 1])
        result[inside] = (1.0 - part) * ys[k - 1] + part * ys[k]
        return self._replace(result)

    # other samples

    def rotate(self, n: int, zeros: Any = None) -> Self:
        """Move the elements by `n` places; they come in again at the other end, or zeros do if `zeros` is given."""
        values = self._least(1, "rotate")
        wanted, size = int(self._number("rotate", "n", n)), len(values)
        shift = wanted % size if wanted > size else wanted
        if shift < 0:
            shift = size - -shift % size
        result = np.roll(values, shift)
        if zeros is not None:
            result[slice(shift, size) if wanted < 0 else slice(0, shift)] = 0.0
        return self._replace(result)

    def rebin(self, *arguments: Any) -> Self:
        """Become the sums of `factor` elements each, of `source` if given: `rebin([source,] factor)`."""
        source, given = self._given("rebin", arguments, 1)
        factor = self._integer("rebin", "factor", given[0] if given else None, 1)
        n = len(source) // factor
        return self._replace(np.cumsum(source[: n * factor].reshape(n, factor), axis=1)[:, -1])

    def resample(self, source: Any, rate: float) -> Self:
        """Become `source` with `rate` times as many elements: repeated, or left out."""
        values, factor = self._vector("resample", "source", source), self._number("resample", "rate", rate)
        if not 0.0 < factor <= len(values) // 2:
            raise self._wrong("resample", f"`rate` is {factor:g}; it must be positive and at most {len(values) // 2}")
        indices = np.arange(int(len(values) * factor)) / factor
        return self._replace(values[indices.astype(int)])

    def medfltr(self, *arguments: Any) -> Self:
        """Become NEURON's running median of `source` (itself if none): `medfltr([source,] points=3)`.

        Its windows end too early, and where they are empty it reads outside of the vector: an error here.
        """
        source, given = self._given("medfltr", arguments, 1)
        n = len(source)
        points = self._integer("medfltr", "points", given[0], 1, n // 2) if given else 3
        medians = []
        for i in range(n):
            begin = max(0, i - points)
            size = (i + points if i < n - points else n - 1) - begin
            window = np.sort(source[begin:size])
            if len(window) <= size // 2:
                raise self._wrong(
                    "medfltr", f"NEURON reads outside of the vector for element {i}; use scipy.signal.medfilt"
                )
            medians.append(window[size // 2])
        return self._replace(medians)

    # spectra; all lengths are padded with zeros to a power of 2

    def fft(self, *arguments: Any) -> Self:
        """`fft([source,] 1)`: become the spectrum of `source`; `fft([source,] -1)`: become the signal of a spectrum.

        Elements are the constant part, the part of the highest frequency, then cosine and sine parts in turn.
        """
        source, given = self._given("fft", arguments, 1)
        if not arguments:
            raise self._wrong("fft", "give a direction, 1 or −1")
        direction = self._integer("fft", "direction", given[0] if given else 1, -1, 1)
        padded = _padded(source, len(source))
        n = len(padded)
        if direction == -1:
            parts = np.zeros(n // 2 + 1, complex)
            parts[0] = padded[0]
            parts[1:-1] = padded[2::2] - 1j * padded[3::2]
            if n > 1:
                parts[-1] = padded[1]
            return self._replace(np.fft.irfft(parts, n) * (0.5 * n))
        spectrum = np.fft.rfft(padded)
        result = np.zeros(n)
        result[0] = spectrum[0].real
        result[2::2], result[3::2] = spectrum[1:-1].real, -spectrum[1:-1].imag
        if n > 1:
            result[1] = spectrum[-1].real
        return self._replace(result)

    def convlv(self, source: Any, response: Any, direction: int = 1) -> Self:
        """Become `source` convolved with `response`, an odd number of elements in wrap-around order.

        With `direction` −1 it is what NEURON computes then, which is not a deconvolution.
        """
        signal, filtered = self._vector("convlv", "source", source), self._vector("convlv", "response", response)
        way = int(self._number("convlv", "direction", direction))
        if way not in (1, -1):
            raise self._wrong("convlv", f"`direction` is {way}; it is 1 or −1")
        n = max(len(signal), len(filtered))
        combined = multiplied if way == 1 else self._divided
        return self._convolved("convlv", signal, _padded(filtered, n), len(filtered), combined)

    def _divided(self, signal: np.ndarray, response: np.ndarray) -> np.ndarray:
        """The spectrum of a convolution with direction −1; each part is divided by the one before."""
        result = signal * response
        for i in range(1, len(result) - 1):
            before = abs(result[i - 1].real) ** 2
            if before == 0.0:
                raise self._wrong(
                    "convlv", "the response has no part of some frequency, so nothing can be divided by it"
                )
            parts = signal[i].real * response[i].imag - signal[i].imag * response[i].real
            result[i] = parts / (2.0 * before)
        return result

    def filter(self, *arguments: Any) -> Self:
        """`filter(source, response)`: become `source` convolved with the spectrum of `response`."""
        source, given = self._given("filter", arguments, 1)
        if len(given) != 1:
            raise self._wrong("filter", "give a source and a response")
        response = self._vector("filter", "response", given[0])
        spectrum = np.fft.rfft(_padded(response, max(len(source), len(response))))
        halves = np.concatenate([spectrum.real, spectrum.imag[-2:0:-1]])
        return self._convolved("filter", source, halves, len(response), multiplied)

    def _convolved(
        self, method: str, signal: np.ndarray, response: np.ndarray, used: int, combined: Callable[..., np.ndarray]
    ) -> Self:
        if used == 0:
            raise self._wrong(method, "the response has no elements")
        return self._replace(convolved(signal, response, used, combined))

    def correl(self, first: Any, second: Any = None) -> Self:
        """Become the correlation of two signals, of one with itself if `second` is not given."""
        a = self._vector("correl", "first", first)
        b = a if second is None else self._vector("correl", "second", second)
        n = max(len(a), len(b))
        a, b = _padded(a, n), _padded(b, n)
        return self._replace(np.fft.irfft(np.fft.rfft(a) * np.conj(np.fft.rfft(b)), len(a)))

    def spctrm(self, source: Any, size: int | None = None) -> Self:
        """The power spectrum of `source` in the first `size` elements (default an eighth of its length).

        Mean over overlapping pieces of 2 `size` samples, each seen through a triangular window.
        """
        values = self._vector("spctrm", "source", source)
        m = power_of_two(self._integer("spctrm", "size", len(values) // 8 if size is None else size, 0))
        pairs = math.ceil((len(values) / m - 1.0) / 2.0)
        if pairs < 1:
            raise self._wrong("spctrm", f"`size` is {m} for {len(values)} samples; it must be smaller")
        padded = np.zeros((2 * pairs + 1) * m)
        padded[: len(values)] = values
        window = 1.0 - np.abs((np.arange(2 * m) - m) * (1.0 / m))
        power = np.zeros(m)
        for piece in range(2 * pairs):
            spectrum = np.fft.rfft(padded[piece * m : (piece + 2) * m] * window)[:m]
            power += spectrum.real**2 + spectrum.imag**2
        power *= 1.0 / (np.sum(window**2) * 2 * m * pairs)
        power[0] *= 0.5
        own = self._resize(m) if len(self._values()) < m else self._values()
        own[:m] = power
        return self

    # spikes

    def spikebin(self, source: Any, threshold: float, bin: int = 1) -> Self:
        """Become 1 where `source` has crossed `threshold` upwards within `bin` samples, else 0."""
        values, level = self._vector("spikebin", "source", source), self._number("spikebin", "threshold", threshold)
        width = self._integer("spikebin", "bin", bin, 1, 1e6)
        n = len(values) // width
        above = values[: n * width] >= level
        crossed = above & ~np.concatenate([[False], above])[: n * width]
        return self._replace(crossed.reshape(n, width).any(axis=1))

    def psth(self, source: Any, dt: float, trials: float, size: float) -> Self:
        """Become the rates [1/s] of a histogram: every element's neighbours are added until `size` spikes are there."""
        values = self._vector("psth", "source", source)
        step, count = self._number("psth", "dt", dt), self._number("psth", "trials", trials)
        wanted = self._number("psth", "size", size)
        if step <= 0.0 or count <= 0.0 or not 0.0 <= wanted <= len(values) // 2:
            raise self._wrong("psth", "dt and trials must be positive, size between 0 and half the number of elements")
        counts, n = values.tolist(), len(values)
        if n and sum(counts) < wanted:
            raise self._wrong("psth", f"there are {sum(counts):g} spikes; `size` is {wanted:g}")
        rates = np.zeros(n)
        for i in range(n):
            after = before = i
            total = counts[i]
            while total < wanted:
                if after < n - 1:
                    after += 1
                    total += counts[after]
                if before > 0 and total < wanted:
                    before -= 1
                    total += counts[before]
            rates[i] = total / count * 1000.0 / ((after - before + 1) * step)
        return self._replace(rates)

    def trigavg(self, source: Any, triggers: Any, before: int, after: int) -> float:
        """Become the mean of `source` around `triggers` (indices), from `before` samples earlier to `after` later.

        Returns how many triggers were far enough from the ends.
        """
        values = self._vector("trigavg", "source", source).copy()
        n = len(values)
        pre = self._integer("trigavg", "before", before, 0, n - 1)
        post = self._integer("trigavg", "after", after, 0, n - 1)
        places = self._vector("trigavg", "triggers", triggers).astype(int)
        places = places[(places >= pre) & (places < n - post)]
        total = np.zeros(pre + post)
        for place in places:
            total += values[place - pre : place + post]
        if len(places) == 0:
            raise self._wrong("trigavg", "no trigger is far enough from the ends of the source")
        self._replace(total / len(places))
        return float(len(places))

    def inf(self, source: Any, *parameters: Any) -> Self:
        """Become the voltage of an integrate-and-fire cell, for a current `source`.

        `inf(source, dt, gl, el, cm, threshold, reset[, refractory])`: a spike is a 0, and `reset` follows it.
        """
        stimulus = self._vector("inf", "source", source).tolist()
        names = ("dt", "gl", "el", "cm", "threshold", "reset", "refractory")
        if len(parameters) not in (6, 7):
            raise self._wrong(
                "inf", f"{len(parameters)} parameters; give {', '.join(names[:6])} and perhaps {names[6]}"
            )
        numbers = [self._number("inf", name, value) for name, value in zip(names, parameters)]
        step, leak, rest, capacitance, level, low = numbers[:6]
        if step <= 0.0 or not stimulus:
            raise self._wrong("inf", "dt must be positive, and the stimulus must have elements")
        v, wait, t = [rest], 0.0, 0
        while t < len(stimulus) - 1:
            after = v[t] + (-leak * (v[t] - rest) + stimulus[t]) / (capacitance / step)
            if after >= level and wait <= 0.0:
                v += [0.0, low]
                wait, t = (numbers[6] if len(numbers) == 7 else 0.0), t + 1
            else:
                wait -= step
                v.append(after)
            t += 1
        return self._replace(v[: len(stimulus)])


def multiplied(signal: np.ndarray, response: np.ndarray) -> np.ndarray:
    """The spectrum of a convolution."""
    return signal * response


def convolved(
    signal: np.ndarray, response: np.ndarray, used: int, combined: Callable[..., np.ndarray] = multiplied
) -> np.ndarray:
    """Circular convolution; `response` is as long as the result and holds `used` elements in wrap-around order."""
    n, half = len(response), (used - 1) // 2
    wrapped = np.zeros(n)
    wrapped[: (used + 1) // 2] = response[: (used + 1) // 2]
    if half:
        wrapped[n - half :] = response[used - half : used]
    return np.fft.irfft(combined(np.fft.rfft(signal, n), np.fft.rfft(wrapped)), n)


def power_of_two(size: int) -> int:
    """The least power of 2 that is not below `size`."""
    return 1 << max(0, size - 1).bit_length()


def _padded(values: np.ndarray, size: int) -> np.ndarray:
    """The values, and zeros up to a power of 2 that is not below `size`."""
    result = np.zeros(power_of_two(size))
    result[: len(values)] = values
    return result
