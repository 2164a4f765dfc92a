"""Where a variable of the script is in the lowered arrays."""

from typing import Any

from braincell.errors import InputError
from hoc_compat import tree
from hoc_compat.column import slot_of
from hoc_compat.element_reference import ElementReference
from hoc_compat.global_place import index_of
from hoc_compat.pointer import ElementPointer, GlobalPointer, Pointer, ProcessPointer
from hoc_compat.range_variables import ion_of
from hoc_compat.section import BUILT_IN
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD

Address = tuple[str, str, str, int]
"""Kind, owner and variable of a probe, and the index in its array."""
ION_KEYS = {"e{}": "e", "{}i": "ci", "{}o": "co", "i{}": "i"}


def node_of(segment: Segment) -> int:
    """The node of a segment."""
    slot, i = tree.node_slot(segment.sec, segment.x, "v")
    return slot.start + i


def address_of(reference: Any, purpose: str) -> Address | None:
    """Where the variable is; ("", "", "t", 0) for the time, None if it no longer exists.

    Raises `InputError` for what does not change in a run and so cannot serve the `purpose`, such as "recorded".
    """
    if isinstance(reference, ElementPointer):
        place = reference.place()
        return None if place is None else ("connection", "", "weight", place)
    if isinstance(reference, ElementReference):
        return _unknown(reference, purpose)
    if isinstance(reference, GlobalPointer):
        if reference.parameter is None:
            return ("global", "", "celsius", 0) if reference.name == "celsius" else ("", "", "t", 0)
        return "mechanism", *reference.parameter, index_of(reference)
    if isinstance(reference, ProcessPointer):
        process = reference.process
        if process is None or not process._is_simulated():
            return None
        if reference.variable in process._pointers:
            return address_of(process._pointers[reference.variable], purpose)
        return "mechanism", process._template, reference.variable, slot_of(process._range, reference.variable).start
    assert isinstance(reference, Pointer)
    if reference.section is None:
        return None
    segment, mechanism, variable = reference.segment(), reference.mechanism, reference.variable
    if reference.is_of_node:
        if purpose == "played into" and not reference.is_voltage:
            raise InputError(f"{reference}: `{variable}` is computed and cannot be {purpose}")
        return "membrane", "", variable.rstrip("_"), node_of(segment)
    followed = segment.sec._followed(mechanism, variable, segment.sec._index(segment.x))
    if followed is not None:
        return address_of(followed, purpose)
    index = segment.sec._slot(mechanism, variable).start + segment.sec._index(segment.x)
    ion = ion_of(mechanism)
    if ion is not None:
        return "ion", ion, {form.format(ion): key for form, key in ION_KEYS.items()}[variable], index
    if mechanism == "capacitance" and variable == "i_cap":
        return "membrane", "", "i_cap", index
    if mechanism in BUILT_IN:
        raise InputError(f"{reference}: `{variable}` does not change in a run and cannot be {purpose}")
    return "mechanism", mechanism, variable, index


def _unknown(reference: ElementReference, purpose: str) -> Address:
    """Where an element of the y of a LinearMechanism is."""
    before = 0
    for mechanism in WORLD.linear_mechanisms():
        places = mechanism.places()
        if mechanism.y is reference.vector and reference.index < len(mechanism.y):
            if reference.index < len(places):
                return "membrane", "", "v", node_of(places[reference.index])
            return "linear", "", "extra", before + reference.index - len(places)
        before += len(mechanism.y) - len(places)
    raise InputError(
        f"element {reference.index} of {reference.vector} cannot be {purpose}: only elements of the y of a "
        "LinearMechanism change in a run"
    )
