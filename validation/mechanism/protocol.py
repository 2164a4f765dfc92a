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
_DEFAULT_CELSIUS = 6.3
_SYNAPTIC, _ARTIFICIAL = (0.002, 0.01, 0.1), (0.3, 1.2, -0.4)  # weights of three connections
_TRAINS = (
    (1.0, 3.0125, 7.33, 12.0, 12.0, 15.5, 15.6, 15.7),
    (2.0, 7.33, 12.0, 15.55, 18.777),
    (5.01, 12.0, 20.0125, 20.0125),
)  # ms


@dataclass(frozen=True)
class Protocol:
    """One run of 1,000 steps of a soma with hh, pas and the mechanism; of an artificial cell, without the soma.

    Both simulators get the same number of clamps in every protocol, so that braincell compiles one program for all.
    """

    name: str
    celsius: float
    leak: float  # g of pas [S/cm²]; its e is V_INIT
    clamps: tuple[tuple[float, float, float], ...]  # delay [ms], duration [ms], amplitude [nA]
    ions: dict[str, float] = field(default_factory=dict)  # ion variables set before initialisation: {"cai": 5e-4}
    driver: tuple[tuple[float, float, float], ...] = ()  # clamps of a second soma, at whose variables POINTERs point
    events: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = ()  # connections: weights, times [ms]
    parameters: dict[str, Any] = field(default_factory=dict)  # RANGE; of a density mechanism the arrays


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
    arrays = {name: values for name, values in _moved(cls).items() if name in cls.sizes}  # 0, if they are not set
    return tuple(replace(protocol, parameters=arrays) for protocol in chosen)


def _point(cls: type[Mechanism]) -> tuple[Protocol, ...]:
    moved = _moved(cls)
    trains = _events(cls, _SYNAPTIC)
    chosen = [
        replace(_free("free 6.3 °C", 6.3), events=trains),
        replace(_free("other parameters", 33.0), events=trains, parameters=moved),
        replace(_staircase("staircase", {}), events=trains),
        replace(_staircase("staircase, other parameters", {}), events=trains, parameters=moved),
    ]
    return tuple(chosen)


def _artificial(cls: type[Mechanism]) -> tuple[Protocol, ...]:
    trains = _events(cls, _ARTIFICIAL)
    chosen = [
        Protocol("alone", _DEFAULT_CELSIUS, 0.0, (), events=_late(trains)),
        Protocol("events", _DEFAULT_CELSIUS, 0.0, (), events=trains),
        Protocol("other parameters", _DEFAULT_CELSIUS, 0.0, (), events=trains, parameters=_moved(cls)),
    ]
    return tuple(chosen)


_KINDS = {"density": _density, "point": _point, "artificial": _artificial}


def _events(
    cls: type[Mechanism], weights: tuple[float, ...]
) -> tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]:
    """Connections whose events fall on steps, on half steps, between, and together; none if it receives none."""
    if cls.receive is Mechanism.receive:
        return ()
    more = tuple(0.7 + 0.3 * k for k in range(len(cls.net_arguments) - 1))  # for those that INITIAL does not set
    return tuple(((weight, *more), times) for weight, times in zip(weights, _TRAINS, strict=True))


def _late(trains: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]) -> tuple:
    """Events after the end: none, but the same program."""
    return tuple((weights, tuple(time + 1e4 for time in times)) for weights, times in trains)


def _moved(cls: type[Mechanism]) -> dict[str, float | list[float]]:
    """Other values of the RANGE parameters, within their limits: what is 0 acts, too, and elements differ."""
    moved: dict[str, float | list[float]] = {}
    for name, p in cls.parameters.items():
        if p.scope == "range":
            value = 1.1 * p.default if p.default else 0.5
            low, high = (-math.inf if p.low is None else p.low), (math.inf if p.high is None else p.high)
            elements = [min(max(value * (1.0 + 0.1 * k), low), high) for k in range(p.size or 1)]
            moved[name] = elements[0] if p.size is None else elements
    return moved


def _free(name: str, celsius: float) -> Protocol:
    idle = ((0.0, 0.0, 0.0),) * (len(_STAIRCASE) - len(_PULSES))
    return Protocol(name, celsius, _REST_LEAK, _PULSES + idle)


def _staircase(name: str, ions: dict[str, float]) -> Protocol:
    width = N_STEPS * DT / len(_STAIRCASE)
    amplitudes = [1e6 * _CLAMP_LEAK * _AREA * (level - V_INIT) for level in _STAIRCASE]  # S·mV is 1e6 nA
    clamps = tuple((width * k, width, amplitude) for k, amplitude in enumerate(amplitudes))
    return Protocol(name, 20.0, _CLAMP_LEAK, clamps, ions)
