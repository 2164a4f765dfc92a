"""`h.setpointer`: say what the POINTER variables of mechanisms point at."""

from typing import TYPE_CHECKING, Any

from braincell.errors import InputError, UnsupportedError, unknown_name
from braincell.filter.locset import at
from braincell.mech import registry
from hoc_compat.global_place import holder_of
from hoc_compat.mechanism_view import MechanismView
from hoc_compat.point_process import PointProcess
from hoc_compat.pointed_numbers import POINTED_NUMBERS
from hoc_compat.pointer import ElementPointer, ElementPointers, GlobalPointer, Pointer, ProcessPointer
from hoc_compat.range_variables import ion_of
from hoc_compat.section import Section
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.forest import Tree


def setpointer(reference: Any, name: str, owner: Any) -> float:
    """Let the POINTER `name` of a point process, or of a mechanism of a segment, point at a variable."""
    if isinstance(owner, MechanismView) and not owner.is_ion():
        known, segment = registry.find(owner.name()).pointers, owner.segment()
        section = segment.sec._alive()
        places = section._pointers
        key: Any = (owner.name(), (section._index(segment.x) + 0.5) / section._nseg, name)
    elif isinstance(owner, PointProcess):
        known, places, key, segment = owner._mechanism.pointers, owner._pointers, name, owner._placed()
    else:
        raise InputError(f"h.setpointer: {owner!r} has no pointers; give a point process or `seg.mechanism`")
    if isinstance(reference, ElementPointers):  # hoc's `setpointer p.x, netcon.weight` means the first one
        reference = reference[0]
    reference = POINTED_NUMBERS.pointer(reference, segment) or reference
    is_known = (
        isinstance(reference, Pointer | ProcessPointer | ElementPointer)
        or getattr(reference, "parameter", None) is not None
    )
    if not is_known:
        raise UnsupportedError(f"h.setpointer: {reference!r} cannot be pointed at; give `seg._ref_v` or the like")
    if name not in known:
        raise unknown_name("pointer", name, known, f"`{owner}`")
    if not isinstance(reference, GlobalPointer | ElementPointer):
        _variable(reference)
    places[key] = reference
    WORLD.structure += 1
    return 1.0


def point_all(trees: "list[Tree]", wired: Any) -> None:
    """Tell the cells of all trees what the script has said; `wired` is the cell that is to have all connections."""
    homes = {section: (tree, k) for tree in trees for k, section in enumerate(tree.sections)}
    for tree in trees:
        for number, section in enumerate(tree.sections):
            for (mechanism, x, name), reference in section._pointers.items():
                if mechanism in section._range and not registry.find(mechanism).pointer(name).idle:
                    place = at(number, (section._index(x) + 0.5) / section._nseg)
                    tree.cell.point(mechanism, name, **_target(reference, homes, wired), where=place)
        for process in tree.processes:
            for name, reference in process._pointers.items():
                if process._mechanism.pointer(name).idle:
                    continue
                tree.cell.point(process.hname(), name, **_target(reference, homes, wired))


def _target(
    reference: Pointer | ProcessPointer | GlobalPointer | ElementPointer,
    homes: "dict[Section, tuple[Tree, int]]",
    wired: Any,
) -> dict[str, Any]:
    """Arguments of `Cell.point` for a reference. Raises `InputError` if what it refers to is gone or elsewhere."""
    if isinstance(reference, ElementPointer):
        if wired is None or getattr(reference.owner(), "_target", None) is None:
            raise InputError(f"a pointer points at {reference!r}, whose NetCon is not simulated along with it; keep it")
        return {"variable": reference.name, "of": wired}
    if isinstance(reference, GlobalPointer):
        reference = _of_instance(reference)
    segment = reference.segment() if isinstance(reference, Pointer) else reference.placed()
    if segment.sec not in homes:
        raise InputError(f"a pointer points at {reference!r}, which is in another tree of sections; simulate both")
    tree, number = homes[segment.sec]
    x = segment.x if segment.x in (0.0, 1.0) else (segment.sec._index(segment.x) + 0.5) / segment.sec._nseg
    return {"variable": _variable(reference), "at": at(number, x), "of": tree.cell}


def _of_instance(reference: GlobalPointer) -> Pointer | ProcessPointer:
    """The reference to a mechanism's GLOBAL variable as one into an instance."""
    assert reference.parameter is not None
    holder, (mechanism, variable) = holder_of(reference), reference.parameter
    if not isinstance(holder, Section):
        return ProcessPointer(holder, variable)
    return Pointer(holder(1 - 0.5 / holder._nseg), mechanism, variable, is_checked=True)


def _variable(reference: Pointer | ProcessPointer) -> str:
    """The variable's name for `Cell.point`."""
    if isinstance(reference, ProcessPointer):
        return f"{reference.process.hname()}.{reference.variable}"
    if reference.is_of_node:
        return reference.variable
    if reference.mechanism == "capacitance" and reference.variable == "i_cap" or ion_of(reference.mechanism):
        return reference.variable
    if reference.mechanism not in registry.names():
        raise UnsupportedError(f"h.setpointer: {reference!r} cannot be pointed at; it does not change in a run")
    return f"{reference.mechanism}.{reference.variable}"
