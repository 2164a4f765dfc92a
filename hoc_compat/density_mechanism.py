"""Density mechanisms as objects: `h.hh.insert(soma)`, `soma.insert(h.hh)`."""

from collections.abc import Iterable
from typing import Any

from braincell.mech import registry
from hoc_compat.range_variables import ion_of
from hoc_compat.section import Section


class DensityMechanism:
    """`h.hh`: a density mechanism or an ion, by name."""

    def __init__(self, name: str):
        self._name = name

    @property
    def name(self) -> str:
        """The mechanism's name."""
        return self._name

    @property
    def ions(self) -> dict[str, Any]:
        """What the mechanism reads and writes of each ion, and the charge that it declares."""
        uses = () if ion_of(self._name) else registry.find(self._name).ions
        return {
            use.ion: {
                "read": list(use.reads),
                "write": list(use.writes),
                "charge": None if use.valence is None else int(use.valence),
                "ontology_id": "",
            }
            for use in uses
        }

    def insert(self, sections: "Section | Iterable[Section]") -> None:
        """Insert it into a section, or into several."""
        for section in [sections] if isinstance(sections, Section) else sections:
            section.insert(self._name)

    def uninsert(self, sections: "Section | Iterable[Section]") -> None:
        """Take it out of a section, or of several."""
        for section in [sections] if isinstance(sections, Section) else sections:
            section.uninsert(self._name)

    def __repr__(self) -> str:
        return f"neuron.DensityMechanism({self._name!r})"
