"""C's printf formats over the memory of C code."""

import re
from typing import Any

from hoc_compat.c_code.errors import CMemoryError
from hoc_compat.c_code.memory import Pointer, string

_CONVERSION = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(hh|h|ll|l|z|j|t|L)?(.)", re.S)


def formatted(format: Any, arguments: tuple[Any, ...]) -> str:
    """The text of a format with its arguments."""
    rest = list(arguments)

    def taken() -> Any:
        if not rest:
            raise CMemoryError("a format asks for more than it is given")
        return rest.pop(0)

    def convert(match: re.Match[str]) -> str:
        flags, width, precision, long, kind = match.groups()
        if kind == "%":
            return "%"
        width = str(taken()) if width == "*" else width or ""
        precision = str(taken()) if precision == "*" else precision
        spec = f"%{flags}{width}" + ("" if precision is None else f".{precision}")
        return _converted(spec, kind, long in ("l", "ll", "z", "j", "t"), taken())

    return _CONVERSION.sub(convert, string(format))


def _converted(spec: str, kind: str, long: bool, value: Any) -> str:
    if kind == "s":
        return (spec + "s") % (string(value) if value is not None else "(null)")
    if kind == "c":
        return (spec + "c") % chr(int(value) & 255)
    if kind in "feEgGF":
        return (spec + kind) % float(value)
    if kind not in "diuxXop":
        raise CMemoryError(f"the format `%{kind}` is not known")
    address = value is None or not isinstance(value, (int, float))
    number = id(value.m if isinstance(value, Pointer) else value) if address and value is not None else int(value or 0)
    if kind in "uxXop":
        number %= 2**64 if long or kind == "p" else 2**32
    if kind == "p":
        return (spec + "s") % f"0x{number:x}"
    return (spec + {"i": "d", "u": "d"}.get(kind, kind)) % number
