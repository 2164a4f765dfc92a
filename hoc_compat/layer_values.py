"""The values of `extracellular` in its layers: `seg.vext[0]`, `seg.xg[1]`, `seg._ref_vext[0]`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from braincell.channel.library.extracellular import LAYERS
from braincell.errors import InputError, UnsupportedError
from hoc_compat.arguments import number
from hoc_compat.pointer import ArrayReference, Pointer

if TYPE_CHECKING:
    from hoc_compat.segment import Segment

MECHANISM = "extracellular"
NAMES = ("vext", "xraxial", "xg", "xc")


class LayerValues:
    """One variable at a segment, layer by layer; of a section, assigning one sets all its segments."""

    __slots__ = ("_segment", "_name", "_everywhere")

    def __init__(self, segment: "Segment", name: str, everywhere: bool = False):
        segment.sec._slot(MECHANISM, "i_membrane")  # an error that says what to insert
        self._segment, self._name, self._everywhere = segment, name, everywhere

    def __len__(self) -> int:
        return LAYERS

    def _variable(self, layer: Any) -> str:
        if layer not in range(LAYERS):
            raise InputError(f"{self._name}[{layer!r}]: there are {LAYERS} layers, and the first is {self._name}[0]")
        return f"{self._name}[{int(layer)}]"

    def __getitem__(self, layer: Any) -> float:
        return self._segment._read(_owner(self._name), self._variable(layer))

    def __setitem__(self, layer: Any, value: Any) -> None:
        section, variable = self._segment.sec, self._variable(layer)
        for segment in section if self._everywhere else (self._segment,):
            if self._name == "vext":
                section._set_at_node(variable, segment.x, value)
            else:
                section._set(MECHANISM, variable, section._index(segment.x), value)

    def __iter__(self) -> Iterator[float]:
        return (self[layer] for layer in range(LAYERS))

    def __float__(self) -> float:
        return self[0]  # hoc: an array without a subscript is its first element

    def reference(self) -> ArrayReference:
        """`seg._ref_vext`, whose elements are the references."""
        return ArrayReference(
            self._name, lambda variable: Pointer(self._segment, _owner(self._name), self._checked(variable))
        )

    def _checked(self, variable: str) -> str:
        return self._variable(int(variable[len(self._name) + 1 : -1]))

    def __repr__(self) -> str:
        return f"<{self._name} of {LAYERS} layers at {self._segment}>"


def _owner(name: str) -> str:
    return "membrane" if name == "vext" else MECHANISM


def nlayer_extracellular(n: Any = None) -> float:
    """The number of layers outside of the membrane: two, as in NEURON unless that is told otherwise."""
    if n is not None and number("h", "nlayer_extracellular", n) != LAYERS:
        raise UnsupportedError(f"h.nlayer_extracellular({n!r}): `extracellular` has {LAYERS} layers here")
    return float(LAYERS)
