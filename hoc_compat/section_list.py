"""SectionList: an ordered collection of sections, which it does not keep alive."""

import weakref
from collections.abc import Iterable, Iterator
from typing import Any

from braincell.errors import InputError
from hoc_compat import tree
from hoc_compat.hoc_object import HocObject
from hoc_compat.section import Section
from hoc_compat.world import WORLD


class SectionList(HocObject):
    """`h.SectionList()` or `h.SectionList(iterable of sections)`; sections that are deleted drop out."""

    def __init__(self, sections: Iterable[Section] = ()):
        if isinstance(sections, Section) or not isinstance(sections, Iterable):
            raise InputError(f"SectionList({sections!r}): an iterable of sections is needed")
        self._add(sections)

    def _add(self, sections: Iterable[Any]) -> None:
        found = list(self) if "_sections" in self.__dict__ else []
        for section in sections:
            if not isinstance(section, Section):
                raise InputError(f"{self}: {section!r} is no section; a SectionList holds sections only")
            found.append(section._alive())
        self._sections = [weakref.ref(s) for s in found]

    def __iter__(self) -> Iterator[Section]:
        alive = [ref() for ref in self._sections]
        return iter([s for s in alive if s is not None and not s._deleted])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, section: object) -> bool:
        return any(s is section for s in self)

    def size(self) -> int:
        """Number of sections."""
        return len(self)

    def contains(self, section: Section | None = None, sec: Section | None = None) -> bool:
        """Whether a section (the current one if none is given) is in the list."""
        return _given(section, sec) in self

    def append(self, *sections: Section, sec: Section | None = None) -> float:
        """Add sections (the current one if none is given)."""
        self._add(sections or [_given(None, sec)])
        return 1.0

    def remove(self, section: Any = None, sec: Section | None = None) -> float:
        """Take the first occurrence of a section out: 1 or, if it was not there, 0.

        Of a SectionList, all occurrences of its sections; returns how many were there.
        """
        kept = list(self)
        if isinstance(section, SectionList):
            gone = set(section)
            left = [s for s in kept if s not in gone]
        else:
            found = _given(section, sec)
            left = [s for i, s in enumerate(kept) if s is not found or found in kept[:i]]
        self._sections = [weakref.ref(s) for s in left]
        return float(len(kept) - len(left))

    def wholetree(self, section: Section | None = None, sec: Section | None = None) -> float:
        """Add every section of the tree that a section is part of."""
        self._add(_given(section, sec).wholetree())
        return 1.0

    def subtree(self, section: Section | None = None, sec: Section | None = None) -> float:
        """Add a section and everything beyond it."""
        self._add(_given(section, sec).subtree())
        return 1.0

    def children(self, section: Section | None = None, sec: Section | None = None) -> float:
        """Add the children of a section."""
        self._add(_given(section, sec).children())
        return 1.0

    def allroots(self) -> float:
        """Add the root of every tree."""
        self._add(s for s in WORLD.sections() if tree.parent(s) is None)
        return 1.0

    def unique(self) -> int:
        """Keep the first of each section; returns how many were removed."""
        before = len(self)
        self._sections = [weakref.ref(s) for s in dict.fromkeys(self)]
        return before - len(self)

    def printnames(self) -> float:
        """Print the names, one a line."""
        for section in self:
            print(section)
        return 1.0


def _given(section: Any, sec: Any) -> Section:
    found = sec if section is None else section
    if found is None:
        return WORLD.current_section()
    if not isinstance(found, Section):
        raise InputError(f"SectionList: {found!r} is no section; give a section")
    return found._alive()
