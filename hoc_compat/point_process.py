"""Point processes: objects that sit at one segment, such as `h.IClamp(soma(0.5))`."""

import weakref
from functools import cache
from typing import Any, ClassVar

from braincell.errors import InputError
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat.column import slot_of
from hoc_compat.hoc_object import HocObject
from hoc_compat.pointer import ArrayReference, ProcessPointer
from hoc_compat.range_variables import slots_of
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD

_ALIASES = {"del": "delay"}


class PointProcess(HocObject):
    """One instance of a point mechanism; its parameters, states and currents are attributes.

    `h.IClamp(segment)`, `h.IClamp(x, sec=section)` or, to be placed later with `loc`, `h.IClamp()`.
    """

    _mechanism: ClassVar[type[Mechanism]]

    def __init__(self, place: Any = None, sec: Any = None):
        self._section: weakref.ref[Any] | None = None
        self._x = 0.5
        self._range = slots_of(self._mechanism, 1)
        self._pointers: dict[str, Any] = {}
        WORLD.add_process(self)
        if place is not None:
            self.loc(place, sec=sec)

    def loc(self, place: Any, sec: Any = None) -> None:
        """Sit at a segment, or at `x` of `sec` (the current section if not given)."""
        if not isinstance(place, Segment):
            if not isinstance(place, (int, float)):
                raise InputError(f"{self}: {place!r} is no place; give a segment such as `soma(0.5)`")
            place = (WORLD.current_section() if sec is None else sec)(place)
        if self._mechanism.ions and place.x in (0.0, 1.0):
            raise InputError(f"{self}: `{self._template}` uses an ion and cannot sit at {place}, which has no membrane")
        self._section = weakref.ref(place.sec._alive())
        self._x = _centre(place.x, place.sec._nseg)
        WORLD.structure += 1

    @property
    def _segment(self) -> Segment | None:
        section = None if self._section is None else self._section()
        return None if section is None or section._deleted else Segment(section, self._x)

    def get_segment(self) -> Segment | None:
        """The segment, or None."""
        return self._segment

    def get_loc(self) -> float:
        """Position in the section, which becomes the current one until `h.pop_section()`."""
        segment = self._placed()
        WORLD.push(segment.sec)
        return segment.x

    def has_loc(self) -> bool:
        """Whether it sits anywhere."""
        return self._segment is not None

    def _placed(self) -> Segment:
        segment = self._segment
        if segment is None:
            raise InputError(f"{self} is not located in a section; place it with `{self._template}.loc(segment)`")
        return segment

    def _keep_segment(self, section: Any, n: int) -> None:
        """Move to the segment that covers the place when `section` is divided into `n`.

        On the border of two of fewer segments the first one counts, as in NEURON.
        """
        if self._section is None or self._section() is not section or self._x in (0.0, 1.0):
            return
        old = section._nseg
        place = n * (2 * section._index(self._x) + 1)  # in units of a 2 old-th of the section
        index = place // (2 * old) if n > old else max(0, -(-place // (2 * old)) - 1)
        self._x = (index + 0.5) / n

    def _known(self, name: str) -> str:
        name = _ALIASES.get(name, name)
        if name not in self._range:
            raise self._no_such(name, self._range)
        return name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            variable = self._known(name[5:])
            if self._range[variable].size is not None:
                return ArrayReference(variable, lambda element: ProcessPointer(self, element))
            return ProcessPointer(self, variable)
        if name.startswith("_"):
            raise AttributeError(name)
        return self._get(self._known(name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        self._set(self._known(name), value)

    def _get(self, variable: str) -> Any:
        """A variable, an element `x[3]` of an array variable, or the array variable."""
        slot = slot_of(self._range, variable)
        self._placed()
        return slot[0]

    def _set(self, variable: str, value: Any) -> None:
        slot_of(self._range, variable)[0] = self._placed().sec._number_for(f"{self}.{variable}", value)

    def __dir__(self) -> list[str]:
        return sorted([*(n for n in dir(type(self)) if not n.startswith("_")), *self._range])


def _centre(x: float, n: int) -> float:
    return x if x in (0.0, 1.0) else (min(int(x * n), n - 1) + 0.5) / n


@cache
def _class_for(mechanism: type[Mechanism]) -> type[PointProcess]:
    return type(mechanism.name, (PointProcess,), {"_mechanism": mechanism, "__doc__": mechanism.__doc__})


def point_process_class(name: str) -> type[PointProcess] | None:
    """The class of a registered point mechanism, or None."""
    if name not in registry.names():
        return None
    mechanism = registry.find(name)
    return _class_for(mechanism) if mechanism.kind == "point" else None
