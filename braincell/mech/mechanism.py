"""Define the one interface of everything that sits on a membrane."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import jax
import numpy as np

from braincell.errors import InputError, unknown_name

Scope = Literal["range", "global"]


@dataclass(frozen=True)
class Parameter:
    """A number the user may set: `range`, one per instance, or `global`, one per mechanism.

    `size` is the length of an array, whose elements all have the `default`.
    """

    default: float
    unit: str = ""
    scope: Scope = "range"
    low: float | None = None
    high: float | None = None
    doc: str = ""
    size: int | None = None

    @property
    def value(self) -> "float | tuple[float, ...]":
        """The default; of an array, that of each element."""
        return self.default if self.size is None else (self.default,) * self.size


@dataclass(frozen=True)
class State:
    """A state variable; `start` is what it holds before `initial` runs, `size` the length of an array.

    `tolerance` multiplies the absolute tolerance of steps of variable length.
    """

    unit: str = ""
    start: float = 0.0
    size: int | None = None
    tolerance: float = 1.0


@dataclass(frozen=True)
class Assigned:
    """A variable that the mechanism computes; `size` is the length of an array.

    One that is not `visible` (NMODL's ASSIGNED without RANGE) is not among those that scripts list.
    """

    unit: str = ""
    scope: Scope = "range"
    size: int | None = None
    visible: bool = True


@dataclass(frozen=True)
class Pointer:
    """A variable that lives elsewhere (NMODL's POINTER); `Cell.point` says where.

    `written`: the mechanism sets it. `optional`: it may be left unset, is 0 then, and the mechanism asks with
    `braincell.mech.pointer.is_set`. `idle`: nothing that a simulation executes by itself uses it, so it may be unset.
    """

    unit: str = ""
    written: bool = False
    optional: bool = False
    idle: bool = False


_DRIVEN = Pointer(optional=True)


@dataclass(frozen=True)
class Stream:
    """A stream of random numbers of each instance, NMODL's RANDOM or a Random that hoc hands over.

    An `optional` one is unset until the user gives one. `plain` ones are Random123 itself; of an `object`, a generator
    with a distribution (one of `distributions`, if any are named), `pick` draws.
    """

    optional: bool = False
    plain: bool = True
    object: bool = False
    distributions: tuple[str, ...] = ()
    ids_only: bool = False
    """Of a hoc Random on Random123 the stream takes the ids; its place and distribution do not matter."""


@dataclass(frozen=True)
class UseIon:
    """What a mechanism reads and writes of one ion: `e<ion>` [mV], `<ion>i`, `<ion>o` [mM], `i<ion>` [mA/cm²]."""

    ion: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    valence: float | None = None

    def __post_init__(self) -> None:
        for variable in self.reads + self.writes:
            if variable not in self.variables:
                raise unknown_name("ion variable", variable, self.variables, f"UseIon({self.ion!r})")

    @property
    def variables(self) -> tuple[str, str, str, str]:
        """Names of reversal potential, inside and outside concentration, and current."""
        return (f"e{self.ion}", f"{self.ion}i", f"{self.ion}o", f"i{self.ion}")

    @property
    def writes_concentration(self) -> bool:
        return f"{self.ion}i" in self.writes or f"{self.ion}o" in self.writes


IMPLICIT = ("v", "t", "dt", "celsius", "diam", "area")
"""Variables that every mechanism sees: mV, ms, ms, °C, µm, µm²."""


class Instances:
    """An immutable record of one mechanism's variables, each an array over its instances (or a scalar).

    Read by attribute or, where Python forbids the name, by item; `replace` returns a new record.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]):
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise unknown_name("variable", name, self._values) from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"`{name}` cannot be assigned: a record is immutable; use `s.replace({name}=…)`")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __repr__(self) -> str:
        return f"Instances({', '.join(self._values)})"

    def replace(self, /, **changes: Any) -> "Instances":
        """A new record with `changes`; a name that is not declared is an error."""
        for name in changes:
            if name not in self._values:
                raise unknown_name("variable", name, self._values)
        return Instances(self._values | changes)


jax.tree_util.register_pytree_node(
    Instances,
    lambda s: (tuple(s._values.values()), tuple(s._values)),
    lambda names, values: Instances(dict(zip(names, values, strict=True))),
)


def split_element(name: str) -> tuple[str, int | None]:
    """("x", 0) of the element `x[0]` of an array, ("x", None) of `x`."""
    array, bracket, index = name.partition("[")
    return array, int(index[:-1]) if bracket else None


def value_of(values: Any, name: str) -> Any:
    """A variable of a record or a dictionary, or the element `x[0]` of an array."""
    array, index = split_element(name)
    return values[array] if index is None else values[array][index]


def put_value(values: dict[str, Any], name: str, value: Any) -> None:
    """Set a variable, or the element `x[0]` of one that is a tuple, in a dictionary."""
    array, index = split_element(name)
    values[array] = value if index is None else (*values[array][:index], value, *values[array][index + 1 :])


HOOKS = ("before_initial", "after_initial", "before_breakpoint", "after_solve", "before_step")
"""Blocks that run for all mechanisms together: before and after all INITIALs, before all currents of a step, after all
states of a step, and before what is recorded at initialisation and at the end of each step."""

NET_SEND, NET_EVENT, NET_MOVE = 1.0, 2.0, 3.0
"""What a slot of a handler's `net.kind` holds: an event to itself, to all listeners, or a move of its pending one."""


class Mechanism:
    """What sits on a membrane: declarations, and pure functions over arrays of instances.

    The functions get and return an `Instances` record `s`. Nothing is instantiated: subclasses are used as they are.
    A variable is an array [instance], one declared with a `size` an array [size, instance]; outside the record, as in
    probes, its elements go by the names `x[0]`, `x[1]`, ….

    * `initial(s)`: NMODL's INITIAL; states hold `State.start` on entry.
    * `current(s)`: NMODL's BREAKPOINT without its SOLVE; sets `currents` (density: mA/cm², point process: nA).
    * `advance(s)`: what SOLVE does over one step `s.dt`, at the new voltage and time.
    * `derivative(s)`: for steps of variable length, the record and dx/dt [1/ms] of every state x that `advance` solves
      as a differential equation. Without it `advance` is called once before each step.
    * `concentrations(s)`: in steps of variable length, brings concentrations that the mechanism writes and that are no
      states up to date with the states, before any current is computed.
    * `diffusion(s)`: the states (or elements) that diffuse along the cable (NMODL's LONGITUDINAL_DIFFUSION), each with
      its diffusion constant times cross-section [µm⁴/ms] and its volume per length [µm²].
    * `receive(s, w, flag)`: NMODL's NET_RECEIVE, called with the record of the one instance that an event reaches
      (its variables are scalars, `s.t` the event's time); `w` is the tuple of the connection's `net_arguments`, `flag`
      0 for events from outside. Returns the record and the tuple. Events are sent with `braincell.mech.net`.
    * `connected(s, w)`: NET_RECEIVE's INITIAL, called once per connection.
    * `watched(s)`: a tuple of numbers, one per WATCH; when one that `receive` waits for with `net.watch` becomes
      positive, `receive` is called with the flag that it gave.
    * `before_initial(s)`, `after_initial(s)`, `before_breakpoint(s)`, `after_solve(s)`, `before_step(s)`: NMODL's
      BEFORE and AFTER blocks, run for all mechanisms together at their places in the step (see `HOOKS`).
    * `constructor(s)`: NMODL's CONSTRUCTOR; what it sets is what `assigned` variables hold when an instance is made. It
      sees scalars, parameters at their defaults.
    * `tables(s)`: arrays made once per run and readable as `s.<name>`; range parameters are instance 0's. With
      `table_depends` they are made a second time, from what the mechanism's variables hold after `initial`.
    * `tabulated(s)`: what making the tables leaves behind in variables, before `initial`: in a global variable for all,
      in any other for instance 0 alone.
    """

    name: ClassVar[str] = ""
    kind: ClassVar[Literal["density", "point", "artificial"]] = "density"
    ions: ClassVar[tuple[UseIon, ...]] = ()
    nonspecific: ClassVar[tuple[str, ...]] = ()
    electrode: ClassVar[tuple[str, ...]] = ()
    currents: ClassVar[tuple[str, ...]] = ()
    conductances: ClassVar[tuple[tuple[str, str | None], ...]] = ()
    """(variable, ion current it is the slope of; None: a nonspecific one) if the mechanism knows di/dv itself."""
    parameters: ClassVar[dict[str, Parameter]] = {}
    states: ClassVar[dict[str, State]] = {}
    assigned: ClassVar[dict[str, Assigned]] = {}
    pointers: ClassVar[dict[str, Pointer]] = {}
    carried: ClassVar[tuple[str, ...]] = ()
    sets: ClassVar[tuple[str, ...]] = ()
    """Parameters that the mechanism itself sets; they are carried where a probe, a pointer or a script reads them."""
    options: ClassVar[dict[str, Any]] = {}
    table_names: ClassVar[tuple[str, ...]] = ()
    table_parameters: ClassVar[tuple[str, ...]] = ()
    """Range parameters that must be alike in all places, since a table depends on them."""
    function_tables: ClassVar[dict[str, int]] = {}
    """Functions whose values the user gives, and their number of arguments: `s.tau(v)` calls a `FunctionTable`."""
    script_tables: ClassVar[tuple[str, ...]] = ()
    """Those of them that only functions called from scripts use; they may be missing."""
    table_depends: ClassVar[tuple[str, ...]] = ()
    """Variables that `initial` sets and on which tables depend."""
    tabulated_late: ClassVar[bool] = False
    """Whether tables are first made after `initial`, which so does not see what that leaves behind."""
    tabulated_again: ClassVar[bool] = False
    """Whether the tables made after `initial` leave something behind, too."""
    net_arguments: ClassVar[tuple[str, ...]] = ()
    sends: ClassVar[int] = 0
    """Most events that one call of `initial` or `receive` sends."""
    sets_v: ClassVar[bool] = False
    """Whether `receive` sets the voltage."""
    streams: ClassVar[dict[str, Stream]] = {}
    """Random streams: arrays for `braincell.random`, kept with the states; `s["x.numbers"]` are the distribution's."""
    vectors: ClassVar[tuple[str, ...]] = ()
    """Lists that the user may give to each instance: arrays [element, instance], and `s["x.size"]`, −1 if not given."""
    jumps: ClassVar[bool] = False
    """Whether states may jump (NMODL's state_discontinuity): they do where `s.jumps`, not when `current` is evaluated
    for the second time or at initialisation."""
    fixed_step_only: ClassVar[bool] = False
    """Whether the equations hold the length of the step, so that steps of variable length are refused."""
    between_steps: ClassVar[bool] = False
    """Whether `advance` solves no differential equation, and is called once before each step of variable length."""
    derivative_counts: ClassVar[dict[str, int]] = {}
    """How often the error of a state counts in steps of variable length, if not once: as often as NMODL writes it."""
    own_slopes: ClassVar[Callable[[Instances], tuple[Instances, dict[str, Any]]] | None] = None
    """How each derivative depends on its own state, where steps of variable length shall take that for the Jacobian's
    diagonal; without it they differentiate `derivative`."""
    sets_vectors: ClassVar[tuple[str, ...]] = ()
    """Those of `vectors` whose elements the mechanism sets: they are kept with the states."""
    hands_over: ClassVar[dict[str, str]] = {}
    """Procedures by which a script gives an instance its stream or vector, and which one, if the file says that they
    do more than that; `streams` and `vectors` of an instance do that here."""
    shares: ClassVar[tuple[str, ...]] = ()
    """The functions that draw from the generator of all mechanisms, `s["random.shared"]`: instance after instance."""
    in_turn: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Functions that read global variables before they set them, and which: they run instance after instance."""
    in_turn_directly: ClassVar[dict[str, tuple[str, ...]] | None] = None
    """The same with the option `usetable` off, if it differs."""
    prints: ClassVar[bool] = False
    """Whether a function prints (NMODL's printf)."""
    watches: ClassVar[int] = 0
    """How many conditions `watched` has (NMODL's WATCH)."""
    sees_connections: ClassVar[bool] = False
    """Whether `receive` goes through all connections to its instance (NMODL's FOR_NETCONS)."""
    _made: ClassVar[dict[str, Any]]
    sizes: ClassVar[dict[str, int]] = {}
    """Array variables and their sizes; made from the declarations."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "name" not in cls.__dict__:
            cls.name = cls.__name__
        _check_declarations(cls)
        declared = {**cls.parameters, **cls.states, **cls.assigned}
        cls.sizes = {name: variable.size for name, variable in declared.items() if variable.size is not None}

    @classmethod
    def needs_fixed_step(cls, parameters: Mapping[str, Any]) -> bool:
        """Whether steps of variable length are refused, with these `parameters`."""
        return cls.fixed_step_only

    @classmethod
    def solves_equations(cls) -> bool:
        """Whether `advance` solves differential equations."""
        return cls.kind != "artificial" and cls.advance is not Mechanism.advance and not cls.between_steps

    @classmethod
    def is_global(cls, name: str) -> bool:
        """Whether all instances share a parameter or an assigned variable."""
        declared = cls.parameters.get(name) or cls.assigned.get(name)
        return declared is not None and declared.scope == "global"

    @classmethod
    def elements(cls, name: str) -> tuple[str, ...]:
        """The names of a variable's values, as in probes: itself, or one per element of an array."""
        return tuple(f"{name}[{i}]" for i in range(cls.sizes[name])) if name in cls.sizes else (name,)

    @classmethod
    def changes(cls, name: str) -> bool:
        """Whether a variable is no parameter, or one that the mechanism sets itself."""
        array, _ = split_element(name)
        return array not in cls.parameters or array in cls.sets

    @classmethod
    def pointer(cls, name: str) -> Pointer:
        """A POINTER, or a RANGE variable of its own that `Cell.point` drives. Raises `InputError` for other names."""
        if name in cls.pointers:
            return cls.pointers[name]
        ranged = [key for key, p in cls.parameters.items() if p.scope == "range"]
        drivable = {*ranged, *cls.assigned} - {*cls.sizes, *cls.currents, *cls.table_parameters, *cls.table_depends}
        if name not in drivable:
            raise unknown_name("pointer or driven variable", name, {*cls.pointers, *drivable}, f"`{cls.name}`")
        return _DRIVEN

    @classmethod
    def start(cls, name: str) -> np.ndarray:
        """What a variable holds before anything runs, [1] or [size, 1]: a state's `start`, otherwise 0."""
        value = cls.states[name].start if name in cls.states else cls._constructed().get(name, 0.0)
        shape = (cls.sizes[name],) if name in cls.sizes else ()
        return np.broadcast_to(np.asarray(value, float), shape)[..., None]

    @classmethod
    def _constructed(cls) -> dict[str, Any]:
        """What `constructor` makes of the ASSIGNED variables."""
        if cls.constructor is Mechanism.constructor:
            return {}
        if "_made" not in cls.__dict__:
            values: dict[str, Any] = dict.fromkeys((*IMPLICIT, *cls.assigned, *cls.currents, *cls.states), 0.0)
            values |= dict.fromkeys((v for use in cls.ions for v in use.variables), 0.0) | cls.options
            values |= {name: np.zeros(size) for name, size in cls.sizes.items()}
            values |= {name: np.array(parameter.value) for name, parameter in cls.parameters.items()}
            with jax.ensure_compile_time_eval():
                made = cls.constructor(Instances(values))
                cls._made = {name: np.asarray(made[name]) for name in cls.assigned}
        return cls._made

    @staticmethod
    def tables(s: Instances) -> dict[str, Any]:
        return {}

    @staticmethod
    def constructor(s: Instances) -> Instances:
        return s

    @staticmethod
    def tabulated(s: Instances) -> Instances:
        return s

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s

    @staticmethod
    def before_initial(s: Instances) -> Instances:
        return s

    @staticmethod
    def after_initial(s: Instances) -> Instances:
        return s

    @staticmethod
    def before_breakpoint(s: Instances) -> Instances:
        return s

    @staticmethod
    def after_solve(s: Instances) -> Instances:
        return s

    @staticmethod
    def before_step(s: Instances) -> Instances:
        return s

    @staticmethod
    def current(s: Instances) -> Instances:
        return s

    @staticmethod
    def advance(s: Instances) -> Instances:
        return s

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict[str, Any]]:
        return s, {}

    @classmethod
    def flow(cls) -> Callable[[Instances], tuple[Instances, Any]] | None:
        """What steps of variable length integrate: `derivative`, or None if the class has none."""
        return None if cls.derivative is Mechanism.derivative else cls.derivative

    @staticmethod
    def concentrations(s: Instances) -> Instances:
        return s

    @staticmethod
    def diffusion(s: Instances) -> dict[str, tuple[Any, Any]]:
        return {}

    @staticmethod
    def receive(s: Instances, w: tuple[Any, ...], flag: Any) -> tuple[Instances, tuple[Any, ...]]:
        return s, w

    @staticmethod
    def connected(s: Instances, w: tuple[Any, ...]) -> tuple[Instances, tuple[Any, ...]]:
        return s, w

    @staticmethod
    def watched(s: Instances) -> tuple[Any, ...]:
        return ()


def _check_declarations(cls: type[Mechanism]) -> None:
    ion_currents = {name for use in cls.ions for name in use.writes if name == use.variables[3]}
    allowed = ion_currents | set(cls.nonspecific) | set(cls.electrode)
    for current in cls.currents:
        if current not in allowed:
            raise unknown_name("current", current, allowed, f"{cls.name}.currents")
    if missing := allowed - set(cls.currents):
        raise InputError(f"`{cls.name}`: {sorted(missing)} are declared but not listed in `currents`")
    for first, second in (("parameters", "assigned"), ("states", "assigned"), ("states", "parameters")):
        if both := set(getattr(cls, first)) & set(getattr(cls, second)):
            raise InputError(f"`{cls.name}`: {sorted(both)} declared both in `{first}` and in `{second}`")
    if both := (set(IMPLICIT) - {"area", "diam"}) & (set(cls.states) | set(cls.assigned)):
        raise InputError(f"`{cls.name}`: {sorted(both)} are set by the simulator and cannot be declared")
    if both := set(cls.pointers) & {*cls.parameters, *cls.states, *cls.assigned, *IMPLICIT}:
        raise InputError(f"`{cls.name}`: {sorted(both)} are pointers, so they cannot be variables of its own too")
    if other := set(cls.sets) - set(cls.parameters):
        raise InputError(f"`{cls.name}`: {sorted(other)} are in `sets` but are no parameters")
    for name in cls.carried:
        if name not in cls.assigned and name not in cls.parameters:
            raise unknown_name("variable", name, {*cls.assigned, *cls.parameters}, f"{cls.name}.carried")


class PointMechanism(Mechanism):
    """A mechanism at one place: its currents are in nA, outward positive unless they are `electrode` currents."""

    kind: ClassVar[Literal["density", "point", "artificial"]] = "point"


class ArtificialMechanism(Mechanism):
    """A cell without membrane (NMODL's ARTIFICIAL_CELL): it only receives and sends events."""

    kind: ClassVar[Literal["density", "point", "artificial"]] = "artificial"
