"""SectionList: an ordered collection of sections."""

from collections.abc import Iterable, Iterator
from typing import Any

from hoc_compat.hoc_object import HocObject
from hoc_compat.section import Section
from hoc_compat.world import WORLD


class SectionList(HocObject):
    """`h.SectionList()` or `h.SectionList(iterable of sections)`; deleted sections drop out."""

    def __init__(self, sections: Iterable[Section] = ()):
        self._sections = list(sections)

    def __iter__(self) -> Iterator[Section]:
        return iter([s for s in self._sections if not s._deleted])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, section: object) -> bool:
        return any(s is section for s in self)

    def append(self, *sections: Section, sec: Section | None = None) -> int:
        """Add sections (the current one if none is given); returns their number."""
        self._sections += [*sections, *([sec] if sec is not None else [])] or [WORLD.current_section()]
        return len(self)

    def remove(self, *sections: Any, sec: Section | None = None) -> int:
        """Take sections (or all of another list) out; returns how many were there."""
        gone = [s for item in sections for s in (item if isinstance(item, SectionList) else [item])]
        gone += [sec] if sec is not None else []
        before = len(self)
        self._sections = [s for s in self if not any(s is g for g in gone)]
        return before - len(self)

    def wholetree(self, sec: Section | None = None) -> int:
        """Add every section of the tree that `sec` is part of."""
        return self.append(*(WORLD.current_section() if sec is None else sec).wholetree())

    def subtree(self, sec: Section | None = None) -> int:
        """Add `sec` and everything beyond it."""
        return self.append(*(WORLD.current_section() if sec is None else sec).subtree())

    def children(self, sec: Section | None = None) -> int:
        """Add the children of `sec`."""
        return self.append(*(WORLD.current_section() if sec is None else sec).children())

    def unique(self) -> int:
        """Keep the first of each section; returns how many were removed."""
        before = len(self)
        self._sections = list(dict.fromkeys(self))
        return before - len(self)
