"""The catalogue of published channels and ion pools."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from braincell.mech.source import Source


@dataclass(frozen=True)
class CatalogueRow:
    """One mechanism of the catalogue: its `name` for `Channel(name)`, what it is, and where its numbers come from.

    `ion` is the one whose current it carries or whose concentration it holds, "" for a nonspecific current.
    `parameters` are its defaults, in the units of `mechanism.parameters`.
    """

    name: str
    ion: str
    summary: str
    source: Source | None
    parameters: Mapping[str, float]
    mechanism: type[Mechanism]


def catalogue(ion: str | None = None) -> tuple[CatalogueRow, ...]:
    """The published channels and pools, of one `ion` ("" for nonspecific currents) or all, family by family."""
    rows = (_row(registry.find(name)) for name in registry.published())
    return tuple(row for row in rows if ion is None or row.ion == ion)


def _row(cls: type[Mechanism]) -> CatalogueRow:
    written = next((use.ion for use in cls.ions if use.writes), "")
    summary = (inspect.getdoc(cls) or "").partition("\n")[0].rstrip(".")
    parameters = {name: parameter.default for name, parameter in cls.parameters.items()}
    return CatalogueRow(cls.name, written, summary, getattr(cls, "source", None), parameters, cls)
