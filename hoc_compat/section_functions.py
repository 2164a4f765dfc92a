"""The functions of `h` that take a section or a place in one: `h.area(0.5, sec=dend)`, `h.topology()`, …"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from braincell.errors import InputError
from hoc_compat import geometry, tree
from hoc_compat.arguments import number
from hoc_compat.define_shape import define_shape
from hoc_compat.description import printed
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD


class SectionFunctions:
    """The part of `h` that is about sections; without `sec=`, the current section is meant."""

    def allsec(self) -> Iterator[Section]:
        """All sections, in order of creation."""
        return iter(WORLD.sections())

    def cas(self) -> Section:
        """The current section."""
        return WORLD.current_section()

    def this_section(self, x: float = 0.5, sec: Section | None = None) -> float:
        """The internal number of a section, which `push_section` takes."""
        return float(_section(sec)._number)

    def parent_section(self, x: float = 0.5, sec: Section | None = None) -> float:
        """The internal number of the section that one is connected to; 0 for a root."""
        above = tree.parent(_section(sec))
        return 0.0 if above is None else float(above._number)

    @property
    def diam_changed(self) -> int:
        """0: areas and resistances follow a change of shape at once; assigning 1 brings them up to date too."""
        return 0

    @diam_changed.setter
    def diam_changed(self, value: Any) -> None:
        for section in WORLD.sections() if value else ():
            section._reshaped()

    def push_section(self, which: Any) -> float:
        """Make the section of this name (as `secname` gives it) or internal number the current one."""
        for section in WORLD.sections():
            if which in (section._number, self.secname(sec=section), section.hoc_internal_name()):
                WORLD.push(section)
                return 1.0
        raise InputError(f"h.push_section: no section is called {which!r}; `h.secname(sec=…)` gives a section's name")

    def pop_section(self) -> float:
        """Undo the last `push`."""
        WORLD.pop()
        return 1.0

    def delete_section(self, *wrong: Any, sec: Section | None = None) -> float:
        """Delete a section; using it afterwards is an error."""
        _by_keyword("delete_section", wrong)
        _section(sec)._delete()
        return 0.0

    def disconnect(self, *wrong: Any, sec: Section | None = None) -> float:
        """Cut a section off its parent."""
        _by_keyword("disconnect", wrong)
        _section(sec).disconnect()
        return 0.0

    def topology(self) -> float:
        """Print a drawing of all trees."""
        print(tree.topology())
        return 1.0

    def secname(self, sec: Section | None = None) -> str:
        """The name by which hoc knows a section: `_pysec.soma`."""
        section = _section(sec)
        return section.name() if section._from_hoc or section._given_name is None else f"_pysec.{section.name()}"

    def sectionname(self, target: Any, sec: Section | None = None) -> float:
        """Put the name of a section into `h.ref("")`."""
        target[0] = self.secname(sec=sec)
        return 1.0

    def issection(self, pattern: str, sec: Section | None = None) -> float:
        """Whether a section's name matches a regular expression of hoc, as a whole: 1 or 0.

        In hoc, brackets stand for themselves and `<…>` for one of some characters.
        """
        expression = re.sub(r"[\[\]]", r"\\\g<0>", pattern).replace("<", "[").replace(">", "]")
        return float(re.fullmatch(expression, _section(sec).name()) is not None)

    def section_orientation(self, sec: Section | None = None) -> float:
        """Which own end, 0 or 1, is nearest the root."""
        return _section(sec).orientation()

    def parent_connection(self, sec: Section | None = None) -> float:
        """The position on the parent at which a section is connected."""
        return _section(sec)._parent_x

    def section_owner(self, sec: Section | None = None) -> Any:
        """The object given as `cell`, or None."""
        return _section(sec).cell()

    def psection(self, sec: Section | None = None) -> float:
        """Print what is in a section."""
        print(printed(_section(sec)))
        return 1.0

    def ismembrane(self, mechanism: str, sec: Section | None = None) -> float:
        """Whether a mechanism is inserted: 1 or 0."""
        return float(_section(sec).has_membrane(mechanism))

    def area(self, x: Any, sec: Section | None = None) -> float:
        """Membrane area [µm²] of a segment."""
        return _segment(x, sec).area()

    def ri(self, x: Any, sec: Section | None = None) -> float:
        """Axial resistance [MΩ] from a segment to the next node toward the root."""
        return _segment(x, sec).ri()

    def distance(self, *places: Any, sec: Section | None = None) -> float:
        """`distance(0, seg)` sets the origin; `distance(seg)` measures from it, `distance(a, b)` between two [µm].

        A segment may be given as `x, sec=section`.
        """
        *first, last = (*places[:-1], _place(places, places[-1], sec)) if places else (_section(sec)(0.0),)
        if len(first) > 1 or first and not isinstance(first[0], Segment) and first[0] not in (0, 1):
            raise InputError(f"h.distance({_shown(places)}): 0 sets the origin, 1 measures; then comes a segment")
        if not places or first and first[0] == 0:
            self.__dict__["_origin"] = last
            return last.x
        origin = first[0] if first and isinstance(first[0], Segment) else self.__dict__.get("_origin")
        if origin is None or origin.sec._deleted:
            origin = tree.root(last.sec)(0.0)
        return tree.distance(origin, last)

    def define_shape(self, **_: Any) -> float:
        """Give every section without 3-d points some, and move the others to where they are connected."""
        define_shape()
        return 1.0

    def pt3dconst(self, constant: Any = None) -> float:
        """While 1, assigning `L` and `diam` leaves 3-d points as they are; returns what was set before."""
        before = float(WORLD.points_are_constant)
        if constant not in (None, 0, 1):
            raise InputError(f"h.pt3dconst({constant!r}): 0 or 1 is needed")
        if constant is not None:
            WORLD.points_are_constant = bool(constant)
        return before

    def setSpineArea(self, area: Any) -> float:
        """The membrane area [µm²] of each spine, that is of each 3-d point with a negative diameter."""
        WORLD.spine_area = number("h.setSpineArea", "area", area)
        if WORLD.spine_area < 0.0:
            found, WORLD.spine_area = WORLD.spine_area, 0.0
            raise InputError(f"h.setSpineArea: the area is {found:g} µm²; it must be at least 0")
        for section in WORLD.sections():
            section._reshaped()
        return WORLD.spine_area

    def getSpineArea(self) -> float:
        """The membrane area [µm²] of each spine."""
        return WORLD.spine_area

    def lambda_f(self, frequency: float, sec: Any = None) -> float:
        """AC length constant [µm] at `frequency` [Hz] (`lambda_f`, stdlib.hoc)."""
        return geometry.length_constant(_section(sec.sec if isinstance(sec, Segment) else sec), float(frequency))


def _by_keyword(function: str, given: tuple[Any, ...]) -> None:
    if given:
        raise InputError(f"h.{function}({_shown(given)}): write `sec={given[0]!r}`")


def _place(given: tuple[Any, ...], place: Any, sec: Any) -> Segment:
    if isinstance(place, Segment):
        return place
    if isinstance(place, Section):
        raise InputError(f"h.distance({_shown(given)}): give a segment such as `{place}(0.5)`, not a section")
    return _section(sec)(place)


def _shown(values: tuple[Any, ...]) -> str:
    return ", ".join(map(repr, values))


def _point3d(method: str, result: Any) -> Callable[..., Any]:
    def call(self: SectionFunctions, *arguments: Any, sec: Section | None = None) -> Any:
        returned = getattr(_section(sec), method)(*arguments)
        return result if returned is None else float(returned)

    call.__name__ = method
    call.__doc__ = f"`section.{method}` of `sec`, or of the current section."
    return call


def _property_of_current(name: str) -> property:
    return property(
        lambda self: getattr(WORLD.current_section(), name),
        lambda self, value: setattr(WORLD.current_section(), name, value),
        doc=f"`{name}` of the current section.",
    )


_POINT_METHODS = {  # and what NEURON returns from those that return nothing in Python
    "n3d": None, "x3d": None, "y3d": None, "z3d": None, "diam3d": None, "arc3d": None, "spine3d": None,
    "pt3dadd": 1.0, "pt3dclear": None, "pt3dinsert": 0.0, "pt3dremove": 0.0, "pt3dchange": 0.0, "pt3dstyle": None,
}  # fmt: skip
for _method, _result in _POINT_METHODS.items():
    setattr(SectionFunctions, _method, _point3d(_method, _result))
for _method in ("L", "nseg", "Ra", "rallbranch"):
    setattr(SectionFunctions, _method, _property_of_current(_method))


def _section(sec: Any) -> Section:
    if sec is None:
        return WORLD.current_section()
    if not isinstance(sec, Section):
        raise InputError(f"sec={sec!r}: a section is needed")
    return sec._alive()


def _segment(x: Any, sec: Any) -> Segment:
    return x if isinstance(x, Segment) else _section(sec)(x)
