"""The arrays that everything after lowering works on, and the static layout that they share."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import jax
import numpy as np

from braincell.mech.function_table import FunctionTable
from braincell.mech.mechanism import Mechanism, split_element


@dataclass(frozen=True, eq=False)
class TargetLayout:
    """Places of one variable of `owner` ("" for the membrane, an ion or a mechanism)."""

    kind: str  # "membrane", "ion", "mechanism", or "connection", whose weights [connection, argument] lie end to end
    owner: str
    variable: str
    index: np.ndarray  # int [place]


@dataclass(frozen=True, eq=False)
class PointerLayout:
    """What one pointer of a mechanism reads."""

    name: str
    targets: tuple[TargetLayout, ...]
    order: np.ndarray  # int [instance], position in the targets' places laid end to end; −1: unset
    earlier: np.ndarray  # int [instance], position in the rows of `PointersLayout`; −1: none


@dataclass(frozen=True, eq=False)
class PointersLayout:
    """The pointers of one mechanism.

    NEURON runs instance after instance, so one may see what an earlier one of the same mechanism has just set. `rows`
    are the variables by which this happens; their values are laid end to end, [row * instance].
    """

    pointers: tuple[PointerLayout, ...]
    rows: tuple[str, ...]
    depth: int  # longest chain of instances that see one another
    writes: tuple[tuple[TargetLayout, np.ndarray], ...]  # what is set in the end, and from where in the rows


@dataclass(frozen=True, eq=False)
class MechanismLayout:
    """Where the instances of one mechanism sit."""

    name: str
    cls: type[Mechanism]
    options: tuple[tuple[str, Any], ...]
    nodes: np.ndarray  # int [instance], −1 of artificial cells
    cvs: np.ndarray  # int [instance]: the control volume whose diam a point process sees
    ion_slots: dict[str, np.ndarray]  # ion -> int [instance], position in the ion's arrays
    carried: tuple[str, ...]  # variables kept from step to step: states, then ASSIGNED that must survive
    labels: tuple[str, ...] = ()  # of point processes and artificial cells
    owners: tuple[str, ...] = ()  # the cells they are placed on; an artificial cell is its own
    pointers: PointersLayout | None = None
    visits: np.ndarray | None = None  # int [instance], the order of execution where it matters
    diffusion_parent: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    # int [instance] if states diffuse: the neighbour toward the root, −1: none

    def shape(self, variable: str) -> tuple[int, ...]:
        """(instances,), or (size, instances) of an array."""
        n = self.nodes.shape
        return (self.cls.sizes[variable], *n) if variable in self.cls.sizes else n

    def spread(self, parameter: str, value: Any) -> jax.Array:
        """The value of a parameter for each instance; of a global one it is the same for all."""
        is_shared = self.cls.parameters[parameter].scope == "global"
        values = jax.numpy.asarray(value)
        return jax.numpy.broadcast_to(values[..., None] if is_shared else values, self.shape(parameter))


@dataclass(frozen=True, eq=False)
class IonLayout:
    """Where an ion is present, and what NEURON's ion style makes of it there."""

    name: str
    valence: float
    nodes: np.ndarray  # int [slot]
    resets: np.ndarray  # bool [slot]: initialisation sets the concentrations to ci0, co0
    nernst_initial: np.ndarray  # bool [slot]: e is computed at initialisation
    nernst_step: np.ndarray  # bool [slot]: e is computed at every step
    needs_current: bool  # some mechanism or probe reads the ion's current


@dataclass(frozen=True, eq=False)
class ProbeLayout:
    """What one probe reads: a `variable` of `owner` ("membrane", an ion or a mechanism) at `index`."""

    name: str
    kind: str  # "membrane", "ion" or "mechanism"
    owner: str
    variable: str
    index: np.ndarray
    single: bool  # one location: its trace has no location axis
    settled: bool = False  # read after the events at the end of a step, not before them
    between: bool = False  # for times within a step: also read between its events, see `quad.record.BETWEEN`
    added: tuple[str, ...] = ()  # further variables of a mechanism, whose sum with `variable` it reads


@dataclass(frozen=True, eq=False)
class PlayLayout:
    """A variable that numbers are played into: `variable` of `owner` as in a `ProbeLayout`, at one `index`.

    A GLOBAL parameter of a mechanism has no index; `celsius` is of the kind "global".
    """

    kind: str
    owner: str
    variable: str
    index: int
    is_line: bool  # the numbers are joined by lines; otherwise each holds until the next


@dataclass(frozen=True, eq=False)
class EventLayout:
    """Who sends events to whom.

    Processes are numbered through all receivers. Sources, numbered in the order of their first connection, are
    processes or detectors; their connections stand side by side in `outgoing`, in the order of their creation.
    """

    receivers: tuple[str, ...]  # mechanisms that receive or send events
    offsets: np.ndarray  # int [receiver + 1], number of each one's first process
    initial_order: np.ndarray  # int [process], processes in the order in which NEURON runs INITIAL within a mechanism
    target: np.ndarray  # int [connection], process
    outgoing: np.ndarray  # int [heard connection], connections by source
    first: np.ndarray  # int [source + 1], where each source's connections start in `outgoing`
    source_column: np.ndarray  # int [source], column of the detector that it is, −1: a process
    process_source: np.ndarray  # int [process], the source that it is, −1: nobody listens
    incoming: np.ndarray  # int [process, most], connections to it in the order of their creation, padded with −1
    given: np.ndarray  # int [event], connection that delivers an event at a given time
    watched: tuple[tuple[str, int], ...]  # (mechanism, instance) whose `x` is a detector, after those of voltages
    labels: tuple[str, ...]  # names of processes
    width: int  # most arguments of a NET_RECEIVE
    capacity: int  # places in the queue
    log_capacity: int  # events of processes that the state remembers until they are read out


@dataclass(frozen=True, eq=False)
class Layout:
    """Everything static about a lowered forest; equal content means equal compiled programs.

    Nodes: all control volumes first (cell by cell), then the zero-area nodes.
    """

    n_cv: int
    n_node: int
    parent: np.ndarray  # int [node], −1 at roots
    edge_a: np.ndarray  # int [node], −1: none
    edge_a_side: np.ndarray
    edge_b: np.ndarray
    edge_b_side: np.ndarray
    mechanisms: tuple[MechanismLayout, ...]  # in execution order
    ions: tuple[IonLayout, ...]
    probes: tuple[ProbeLayout, ...]
    detectors: tuple[tuple[str, int], ...]  # probe name, number of nodes
    detector_nodes: np.ndarray  # int [detector]
    keeps_i_cap: bool  # the state holds the capacitive current
    keeps_i_membrane: bool = False  # … and the total membrane current of nodes
    extracellular: np.ndarray | None = None  # bool [node]: has layers outside of the membrane; None: no node has
    linear_nodes: np.ndarray | None = None  # int [unknown]: whose voltages a `LinearSystem` sees; None: there is none
    events: EventLayout | None = None
    plays: tuple[PlayLayout, ...] = ()
    places: tuple[str, ...] = field(default=())  # name of each node, for messages; not part of the identity

    @cached_property
    def identity(self) -> tuple:
        """Hashable content."""
        return _content(replace(self, places=()))

    @cached_property
    def _hash(self) -> int:
        return hash(self.identity)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Layout) and self.identity == other.identity)

    def mechanism(self, name: str) -> MechanismLayout:
        """The mechanism lowered under `name`."""
        return next(m for m in self.mechanisms if m.name == name)


def _content(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.str, value.tobytes())
    if isinstance(value, dict):
        return tuple((k, _content(v)) for k, v in value.items())
    if isinstance(value, tuple):
        return tuple(_content(v) for v in value)
    if hasattr(value, "__dataclass_fields__"):
        return tuple(_content(getattr(value, name)) for name in value.__dataclass_fields__)
    return value


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class LinearSystem:
    """Equations C y' + G y = b that are solved together with the voltages.

    The first unknowns are the voltages [mV] of `Layout.linear_nodes`, the first rows currents [nA] that leave them.
    """

    capacitance: Any  # [unknown, unknown]
    conductance: Any  # [unknown, unknown]
    implicit: Any  # [unknown, unknown], the part of `conductance` that is taken at the end of a step
    source: Any  # [unknown]
    start: Any  # [extra unknown]: those that are no voltages, at t = 0


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class CableModel:
    """Constants of a lowered forest: traced leaves, and the static layout.

    Any leaf may be changed or differentiated without recompiling.
    """

    area: Any  # [cv] µm²
    length: Any  # [cv] µm
    diam: Any  # [cv] µm, as mechanisms see it
    resistance_proximal: Any  # [cv] MΩ per Ω·cm, centre to x = 0 border
    resistance_distal: Any  # [cv] MΩ per Ω·cm, centre to x = 1 border
    axial_resistivity: Any  # [cv] Ω·cm
    membrane_capacitance: Any  # [cv] µF/cm²
    celsius: Any  # [] °C
    V_init: Any  # [node] mV
    threshold: Any  # [detector] mV; after those of voltages, of the `x` of processes
    parameters: dict[str, dict[str, Any]]  # mechanism -> parameter -> [instance], or [] for global ones
    function_tables: dict[str, dict[str, FunctionTable]]  # mechanism -> function -> its values
    ions: dict[str, dict[str, Any]]  # ion -> e [slot] mV, ci, co [slot] mM, ci0, co0 [] mM
    connections: dict[str, Any]
    """delay [connection] ms, weight [connection, argument], active [connection] 0 or 1, time [event] ms; float64."""
    layout: Layout = field(metadata={"static": True})
    streams: dict[str, dict[str, Any]] = field(default_factory=dict)
    """mechanism -> random stream -> what it starts with, uint32 [row, instance]; `x.numbers` [2, instance]."""
    vectors: dict[str, dict[str, Any]] = field(default_factory=dict)
    """mechanism -> vector -> [element, instance]; `x.size` [instance], −1: not given."""
    plays: tuple[dict[str, Any], ...] = ()
    """for each `PlayLayout`: time [point] ms, increasing, value [point], of which the first `n` [] count; float64."""
    linear: LinearSystem | None = None
    branches: Any = None  # [node]: how many equal branches each stands for, all of them within one tree; None: 1

    def with_diam_scaled(self, factor: Any) -> "CableModel":
        """The model with every control volume's diameter multiplied by `factor` [cv] (or one number).

        Area grows with the factor, axial resistance with its inverse square: exact for cylinders, and for frusta up
        to the slope of their sides. Differentiable.
        """
        return replace(
            self,
            diam=self.diam * factor,
            area=self.area * factor,
            resistance_proximal=self.resistance_proximal / (factor * factor),
            resistance_distal=self.resistance_distal / (factor * factor),
        )

    def with_parameter(self, mechanism: str, parameter: str, value: Any) -> "CableModel":
        """The model with one mechanism parameter replaced ([instance], or a number that is broadcast).

        Of an array parameter ([size, instance]) it may be an element: `with_parameter("km", "a[1]", 0.5)`.
        """
        from braincell.errors import unknown_name

        if mechanism not in self.parameters:
            raise unknown_name("mechanism", mechanism, self.parameters, "the lowered model")
        old = self.parameters[mechanism]
        cls = self.layout.mechanism(mechanism).cls
        if parameter not in {*old, *(element for name in old for element in cls.elements(name))}:
            raise unknown_name("parameter", parameter, old, f"mechanism `{mechanism}`")
        name, element = split_element(parameter)
        whole = jax.numpy.asarray(old[name])
        place = ... if element is None else element
        new = whole.at[place].set(jax.numpy.broadcast_to(jax.numpy.asarray(value, whole.dtype), whole[place].shape))
        return replace(self, parameters=self.parameters | {mechanism: old | {name: new}})

    def __repr__(self) -> str:
        layout = self.layout
        lines = [f"CableModel({layout.n_cv} control volumes, {layout.n_node} nodes, {self.area.dtype})"]
        lines += [f"  {m.name}: {len(m.nodes)} x {m.cls.__name__}" for m in layout.mechanisms]
        lines += [f"  {ion.name}_ion: {len(ion.nodes)}" for ion in layout.ions]
        lines += [f"  probe {probe.name}" for probe in layout.probes]
        return "\n".join(lines)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class CableState:
    """What evolves: time, voltages, mechanism and ion variables, threshold flags, random streams."""

    t: Any  # [] ms, always float64
    v: Any  # [node] mV
    mechanisms: dict[
        str, dict[str, Any]
    ]  # mechanism -> variable -> [instance], random stream -> uint32 [row, instance]
    ions: dict[str, dict[str, Any]]  # ion -> e, ci, co (and i where needed) [slot]
    i_cap: Any  # [cv] mA/cm² if recorded, else []
    above: Any  # bool [detector]
    events: Any = None  # `EventState`, if anything receives or sends events
    shared_random: Any = None  # uint32 [3]: the generator that all mechanisms share, None if none draws from it
    vext: Any = None  # per layer [node] mV outside of the membrane; None if no node has layers
    i_membrane: Any = None  # [node] nA outward, all currents but those of electrodes; None if nothing asks for it
    extra: Any = None  # [extra unknown] of the `LinearSystem`; None if there is none


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Queue:
    """Events to come. Nothing in it carries a derivative: when events happen is not differentiated.

    The last place is always free, for the `least` of an empty queue, whose time is inf. Places lie in blocks of equal
    size, of which the earliest times are known, so that the next event is found without going through all places.
    """

    time: Any  # [place] ms, float64; inf: free
    order: Any  # int64 [place]: which of equal times comes first
    block_time: Any  # [block] ms, the earliest
    target: Any  # int32 [place], process
    connection: Any  # int32 [place]: what arrives, see `quad.queue`
    flag: Any  # [place]
    least: Any  # int32 [], place of the event that comes next
    least_time: Any  # [] ms
    least_order: Any  # int64 []
    free: Any  # int32 [place], of which those from 1 to `n_free` are free places
    n_free: Any  # int32 []
    latest: Any  # int64 [], the last order given
    given: Any  # int32 [event], the events at given times in the order of delivery
    given_order: Any  # int64 [event]
    given_next: Any  # int32 [], the first of them that is still to come
    fault: Any  # int32 [], what went wrong first, see `quad.queue.FAULTS`


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class EventLog:
    """Events that processes sent to their listeners (NMODL's net_event), until they are read out."""

    process: Any  # int32 [place]
    time: Any  # [place] ms, float64
    count: Any  # int32 []


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class EventState:
    """The queue, the weights that handlers may change, and what processes wait for."""

    queue: Queue
    weight: Any  # [connection, argument]
    movable: Any  # int32 [process], place of the event that net_move moves, −1: none
    watches: dict[str, dict[str, Any]]  # mechanism -> active, above, queued, flag, order [watch, instance]
    log: EventLog
