"""Continuous transfer between cells: the part of ParallelContext for gap junctions."""

from typing import Any

from braincell.errors import InputError, UnsupportedError
from braincell.mech import registry
from hoc_compat.arguments import number
from hoc_compat.pointer import Pointer, ProcessPointer
from hoc_compat.world import WORLD


class TransferTable:
    """Voltages by number, and the variables that follow them."""

    def __init__(self) -> None:
        self.sources: dict[int, Pointer] = {}
        self.targets: list[tuple[Pointer | ProcessPointer, int]] = []

    def clear(self) -> None:
        """Let every variable go."""
        for target, _ in self.targets:
            place = _place(target)
            if place is not None:
                place[0].pop(place[1], None)
        self.sources, self.targets = {}, []
        WORLD.structure += 1


TRANSFERS = TransferTable()
"""One per process, as in NEURON."""


class Transfers:
    """The part of `ParallelContext` that lets variables follow voltages."""

    def source_var(self, reference: Any, number_: Any, sec: Any = None) -> float:
        """Give a voltage, `segment._ref_v`, a number."""
        key = _number("source_var", number_)
        if not isinstance(reference, Pointer) or not reference.is_voltage:
            raise UnsupportedError(
                f"ParallelContext.source_var: {reference!r} cannot be a source; only voltages can, `segment._ref_v`. "
                "Read other variables through a POINTER and `h.setpointer`"
            )
        if key in TRANSFERS.sources:
            raise InputError(f"ParallelContext.source_var: {key} is the number of another source")
        TRANSFERS.sources[key] = reference
        return 0.0

    def target_var(self, *arguments: Any, sec: Any = None) -> float:
        """`target_var([process,] reference, number)`: a RANGE variable that follows the voltage of that number."""
        if len(arguments) not in (2, 3):
            raise InputError(f"ParallelContext.target_var: takes [process,] reference and number; got {arguments}")
        reference, key = arguments[-2], _number("target_var", arguments[-1])
        if isinstance(reference, ProcessPointer):
            cls = reference._target()._mechanism
        elif isinstance(reference, Pointer) and not reference.is_voltage:
            cls = registry.find(reference.mechanism)
        else:
            raise InputError(f"ParallelContext.target_var: {reference!r} is no RANGE variable of a mechanism")
        if len(arguments) == 3 and getattr(reference, "process", None) is not arguments[0]:
            raise InputError(f"ParallelContext.target_var: {reference!r} is no variable of {arguments[0]!r}")
        cls.pointer(reference.variable)
        TRANSFERS.targets.append((reference, key))
        return 0.0

    def setup_transfer(self) -> float:
        """Let all targets follow their sources from now on."""
        for target, key in TRANSFERS.targets:
            if key not in TRANSFERS.sources:
                raise InputError(f"ParallelContext.setup_transfer: {target!r} waits for the source {key}, which no "
                                 "`source_var` has named")  # fmt: skip
            place = _place(target)
            if place is not None:
                place[0][place[1]] = TRANSFERS.sources[key]
        WORLD.structure += 1
        return 0.0


def _place(target: Pointer | ProcessPointer) -> tuple[dict[Any, Any], Any] | None:
    """Where it is said what a variable points at; None once its owner is gone."""
    if isinstance(target, ProcessPointer):
        return None if target.process is None else (target.process._pointers, target.variable)
    section = target.section
    if section is None:
        return None
    x = (section._index(target.x) + 0.5) / section._nseg
    return section._pointers, (target.mechanism, x, target.variable)


def _number(method: str, value: Any) -> int:
    found = number(f"ParallelContext.{method}", "number", value)
    if found < 0:
        raise InputError(f"ParallelContext.{method}: the number is {value!r}; it must be at least 0")
    return int(found)
