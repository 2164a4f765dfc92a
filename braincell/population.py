"""Many members of one model, which differ in numbers, simulated together and split over devices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from braincell.artificial import ArtificialCell
from braincell.cell import Cell
from braincell.checkpoint import Checkpoint
from braincell.drive import Engine, Piece, drive, joined
from braincell.errors import InputError, SimulationError
from braincell.lower.lower import empty_state, lower
from braincell.lower.model import CableModel, CableState
from braincell.lower.paths import find_path
from braincell.neuron import HHTypedNeuron
from braincell.quad.members import AXIS, SEED, Changes, advance_members, start_members, varied
from braincell.quad.method import Method
from braincell.quad.ode_step import check_method
from braincell.quad.scan import Samples
from braincell.quad.staggered import Staggered
from braincell.random.stream import KIND, RAN4
from braincell.result import RunResult, SentEvents, member_of
from braincell.run import (
    cast,
    check_traces,
    chunk_length,
    diverged,
    method_of,
    pack,
    start_error,
    times_of_run,
    wrong_event,
)

_NUMBER = "V_init"  # what is set if nothing else is, so that there is a leading axis


class Population:
    """`size` members of one model.

        population = Population(cell, 1000).set("hh.gnabar", values)   # [1000]
        result = population.run(duration=20)
        result["v"]                                                    # [sample, member]

    `what` is a cell, several cells or artificial cells that are simulated together, or a lowered model. Members share
    morphology, mechanisms and connections, and differ in the numbers that `set` gives them. Raises `InputError`.
    """

    def __init__(self, what: HHTypedNeuron | ArtificialCell | Sequence[Any] | CableModel, size: int):
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise InputError(f"Population: `size` is {size!r}; a whole number, at least 1, is needed")
        self.size = int(size)
        self._cells: list[Cell | ArtificialCell] = []
        if isinstance(what, CableModel):
            self.model = what
        else:
            self._cells = list(_cells_of(what))
            self.model = lower(self._cells)[0]
        self._changes: Changes = {}

    def set(self, path: str, values: Any) -> Self:
        """Give each member its numbers: `values` [member], or [member, place] if its places differ.

        `path` is "mechanism.parameter", "name.parameter" of what was placed under a name, of a vector such as
        "clamp.current" of a `WaveformClamp` (values [member, sample]), "membrane_capacitance", "axial_resistivity",
        "V_init" or "celsius"; in NEURON's units. Raises `UnknownNameError` and `InputError`.
        """
        place = find_path(self.model, path)
        given = np.asarray(values, float)
        shape = np.shape(place.get(self.model))
        if given.ndim == 0 or len(given) != self.size:
            raise InputError(f"`{path}` got the shape {given.shape}; the first axis must be the {self.size} members'")
        if not np.isfinite(given).all():
            member = int(np.argwhere(~np.isfinite(given))[0][0])
            raise InputError(f"`{path}` of member {member} is {given[member]}; finite numbers are needed")
        if not place.is_vector and given.shape[1:] not in ((), (1,), shape):
            raise InputError(f"`{path}` got {given.shape[1:]} for each member; give one number, or {shape}")
        jax.eval_shape(place.put, self.model, given[0])  # says what does not fit
        self._changes[path] = given
        return self

    def seed(self, seeds: Sequence[int]) -> Self:
        """Give each member its own random numbers, as NEURON's `h.Random123_globalindex(seed)` does for a run.

        `seeds` [member], whole numbers from 0 to 2³² − 1; 0 is what a single run uses. Raises `InputError`, also if the
        model draws from something else than streams of Random123.
        """
        given = np.asarray(seeds)
        if given.shape != (self.size,) or not np.issubdtype(given.dtype, np.integer) or (given < 0).any():
            raise InputError(f"seed: got {seeds!r}; give {self.size} whole numbers, from 0 to 2**32 - 1")
        for m in self.model.layout.mechanisms:
            kinds = [x[KIND] for name, x in self.model.streams.get(m.name, {}).items() if not name.endswith(".numbers")]
            if m.cls.shares or any((np.asarray(kind) == RAN4).any() for kind in kinds):
                raise InputError(f"seed: `{m.name}` draws from a generator without such seeds; give it `Random123`")
        self._changes[SEED] = given.astype(np.uint32)
        return self

    def models(self) -> Iterator[CableModel]:
        """The lowered model of each member."""
        for k in range(self.size):
            yield varied(self.model, {path: values[k] for path, values in self._changes.items()})

    def run(
        self,
        duration: Any,
        dt: Any = 0.025,
        *,
        solver: str | Method | None = None,
        secondorder: int = 0,
        precision: str = "float64",
        progress: bool = False,
        state: CableState | None = None,
        checkpoint: str | Path | None = None,
        checkpoint_seconds: float = 30.0,
        devices: int | Sequence[Any] | None = None,
    ) -> RunResult:
        """Simulate all members for `duration` [ms]; see `braincell.run` for the options.

        Traces are [sample, member] or [sample, member, location], spikes likewise; `result.member(k)` is what a run of
        one member returns. `devices` splits the members over so many devices, or over those given (all of
        `jax.devices()`, also of several hosts under `jax.distributed`); the numbers stay the same. Raises `InputError`;
        `SimulationError` names the member.
        """
        duration, dt = times_of_run(duration, dt)
        method = method_of(self._cells, solver, secondorder) if self._cells or solver else Staggered(secondorder)
        model = cast(self.model, precision)
        check_method(model, method)
        changes = self._changes or {_NUMBER: np.broadcast_to(model.V_init, (self.size, *np.shape(model.V_init)))}
        kept = None
        if checkpoint is not None:
            kept = Checkpoint(checkpoint, model, dt, method, state, checkpoint_seconds, changes)
        engine = _Members(model, changes, dt, method, self.size, devices)
        end, parts, sent = drive(engine, duration, dt, state, kept, progress)
        result = pack(model.layout, *joined(parts, sent), end)
        check_traces(result)
        return result


class _Members(Engine):
    """All members at once."""

    def __init__(self, model: CableModel, changes: Changes, dt: float, method: Method, size: int, devices: Any):
        self._model, self._dt, self._method, self._size = model, np.asarray(dt, np.float64), method, size
        self._sharding = _sharding(devices, size)
        self._changes = {path: self._placed(np.asarray(values)) for path, values in changes.items()}
        self.chunk = chunk_length(model.layout, size)

    def begin(self) -> Piece:
        state, first, ok = start_members(self._model, self._changes, self._dt)
        self._check(ok, state, lambda k, after: start_error(self._of(k), after))
        state, sent = self._read_log(self._split(state))
        return state, Samples(*map(_fetched, first)), sent

    def advance(self, state: CableState, n: int) -> Piece:
        model, dt, method, before = self._model, self._dt, self._method, state
        split = self._sharding is not None and self._sharding.mesh.size > 1
        state, samples, made, ok = advance_members(
            model, self._changes, state, dt, np.int32(n), method, self.chunk, split
        )
        n = int(made)

        def error(k: int, after: CableState) -> SimulationError:
            if after.events is not None and after.events.queue.fault:
                return wrong_event(model, after, float(after.t))
            return diverged(self._of(k), _one(before, k), dt, n, method, self.chunk)

        self._check(ok, state, error)
        state, sent = self._read_log(state)
        return state, Samples(*(_fetched(x)[:n] for x in samples)), sent

    def checked(self, state: CableState) -> CableState:
        expected = jax.eval_shape(lambda: empty_state(self._model))
        same = jax.tree.structure(expected) == jax.tree.structure(state) and all(
            np.shape(b) == (a.shape if b is state.t else (self._size, *a.shape))
            for a, b in zip(jax.tree.leaves(expected), jax.tree.leaves(state), strict=True)
        )
        if not same:
            raise InputError(
                f"run: `state` is not one of these {self._size} members; give the `state` of an earlier result"
            )
        if state.v.dtype != self._model.area.dtype:
            raise InputError(f"run: `state` is in {state.v.dtype}, the run in {self._model.area.dtype}")
        return self._split(state)

    def _check(self, ok: Any, state: CableState, error: Callable[[int, CableState], SimulationError | None]) -> None:
        """Raise the error of the first member that is not `ok`."""
        fine = _fetched(ok)
        if fine.all():
            return
        k = int(np.argmin(fine))
        found = error(k, _one(state, k))
        assert found is not None
        raise SimulationError(f"member {k}: {found}", found.time, found.variable, found.place)

    def _of(self, k: int) -> CableModel:
        return varied(self._model, {path: _fetched(values)[k] for path, values in self._changes.items()})

    def _placed(self, values: Any) -> Any:
        return values if self._sharding is None else jax.device_put(values, self._sharding)

    def _split(self, state: CableState) -> CableState:
        """The state with members on their devices."""
        return (
            state if self._sharding is None else replace(jax.tree.map(self._placed, replace(state, t=None)), t=state.t)
        )

    def _read_log(self, state: CableState) -> tuple[CableState, list[SentEvents]]:
        """As `run.read_log`: members in turn, each one's events in the order of sending."""
        layout = self._model.layout.events
        if state.events is None or layout is None:
            return state, []
        log = state.events.log
        process, time, count = (_fetched(x) for x in (log.process, log.time, log.count))
        is_used = np.arange(process.shape[1]) < count[:, None]
        member = np.nonzero(is_used)[0]
        empty = self._placed(np.zeros(self._size, np.int32))
        state = replace(state, events=replace(state.events, log=replace(log, count=empty)))
        return state, [SentEvents(layout.labels, process[is_used], time[is_used], member)]


def _one(state: CableState, k: int) -> CableState:
    return member_of(jax.tree.map(_fetched, state), k)


def _fetched(x: Any) -> np.ndarray:
    """On the host, whole, also where other hosts have parts of it."""
    if isinstance(x, jax.Array) and not x.is_fully_addressable:
        from jax.experimental.multihost_utils import process_allgather

        return np.asarray(process_allgather(x, tiled=True))
    return np.asarray(x)


def _sharding(devices: Any, size: int) -> NamedSharding | None:
    if devices is None:
        return None
    if isinstance(devices, int):
        there = jax.devices()
        if not 1 <= devices <= len(there):
            raise InputError(f"run: `devices` is {devices}; there are {len(there)}, of which 1 to all can be used")
        devices = there[:devices]
    if size % len(devices):
        raise InputError(
            f"run: {size} members cannot be split evenly over {len(devices)} devices; use a multiple of it"
        )
    return NamedSharding(Mesh(np.array(devices), (AXIS,)), PartitionSpec(AXIS))


def _cells_of(what: Any) -> Iterator[Cell | ArtificialCell]:
    for one in [what] if isinstance(what, (HHTypedNeuron, ArtificialCell)) else what:
        if not isinstance(one, (HHTypedNeuron, ArtificialCell)):
            raise InputError(f"Population: {one!r} is no cell; give cells, artificial cells or a lowered model")
        yield from one.cells() if isinstance(one, HHTypedNeuron) else [one]
