"""The names that every program in Python 2 finds: what Python 3 has dropped or gives another meaning."""

import __future__

import builtins
import decimal
import functools
import importlib
import sys
from collections.abc import Callable, Iterator
from itertools import zip_longest
from types import FrameType
from typing import Any

from hoc_compat.python2 import operations
from hoc_compat.python2.files import File
from hoc_compat.python2.hashes import hash_value
from hoc_compat.python2.rewrite import helper

_EXACT = decimal.Context(prec=800)  # holds every float


def rounded(number: Any, ndigits: int = 0) -> float:
    """`round`: a float, ties away from zero."""
    value = float(number)
    if value != value or value in (float("inf"), float("-inf")) or ndigits > 330:
        return value
    unit = decimal.Decimal(1).scaleb(-ndigits)
    return float(decimal.Decimal(value).quantize(unit, decimal.ROUND_HALF_UP, _EXACT))


def mapped(function: Callable[..., Any] | None, *iterables: Any) -> list[Any]:
    """`map`: a list; shorter iterables are filled with None."""
    if function is str:
        function = operations.text
    if len(iterables) == 1:
        return list(iterables[0]) if function is None else [function(item) for item in iterables[0]]
    rows = zip_longest(*iterables)
    return list(rows) if function is None else [function(*row) for row in rows]


def filtered(function: Callable[[Any], Any] | None, items: Any) -> Any:
    """`filter`: a text of a text, a tuple of a tuple, else a list."""
    kept = [item for item in items if (item if function is None else function(item))]
    if isinstance(items, str):
        return "".join(kept)
    return tuple(kept) if isinstance(items, tuple) else kept


def printed(*values: Any, sep: str | None = None, end: str | None = None, file: Any = None) -> None:
    """`print`: floats with twelve digits."""
    shown = [operations.text(value) if type(value) is float else value for value in values]
    print(*shown, sep=sep, end=end, file=file)


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    """`max` or `min`, of items of several types, too."""

    def chosen(*items: Any, key: Callable[[Any], Any] | None = None) -> Any:
        if len(items) == 1 and isinstance(items[0], Iterator):
            items = (list(items[0]),)
        try:
            return choose(*items, key=key)
        except TypeError:
            order = functools.cmp_to_key(operations.compare)
            return choose(*items, key=order if key is None else lambda item: order(key(item)))

    return chosen


def _reload(module: Any) -> Any:
    real = vars(module).get("_real")
    return module if real is not None else importlib.reload(module)


def _apply(function: Callable[..., Any], args: Any = (), keywords: dict[str, Any] | None = None) -> Any:
    return function(*args, **(keywords or {}))


def _coerce(a: Any, b: Any) -> tuple[Any, Any]:
    return (type(a + b)(a), type(a + b)(b))


def _frame() -> FrameType:
    """Where the program in Python 2 has called a function of these."""
    frame = sys._getframe(2)
    while frame.f_globals is globals() and frame.f_back is not None:  # by way of `map`
        frame = frame.f_back
    return frame


def _variables(frame: FrameType) -> Any:
    """The local variables, and in a list comprehension those around it, which is the same scope in Python 2."""
    if frame.f_code.co_name != "<listcomp>" or frame.f_back is None:
        return frame.f_locals
    return {**_variables(frame.f_back), **frame.f_locals}


def _evaluate(text: Any, names: dict[str, Any] | None = None, local: Any = None) -> Any:
    frame = _frame()
    if names is None:
        names, local = frame.f_globals, _variables(frame)
    return eval(_code(text, frame.f_globals, "eval"), _with_builtins(names), local)


def _execute(statements: Any, names: dict[str, Any] | None = None, local: Any = None) -> None:
    frame = _frame()
    if names is None:
        names, local = frame.f_globals, frame.f_locals
    exec(_code(statements, frame.f_globals), _with_builtins(names), local)


def _execute_in_function(statements: Any, names: dict[str, Any], local: dict[str, Any], made: dict[str, Any]) -> None:
    both = {**made, **local}
    exec(_code(statements, names), _with_builtins(names), both)
    made.update({name: value for name, value in both.items() if not name.startswith("__py2_")})


def _code(text: Any, program: dict[str, Any], mode: str = "exec") -> Any:
    """The code of a text in a program, of which it inherits `from __future__ import division`."""
    from hoc_compat.python2.translate import translated

    text = text.read() if hasattr(text, "read") else text
    if not isinstance(text, str):
        return text
    true_division = program.get("division") is __future__.division
    return translated(text.strip() if mode == "eval" else text, "<string>", mode, true_division).code


def _execute_file(path: Any, names: dict[str, Any] | None = None, local: Any = None) -> None:
    from hoc_compat.python2.importing import code_of_file

    frame = _frame()
    if names is None:
        names, local = frame.f_globals, frame.f_locals
    exec(code_of_file(path), _with_builtins(names), local)


def _with_builtins(names: dict[str, Any]) -> dict[str, Any]:
    names.setdefault("__builtins__", names_of_python2())
    return names


def _input(prompt: Any = "") -> Any:
    frame = _frame()
    return _evaluate(input(prompt), frame.f_globals, _variables(frame))


_OPERATIONS = {
    helper(function.__name__): function
    for function in (
        operations.divide,
        operations.divide_in_place,
        operations.remainder,
        operations.attribute,
        operations.index,
        operations.place,
        operations.text,
        operations.adapted,
        operations.name_after_exec,
    )
}


@functools.cache
def names_of_python2() -> dict[str, Any]:
    """The `__builtins__` of modules in Python 2."""
    from hoc_compat.python2.importing import import_module

    return {
        **vars(builtins),
        **_OPERATIONS,
        **{helper(name): holds for name, holds in operations.COMPARISONS.items()},
        helper("slice"): slice,
        helper("execute_in_function"): _execute_in_function,
        "__import__": import_module,
        "apply": _apply,
        "basestring": str,
        "buffer": memoryview,
        "cmp": operations.compare,
        "coerce": _coerce,
        "eval": _evaluate,
        "exec": _execute,
        "execfile": _execute_file,
        "file": File,
        "filter": filtered,
        "hash": hash_value,
        "input": _input,
        "intern": sys.intern,
        "long": int,
        "map": mapped,
        "max": _extreme(max),
        "min": _extreme(min),
        "open": File,
        "print": printed,
        "range": lambda *bounds: list(range(*bounds)),
        "raw_input": input,
        "reduce": functools.reduce,
        "reload": _reload,
        "round": rounded,
        "sorted": operations.ordered,
        "StandardError": Exception,
        "unichr": chr,
        "unicode": str,
        "xrange": range,
        "zip": lambda *iterables: list(zip(*iterables)),
    }
