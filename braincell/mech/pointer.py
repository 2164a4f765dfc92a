"""Declare what the POINTER variables of mechanisms point at, and let mechanisms ask whether one is set."""

from dataclasses import dataclass
from typing import Any

from braincell.errors import InputError
from braincell.filter.locset import Locset
from braincell.mech.mechanism import Instances


@dataclass(frozen=True)
class PointerTarget:
    """The variable that a pointer of some instances of a mechanism reads or writes.

    `mechanism` is the name under which it was painted, or a point process's `name`. `variable` is "v", an ion's
    variable such as "cai", "i_cap", or "mechanism.variable".
    """

    mechanism: str
    pointer: str
    variable: str
    at: Locset | None  # where the target is: one place, or one per instance; None: where each instance is
    of: Any  # the `Cell` that has the target; None: the same
    where: Locset | None  # only instances at these places; None: all of the cell


def pointer_target(mechanism: Any, pointer: Any, variable: Any, at: Any, of: Any, where: Any) -> PointerTarget:
    """A checked `PointerTarget`. Raises `InputError`."""
    for name, text in (("mechanism", mechanism), ("pointer", pointer), ("variable", variable)):
        if not isinstance(text, str) or not text:
            raise InputError(f"point: the {name} is {text!r}; give its name")
    for name, locset in (("at", at), ("where", where)):
        if locset is not None and not isinstance(locset, Locset):
            raise InputError(f"point: `{name}` is {locset!r}, no locset; use for example `at('soma', 0.5)`")
    return PointerTarget(mechanism, pointer, variable, at, of, where)


def is_set(s: Instances, pointer: str) -> Any:
    """Whether an `optional` pointer points at anything, per instance (NMODL: nrn_pointing)."""
    return s[f"{pointer}.is_set"]
