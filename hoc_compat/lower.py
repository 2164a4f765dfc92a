"""Turn sections into cells, lower them, and tie every value of the script to its place in the arrays."""

import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.lower.lower import lower
from braincell.lower.mechanisms import check_tables
from braincell.lower.model import (
    CableModel,
    CableState,
    EventState,
    MechanismLayout,
    PlayLayout,
)
from braincell.lower.streams import streams_of
from braincell.mech import registry
from braincell.quad.staggered import Staggered
from braincell.result import SentEvents
from hoc_compat import geometry, ion_styles
from hoc_compat.address import address_of
from hoc_compat.column import EDITED, Column, GlobalColumn, Slot
from hoc_compat.equal_branches import branches
from hoc_compat.events import Events
from hoc_compat.forest import Forest, Tree, end_nodes
from hoc_compat.linear_equations import LinearEquations
from hoc_compat.moving_values import MovingValues, fill, filled_vectors
from hoc_compat.packed import Packed
from hoc_compat.player import Player
from hoc_compat.pointed_numbers import POINTED_NUMBERS
from hoc_compat.range_variables import ION_SUFFIX, computed_names, held_names, ion_of, variables
from hoc_compat.recordings import Recording, recordings
from hoc_compat.single_steps import SingleSteps
from hoc_compat.taps import TAPS
from hoc_compat.world import WORLD

_SMALL = 512  # numbers


class Program:
    """The lowered model of all sections, and the columns that hold its values."""

    def __init__(self, previous: "Program | None" = None) -> None:
        forest = Forest()
        self.processes = {p.hname(): p for p in forest.processes}
        self.sections = forest.sections
        classes = {name for s in self.sections for name in s._range if name in registry.names()}
        classes |= {p._mechanism.name for p in self.processes.values()}
        keep = {name: tuple(held_names(registry.find(name))) for name in classes}
        ions = {name for s in self.sections for name in s._range if ion_of(name) is not None}
        keep |= {name: (f"i{name.removesuffix(ION_SUFFIX)}",) for name in ions} | {"capacitance": ("i_cap",)}
        keep |= {"membrane": ("i_membrane_",)} if WORLD.fast_imem else {}
        self.base, state = lower(forest.cells, keep=keep)
        self.base = ion_styles.with_styles(self.base, self.sections, forest.placed)
        self._columns: dict[tuple[str, str], Column] = {}
        self._globals: dict[tuple[str, str], GlobalColumn] = {}  # GLOBAL parameters of mechanisms
        self._model: CableModel | None = None
        self._state: CableState | None = None
        self._places: dict[Column, int] = {}  # of the model's columns among its leaves
        self._steps = SingleSteps()
        self._edited_constants: set[Column] = set()
        self._edited_state: set[Column] = set()
        if previous is not None:
            previous._unpack()
        self._tie_cable(forest.trees)
        self._tie_mechanisms()
        self._tie_ions()
        self.linear = LinearEquations(self.base.layout, self.branches)
        if self.linear:
            self.base = replace(self.base, layout=replace(self.base.layout, linear_nodes=self.linear.nodes))
        self.events = Events(forest, self.base.layout, state, previous and previous.events)
        self._above: Any = state.above
        self.moving = MovingValues(self.base.layout, state, self.sections, self.processes)
        self._shared = set() if state.shared_random is None else {WORLD.shared_random}
        if previous is not None:
            self.moving.go_on_from(previous.moving)
        self._filled = filled_vectors(forest.processes, self.base.layout)
        self.recorders: list[Recording] = []
        self.players: list[Player] = []
        self.recording = -1
        # sections and point processes live only as long as the script refers to them
        del self.sections, self.processes

    def streams(self, mechanism: str) -> dict[str, Any]:
        """The random streams of a mechanism and the vectors that it sets, [row, instance] by name."""
        self._unpack()
        return self.moving.values.get(mechanism, {})

    def edit_stream(self, mechanism: str, name: str) -> np.ndarray:
        """One of them, for changing it in place."""
        self._unpack()
        self._steps.drop()
        self._state = None
        return self.moving.editable(mechanism, name)

    def begin_streams(self, mechanism: str, name: str, processes: Sequence[Any]) -> None:
        """Streams of processes begin where their Random objects are now; those that take no part are left out."""
        places = [(p, self.moving.place(mechanism, name, weakref.ref(p))) for p in processes]
        here = [(p, i) for p, i in places if i is not None]
        if here:
            values = self.edit_stream(mechanism, name)
            values[:, [i for _, i in here]] = streams_of([p._streams[name] for p, _ in here])
        for p, _ in here:
            self.moving.start_is(mechanism, name, weakref.ref(p), (p._streams[name], p._seen[name]))

    # columns

    def _tie(self, mechanism: str, variable: str, slots: Sequence[Slot]) -> Column:
        column = Column(np.concatenate([slot.values() for slot in slots], axis=-1) if slots else np.zeros(0))
        start = 0
        for slot in slots:
            slot.move(column, start)
            start += slot.n
        self._columns[mechanism, variable] = column
        return column

    def _tie_cable(self, forest: list[Tree]) -> None:
        cable = [
            ("cable", "area"),
            ("cable", "length"),
            ("cable", "proximal"),
            ("cable", "distal"),
            ("cable", "Ra"),
            ("morphology", "diam"),
            ("capacitance", "cm"),
            ("capacitance", "i_cap"),
        ]
        for mechanism, variable in cable:
            self._tie(mechanism, variable, [s._range[mechanism][variable] for s in self.sections])
        ends = end_nodes(forest, self.base.layout.n_cv)
        self.branches = branches(self.sections, ends, self.base.layout)
        for variable in self._of_nodes():
            self._columns["membrane", variable] = self._tie_nodes(variable, ends)

    def _of_nodes(self) -> list[str]:
        """The variables that ends of sections have, too."""
        layout = self.base.layout
        layers = [] if layout.extracellular is None else ["vext[0]", "vext[1]"]
        return ["v", *(["i_membrane_"] if layout.keeps_i_membrane else []), *layers]

    def _tie_nodes(self, variable: str, ends: list[tuple[int, int]]) -> Column:
        column = Column(np.zeros(self.base.layout.n_node))
        values = column.edit()
        for section, nodes in zip(reversed(self.sections), reversed(ends), strict=True):
            for slot, node in zip(section._ends[variable], nodes, strict=True):
                values[node] = slot[0]  # parents come last, and win
        start = 0
        for slot in (s._range["membrane"][variable] for s in self.sections):
            values[start : start + slot.n] = slot.values()
            slot.move(column, start)
            start += slot.n
        for section, nodes in zip(self.sections, ends, strict=True):
            for slot, node in zip(section._ends[variable], nodes, strict=True):
                slot.move(column, node)
        return column

    def _tie_mechanisms(self) -> None:
        for m in self.base.layout.mechanisms:
            if m.cls.kind == "density":
                owners = [s._range[m.name] for s in self.sections if m.name in s._range]
            else:
                owners = [self.processes[label]._range for label in m.labels]
            for variable in variables(m.cls):
                column = self._tie(m.name, variable, [slots[variable] for slots in owners])
                assert column.read().shape[-1] == len(m.nodes), f"{m.name}.{variable}"
            for name in [name for name, p in m.cls.parameters.items() if p.scope == "global"] + computed_names(m.cls):
                self._tie_global(m, name)

    def _tie_global(self, m: MechanismLayout, name: str) -> None:
        column = WORLD.mechanism_global(m.name, name)
        column.gather()
        self._globals[m.name, name] = column
        if name in m.carried:
            self._columns[m.name, name] = column.spread(len(m.nodes))

    def _tie_ions(self) -> None:
        for ion in self.base.layout.ions:
            name = ion.name + ION_SUFFIX
            owners = [s._range[name] for s in self.sections if name in s._range]
            for variable in (f"e{ion.name}", f"{ion.name}i", f"{ion.name}o", f"i{ion.name}"):
                self._tie(name, variable, [slots[variable] for slots in owners])

    # pytrees

    def _device(self, mechanism: str, variable: str) -> jax.Array:
        return self._columns[mechanism, variable].on_device()

    def model(self, initial: bool = False) -> CableModel:
        """The model with the script's numbers; `initial` brings in the voltages and ion values to start from."""
        for section in list(WORLD.stale_geometry) if WORLD.stale_geometry else ():
            if not section._deleted:
                geometry.refresh(section)
        POINTED_NUMBERS.send()
        self._record()
        self.linear.refresh(self._columns["cable", "area"])
        self._sort_edits()
        if initial or self._model is None:
            self._unpack()
            self._check_tables()
            self._model = self._assembled(Column.on_device)
            self._steps.forget_constants()
        elif self._edited_constants:
            self._model = self._updated(self._model)
        self._edited_constants.clear()
        return self._model

    def _sort_edits(self) -> None:
        """Note which columns of the model and of the state the script has edited."""
        if EDITED:
            for column in [column for column in EDITED if isinstance(column, GlobalColumn)]:
                column.pass_on()
            self._edited_constants |= EDITED & self._constants
            self._edited_state |= EDITED & self._evolving
            EDITED.clear()

    def _updated(self, model: CableModel) -> CableModel:
        """The model with what the script has edited."""
        if not self._places:
            parts = jax.tree.leaves(self._assembled(lambda column: column))
            self._places = {part: k for k, part in enumerate(parts) if isinstance(part, Column)}
        self._check_tables()
        leaves, tree = jax.tree.flatten(model)
        for column in self._edited_constants:
            values = column.read()
            send = np.array if values.size <= _SMALL else jnp.array  # a compiled program takes few numbers itself
            leaves[self._places[column]] = send(values)
        model = jax.tree.unflatten(tree, leaves)
        self._steps.changed(model, [self._places[column] for column in self._edited_constants])
        return model

    def _check_tables(self) -> None:
        for m in self._layout.mechanisms:
            if m.cls.table_parameters:
                values = {p: self._parameter(m.name, p).read() for p in m.cls.table_parameters}
                check_tables(m.name, m.cls, dict(m.options), values)

    def _assembled(self, of: Callable[[Column], Any]) -> CableModel:
        """The model, with what `of` makes of each column."""

        def at(mechanism: str, variable: str) -> Any:
            return of(self._columns[mechanism, variable])

        ions = {}
        for ion in self.base.ions:
            name, e, inside, outside = ion + ION_SUFFIX, f"e{ion}", f"{ion}i", f"{ion}o"
            ions[ion] = {"e": at(name, e), "ci": at(name, inside), "co": at(name, outside)}
            ions[ion] |= {key: of(WORLD.ion_global(ion, key)) for key in ("ci0", "co0")}
        return CableModel(
            area=at("cable", "area"),
            length=at("cable", "length"),
            diam=at("morphology", "diam"),
            resistance_proximal=at("cable", "proximal"),
            resistance_distal=at("cable", "distal"),
            axial_resistivity=at("cable", "Ra"),
            membrane_capacitance=at("capacitance", "cm"),
            celsius=of(WORLD.celsius),
            V_init=at("membrane", "v"),
            threshold=of(self.events.threshold),
            parameters={
                m: {p: of(self._parameter(m, p)) for p in values} for m, values in self.base.parameters.items()
            },
            ions=ions,
            connections=self.events.connections(of),
            layout=self._layout,
            function_tables=self.base.function_tables,
            streams=self.base.streams,
            vectors=self.base.vectors,
            linear=self.linear.system(of),
            branches=self.branches,
            plays=tuple(player.numbers() for player in self.players if address_of(player.target, "") is not None),
        )

    def _parameter(self, mechanism: str, name: str) -> Column:
        key = mechanism, name
        return self._globals[key] if key in self._globals else self._columns[key]

    @cached_property
    def _constants(self) -> set[Column]:
        """The columns of the model that a step does not change."""
        cable = [("cable", key) for key in ("area", "length", "proximal", "distal", "Ra")]
        cable += [("morphology", "diam"), ("capacitance", "cm")]
        parameters = [self._parameter(m, p) for m, values in self.base.parameters.items() for p in values]
        ions = [WORLD.ion_global(ion, key) for ion in self.base.ions for key in ("ci0", "co0")]
        cable_columns = [self._columns[key] for key in cable]
        return {*cable_columns, *parameters, *ions, *self.events.constants(), *self.linear.constants(), WORLD.celsius}

    @cached_property
    def _evolving(self) -> set[Column]:
        """The columns of the state."""
        weights = [] if self.events.layout is None else [self.events.weight]
        return {*(self._columns[key] for key in self._state_keys), WORLD.t, self.linear.extra, *weights, *self._shared}

    def voltage(self) -> Column:
        """The voltages [node] mV."""
        return self._columns["membrane", "v"]

    @property
    def _state_keys(self) -> list[tuple[str, str]]:
        """Those of the membrane, of ions and of mechanisms."""
        return self._outer_keys + [(m.name, name) for m in self.base.layout.mechanisms for name in m.carried]

    @property
    def _outer_keys(self) -> list[tuple[str, str]]:
        keys = [("capacitance", "i_cap"), *(("membrane", variable) for variable in self._of_nodes())]
        ions = [ion.name for ion in self.base.layout.ions]
        return keys + [(ion + ION_SUFFIX, name) for ion in ions for name in _ion_names(ion).values()]

    def kept_columns(self) -> dict[tuple[str, str], Column]:
        """What a `SaveState` keeps: voltages, states and ions, and all of point processes and artificial cells."""
        keys = self._outer_keys
        for m in self.base.layout.mechanisms:
            own = [name for name in m.carried if m.cls.kind != "density" or name in m.cls.states]
            if m.cls.kind != "density":
                own += [name for name, p in m.cls.parameters.items() if p.scope == "range"]
            keys += [(m.name, name) for name in dict.fromkeys(own)]
        return {key: self._columns[key] for key in keys}

    def restore(self, above: Any, events: EventState | None) -> None:
        """Take over which thresholds are passed and, if given, the events; the columns hold the rest."""
        self._unpack()
        self._steps.drop()
        self._above, self._state = jnp.asarray(above), None
        if events is not None:
            self.events.drop_posted()
            self.events.arrive(jax.tree.map(jnp.asarray, events))

    def state(self, initial: bool = False) -> CableState:
        """The state as the script sees it; what it has sent stays behind if an `initial` one is made of this."""
        self._unpack()
        has_posted = self.events.has_posted and not initial
        self._sort_edits()
        if self._state is None or has_posted or self._edited_state:
            self._edited_state.clear()
            self._steps.drop()
            layout = self.base.layout
            self._state = CableState(
                t=WORLD.t.on_device(),
                v=self._device("membrane", "v"),
                mechanisms={
                    m.name: {name: self._device(m.name, name) for name in m.carried} | self.moving.values[m.name]
                    for m in layout.mechanisms
                },
                ions={
                    ion.name: {k: self._device(ion.name + ION_SUFFIX, name) for k, name in _ion_names(ion.name).items()}
                    for ion in layout.ions
                },
                i_cap=self._device("capacitance", "i_cap"),
                above=self._above,
                events=self.events.state(has_posted),
                shared_random=WORLD.shared_random.on_device() if self._shared else None,
                i_membrane=self._device("membrane", "i_membrane_") if layout.keeps_i_membrane else None,
                vext=self._outside(),
                extra=self.linear.extra.on_device() if self.linear else None,
            )
        return self._state

    def _outside(self) -> Any:
        """The potentials outside of the membrane, if there are any."""
        if self.base.layout.extracellular is None:
            return None
        return tuple(self._device("membrane", f"vext[{k}]") for k in range(2))

    def arrive(self, state: CableState) -> None:
        """Take over a state that the simulation computed."""
        self._steps.drop()
        self._edited_state.clear()
        self._take(state)
        for column, values in self._parts(state):
            column.arrive(values)

    def _take(self, state: CableState) -> None:
        """Keep what no variable of the script holds."""
        self._state, self._above = state, state.above
        self.moving.take(state)
        fill(self._filled, state)
        self.events.take(state.events)

    def _parts(self, state: CableState) -> Iterator[tuple[Column, Any]]:
        """Every column of the state with its entry in `state`."""
        yield WORLD.t, state.t
        if self._shared:
            yield WORLD.shared_random, state.shared_random
        if state.events is not None:
            yield self.events.weight, state.events.weight
        yield self._columns["membrane", "v"], state.v
        yield self._columns["capacitance", "i_cap"], state.i_cap
        for k, values in enumerate(state.vext or ()):
            yield self._columns["membrane", f"vext[{k}]"], values
        if state.extra is not None:
            yield self.linear.extra, state.extra
        if state.i_membrane is not None:
            yield self._columns["membrane", "i_membrane_"], state.i_membrane
        for m in self.base.layout.mechanisms:
            for name in m.carried:
                yield self._columns[m.name, name], state.mechanisms[m.name][name]
        for ion, values in state.ions.items():
            for key, name in _ion_names(ion).items():
                yield self._columns[ion + ION_SUFFIX, name], values[key]

    # single steps

    def advance_one(self, model: CableModel, method: Staggered) -> Packed | None:
        """Make one step of a model that is up to date; None, and nothing has happened, if it goes wrong."""
        steps = self._steps
        if steps.packed is None or self.events.has_posted:
            steps.begin(model, self.state(), self._parts)
        kept = self.state().mechanisms if self._tables_depend else None
        done = steps.advance(model, WORLD.dt, method, kept, self._edited_state)
        self._edited_state.clear()
        self._state = None
        if self._filled:  # the script's Vectors show what the step has set
            self._unpack()
        return steps.packed if done else None

    @cached_property
    def _tables_depend(self) -> bool:
        """Whether tables depend on variables that steps change."""
        return any(m.cls.table_depends for m in self.base.layout.mechanisms)

    def take_log(self) -> list[SentEvents]:
        """The events that a single step has put into the log."""
        events = self.base.layout.events
        return [] if events is None else self._steps.take_log(events.labels)

    def _unpack(self) -> None:
        """Take the state out of the buffers that the last single step has left it in."""
        state = self._steps.unpack(self._parts)
        if state is not None:
            self._take(state)

    # recording

    def _record(self) -> None:
        """Bring the probes and plays of the layout up to date with the script's Vectors."""
        if self.recording == WORLD.recording:
            return
        self.recording = WORLD.recording
        probes, self.recorders = recordings([*WORLD.recorded, *TAPS.pairs()], self.base.layout)
        self.players = [player for ref, player in WORLD.playing if ref() is not None and player.is_native]
        plays = tuple(layout for p in self.players if (layout := _play_layout(p)) is not None)
        self._layout = replace(self.base.layout, probes=probes, events=self.events.layout, plays=plays)
        self._unpack()
        self._model, self._state, self._places = None, None, {}
        self._steps.drop()

    def show_played(self, t: float, initial: bool = False) -> None:
        """Let the script see what was played last; the device computes it for itself."""
        for player in self.players:
            slot, value = player.slot(), None if initial and player.begin > 0.0 else player.value(t, WORLD.dt)
            if slot is not None and value is not None:
                slot[0].show(slot[1], value)

    def clear_recordings(self, start: float = 0.0) -> None:
        """Empty the vectors that record variables and spikes, which begin anew at `start` [ms]."""
        for ref, recorder, _ in self.recorders:
            recorder.begin(start)
            if (vector := ref()) is not None:
                vector.clear()
        self.events.clear()


def _play_layout(player: Player) -> PlayLayout | None:
    """Where a Vector plays into; None if that is gone. Raises `InputError` for what does not change in a run."""
    address = address_of(player.target, "played into")
    return None if address is None else PlayLayout(*address, is_line=player.continuous)


def _ion_names(ion: str) -> dict[str, str]:
    return {"e": f"e{ion}", "ci": f"{ion}i", "co": f"{ion}o", "i": f"i{ion}"}
