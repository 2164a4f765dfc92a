"""NEURON's own functions for the C of .mod files: arguments of the hoc call, Vectors, Lists, hoc itself."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from braincell.errors import UnsupportedError
from hoc_compat.c_code import c_library
from hoc_compat.c_code.arithmetic import new_cell
from hoc_compat.c_code.errors import CMemoryError
from hoc_compat.c_code.memory import Pointer, new_numbers, new_string, string
from hoc_compat.c_code.streams import Stream
from hoc_compat.c_code.types import ANY, DOUBLE, INT, STRING, VOID, CType, pointer
from hoc_compat.file import File
from hoc_compat.hoc.errors import HocError
from hoc_compat.list import List
from hoc_compat.vector import Vector

OBJECT = pointer(CType("opaque", name="Object"))
DOUBLES = pointer(DOUBLE)
_CALLS: list[tuple[str, tuple[Any, ...]]] = []
_STACK: list[Any] = []  # what C pushes for a function of hoc


@contextmanager
def call_of(name: str, arguments: tuple[Any, ...]) -> Iterator[None]:
    """The hoc call whose arguments C sees."""
    _CALLS.append((name, arguments))
    try:
        yield
    finally:
        _CALLS.pop()


def argument(i: int) -> Any:
    """An argument of the hoc call, from 1."""
    name, arguments = _CALLS[-1] if _CALLS else ("C", ())
    if not 1 <= i <= len(arguments):
        raise HocError(f"{name}: argument {i} is needed, {len(arguments)} are given")
    return arguments[i - 1]


def _name() -> str:
    return _CALLS[-1][0] if _CALLS else "C"


def is_number(value: Any) -> bool:
    """Whether an argument is a number of hoc."""
    return isinstance(value, (int, float))


def is_reference(value: Any) -> bool:
    """Whether an argument is a reference to a number."""
    return hasattr(value, "__setitem__") and not isinstance(value, (str, list, Vector, List))


def number(i: int) -> float:
    """An argument that must be a number."""
    value = argument(i)
    if not is_number(value):
        raise HocError(f"{_name()}: argument {i} is {value!r}; a number is needed")
    return float(value)


class _Referred:
    """What a reference of the script refers to, as memory."""

    def __init__(self, reference: Any):
        self.reference = reference

    def __getitem__(self, k: int) -> float:
        return float(self.reference[k])

    def __setitem__(self, k: int, value: float) -> None:
        self.reference[k] = value


class _Text:
    """The memory of a `char**` argument: the string variable of the script."""

    def __init__(self, passed: Any):
        self.passed = passed

    def __getitem__(self, k: int) -> Pointer:
        return new_string(str(getattr(self.passed, "value", self.passed)))


def _reference(i: int) -> Pointer:
    value = argument(i)
    if not is_reference(value):
        raise HocError(f"{_name()}: argument {i} is {value!r}; a reference to a number is needed: `&x`")
    return Pointer(_Referred(value))


def _checked(i: int, low: float, high: float) -> float:
    value = number(i)
    if not low <= value <= high:
        raise HocError(f"{_name()}: argument {i} is {value:g}; it must be from {low:g} to {high:g}")
    return value


def _text(i: int) -> str:
    value = argument(i)
    if not isinstance(value, str):
        raise HocError(f"{_name()}: argument {i} is {value!r}; a string is needed")
    return value


def _object(i: int) -> Any:
    value = argument(i)
    if is_number(value) or isinstance(value, str):
        raise HocError(f"{_name()}: argument {i} is {value!r}; an object is needed")
    return value


def _stream(i: int) -> Any:
    value = _object(i)
    if not isinstance(value, File) or value._stream is None:
        raise HocError(f"{_name()}: argument {i} is {value!r}; a File that is open is needed")
    return Stream(value._stream)


def _assign_text(place: Pointer, text: Pointer) -> None:
    passed = place.m.passed if isinstance(place.m, _Text) else None
    if passed is None or not hasattr(passed, "__setitem__"):
        raise HocError(f"{_name()}: C assigns to a string that is no variable of the script; give a strdef")
    passed[0] = string(text)


# Vectors and Lists


def vector(value: Any) -> Vector:
    """An object that must be a Vector."""
    if not isinstance(value, Vector):
        raise HocError(f"{_name()}: {value!r} is no Vector")
    return value


def elements(value: Any) -> Pointer:
    """The numbers of a Vector as memory, with the room that it has."""
    held = vector(value)
    held._values()
    return Pointer(held._buffer.data)


def _with_elements(value: Any, place: Pointer) -> int:
    place.put(0, elements(value))
    return len(vector(value))


def _resized(value: Any, size: int) -> None:
    if size < 0:
        raise HocError(f"{_name()}: a Vector gets the size {size}")
    vector(value)._resize(int(size))


def _items(value: Any) -> List:
    if not isinstance(value, List):
        raise HocError(f"{_name()}: {value!r} is no List")
    return value


def _install_method(name: Pointer, function: Any) -> None:
    """Give all Vectors a method that C defines."""
    from hoc_compat.c_code.unit import call_from_script

    method = string(name)
    if hasattr(Vector, method) or method in Vector._installed:
        raise HocError(f"{method} is already a method of Vector")

    def call(self: Vector, *arguments: Any) -> float:
        with call_of(f"{self}.{method}", arguments):
            return float(call_from_script(function, f"{self}.{method}", self))

    Vector._installed[method] = call
    function.unit.methods.append(method)


# hoc


class Symbol:
    """A name of hoc that C has looked up."""

    def __init__(self, name: str):
        self.name = name


def _lookup(name: Pointer) -> Symbol | None:
    from hoc_compat.hoc.main_program import MAIN
    from hoc_compat.hoc.symbols import UNDEFINED

    found = MAIN.scope.find(string(name))
    return None if found is None or found.kind == UNDEFINED else Symbol(string(name))


def _call(symbol: Symbol, count: int) -> float:
    from hoc_compat.interpreter import h

    given = [_STACK.pop() for _ in range(count)][::-1]
    result = getattr(h, symbol.name)(*given)
    return float(result) if is_number(result) else 0.0


def _run(text: Pointer) -> int:
    from hoc_compat.hoc.program import tried

    return 0 if tried(string(text)) else 1


def _fail(text: Any, more: Any) -> None:
    told = string(text) + (f" {string(more)}" if isinstance(more, Pointer) else "")
    raise HocError(f"{_name()}: {told}" if told.strip() else f"{_name()}: C stops with an error")


def _sorted(values: Pointer, order: Pointer, count: int, compare: Callable[[float, float], int]) -> int:
    """Sort indices by the values that they stand for."""
    part = [order.get(k) for k in range(count)]
    part.sort(key=functools.cmp_to_key(lambda a, b: int(compare(values.get(a), values.get(b)))))
    for k, index in enumerate(part):
        order.put(k, index)
    return 1


def _unsupported(what: Pointer) -> None:
    raise UnsupportedError(f"{_name()}: the statement {string(what)} of NMODL beside C code is not supported")


class _Default:
    """What hoc's own variables hold, as memory."""

    def __init__(self, name: str):
        self.name = name

    def __getitem__(self, k: int) -> float:
        from hoc_compat.interpreter import h

        return float(getattr(h, self.name))

    def __setitem__(self, k: int, value: float) -> None:
        from hoc_compat.interpreter import h

        setattr(h, self.name, value)


def _is(test: Callable[[Any], bool]) -> Callable[[int], int]:
    return lambda i: int(test(argument(i)))


_ARGUMENTS: dict[str, tuple[CType | None, Callable[..., Any]]] = {
    "ifarg": (INT, lambda i: int(i <= len(_CALLS[-1][1]))),
    "getarg": (DOUBLES, lambda i: new_numbers(1, "d", [number(i)])),
    "hoc_getarg": (DOUBLES, lambda i: new_numbers(1, "d", [number(i)])), "hoc_pgetarg": (DOUBLES, _reference),
    "chkarg": (DOUBLE, _checked), "gargstr": (STRING, lambda i: new_string(_text(i))),
    "hoc_gargstr": (STRING, lambda i: new_string(_text(i))),
    "hoc_pgargstr": (pointer(STRING), lambda i: Pointer(_Text(_text(i)))),
    "hoc_objgetarg": (pointer(OBJECT), lambda i: Pointer([_object(i)])), "hoc_obj_file_arg": (ANY, _stream),
    "hoc_is_object_arg": (INT, _is(lambda v: not (is_number(v) or isinstance(v, str) or is_reference(v)))),
    "hoc_is_double_arg": (INT, _is(is_number)), "hoc_is_str_arg": (INT, _is(lambda v: isinstance(v, str))),
    "hoc_is_pdouble_arg": (INT, _is(is_reference)), "hoc_is_tempobj_arg": (INT, lambda i: 0),
    "is_vector_arg": (INT, _is(lambda v: isinstance(v, Vector))),
    "vector_arg": (ANY, lambda i: vector(_object(i))),
    "vector_arg_px": (INT, lambda i, place: _with_elements(_object(i), place)),
}  # fmt: skip

_OBJECTS: dict[str, tuple[CType | None, Callable[..., Any]]] = {
    "vector_instance_px": (INT, _with_elements), "vector_vec": (DOUBLES, elements),
    "vector_capacity": (INT, lambda v: len(vector(v))), "vector_resize": (VOID, _resized),
    "vector_buffer_size": (INT, lambda v: int(vector(v).buffer_size())),
    "install_vector_method": (VOID, _install_method),
    "ivoc_list_count": (INT, lambda v: _items(v).count()), "ivoc_list_item": (OBJECT, lambda v, i: _items(v).object(i)),
    "hoc_object_name": (STRING, lambda v: new_string("NULLobject" if v is None else str(v))),
    "hoc_lookup": (ANY, _lookup), "hoc_get_symbol": (ANY, _lookup), "hoc_call_func": (DOUBLE, _call),
    "hoc_pushx": (VOID, lambda x: _STACK.append(float(x))), "hoc_pushobj": (VOID, lambda p: _STACK.append(p.get(0))),
    "hoc_pushstr": (VOID, lambda p: _STACK.append(string(p.get(0)))), "hoc_oc": (INT, _run),
    "hoc_execerror": (VOID, _fail), "hoc_assign_str": (VOID, _assign_text), "hoc_notify_iv": (VOID, lambda: None),
    "nrn_mlh_gsort": (INT, _sorted), "nmodl_statement_not_supported": (VOID, _unsupported),
}  # fmt: skip


def _field(name: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def field(value: Any) -> Any:
        if value is None:
            raise CMemoryError(f"the field `{name}` of NULLobject")
        return read(value)

    return field


def _class_of(value: Any) -> Any:
    """What is the same for objects of one class of hoc."""
    return getattr(type(value), "_hoc_class", "PythonObject")


class Api:
    """What the C of a .mod file finds in NEURON and in C's library; `fields` are those of NEURON's structs."""

    @staticmethod
    def memory_of(name: str) -> Pointer:
        """A global variable of `h` as memory."""
        return Pointer(_Default(name))

    functions = c_library.FUNCTIONS | _ARGUMENTS | _OBJECTS
    variables = c_library.VARIABLES | {
        "hoc_epsilon": (DOUBLE, new_cell(DOUBLE, 1e-11)), "stoprun": (INT, Pointer(_Default("stoprun"))),
        **{name: (DOUBLE, Pointer(_Default(name))) for name in ("t", "dt", "celsius")},
    }  # fmt: skip
    fields = {
        "template": (ANY, _field("template", _class_of)),
        "ctemplate": (ANY, _field("ctemplate", _class_of)),
        "index": (INT, _field("index", lambda v: v._object_number)),
        "u": (CType("opaque", name="u_this"), _field("u", lambda v: v)),
        "this_pointer": (ANY, _field("this_pointer", lambda v: v)),
    }  # fmt: skip
