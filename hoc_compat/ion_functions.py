"""The functions of `h` about ions: `h.nernst(5, 150, 1)`, `h.ghk(v, 1e-4, 2, 2)`."""

import math
from typing import Any

from braincell.errors import UnsupportedError
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from hoc_compat.section import Section
from hoc_compat.world import WORLD


class IonFunctions:
    """The part of `h` that is about ions."""

    def nernst(self, *arguments: Any, sec: Section | None = None) -> float:
        """Nernst potential [mV] from inside, outside [mM] and charge."""
        if len(arguments) != 3:
            raise UnsupportedError("h.nernst takes inside, outside and charge; other forms are not supported")
        inside, outside, charge = (float(a) for a in arguments)
        if charge == 0.0:
            return 0.0
        if inside <= 0.0 or outside <= 0.0:
            return 1e6 if inside <= 0.0 else -1e6
        return self._thermal() / charge * math.log(outside / inside)

    def ghk(self, v: float, inside: float, outside: float, charge: float) -> float:
        """Goldman–Hodgkin–Katz current [mA/cm² per cm/s] at `v` [mV]."""
        x = charge * v / self._thermal()
        return 0.001 * charge * FARADAY * (inside * _efun(-x) - outside * _efun(x))

    def _thermal(self) -> float:
        return 1000.0 * GAS_CONSTANT * (float(WORLD.celsius.read()) + ZERO_CELSIUS) / FARADAY


def _efun(x: float) -> float:
    return 1.0 - x / 2.0 if abs(x) < 1e-4 else x / (math.exp(x) - 1.0)
