"""A section: an unbranched cable of `nseg` segments, with NEURON's defaults, names and rules."""

import math
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np

from braincell.errors import InputError, UnknownNameError, unknown_name
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat import geometry, layer_values, tree
from hoc_compat.column import Slot, slot_of
from hoc_compat.held_streams import Held, divided, new_streams
from hoc_compat.ion_styles import Style
from hoc_compat.nmodl_random import assigned, of_segment
from hoc_compat.pointer import reference
from hoc_compat.points import Points
from hoc_compat.range_variables import (
    ION_SUFFIX,
    concentrations_written,
    density_mechanism,
    ion_of,
    ion_variables,
    owner_of,
    range_names,
    slots_of,
)
from hoc_compat.section_shape import SectionShape
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD, resampled

MAX_SEGMENTS = 32767
BUILT_IN = ("morphology", "capacitance", "cable", "membrane")
_VEXT = ("vext[0]", "vext[1]")


class Section(SectionShape):
    """An unbranched cable: `h.Section(name="dend", cell=None)`.

    Attributes: `L`, `diam` [µm], `nseg`, `Ra` [Ω·cm], `cm` [µF/cm²], `v` [mV] and every range variable of what is
    inserted (`gnabar_hh`, `ena`, …). Reading one gives the value at the middle, assigning one sets all segments.
    """

    _from_hoc = False  # made by `create` of hoc

    def __init__(self, name: str | None = None, cell: Any = None):
        self._deleted = True  # until it exists
        if not (name is None or isinstance(name, str)):
            raise InputError(f"Section(name={name!r}): the name is a string")
        if cell is not None and not _can_be_referred_to(cell):
            raise InputError(f"Section(cell={cell!r}): a cell is an object of a class of your own")
        self._deleted = False
        self._length = 100.0
        self._nseg = 1
        self._points = Points()
        self._logical = None
        self._parent: weakref.ref[Section] | None = None
        self._parent_x = 0.0
        self._own_end = 0
        self._children: list[weakref.ref[Section]] = []  # in order of connection
        self._rallbranch = 1.0
        self._cell = None if cell is None else weakref.ref(cell)
        self._given_name = name if name is None or cell is None else f"{cell}.{name}"
        self._range: dict[str, dict[str, Slot]] = {
            "membrane": {"v": Slot([-65.0]), "i_membrane_": Slot([0.0]), **{name: Slot([0.0]) for name in _VEXT}},
            "morphology": {"diam": Slot([500.0])},
            "capacitance": {"cm": Slot([1.0]), "i_cap": Slot([0.0])},
            "cable": {key: Slot([0.0]) for key in ("area", "length", "proximal", "distal")} | {"Ra": Slot([35.4])},
        }
        self._streams: dict[str, Held] = {}  # by density mechanism, where random streams start
        self._order: list[str] = []  # mechanisms and ions, in NEURON's order
        self._styles: dict[str, Style] = {}
        self._chosen_styles: set[str] = set()  # ions whose style the script has set
        self._pointers: dict[tuple[str, float, str], Any] = {}  # mechanism, x, POINTER -> what it points at
        self._ends = {  # at the nodes x = 0 and 1
            "v": (Slot([-65.0]), Slot([-65.0])),
            **{name: (Slot([0.0]), Slot([0.0])) for name in ("i_membrane_", *_VEXT)},
        }
        self._number = WORLD.add_section(self)
        self._reshaped()

    def __del__(self) -> None:
        if "_number" in self.__dict__ and WORLD is not None:  # at exit, modules are emptied first
            WORLD.remove_section(self._number)

    # names

    def name(self) -> str:
        """The section's name, with that which its cell had when it was made in front: `Cell[0].soma`."""
        return self._internal_name() if self._given_name is None else self._given_name

    hname = name

    def cell(self) -> Any:
        """The object given as `cell`, or None."""
        return None if self._cell is None else self._cell()

    def __repr__(self) -> str:
        return "<deleted section>" if self._deleted else self.name()

    def __dir__(self) -> list[str]:
        own = [n for n in object.__dir__(self._alive()) if n.startswith("__") or not n.startswith("_")]
        return sorted([*own, "diam", "cm", "v", *range_names(self._range)])

    def is_pysec(self) -> bool:
        """Whether the section was made from Python rather than by `create` of hoc."""
        return not self._alive()._from_hoc

    def hoc_internal_name(self) -> str:
        """A name that no other section has."""
        return self._alive()._internal_name()

    def _internal_name(self) -> str:
        return f"__nrnsec_{self._number:#x}"

    def same(self, other: Any) -> bool:
        """Whether `other` is this section."""
        return self is other

    def push(self) -> "Section":
        """Make this the section that calls without `sec=` mean; `h.pop_section()` undoes it."""
        WORLD.push(self._alive())
        return self

    # segments

    def __call__(self, x: float = 0.5) -> Segment:
        self._alive()
        try:
            position = float(x)
        except (TypeError, ValueError):
            raise InputError(f"{self}({x!r}): x is a number within 0–1") from None
        if not 0.0 <= position <= 1.0:
            raise InputError(f"{self}({position:g}): segment position range is 0 <= x <= 1")
        return Segment(self, position)

    def __iter__(self) -> Iterator[Segment]:
        n = self._alive()._nseg
        return iter([Segment(self, (i + 0.5) / n) for i in range(n)])

    def allseg(self) -> Iterator[Segment]:
        """The segments, with the ends x = 0 and x = 1."""
        return iter([Segment(self, 0.0), *self, Segment(self, 1.0)])

    def __contains__(self, segment: object) -> bool:
        return isinstance(segment, Segment) and segment.sec is self

    def _index(self, x: float) -> int:
        return min(int(self._nseg * x), self._nseg - 1)

    @property
    def nseg(self) -> int:
        """Number of segments; changing it keeps what the segments hold."""
        return self._alive()._nseg

    @nseg.setter
    def nseg(self, value: Any) -> None:
        self._alive()
        if isinstance(value, (int, float, np.number)) and float(value).is_integer() and 1 <= value <= MAX_SEGMENTS:
            n = int(value)
        else:
            raise InputError(f"{self}.nseg is {value!r}; nseg must be an integer in range 1 to {MAX_SEGMENTS}")
        if n == self._nseg:
            return
        for slots in self._range.values():
            for name, slot in slots.items():
                slots[name] = Slot(resampled(slot.values(), n))
        for name, held in self._streams.items():
            self._streams[name] = divided(held, registry.find(name), n, bool(self._own_end))
        anew = [process for process in WORLD.processes() if process._keep_segment(self, n)]
        for process in sorted(anew, key=lambda p: p._x, reverse=bool(self._own_end)):
            process._begin_streams()
        self._nseg = n
        self._restructured()
        self._reshaped()

    @property
    def rallbranch(self) -> float:
        """Number of equal branches that this one, with all beyond it, stands for."""
        return self._alive()._rallbranch

    @rallbranch.setter
    def rallbranch(self, value: Any) -> None:
        self._alive()._rallbranch = self._positive("rallbranch", self._number_for("rallbranch", value), "branches")
        self._restructured()

    # tree

    def connect(self, parent: Any, *positions: Any) -> "Section":
        """Hang this section on another: `connect(parent)`, `(parent, x)`, `(parent, x, end)`, `(parent(x), end)`."""
        tree.connect(self._alive(), parent, *positions)
        return self

    def disconnect(self) -> None:
        """Cut this section off its parent."""
        tree.disconnect(self._alive())

    def parentseg(self) -> Segment | None:
        """The segment of the parent that this section is connected to, or None."""
        parent = tree.parent(self._alive())
        return None if parent is None else Segment(parent, self._parent_x)

    def trueparentseg(self) -> Segment | None:
        """Like `parentseg`, but past parents that are themselves connected at the place where this one is."""
        return tree.true_parent(self._alive())

    def orientation(self) -> float:
        """Which own end, 0 or 1, is nearest the root."""
        return float(self._alive()._own_end)

    def children(self) -> "list[Section]":
        """The sections connected to this one, by position, the latest first."""
        return tree.children(self._alive())

    def subtree(self) -> "list[Section]":
        """This section and everything beyond it."""
        return tree.subtree(self._alive())

    def wholetree(self) -> "list[Section]":
        """All sections of the tree that this one is part of."""
        return tree.subtree(tree.root(self._alive()))

    # mechanisms

    def insert(self, mechanism: Any) -> "Section":
        """Put a density mechanism (or an ion, "na_ion") into every segment; returns the section."""
        name = mechanism if isinstance(mechanism, str) else getattr(mechanism, "name", None)
        if not isinstance(name, str):
            raise InputError(f"{self}.insert({mechanism!r}): give the name of a density mechanism")
        self._alive()
        if name in BUILT_IN or name in self._range:
            return self
        ion = ion_of(name)
        if ion is not None:
            return self._insert_ion(ion)
        cls = density_mechanism(name)
        self._warn_of_rivals(name, cls)
        self._order.insert(0, name)
        for use in cls.ions:
            self._insert_ion(use.ion)
            self._order.remove(use.ion + ION_SUFFIX)
            self._order.insert(0, use.ion + ION_SUFFIX)  # NEURON keeps ions before those that use them
            self._styles[use.ion] = self._styles[use.ion].promoted(use)
        self._range[name] = slots_of(cls, self._nseg)
        if cls.streams:
            segments = range(self._nseg)
            self._streams[name] = new_streams(cls, segments if self._own_end else segments[::-1])
        self._restructured()
        return self

    def _warn_of_rivals(self, name: str, cls: type[Mechanism]) -> None:
        """Say, as NEURON does (src/nrnoc/eion.cpp), that another mechanism here writes the same concentration."""
        written = concentrations_written(cls)
        for other in [x for x in self._range if written and x in registry.names()]:
            for variable in sorted(written & concentrations_written(registry.find(other))):
                text = f"{variable} is being written at the same location by {name} and {other}"
                print(f"braincell: {text}", file=sys.stderr)

    def _insert_ion(self, ion: str) -> "Section":
        if ion + ION_SUFFIX not in self._range:
            slots = {key: Slot(np.full(self._nseg, start)) for key, start in ion_variables(ion).items()}
            self._range[ion + ION_SUFFIX] = slots
            self._order.insert(0, ion + ION_SUFFIX)
            self._styles[ion] = Style()
            self._restructured()
        return self

    def uninsert(self, mechanism: Any) -> "Section":
        """Take a density mechanism out of every segment; the ions it used stay."""
        name = mechanism if isinstance(mechanism, str) else str(getattr(mechanism, "name", mechanism))
        if name not in self._alive()._range:
            density_mechanism(name)
            return self
        if name in BUILT_IN or ion_of(name) is not None:
            raise InputError(f"{self}.uninsert: `{name}` cannot be taken out")
        del self._range[name]
        self._streams.pop(name, None)
        self._order.remove(name)
        self._restructured()
        return self

    def has_membrane(self, mechanism: str) -> bool:
        """Whether a density mechanism or ion ("na_ion") is inserted."""
        return mechanism in self._alive()._range and mechanism not in ("cable", "membrane")

    def psection(self) -> dict[str, Any]:
        """What is in this section, as a dictionary of NEURON's form."""
        from hoc_compat.description import describe

        return describe(self._alive())

    def _mechanisms(self) -> list[str]:
        """Inserted density mechanisms and ions, in NEURON's order: the latest first, ions before their users."""
        return list(self._order)

    # range variables

    def _slot(self, mechanism: str, variable: str) -> Slot:
        """Where the values of a range variable live; an error that says what to insert if they do not."""
        slots = self._alive()._range.get(mechanism)
        if slots is None:
            raise UnknownNameError(
                f"{self}: `{variable}` belongs to `{mechanism}`, which is not inserted there; "
                f"call `{self}.insert('{mechanism}')` first",
                variable,
            )
        try:
            return slot_of(slots, variable)
        except KeyError:  # all names but those of pointers have slots
            name = f"{variable}_{mechanism}"
            raise InputError(f"{self}: the POINTER `{name}` points at nothing; use `setpointer` first") from None

    def _get(self, mechanism: str, variable: str, index: int) -> Any:
        if mechanism == "morphology":
            geometry.refresh(self)
        followed = self._followed(mechanism, variable, index)
        if variable in self._alive()._streams.get(mechanism, ()):
            return of_segment(self, mechanism, variable, index)
        return self._slot(mechanism, variable)[index] if followed is None else followed[0]

    def _followed(self, mechanism: str, variable: str, index: int) -> Any:
        """The reference that a variable of a segment is told to follow, or None."""
        return self._pointers.get((mechanism, (index + 0.5) / self._nseg, variable)) if self._pointers else None

    def _set(self, mechanism: str, variable: str, index: int | None, value: Any) -> None:
        """Assign one segment (or all, `index` None)."""
        if variable in self._streams.get(mechanism, ()):
            raise assigned(f"{self}.{variable}_{mechanism}")
        number = self._number_for(variable, value)
        if variable == "i_membrane_":
            raise InputError(f"{self}: `i_membrane_` cannot be assigned a value; it is computed")
        if variable == "diam" or (variable == "cm" and number != 0.0):  # without capacitance voltages follow at once
            number = self._positive(variable, number, "µm" if variable == "diam" else "µF/cm²")
        if mechanism == "morphology":
            geometry.refresh(self)
        pointed = None if index is None else self._followed(mechanism, variable, index)
        if pointed is not None and variable not in self._range[mechanism]:  # a POINTER
            pointed[0] = number
            return
        slot = self._slot(mechanism, variable)
        if index is None:
            slot.fill(number)
            for x in (0.0, 1.0) if mechanism == "membrane" else ():
                self._set_voltage(x, number)
        else:
            slot[index] = number
        if mechanism == "morphology":
            geometry.overwrite_points(self)
            self._reshaped()

    def _set_diameters(self, values: dict[int, float]) -> None:
        """Assign segments as hoc does: the points, if any, get the diameters that all segments have then.

        As in NEURON the other segments are not brought up to date with the points first.
        """
        numbers = {i: self._positive("diam", self._number_for("diam", value), "µm") for i, value in values.items()}
        slot = self._slot("morphology", "diam")
        for index, number in numbers.items():
            slot[index] = number
        geometry.overwrite_points(self)
        self._reshaped()

    def _at_node(self, variable: str, x: float) -> float:
        slot, i = tree.node_slot(self, x, variable)
        return slot[i]

    def _node_index(self, x: float) -> int:
        return tree.node_index(self, x)

    def _set_voltage(self, x: float, value: Any) -> None:
        self._set_at_node("v", x, value)

    def _set_at_node(self, variable: str, x: float, value: Any) -> None:
        slot, i = tree.node_slot(self, x, variable)
        slot[i] = self._number_for(variable, value)

    def _number_for(self, variable: str, value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise InputError(f"{self}: `{variable}` is {value!r}; a number is needed") from None
        if math.isnan(number):
            raise InputError(f"{self}: `{variable}` is NaN; give a number")
        return number

    def _resolve(self, name: str) -> tuple[str, str]:
        """(mechanism, variable) of a range variable name; an error with close names if there is none."""
        if name == "v":
            return "membrane", "v"
        if name == "diam":
            return "morphology", "diam"
        if name == "i_membrane_":
            if not WORLD.fast_imem:
                raise InputError(f"{self}: `i_membrane_` does not exist before `h.CVode().use_fast_imem(1)`")
            return "membrane", "i_membrane_"
        owner = owner_of(name)
        if owner is None:
            public = [n for n in dir(type(self)) if not n.startswith("_")]
            raise unknown_name("attribute", name, [*public, "diam", "cm", "v", *range_names(self._range)], f"{self}")
        return owner

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            return reference(self(0.5), *self._resolve(name[5:]))
        if name in layer_values.NAMES:
            return layer_values.LayerValues(self(0.5), name, everywhere=True)
        if name.startswith("_"):
            raise AttributeError(name)
        return self._get(*self._alive()._resolve(name), self._index(0.5))

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        elif name in layer_values.NAMES:
            getattr(self, name)[0] = value
        elif type(self) is not Section and name not in ("v", "diam", "i_membrane_") and owner_of(name) is None:
            object.__setattr__(self, name, value)  # an attribute of the script's own class
        else:
            self._set(*self._alive()._resolve(name), None, value)

    # life

    def _delete(self) -> None:
        self._deleted = True
        tree.forget(self)
        WORLD.remove_section(self._number)

    def _restructured(self) -> None:
        WORLD.structure += 1


def _can_be_referred_to(cell: Any) -> bool:
    try:
        weakref.ref(cell)
    except TypeError:
        return False
    return True
