"""hoc's two files without an object: `h.ropen(name)` and what reads it, `h.wopen(name)` and what writes it."""

from typing import Any

from braincell.errors import InputError
from hoc_compat.c_format import assign, formatted, text
from hoc_compat.file import opened, read_line, read_number, read_word
from hoc_compat.hoc.errors import HocError

_open: dict[str, Any] = {}


def ropen(name: str = "") -> float:
    """Open a file for `fscan` and `getstr`, closing the one before: 1, or 0 if it cannot be."""
    return _replace("rb", name, "h.ropen")


def wopen(name: str = "") -> float:
    """Open a file for `fprint`, closing the one before: 1, or 0 if it cannot be."""
    return _replace("wb", name, "h.wopen")


def fscan() -> float:
    """The next number of the file that is open for reading, else of the hoc text that runs; words are skipped."""
    number = read_number(_reading("h.fscan"))
    if number is None:
        raise HocError("h.fscan: the file has no further number")
    return number


def getstr(result: Any, word: Any = 0) -> float:
    """Read a line, or a word, into a reference to a string; returns its length."""
    stream = _reading("h.getstr")
    found = read_word(stream) if word else read_line(stream)
    if not found:
        raise HocError("h.getstr: the file is at its end")
    assign(result, found.decode(errors="surrogateescape"), "h.getstr")
    return float(len(found))


def fprint(format: str, *arguments: Any) -> float:
    """Write a formatted text to the file that is open for writing, or print it; returns its length."""
    shown = formatted(format, arguments, "h.fprint")
    if "wb" in _open:
        _open["wb"].write(shown.encode(errors="surrogateescape"))
    else:
        print(shown, end="")
    return float(len(shown))


def _replace(mode: str, name: str, owner: str) -> float:
    if mode in _open:
        _open.pop(mode).close()
    stream = opened(name, mode) if text(name, owner) else None
    if stream is not None:
        _open[mode] = stream
    return float(stream is not None or not name)


def _reading(owner: str) -> Any:
    from hoc_compat.hoc.program import text_that_runs  # it imports the facade

    stream = _open.get("rb") or text_that_runs()
    if stream is None:
        raise InputError(f"{owner}: no file is open; open one with `h.ropen(name)`")
    return stream
