"""NEURON's units, and the only border at which quantities of brainunit or pint become plain numbers."""

from typing import Any

import numpy as np

from braincell.errors import InputError

# NEURON's spelling -> spellings tried with brainunit and pint, in this order.
_SPELLINGS = {
    "mV": ("mV", "millivolt"),
    "ms": ("ms", "millisecond"),
    "um": ("um", "micrometer"),
    "nA": ("nA", "nanoampere"),
    "uS": ("uS", "microsiemens"),
    "mM": ("mM", "millimolar"),
    "ohm cm": ("ohm*cm", "ohm * centimeter"),
    "uF/cm2": ("uF/cm**2", "microfarad / centimeter ** 2"),
    "S/cm2": ("siemens/cm**2", "siemens / centimeter ** 2"),
    "mA/cm2": ("mA/cm**2", "milliampere / centimeter ** 2"),
    "Hz": ("Hz", "hertz"),
    "K": ("kelvin", "kelvin"),
    "degC": ("degC", "degree_Celsius"),
    "1": ("dimensionless", "dimensionless"),
}


def magnitude(quantity: Any, unit: str, name: str) -> Any:
    """The number(s) of `quantity` in `unit`; plain numbers pass through, taken to be in `unit` already.

    Accepts brainunit and pint quantities without importing either. Raises `InputError`, naming `name`, for a
    quantity of another dimension and for what is no number at all.
    """
    if hasattr(quantity, "to_base_units") and hasattr(quantity, "m_as"):  # pint
        return _pint_magnitude(quantity, unit, name)
    if hasattr(quantity, "to_decimal") and hasattr(quantity, "mantissa"):  # brainunit
        return _brainunit_magnitude(quantity, unit, name)
    if isinstance(quantity, (str, bytes)) or quantity is None:
        raise InputError(f"`{name}` is {quantity!r}; a number{_in(unit)} is needed")
    return quantity


def positive(value: Any, unit: str, name: str, owner: str = "") -> float:
    """A finite number > 0 of `unit`, or `InputError` that names `owner` and `name`."""
    number = finite(value, unit, name, owner)
    if number <= 0:
        raise InputError(f"{_of(owner)}`{name}` is {number:g} {unit}; it must be positive")
    return number


def finite(value: Any, unit: str, name: str, owner: str = "") -> float:
    """A finite number of `unit`, or `InputError` that names `owner` and `name`."""
    try:
        number = float(magnitude(value, unit, name))
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{_of(owner)}`{name}` is {value!r}; a single number{_in(unit)} is needed") from None
    if not np.isfinite(number):
        raise InputError(f"{_of(owner)}`{name}` is {number}; a finite number{_in(unit)} is needed")
    return number


def _in(unit: str) -> str:
    return "" if unit == "1" else f" in {unit}"


def _of(owner: str) -> str:
    return f"{owner}: " if owner else ""


def _pint_magnitude(quantity: Any, unit: str, name: str) -> Any:
    try:
        return quantity.m_as(_SPELLINGS[unit][1])
    except Exception:
        raise InputError(f"`{name}` is {quantity}, which cannot be converted to {unit}") from None


def _brainunit_magnitude(quantity: Any, unit: str, name: str) -> Any:
    import brainunit

    if unit == "degC":
        return _brainunit_magnitude(quantity, "K", name) - 273.15  # brainunit has absolute temperatures only
    target = brainunit.Unit() if unit == "1" else _brainunit_unit(brainunit, _SPELLINGS[unit][0])
    try:
        return quantity.to_decimal(target)
    except Exception:
        raise InputError(f"`{name}` is {quantity}, which cannot be converted to {unit}") from None


def _brainunit_unit(brainunit: Any, text: str) -> Any:
    unit: Any = None
    operation = "*"
    for token in text.replace("**", "^").replace("*", " * ").replace("/", " / ").split():
        if token in "*/":
            operation = token
            continue
        base, _, power = token.partition("^")
        factor = getattr(brainunit, base) ** int(power or 1)
        unit = factor if unit is None else (unit * factor if operation == "*" else unit / factor)
    return unit
