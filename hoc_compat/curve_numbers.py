"""The numbers of a Graph's line: single precision, as NEURON keeps them."""

from array import array
from typing import Any

import numpy as np

LARGEST, _SHOWN = 1e30, 1e32


class CurveNumbers:
    """A growing list of float32; what is larger than 1e30 becomes 1e32."""

    def __init__(self, values: Any = ()):
        self._numbers = array("f")
        self._forgotten = array("f")  # what a place held before `clear`, and holds until it is written to again
        self.extend(np.asarray(values, float))

    def add(self, value: float) -> None:
        """Append one number."""
        self._numbers.append(_SHOWN if value > LARGEST else max(value, -_SHOWN))

    def extend(self, values: np.ndarray) -> None:
        """Append numbers."""
        shown = np.where(values > LARGEST, _SHOWN, np.maximum(values, -_SHOWN))
        self._numbers.frombytes(shown.astype(np.float32).tobytes())

    def clear(self) -> None:
        """Forget all numbers; `places` still shows them."""
        self._forgotten = self._numbers + self._forgotten[len(self._numbers) :]
        self._numbers = array("f")

    def places(self, n: int) -> np.ndarray:
        """The first `n` places, also those whose numbers are forgotten but not yet replaced."""
        return np.array((self._numbers + self._forgotten[len(self._numbers) :])[:n], float)

    def values(self) -> np.ndarray:
        """A copy, in double precision."""
        return np.array(self._numbers, float)

    def __len__(self) -> int:
        return len(self._numbers)
