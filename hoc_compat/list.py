"""List: objects in order, or all objects of a class."""

from collections.abc import Iterator
from typing import Any

from braincell.errors import InputError, UnsupportedError
from hoc_compat.artificial_cell import artificial_cell_class
from hoc_compat.hoc_object import HocObject
from hoc_compat.loading import REFUSED
from hoc_compat.point_process import point_process_class
from hoc_compat.unsupported import CLASSES


class List(HocObject):
    """`h.List()`; `h.List("Vector")` are all objects of a class that exist, whenever it is asked."""

    def __init__(self, template: Any = None):
        self._own: list[Any] = []
        self._chosen: int | None = None  # in a browser
        template = None if isinstance(template, (int, float)) else template
        self._class = None if template is None else _class(template)

    @property
    def _items(self) -> list[Any]:
        return self._own if self._class is None else self._class._instances()

    def append(self, item: Any) -> float:
        """Add an object at the end; returns how many there are."""
        return self._insert(len(self), item)

    def prepend(self, item: Any) -> float:
        """Add an object at the beginning; returns how many there are."""
        return self._insert(0, item)

    def insrt(self, index: Any, item: Any) -> float:
        """Add an object before the one at `index`; returns how many there are."""
        if not 0 <= index <= len(self):
            raise InputError(f"{self}.insrt: the index is {index!r}; it must be from 0 to {len(self)}")
        return self._insert(int(index), item)

    def remove(self, index: Any) -> float:
        """Take the object at `index` out; returns how many there are."""
        self._changeable("remove").pop(self._checked(index))
        return float(len(self))

    def remove_all(self) -> float:
        """Take all objects out."""
        self._changeable("remove_all").clear()
        return 0.0

    def count(self) -> int:
        """How many objects there are."""
        return len(self)

    def index(self, item: Any) -> int:
        """Where an object is; −1 if it is not in the list."""
        return next((i for i, other in enumerate(self._items) if other is item), -1)

    def object(self, index: Any) -> Any:
        """The object at `index`."""
        return self._items[self._checked(index)]

    o = object

    # a browser is a window, and there is none

    def browser(self, *_: Any) -> float:
        """Show nothing; from now on an object can be chosen."""
        self._chosen = -1
        return 1.0

    def select(self, index: Any) -> float:
        """Choose an object in the browser, −1 for none."""
        if self._chosen is not None:
            self._chosen = int(index)
        return 1.0

    def selected(self) -> int:
        """The object chosen in the browser, −1 for none."""
        return -1 if self._chosen is None else self._chosen

    def select_action(self, *_: Any) -> float:
        """Nothing: there is no mouse."""
        return 1.0

    accept_action = select_action

    def scroll_pos(self, *_: Any) -> float:
        """Nothing: there is no window."""
        return 0.0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __contains__(self, item: Any) -> bool:
        return self.index(item) >= 0

    def __getitem__(self, index: Any) -> Any:
        if not hasattr(index, "__index__"):
            raise TypeError(f"{self}[{index!r}]: the index must be a whole number")
        if not -len(self) <= index < len(self):
            raise IndexError(f"{self}: index {index} is out of range; it has {len(self)} objects")
        return self._items[index]

    def _insert(self, index: int, item: Any) -> float:
        if isinstance(item, (int, float, str)):
            raise InputError(f"{self}: {item!r} is no object; a List holds objects, numbers go into a Vector")
        self._changeable("append").insert(index, item)
        return float(len(self))

    def _changeable(self, method: str) -> list[Any]:
        if self._class is not None:
            raise InputError(f"{self}.{method}: this list is of all objects of {self._class._template}; use `h.List()`")
        return self._own

    def _checked(self, index: Any) -> int:
        if not 0 <= index < len(self):
            raise InputError(f"{self}: index {index!r} is out of range; it has {len(self)} objects")
        return int(index)


class PythonObject(HocObject):
    """Python's objects that variables or Lists of hoc hold; they are themselves, not objects of this class."""

    @classmethod
    def _instances(cls) -> list[Any]:
        from hoc_compat.hoc.python_object import held_by_hoc  # which knows List

        held = [*held_by_hoc(), *(item for found in List._instances() for item in found._own)]
        return list({id(item): item for item in held if not isinstance(item, HocObject)}.values())


class Missing(HocObject):
    """Stands for the classes that are not supported: there are no objects of them."""


def _mechanism_class(name: str) -> type[HocObject] | None:
    return point_process_class(name) or artificial_cell_class(name)


def _class(template: Any) -> type[HocObject]:
    from hoc_compat.hoc.files import library_template  # which knows List

    if template not in HocObject._templates:
        library_template(template)
    found = HocObject._templates.get(template) or isinstance(template, str) and _mechanism_class(template)
    if found:
        return found
    if template in REFUSED:
        raise UnsupportedError(f"h.List({template!r}): {template} could not be imported: {REFUSED[template]}")
    if template in CLASSES:
        return Missing
    raise InputError(f"h.List({template!r}): there is no class of objects called `{template}`; declare it first")
