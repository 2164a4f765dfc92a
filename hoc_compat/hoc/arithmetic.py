"""Numbers and comparisons as hoc has them (NEURON's oc/code.cpp and oc/math.cpp)."""

import math
from typing import Any

from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.storage import EPSILON, PassedObject


def number(value: Any) -> float:
    """A value that has to be a number; None, of functions that return nothing, is 0."""
    if type(value) is float:
        return value
    if value is None:
        return 0.0
    if isinstance(value, (str, PassedObject)):
        raise HocError(f"a number is needed; found {value!r}")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise HocError(f"a number is needed; found {value!r}") from None


def equal(left: Any, right: Any) -> bool:
    """`==`: of numbers within float_epsilon, of objects the same one, of strings the same text."""
    if type(left) is float and type(right) is float:
        return right - EPSILON <= left <= right + EPSILON
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return right - EPSILON <= left <= right + EPSILON
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, (int, float, str)) or isinstance(right, (int, float, str)):
        try:
            return equal(float(left), float(right))
        except (TypeError, ValueError):
            raise HocError(f"{left!r} and {right!r} cannot be compared") from None
    return left is right or (left is not None and right is not None and bool(left == right))


def cyclic(left: float, right: float) -> float:
    """`a % b`: between 0 and b."""
    if right <= 0.0:
        raise HocError(f"{left:g} % {right:g}: b of a % b must be positive")
    result = left
    if result >= right:
        result = left - math.floor(left / right) * right
    elif result <= -right:
        result = left + math.floor(-left / right) * right
    if result > right:
        result -= right
    if result < 0.0:
        result += right
    return result


def power(left: float, right: float) -> float:
    """`a ^ b`."""
    try:
        return math.pow(left, right)
    except OverflowError:
        raise HocError(f"{left:g} ^ {right:g} is out of range") from None
    except ValueError:
        raise HocError(f"{left:g} ^ {right:g} is not defined") from None


def index(subscript: Any) -> int:
    """A number as an index."""
    return int(subscript + EPSILON)


def argument_index(i: float) -> int:
    """The position of `$i` among the arguments."""
    if int(i + EPSILON) < 1:
        raise HocError(f"$i with i = {i:g}: arguments are counted from 1")
    return int(i + EPSILON) - 1


def shown(value: Any) -> str:
    """What `print` shows of an expression."""
    if isinstance(value, PassedObject):
        value = value.value
    if value is None:
        return "NULLobject "
    if isinstance(value, (str, int, float)):
        return f"{value} " if isinstance(value, str) else f"{float(value):.8g} "
    try:
        return f"{float(value):.8g} "
    except (TypeError, ValueError):
        return f"{value} "
