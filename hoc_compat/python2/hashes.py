"""`hash` of Python 2.7 on 64 bits, which scripts use for seeds."""

import math
from typing import Any

_WORD = 0xFFFFFFFFFFFFFFFF


def hash_value(value: Any) -> int:
    """`hash(value)` of numbers, texts and tuples of them; of others, Python 3's.

    The formulas are those of `string_hash`, `_Py_HashDouble` and `tuplehash` in CPython 2.7.
    """
    if isinstance(value, bool) or value is None:
        return int(bool(value)) if value is not None else hash(None)
    if isinstance(value, int):
        return _of_int(value)
    if isinstance(value, float):
        return _of_float(value)
    if isinstance(value, str):
        return _of_text(value)
    return _of_tuple(value) if isinstance(value, tuple) else hash(value)


def _signed(word: int) -> int:
    word &= _WORD
    word -= (word >> 63) << 64
    return -2 if word == -1 else word


def _of_int(value: int) -> int:
    if -(1 << 63) <= value < 1 << 63:
        return -2 if value == -1 else value
    digits, word = abs(value), 0  # a long: its digits of 30 bits, with the carry added
    for shift in reversed(range(0, digits.bit_length(), 30)):
        word = ((word << 30) & _WORD | word >> 34) + (digits >> shift & (1 << 30) - 1)
        word = (word & _WORD) + (word >> 64)
    return _signed(word if value > 0 else -word)


def _of_float(value: float) -> int:
    if math.isnan(value):
        return 0
    if math.isinf(value):
        return 314159 if value > 0 else -271828
    if value == int(value):
        return _of_int(int(value))
    mantissa, exponent = math.frexp(value)
    mantissa *= 2147483648.0
    high = int(mantissa)
    low = int((mantissa - high) * 2147483648.0)
    return _signed(high + low + (exponent << 15))


def _of_text(value: str) -> int:
    codes = [ord(letter) for letter in value]
    if not codes:
        return 0
    word = codes[0] << 7
    for code in codes:
        word = (1000003 * word & _WORD) ^ code
    return _signed(word ^ len(codes))


def _of_tuple(items: tuple[Any, ...]) -> int:
    word, factor = 0x345678, 1000003
    for left, item in zip(reversed(range(len(items))), items, strict=True):
        word = ((word ^ hash_value(item)) * factor) & _WORD
        factor += 82520 + 2 * left
    return _signed(word + 97531)
