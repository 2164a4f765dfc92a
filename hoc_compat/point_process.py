"""Point processes: objects that sit at one segment, such as `h.IClamp(soma(0.5))`."""

import weakref
from functools import cache
from typing import Any

from braincell.errors import InputError
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat.built_in_methods import bases_for
from hoc_compat.held_streams import kept_segments
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.segment import Segment, centre
from hoc_compat.world import WORLD


class PointProcess(MechanismObject):
    """One instance of a point mechanism.

    `h.IClamp(segment)`, `h.IClamp(x, sec=section)` or, to be placed later with `loc`, `h.IClamp()`.
    """

    def __init__(self, place: Any = None, sec: Any = None):
        self._section: weakref.ref[Any] | None = None
        self._x = 0.5
        self._begin()
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
        if self._section is None:
            self._begin_streams()
        self._section = weakref.ref(place.sec._alive())
        for use in self._mechanism.ions:
            place.sec._insert_ion(use.ion)
        self._x = centre(place.x, place.sec._nseg)
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

    def _keep_segment(self, section: Any, n: int) -> bool:
        """Move to the segment that covers the place when `section` is divided into `n`.

        On the border of two of fewer segments the first one counts, as in NEURON. True if its segment does not remain.
        """
        if self._section is None or self._section() is not section or self._x in (0.0, 1.0):
            return False
        old, before = section._nseg, section._index(self._x)
        place = n * (2 * before + 1)  # in units of a 2 old-th of the section
        index = place // (2 * old) if n > old else max(0, -(-place // (2 * old)) - 1)
        self._x = (index + 0.5) / n
        return n < old and before not in kept_segments(old, n)

    def _is_simulated(self) -> bool:
        return self._segment is not None

    def _check_usable(self) -> None:
        self._placed()


@cache
def _class_for(mechanism: type[Mechanism]) -> type[PointProcess]:
    members = {"_mechanism": mechanism, "__doc__": mechanism.__doc__}
    return type(mechanism.name, bases_for(mechanism.name, PointProcess), members)  # pyright: ignore


def point_process_class(name: str) -> type[PointProcess] | None:
    """The class of a registered point mechanism, or None."""
    if name not in registry.names():
        return None
    mechanism = registry.find(name)
    return _class_for(mechanism) if mechanism.kind == "point" else None
