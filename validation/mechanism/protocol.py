"""What both simulators do to a mechanism: plain numbers, so that each side can read them from JSON."""

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any

from braincell.ion import ion_defaults
from braincell.mech.mechanism import Mechanism

DT, N_STEPS, V_INIT, SIZE = 0.025, 1000, -65.0, 20.0  # ms, –, mV, µm: length and diameter of the soma

_AREA = math.pi * SIZE**2 * 1e-8  # cm²
_CLAMP_LEAK = 1.0  # S/cm²: so much more than any channel's that injected current sets the voltage
_REST_LEAK = 1e-4
_STAIRCASE = (-90.0, -70.0, -50.0, -35.0, -20.0, -5.0, 10.0, 40.0, -65.0, -80.0)  # mV
_VOLTAGE, _LIKE_VOLTAGE = ("mV", "millivolt"), re.compile("v|pre|post", re.IGNORECASE)
_DRIVER = ((0.5, 5.0, 0.4), (8.0, 4.0, -0.25), (14.0, 8.0, 0.5))  # delay, duration [ms], amplitude [nA]
_PULSES = ((1.0, 8.0, 0.35), (11.0, 3.0, -0.3), (15.0, 7.0, 0.6))  # delay, duration [ms], amplitude [nA]


@dataclass(frozen=True)
class Protocol:
    """One run of 1,000 steps of a soma with hh, pas and the mechanism.

    Both simulators get the same number of clamps in every protocol, so that braincell compiles one program for all.
    """

    name: str
    celsius: float
    leak: float  # g of pas [S/cm²]; its e is V_INIT
    clamps: tuple[tuple[float, float, float], ...]  # delay [ms], duration [ms], amplitude [nA]
    ions: dict[str, float] = field(default_factory=dict)  # ion variables set before initialisation: {"cai": 5e-4}
    driver: tuple[tuple[float, float, float], ...] = ()  # clamps of a second soma, at whose variables POINTERs point


def protocols(cls: type[Mechanism]) -> tuple[Protocol, ...]:
    """The protocols for a mechanism class; none if its kind has none yet."""
    chosen = _KINDS[cls.kind](cls) if cls.kind in _KINDS else ()
    return tuple(replace(p, driver=_DRIVER) for p in chosen) if cls.pointers else chosen


def targets(cls: type[Mechanism]) -> list[list[Any]]:
    """What each POINTER points at: [name, variable, x], a variable of the driver at x.

    Those that the mechanism sets get a place each that acts on nothing, e of pas, whose g is 0 there; the driver has
    a segment for each. The others get the voltage if their unit, or without one their name, says that they are one,
    otherwise n of hh.
    """
    declared = cls.pointers.items()
    written = [name for name, pointer in declared if pointer.written]
    n = max(1, len(written))
    places = {name: ("pas.e", (k + 0.5) / n) for k, name in enumerate(written)}
    read = {k: "v" if p.unit in _VOLTAGE or not p.unit and _LIKE_VOLTAGE.match(k) else "hh.n" for k, p in declared}
    return [[name, *places.get(name, (read[name], 0.5 / n))] for name in cls.pointers]


def read_concentrations(cls: type[Mechanism]) -> dict[str, float]:
    """NEURON's defaults of the concentrations [mM] that a mechanism reads and nobody writes: {"cai": 5e-5}."""
    found = {}
    for use in cls.ions:
        defaults = ion_defaults(use.ion)
        _, inside, outside, _ = use.variables
        if not use.writes_concentration:
            found |= {n: x for n, x in ((inside, defaults.ci), (outside, defaults.co)) if n in use.reads}
    return found


def _density(cls: type[Mechanism]) -> tuple[Protocol, ...]:
    chosen = [_free("free 6.3 °C", 6.3), _free("free 33 °C", 33.0), _staircase("staircase", {})]
    if concentrations := read_concentrations(cls):
        for word, inside, outside in (("low", 0.3, 0.5), ("high", 10.0, 2.0)):
            ions = {name: x * (inside if name.endswith("i") else outside) for name, x in concentrations.items()}
            chosen.append(_staircase(f"staircase, {word} concentrations", ions))
    return tuple(chosen)


_KINDS = {"density": _density}


def _free(name: str, celsius: float) -> Protocol:
    idle = ((0.0, 0.0, 0.0),) * (len(_STAIRCASE) - len(_PULSES))
    return Protocol(name, celsius, _REST_LEAK, _PULSES + idle)


def _staircase(name: str, ions: dict[str, float]) -> Protocol:
    width = N_STEPS * DT / len(_STAIRCASE)
    amplitudes = [1e6 * _CLAMP_LEAK * _AREA * (level - V_INIT) for level in _STAIRCASE]  # S·mV is 1e6 nA
    clamps = tuple((width * k, width, amplitude) for k, amplitude in enumerate(amplitudes))
    return Protocol(name, 20.0, _CLAMP_LEAK, clamps, ions)
