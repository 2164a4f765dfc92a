"""Check what a script gives as a number."""

from typing import Any

import numpy as np

from braincell.errors import InputError


def number(owner: str, name: str, value: Any) -> float:
    """`value` as a float, or `InputError` if it is none or NaN."""
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{owner}: `{name}` is {value!r}; a number is needed") from None
    if np.isnan(result):
        raise InputError(f"{owner}: `{name}` is NaN; give a number")
    return result
