"""Hold functions that belong to no mechanism (NMODL's SUFFIX nothing), and the variables that they share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
from jax.core import Tracer

from braincell.errors import InputError, unknown_name
from braincell.mech.mechanism import IMPLICIT, Assigned, Instances, Parameter
from braincell.mech.printing import let_out, room


@dataclass(frozen=True)
class LibraryFunction:
    """A function of a library: `function(s, …)` if it `reads` the shared variables, else `function(…)`.

    It returns its value; with `sets`, the record with what it sets, and after that its value if it `returns` one.
    """

    function: Callable[..., Any]
    n_arguments: int
    reads: bool = False
    sets: bool = False
    returns: bool = True


class Library:
    """Functions to be called from outside, and the variables that they share; nothing is instantiated.

    `library.call("f", 1.0)` calls one. What it sets stays, for all later calls: there is one set of `variables`, as in
    NEURON. JAX can trace a call, but then nothing is kept.
    """

    name: ClassVar[str] = ""
    parameters: ClassVar[dict[str, Parameter]] = {}
    assigned: ClassVar[dict[str, Assigned]] = {}
    functions: ClassVar[dict[str, LibraryFunction]] = {}
    options: ClassVar[dict[str, Any]] = {}
    table_depends: ClassVar[tuple[str, ...]] = ()
    """Variables whose change makes the tables anew."""
    _tables: ClassVar[tuple[Any, dict[str, Any]]] = (None, {})
    variables: ClassVar[dict[str, Any]] = {}
    """Values of the shared variables, and of `v` [mV], `t`, `dt` [ms], `celsius`, `diam`, `area`, which may be set."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.variables = dict.fromkeys((*IMPLICIT, *cls.assigned), 0.0) | {"dt": 0.025, "celsius": 6.3}
        cls.variables |= {name: [0.0] * declared.size for name, declared in cls.assigned.items() if declared.size}
        cls.variables |= {name: parameter.value for name, parameter in cls.parameters.items()}

    @staticmethod
    def tables(s: Instances) -> dict[str, Any]:
        """Arrays that are made at the first call and readable as `s.<name>`."""
        return {}

    @classmethod
    def _record(cls) -> Instances:
        """The variables, and the tables as they were made last."""
        values: dict[str, Any] = {key: jax.numpy.asarray(value, float) for key, value in cls.variables.items()}
        s = Instances(values | cls.options)
        made_for = [cls.variables[name] for name in cls.table_depends]
        if cls._tables[0] != made_for:
            with jax.ensure_compile_time_eval():
                cls._tables = made_for, cls.tables(s)
        return Instances(values | cls.options | cls._tables[1] | room(()))

    @classmethod
    def call(cls, name: str, *arguments: Any) -> Any:
        """The value of a FUNCTION, 1 for a PROCEDURE; raises `UnknownNameError` and `InputError`."""
        if name not in cls.functions:
            raise unknown_name("function", name, cls.functions, f"the library `{cls.name}`")
        found = cls.functions[name]
        if len(arguments) != found.n_arguments:
            raise InputError(f"`{name}` takes {found.n_arguments} arguments but is given {len(arguments)}")
        s = cls._record()
        given = [jax.numpy.asarray(x, float) for x in arguments]
        try:
            result = found.function(*([s] if found.reads else []), *given)
        except RecursionError:
            raise InputError(f"{name}{arguments!r}: the function calls itself too often") from None
        value = result
        if found.sets:
            after, value = result if found.returns else (result, 1.0)
            let_out(after)
            kept = {key: after[key] for key in cls.variables if after[key] is not s[key]}
            if not any(isinstance(x, Tracer) for x in kept.values()):
                cls.variables |= {key: x.tolist() if hasattr(x, "tolist") else x for key, x in kept.items()}
        return value if isinstance(value, Tracer) else float(value)


_libraries: dict[str, type[Library]] = {}


def register_library(cls: type[Library]) -> type[Library]:
    """Make the functions of a library findable by name; a reloaded library replaces the old one."""
    _libraries[cls.name] = cls
    return cls


def find_function(name: str) -> Callable[..., Any] | None:
    """The function `name` of the library that was registered last and has it; None if none has."""
    for cls in reversed(_libraries.values()):
        if name in cls.functions:
            return lambda *arguments: cls.call(name, *arguments)
    return None


def find_variable(name: str) -> type[Library] | None:
    """The library that was registered last and shares the number `name`; None if none does."""
    for cls in reversed(_libraries.values()):
        if name in {**cls.parameters, **cls.assigned} and isinstance(cls.variables[name], float):
            return cls
    return None
