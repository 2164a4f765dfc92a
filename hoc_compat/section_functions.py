"""The functions of `h` that take a section or a place in one: `h.area(0.5, sec=dend)`, `h.topology()`, …"""

from collections.abc import Callable, Iterator
from typing import Any

from braincell.errors import InputError
from hoc_compat import geometry, tree
from hoc_compat.section import BUILT_IN, Section
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

    def pop_section(self) -> float:
        """Undo the last `push`."""
        WORLD.pop()
        return 1.0

    def delete_section(self, sec: Section | None = None) -> float:
        """Delete a section; using it afterwards is an error."""
        _section(sec)._delete()
        return 0.0

    def disconnect(self, sec: Section | None = None) -> float:
        """Cut a section off its parent."""
        _section(sec).disconnect()
        return 0.0

    def topology(self) -> float:
        """Print a drawing of all trees."""
        print(tree.topology())
        return 1.0

    def secname(self, sec: Section | None = None) -> str:
        """The name of a section."""
        return _section(sec).name()

    def psection(self, sec: Section | None = None) -> float:
        """Print what is in a section."""
        section = _section(sec)
        print(f"{section} {{ nseg={section.nseg}  L={section.L:g}  Ra={section.Ra:g}")
        for name in [n for n in section._range if n in ("morphology", "capacitance") or n not in BUILT_IN]:
            shown = {key: section._get(name, key, 0) for key in section._range[name]}
            print(f"\tinsert {name} {{ " + " ".join(f"{key}={value:g}" for key, value in shown.items()) + "}")
        print("}")
        return 1.0

    def ismembrane(self, mechanism: str, sec: Section | None = None) -> float:
        """Whether a mechanism is inserted: 1 or 0."""
        return float(_section(sec).has_membrane(mechanism))

    def section_exists(self, name: str, *_: Any) -> float:
        """Whether a section of this name exists: 1 or 0."""
        return float(any(section.name() == name for section in WORLD.sections()))

    def area(self, x: Any, sec: Section | None = None) -> float:
        """Membrane area [µm²] of a segment."""
        return _segment(x, sec).area()

    def ri(self, x: Any, sec: Section | None = None) -> float:
        """Axial resistance [MΩ] from a segment to the next node toward the root."""
        return _segment(x, sec).ri()

    def distance(self, *places: Any, sec: Section | None = None) -> float:
        """`distance(0, seg)` sets the origin; `distance(seg)` measures from it, `distance(a, b)` between two [µm]."""
        segments = [p for p in places if isinstance(p, Segment)]
        if len(segments) == 2:
            return tree.distance(*segments)
        if segments and len(places) == 2 or not segments and len(places) != 1:
            self.__dict__["_origin"] = segments[0] if segments else _segment(places[1] if places[1:] else 0.0, sec)
            return 0.0
        origin = self.__dict__.get("_origin")
        target = segments[0] if segments else _segment(places[0], sec)
        if origin is None or origin.sec._deleted:
            origin = tree.root(target.sec)(0.0)
        return tree.distance(origin, target)

    def lambda_f(self, frequency: float, sec: Any = None) -> float:
        """AC length constant [µm] at `frequency` [Hz] (`lambda_f`, stdlib.hoc)."""
        return geometry.length_constant(_section(sec.sec if isinstance(sec, Segment) else sec), float(frequency))


def _point3d(method: str) -> Callable[..., Any]:
    def call(self: SectionFunctions, *arguments: Any, sec: Section | None = None) -> Any:
        return getattr(_section(sec), method)(*arguments)

    call.__name__ = method
    call.__doc__ = f"`section.{method}` of `sec`, or of the current section."
    return call


for _method in ("n3d", "x3d", "y3d", "z3d", "diam3d", "arc3d", "pt3dadd", "pt3dclear", "pt3dinsert", "pt3dremove"):
    setattr(SectionFunctions, _method, _point3d(_method))
for _method in ("pt3dchange", "pt3dstyle"):
    setattr(SectionFunctions, _method, _point3d(_method))


def _section(sec: Any) -> Section:
    if sec is None:
        return WORLD.current_section()
    if not isinstance(sec, Section):
        raise InputError(f"sec={sec!r}: a section is needed")
    return sec._alive()


def _segment(x: Any, sec: Any) -> Segment:
    return x if isinstance(x, Segment) else _section(sec)(x)
