"""C's files, and its functions that read and write them."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

from braincell.errors import InputError
from hoc_compat.c_code.errors import CMemoryError
from hoc_compat.c_code.formats import formatted
from hoc_compat.c_code.memory import Pointer, put_string, raw_bytes, string
from hoc_compat.c_code.types import ANY, INT, LONG, STRING, ULONG, VOID, CType
from hoc_compat.c_format import scanned_to


class Stream:
    """An open file, and whether a read has met its end."""

    def __init__(self, file: Any):
        self.file, self.ended = file, False

    def read(self, count: int) -> bytes:
        """The next `count` bytes, or as many as there are."""
        data = self.file.read(count)
        self.ended |= len(data) < count
        return data

    def line(self, most: int) -> bytes:
        """The rest of a line, of at most so many bytes."""
        data = self.file.readline(most)
        self.ended |= len(data) < most and not data.endswith(b"\n")
        return data

    def scan(self, format: str) -> list[Any] | None:
        """The values that a format reads; None if the file ends before the first. The file stands behind them then."""
        read = b""
        while True:
            line = self.file.readline()
            read += line
            values, at = scanned_to(read.decode("latin-1"), format, "C")
            if at < len(read):
                break
            if not line:
                self.ended = True
                break
        self.file.seek(at - len(read), os.SEEK_CUR)
        return values

    def seek(self, offset: int, whence: int) -> None:
        """Go on elsewhere."""
        self.file.seek(offset, whence)
        self.ended = False

    def write(self, text: str) -> None:
        """Write a text."""
        self.file.write(text.encode("latin-1", "replace"))


class _Standard:
    """`stdout` or `stderr`: whatever Python's is when something is written."""

    def __init__(self, name: str):
        self._name = name

    def write(self, text: str) -> None:
        getattr(sys, self._name).write(text)

    def flush(self) -> None:
        getattr(sys, self._name).flush()


STDOUT, STDERR = _Standard("stdout"), _Standard("stderr")


def _file(stream: Any) -> Stream:
    if not isinstance(stream, Stream):
        raise CMemoryError("a file is used that is not open")
    return stream


def _written(stream: Any, text: str) -> int:
    if not isinstance(stream, Stream | _Standard):
        raise CMemoryError("a file is written that is not open")
    stream.write(text)
    return len(text)


def _printf(format: Pointer, *arguments: Any) -> int:
    return _written(STDOUT, formatted(format, arguments))


def filled(values: list[Any] | None, places: tuple[Any, ...]) -> int:
    """What scanf does with the values that its format has read, and returns."""
    for place, value in zip(places, values or [], strict=False):
        if isinstance(value, str):
            put_string(place, value)
        else:
            place.put(0, value if place.m.format in "df" else int(value))
    return -1 if values is None else len(values)


def _fscanf(stream: Any, format: Pointer, *places: Any) -> int:
    return filled(_file(stream).scan(string(format)), places)


def _fopen(name: Pointer, mode: Pointer) -> Stream | None:
    how = string(mode).replace("b", "").replace("t", "")
    try:
        return Stream(open(string(name), how.replace("+", "") + "b" + ("+" if "+" in how else "")))
    except (OSError, ValueError):
        return None


def _fclose(stream: Any) -> int:
    _file(stream).file.close()
    return 0


def _popen(command: Pointer, mode: Pointer) -> Stream:
    if string(mode) != "r":
        raise InputError(f'popen: the mode {string(mode)!r} in C code is not supported; "r" is')
    sys.stdout.flush()
    return Stream(BytesIO(subprocess.run(string(command), shell=True, check=False, stdout=subprocess.PIPE).stdout))


def _fgets(to: Pointer, count: int, stream: Any) -> Pointer | None:
    line = _file(stream).line(count - 1)
    if not line:
        return None
    put_string(to, line.decode("latin-1"))
    return to


def _fgetc(stream: Any) -> int:
    byte = _file(stream).read(1)
    return byte[0] if byte else -1


def _fread(to: Pointer, size: int, count: int, stream: Any) -> int:
    data = _file(stream).read(size * count)
    raw_bytes(to, len(data))[:] = data
    return len(data) // size if size else 0


def _fwrite(source: Pointer, size: int, count: int, stream: Any) -> int:
    _file(stream).file.write(bytes(raw_bytes(source, size * count)))
    return count


def _fseek(stream: Any, offset: int, whence: int) -> int:
    _file(stream).seek(offset, whence)
    return 0


def _fflush(stream: Any) -> int:
    (stream.file if isinstance(stream, Stream) else stream or STDOUT).flush()
    return 0


def _putc(c: int, stream: Any) -> int:
    _written(stream, chr(c & 255))
    return c


FUNCTIONS: dict[str, tuple[CType | None, Callable[..., Any]]] = {
    "printf": (INT, _printf), "Printf": (INT, _printf),
    "fprintf": (INT, lambda f, *a: _written(f, formatted(a[0], a[1:]))),
    "puts": (INT, lambda p: _written(STDOUT, string(p) + "\n")), "putchar": (INT, lambda c: _putc(c, STDOUT)),
    "fputs": (INT, lambda p, f: _written(f, string(p))), "fputc": (INT, _putc), "putc": (INT, _putc),
    "fscanf": (INT, _fscanf), "fopen": (ANY, _fopen), "fclose": (INT, _fclose), "popen": (ANY, _popen),
    "pclose": (INT, _fclose), "fgets": (STRING, _fgets), "fgetc": (INT, _fgetc), "getc": (INT, _fgetc),
    "fread": (ULONG, _fread), "fwrite": (ULONG, _fwrite), "fseek": (INT, _fseek),
    "ftell": (LONG, lambda f: _file(f).file.tell()), "feof": (INT, lambda f: int(_file(f).ended)),
    "rewind": (VOID, lambda f: _file(f).seek(0, os.SEEK_SET)), "fflush": (INT, _fflush),
}  # fmt: skip

VARIABLES: dict[str, tuple[CType, Any]] = {"stdout": (ANY, STDOUT), "stderr": (ANY, STDERR)}
