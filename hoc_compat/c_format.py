"""C's formats, as hoc uses them: write arguments into a text, and read them out of one."""

import re
from typing import Any

from braincell.errors import InputError
from hoc_compat.hoc.storage import PassedString

SPACE = " \t\n\v\f\r"
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])"
_WRITTEN = re.compile(r"%([-+ #0]*\d*(?:\.\d*)?)(l*)(.)", re.DOTALL)
_READ = re.compile(r"%(\*?)(\d*)(?:h|l|ll)?([a-zA-Z%])|(\s+)|([^%\s]+)")
_TOKENS = {
    **dict.fromkeys("fegFEG", NUMBER),
    **dict.fromkeys("du", r"[+-]?\d+"),
    "i": r"[+-]?(?:0[xX][0-9a-fA-F]+|\d+)",
    "x": r"[+-]?(?:0[xX])?[0-9a-fA-F]+",
    "s": r"\S+",
}


def formatted(format: Any, arguments: tuple[Any, ...], owner: str) -> str:
    """The text of a format with its arguments; further ones are left out, as in hoc."""
    rest = list(arguments)

    def convert(match: re.Match[str]) -> str:
        flags, long, kind = match.groups()
        if kind == "%":
            return "%"
        if kind not in "doxcfegs":
            raise InputError(f"{owner}: `{match[0]}` in {format!r} is not known; %d %o %x %c %f %e %g %s %% are")
        if not rest:
            raise InputError(f"{owner}: {format!r} needs more than {len(arguments)} arguments")
        return f"%{flags}{kind}" % _argument(kind, rest.pop(0), bool(long), owner)

    return _WRITTEN.sub(convert, text(format, owner))


def _argument(kind: str, value: Any, long: bool, owner: str) -> Any:
    if kind == "s":
        if isinstance(value, (int, float)):
            raise InputError(f"{owner}: %s got the number {value!r}; write %g")
        return str(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{owner}: %{kind} got {value!r}; a number is needed") from None
    if kind in "feg":
        return number
    whole = int(number)
    bits = 64 if long else 32
    return chr(whole & 0xFF) if kind == "c" else whole if kind == "d" else whole % 2**bits


def scanned(source: str, format: str, owner: str) -> list[Any] | None:
    """The values that a format reads, up to the first that is not there; None if the text ends before the first."""
    return scanned_to(source, format, owner)[0]


def scanned_to(source: str, format: str, owner: str) -> tuple[list[Any] | None, int]:
    """The same, and where in the text reading has come to an end."""
    values: list[Any] = []
    at = 0
    for skipped, width, kind, space, literal in _READ.findall(format):
        if space or kind != "c":
            at += len(source[at:]) - len(source[at:].lstrip(SPACE))
        if space:
            continue
        if literal or kind == "%":
            literal = literal or "%"
            if not source.startswith(literal, at):
                return values, at
            at += len(literal)
            continue
        if at == len(source) and not values:
            return None, at
        if kind != "c" and kind not in _TOKENS:
            raise InputError(f"{owner}: `%{kind}` in {format!r} is not known; " + " ".join(f"%{k}" for k in _TOKENS))
        end = len(source) if not width else at + int(width)
        found = re.compile(_TOKENS.get(kind, ".{1}"), re.DOTALL).match(source, at, end)
        if found is None:
            return values, at
        at = found.end()
        if not skipped:
            values.append(_value(kind, found[0]))
    return values, at


def _value(kind: str, token: str) -> Any:
    if kind == "s":
        return token
    if kind == "c":
        return float(ord(token))
    if kind in "feg":
        return float(token)
    return float(int(token, 16) if kind == "x" or "x" in token.lower() else int(token))


def text(value: Any, owner: str) -> str:
    """`value`, which must be a string."""
    if not isinstance(value, str):
        raise InputError(f"{owner}: {value!r} is no string")
    return value


def assign(reference: Any, value: str, owner: str) -> None:
    """Give the string that a reference, or a string variable of hoc, holds another value."""
    text(reference_value(reference, owner), owner)
    reference[0] = value


def reference_value(reference: Any, owner: str) -> Any:
    """What a reference, or a string variable of hoc, holds."""
    if isinstance(reference, PassedString):
        return reference.value
    if not hasattr(reference, "__setitem__") or isinstance(reference, (str, list)):
        raise InputError(f"{owner}: {reference!r} is no reference to a string; make one with `h.ref('')`")
    return reference[0]
