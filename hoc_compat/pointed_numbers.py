"""POINTERs at numbers of the script: variables of hoc and elements of Vectors."""

import weakref
from typing import Any

from braincell.mech.mechanism import Parameter, PointMechanism
from braincell.mech.registry import register
from hoc_compat.hoc.storage import VariablePointer
from hoc_compat.point_process import point_process_class
from hoc_compat.pointer import ProcessPointer
from hoc_compat.segment import Segment
from hoc_compat.vector import ElementReference


@register
class PointedNumber(PointMechanism):
    """A number of the script, where compiled runs find it. Its name is none that scripts can write."""

    name = "pointed number"
    parameters = {"value": Parameter(0.0)}


class NumberPointer(ProcessPointer):
    """A reference to a number of the script by way of the process that stands for it in runs."""

    def __init__(self, process: Any, reference: Any):
        super().__init__(process, "value")
        self._holder, self.reference = process, reference

    def send(self) -> None:
        """Let the runs know what the script has set."""
        if self._holder.has_loc() and self._holder.value != self.reference[0]:
            self._holder.value = self.reference[0]

    def fetch(self) -> None:
        """Let the script know what mechanisms have set."""
        if self._holder.has_loc() and self._holder.value != self.reference[0]:
            self.reference[0] = self._holder.value

    def __getitem__(self, index: int) -> float:
        return self.reference[index]

    def __setitem__(self, index: int, value: Any) -> None:
        self.reference[index] = value

    def __repr__(self) -> str:
        return repr(self.reference)


class PointedNumbers:
    """All numbers of the script that POINTERs point at."""

    def __init__(self) -> None:
        self._pointers: weakref.WeakValueDictionary[Any, NumberPointer] = weakref.WeakValueDictionary()

    def pointer(self, reference: Any, segment: Segment) -> NumberPointer | None:
        """The pointer of a mechanism in a segment; None if it is not at a number of the script."""
        if not isinstance(reference, VariablePointer | ElementReference):
            return None
        pointer = self._pointers.get(reference)
        if pointer is None or pointer.process._segment is None:
            made = point_process_class(PointedNumber.name)
            assert made is not None
            self._pointers[reference] = pointer = NumberPointer(made(segment), reference)
        return pointer

    def send(self) -> None:
        """Before runs: take over what the script has set."""
        if self._pointers:  # walking even an empty weak dictionary takes microseconds, and this is called at every step
            for pointer in list(self._pointers.values()):
                pointer.send()

    def fetch(self) -> None:
        """After runs: take over what mechanisms have set."""
        if self._pointers:
            for pointer in list(self._pointers.values()):
                pointer.fetch()


POINTED_NUMBERS = PointedNumbers()
"""One per process, as in NEURON."""
