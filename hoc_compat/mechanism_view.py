"""What sits at a segment: `seg.hh`, its variables, arrays and functions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from braincell.errors import InputError, UnknownNameError, unknown_name
from braincell.mech import registry
from hoc_compat import layer_values, mechanism_calls
from hoc_compat.mechanism_functions import function_of_table
from hoc_compat.pointer import reference
from hoc_compat.range_variables import ION_SUFFIX, ion_of, visible

if TYPE_CHECKING:
    from hoc_compat.segment import Segment


class MechanismView:
    """One mechanism (or ion) of one segment: `seg.hh`, `seg.na_ion`."""

    __slots__ = ("_segment", "_name")

    def __init__(self, segment: "Segment", name: str):
        object.__setattr__(self, "_segment", segment)
        object.__setattr__(self, "_name", name)

    def name(self) -> str:
        """The mechanism's name."""
        self._slots()
        return self._name

    def is_ion(self) -> bool:
        """Whether this is an ion."""
        self._slots()
        return self._is_ion()

    def _is_ion(self) -> bool:
        return self._name.endswith(ION_SUFFIX) and ion_of(self._name) is not None

    def segment(self) -> "Segment":
        """Where the mechanism sits."""
        self._slots()
        return self._segment

    def __repr__(self) -> str:
        if self._segment.sec._deleted:
            return "<mechanism of deleted section>"
        if self._name not in self._segment.sec._range:
            return "<segment invalid or or mechanism uninserted>"
        return self._name

    def __iter__(self) -> "Iterator[RangeVar]":
        return iter([RangeVar(self, variable) for variable in self._variables()])

    def __dir__(self) -> list[str]:
        return sorted([*self._variables(), *self._functions(), "is_ion", "name", "segment"])

    @property
    def __dict__(self) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The names of variables and functions, as in NEURON."""
        return dict.fromkeys([*self._variables(), *self._functions()])

    def _slots(self) -> dict[str, Any]:
        """The values of the whole section; an error if the mechanism has been taken out."""
        section = self._segment.sec._alive()
        if self._name not in section._range:
            raise UnknownNameError(f"{section}: `{self._name}` is not inserted there any more", self._name)
        return section._range[self._name]

    def _variables(self) -> list[str]:
        slots = self._slots()
        return list(slots) if self._is_ion() else visible(registry.find(self._name))

    def _functions(self) -> list[str]:
        return [] if self._is_ion() else list(mechanism_calls.functions(registry.find(self._name)))

    def _known(self, variable: str) -> str:
        if variable not in self._slots():
            raise unknown_name("variable", variable, [*self._variables(), *self._functions()], f"`{self._name}`")
        return variable

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            return reference(self._segment, self._name, self._known(name[5:]))
        if name.startswith("_"):
            raise AttributeError(name)
        slot = self._slots().get(name)
        if slot is None and name in layer_values.NAMES and self._name == layer_values.MECHANISM:
            return layer_values.LayerValues(self._segment, name)
        if slot is not None:
            return self._segment._read(self._name, name) if slot.size is None else RangeVar(self, name)
        if not self._is_ion() and name in mechanism_calls.functions(registry.find(self._name)):
            return mechanism_calls.Call(self, name)
        if not self._is_ion() and name in registry.find(self._name).pointers:
            return self._pointee(name)[0]
        if not self._is_ion() and (table := function_of_table(registry.find(self._name), name)) is not None:
            return table
        section = self._segment.sec
        if name in section._streams.get(self._name, ()):
            return section._get(self._name, name, section._index(self._segment.x))
        return self._segment._read(self._name, self._known(name))

    def _pointee(self, pointer: str) -> Any:
        section = self._segment.sec
        found = section._followed(self._name, pointer, section._index(self._segment.x))
        if found is None:
            raise InputError(
                f"{self._segment}.{self._name}.{pointer}: the POINTER points at nothing; assign to "
                f"`seg.{self._name}._ref_{pointer}`"
            )
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_ref_"):
            from hoc_compat.setpointer import setpointer

            setpointer(value, name[5:], self)
            return
        if not self._is_ion() and name in registry.find(self._name).pointers:
            self._pointee(name)[0] = value
            return
        section = self._segment.sec
        known = name if name in section._streams.get(self._name, ()) else self._known(name)
        section._set(self._name, known, section._index(self._segment.x), value)


class RangeVar:
    """One variable of a mechanism of a segment, as iteration over `seg.hh` gives it, or an array: `seg.mech.c`."""

    __slots__ = ("_view", "_variable")

    def __init__(self, view: MechanismView, variable: str):
        self._view, self._variable = view, variable

    def name(self) -> str:
        """NEURON's range variable name: `gnabar_hh`, `ena`."""
        return self._variable if self._view._is_ion() else f"{self._variable}_{self._view._name}"

    def mech(self) -> MechanismView:
        """The mechanism that the variable belongs to."""
        self._view._slots()
        return self._view

    def __len__(self) -> int:
        return self._view._slots()[self._variable].size or 1

    def __iter__(self) -> Iterator[float]:
        return iter([self[i] for i in range(len(self))])

    def _element(self, index: Any) -> str:
        size = self._view._slots()[self._variable].size
        i, n = int(index), size or 1
        if not -n <= i < n:
            raise InputError(f"{self.name()}: element {i} of an array variable of {n} elements; the first is 0")
        return f"{self._variable}[{i % n}]" if size else self._variable

    def __getitem__(self, index: Any) -> float:
        return self._view._segment._read(self._view._name, self._element(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        segment = self._view._segment
        segment.sec._set(self._view._name, self._element(index), segment.sec._index(segment.x), value)

    def __repr__(self) -> str:
        return self.name()
