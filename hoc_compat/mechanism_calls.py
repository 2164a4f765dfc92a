"""Call the FUNCTIONs and PROCEDUREs of .mod files for one instance: `seg.hh.rates(-65)`, `h.rates_hh(-65)`."""

import inspect
import sys
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError, UnsupportedError
from braincell.mech import registry
from braincell.mech.mechanism import IMPLICIT, Instances, Mechanism
from braincell.mech.printing import let_out, room
from braincell.quad.in_order import SHARED
from hoc_compat.column import Slot
from hoc_compat.range_variables import computed_names, global_names
from hoc_compat.world import WORLD

ARGUMENTS = "hoc.arguments"  # what the importer calls the number of a script's arguments
_GENERATED = "braincell_nmodl_"  # modules that the importer has made


@cache
def functions(cls: type[Mechanism]) -> dict[str, Callable[..., Any]]:
    """The functions that an imported mechanism's file defines, by their names there."""
    if not cls.__module__.startswith(_GENERATED):
        return {}
    members = vars(sys.modules[cls.__module__]).items()
    own = {name: f for name, f in members if inspect.isfunction(f) and f.__module__ == cls.__module__}
    return {name.removesuffix("_"): f for name, f in own.items() if not name.startswith("_")}


@dataclass(frozen=True)
class Place:
    """The instance that a function is called for."""

    slots: dict[str, Slot]
    index: int  # in the slots
    segment: Any  # None of artificial cells
    pointees: dict[str, Any]  # POINTER -> what it points at, of those that are set
    process: Any = None  # the object of the script, unless it is a density mechanism


class Call:
    """`seg.mech.f`: a function, bound to the mechanism there."""

    def __init__(self, view: Any, name: str):
        self._view, self._name = view, name

    def name(self) -> str:
        """`mech.f`."""
        return f"{self._view.name()}.{self._name}"

    def mech(self) -> Any:
        """The mechanism that the function belongs to."""
        return self._view

    def __repr__(self) -> str:
        return self.name()

    def __call__(self, *arguments: Any) -> float:
        cls = registry.find(self._view.name())
        return call(self.name(), cls, self._name, arguments, _place(cls, self._view.segment()))


class ProcessCall:
    """`synapse.f`: a function, bound to a point process or artificial cell."""

    def __init__(self, process: Any, name: str):
        self._process, self._name = process, name

    def __repr__(self) -> str:
        return f"{self._process}.{self._name}()"

    def __call__(self, *arguments: Any) -> float:
        return self._called(arguments, len(arguments))

    def after(self, n: int) -> float:
        """Do what is left to do of a procedure that got `n` arguments, once they are handed over."""
        return self._called((), n)

    def _called(self, arguments: tuple[Any, ...], n: int) -> float:
        process = self._process
        process._check_usable()
        WORLD.structure += bool(process._take_given())
        place = Place(process._range, 0, getattr(process, "_segment", None), process._pointers, process)
        return call(f"{process}.{self._name}", process._mechanism, self._name, arguments, place, n)


def _place(cls: type[Mechanism], segment: Any) -> Place:
    """The instance of a density mechanism in a segment."""
    section, index = segment.sec, segment.sec._index(segment.x)
    followed = {name: section._followed(cls.name, name, index) for name in cls.pointers}
    pointees = {name: reference for name, reference in followed.items() if reference is not None}
    return Place(section._range[cls.name], index, segment, pointees)


def call(
    shown: str, cls: type[Mechanism], name: str, arguments: tuple[Any, ...], place: Place | None, n_given: int = 0
) -> float:
    """The value of a FUNCTION (0 for a PROCEDURE that NEURON gives no value), keeping what it sets.

    Without a `place`, only functions that need none can be called. `n_given` is how many arguments the script gave, of
    any kind.
    Raises `InputError` for too few arguments or other things than numbers, and for pointers that are used but unset.
    """
    function = functions(cls)[name]
    parameters = list(inspect.signature(function).parameters)
    needs_record = parameters[:1] == ["s"]
    n = len(parameters) - needs_record
    if len(arguments) < n:
        raise InputError(f"{shown}: {len(arguments)} arguments; it takes {n}")
    try:
        numbers = [np.float64(a) for a in arguments[:n]]
    except (TypeError, ValueError):
        raise InputError(f"{shown}{arguments!r}: a function of a mechanism takes numbers") from None
    if _uses(cls, name, frozenset(cls.streams)):
        raise UnsupportedError(
            f"{shown}: it uses a random stream of `{cls.name}`, which moves in simulations only; call it from a block "
            "of the .mod file, or draw from `h.Random()`"
        )
    if place is not None:
        _check_pointers(shown, cls, name, place)
    own = {} if place is None else _own(cls, place)
    record = Instances({**_shared(cls), **own, ARGUMENTS: float(n_given), **(room((), np) if cls.prints else {})})
    record = Instances({k: record[k] for k in record} | (cls.tables(record) if place is not None else {}))
    try:
        with np.errstate(all="ignore"):  # as in C
            result = function(*([record] if needs_record else []), *numbers)
    except RecursionError:
        raise InputError(f"{shown}{arguments!r}: the function calls itself too often") from None
    value = 1.0
    if isinstance(result, tuple):
        result, value = result
    if isinstance(result, Instances):
        let_out(result)
        _keep(cls, record, result, place)
        return float(value)
    return float(result)


def _check_pointers(shown: str, cls: type[Mechanism], name: str, place: Place) -> None:
    for pointer, declared in cls.pointers.items():
        if pointer not in place.pointees and not declared.optional and _uses(cls, name, frozenset({pointer})):
            raise InputError(f"{shown}: the POINTER `{pointer}` points at nothing; assign to `_ref_{pointer}` first")


def _shared(cls: type[Mechanism]) -> dict[str, Any]:
    values: dict[str, Any] = {"t": WORLD.t.read(), "dt": WORLD.dt, "celsius": WORLD.celsius.read()}
    values |= {"jumps": True} if cls.jumps else {}
    values[SHARED] = WORLD.shared_random.on_device()
    for name in (*global_names(cls), *computed_names(cls)):
        known = name in cls.options
        values[name] = WORLD.option(cls.name, name) if known else WORLD.mechanism_global(cls.name, name).read()
    tables = {
        n: WORLD.function_tables[cls.name, n] for n in cls.function_tables if (cls.name, n) in WORLD.function_tables
    }
    return values | {n: table for n, table in tables.items() if table is not None}


def _own(cls: type[Mechanism], place: Place) -> dict[str, Any]:
    """The variables of one instance, what its pointers point at, and what it sees of its segment."""
    values: dict[str, Any] = {name: slot.values()[..., place.index] for name, slot in place.slots.items()}
    for name, pointer in cls.pointers.items():
        values[name] = place.pointees[name][0] if name in place.pointees else 0.0
        values |= {f"{name}.is_set": name in place.pointees} if pointer.optional else {}
    values |= {} if place.process is None else place.process._vector_values()
    seen, segment = {}, place.segment
    if segment is not None:
        seen = {v: getattr(segment, v) for use in cls.ions for v in use.variables}
        seen |= {"v": segment.v, "diam": segment.diam, "area": segment.area()}
    # operations on single numbers take a tenth of the time in numpy
    return {name: jnp.asarray(x) if np.ndim(x) else np.float64(x) for name, x in (seen | values).items()}


def _keep(cls: type[Mechanism], before: Instances, after: Instances, place: Place | None) -> None:
    """Write what a function has set back to where it lives."""
    if after[SHARED] is not before[SHARED]:
        WORLD.shared_random.edit()[...] = after[SHARED]
    for name in after:
        if name in IMPLICIT or after[name] is before[name] or callable(after[name]):
            continue
        if place is not None and name in place.pointees:
            place.pointees[name][0] = float(after[name])
        elif place is not None and place.process is not None and name in cls.vectors:
            place.process._fill(name, after[name])
        elif place is not None and name in place.slots:
            place.slots[name].put(place.index, after[name])
        elif name in (*global_names(cls), *computed_names(cls)):
            WORLD.mechanism_global(cls.name, name).edit()[...] = after[name]


_chosen: dict[str, tuple[weakref.ref[Any], float]] = {}  # mechanism -> section and x, as `setdata` said


def function(name: str) -> Callable[..., float] | None:
    """`h.setdata_mech`, or `h.f_mech`, which means the instance that `setdata_mech` chose; None if there is none."""
    for mechanism in registry.names():
        own, cls = name.removesuffix(f"_{mechanism}"), registry.find(mechanism)
        if own == name or cls.kind != "density":
            continue
        if own == "setdata":
            return lambda *given, sec=None: _set_data(mechanism, given, sec)
        if own in functions(cls):
            return lambda *given: call(f"h.{name}", cls, own, given, _data(f"h.{name}", cls, own))
    return None


def _set_data(mechanism: str, given: tuple[Any, ...], sec: Any) -> float:
    if len(given) != 1:
        raise InputError(f"h.setdata_{mechanism}: give a segment such as `soma(0.5)`")
    segment = given[0] if hasattr(given[0], "sec") else (WORLD.current_section() if sec is None else sec)(given[0])
    segment.sec._alive()._slot(mechanism, next(iter(segment.sec._range.get(mechanism, {})), mechanism))
    _chosen[mechanism] = weakref.ref(segment.sec), (segment.sec._index(segment.x) + 0.5) / segment.sec._nseg
    return 1.0


def _data(shown: str, cls: type[Mechanism], name: str) -> Place | None:
    """The chosen instance; None for functions that need none. Raises `InputError` if it is missing or gone."""
    if not _reads_instance(cls, name):
        return None
    reference, x = _chosen.get(cls.name, (None, 0.0))
    section = None if reference is None else reference()
    if section is None or section._deleted or cls.name not in section._range:
        raise InputError(f"{shown}: no instance is chosen; call `h.setdata_{cls.name}(segment)` first")
    centre = (section._index(x) + 0.5) / section._nseg
    if centre != x:
        raise InputError(f"{shown}: the chosen segment is gone since nseg changed; call `h.setdata_{cls.name}` again")
    return _place(cls, section(x))


def _reads_instance(cls: type[Mechanism], name: str) -> bool:
    """Whether a function, or one that it calls, uses variables that each instance has of its own."""
    own = {n for n, p in cls.parameters.items() if p.scope == "range"} | {*cls.states, *cls.currents}
    own |= {n for n, a in cls.assigned.items() if a.scope == "range"} | {v for use in cls.ions for v in use.variables}
    return _uses(cls, name, frozenset(own | {*cls.pointers, "v", "diam", "area"}))


@cache
def _uses(cls: type[Mechanism], name: str, variables: frozenset[str]) -> bool:
    """Whether a function, or one that it calls, uses one of some variables."""
    visited: set[str] = set()
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at in visited:
            continue
        visited.add(at)
        code = functions(cls)[at].__code__
        used = {*code.co_names} | {k for c in code.co_consts if isinstance(c, tuple) for k in c}
        if variables & used:
            return True
        waiting += {u.removesuffix("_") for u in used if isinstance(u, str)} & {*functions(cls)}
    return False
