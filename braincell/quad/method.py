"""The methods that a run can use, by name."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braincell.errors import UnknownNameError
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


Method = Staggered | OdeMethod

_METHODS: dict[str, Method] = {"staggered": Staggered(0)}


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
    if isinstance(name, Staggered | OdeMethod):
        return name
    known = all_integrators()
    if name in known:
        return _METHODS[name]
    close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    meant = f"; did you mean {close[0]!r}" if close else ""
    raise UnknownNameError(f"there is no integrator {name!r}{meant}; known are {', '.join(known)}", str(name))
