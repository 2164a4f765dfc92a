"""A segment: one place of a section, and the mechanisms there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from braincell.errors import UnknownNameError
from braincell.mech import registry
from hoc_compat import geometry, layer_values
from hoc_compat.mechanism_view import MechanismView
from hoc_compat.pointer import reference
from hoc_compat.range_variables import ION_SUFFIX, density_mechanism, ion_of
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.section import Section

_OWN = ("sec", "x", "v", "diam", "cm", "area", "ri", "volume", "point_processes", "node_index")


class Segment:
    """The place `x` of a section: `sec(x)`.

    `v` at x = 0 and 1 is that of the section's end; every other variable falls to the first or last segment.
    """

    __slots__ = ("sec", "x")

    def __init__(self, sec: "Section", x: float):
        object.__setattr__(self, "sec", sec)
        object.__setattr__(self, "x", x)

    def __repr__(self) -> str:
        return "<segment of deleted section>" if self.sec._deleted else f"{self.sec}({self.x:.6g})"

    def _node(self) -> float:
        return self.x if self.x in (0.0, 1.0) else self.sec._index(self.x) + 0.5

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segment) and other.sec is self.sec and other._node() == self._node()

    def __hash__(self) -> int:
        return hash((id(self.sec), self._node()))

    def area(self) -> float:
        """Membrane area [µm²]; 0 at x = 0 and 1."""
        return geometry.area(self.sec._alive(), self.x)

    def ri(self) -> float:
        """Axial resistance [MΩ] to the next node toward the root."""
        return geometry.axial_resistance(self.sec._alive(), self.x)

    def volume(self) -> float:
        """Volume [µm³]; 0 at x = 0 and 1."""
        return geometry.volume(self.sec._alive(), self.x)

    def node_index(self) -> int:
        """The number of the node in NEURON's order: all roots first, then tree by tree, from the root outward."""
        return self.sec._alive()._node_index(self.x)

    def point_processes(self) -> list[Any]:
        """The point processes that sit here."""
        self.sec._alive()
        return [p for p in WORLD.processes() if getattr(p, "_segment", None) == self]

    def __iter__(self) -> "Iterator[MechanismView]":
        return iter([MechanismView(self, name) for name in self.sec._alive()._mechanisms()])

    def __dir__(self) -> list[str]:
        return sorted([*_OWN, *self.sec._alive()._mechanisms()])

    def __getattr__(self, name: str) -> Any:
        section = self.sec._alive()
        if name == "v":
            return section._at_node("v", self.x)
        if name in layer_values.NAMES:
            return layer_values.LayerValues(self, name)
        if name[:5] == "_ref_" and name[5:] in layer_values.NAMES:
            return layer_values.LayerValues(self, name[5:]).reference()
        if name.startswith("_ref_"):
            return reference(self, *self._resolve(name[5:]))
        if name.startswith("_"):
            raise AttributeError(name)
        if name in section._range and (name.endswith(ION_SUFFIX) or name in registry.names()):
            return MechanismView(self, name)
        return self._read(*self._resolve(name))

    def __setattr__(self, name: str, value: Any) -> None:
        section = self.sec._alive()
        if name == "v":
            section._set_voltage(self.x, value)
        elif name in layer_values.NAMES:
            layer_values.LayerValues(self, name)[0] = value
        else:
            section._set(*self._resolve(name), section._index(self.x), value)

    def _read(self, mechanism: str, variable: str) -> Any:
        if mechanism == "membrane":
            return self.sec._at_node(variable, self.x)
        return self.sec._get(mechanism, variable, self.sec._index(self.x))

    def _resolve(self, name: str) -> tuple[str, str]:
        if name in registry.names() or ion_of(name) is not None:
            if ion_of(name) is None:
                density_mechanism(name)
            raise UnknownNameError(
                f"{self.sec}: `{name}` is not inserted there; call `{self.sec}.insert('{name}')` first"
            )
        return self.sec._resolve(name)


def centre(x: float, n: int) -> float:
    """Where the segment at x lies in a section of n segments; the ends are places of their own."""
    return x if x in (0.0, 1.0) else (min(int(x * n), n - 1) + 0.5) / n
