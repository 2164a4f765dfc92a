"""Where the value of a mechanism's GLOBAL variable is in the lowered arrays: with the last of its instances."""

from typing import Any

from braincell.errors import InputError
from braincell.mech import registry
from hoc_compat.pointer import GlobalPointer
from hoc_compat.section import Section
from hoc_compat.world import WORLD


def holder_of(reference: GlobalPointer) -> Any:
    """The last section, or point process, that has the mechanism. Raises `InputError` if there is none."""
    assert reference.parameter is not None
    mechanism, _ = reference.parameter
    if registry.find(mechanism).kind == "density":
        found: list[Any] = [s for s in WORLD.sections() if mechanism in s._range]
    else:
        found = [p for p in WORLD.processes() if p._template == mechanism]
    if not found:
        raise InputError(f"{reference!r}: there is no `{mechanism}` anywhere; insert it first")
    return found[-1]


def index_of(reference: GlobalPointer) -> int:
    """The number of that instance in the arrays of its mechanism."""
    assert reference.parameter is not None
    holder = holder_of(reference)
    slots = holder._range[reference.parameter[0]] if isinstance(holder, Section) else holder._range
    slot = next(iter(slots.values()), None)  # one without RANGE variables has no value of its own
    return 0 if slot is None else slot.start + slot.n - 1
