"""Declare the passive properties of cable."""

from typing import Any

import numpy as np

from braincell.errors import InputError
from braincell.units import finite, magnitude


class CableProperty:
    """Axial resistivity [Ω·cm] and membrane capacitance [µF/cm²] of a region; what is not given stays as it is.

    NEURON's defaults hold where nothing is painted: 35.4 Ω·cm and 1 µF/cm². Raises `InputError` for a value that
    is not a positive finite number; a capacitance may be 0, with the integrator "staggered". Arrays with one value per
    painted control volume and functions of its `CVContext` are accepted; their length, and what functions return, is
    checked when the cell is discretized.
    """

    def __init__(self, *, axial_resistivity: Any = None, membrane_capacitance: Any = None):
        if axial_resistivity is None and membrane_capacitance is None:
            raise InputError("`CableProperty()` sets nothing; give `axial_resistivity` or `membrane_capacitance`")
        self.axial_resistivity = _checked(axial_resistivity, "ohm cm", "axial_resistivity")
        self.membrane_capacitance = _checked(membrane_capacitance, "uF/cm2", "membrane_capacitance")

    def __repr__(self) -> str:
        given = {k: v for k, v in vars(self).items() if v is not None}
        return f"CableProperty({', '.join(f'{k}={v!r}' for k, v in given.items())})"


def _checked(value: Any, unit: str, name: str) -> Any:
    if value is None or callable(value):
        return value
    if not (getattr(value, "ndim", 0) or isinstance(value, (list, tuple))):
        number = finite(value, unit, name, "CableProperty")
        if out_of_range(name, number):
            raise InputError(f"CableProperty: `{name}` is {number:g} {unit}; it {range_in_words(name)}")
        return number
    values = np.asarray(magnitude(value, unit, name), float)
    for number in values[~np.isfinite(values) | out_of_range(name, values)][:1]:
        raise InputError(
            f"CableProperty: `{name}` holds {number:g} {unit}; every value {range_in_words(name)} and finite"
        )
    return values


def out_of_range(name: str, values: Any) -> Any:
    """Where a property's values are out of range."""
    return values < 0 if name == "membrane_capacitance" else values <= 0


def range_in_words(name: str) -> str:
    """The range in words."""
    return "must be 0 or positive" if name == "membrane_capacitance" else "must be positive"
