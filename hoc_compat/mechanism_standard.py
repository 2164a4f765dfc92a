"""MechanismStandard: a set of values of one mechanism's variables, to be copied to and from places."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.mech import registry
from hoc_compat.hoc_object import HocObject
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.range_variables import computed_names, global_names, ion_of, ion_variables, variables, visible
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD

GLOBAL, ALL, PARAMETER, ASSIGNED, STATE = -1, 0, 1, 2, 3
_NEURONS_NAMES = {"IClamp": {"delay": "del"}}
_PLAIN = {"capacitance": {"cm": (PARAMETER, 1.0), "i_cap": (ASSIGNED, 0.0)}, "morphology": {"diam": (PARAMETER, 500.0)}}


class MechanismStandard(HocObject):
    """`h.MechanismStandard("hh", kind)`: kind 1 parameters (the default), 2 assigned, 3 states, 0 all, −1 globals."""

    def __init__(self, mechanism: str, kind: Any = PARAMETER):
        if mechanism not in (*registry.names(), *_PLAIN) and ion_of(mechanism) is None:
            raise unknown_name("mechanism or point process", mechanism, registry.names(), "MechanismStandard")
        if kind not in (GLOBAL, ALL, PARAMETER, ASSIGNED, STATE):
            raise InputError(f"MechanismStandard: the kind is {kind!r}; it is −1, 0, 1, 2 or 3")
        self._mechanism = mechanism
        self._kind = kind
        self._values = _globals(mechanism) if kind == GLOBAL else _defaults(mechanism, kind)

    def count(self) -> int:
        """Number of variables."""
        return len(self._values)

    def name(self, target: Any, index: Any = None) -> int:
        """Put the mechanism's name, or that of variable `index`, into a reference; the latter returns its size."""
        if index is None:
            target[0] = self._mechanism
            return 0
        variable = self._at(index)
        target[0] = variable
        return len(self._values[variable])

    def is_array(self, index: Any) -> bool:
        """Whether variable `index` is an array."""
        return len(self._values[self._at(index)]) > 1

    def get(self, name: str, index: Any = 0) -> float:
        """A value."""
        return self._list(name, index)[int(index)]

    def set(self, name: str, value: Any, index: Any = 0) -> float:
        """Set a value."""
        self._list(name, index)[int(index)] = float(value)
        return 0.0

    def out(self, place: Any = None, *_: Any, sec: Section | None = None) -> float:
        """Copy the values to a segment, all segments of a section, a point process or another standard.

        All of them, as in NEURON, even if a name follows the segment.
        """
        for target in self._places(place, sec):
            for variable in self._values:
                for i, value in enumerate(self._values[variable]):
                    self._write(target, variable, i, value)
        return 0.0

    def _in(self, place: Any = None, sec: Section | None = None) -> float:
        """Take the values from a segment, a section's first one, a point process or another standard (`in` in hoc)."""
        targets = self._places(place, sec)
        source = targets[0]
        for variable, values in self._values.items():
            for i in range(len(values)):
                values[i] = self._read(source, variable, i)
        return 0.0

    def _write(self, target: Any, name: str, i: int, value: float) -> None:
        if isinstance(target, MechanismStandard):
            if name in target._values:
                target._values[name][i] = value
        elif len(self._values[name]) > 1:
            getattr(target, name)[i] = value
        else:
            setattr(target, name, value)

    def _read(self, source: Any, name: str, i: int) -> float:
        if isinstance(source, MechanismStandard):
            return source._values[name][i] if name in source._values else self._values[name][i]
        found = getattr(source, name)
        return float(found[i] if len(self._values[name]) > 1 else found)

    def _places(self, place: Any, sec: Section | None) -> list[Any]:
        if isinstance(place, (Segment, MechanismObject, MechanismStandard)):
            return [place]
        if place is None or isinstance(place, Section):
            section = place or sec
            return list(WORLD.current_section() if section is None else section._alive())
        if isinstance(place, (int, float)):
            return [(WORLD.current_section() if sec is None else sec)(place)]
        raise InputError(f"{self}: {place!r} is no place; give a segment, a section, or a point process")

    def _checked(self, name: str) -> str:
        if self._kind == GLOBAL:
            raise InputError(f"{self}: `{name}` is one for all places; read and set `h.{name}`")
        if name not in self._values:
            raise unknown_name("variable", name, self._values, f"{self}")
        return name

    def _list(self, name: str, index: Any) -> list[float]:
        values = self._values[self._checked(name)]
        if not 0 <= index < len(values):
            raise InputError(f"{self}: `{name}` has {len(values)} elements; the index is {index}")
        return values

    def _at(self, index: Any) -> str:
        if not 0 <= index < len(self._values):
            raise InputError(f"{self}: there is no variable {index}; it has {len(self._values)} (counted from 0)")
        return list(self._values)[int(index)]

    def save(self, *_: Any) -> float:
        """Does nothing: there are no sessions."""
        return 0.0

    panel = action = save


setattr(MechanismStandard, "in", MechanismStandard._in)  # a name that Python's syntax forbids


def _globals(mechanism: str) -> dict[str, list[float]]:
    if mechanism not in registry.names():
        return {}
    cls = registry.find(mechanism)
    names = [*global_names(cls), *computed_names(cls)]
    return {f"{name}_{mechanism}": [0.0] * cls.sizes.get(name, 1) for name in names}  # their values are those of `h`


def _defaults(mechanism: str, kind: int) -> dict[str, list[float]]:
    """The variables of a kind by NEURON's names, with the values that they have when they are inserted."""
    ion = ion_of(mechanism)
    if ion is not None:
        chosen: Iterable[str] = {PARAMETER: [f"{ion}o"], ASSIGNED: [f"i{ion}"], STATE: []}.get(kind, ion_variables(ion))
        return {name: [ion_variables(ion)[name]] for name in chosen}
    if mechanism in _PLAIN:
        return {name: [value] for name, (k, value) in _PLAIN[mechanism].items() if kind in (ALL, k)}
    cls = registry.find(mechanism)
    names = {}
    for name in visible(cls):
        start = variables(cls)[name]
        own = PARAMETER if name in cls.parameters else STATE if name in cls.states else ASSIGNED
        if kind in (ALL, own):
            shown = (
                f"{name}_{mechanism}" if cls.kind == "density" else _NEURONS_NAMES.get(mechanism, {}).get(name, name)
            )
            names[shown] = np.broadcast_to(start, (cls.sizes.get(name, 1), 1))[:, 0].tolist()
    return names
