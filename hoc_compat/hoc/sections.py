"""What generated code does with sections and range variables (NEURON's nrnoc/cabcode.cpp)."""

import re
from collections.abc import Iterator
from typing import Any

from braincell.mech import registry
from hoc_compat.hoc.arithmetic import index, number
from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.storage import Array, Owner
from hoc_compat.hoc.symbols import Symbol
from hoc_compat.hoc_object import HocObject
from hoc_compat.nmodl_random import NMODLRandom
from hoc_compat.pointer import ArrayReference, GlobalPointer
from hoc_compat.section import Section
from hoc_compat.section_list import SectionList
from hoc_compat.world import WORLD

_SAME = 1e-9  # how far beyond the ends of `v(x1:x2)` a centre may be


def create(owner: Any, symbol: Symbol, sizes: list[float]) -> None:
    """`create`: sections of that name; those that had it before are deleted."""
    if sizes:
        symbol.dimensions = tuple(index(size) for size in sizes)
    if len(owner.data) <= symbol.slot or getattr(owner, "scope", None) is not symbol.scope:
        raise HocError(f"`create {symbol.name}`: the name belongs to another template")
    if symbol.scope.template and isinstance(owner, Owner):
        return  # in the text of a template: its objects will make them
    for section in _sections(owner.data[symbol.slot]):
        section._delete()
    cell = owner if isinstance(owner, HocObject) else None
    if not symbol.dimensions:
        owner.data[symbol.slot] = _section(symbol.name, cell)
        return
    made = Array(symbol.name, symbol.dimensions, None)
    made.values = [_section(f"{symbol.name}{_subscripts(i, made.dimensions)}", cell) for i in range(len(made.values))]
    owner.data[symbol.slot] = made


def created_in_method(name: str, owner: Any) -> None:
    """`create` in a function of a template that does not say `create` outside of them."""
    raise HocError(
        f"`create {name}` in a function of {owner}: the first declaration of a section must stand in the template, "
        "outside of its functions"
    )


def _section(name: str, cell: Any) -> Section:
    section = Section(name=name, cell=cell)
    section._from_hoc = True
    return section


def _subscripts(place: int, dimensions: tuple[int, ...]) -> str:
    found = []
    for n in reversed(dimensions):
        place, i = divmod(place, n)
        found.append(f"[{i}]")
    return "".join(reversed(found))


def _sections(value: Any) -> list[Section]:
    found = value.values if isinstance(value, Array) else [value]
    return [s for s in found if isinstance(s, Section) and not s._deleted]


def section(value: Any, name: str, *subscripts: float) -> Section:
    """The section that a name means; the first one of an array without subscripts."""
    if isinstance(value, Array):
        value = value.values[value.place(subscripts or (0.0,) * len(value.dimensions))]
    elif subscripts:
        raise HocError(f"the section `{name}` has no subscripts")
    if value is None:
        raise HocError(f"the section `{name}` does not exist; `create` has not been executed")
    return value


class in_section:
    """While it lasts, a section is the current one; nothing for what is no section."""

    __slots__ = ("_section",)

    def __init__(self, section: Any):
        self._section = section if isinstance(section, Section) else None

    def __enter__(self) -> None:
        if self._section is not None:
            WORLD.push(self._section._alive())

    def __exit__(self, *_: Any) -> None:
        if self._section is not None:
            WORLD.pop()


def access(section: Any) -> None:
    """`access section`: the current section from now on."""
    if not isinstance(section, Section):
        raise HocError(f"access: {section!r} is no section")
    WORLD.pop()
    WORLD.push(section._alive())


def segments(ends: Any) -> Iterator[float]:
    """`for (x)`: 0, the centres and 1, or with `for (x, 0)` the centres only."""
    n = WORLD.current_section().nseg
    if number(ends):
        yield 0.0
    for i in range(n):
        yield (i + 0.5) / n
    if number(ends):
        yield 1.0


def forall(owner: Any) -> Iterator[None]:
    """`forall`: every section, or those of the object."""
    return _each(_all(owner))


def forsec(owner: Any, chosen: Any) -> Iterator[None]:
    """`forsec`: sections whose name contains a regular expression, or those of a SectionList."""
    if isinstance(chosen, str):
        return _each([s for s in _all(owner) if matches(s, chosen)])
    return _each(_listed(chosen))


def ifsec(chosen: Any) -> bool:
    """`ifsec`: whether the current section is among those that `forsec` means."""
    current = WORLD.current_section()
    return matches(current, chosen) if isinstance(chosen, str) else current in _listed(chosen)


def _all(owner: Any) -> list[Section]:
    found = WORLD.sections()
    return [s for s in found if s.cell() is owner] if isinstance(owner, HocObject) else found


def _listed(chosen: Any) -> list[Section]:
    if not isinstance(chosen, SectionList):
        raise HocError(f"forsec and ifsec need a string or a SectionList; found {chosen!r}")
    return list(chosen)


def matches(section: Section, pattern: str) -> bool:
    """Whether a name contains a regular expression of hoc, in which brackets stand for themselves."""
    expression = re.sub(r"[\[\]]", r"\\\g<0>", pattern).replace("<", "[").replace(">", "]")
    try:
        return re.search(expression, section.name()) is not None
    except re.error as error:
        raise HocError(f"{pattern!r} is no regular expression: {error}") from None


def _each(sections: list[Section]) -> Iterator[None]:
    stack = WORLD._stack
    depth = len(stack)
    try:
        for section in sections:
            if not section._deleted:
                stack[depth:] = (section,)
                yield
    finally:
        del stack[depth:]


class PythonSections:
    """`_pysec`: sections that Python made, by name: `_pysec.soma`, `_pysec.dend[2]`, `_pysec.cell.soma`."""

    def __init__(self, name: str = ""):
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return self._found(f"{self._name}.{name}" if self._name else name)

    def __getitem__(self, index: int) -> Any:
        return self._found(f"{self._name}[{index}]")

    def _found(self, name: str) -> Any:
        for section in WORLD.sections():
            if section.is_pysec() and section.name() == name:
                return section
            if section.name().startswith((f"{name}.", f"{name}[")):
                return PythonSections(name)
        raise HocError(f"`_pysec.{name}` is no section that Python made")


def insert(name: str) -> None:
    """`insert mechanism`."""
    WORLD.current_section().insert(name)


def uninsert(name: str) -> None:
    """`uninsert mechanism`."""
    WORLD.current_section().uninsert(name)


def connect(child: Section, end: float, parent: Section, place: Any) -> None:
    """`connect child(end), parent(place)`."""
    if not isinstance(child, Section) or not isinstance(parent, Section):
        raise HocError(f"connect: {child if not isinstance(child, Section) else parent!r} is no section")
    child.connect(parent, number(place), end)


# range variables


def read(section: Section | None, name: str, element: int | None, place: float) -> Any:
    """`v(x)` of a section, or of the current one; a RANDOM variable is an object."""
    found = getattr((section or WORLD.current_section())(place), name)
    return found if isinstance(found, NMODLRandom) else float(found if element is None else found[element])


def write(section: Section | None, name: str, element: int | None, place: float, operator: str, value: Any) -> float:
    """`v(x) = value`."""
    _write((section or WORLD.current_section())(place), name, element, operator, number(value))
    return number(value)


def _write(segment: Any, name: str, element: int | None, operator: str, value: float) -> None:
    if name == "diam":
        new = changed(operator, segment.diam, value) if operator else value
        segment.sec._set_diameters({segment.sec._index(segment.x): new})
    elif element is None:
        setattr(segment, name, changed(operator, getattr(segment, name), value) if operator else value)
    else:
        array = getattr(segment, name)
        array[element] = changed(operator, array[element], value) if operator else value


def write_all(section: Section | None, name: str, element: int | None, operator: str, value: Any) -> float:
    """`v = value`: of all segments."""
    section = section or WORLD.current_section()
    if not operator and element is None:
        setattr(section, name, number(value))
    else:
        for segment in section:
            _write(segment, name, element, operator, number(value))
    return number(value)


def write_line(
    section: Section | None, name: str, element: int | None, x1: float, x2: float, operator: str, y1: Any, y2: Any
) -> None:
    """`v(x1:x2) = y1:y2`: a straight line at the centres."""
    section = section or WORLD.current_section()
    first, last = number(y1), number(y2)
    if x2 - x1 < 1e-10:
        raise HocError(f"{name}({x1:g}:{x2:g}): the second place must be beyond the first")
    if name == "v":
        for x, y in ((x1, first), (x2, last)):
            if x in (0.0, 1.0):
                _write(section(x), name, element, operator, y)
    n = section.nseg
    along = {i: ((i + 0.5) / n - x1) / (x2 - x1) for i in range(n)}
    values = {i: first * (1.0 - x) + last * x for i, x in along.items() if -_SAME <= x <= 1.0 + _SAME}
    if name == "diam":
        before = {i: section((i + 0.5) / n).diam for i in values} if operator else {}
        section._set_diameters({i: changed(operator, before[i], y) if operator else y for i, y in values.items()})
        return
    for i, value in values.items():
        _write(section((i + 0.5) / n), name, element, operator, value)


def pointer(section: Section | None, name: str, element: int | None, place: float) -> Any:
    """`&v(x)`."""
    found = getattr((section or WORLD.current_section())(place), f"_ref_{name}")
    if element is None and isinstance(found, ArrayReference):
        element = 0
    return found if element is None else found[element]


def pointer_owner(variable: str) -> tuple[str, str]:
    """(mechanism, POINTER) of a name such as `vgap_gap`."""
    for mechanism in registry.names():
        name = variable.removesuffix(f"_{mechanism}")
        if name != variable and name in registry.find(mechanism).pointers:
            return mechanism, name
    raise HocError(f"setpointer: `{variable}` is no POINTER of a mechanism")


def write_property(section: Section, name: str, operator: str, value: Any) -> float:
    """`L = value`, `nseg = value`, …: nseg is cut to a whole number."""
    new = changed(operator, getattr(section, name), number(value)) if operator else number(value)
    setattr(section, name, int(new) if name == "nseg" else new)
    return new


def property_pointer(section: Section, name: str) -> GlobalPointer:
    """`&L`."""
    return GlobalPointer(name, lambda: float(getattr(section, name)), lambda value: setattr(section, name, value))


def changed(operator: str, old: Any, value: float) -> float:
    """What `+=` and its like assign."""
    old = float(old)
    return (
        {"": value, "+": old + value, "-": old - value, "*": old * value}[operator] if operator != "/" else old / value
    )
