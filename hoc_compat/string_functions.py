"""StringFunctions, and the functions of `h` that work on strings."""

import re
from typing import Any

from braincell.errors import InputError, UnknownNameError, UnsupportedError
from hoc_compat.c_format import SPACE, assign, formatted, reference_value, scanned, text
from hoc_compat.hoc_object import HocObject
from hoc_compat.list import List
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.point_process import PointProcess

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class StringFunctions(HocObject):
    """`h.StringFunctions()`: results that are strings go into a reference, `h.ref('')`."""

    def len(self, string: str) -> int:
        """Length of a string."""
        return len(text(string, "StringFunctions.len"))

    def substr(self, string: str, part: str) -> int:
        """Where `part` begins in a string; −1 if it is not in it."""
        return text(string, "StringFunctions.substr").find(text(part, "StringFunctions.substr"))

    def head(self, string: str, pattern: str, result: Any) -> int:
        """Put what comes before the first match of a regular expression into `result`; returns where it begins."""
        start, _, line = _longest_match(string, pattern, "StringFunctions.head")
        assign(result, line[: max(start, 0)], "StringFunctions.head")
        return start

    def tail(self, string: str, pattern: str, result: Any) -> int:
        """Put what comes after the first match of a regular expression into `result`; returns where it ends."""
        _, end, line = _longest_match(string, pattern, "StringFunctions.tail")
        assign(result, line[end:] if end >= 0 else "", "StringFunctions.tail")
        return end

    def ltrim(self, string: str, result: Any, characters: str = SPACE) -> float:
        """The string without the white space (or `characters`) at its beginning goes into `result`."""
        assign(result, text(string, "StringFunctions.ltrim").lstrip(characters), "StringFunctions.ltrim")
        return 0.0

    def rtrim(self, string: str, result: Any, characters: str = SPACE) -> float:
        """The string without the white space (or `characters`) at its end goes into `result`."""
        assign(result, text(string, "StringFunctions.rtrim").rstrip(characters), "StringFunctions.rtrim")
        return 0.0

    def left(self, string: Any, n: float) -> float:
        """Keep the first `n` characters of the string in a reference."""
        value, n = _cut(string, n, "StringFunctions.left")
        string[0] = value[:n]
        return 1.0

    def right(self, string: Any, n: float) -> float:
        """Drop the first `n` characters of the string in a reference."""
        value, n = _cut(string, n, "StringFunctions.right")
        string[0] = value[n:]
        return 1.0

    def is_name(self, name: str) -> bool:
        """Whether `h` knows a name."""
        # `h` itself has this class as an attribute
        from hoc_compat.interpreter import h

        try:
            getattr(h, text(name, "StringFunctions.is_name"))
        except UnknownNameError:
            return False
        except (InputError, UnsupportedError):  # known, but not to be had from `h`
            return True
        return True

    def is_point_process(self, item: Any) -> int:
        """1 for a point process, else 0."""
        return int(isinstance(item, PointProcess))

    def is_artificial(self, item: Any) -> int:
        """1 for an artificial cell, else 0."""
        return int(isinstance(item, PointProcess) and item._mechanism.kind == "artificial")

    def alias(self, item: HocObject, name: str | None = None, other: Any = None) -> float:
        """Let `item.name` be another object; without that one the name, without a name all names are taken back."""
        if not isinstance(item, HocObject) or isinstance(item, MechanismObject):
            raise UnsupportedError(
                f"StringFunctions.alias: {item!r} cannot have further names; give them to a template"
            )
        if other is not None and not isinstance(other, HocObject):
            raise UnsupportedError(f"StringFunctions.alias: {other!r} is no object of hoc; only these are named again")
        left = {} if name is None else {n: o for n, o in item._aliases.items() if n != name}
        if name is not None and other is not None:
            left[text(name, "StringFunctions.alias")] = other
        object.__setattr__(item, "_aliases", left)
        return 0.0

    def alias_list(self, item: HocObject) -> List:
        """The names that `alias` has given an object, as Strings."""
        # `h` itself has this class as an attribute
        from hoc_compat.hoc.library import String

        names = List()
        for name in sorted(item._aliases):
            names.append(String(name))
        return names

    def references(self, item: Any) -> int:
        """Print the lists that hold an object; returns how many there are. Python's own variables are not counted."""
        found = 0
        for held in List._instances():
            for i, other in enumerate(held._own):
                if other is item:
                    print(f"   {held}.object({i})")
                    found += 1
        print(f"  found {found} of them")
        return found


def _longest_match(string: Any, pattern: Any, owner: str) -> tuple[int, int, str]:
    """Where the leftmost match in the first line begins and ends, the longest one as in POSIX; and that line."""
    line = text(string, owner).split("\n")[0]
    named = re.sub(r"\[:(\w+):\]", lambda m: _CLASSES.get(m[1], m[0]), text(pattern, owner))
    try:
        first = re.search(named, line)
    except re.error as error:
        raise InputError(f"{owner}: {pattern!r} is no regular expression: {error}") from None
    if first is None:
        return -1, -1, line
    start = first.start()
    for end in range(len(line), first.end(), -1):
        if re.compile(rf"(?:{named})(?=.{{{len(line) - end}}}\Z)").match(line, start):
            return start, end, line
    return start, first.end(), line


def _cut(string: Any, n: Any, owner: str) -> tuple[str, int]:
    value = text(reference_value(string, owner), owner)
    if not 0 <= n <= len(value):
        raise InputError(f"{owner}: {n!r} characters of {value!r}; from 0 to {len(value)} are allowed")
    return value, int(n)


def sprint(string: Any, format: str, *arguments: Any) -> float:
    """Write a formatted text into a reference to a string."""
    assign(string, formatted(format, arguments, "h.sprint"), "h.sprint")
    return 1.0


def printf(format: str, *arguments: Any) -> float:
    """Print a formatted text; returns its length."""
    shown = formatted(format, arguments, "h.printf")
    print(shown, end="")
    return float(len(shown))


def sscanf(string: str, format: str, *references: Any) -> float:
    """Read values out of a string; returns how many, and −1 if the string ends before the first."""
    values = scanned(text(string, "h.sscanf"), text(format, "h.sscanf"), "h.sscanf")
    if values is None:
        return -1.0
    if len(values) > len(references):
        raise InputError(f"h.sscanf: {format!r} needs more than {len(references)} references")
    for reference, value in zip(references, values, strict=False):
        reference_value(reference, "h.sscanf")
        reference[0] = value
    return float(len(values))


def strcmp(first: str, second: str) -> float:
    """0 for equal strings, a negative number if the first one comes before the second, else a positive one."""
    a, b = (text(s, "h.strcmp").encode() + b"\0" for s in (first, second))
    return float(next((x - y for x, y in zip(a, b, strict=False) if x != y), 0))
