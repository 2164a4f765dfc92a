"""Compute NMODL's unit factors: `NAME = (from) (to)`."""

import math
import re
from collections.abc import Mapping

_E, _NA, _K = 1.602176634e-19, 6.02214076e23, 1.380649e-23  # SI 2019, as NEURON 9

# value in SI and exponents of (m, kg, s, A, K, mol)
_UNITS: dict[str, tuple[float, tuple[int, ...]]] = {
    "m": (1.0, (1, 0, 0, 0, 0, 0)),
    "meter": (1.0, (1, 0, 0, 0, 0, 0)),
    "kg": (1.0, (0, 1, 0, 0, 0, 0)),
    "g": (1e-3, (0, 1, 0, 0, 0, 0)),
    "gram": (1e-3, (0, 1, 0, 0, 0, 0)),
    "s": (1.0, (0, 0, 1, 0, 0, 0)),
    "sec": (1.0, (0, 0, 1, 0, 0, 0)),
    "second": (1.0, (0, 0, 1, 0, 0, 0)),
    "minute": (60.0, (0, 0, 1, 0, 0, 0)),
    "hour": (3600.0, (0, 0, 1, 0, 0, 0)),
    "A": (1.0, (0, 0, 0, 1, 0, 0)),
    "amp": (1.0, (0, 0, 0, 1, 0, 0)),
    "ampere": (1.0, (0, 0, 0, 1, 0, 0)),
    "K": (1.0, (0, 0, 0, 0, 1, 0)),
    "kelvin": (1.0, (0, 0, 0, 0, 1, 0)),
    "degC": (1.0, (0, 0, 0, 0, 1, 0)),
    "degK": (1.0, (0, 0, 0, 0, 1, 0)),
    "mole": (_NA, (0, 0, 0, 0, 0, 0)),
    "mol": (_NA, (0, 0, 0, 0, 0, 0)),
    "coulomb": (1.0, (0, 0, 1, 1, 0, 0)),
    "coul": (1.0, (0, 0, 1, 1, 0, 0)),
    "C": (1.0, (0, 0, 1, 1, 0, 0)),
    "volt": (1.0, (2, 1, -3, -1, 0, 0)),
    "V": (1.0, (2, 1, -3, -1, 0, 0)),
    "ohm": (1.0, (2, 1, -3, -2, 0, 0)),
    "mho": (1.0, (-2, -1, 3, 2, 0, 0)),
    "siemens": (1.0, (-2, -1, 3, 2, 0, 0)),
    "S": (1.0, (-2, -1, 3, 2, 0, 0)),
    "farad": (1.0, (-2, -1, 4, 2, 0, 0)),
    "F": (1.0, (-2, -1, 4, 2, 0, 0)),
    "joule": (1.0, (2, 1, -2, 0, 0, 0)),
    "J": (1.0, (2, 1, -2, 0, 0, 0)),
    "watt": (1.0, (2, 1, -3, 0, 0, 0)),
    "newton": (1.0, (1, 1, -2, 0, 0, 0)),
    "N": (1.0, (1, 1, -2, 0, 0, 0)),
    "erg": (1e-7, (2, 1, -2, 0, 0, 0)),
    "calorie": (4.1868, (2, 1, -2, 0, 0, 0)),
    "cal": (4.1868, (2, 1, -2, 0, 0, 0)),
    "atm": (101325.0, (-1, 1, -2, 0, 0, 0)),
    "liter": (1e-3, (3, 0, 0, 0, 0, 0)),
    "l": (1e-3, (3, 0, 0, 0, 0, 0)),
    "L": (1e-3, (3, 0, 0, 0, 0, 0)),
    "hertz": (1.0, (0, 0, -1, 0, 0, 0)),
    "Hz": (1.0, (0, 0, -1, 0, 0, 0)),
    "micron": (1e-6, (1, 0, 0, 0, 0, 0)),
    "angstrom": (1e-10, (1, 0, 0, 0, 0, 0)),
    "inch": (0.0254, (1, 0, 0, 0, 0, 0)),
    "molar": (_NA * 1e3, (-3, 0, 0, 0, 0, 0)),
    "M": (_NA * 1e3, (-3, 0, 0, 0, 0, 0)),
    "faraday": (_E * _NA, (0, 0, 1, 1, 0, 0)),
    "e": (_E, (0, 0, 1, 1, 0, 0)),
    "k": (_K, (2, 1, -2, 0, -1, 0)),
    "boltzmann": (_K, (2, 1, -2, 0, -1, 0)),
    "R": (_K * _NA, (2, 1, -2, 0, -1, 0)),
    "pi": (math.pi, (0, 0, 0, 0, 0, 0)),
    "radian": (1.0, (0, 0, 0, 0, 0, 0)),
    "degree": (math.pi / 180.0, (0, 0, 0, 0, 0, 0)),
    "percent": (0.01, (0, 0, 0, 0, 0, 0)),
    "%": (0.01, (0, 0, 0, 0, 0, 0)),
    "1": (1.0, (0, 0, 0, 0, 0, 0)),
}
_PREFIXES = {
    "yotta": 1e24, "zetta": 1e21, "exa": 1e18, "peta": 1e15, "tera": 1e12, "giga": 1e9, "mega": 1e6, "kilo": 1e3,
    "hecto": 1e2, "deka": 1e1, "deci": 1e-1, "centi": 1e-2, "milli": 1e-3, "micro": 1e-6, "nano": 1e-9, "pico": 1e-12,
    "femto": 1e-15, "atto": 1e-18, "M": 1e6, "k": 1e3, "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9,
    "p": 1e-12, "f": 1e-15,
}  # fmt: skip
_FACTOR = re.compile(
    r"\s*(?:(?P<divide>/)|(?P<power_of_ten>10-\d+)|(?P<number>\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)"
    r"|(?P<unit>[A-Za-z%]+)(?:\^?(?P<power>-?\d+))?|-|\*)"
)

Dimension = tuple[int, ...]


class UnknownUnitError(ValueError):
    """A unit that is neither built in nor defined in the file."""


def factor(source: str, target: str, aliases: Mapping[str, str | None]) -> float:
    """How many `target` one `source` is. Raises `UnknownUnitError`, or `ValueError` if their dimensions differ."""
    try:
        (a, first), (b, second) = _parse(source, aliases), _parse(target, aliases)
        if first != second:
            raise ValueError(f"({source}) and ({target}) measure different things")
        if math.isfinite(a / b):
            return a / b
    except (OverflowError, ZeroDivisionError):
        pass
    raise ValueError(f"({source}) in ({target}) is no finite number")


def _parse(text: str, aliases: Mapping[str, str | None], depth: int = 0) -> tuple[float, Dimension]:
    value, dimension, position, sign = 1.0, (0,) * 6, 0, 1
    text = text.strip()
    while position < len(text):
        found = _FACTOR.match(text, position)
        if found is None:
            raise UnknownUnitError(f"({text}) is no unit")
        position = found.end()
        if found["divide"]:
            sign = -1
        elif found["power_of_ten"]:  # NEURON writes 1e-3 as 10-3
            value *= 10.0 ** (-sign * int(found["power_of_ten"][3:]))
        elif found["number"]:
            value *= float(found["number"]) ** sign
        elif found["unit"]:
            base, exponents = _unit(found["unit"], aliases, depth)
            power = sign * int(found["power"] or 1)
            value *= base**power
            dimension = tuple(d + power * e for d, e in zip(dimension, exponents, strict=True))
    return value, dimension


def _unit(name: str, aliases: Mapping[str, str | None], depth: int) -> tuple[float, Dimension]:
    alias = aliases.get(name)
    if alias is not None and depth < 8 and alias != name:
        return _parse(alias, {k: v for k, v in aliases.items() if k != name}, depth + 1)
    for candidate in (name, name[:-1] if name.endswith("s") and len(name) > 2 else name):
        if candidate in _UNITS:
            return _UNITS[candidate]
        for prefix in sorted(_PREFIXES, key=len, reverse=True):
            rest = candidate[len(prefix) :]
            if candidate.startswith(prefix) and rest in _UNITS and rest != "1":
                base, exponents = _UNITS[rest]
                return _PREFIXES[prefix] * base, exponents
    if name in _PREFIXES:
        return _PREFIXES[name], (0,) * 6
    raise UnknownUnitError(f"the unit `{name}` is not known")
