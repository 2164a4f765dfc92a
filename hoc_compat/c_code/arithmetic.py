"""C's arithmetic, where Python's differs: division, conversion, overflow, functions out of their domain."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from hoc_compat.c_code.errors import CMemoryError
from hoc_compat.c_code.memory import Pointer, new_numbers
from hoc_compat.c_code.types import CType

_BITS = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "q": 64, "Q": 64}


def _wrapping(code: str) -> Callable[[int], int]:
    bits = _BITS[code]
    mask, half = (1 << bits) - 1, 1 << (bits - 1)
    if code.isupper():
        return lambda x: x & mask
    return lambda x: x if -half <= x < half else ((x + half) & mask) - half


def _from_real(code: str) -> Callable[[float], int]:
    """Conversion from a real number; what does not fit becomes what the processor makes of it."""
    wrap, wide = _wrapping(code), 64 if code in "IqQ" else 32

    def convert(x: float) -> int:
        try:
            whole = int(x)
        except (OverflowError, ValueError):
            whole = -(1 << (wide - 1))
        if not -(1 << (wide - 1)) <= whole < 1 << (wide - 1) and code != "Q":
            whole = -(1 << (wide - 1))
        return wrap(whole)

    return convert


WRAP = {code: _wrapping(code) for code in _BITS}
FROM_REAL = {code: _from_real(code) for code in _BITS}


def single(x: float) -> float:
    """A C float."""
    return float(np.float32(x))


def divide(a: float, b: float) -> float:
    """`a / b` of real numbers."""
    try:
        return a / b
    except ZeroDivisionError:
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def whole_quotient(a: int, b: int) -> int:
    """`a / b` of whole numbers: without the fraction."""
    if b == 0:
        raise CMemoryError("a whole number is divided by 0")
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


def whole_rest(a: int, b: int) -> int:
    """`a % b`, which has the sign of a."""
    return a - b * whole_quotient(a, b)


def same(a: Any, b: Any) -> bool:
    """Whether two pointers are equal."""
    if isinstance(a, Pointer) and isinstance(b, Pointer):
        return a.i == b.i and (a.m is b.m or (isinstance(a.m, memoryview) and isinstance(b.m, memoryview)
                                              and a.m.obj is b.m.obj))  # fmt: skip
    return a is b


def distance(a: Any, b: Any, stride: int) -> int:
    """`a - b` of pointers."""
    return (a.i - b.i) // stride


def real(function: Callable[..., float]) -> Callable[..., float]:
    """A function of C's library: NaN outside of its domain, infinite where the result is too large."""

    def call(*x: float) -> float:
        try:
            return float(function(*x))
        except ValueError:
            return -math.inf if function in (math.log, math.log10, math.log2) and x[0] == 0 else math.nan
        except OverflowError:
            return math.inf

    return call


def _exp(x: float) -> float:
    """NEURON's, which stands for C's in every .mod file: 0 below -700, exp(700) above 700."""
    return 0.0 if x < -700.0 else math.exp(min(x, 700.0))


def _rounded(function: Callable[[float], int]) -> Callable[[float], float]:
    return lambda x: math.copysign(float(function(x)), x) if math.isfinite(x) else x


def _round(x: float) -> int:
    return math.floor(abs(x) + 0.5) * (1 if x >= 0 else -1)


MATH: dict[str, Callable[..., float]] = {
    name: real(getattr(math, name))
    for name in """sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh sqrt log log10 log2 log1p expm1
    fmod fabs erf erfc hypot lgamma cbrt copysign remainder""".split()
    if hasattr(math, name)
} | {
    "pow": real(math.pow), "exp": _exp, "hoc_Exp": _exp, "tgamma": real(math.gamma), "exp2": real(lambda x: 2.0**x),
    "floor": _rounded(math.floor), "ceil": _rounded(math.ceil), "trunc": _rounded(math.trunc),
    "round": _rounded(_round), "rint": _rounded(round), "fmin": min, "fmax": max,
}  # fmt: skip


def new_array(kind: CType) -> Pointer:
    """Memory for an array type."""
    scalar, count = kind.scalar, kind.stride
    if scalar.is_number:
        return new_numbers(count, scalar.code)
    return Pointer([first_value(scalar) for _ in range(count)])


def new_struct(kind: CType) -> Pointer:
    """Memory for the fields of a struct."""
    return Pointer([first_value(held) for held in kind.fields.values()])


def first_value(kind: CType) -> Any:
    """What memory of a type holds at first."""
    if kind.kind == "array":
        return new_array(kind)
    if kind.kind == "struct":
        return new_struct(kind)
    return 0.0 if kind.kind == "float" else 0 if kind.kind == "int" else None


def new_cell(kind: CType, value: Any) -> Pointer:
    """Memory for one value."""
    if not kind.is_number:
        return Pointer([value])
    return new_numbers(1, kind.code, [value])
