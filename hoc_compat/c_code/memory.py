"""The memory of C code: blocks with typed places, and pointers that cannot leave them."""

from collections.abc import Callable
from typing import Any

from hoc_compat.c_code.errors import CMemoryError


class Pointer:
    """A place in a block of memory.

    `m` is a memoryview of numbers, a list of objects, pointers or structs, or `Raw` memory that has no type yet, in
    which `i` counts bytes. NULL is None.
    """

    __slots__ = ("i", "m")

    def __init__(self, m: Any, i: int = 0):
        self.m, self.i = m, i

    def get(self, k: int) -> Any:
        """The value `k` places on."""
        k += self.i
        if k < 0:
            raise CMemoryError(f"place {k} of a block is read")
        return self.m[k]

    def put(self, k: int, value: Any) -> Any:
        """Store a value `k` places on; the value."""
        k += self.i
        if k < 0:
            raise CMemoryError(f"place {k} of a block is written")
        self.m[k] = value
        return value

    def plus(self, k: int) -> "Pointer":
        """The pointer `k` places on."""
        return Pointer(self.m, self.i + k)

    def raise_by(self, k: int, by: Any) -> Any:
        """`p[k] += by`, the old value."""
        old = self.get(k)
        self.put(k, old.plus(by) if isinstance(old, Pointer) else old + by)
        return old


class Raw:
    """Memory from malloc, of which a cast says what it holds."""

    def __init__(self, size: int, data: bytearray | None = None, cells: list[Any] | None = None):
        self.size, self.data, self.cells = size, data, cells

    def numbers(self, code: str) -> memoryview:
        """The memory as numbers."""
        if self.data is None:
            if self.cells is not None:
                raise CMemoryError("memory that holds pointers or structs is used for numbers")
            self.data = bytearray(self.size)
        return numbers_of(memoryview(self.data), code)

    def objects(self, size: int, made: Callable[[], Any]) -> list[Any]:
        """The memory as pointers or structs of `size` bytes."""
        if self.cells is None:
            if self.data is not None and any(self.data):
                raise CMemoryError("memory that holds numbers is used for pointers or structs")
            self.cells = []
        wanted = self.size // size
        self.cells += [made() for _ in range(wanted - len(self.cells))]
        return self.cells

    def __getitem__(self, k: int) -> Any:
        raise CMemoryError("memory is read through a pointer to void")

    def __setitem__(self, k: int, value: Any) -> None:
        raise CMemoryError("memory is written through a pointer to void")


SIZES = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8, "f": 4, "d": 8}


def numbers_of(view: memoryview, code: Any) -> memoryview:
    """The whole numbers of a type that a view holds."""
    flat = view.cast("B")
    return flat[: len(flat) // SIZES[code] * SIZES[code]].cast(code)


def new_numbers(count: int, code: str, values: Any = ()) -> Pointer:
    """A new block of `count` numbers, which begin with `values`."""
    view = numbers_of(memoryview(bytearray(count * SIZES[code])), code)
    for k, value in enumerate(values):
        view[k] = value
    return Pointer(view)


def cast(p: Any, code: str, size: int, made: Callable[[], Any]) -> Any:
    """`(T*) p`, where T is a number of type `code`, or with code "O" something else of `size` bytes."""
    if not isinstance(p, Pointer):
        return p
    if isinstance(p.m, Raw):
        if code == "O":
            return Pointer(p.m.objects(size, made), p.i // size)
        return _at(p.m.numbers("B"), p.i, code)
    if isinstance(p.m, memoryview):
        if code == "O":
            raise CMemoryError("memory that holds numbers is used for pointers or structs")
        return p if p.m.format == code else _at(p.m, p.i * p.m.itemsize, code)
    if code != "O" and isinstance(p.m, list):
        raise CMemoryError("memory that holds pointers or structs is used for numbers")
    return p


def _at(view: memoryview, offset: int, code: str) -> Pointer:
    """The numbers of a type around a byte."""
    flat = view.cast("B")
    shift = offset % SIZES[code]
    return Pointer(numbers_of(flat[shift:], code), offset // SIZES[code])


def raw_bytes(p: Pointer, count: int) -> memoryview:
    """The `count` bytes from a pointer on, to be read or written."""
    view = p.m.numbers("B") if isinstance(p.m, Raw) else p.m
    if not isinstance(view, memoryview):
        raise CMemoryError("the bytes of pointers or structs are used")
    start = p.i * (1 if isinstance(p.m, Raw) else view.itemsize)
    flat = view.cast("B")
    if start < 0 or start + count > len(flat):
        raise CMemoryError(f"{count} bytes from byte {start} on are used of a block of {len(flat)}")
    return flat[start : start + count]


def reallocated(p: Any, size: int) -> Pointer:
    """C's realloc; a `p` that is no pointer is NULL."""
    if not isinstance(p, Pointer):
        return Pointer(Raw(size))
    if isinstance(p.m, list):
        return Pointer(Raw(size, cells=p.m))
    if isinstance(p.m, Raw) and p.m.cells is not None:
        return Pointer(Raw(size, cells=p.m.cells))
    old = p.m.numbers("B") if isinstance(p.m, Raw) else p.m.cast("B")
    data = bytearray(size)
    kept = min(size, len(old))
    data[:kept] = old[:kept]
    return Pointer(Raw(size, data))


# strings


def new_string(text: str) -> Pointer:
    """A string in new memory."""
    data = bytearray(text.encode("latin-1", "replace") + b"\0")
    return Pointer(memoryview(data).cast("b"))


def string(p: Any) -> str:
    """The text that a `char*` points at."""
    if not isinstance(p, Pointer):
        raise CMemoryError("a string is needed, there is NULL or an object")
    view = p.m.numbers("B") if isinstance(p.m, Raw) else p.m
    if not isinstance(view, memoryview):
        raise CMemoryError("a string is needed, there are pointers or structs")
    rest = bytes(view.cast("B")[p.i :])
    return rest.split(b"\0", 1)[0].decode("latin-1")


def put_string(p: Any, text: str) -> None:
    """Write a text and its end to where a pointer points."""
    data = text.encode("latin-1", "replace") + b"\0"
    if not isinstance(p, Pointer):
        raise CMemoryError("a string is written to NULL or an object")
    raw_bytes(p, len(data))[:] = data
