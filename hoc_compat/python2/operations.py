"""What operators, attributes and statements of Python 2 do; translated code calls these."""

import functools
import operator
from collections.abc import Callable, KeysView, ValuesView
from typing import Any

import numpy as np

_ORDERED = (type(None), bool, int, float, str, list, tuple, dict)
"""Types between which Python 2 knows an order"""


def divide(a: Any, b: Any) -> Any:
    """`a / b`: rounded down where both are integers or arrays of integers."""
    if isinstance(a, int) and isinstance(b, int):
        return a // b
    if _is_array(a) or _is_array(b):
        return a // b if _whole(a) and _whole(b) else a / b
    return a / b


def divide_in_place(a: Any, b: Any) -> Any:
    """What `a /= b` leaves in a."""
    if isinstance(a, int) and isinstance(b, int):
        return a // b
    if _is_array(a) and _whole(a) and _whole(b):
        return operator.ifloordiv(a, b)
    return operator.itruediv(a, b)


def _is_array(a: Any) -> bool:
    return isinstance(a, (np.ndarray, np.generic))


def _whole(a: Any) -> bool:
    if isinstance(a, int):
        return True
    return _is_array(a) and a.dtype.kind in "biu"


def compare(a: Any, b: Any) -> int:
    """`cmp(a, b)`: −1, 0 or 1; None is below numbers, and those below all else, by the names of the types."""
    try:
        return int(a > b) - int(a < b)
    except TypeError:
        if not (isinstance(a, _ORDERED) and isinstance(b, _ORDERED)):
            raise
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)) and type(a) is type(b):
        return next((c for c in map(compare, a, b) if c), (len(a) > len(b)) - (len(a) < len(b)))
    first, second = _rank(a), _rank(b)
    return (first > second) - (first < second)


def _rank(a: Any) -> tuple[int, str]:
    if a is None:
        return 0, ""
    return (1, "") if isinstance(a, (int, float)) else (2, type(a).__name__)


def _comparison(holds: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def compared(a: Any, b: Any) -> Any:
        try:
            return holds(a, b)
        except TypeError:
            return holds(compare(a, b), 0)

    return compared


COMPARISONS = {
    "less": _comparison(operator.lt),
    "less_equal": _comparison(operator.le),
    "greater": _comparison(operator.gt),
    "greater_equal": _comparison(operator.ge),
}
"""`a < b` and so on, between any two types"""


def ordered(items: Any, cmp: Any = None, key: Any = None, reverse: bool = False) -> list[Any]:
    """`sorted`, with `cmp`, and of items of several types."""
    of = key or (lambda item: item)
    items = list(items)
    if cmp is None:
        try:
            return sorted(items, key=key, reverse=reverse)
        except TypeError:
            cmp = compare
    by = functools.cmp_to_key(cmp)
    return sorted(items, key=lambda item: by(of(item)), reverse=reverse)


def text(value: Any = "") -> str:
    """`str(value)`: twelve digits of a float."""
    if type(value) is float:
        return f"{value:.12}"
    if isinstance(value, (bytes, bytearray)):
        return value.decode("latin-1")
    return str(value)


class _Shown(float):
    """A float that `%s` writes as Python 2 does."""

    def __str__(self) -> str:
        return text(float(self))

    def __format__(self, form: str) -> str:
        return float.__format__(self, form) if form else text(float(self))


def remainder(a: Any, b: Any) -> Any:
    """`a % b`, where a may be the form of a text."""
    if not isinstance(a, str):
        return a % b
    if type(b) is tuple:
        return a % tuple(map(_shown, b))
    if type(b) is dict:
        return a % {name: _shown(value) for name, value in b.items()}
    return a % _shown(b)


def _shown(value: Any) -> Any:
    return _Shown(value) if type(value) is float else value


def index(at: Any) -> Any:
    """An index to read at: numpy took floats with whole values, which are the same key of a dict."""
    if isinstance(at, float):
        return int(at) if at.is_integer() else at
    if type(at) is tuple:
        return tuple(map(index, at))
    return slice(whole(at.start), whole(at.stop), whole(at.step)) if type(at) is slice else at


def whole(size: Any) -> Any:
    """A size or the end of a slice: numpy took floats, and cut them off."""
    if isinstance(size, float):
        return int(size)
    return tuple(map(whole, size)) if type(size) is tuple else size


def place(owner: Any, at: Any) -> Any:
    """An index to write at."""
    return at if isinstance(owner, dict) else index(at)


def attribute(owner: Any, name: str) -> Any:
    """`owner.name` for the names that Python 3 has renamed or given another meaning."""
    special = _ATTRIBUTES[name]
    if isinstance(special, str):
        return getattr(owner, name) if hasattr(owner, name) else getattr(owner, special)
    return special(owner, name)


def _listed(owner: Any, name: str) -> Any:
    method = getattr(owner, name)

    def listed(*args: Any) -> Any:
        found = method(*args)
        return list(found) if isinstance(found, _VIEWS) else found

    return listed if callable(method) else method


_VIEWS = (KeysView, ValuesView, type({}.keys()), type({}.values()), type({}.items()))


def _iterated(owner: Any, name: str) -> Any:
    if hasattr(owner, name):
        return getattr(owner, name)
    return lambda: iter(getattr(owner, name.removeprefix("iter"))())


def _viewed(owner: Any, name: str) -> Any:
    return getattr(owner, name if hasattr(owner, name) else name.removeprefix("view"))


def _has_key(owner: Any, name: str) -> Any:
    return getattr(owner, name) if hasattr(owner, name) else lambda key: key in owner


def _next(owner: Any, name: str) -> Any:
    return getattr(owner, name) if hasattr(owner, name) else owner.__next__


def _sort(owner: Any, name: str) -> Any:
    if not isinstance(owner, list):
        return getattr(owner, name)

    def sort(cmp: Any = None, key: Any = None, reverse: bool = False) -> None:
        owner[:] = ordered(owner, cmp, key, reverse)

    return sort


def _format(owner: Any, name: str) -> Any:
    if not isinstance(owner, str):
        return getattr(owner, name)
    return lambda *args, **named: owner.format(*map(_shown, args), **{key: _shown(v) for key, v in named.items()})


def _coded(owner: Any, name: str) -> Any:
    if not isinstance(owner, str):
        return getattr(owner, name)
    if name == "decode":
        return lambda encoding="ascii", errors="strict": _decoded(owner, encoding, errors)
    return lambda encoding="ascii", errors="strict": _encoded(owner, encoding, errors)


def _decoded(owner: str, encoding: str, errors: str) -> str:
    import codecs

    if encoding in _TRANSFORMS:
        return codecs.decode(owner.encode("latin-1"), encoding).decode("latin-1")
    return owner  # texts of a script are already what their bytes mean


def _encoded(owner: str, encoding: str, errors: str) -> str:
    import codecs

    if encoding in _TRANSFORMS:
        return codecs.encode(owner.encode("latin-1"), encoding).decode("latin-1")  # type: ignore[union-attr]
    return owner.encode(encoding, errors).decode(encoding)


_TRANSFORMS = ("hex", "base64", "zip", "bz2")

_ATTRIBUTES: dict[str, Any] = {
    **dict.fromkeys(("keys", "values", "items"), _listed),
    **dict.fromkeys(("iterkeys", "itervalues", "iteritems"), _iterated),
    **dict.fromkeys(("viewkeys", "viewvalues", "viewitems"), _viewed),
    **dict.fromkeys(("decode", "encode"), _coded),
    "format": _format,
    "has_key": _has_key,
    "next": _next,
    "sort": _sort,
    **{f"func_{name}": f"__{name}__" for name in "name code doc dict defaults closure globals".split()},
    "im_func": "__func__",
    "im_self": "__self__",
}

ATTRIBUTES = frozenset(_ATTRIBUTES)
"""Attributes whose meaning differs"""


def adapted(cls: type) -> type:
    """A class with Python 3's names for the methods that Python 2 calls otherwise."""
    own = vars(cls)
    for old, new in (("__nonzero__", "__bool__"), ("next", "__next__")):
        if old in own and new not in own:
            setattr(cls, new, own[old])
    for old in ("div", "rdiv", "idiv"):
        if f"__{old}__" in own:
            setattr(cls, f"__{old.replace('div', 'truediv')}__", own[f"__{old}__"])
    if "__eq__" in own and own.get("__hash__", 0) is None:
        setattr(cls, "__hash__", object.__hash__)
    if "__cmp__" in own:
        _order_by_cmp(cls)
    return cls


def _order_by_cmp(cls: type) -> None:
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        if f"__{name}__" not in vars(cls):
            holds = getattr(operator, name)
            setattr(cls, f"__{name}__", lambda self, other, holds=holds: holds(self.__cmp__(other), 0))
    if vars(cls).get("__hash__") is None:
        setattr(cls, "__hash__", object.__hash__)


def name_after_exec(name: str, made: dict[str, Any], names: dict[str, Any]) -> Any:
    """A name in a function that executes statements: made by those, or of the module."""
    if name in made:
        return made[name]
    if name in names:
        return names[name]
    built_in = names["__builtins__"]
    if name in built_in:
        return built_in[name]
    raise NameError(f"name {name!r} is not defined")
