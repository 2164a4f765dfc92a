"""References to single variables: `seg._ref_v`, `clamp._ref_i`, `h._ref_t`."""

import weakref
from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any

from braincell.errors import InputError
from braincell.mech.mechanism import split_element

if TYPE_CHECKING:
    from hoc_compat.segment import Segment


class Pointer:
    """A variable of one segment; `p[0]` reads and writes it. It does not keep its section alive."""

    def __init__(self, segment: "Segment", mechanism: str, variable: str, is_checked: bool = False):
        self._section = weakref.ref(segment.sec)
        self.x, self.mechanism, self.variable = segment.x, mechanism, variable
        if not (is_checked or self.is_of_node):
            segment.sec._slot(mechanism, variable)  # an error now rather than at the run

    @property
    def section(self) -> Any:
        """The section, or None once it is gone."""
        section = self._section()
        return None if section is None or section._deleted else section

    def segment(self) -> "Segment":
        """The segment; `InputError` once its section is gone."""
        if self.section is None:
            raise InputError(f"a reference to `{self.variable}` points into a section that has been deleted")
        return self.section(self.x)

    @property
    def is_voltage(self) -> bool:
        """Whether this refers to a membrane potential."""
        return self.variable == "v" and self.is_of_node

    @property
    def is_of_node(self) -> bool:
        """Whether ends of sections have such a variable of their own."""
        return self.mechanism == "membrane"

    def _place(self) -> tuple[Any, ...]:
        centre = self.x if self.x in (0.0, 1.0) or self.section is None else self.section._index(self.x)
        return self._section, centre, self.mechanism, self.variable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pointer) and other._place() == self._place()

    def __hash__(self) -> int:
        return hash(self._place())

    def __getitem__(self, index: int) -> float:
        segment = self.segment()
        return segment._read(self.mechanism, _neighbour(self, index))

    def __setitem__(self, index: int, value: Any) -> None:
        segment, variable = self.segment(), _neighbour(self, index)
        if self.is_voltage:
            segment.v = value
        else:
            segment.sec._set(self.mechanism, variable, segment.sec._index(self.x), value)

    def __repr__(self) -> str:
        owner = "" if self.mechanism in ("membrane", "capacitance", "morphology") else f".{self.mechanism}"
        if self.section is None or self.mechanism not in self.section._range:
            return f"<reference to {owner}.{self.variable} that has died>"
        return f"<reference to {self.section}({self.x:g}){owner}.{self.variable}>"


def reference(segment: "Segment", mechanism: str, variable: str) -> "Pointer | ArrayReference":
    """The reference to a variable of a segment, or to the elements of an array variable."""
    if mechanism != "membrane" and segment.sec._slot(mechanism, variable).size is not None:
        return ArrayReference(variable, lambda element: Pointer(segment, mechanism, element))
    return Pointer(segment, mechanism, variable)


class ProcessPointer:
    """A variable of a point process; it does not keep the process alive."""

    def __init__(self, process: Any, variable: str):
        self._process = weakref.ref(process)
        self.variable = variable

    @property
    def process(self) -> Any:
        """The point process, or None once it is gone."""
        return self._process()

    def placed(self) -> "Segment":
        """The segment in which the process sits; `InputError` if there is none."""
        return self._target()._placed()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProcessPointer) and (other._process, other.variable) == (self._process, self.variable)

    def __hash__(self) -> int:
        return hash((self._process, self.variable))

    def _target(self) -> Any:
        if self.process is None:
            raise InputError(f"a reference to `{self.variable}` points to a point process that no longer exists")
        return self.process

    def __getitem__(self, index: int) -> float:
        return self._target()._get(_neighbour(self, index))

    def __setitem__(self, index: int, value: Any) -> None:
        self._target()._set(_neighbour(self, index), value)

    def __repr__(self) -> str:
        return f"<reference to {self.process}.{self.variable}>"


class ArrayReference:
    """All elements of an array variable: `synapse._ref_x[3]` is the reference to one of them."""

    def __init__(self, variable: str, make: Callable[[str], Any]):
        self._variable, self._make = variable, make

    def __getitem__(self, element: int) -> Any:
        return self._make(f"{self._variable}[{element}]")

    def __repr__(self) -> str:
        return f"<references to the elements of {self._variable}>"


class ElementPointer:
    """One number of something that holds several, such as a weight of a NetCon."""

    def __init__(self, name: str, owner: "weakref.ref[Any]", values: Callable[[Any], Any], element: int):
        self.name, self._owner, self._values, self._element = f"{name}[{element}]", owner, values, element
        self[0]  # an error now if there is no such element

    def _held(self) -> Any:
        owner = self._owner()
        if owner is None:
            raise InputError(f"a reference to `{self.name}` points to an object that no longer exists")
        return self._values(owner)

    def owner(self) -> Any:
        """What holds the number; None if it is gone."""
        return self._owner()

    def place(self) -> int | None:
        """Where the weight lies among those of all connections; None if its connection is gone."""
        owner = self._owner()
        return None if owner is None else self._values(owner).place(self._element)

    def __getitem__(self, index: int) -> float:
        _check(self, index)
        return self._held()[self._element]

    def __setitem__(self, index: int, value: Any) -> None:
        _check(self, index)
        self._held()[self._element] = value

    def __repr__(self) -> str:
        return f"<reference to {self.name}>"


class ElementPointers:
    """`netcon._ref_weight`: its elements are the references."""

    def __init__(self, name: str, owner: Any, values: Callable[[Any], Any]):
        self._name, self._owner, self._values = name, weakref.ref(owner), values

    def __getitem__(self, element: int) -> ElementPointer:
        return ElementPointer(self._name, self._owner, self._values, element)

    def __repr__(self) -> str:
        return f"<references to the elements of {self._name}>"


class GlobalPointer:
    """A global variable of the interpreter, such as `t`; `parameter` is (mechanism, variable) of one of a mechanism."""

    def __init__(
        self,
        name: str,
        read: Callable[[], float],
        write: Callable[[float], None],
        parameter: tuple[str, str] | None = None,
    ):
        self.name, self._read, self._write, self.parameter = name, read, write, parameter

    def __getitem__(self, index: int) -> float:
        _check(self, index)
        return self._read()

    def __setitem__(self, index: int, value: Any) -> None:
        _check(self, index)
        self._write(value)

    def __repr__(self) -> str:
        return f"<reference to {self.name}>"


def _neighbour(reference: Any, index: Any) -> str:
    """The variable at an index of a reference, which counts from the element that it is to."""
    name, element = split_element(reference.variable)
    if element is None:
        _check(reference, index)
        return reference.variable
    return f"{name}[{element + index}]"


def _check(reference: Any, index: Any) -> None:
    if index != 0:
        raise IndexError(f"{reference!r} has one value, at index 0; the index is {index!r}")


class Reference:
    """A value of its own: `h.ref(3.0)`, `h.ref("text")`, `h.ref(object)`; it keeps its kind."""

    def __init__(self, value: Any):
        self._value = float(value) if isinstance(value, Real) else value

    def __getitem__(self, index: int) -> Any:
        _check(self, index)
        return self._value

    def __setitem__(self, index: int, value: Any) -> None:
        _check(self, index)
        if isinstance(self._value, str) != isinstance(value, str):
            raise InputError(f"{self!r} cannot become {value!r}; make another reference with `h.ref`")
        if isinstance(self._value, float):
            try:
                value = float(value)
            except (TypeError, ValueError):
                raise InputError(f"{self!r} cannot become {value!r}; a number is needed") from None
        self._value = value

    def __repr__(self) -> str:
        if isinstance(self._value, str):
            return f'<hoc ref str "{self._value}">'
        shown = f"{self._value:f}" if isinstance(self._value, float) else f'"{self._value}"'
        return f"<hoc ref value {shown}>"
