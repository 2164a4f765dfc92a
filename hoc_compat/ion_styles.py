"""NEURON's ion style: which of an ion's values are reset, and where its reversal potential is computed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import InputError, UnsupportedError
from braincell.lower.model import CableModel
from braincell.mech.mechanism import UseIon

if TYPE_CHECKING:
    from hoc_compat.section import Section

_HIGHEST = {"c_style": 3, "e_style": 3, "einit": 1, "eadvance": 1, "cinit": 1}


@dataclass(frozen=True)
class Style:
    """The arguments of `h.ion_style`; 0 unused, 1 parameter, 2 assigned, 3 state for concentrations and potential."""

    c_style: int = 0
    e_style: int = 0
    einit: int = 0  # e from the concentrations at initialisation
    eadvance: int = 0  # and at every step
    cinit: int = 0  # concentrations from their globals at initialisation

    def number(self) -> int:
        """As one number, NEURON's way."""
        return self.c_style + 4 * self.cinit + 8 * self.e_style + 32 * self.einit + 64 * self.eadvance

    def promoted(self, use: UseIon) -> "Style":
        """The style after a mechanism that uses the ion has been inserted (NEURON: `nrn_promote`, eion.cpp)."""
        e, *concentrations, _ = use.variables
        written = use.writes_concentration
        c_style = max(self.c_style, 3 if written else 1 if {*concentrations} & {*use.reads} else 0)
        e_style = max(self.e_style, 3 if e in use.writes else 1 if e in use.reads else 0)
        if c_style and e_style < 2:
            e_style = 2
        return Style(
            c_style,
            e_style,
            einit=int(c_style > 0 and e_style == 2),
            eadvance=int(c_style == 3 and e_style == 2),
            cinit=int(c_style == 3),
        )


def chosen(values: tuple[Any, ...]) -> Style:
    """The style that a script asks for; `InputError` if a number is out of its range."""
    if len(values) != len(_HIGHEST):
        raise InputError(f"h.ion_style: {len(values)} numbers; it takes {', '.join(_HIGHEST)}, or none of them")
    for (name, highest), value in zip(_HIGHEST.items(), values, strict=True):
        if value not in range(highest + 1):
            raise InputError(f"h.ion_style: {name} is {value!r}; it is a whole number within 0–{highest}")
    return Style(*(int(value) for value in values))


def refuse_chosen(sections: "list[Section]") -> None:
    """Raise `UnsupportedError` if a script chose a style in one of the sections: a native cell infers them."""
    for section in sections:
        for ion in section._chosen_styles:
            raise UnsupportedError(
                f"{section}: the style of `{ion}` was set with `h.ion_style`; a native cell follows its mechanisms"
            )


def with_styles(model: CableModel, sections: "list[Section]", processes: list[Any]) -> CableModel:
    """The model with the styles that the sections' ions have, promoted where point processes use them."""
    ions = []
    for ion in model.layout.ions:
        places = [(s, i) for s in sections if ion.name in s._styles for i in range(s._nseg)]
        styles = {place: place[0]._styles[ion.name] for place in places}
        for process in processes:
            at = process._segment
            place = (at.sec, at.sec._index(at.x))
            for use in process._mechanism.ions:
                if use.ion == ion.name and place in styles:
                    styles[place] = styles[place].promoted(use)
        if len(styles) == len(ion.nodes):
            flags = {"resets": "cinit", "nernst_initial": "einit", "nernst_step": "eadvance"}
            found = {k: np.array([getattr(s, v) for s in styles.values()], bool) for k, v in flags.items()}
            ion = replace(ion, **found)
        ions.append(ion)
    return replace(model, layout=replace(model.layout, ions=tuple(ions)))
