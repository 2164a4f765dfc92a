"""What every object made by `h.Name(...)` shares: its numbered name."""

import itertools
import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, Self

from braincell.errors import InputError, UnsupportedError, unknown_name


class HocObject:
    """An object of a hoc class; printed as `Class[number]`, as NEURON does."""

    _template: ClassVar[str] = ""
    _unsupported: ClassVar[dict[str, str]] = {}
    _aliases: dict[str, Any] = {}  # objects that are members under further names (see `StringFunctions.alias`)
    _hoc_class: "ClassVar[type[HocObject]]"
    _numbers: ClassVar[Any]
    _alive: ClassVar[Any]
    _templates: "ClassVar[dict[str, type[HocObject]]]" = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.__module__.partition(".")[0] != __package__:  # a script derives from a class of `h`
            return
        cls._hoc_class = cls
        cls._numbers = itertools.count()
        cls._alive = weakref.WeakValueDictionary()
        if "_template" not in cls.__dict__:
            cls._template = cls.__name__
        cls._templates[cls._template] = cls
        if "__init__" in cls.__dict__:
            cls.__init__ = _once(cls.__init__)

    def __class_getitem__(cls, number: Any) -> Self:
        """`h.Vector[3]`: the object of that name. Raises `IndexError` if there is none."""
        found = cls._alive.get(number)
        if found is None:
            raise IndexError(f"there is no object {cls._template}[{number}]")
        return found

    def __new__(cls, *arguments: Any, **keywords: Any) -> Self:
        if cls is HocObject:  # `neuron.hoc.HocObject()` is `h`
            from hoc_compat.interpreter import h

            return h  # type: ignore[return-value]
        self = super().__new__(cls)
        owner = cls._hoc_class
        if not owner._alive:  # as in NEURON, numbers start again once no object is left
            owner._numbers = itertools.count()
        object.__setattr__(self, "_object_number", next(owner._numbers))
        owner._alive[self._object_number] = self
        if cls.__init__ is not owner.__init__:  # as in NEURON, a derived class may call it and need not
            owner.__init__(self, *arguments, **{name: keywords[name] for name in ("sec",) if name in keywords})
        return self

    @classmethod
    def _instances(cls) -> list[Self]:
        """All objects of the class that exist, in order of creation."""
        return list(cls._alive.values())

    def hname(self) -> str:
        """`Class[number]`."""
        return f"{self._template}[{self._object_number}]"

    def same(self, other: Any) -> bool:
        """Whether `other` is this object."""
        return self is other

    def baseattr(self, name: str) -> Any:
        """An attribute of the class of `h`, which a class derived from it may have replaced."""
        if not isinstance(name, str):
            raise InputError(f"{self}.baseattr: the name of an attribute is needed, not {name!r}")
        own = getattr(self._hoc_class, name, None)
        return getattr(self, name) if own is None else own.__get__(self)

    def __repr__(self) -> str:
        return self.hname()

    def _no_such(self, name: str, also: Any = ()) -> Exception:
        """The error for an attribute that this object lacks."""
        if name in self._unsupported:
            return UnsupportedError(f"{self._template}.{name} is not supported: {self._unsupported[name]}")
        public = [n for n in dir(type(self)) if not n.startswith("_")]
        return unknown_name("attribute", name, [*public, *also], self._template)

    def __reduce__(self) -> Any:
        raise TypeError(f"{self} cannot be pickled or copied; of NEURON's objects only a Vector can")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._aliases:
            return self._aliases[name]
        raise self._no_such(name)


def _once(initialise: Callable[..., None]) -> Callable[..., None]:
    """An `__init__` that does nothing when it is called again."""

    @wraps(initialise)
    def init(self: HocObject, *arguments: Any, **keywords: Any) -> None:
        if "_made" not in self.__dict__:
            object.__setattr__(self, "_made", True)
            initialise(self, *arguments, **keywords)

    return init
