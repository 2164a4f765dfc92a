"""C's library over the memory of C code: strings, memory, the process; files are in `streams`."""

import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from hoc_compat.c_code import streams
from hoc_compat.c_code.arithmetic import new_cell
from hoc_compat.c_code.errors import CMemoryError
from hoc_compat.c_code.formats import formatted
from hoc_compat.c_code.memory import Pointer, Raw, new_numbers, new_string, put_string, raw_bytes, reallocated, string
from hoc_compat.c_code.streams import filled
from hoc_compat.c_code.types import ANY, DOUBLE, INT, LONG, STRING, ULONG, VOID, CType
from hoc_compat.c_format import SPACE, scanned


def _malloc(size: int) -> Pointer:
    return Pointer(Raw(int(size)))


def _calloc(count: int, size: int) -> Pointer:
    return Pointer(Raw(int(count) * int(size)))


def _memset(p: Pointer, value: int, count: int) -> Pointer:
    if isinstance(p.m, list) and not value:
        raise CMemoryError("memset of pointers or structs")
    raw_bytes(p, count)[:] = bytes([value & 255]) * count
    return p


def _memcpy(to: Pointer, source: Pointer, count: int) -> Pointer:
    if isinstance(to.m, list) and isinstance(source.m, list):
        n = count // 8
        to.m[to.i : to.i + n] = source.m[source.i : source.i + n]
        return to
    raw_bytes(to, count)[:] = bytes(raw_bytes(source, count))
    return to


# strings


def _compare(a: Any, b: Any, count: int | None = None) -> int:
    left, right = string(a)[:count], string(b)[:count]
    return (left > right) - (left < right)


def _strcpy(to: Pointer, source: Pointer) -> Pointer:
    put_string(to, string(source))
    return to


def _strncpy(to: Pointer, source: Pointer, count: int) -> Pointer:
    text = string(source).encode("latin-1")[:count]
    raw_bytes(to, count)[:] = text.ljust(count, b"\0")
    return to


def _strcat(to: Pointer, source: Pointer, count: int | None = None) -> Pointer:
    put_string(to, string(to) + string(source)[:count])
    return to


def _found(p: Pointer, where: int) -> Pointer | None:
    return None if where < 0 else p.plus(where)


def _number(text: str, kind: str) -> float:
    found = scanned(text, f"%{kind}", "C")
    return found[0] if found else 0.0


def _sprintf(to: Pointer, format: Pointer, *arguments: Any) -> int:
    text = formatted(format, arguments)
    put_string(to, text)
    return len(text)


def _snprintf(to: Pointer, count: int, format: Pointer, *arguments: Any) -> int:
    text = formatted(format, arguments)
    if count > 0:
        put_string(to, text[: count - 1])
    return len(text)


# the process


def _getcwd(to: Pointer, count: int) -> Pointer | None:
    folder = os.getcwd()
    if len(folder) + 1 > count:
        return None
    put_string(to, folder)
    return to


def _removed(name: Pointer) -> int:
    try:
        os.remove(string(name))
    except OSError:
        return -1
    return 0


def _getenv(name: Pointer) -> Pointer | None:
    value = os.environ.get(string(name))
    return None if value is None else new_string(value)


def _time(place: Any) -> int:
    now = int(time.time())
    if isinstance(place, Pointer):
        place.put(0, now)
    return now


def _system(command: Pointer) -> int:
    sys.stdout.flush()
    return subprocess.run(string(command), shell=True, check=False).returncode << 8


def _qsort(base: Pointer, count: int, size: int, compare: Callable[[Any, Any], int]) -> None:
    """C's qsort of numbers or pointers, of equal ones in their order, as glibc's merge sort."""
    if isinstance(base.m, memoryview) and base.m.itemsize != size:
        raise CMemoryError(f"qsort of things of {size} bytes in memory of {base.m.itemsize} bytes each")
    part = [base.get(k) for k in range(count)]
    numbers = isinstance(base.m, memoryview)
    held = [new_numbers(1, base.m.format, [x]) if numbers else Pointer([x]) for x in part]
    held.sort(key=functools.cmp_to_key(lambda a, b: int(compare(a, b))))
    for k, cell in enumerate(held):
        base.put(k, cell.get(0))


def _classified(test: Callable[[str], bool]) -> Callable[..., Any]:
    return lambda c: int(0 <= c < 128 and test(chr(c)))


_CLASSES: dict[str, Callable[[str], bool]] = {
    "isdigit": str.isdigit, "isalpha": str.isalpha, "isalnum": str.isalnum, "isspace": SPACE.__contains__,
    "isupper": str.isupper, "islower": str.islower,
}  # fmt: skip

FUNCTIONS: dict[str, tuple[CType | None, Callable[..., Any]]] = {
    "malloc": (ANY, _malloc), "calloc": (ANY, _calloc), "emalloc": (ANY, _malloc), "ecalloc": (ANY, _calloc),
    "hoc_Emalloc": (ANY, _malloc), "hoc_Ecalloc": (ANY, _calloc), "realloc": (ANY, reallocated),
    "erealloc": (ANY, reallocated), "free": (VOID, lambda p: None), "memset": (ANY, _memset), "memcpy": (ANY, _memcpy),
    "memmove": (ANY, _memcpy), "qsort": (VOID, _qsort),
    "strcmp": (INT, _compare), "strncmp": (INT, _compare), "strlen": (ULONG, lambda p: len(string(p))),
    "strcpy": (STRING, _strcpy), "strncpy": (STRING, _strncpy), "strcat": (STRING, _strcat),
    "strncat": (STRING, _strcat),
    "strchr": (STRING, lambda p, c: _found(p, f"{string(p)}\0".find(chr(c & 255)))),
    "strrchr": (STRING, lambda p, c: _found(p, f"{string(p)}\0".rfind(chr(c & 255)))),
    "strstr": (STRING, lambda p, q: _found(p, string(p).find(string(q)))),
    "strdup": (STRING, lambda p: new_string(string(p))),
    "atoi": (INT, lambda p: int(_number(string(p), "d"))), "atol": (LONG, lambda p: int(_number(string(p), "d"))),
    "atof": (DOUBLE, lambda p: float(_number(string(p), "g"))), "abs": (None, abs), "labs": (LONG, abs),
    "toupper": (INT, lambda c: c - 32 if 97 <= c <= 122 else c),
    "tolower": (INT, lambda c: c + 32 if 65 <= c <= 90 else c),
    "sprintf": (INT, _sprintf), "snprintf": (INT, _snprintf),
    "sscanf": (INT, lambda p, format, *places: filled(scanned(string(p), string(format), "C"), places)),
    "getcwd": (STRING, _getcwd), "access": (INT, lambda p, mode: 0 if os.access(string(p), mode) else -1),
    "unlink": (INT, _removed), "remove": (INT, _removed), "getenv": (STRING, _getenv), "system": (INT, _system),
    "time": (LONG, _time), "clock": (LONG, lambda: int(time.process_time() * 1e6)),
}  # fmt: skip
FUNCTIONS.update(streams.FUNCTIONS)
FUNCTIONS.update({name: (INT, _classified(test)) for name, test in _CLASSES.items()})

VARIABLES: dict[str, tuple[CType, Any]] = {"errno": (INT, new_cell(INT, 0)), **streams.VARIABLES}
