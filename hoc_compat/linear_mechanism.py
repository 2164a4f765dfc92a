"""LinearMechanism: linear equations that are solved together with the voltages."""

import weakref
from typing import Any

from braincell.errors import InputError, UnsupportedError
from hoc_compat.arguments import number
from hoc_compat.hoc_object import HocObject
from hoc_compat.matrix import Matrix
from hoc_compat.section_list import SectionList
from hoc_compat.segment import Segment
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD


class LinearMechanism(HocObject):
    """Equations c y' + g y = b, of which the first may be added to those of voltages.

    `h.LinearMechanism([function,] c, g, y, [y0,] b[, x, sec=section])` or `…, b, section_list, xs)`: Matrices c and g,
    Vectors y, y0 and b of one size n. The first elements of y are the voltages [mV] at x of the section, or at xs of
    the sections; the first rows are currents that leave there [mA/cm², nA at the ends of sections]. The others begin at
    y0, or at 0. All are read in every run and step, before which the function is called; y follows. Holds for
    `secondorder = 0` and the fixed step.

    NEURON: src/nrniv/linmod1.cpp.
    """

    def __init__(self, *arguments: Any, sec: Any = None):
        given = list(arguments)
        self.function = None
        if given and not isinstance(given[0], Matrix):
            self.function = given.pop(0)
            if not callable(self.function):
                raise InputError(f"{self}: {self.function!r} is neither a Matrix nor a function")
        has_start = len(given) > 4 and isinstance(given[4], Vector) and isinstance(given[3], Vector)
        self.c, self.g = self._taken(given, Matrix, "c"), self._taken(given, Matrix, "g")
        self.y = self._taken(given, Vector, "y")
        self.y0 = self._taken(given, Vector, "y0") if has_start else None
        self.b = self._taken(given, Vector, "b")
        self._places = [(weakref.ref(place.sec._alive()), place.x) for place in self._given_places(given, sec)]
        self.check_sizes()
        if len(self._places) > len(self.y):
            raise InputError(
                f"{self}: {len(self._places)} places for {len(self.y)} unknowns; there is one for each place"
            )
        WORLD.add_linear(self)

    def _taken(self, given: list[Any], kind: type[HocObject], name: str) -> Any:
        found = given.pop(0) if given else None
        if not isinstance(found, kind):
            raise InputError(f"{self}: `{name}` is {found!r}; a {kind.__name__} is needed: c, g, y, [y0,] b, …")
        return found

    def _given_places(self, given: list[Any], sec: Any) -> list[Segment]:
        if not given:
            return []
        if not isinstance(given[0], SectionList):
            x = number(f"{self}", "x", given[0])
            if not 0.0 <= x <= 1.0:
                raise InputError(f"{self}: x is {x:g}; it must be from 0 to 1")
            return [(WORLD.current_section() if sec is None else sec)(x)]
        sections = list(given[0])
        if len(given) < 2 or not isinstance(given[1], Vector) or len(given[1]) < len(sections):
            raise InputError(f"{self}: a Vector with the place in each of the {len(sections)} sections is needed")
        if len(given) > 2 and any(given[2]):
            raise UnsupportedError(f"{self}: layers outside of the membrane are not coupled; leave the last Vector out")
        return [section(x) for section, x in zip(sections, given[1], strict=False)]

    def valid(self) -> bool:
        """Whether all of its sections exist."""
        return all((section := ref()) is not None and not section._deleted for ref, _ in self._places)

    def places(self) -> list[Segment]:
        """Where the first unknowns are voltages."""
        return [section(x) for ref, x in self._places if (section := ref()) is not None]

    def check_sizes(self) -> None:
        """Raise `InputError` unless all Matrices and Vectors fit together."""
        n = len(self.y)
        shapes = {"c": (self.c.nrow(), self.c.ncol()), "g": (self.g.nrow(), self.g.ncol())}
        wrong = [
            f"{name} is {rows:g} by {columns:g}" for name, (rows, columns) in shapes.items() if {rows, columns} != {n}
        ]
        vectors = {"b": self.b} | ({} if self.y0 is None else {"y0": self.y0})
        wrong += [f"{name} has {len(vector)} elements" for name, vector in vectors.items() if len(vector) != n]
        if wrong:
            raise InputError(f"{self}: y has {n} elements, but {', '.join(wrong)}; one size is needed")
