"""The methods that a run can use, by name."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braincell.errors import InputError, UnknownNameError
from braincell.quad.staggered import Staggered

if TYPE_CHECKING:
    from braincell.quad.system import System

OdeStep = Callable[["System", Any, Any, Any], Any]
"""(system, t [ms], y [equation], dt [ms]) -> y at t + dt."""


@dataclass(frozen=True)
class OdeMethod:
    """A one-step method for y' = f(t, y), the voltages and all states together."""

    name: str
    step: OdeStep


@dataclass(frozen=True)
class Variable:
    """Steps of variable length and order, as NEURON's CVode takes them: backward differences, Newton's method with the
    tree's Jacobian, a new beginning at every event. Hines & Carnevale (2001), Neuroscientist 7:123.

    A step's error in each variable stays below `atol` + `rtol` |y| (mV for voltages, each state in its own unit), as
    `cvode.atol` and `cvode.rtol` say in NEURON. `max_step`, `min_step` [ms], `max_order` (1 to 5) bound it. Samples
    are taken at the end of every step, or `every` so many ms; spikes have samples of their own, at their times. Raises
    `InputError`.
    """

    atol: float = 1e-3
    rtol: float = 0.0
    max_step: float = 1e9
    min_step: float = 0.0
    max_order: int = 5
    every: float | None = None

    def __post_init__(self) -> None:
        rules = {
            "atol": (self.atol >= 0 and self.atol + self.rtol > 0, "must not be negative, nor 0 if `rtol` is"),
            "rtol": (self.rtol >= 0, "must not be negative"),
            "max_step": (self.max_step > 0, "must be positive, in ms"),
            "min_step": (0 <= self.min_step <= self.max_step, "is from 0 to `max_step`, in ms"),
            "max_order": (self.max_order in range(1, 6), "is 1, 2, 3, 4 or 5"),
            "every": (self.every is None or self.every > 0, "must be positive, in ms, or None"),
        }
        for name, (holds, rule) in rules.items():
            if not holds:
                raise InputError(f"Variable: `{name}` is {getattr(self, name)!r}; it {rule}")


Method = Staggered | OdeMethod | Variable

_METHODS: dict[str, Method] = {"staggered": Staggered(0), "cvode": Variable()}


def register_integrator(name: str) -> Callable[[OdeStep], OdeStep]:
    """A decorator that makes a step of your own known by a name; see `OdeStep`.

    It is a function (system, t, y, dt) -> y at t + dt, compiled with the run; `system` is a `System`.
    """

    def register(step: OdeStep) -> OdeStep:
        _METHODS[name] = OdeMethod(name, step)
        return step

    return register


def all_integrators() -> tuple[str, ...]:
    """The names of all methods."""
    import braincell.quad.integrators  # noqa: F401  they register themselves

    return tuple(_METHODS)


def get_integrator(name: "str | Method") -> Method:
    """The method of a name. Raises `UnknownNameError` with close names."""
    if isinstance(name, Staggered | OdeMethod | Variable):
        return name
    known = all_integrators()
    if name in known:
        return _METHODS[name]
    close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    meant = f"; did you mean {close[0]!r}" if close else ""
    raise UnknownNameError(f"there is no integrator {name!r}{meant}; known are {', '.join(known)}", str(name))
