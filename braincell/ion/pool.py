"""Ions: their defaults, and what NEURON's `ion_style` makes of the mechanisms present."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from braincell.mech.mechanism import UseIon


@dataclass(frozen=True)
class IonDefaults:
    """Valence, reversal potential [mV] and concentrations [mM] that NEURON gives an ion."""

    valence: float | None
    e: float
    ci: float
    co: float


_KNOWN = {
    "na": IonDefaults(1.0, 50.0, 10.0, 140.0),
    "k": IonDefaults(1.0, -77.0, 54.4, 2.5),
    "ca": IonDefaults(2.0, 12.5 * math.log(2.0 / 5e-5), 5e-5, 2.0),
}


def declared_ions() -> tuple[str, ...]:
    """Ions that exist without a mechanism that uses them."""
    return tuple(_KNOWN)


def declare_ion(ion: str, valence: float) -> None:
    """Make an ion known; its e is 0 and its concentrations are 1 until they are set."""
    _KNOWN.setdefault(ion, IonDefaults(valence, 0.0, 1.0, 1.0))


def ion_defaults(ion: str) -> IonDefaults:
    """NEURON's defaults; an ion it does not know has e = 0 and concentrations 1 (src/nrnoc/eion.cpp)."""
    return _KNOWN.get(ion, IonDefaults(None, 0.0, 1.0, 1.0))


@dataclass(frozen=True)
class IonStyle:
    """What happens to an ion at one place.

    `resets`: initialisation sets both concentrations to their globals; `nernst_initial`, `nernst_step`: e is the
    Nernst potential at initialisation, and again at the start of every current evaluation.
    """

    resets: bool = False
    nernst_initial: bool = False
    nernst_step: bool = False


def ion_style(uses: Iterable[UseIon]) -> IonStyle:
    """The style of an ion where exactly `uses` are present (NEURON: `nrn_promote`, src/nrnoc/eion.cpp)."""
    uses = tuple(uses)
    writes_concentration = any(use.writes_concentration for use in uses)
    reads_concentration = any(name in use.variables[1:3] for use in uses for name in use.reads)
    writes_e = any(use.variables[0] in use.writes for use in uses)
    if writes_concentration:
        return IonStyle(resets=True, nernst_initial=not writes_e, nernst_step=not writes_e)
    return IonStyle(nernst_initial=reads_concentration and not writes_e)
