"""Rows of numbers on one shape: mechanisms that differ in the defaults of their parameters only."""

from dataclasses import replace
from typing import Any, ClassVar, Self, cast

from braincell.errors import unknown_name
from braincell.mech.mechanism import Mechanism
from braincell.mech.source import Source


class Rows(Mechanism):
    """A mechanism of which `row` makes others with other numbers; `source` says where its own come from."""

    source: ClassVar[Source | None] = None
    settings: ClassVar[tuple[str, ...]] = ()
    """Class attributes that a row may change, too."""

    @classmethod
    def row(cls, name: str, source: Source | None = None, doc: str = "", **numbers: Any) -> type[Self]:
        """A mechanism of the same shape with other numbers: defaults of its parameters, by name.

        `doc` is its docstring; `settings` may differ, too. Raises `UnknownNameError`.
        """
        attributes = {key: numbers.pop(key) for key in cls.settings if key in numbers}
        for key in numbers:
            if key not in cls.parameters:
                raise unknown_name("parameter", key, cls.parameters, f"the row `{name}` of `{cls.name}`")
        changed = {key: replace(cls.parameters[key], default=float(x)) for key, x in numbers.items()}
        given = {"parameters": cls.parameters | changed, "source": source or cls.source}
        about = {"__doc__": doc or cls.__doc__, "__module__": cls.__module__}
        return cast("type[Self]", type(name, (cls,), {**about, **given, **attributes}))
