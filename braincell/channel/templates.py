"""Make channels from gates and schemes: subclass a template, and state what the channel is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import jax.numpy as jnp

from braincell.channel.channel import Channel
from braincell.channel.gate import Gate, RateLike
from braincell.channel.rate import Rate, as_rate, parameters_of
from braincell.errors import InputError, unknown_name
from braincell.ion.ghk import ghk_flux
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from braincell.ion.pool import declared_ions, ion_defaults
from braincell.mech.elimination import eliminate
from braincell.mech.mechanism import IMPLICIT, Assigned, Instances, Parameter, State, UseIon
from braincell.mech.rows import Rows

_STEADY = 1e9  # ms: the step after which a scheme rests, as NEURON's STEADYSTATE


class Template(Rows, Channel):
    """A channel that is declared by class attributes; `Mechanism`'s own declarations follow from them.

    * `ion`: whose current it carries, `"na"`, `"k"`, …; None for a nonspecific current `i`.
    * `phi`: a factor of the conductance, such as a `Q10`.
    * `parameters`: further parameters, which rates may name.
    * `source`: where the numbers come from.

    Errors in a declaration are raised by the class statement.
    """

    ion: ClassVar[str | None] = None
    phi: ClassVar[RateLike] = None
    settings = ("ion", "implicit", "starts")
    shown: ClassVar[dict[str, Assigned]] = {}
    """What the current computes and shows."""
    _own: ClassVar[dict[str, Parameter]] = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        cls._own = cls._own | cls.__dict__.get("parameters", {})
        if cls.is_declared():
            cls._declare()
        super().__init_subclass__(**keywords)

    @classmethod
    def is_declared(cls) -> bool:
        """Whether the class says what it is made of."""
        return False

    @classmethod
    def rates(cls) -> Iterator[tuple[str, Rate]]:
        """All rates by their places, which name their parameters."""
        if cls.phi is not None:
            yield "phi", as_rate(cls.phi)

    @classmethod
    def conduction_parameters(cls) -> dict[str, Parameter]:
        """Parameters of the current."""
        raise NotImplementedError

    @classmethod
    def conduction_reads(cls) -> tuple[str, ...]:
        """Ion variables that the current needs."""
        raise NotImplementedError

    @classmethod
    def gating_states(cls) -> dict[str, State]:
        """States of the gating."""
        raise NotImplementedError

    @classmethod
    def open_fraction(cls, s: Instances) -> Any:
        """How much of the largest conductance is there [instance]."""
        raise NotImplementedError

    @classmethod
    def _declare(cls) -> None:
        rates = dict(cls.rates())
        cls.states = cls.gating_states()
        cls.parameters = cls.conduction_parameters() | parameters_of(rates) | cls._own
        current = f"i{cls.ion}" if cls.ion else "i"
        cls.currents, cls.nonspecific = (current,), () if cls.ion else (current,)
        cls.assigned = cls.shown if cls.ion else cls.shown | {current: Assigned("mA/cm2")}
        needed = [*cls.conduction_reads(), *(name for rate in rates.values() for name in rate.reads())]
        cls.ions = cls._uses([name for name in dict.fromkeys(needed) if name not in cls._own_names()])

    @classmethod
    def _own_names(cls) -> set[str]:
        """What rates may name beside variables of ions."""
        return {*IMPLICIT, *cls.parameters}

    @classmethod
    def _uses(cls, names: list[str]) -> tuple[UseIon, ...]:
        """The ions whose variables are read, or whose current is written."""
        uses = {cls.ion: UseIon(cls.ion, writes=(f"i{cls.ion}",))} if cls.ion else {}
        known = {ion: UseIon(ion) for ion in (*declared_ions(), *uses)}
        for name in names:
            ion = next((ion for ion, use in known.items() if name in use.variables), None)
            if ion is None:
                variables = [variable for use in known.values() for variable in use.variables]
                sees = {*cls._own_names(), *variables}
                raise unknown_name("variable", name, sees, f"a rate of `{cls.__name__}`")
            use = uses.get(ion, known[ion])
            uses[ion] = replace(use, reads=(*use.reads, name))
        return tuple(uses.values())

    @classmethod
    def _scaled(cls, s: Instances, largest: Any) -> Any:
        scaled = largest if cls.phi is None else as_rate(cls.phi).value(s, "phi") * largest
        return scaled * cls.open_fraction(s)


class Ohmic(Template):
    """The current g (v − e), with g = gbar times what is open.

    e [mV] is the ion's; where `e` is a number it is a parameter of the channel, and where it is a function, as in
    `e = lambda cai, cao, celsius: nernst(cai, cao, 2, celsius)`, that is evaluated at every moment. Where `drive` is
    given, such a function [mV] takes the place of v − e.
    """

    gbar: ClassVar[float] = 0.0
    e: ClassVar[RateLike] = None
    drive: ClassVar[RateLike] = None
    shown = {"g": Assigned("S/cm2")}

    @classmethod
    def rates(cls) -> Iterator[tuple[str, Rate]]:
        yield from super().rates()
        if cls.e is not None and not cls._has_own_e():
            yield "e", as_rate(cls.e)
        if cls.drive is not None:
            yield "drive", as_rate(cls.drive)

    @classmethod
    def _has_own_e(cls) -> bool:
        return isinstance(cls.e, int | float)

    @classmethod
    def conduction_parameters(cls) -> dict[str, Parameter]:
        if cls.e is not None and cls.drive is not None:
            raise InputError(f"`{cls.__name__}` has `e` and `drive`; give one of them")
        if cls.ion is None and cls.e is None and cls.drive is None:
            raise InputError(f"`{cls.__name__}` has no `ion`, so it needs its own reversal potential `e` in mV")
        found = {"gbar": Parameter(cls.gbar, "S/cm2", low=0.0, high=1e9, doc="maximal conductance")}
        own = {"e": Parameter(cls.e, "mV", doc="reversal potential")} if isinstance(cls.e, int | float) else {}
        return found | own

    @classmethod
    def conduction_reads(cls) -> tuple[str, ...]:
        return () if cls.e is not None or cls.drive is not None else (f"e{cls.ion}",)

    @classmethod
    def current(cls, s: Instances) -> Instances:
        g = cls._scaled(s, s.gbar)
        return s.replace(g=g, **{cls.currents[0]: g * cls._driving(s)})

    @classmethod
    def _driving(cls, s: Instances) -> Any:
        """What drives the current [instance] mV."""
        if cls.drive is not None:
            return as_rate(cls.drive).value(s, "drive")
        if cls.e is None:
            return s.v - s[f"e{cls.ion}"]
        return s.v - (s.e if cls._has_own_e() else as_rate(cls.e).value(s, "e"))


class GHK(Template):
    """The current p · `ghk_flux`, with p = pbar [cm/s] times what is open.

    `flux_celsius` is the temperature [°C] of the flux, where it is not that of the simulation; `constants` are F
    [C/mol], R [J/(mol K)] and 0 °C in K.
    """

    pbar: ClassVar[float] = 0.0
    flux_celsius: ClassVar[float | None] = None
    constants: ClassVar[tuple[float, float, float]] = (FARADAY, GAS_CONSTANT, ZERO_CELSIUS)
    shown = {"p": Assigned("cm/s")}

    @classmethod
    def conduction_parameters(cls) -> dict[str, Parameter]:
        if cls.ion is None:
            raise InputError(f"`{cls.__name__}`: a flux is one of an ion; give `ion`")
        found = {"pbar": Parameter(cls.pbar, "cm/s", low=0.0, high=1e9, doc="maximal permeability")}
        if cls.flux_celsius is None:
            return found
        return found | {"flux_celsius": Parameter(cls.flux_celsius, "degC", scope="global", doc="of the flux")}

    @classmethod
    def conduction_reads(cls) -> tuple[str, ...]:
        return (f"{cls.ion}i", f"{cls.ion}o")

    @classmethod
    def current(cls, s: Instances) -> Instances:
        celsius = s.celsius if cls.flux_celsius is None else s.flux_celsius
        faraday, gas_constant, zero = cls.constants
        celsius = celsius + (zero - ZERO_CELSIUS)
        flux = ghk_flux(s.v, s[f"{cls.ion}i"], s[f"{cls.ion}o"], _valence(cls), celsius, faraday, gas_constant)
        p = cls._scaled(s, s.pbar)
        return s.replace(p=p, **{cls.currents[0]: p * flux})


class HH(Template):
    """Independent gates: what is open is the product of their powers.

    A step is NEURON's cnexp, exact at a constant voltage; with `implicit`, backward Euler as NEURON's derivimplicit.
    Hodgkin & Huxley (1952), J. Physiol. 117:500.
    """

    gates: ClassVar[tuple[Gate, ...] | None] = None
    implicit: ClassVar[bool] = False

    @classmethod
    def is_declared(cls) -> bool:
        return cls.gates is not None

    @classmethod
    def rates(cls) -> Iterator[tuple[str, Rate]]:
        yield from super().rates()
        for gate in cls.gates or ():
            yield from gate.rates()

    @classmethod
    def gating_states(cls) -> dict[str, State]:
        names = [gate.name for gate in cls.gates or ()]
        if twice := {name for name in names if names.count(name) > 1}:
            raise InputError(f"`{cls.__name__}`: two gates are called `{twice.pop()}`; name them apart")
        return {gate.name: State() for gate in cls._moving()}

    @classmethod
    def _moving(cls) -> list[Gate]:
        return [gate for gate in cls.gates or () if not gate.is_instantaneous]

    @classmethod
    def open_fraction(cls, s: Instances) -> Any:
        fraction = 1.0
        for gate in cls.gates or ():
            fraction = fraction * gate.factor(s)
        return fraction

    @classmethod
    def initial(cls, s: Instances) -> Instances:
        starts = {g.name: g.inf_and_tau(s)[0] if g.start is None else g.start for g in cls._moving()}
        return s.replace(**starts)

    @classmethod
    def advance(cls, s: Instances) -> Instances:
        after = {}
        for gate in cls._moving():
            inf, tau = gate.inf_and_tau(s)
            x = s[gate.name]
            # cnexp: x + (1 − exp(−dt/tau)) (inf − x); derivimplicit: x + dt/(tau + dt) (inf − x)
            share = s.dt / (tau + s.dt) if cls.implicit else 1.0 - jnp.exp(s.dt * (-1.0 / tau))
            after[gate.name] = x + share * (inf - x)
        return s.replace(**after)

    @classmethod
    def derivative(cls, s: Instances) -> tuple[Instances, dict]:
        slopes = {}
        for gate in cls._moving():
            inf, tau = gate.inf_and_tau(s)
            slopes[gate.name] = (inf - s[gate.name]) / tau
        return s, slopes


@dataclass(frozen=True)
class Transition:
    """A reaction between two states of a scheme, with its rates [1/ms] to the right and to the left."""

    left: str
    right: str
    forward: RateLike
    backward: RateLike

    def rates(self) -> Iterator[tuple[str, Rate]]:
        """Both rates by their places, such as `C_O` and `O_C`."""
        yield f"{self.left}_{self.right}", as_rate(self.forward)
        yield f"{self.right}_{self.left}", as_rate(self.backward)


class Markov(Template):
    """A scheme of states whose fractions sum to 1; what is open is the sum of the states in `open`, with their weights.

    States that no transitions join are schemes of their own, each with the sum 1, and a rate may name states of another
    one: a step takes it at their last values. `speed`, such as a `Q10`, multiplies all rates. INITIAL sets the steady
    state, or the fractions in `starts`, which rates that name states need. A step is NEURON's sparse, backward Euler,
    with one equation of each scheme replaced by the sum.
    """

    transitions: ClassVar[tuple[Transition, ...] | None] = None
    open: ClassVar[Mapping[str, float]] = {}
    speed: ClassVar[RateLike] = None
    starts: ClassVar[Mapping[str, float] | None] = None

    @classmethod
    def is_declared(cls) -> bool:
        return cls.transitions is not None

    @classmethod
    def rates(cls) -> Iterator[tuple[str, Rate]]:
        yield from super().rates()
        if cls.speed is not None:
            yield "speed", as_rate(cls.speed)
        for transition in cls.transitions or ():
            yield from transition.rates()

    @classmethod
    def gating_states(cls) -> dict[str, State]:
        names = dict.fromkeys(name for t in cls.transitions or () for name in (t.left, t.right))
        for name in (*cls.open, *(cls.starts or ())):
            if name not in names:
                raise unknown_name("state", name, names, f"`{cls.__name__}`")
        if not cls.open:
            raise InputError(f"`{cls.__name__}`: no state is open; give them, as in `open = {{'O': 1.0}}`")
        read = {name for _, rate in cls.rates() for name in rate.reads()}
        if cls.starts is None and (coupling := read & names.keys()):
            raise InputError(f"`{cls.__name__}`: a rate names the state `{coupling.pop()}`; give `starts`, too")
        return {name: State() for name in names}

    @classmethod
    def _own_names(cls) -> set[str]:
        return super()._own_names() | cls.states.keys()

    @classmethod
    def open_fraction(cls, s: Instances) -> Any:
        first, *rest = [s[name] if weight == 1.0 else weight * s[name] for name, weight in cls.open.items()]
        return sum(rest, first)

    @classmethod
    def initial(cls, s: Instances) -> Instances:
        if cls.starts is not None:
            return s.replace(**{name: cls.starts.get(name, 0.0) for name in cls.states})
        return cls._after(s.replace(**dict.fromkeys(cls.states, 0.0)), _STEADY)

    @classmethod
    def advance(cls, s: Instances) -> Instances:
        return cls._after(s, s.dt)

    @classmethod
    def derivative(cls, s: Instances) -> tuple[Instances, dict]:
        return s, cls._flows(s, cls._reactions(s))

    @classmethod
    def _reactions(cls, s: Instances) -> list[tuple[str, str, Any, Any]]:
        speed = 1.0 if cls.speed is None else as_rate(cls.speed).value(s, "speed")
        found = []
        for transition in cls.transitions or ():
            forward, backward = (rate.value(s, place) * speed for place, rate in transition.rates())
            found.append((transition.left, transition.right, forward, backward))
        return found

    @classmethod
    def _flows(cls, s: Instances, reactions: list[tuple[str, str, Any, Any]]) -> dict[str, Any]:
        slopes = dict.fromkeys(cls.states, 0.0)
        for left, right, forward, backward in reactions:
            net = s[left] * forward - s[right] * backward
            slopes |= {left: slopes[left] - net, right: slopes[right] + net}
        return slopes

    @classmethod
    def _after(cls, s: Instances, dt: Any) -> Instances:
        # (1/dt − K) δ = K x, where x' = K x; the equation of a scheme's last state is Σ δ = 1 − Σ x
        reactions, names = cls._reactions(s), list(cls.states)
        matrix: dict[tuple[str, str], Any] = {(name, name): 1.0 / dt for name in names}
        for left, right, forward, backward in reactions:
            for row, column, entry in (
                (left, left, forward),
                (right, left, -forward),
                (right, right, backward),
                (left, right, -backward),
            ):
                matrix[row, column] = matrix.get((row, column), 0.0) + entry
        right_side = cls._flows(s, reactions)
        for scheme in _schemes(names, reactions):
            last = scheme[-1]
            matrix = {key: entry for key, entry in matrix.items() if key[0] != last}
            matrix |= {(last, name): 1.0 for name in reversed(scheme)}
            right_side[last] = 1.0 - sum(s[name] for name in reversed(scheme))
        change = eliminate(matrix, right_side)
        return s.replace(**{name: s[name] + change[name] for name in names})


class OhmicHH(Ohmic, HH):
    """Gates and a conductance: i = gbar m^p h^q … (v − e)."""


class GHKHH(GHK, HH):
    """Gates and a permeability: i = pbar m^p h^q … · `ghk_flux`."""


class OhmicMarkov(Ohmic, Markov):
    """A scheme of states and a conductance: i = gbar (open states) (v − e)."""


def _schemes(names: list[str], reactions: list[tuple[str, str, Any, Any]]) -> list[list[str]]:
    """The states of each scheme, which transitions join, in their order."""
    scheme = {name: name for name in names}
    for left, right, *_ in reactions:
        scheme = {name: scheme[left] if label == scheme[right] else label for name, label in scheme.items()}
    return [[name for name in names if scheme[name] == label] for label in dict.fromkeys(scheme.values())]


def _valence(cls: type[Template]) -> float:
    valence = ion_defaults(cls.ion or "").valence
    if valence is None:
        raise InputError(f"`{cls.__name__}`: the valence of `{cls.ion}` is not known; use na, k or ca")
    return valence
