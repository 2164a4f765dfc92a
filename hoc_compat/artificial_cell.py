"""Artificial cells: objects without a membrane, such as `h.NetStim()`."""

from functools import cache
from typing import Any

from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat.built_in_methods import bases_for
from hoc_compat.mechanism_object import MechanismObject


class ArtificialCell(MechanismObject):
    """One instance of an artificial cell; it only receives and sends events."""

    def __init__(self, *_: Any, sec: Any = None) -> None:  # a place, as of a point process, means nothing
        self._begin()
        self._begin_streams()

    def has_loc(self) -> bool:
        """False: it sits nowhere."""
        return False


@cache
def _class_for(mechanism: type[Mechanism]) -> type[ArtificialCell]:
    members = {"_mechanism": mechanism, "__doc__": mechanism.__doc__}
    return type(mechanism.name, bases_for(mechanism.name, ArtificialCell), members)  # pyright: ignore


def artificial_cell_class(name: str) -> type[ArtificialCell] | None:
    """The class of a registered artificial cell, or None."""
    if name not in registry.names():
        return None
    mechanism = registry.find(name)
    return _class_for(mechanism) if mechanism.kind == "artificial" else None
