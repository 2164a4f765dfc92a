"""Declare density mechanisms, ions and point processes, with their parameters checked at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.mech import registry
from braincell.mech.function_table import FunctionTable
from braincell.mech.mechanism import Mechanism, split_element
from braincell.mech.random_source import RandomSource
from braincell.units import magnitude

_DECLARED = {
    "density": "`Channel` with `paint`",
    "point": "`PointProcess` with `place`",
    "artificial": "`ArtificialCell`",
}


class MechanismDeclaration:
    """A mechanism class, the name it goes by in the cell, and the parameters that differ from the defaults.

    A parameter is a number (or a quantity), an array with one value per instance, or a function of the `CVContext` of
    each control volume, `lambda cv: 0.1 * math.exp(-cv.distance / 200)`; one that is itself an array, with elements
    `x[0]`, `x[1]`, …, takes a sequence of these. A function that the class leaves to the user (`function_tables`) is a
    `FunctionTable`, or a number. `options` are static Python values of the class. `streams` says which random streams
    to draw from, `{"r": Random123(1, 2, 3)}`, or a function of the `CVContext` that returns one; `vectors` gives lists
    of numbers to the class's `vectors`.
    Raises `UnknownNameError` for an unknown mechanism or parameter, with close names, and `InputError` for NaN or a
    wrong unit.
    """

    kinds: tuple[str, ...] = ()

    def __init__(
        self,
        mechanism: type[Mechanism] | str,
        *,
        name: str | None = None,
        streams: Mapping[str, Any] = {},
        vectors: Mapping[str, Any] = {},
        **parameters: Any,
    ):
        self.mechanism = registry.find(mechanism) if isinstance(mechanism, str) else mechanism
        cls = self.mechanism
        if not (isinstance(cls, type) and issubclass(cls, Mechanism)):
            raise InputError(f"{mechanism!r} is no mechanism; give a registered name or a mechanism class")
        if cls.kind not in self.kinds:
            raise InputError(f"`{cls.name}` is a {cls.kind} mechanism; declare it as {_DECLARED[cls.kind]}")
        self.name = name or cls.name
        self.options = {k: parameters.pop(k) for k in list(parameters) if k in cls.options}
        self.function_tables = {
            k: _function_table(cls, k, parameters.pop(k)) for k in list(parameters) if k in cls.function_tables
        }
        parameters = _by_element(cls, parameters)
        self.parameters = {k: _parameter(cls, self.name, k, value) for k, value in parameters.items()}
        self.streams = {k: _stream(cls, k, source) for k, source in streams.items()}
        self.vectors = {k: _vector(cls, k, values) for k, values in vectors.items()}

    def __repr__(self) -> str:
        given = [f'"{self.mechanism.name}"'] + ([f"name={self.name!r}"] if self.name != self.mechanism.name else [])
        given += [f"{k}={v!r}" for k, v in (self.parameters | self.options | self.function_tables).items()]
        given += [f"{k}={v!r}" for k, v in (("streams", self.streams), ("vectors", self.vectors)) if v]
        return f"{type(self).__name__}({', '.join(given)})"


class Channel(MechanismDeclaration):
    """A density mechanism for `Cell.paint`: `Channel("hh", gnabar=0.1)` [units of the class's parameters]."""

    kinds = ("density",)


class PointProcess(MechanismDeclaration):
    """A point process for `Cell.place`: `PointProcess("IClamp", delay=5, dur=10, amp=0.1)`.

    `name` labels the instance, so that probes and connections can find it; it defaults to the class's name.
    """

    kinds = ("point",)


class Synapse(PointProcess):
    """A point process that hears events: `Synapse("AMPA", name="syn", alpha=1.1)`; `Cell.connect` brings them.

    `type` is a registered name or a class, see `PointProcess`. Raises `InputError` for one that hears no events.
    """

    def __init__(self, type: type[Mechanism] | str, **parameters: Any):
        super().__init__(type, **parameters)
        if self.mechanism.receive is Mechanism.receive:
            raise InputError(f"`{self.mechanism.name}` hears no events; declare it as `PointProcess`")


class Ion:
    """Values of one ion in a region: reversal potential `e` [mV], concentrations `ci`, `co` [mM].

    What the values mean follows NEURON's `ion_style`: `e` is used where no mechanism reads or writes a
    concentration of the ion, otherwise it is the Nernst potential of `ci` and `co`. Where a mechanism writes a
    concentration, initialisation starts from the cell-wide `ci0`, `co0`.
    """

    def __init__(self, ion: str, *, e: Any = None, ci: Any = None, co: Any = None, ci0: Any = None, co0: Any = None):
        self.ion = ion
        values = {"e": (e, "mV"), "ci": (ci, "mM"), "co": (co, "mM"), "ci0": (ci0, "mM"), "co0": (co0, "mM")}
        self.values = {
            name: _number(value, unit, name, f'Ion("{ion}")')
            for name, (value, unit) in values.items()
            if value is not None
        }

    def __repr__(self) -> str:
        return f'Ion("{self.ion}"' + "".join(f", {k}={v!r}" for k, v in self.values.items()) + ")"


def _by_element(cls: type[Mechanism], parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with the elements of array parameters one by one."""
    found = {}
    for key, value in parameters.items():
        is_array = key in cls.parameters and cls.parameters[key].size is not None
        values = (value,) if not is_array else value if isinstance(value, Sequence | np.ndarray) else ()
        elements = cls.elements(key)
        if len(values) != len(elements):
            raise InputError(f"{cls.name}: `{key}` is {value!r}; give its {len(elements)} elements, as in a list")
        found |= dict(zip(elements, values, strict=True))
    return found


def _parameter(cls: type[Mechanism], name: str, key: str, value: Any) -> Any:
    known = [element for parameter in cls.parameters for element in cls.elements(parameter)]
    if key not in known:
        raise unknown_name("parameter", key, [*known, *cls.options, *cls.function_tables], f"mechanism `{cls.name}`")
    return _number(value, cls.parameters[split_element(key)[0]].unit, key, name)


def _stream(cls: type[Mechanism], key: str, source: Any) -> Any:
    if key not in cls.streams:
        raise unknown_name("random stream", key, cls.streams, f"mechanism `{cls.name}`")
    return source if callable(source) else check_source(cls, key, source)


def check_source(cls: type[Mechanism], key: str, source: Any) -> RandomSource:
    """`source` if the stream `key` can draw from it; `InputError` otherwise."""
    stream = cls.streams[key]
    if not isinstance(source, RandomSource):
        raise InputError(f"{cls.name}: `{key}` is {source!r}; give `Random123(1, 2, 3)` or the like")
    if source.distribution and not stream.object:
        raise InputError(f"{cls.name}: `{key}` draws from the generator itself; give it no distribution")
    if source.distribution and stream.distributions and source.distribution not in stream.distributions:
        allowed = " or ".join(f"`.{name}(…)`" for name in stream.distributions)
        raise InputError(f"{cls.name}: `{key}` got a stream with `.{source.distribution}(…)`; it draws from {allowed}")
    if not source.distribution and not stream.plain:
        raise InputError(
            f"{cls.name}: `{key}` draws from a distribution; name it, as in `Random123(1, 2, 3).negexp(1)`"
        )
    return source


def _vector(cls: type[Mechanism], key: str, values: Any) -> np.ndarray:
    if key not in cls.vectors:
        raise unknown_name("vector", key, cls.vectors, f"mechanism `{cls.name}`")
    try:
        vector = np.asarray(values, float)
    except (TypeError, ValueError):
        vector = np.array(np.nan)
    if vector.ndim != 1 or not np.isfinite(vector).all():
        raise InputError(f"{cls.name}: the vector `{key}` is a list of finite numbers; it got {values!r}")
    return vector


def _function_table(cls: type[Mechanism], key: str, value: Any) -> FunctionTable:
    table = value if isinstance(value, FunctionTable) else FunctionTable(_number(value, "", key, cls.name))
    if table.even and len(table.even) != cls.function_tables[key]:
        needed = cls.function_tables[key]
        raise InputError(f"{cls.name}: `{key}` is a function of {needed} arguments, the table has {len(table.even)}")
    return table


def _number(value: Any, unit: str, key: str, owner: str) -> Any:
    if callable(value):
        return value
    try:
        number = np.asarray(_magnitude(value, unit, key), dtype=float)
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise InputError(f"{owner}: {error}") from None
        raise InputError(f"{owner}: `{key}` is {value!r}; a number, an array or a function is needed") from None
    if np.isnan(number).any():
        raise InputError(f"{owner}: `{key}` is NaN; give a number in {unit or 'the parameter’s unit'}")
    return float(number) if number.ndim == 0 else number


def _magnitude(value: Any, unit: str, key: str) -> Any:
    try:
        return magnitude(value, unit, key)
    except KeyError:
        raise InputError(f"`{key}` has unit {unit!r}, for which quantities are not converted; give a number") from None
