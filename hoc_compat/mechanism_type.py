"""MechanismType: which mechanisms there are, and putting the selected one in place."""

from typing import Any

from braincell.errors import InputError, unknown_name
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat import mechanism_calls
from hoc_compat.hoc_object import HocObject
from hoc_compat.point_process import point_process_class
from hoc_compat.range_variables import ION_SUFFIX, ion_of, known_ions
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD

_PLAIN = ("morphology", "capacitance")
_FIRST_ION = 15  # NEURON's number of the first ion's type
_LATER_IONS = 1000


class MechanismType(HocObject):
    """`h.MechanismType(0)`: the density mechanisms and ions; `h.MechanismType(1)`: point processes."""

    _unsupported = {"code": "read the .mod file", "file": "mechanisms do not remember where their .mod file is"}

    def __init__(self, kind: Any):
        if kind not in (0, 1):
            raise InputError(f"MechanismType({kind!r}): 0 for density mechanisms, 1 for point processes")
        self._point = bool(kind)
        self._selected = 0
        self._walk: list[Any] = []

    def _names(self) -> list[str]:
        if self._point:
            return [n for n in registry.names() if n.isidentifier() and registry.find(n).kind != "density"]
        density = [name for name in registry.names() if registry.find(name).kind == "density"]
        ions = [ion + ION_SUFFIX for ion in known_ions()]
        return [*_PLAIN, *sorted([*density, *ions], key=lambda name: (_number(name), name))]

    def count(self) -> int:
        """How many there are."""
        return len(self._names())

    def select(self, which: Any) -> float:
        """Select by name or number, −1 for none; an unknown name leaves the selection as it is."""
        names = self._names()
        if isinstance(which, str):
            self._selected = names.index(which) if which in names else self._selected
        elif -1 <= which < len(names):
            self._selected = int(which)
        else:
            raise InputError(f"{self}.select({which!r}): the numbers are −1 to {len(names) - 1}")
        return 0.0

    def selected(self, name: Any = None) -> int:
        """Number of the selected one; its name goes into a reference to a string."""
        if name is not None:
            name[0] = self._name() if self._selected >= 0 else ""
        return self._selected

    def _name(self) -> str:
        if self._selected < 0:
            raise InputError(f"{self}: nothing is selected; call `select(name)` first")
        return self._names()[self._selected]

    def _class(self, index: Any = None) -> type[Mechanism] | None:
        names = self._names()
        if index is not None and not 0 <= index < len(names):
            raise unknown_name("mechanism's number", index, map(str, range(len(names))), f"{self}")
        name = self._name() if index is None else names[int(index)]
        return registry.find(name) if name in registry.names() else None

    def is_artificial(self, index: Any = None) -> bool:
        """Whether it is an artificial cell."""
        cls = self._class(index)
        return cls is not None and cls.kind == "artificial"

    def is_netcon_target(self, index: Any = None) -> bool:
        """Whether it receives events."""
        cls = self._class(index)
        return cls is not None and cls.receive is not Mechanism.receive

    is_target = is_netcon_target

    def has_net_event(self, index: Any = None) -> bool:
        """Whether it can be the source of a NetCon by itself."""
        cls = self._class(index)
        return cls is not None and any("net_event" in code.co_names for code in _codes(cls))

    def is_ion(self) -> bool:
        """Whether it is an ion."""
        return ion_of(self._name()) is not None

    def internal_type(self) -> float:
        """A number that no other type has."""
        name = self._name()
        return float(_number(name)) if name not in _PLAIN else 2.0 + _PLAIN.index(name)

    def make(self, place: Any = None, reference: Any = None, sec: Section | None = None) -> float:
        """Insert the density mechanism into a section, or put a new point process at a segment into a reference."""
        if not self._point:
            _section(place if isinstance(place, Section) else sec).insert(self._name())
            return 0.0
        made = point_process_class(self._name())
        if made is None or not isinstance(place, Segment) or not hasattr(reference, "__setitem__"):
            raise InputError(f"{self}.make: a segment and a reference, `h.ref(None)`, are needed")
        reference[0] = made(place)
        return 0.0

    def remove(self, section: Section | None = None, sec: Section | None = None) -> float:
        """Take the density mechanism out of a section."""
        _section(section or sec).uninsert(self._name())
        return 0.0

    def pp_begin(self, section: Section | None = None, sec: Section | None = None) -> Any:
        """The first point process of the selected type in a section, or None."""
        found = _section(section or sec)
        places = [p for segment in found.allseg() for p in segment.point_processes()]
        self._walk = [p for p in places if p._template == self._name()]
        return self.pp_next()

    def pp_next(self) -> Any:
        """The next one after `pp_begin`, or None."""
        return self._walk.pop(0) if self._walk else None

    def action(self, *_: Any) -> float:
        """Does nothing: there is no menu."""
        return 0.0

    menu = action


def _number(name: str) -> int:
    ion = ion_of(name)
    if ion is None:
        return registry.rank(registry.find(name))
    first = {"na": 0, "k": 1}.get(ion)
    return _LATER_IONS + sorted(known_ions()).index(ion) if first is None else _FIRST_ION + first


def _codes(cls: type[Mechanism]) -> list[Any]:
    own = [f.__func__ for f in vars(cls).values() if isinstance(f, staticmethod)]
    return [f.__code__ for f in (*own, *mechanism_calls.functions(cls).values()) if hasattr(f, "__code__")]


def _section(section: Any) -> Section:
    return WORLD.current_section() if section is None else section._alive()
