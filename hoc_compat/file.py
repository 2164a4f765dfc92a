"""File: reads and writes text and binary numbers."""

import os
import re
import tempfile
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.c_format import NUMBER, SPACE, assign, formatted, text
from hoc_compat.element_reference import ElementReference
from hoc_compat.hoc_object import HocObject

_SPACE = SPACE.encode()
_WORD = re.compile(rb"[^ \t\n\v\f\r]+")
_NUMBER = re.compile(NUMBER.encode())


class File(HocObject):
    """`h.File()`, `h.File(name)`."""

    def __init__(self, name: str = ""):
        self._name = text(name, "File")
        self._stream: Any = None

    def __del__(self) -> None:
        self.close()

    def chooser(self, *arguments: Any) -> float:
        """With arguments, 1: the dialog is prepared; without, 0: as of all dialogs, nobody chooses a file in it."""
        return float(bool(arguments))

    # opening

    def ropen(self, name: str | None = None) -> float:
        """Open for reading: 1, or 0 if it cannot be."""
        return self._open(name, "rb")

    def wopen(self, name: str | None = None) -> float:
        """Open for writing, empty: 1, or 0 if it cannot be."""
        return self._open(name, "wb")

    def aopen(self, name: str | None = None) -> float:
        """Open for writing at the end: 1, or 0 if it cannot be."""
        return self._open(name, "ab")

    def isopen(self) -> float:
        """1 if the file is open, else 0."""
        return float(self._stream is not None)

    def close(self) -> float:
        """Close the file."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        return 0.0

    def flush(self) -> float:
        """Write what is waiting."""
        self._opened("flush").flush()
        return 1.0

    def getname(self, result: Any = None) -> str:
        """The file's name; also into `result`, a reference to a string."""
        if result is not None:
            assign(result, self._name, f"{self}.getname")
        return self._name

    def dir(self) -> str:
        """The folder of the last file chosen by hand: none."""
        return ""

    def mktemp(self) -> float:
        """Take the name of a new temporary file."""
        self.close()
        handle, self._name = tempfile.mkstemp(prefix="nrn")
        os.close(handle)
        return 1.0

    def unlink(self) -> float:
        """Remove the file: 1, or 0 if it cannot be."""
        try:
            os.unlink(self._name)
        except OSError:
            return 0.0
        return 1.0

    # text

    def printf(self, format: str, *arguments: Any) -> float:
        """Write a formatted text."""
        shown = formatted(format, arguments, f"{self}.printf")
        self._writable("printf").write(shown.encode(errors="surrogateescape"))
        return 0.0

    def gets(self, result: Any) -> float:
        """Read a line into a reference to a string; returns its length, or −1 at the end of the file."""
        line = read_line(self._readable("gets"))
        if not line:
            return -1.0
        assign(result, line.decode(errors="surrogateescape"), f"{self}.gets")
        return float(len(line))

    def scanstr(self, result: Any) -> float:
        """Read a word into a reference to a string; returns its length, or −1 at the end of the file."""
        word = read_word(self._readable("scanstr"))
        if not word:
            return -1.0
        assign(result, word.decode(errors="surrogateescape"), f"{self}.scanstr")
        return float(len(word))

    def scanvar(self) -> float:
        """Read the next number; words are skipped."""
        number = read_number(self._readable("scanvar"))
        if number is None:
            raise InputError(f"{self}.scanvar: `{self._name}` has no further number")
        return number

    def eof(self) -> float:
        """1 at the end of the file, else 0."""
        stream = self._opened("eof")
        return float(not stream.readable() or not stream.peek(1))

    # binary numbers

    def vwrite(self, *arguments: Any) -> float:
        """`vwrite(reference)`, `vwrite(n, vector._ref_x[0])`: write numbers as they are in memory; returns how many."""
        values = self._memory("vwrite", arguments)
        self._writable("vwrite").write(np.asarray(values).tobytes())
        return float(len(values))

    def vread(self, *arguments: Any) -> float:
        """Read numbers that `vwrite` has written; returns how many there were."""
        stream = self._readable("vread")
        target = self._memory("vread", arguments)
        read = np.frombuffer(_whole(stream.read(8 * len(target))))
        if isinstance(arguments[-1], ElementReference):
            target[: len(read)] = read
        elif len(read):
            arguments[-1][0] = float(read[0])
        return float(len(read))

    def seek(self, offset: Any = 0, base: Any = 0) -> float:
        """Go to `offset` from the beginning (`base` 0), from here (1) or from the end (2): 0, or −1 if it cannot be."""
        if base not in (0, 1, 2):
            raise InputError(f"{self}.seek: `base` is {base!r}; it is 0, 1 or 2")
        try:
            self._opened("seek").seek(int(offset), int(base))
        except (OSError, ValueError):
            return -1.0
        return 0.0

    def tell(self) -> int:
        """Where the file is read or written next."""
        return self._opened("tell").tell()

    def _open(self, name: str | None, mode: str) -> float:
        self.close()
        if name is not None:
            self._name = text(name, f"{self}.{mode[0]}open")
        self._stream = opened(self._name, mode)
        return self.isopen()

    def _opened(self, method: str) -> Any:
        if self._stream is None:
            raise InputError(
                f"{self}.{method}: the file {self._name!r} is not open; open it with ropen, wopen or aopen"
            )
        return self._stream

    def _readable(self, method: str) -> Any:
        if not self._opened(method).readable():
            raise InputError(f"{self}.{method}: the file {self._name!r} is open for writing; open it with `ropen`")
        return self._stream

    def _writable(self, method: str) -> Any:
        if not self._opened(method).writable():
            raise InputError(f"{self}.{method}: the file {self._name!r} is open for reading; open it with `wopen`")
        return self._stream

    def _memory(self, method: str, arguments: tuple[Any, ...]) -> np.ndarray:
        """The numbers that `n, reference` stand for; those of a vector are its own."""
        reference = arguments[-1] if arguments else None
        n = int(arguments[0]) if len(arguments) == 2 else 1
        if isinstance(reference, ElementReference):
            values = reference.vector._values()[reference.index :]
        elif reference is not None and hasattr(reference, "__setitem__"):
            values = np.array([reference[0]], float)
        else:
            raise InputError(f"{self}.{method}: {reference!r} is no reference; write `vector._ref_x[0]` or `h.ref(0)`")
        if not 1 <= n <= len(values):
            raise InputError(f"{self}.{method}: {n} numbers are asked for; there is room for 1 to {len(values)}")
        return values[:n]


def read_line(stream: Any) -> bytes:
    """The next line with a newline at its end, whatever ends it in the file; nothing at the end of the file."""
    line = stream.readline()
    if b"\r" in line:
        here, rest = line.split(b"\r", 1)
        stream.seek(rest.startswith(b"\n") - len(rest), os.SEEK_CUR)
        return here + b"\n"
    return line if line.endswith(b"\n") or not line else line + b"\n"


def read_word(stream: Any) -> bytes:
    """The next word, without the space around it; nothing at the end."""
    _skip_space(stream)
    word = b""
    while chunk := stream.peek():
        here = _WORD.match(chunk)
        if here is None:
            break
        word += stream.read(here.end())
    return word


def read_number(stream: Any) -> float | None:
    """The next number, skipping words and the space after it; None at the end."""
    while word := read_word(stream):
        number = None if word[:1] in b"iInN" else _NUMBER.match(word)
        if number is not None:
            _skip_space(stream)
            return float(number[0])
    return None


def opened(name: str, mode: str) -> Any:
    """A file, environment variables in its name replaced; None if it cannot be opened."""
    path = re.sub(r"\$\((\w+)\)", lambda match: os.environ.get(match[1], ""), name)
    try:
        return open(path, mode)
    except OSError:
        return None


def _skip_space(stream: Any) -> None:
    while chunk := stream.peek():
        rest = chunk.lstrip(_SPACE)
        stream.read(len(chunk) - len(rest))
        if rest:
            return


def _whole(data: bytes) -> bytes:
    """Without what is left of a number at the end of the file."""
    return data[: len(data) // 8 * 8]
