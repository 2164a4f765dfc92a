"""SectionRef: ask for the relatives of a section."""

import weakref
from collections.abc import Iterator
from typing import Any

from braincell.errors import InputError
from hoc_compat import tree
from hoc_compat.c_format import text
from hoc_compat.hoc_object import HocObject
from hoc_compat.section import Section
from hoc_compat.section_shape import DeletedSectionError
from hoc_compat.world import WORLD


class SectionRef(HocObject):
    """`h.SectionRef(section)`, `h.SectionRef(sec=section)`, or of the current section; does not keep it alive."""

    def __init__(self, section: Section | None = None, sec: Section | None = None):
        found = sec if section is None else section
        if found is None:
            found = WORLD.current_section()
        if not isinstance(found, Section):
            raise InputError(f"SectionRef({found!r}): a section is needed")
        self._section = weakref.ref(found._alive())

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            raise InputError(f"{self}.{name} cannot be assigned; a SectionRef only shows the tree")
        object.__setattr__(self, name, value)

    @property
    def sec(self) -> Section:
        """The section."""
        section = self._section()
        if section is None or section._deleted:
            raise DeletedSectionError(f"{self}: can't access a deleted section")
        return section

    @property
    def parent(self) -> Section:
        """The section that it is connected to. Raises `InputError` for a root."""
        parent = tree.parent(self.sec)
        if parent is None:
            raise InputError(f"{self}: {self.sec} has no parent; ask `has_parent()` first")
        return parent

    @property
    def trueparent(self) -> Section:
        """The section that it really hangs on (see `Section.trueparentseg`). Raises `InputError` if there is none."""
        segment = tree.true_parent(self.sec)
        if segment is None:
            raise InputError(f"{self}: {self.sec} has no true parent; ask `has_trueparent()` first")
        return segment.sec

    @property
    def root(self) -> Section:
        """The section that the tree starts with."""
        return tree.root(self.sec)

    @property
    def child(self) -> "Children":
        """The children: `ref.child[0]`."""
        return Children(self)

    def nchild(self) -> int:
        """Number of children."""
        return len(tree.children(self.sec))

    def has_parent(self) -> bool:
        """Whether the section is connected to another."""
        return tree.parent(self.sec) is not None

    def has_trueparent(self) -> bool:
        """Whether the section hangs on another elsewhere than at the root's very beginning."""
        return tree.true_parent(self.sec) is not None

    def exists(self) -> bool:
        """Whether the section still exists."""
        section = self._section()
        return section is not None and not section._deleted

    def is_cas(self, sec: Section | None = None) -> bool:
        """Whether this is the current section (or `sec`)."""
        return self.sec is (WORLD.current_section() if sec is None else sec)

    def unname(self) -> float:
        """Take its name from a section that hoc's main program has created: 1; 0 for another one."""
        from hoc_compat.hoc.renaming import unname  # hoc knows this class

        return unname(self.sec)

    def rename(self, name: str, group: Any = None) -> float:
        """Give a name to a section without one: 1, else 0; with a List of SectionRefs, `name[0]`, … to all of them."""
        from hoc_compat.hoc.renaming import rename  # hoc knows this class

        try:
            sections = [self.sec] if group is None else [ref.sec for ref in group]
        except DeletedSectionError:
            print(f"{self}.rename: a section was deleted")
            return 0.0
        return rename(sections, str(text(name, f"{self}.rename")), group is not None)


class Children:
    """The children of a SectionRef's section."""

    def __init__(self, reference: SectionRef):
        self._reference = reference

    def __repr__(self) -> str:
        return f"{self._reference}.child[?]"

    def __len__(self) -> int:
        return self._reference.nchild()

    def __iter__(self) -> Iterator[Section]:
        return iter(tree.children(self._reference.sec))

    def __getitem__(self, index: int) -> Section:
        children = list(self)
        if not 0 <= index < len(children):
            raise IndexError(f"{self._reference}.child[{index}]: {self._reference.sec} has {len(children)} children")
        return children[index]
