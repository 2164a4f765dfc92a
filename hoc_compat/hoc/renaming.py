"""Give sections of hoc's main program other names (NEURON's nrnoc/secref.cpp)."""

from collections.abc import Iterable

from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.storage import Array
from hoc_compat.hoc.symbols import SECTION, UNDEFINED, Symbol
from hoc_compat.section import Section

_UNNAMED: dict[int, Section] = {}
"""Sections without a name live on until they get one."""


def unname(section: Section) -> float:
    """Take its name from a section: 1; 0 if Python or a template has made it.

    Raises:
        HocError: it has no name.
    """
    if section._number in _UNNAMED:
        raise HocError("SectionRef.unname: the section is unnamed")
    for symbol in MAIN.scope.symbols.values():
        values = _values(symbol)
        for place in [i for i, value in enumerate(values) if value is section]:
            _store(symbol, place, None)
            section._given_name = ""
            _UNNAMED[section._number] = section
            return 1.0
    return 0.0


def rename(sections: Iterable[Section], name: str, is_array: bool) -> float:
    """Give a name to a section without one, or the elements of an array to several: 1, or 0 if that cannot be.

    Sections that have the name are deleted.
    """
    sections = list(sections)
    if any(section._number not in _UNNAMED for section in sections):
        return 0.0
    symbol = MAIN.scope.find(name) or MAIN.scope.add(name)
    if symbol.kind not in (SECTION, UNDEFINED):
        print(f"The new name {name} already exists and is no section")
        return 0.0
    for section in _values(symbol):
        if section is not None:
            section._delete()
    symbol.kind, symbol.dimensions = SECTION, (len(sections),) if is_array else ()
    MAIN.data[symbol.slot] = Array(name, symbol.dimensions, None) if is_array else None
    for place, section in enumerate(sections):
        _store(symbol, place, section)
        section._given_name = f"{name}[{place}]" if is_array else name
        del _UNNAMED[section._number]
    return 1.0


def _values(symbol: Symbol) -> list[Section | None]:
    if symbol.kind != SECTION:
        return []
    value = MAIN.data[symbol.slot]
    return value.values if isinstance(value, Array) else [value]


def _store(symbol: Symbol, place: int, section: Section | None) -> None:
    value = MAIN.data[symbol.slot]
    if isinstance(value, Array):
        value.values[place] = section
    else:
        MAIN.data[symbol.slot] = section
