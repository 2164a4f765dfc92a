"""Give NMODL names a spelling that is safe in generated Python."""

import builtins
import keyword

from nmodl_import.symbols import LIBRARY_FUNCTIONS

# names that generated modules import or define themselves
MODULE_NAMES = frozenset(
    {"jnp", "s", "Any", "Channel", "UseIon", "Parameter", "State", "Assigned", "Instances", "register", "lookup",
     "tabulate", "last_point", "tables_now",
     "cnexp", "relax", "exp", "only", "truth", "select", "nernst", "ghk", "x", "element", "with_element",
     "loop", "count", "at_time", "euler", "runge", "derivimplicit", "linear", "nonlinear", "sparse", "Scheme", "scheme",
     "equations", "PointMechanism", "ArtificialMechanism", "net_send", "net_event", "net_move", "w",
     "ArrayLike", "Pointer", "is_set", "hoc", "shared", "stream", "Stream", "Library", "LibraryFunction", "SUPPLIED",
     "supplied_record", "supplied_value", "changes"}
)  # fmt: skip
_RESERVED = MODULE_NAMES | LIBRARY_FUNCTIONS.keys() | set(keyword.kwlist) | set(keyword.softkwlist) | set(dir(builtins))


def identifier(name: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """A Python identifier for an NMODL name, different from reserved ones and from `taken`."""
    name = name.replace(".", "_")
    safe = f"{name.strip('_') or 'name'}_" if name.startswith("__") else name
    while safe in _RESERVED or safe in taken:
        safe += "_"
    return safe


def attribute(name: str) -> str:
    """How to read a variable from the record `s`."""
    return f's["{name}"]' if _awkward(name) else f"s.{name}"


def keywords(pairs: dict[str, str]) -> str:
    """Arguments of `replace` for variables and their values."""
    plain = [f"{k}={v}" for k, v in pairs.items() if not _awkward(k)]
    rest = [f'"{k}": {v}' for k, v in pairs.items() if _awkward(k)]
    return ", ".join(plain + (["**{" + ", ".join(rest) + "}"] if rest else []))


def _awkward(name: str) -> bool:
    return keyword.iskeyword(name) or name.startswith("_") or name == "replace" or "." in name
