"""Numbers and comparisons as hoc has them (NEURON's oc/code.cpp and oc/math.cpp)."""

import math
import operator as py
from typing import Any

import numpy as np

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
    if left is None or right is None or left is right:
        return left is right
    own = getattr(left, "_operator", None)
    return bool(own("__eq__", right)) if own is not None and own.defines("__eq__") else bool(left == right)


_METHODS = {"+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__div__", "^": "__pow__"}


def operate(operator: str, left: Any, right: Any) -> Any:
    """`a + b` and its like of what may be numbers, or objects that define `__add__` and so on."""
    if type(left) is float and type(right) is float:
        return _number_result(operator, left, right)
    left, right = (x.value if isinstance(x, PassedObject) else x for x in (left, right))
    if not (_is_object(left) or _is_object(right)):
        return _number_result(operator, number(left), number(right))
    own = getattr(left, "_operator", None)
    if own is not None and own.defines(_METHODS[operator]):
        return own(_METHODS[operator], right)
    try:
        return _PYTHON[operator](left, right)
    except TypeError:
        raise HocError(f"a number is needed; found {left!r} {operator} {right!r}") from None


def _is_object(value: Any) -> bool:
    return value is not None and not isinstance(value, (int, float, str, np.number))


def _number_result(operator: str, left: float, right: float) -> float:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if operator == "/" else power(left, right)


_PYTHON = {"+": py.add, "-": py.sub, "*": py.mul, "/": py.truediv, "^": py.pow}


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
