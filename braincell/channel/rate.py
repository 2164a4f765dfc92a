"""Rates and steady states of gates, as functions of the voltage or of a concentration that are values."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from braincell.errors import InputError
from braincell.ion.ghk import linoid
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from braincell.mech.mechanism import Instances, Parameter
from braincell.units import finite

Number = float | str
"""A number of a rate, which becomes a parameter of the channel; or the name of one that the channel declares."""


class Rate:
    """A function of what a channel sees; `+`, `−`, `*`, `/` join rates with rates and numbers.

    The numbers of a rate are parameters of the channel, named after the place of the rate: `m_alpha_rate`,
    `m_alpha_midpoint`, … (parts of a sum, product or quotient: `m_tau_1_rate`, `m_tau_2_rate`, …). Numbers in the
    arithmetic itself, as the 5 of `5 * rate`, are fixed.
    """

    def value(self, s: Instances, place: str) -> Any:
        """Its value [instance] in a record that holds its numbers under the names of `numbers(place)`."""
        raise NotImplementedError

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        """Name, value and unit of the parameters that it makes at a `place`."""
        raise NotImplementedError

    def reads(self) -> Iterator[str]:
        """What it reads of the record beside its own numbers."""
        raise NotImplementedError

    def __add__(self, other: "Rate | float") -> "Rate":
        return _joined(Sum, self, other)

    def __radd__(self, other: float) -> "Rate":
        return _joined(Sum, other, self)

    def __mul__(self, other: "Rate | float") -> "Rate":
        return _joined(Product, self, other)

    def __rmul__(self, other: float) -> "Rate":
        return _joined(Product, other, self)

    def __truediv__(self, other: "Rate | float") -> "Rate":
        return Quotient((self, as_rate(other, fixed=True)))

    def __rtruediv__(self, other: float) -> "Rate":
        return Quotient((as_rate(other, fixed=True), self))


def as_rate(given: Any, fixed: bool = False) -> Rate:
    """A rate as it is, a number as a `Constant` (or `Fixed`) one, a Python function as a `Function`."""
    if isinstance(given, Rate):
        return given
    if callable(given):
        return Function(given)
    if isinstance(given, str) and not fixed:
        return Constant(given)
    number = finite(given, "1", "a rate")
    return Fixed(number) if fixed else Constant(number)


@dataclass(frozen=True)
class Constant(Rate):
    """One number."""

    number: Number

    def value(self, s: Instances, place: str) -> Any:
        return number_in(s, self.number, place)

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from own_number(place, self.number, "")

    def reads(self) -> Iterator[str]:
        yield from named(self.number)


@dataclass(frozen=True)
class Fixed(Rate):
    """One number that is no parameter."""

    number: float

    def value(self, s: Instances, place: str) -> Any:
        return self.number

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from ()

    def reads(self) -> Iterator[str]:
        yield from ()


@dataclass(frozen=True)
class _Shaped(Rate):
    """rate · shape((x − midpoint)/scale), where x is `of`: the voltage [mV] or another variable."""

    rate: Number
    midpoint: Number
    scale: Number
    of: str = "v"

    def __post_init__(self) -> None:
        if self.scale == 0:
            raise InputError(f"{self}: the scale is 0; give how far {self.of} must move, with the sign of the slope")

    def shape(self, x: Any) -> Any:
        """The function of the scaled distance from the midpoint."""
        raise NotImplementedError

    def value(self, s: Instances, place: str) -> Any:
        midpoint, scale = number_in(s, self.midpoint, f"{place}_midpoint"), number_in(s, self.scale, f"{place}_scale")
        return number_in(s, self.rate, f"{place}_rate") * self.shape((s[self.of] - midpoint) / scale)

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        unit = "mV" if self.of == "v" else "mM"
        yield from own_number(f"{place}_rate", self.rate, "")
        yield from own_number(f"{place}_midpoint", self.midpoint, unit)
        yield from own_number(f"{place}_scale", self.scale, unit)

    def reads(self) -> Iterator[str]:
        yield self.of
        yield from named(self.rate, self.midpoint, self.scale)


class Exponential(_Shaped):
    """rate · exp(x), x = (v − midpoint)/scale."""

    def shape(self, x: Any) -> Any:
        return jnp.exp(x)


class Sigmoid(_Shaped):
    """rate/(1 + exp(−x)), x = (v − midpoint)/scale; it falls if the scale is negative."""

    def shape(self, x: Any) -> Any:
        return jax.nn.sigmoid(x)


class Linoid(_Shaped):
    """rate · x/(1 − exp(−x)), x = (v − midpoint)/scale; `rate` itself at the midpoint, see `linoid`.

    a (v − midpoint)/(1 − exp(−(v − midpoint)/scale)), as papers write it, is `Linoid(a * scale, midpoint, scale)`.
    """

    def shape(self, x: Any) -> Any:
        return linoid(x)


class Gaussian(_Shaped):
    """rate · exp(−x²), x = (v − midpoint)/scale."""

    def shape(self, x: Any) -> Any:
        return jnp.exp(-x * x)


@dataclass(frozen=True)
class Hill(Rate):
    """1/(1 + (half/c)^power), where c is a concentration [mM], such as `cai`."""

    half: Number
    power: Number
    of: str = "cai"

    def value(self, s: Instances, place: str) -> Any:
        half, power = number_in(s, self.half, f"{place}_half"), number_in(s, self.power, f"{place}_power")
        return 1.0 / (1.0 + (half / s[self.of]) ** power)

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from own_number(f"{place}_half", self.half, "mM")
        yield from own_number(f"{place}_power", self.power, "")

    def reads(self) -> Iterator[str]:
        yield self.of
        yield from named(self.half, self.power)


@dataclass(frozen=True)
class Q10(Rate):
    """q10^((celsius − reference)/10): how much faster than at the temperature `reference` [°C]."""

    q10: Number
    reference: Number

    def value(self, s: Instances, place: str) -> Any:
        q10, reference = number_in(s, self.q10, f"{place}_q10"), number_in(s, self.reference, f"{place}_reference")
        return q10 ** ((s.celsius - reference) / 10.0)

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from own_number(f"{place}_q10", self.q10, "")
        yield from own_number(f"{place}_reference", self.reference, "degC")

    def reads(self) -> Iterator[str]:
        yield "celsius"
        yield from named(self.q10, self.reference)


@dataclass(frozen=True)
class MovedCharge(Rate):
    """exp(charges F (v − midpoint)/(R T)): what moving charges through the field does to a rate.

    `charges` is a number or a rate; `constants` are F [C/mol], R [J/(mol K)] and 0 °C in K.
    """

    charges: Any
    midpoint: Number
    constants: tuple[float, float, float] = (FARADAY, GAS_CONSTANT, ZERO_CELSIUS)

    def value(self, s: Instances, place: str) -> Any:
        faraday, gas_constant, zero = self.constants
        per_charge = 1e-3 * faraday / (gas_constant * (zero + s.celsius))  # 1/mV
        distance = s.v - number_in(s, self.midpoint, f"{place}_midpoint")
        return jnp.exp(as_rate(self.charges).value(s, f"{place}_charges") * distance * per_charge)

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from as_rate(self.charges).numbers(f"{place}_charges")
        yield from own_number(f"{place}_midpoint", self.midpoint, "mV")

    def reads(self) -> Iterator[str]:
        yield from ("v", "celsius")
        yield from as_rate(self.charges).reads()
        yield from named(self.midpoint)


@dataclass(frozen=True)
class Function(Rate):
    """A Python function of what its arguments name: `v`, `celsius`, `cai`, …, parameters of the channel.

    It computes with arrays [instance], so with `jax.numpy`, and is differentiated as it is.
    """

    function: Callable[..., Any]

    def value(self, s: Instances, place: str) -> Any:
        return self.function(**{name: s[name] for name in self.reads()})

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from ()

    def reads(self) -> Iterator[str]:
        yield from inspect.signature(self.function).parameters


@dataclass(frozen=True)
class _Joined(Rate):
    """Rates joined by an operation; fixed numbers do not count when its parts are named."""

    parts: tuple[Rate, ...]

    def _placed(self, place: str) -> list[tuple[Rate, str]]:
        named = [part for part in self.parts if not isinstance(part, Fixed)]
        places = iter([place] if len(named) == 1 else [f"{place}_{k + 1}" for k in range(len(named))])
        return [(part, place if isinstance(part, Fixed) else next(places)) for part in self.parts]

    def values(self, s: Instances, place: str) -> list[Any]:
        """The values of its parts."""
        return [part.value(s, where) for part, where in self._placed(place)]

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        for part, where in self._placed(place):
            yield from part.numbers(where)

    def reads(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.reads()


class Sum(_Joined):
    """a + b + …"""

    def value(self, s: Instances, place: str) -> Any:
        first, *rest = self.values(s, place)
        return sum(rest, first)


class Product(_Joined):
    """a · b · …"""

    def value(self, s: Instances, place: str) -> Any:
        product, *rest = self.values(s, place)
        for factor in rest:
            product = product * factor
        return product


class Quotient(_Joined):
    """a/b"""

    def value(self, s: Instances, place: str) -> Any:
        above, below = self.values(s, place)
        return above / below


class AtLeast(_Joined):
    """The larger of two."""

    def value(self, s: Instances, place: str) -> Any:
        first, second = self.values(s, place)
        return jnp.maximum(first, second)


@dataclass(frozen=True)
class Below(Rate):
    """One rate below a voltage `limit` [mV], another one from it on."""

    limit: Number
    low: Any
    high: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", as_rate(self.low))
        object.__setattr__(self, "high", as_rate(self.high))

    def value(self, s: Instances, place: str) -> Any:
        low, high = self.low.value(s, f"{place}_low"), self.high.value(s, f"{place}_high")
        return jnp.where(s.v < number_in(s, self.limit, f"{place}_limit"), low, high)

    def numbers(self, place: str) -> Iterator[tuple[str, float, str]]:
        yield from own_number(f"{place}_limit", self.limit, "mV")
        yield from self.low.numbers(f"{place}_low")
        yield from self.high.numbers(f"{place}_high")

    def reads(self) -> Iterator[str]:
        yield "v"
        yield from named(self.limit)
        yield from self.low.reads()
        yield from self.high.reads()


def parameters_of(rates: Mapping[str, Rate]) -> dict[str, Parameter]:
    """The parameters that the numbers of rates become, by their places: one for the whole simulation each."""
    found = {}
    for place, rate in rates.items():
        for name, number, unit in rate.numbers(place):
            found[name] = Parameter(finite(number, "1", name), unit, scope="global")
    return found


def _joined(kind: type[_Joined], *terms: Any) -> Rate:
    """Sums of sums and products of products are one."""
    parts: list[Rate] = []
    for term in terms:
        rate = as_rate(term, fixed=True)
        parts += rate.parts if isinstance(rate, kind) else (rate,)
    return kind(tuple(parts))


def number_in(s: Instances, number: Number, name: str) -> Any:
    """The number of a rate in a record: its own parameter, called `name`, or the one that it names."""
    return s[number if isinstance(number, str) else name]


def own_number(name: str, number: Number, unit: str) -> Iterator[tuple[str, float, str]]:
    """What `numbers` says of a number: nothing if that names a parameter."""
    if not isinstance(number, str):
        yield name, number, unit


def named(*numbers: Number) -> Iterator[str]:
    """The parameters that numbers name."""
    yield from (number for number in numbers if isinstance(number, str))
