"""Find mechanism classes by name, in the order in which NEURON would run them."""

from collections.abc import Iterable
from typing import TypeVar

from braincell.errors import InputError, unknown_name
from braincell.mech.mechanism import Mechanism

M = TypeVar("M", bound=type[Mechanism])

# NEURON's built-in types come before any registered later (its `type` numbers; src/nrnoc/init.cpp).
_BUILTIN_RANK = {
    **{"pas": 4, "fastpas": 6, "IClamp": 7, "AlphaSynapse": 8, "ExpSyn": 9, "Exp2Syn": 10, "SEClamp": 11, "VClamp": 12},
    **{"OClamp": 13, "APCount": 14, "hh": 17, "NetStim": 18, "IntFire1": 19, "IntFire2": 20, "IntFire4": 21},
    **{"PointProcessMark": 22, "PatternStim": 23},
}
_FIRST_FREE_RANK = 100

_classes: dict[str, type[Mechanism]] = {}
_ranks: dict[str, int] = {}
_published: set[str] = set()


def register(cls: M, name: str | None = None) -> M:
    """Make a mechanism class findable by name; usable as a decorator.

    Registering another class under a taken name replaces it and keeps its rank, so that a file can be reloaded.
    """
    if not (isinstance(cls, type) and issubclass(cls, Mechanism)):
        raise InputError(f"{cls!r} is no mechanism class; subclass `braincell.Channel`")
    key = name or cls.name
    _ranks.setdefault(key, _BUILTIN_RANK.get(key, _FIRST_FREE_RANK + len(_ranks)))
    _classes[key] = cls
    _published.discard(key)
    return cls


def register_published(cls: M) -> M:
    """Register a class of a published model: `find` finds it, `names` leaves it out.

    So a `.mod` file may have the name: what it declares takes the place of this class.
    """
    register(cls)
    _published.add(cls.name)
    return cls


def in_order(classes: Iterable[type[Mechanism]]) -> None:
    """Let these classes share their places in the order of execution anew, first to last.

    A class that was registered before the others were would else come before them; NEURON's own stay first.
    """
    keys = [cls.name for cls in classes if cls.name not in _BUILTIN_RANK]
    _ranks.update(zip(keys, sorted(_ranks[key] for key in keys), strict=True))


def find(name: str) -> type[Mechanism]:
    """The class registered as `name`; `UnknownNameError` with close names otherwise."""
    if name not in _classes:
        raise unknown_name("mechanism", name, _classes)
    return _classes[name]


def names() -> tuple[str, ...]:
    """All registered names but those of published models, in execution order."""
    return tuple(sorted(_classes.keys() - _published, key=_ranks.__getitem__))


def published() -> tuple[str, ...]:
    """The names of the catalogue of channels and pools, in the order of their registration."""
    found = (name for name in _published if _classes[name].kind == "density")
    return tuple(sorted(found, key=_ranks.__getitem__))


def rank(cls: type[Mechanism]) -> int:
    """Position in NEURON's order of types; unregistered classes come last."""
    return _ranks.get(cls.name, _FIRST_FREE_RANK + len(_ranks))
