"""A state that lies in a few buffers between single steps; its variables are taken out when they are asked for."""

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.lower.model import CableModel, CableState, Layout
from braincell.quad.single import (
    Buffers,
    Fixed,
    Packing,
    Single,
    advance_one,
    begin_single,
    leaf_at,
    packings_of,
    state_of,
)
from braincell.quad.staggered import Constants, Staggered
from hoc_compat.steps_ahead import StepsAhead


class FixedBuffers:
    """What steps need beside the state, in a few buffers; of what the script edits, only that is written anew."""

    def __init__(self, model: CableModel, constants: Constants, dt: float):
        self.dt = dt
        self._is_of = model, constants
        fixed = _fixed(model, constants, dt)
        self.packing = Packing.of(fixed)
        self.buffers = self.packing.join(fixed)
        self._leaves = jax.tree.leaves(fixed)
        self._host: Buffers = {}

    def bring(self, model: CableModel, constants: Constants, dt: float) -> None:
        """Bring the buffers up to date with a model of the same structure, its constants and `dt`."""
        if model is self._is_of[0] and constants is self._is_of[1] and dt == self.dt:
            return
        leaves = jax.tree.leaves(_fixed(model, constants, dt))
        pairs = enumerate(zip(leaves, self._leaves, strict=True))
        changes = {number: new for number, (new, old) in pairs if new is not old}
        self.buffers, self._host = _changed(self.packing, changes, self.buffers, self._host)
        self._leaves, self._is_of, self.dt = leaves, (model, constants), dt


def _fixed(model: CableModel, constants: Constants, dt: float) -> Fixed:
    return Fixed(model, constants, np.asarray(dt, float))


class Packings:
    """How states were packed last; to find it out takes milliseconds, and the same objects are compared at once."""

    def __init__(self) -> None:
        self._layout: Layout | None = None
        self._form: tuple[Any, list[tuple[int, ...]]] | None = None
        self._found: tuple[Packing, Packing | None] | None = None

    def of(self, model: CableModel, state: CableState) -> tuple[Packing, Packing | None]:
        """`packings_of`, which depends on the layout and on the shapes of the state: the queue of events may grow."""
        leaves, tree = jax.tree.flatten(state)
        form = tree, [np.shape(x) for x in leaves]
        if self._found is None or self._layout is not model.layout or form != self._form:
            self._found, self._layout, self._form = packings_of(model, state), model.layout, form
        return self._found


class Packed:
    """The buffers after the latest step; `version` counts the changes.

    Those of the events lie apart: a step in which none is due leaves them alone.
    """

    def __init__(self, model: CableModel, state: CableState, packing: Packing, event_packing: Packing | None):
        self._packing, self._event_packing = packing, event_packing
        self.ahead = StepsAhead(model, self._packing)
        self.version = 1
        self._buffers, self._events = begin_single(model, state, self._packing, self._event_packing)
        self._host: Buffers = {}
        self._host_of_events: Buffers = {}
        self._state: CableState | None = None
        self._n = len(self._packing.places)
        self._n_events = 0 if self._event_packing is None else len(self._event_packing.places)
        numbers = self.numbers()
        self._t = numbers.t
        records_weights = any(probe.kind == "connection" for probe in model.layout.probes)
        # conditions are looked at in each step
        has_quiet_steps = state.events is not None and not state.events.watches and not records_weights
        self._next_event = numbers.events.queue.least_time if has_quiet_steps else None

    def advance(self, fixed: FixedBuffers, method: Staggered) -> bool:
        """Make one step; False, and nothing has happened, if it goes wrong."""
        if self._is_quiet(fixed.dt, 1):
            if self._take(fixed, method):
                return True
            if self._events is not None and self._step(fixed, method, None):
                return True
        return self._step(fixed, method, self._events)

    def _is_quiet(self, dt: float, n_steps: int) -> bool:
        """Whether no event is due in the next steps."""
        if self._events is None:
            return True
        if self._next_event is None:
            return False
        end = float(self.leaf(self._t))
        for _ in range(n_steps):
            end = (end + 0.5 * dt) + 0.5 * dt  # two half additions, as in the step
        return float(self.leaf(self._next_event)) > end

    def _take(self, fixed: FixedBuffers, method: Staggered) -> bool:
        """Take a step that has been made ahead; False if there is none, or if it goes wrong or would send events."""
        after = self.ahead.take(
            fixed.buffers, fixed.packing, method, self._buffers, lambda n_steps: self._is_quiet(fixed.dt, n_steps)
        )
        if after is None:
            return False
        if not self._holds(after, after, is_quiet=self._events is not None):
            self.ahead.drop()
            return False
        self._replace(after, self._events, after, self._host_of_events)
        return True

    def _holds(self, buffers: Buffers, host: Buffers, is_quiet: bool) -> bool:
        """Whether a step is sound and, if it left the events alone, would send none."""
        is_sound = bool(_leaf(self._packing, self._n - 1, buffers, host))
        return is_sound and not (is_quiet and _leaf(self._packing, self._n - 2, buffers, host).any())

    def _step(self, fixed: FixedBuffers, method: Staggered, events: Buffers | None) -> bool:
        """Make one step with the `events`, or without; False if it is not sound, or would send some."""
        self.ahead.drop()
        packings = fixed.packing, self._packing, self._event_packing
        buffers, after = advance_one(fixed.buffers, self._buffers, events, method, *packings)
        is_quiet = events is None and self._events is not None
        host: Buffers = {}
        if not self._holds(buffers, host, is_quiet):
            return False
        if is_quiet:
            after, host_of_events = self._events, self._host_of_events
        else:
            host_of_events = {}
        self._replace(buffers, after, host, host_of_events)
        return True

    def put(self, changes: dict[int, np.ndarray]) -> None:
        """Change leaves: number -> values."""
        self.ahead.drop()
        values = [_at(changes, range(self._n)), _at(changes, range(self._n, self._n + self._n_events))]
        buffers, host = _changed(self._packing, values[0], self._buffers, self._host)
        events, host_of_events = self._events, self._host_of_events
        if values[1] and events is not None and self._event_packing is not None:
            events, host_of_events = _changed(self._event_packing, values[1], events, host_of_events)
        self._replace(buffers, events, host, host_of_events)

    def leaf(self, number: int) -> np.ndarray:
        """One leaf, on the host; not to be written to."""
        if number < self._n:
            return _leaf(self._packing, number, self._buffers, self._host)
        assert self._event_packing is not None and self._events is not None
        return _leaf(self._event_packing, number - self._n, self._events, self._host_of_events)

    def recorded(self) -> tuple[np.ndarray, np.ndarray]:
        """The values that the step recorded, and which detectors fired."""
        return self.leaf(self._n - 3), self.leaf(self._n - 2)

    @property
    def state(self) -> CableState:
        """The state, on the device."""
        found = self._state
        if found is None:
            found = self._state = state_of(self._buffers, self._events, self._packing, self._event_packing)
        return found

    def numbers(self) -> CableState:
        """For each leaf of the state its number; those of events come after all others."""
        found: Single = jax.tree.unflatten(self._packing.tree, range(self._n))
        if self._event_packing is None:
            return found.state
        events = jax.tree.unflatten(self._event_packing.tree, range(self._n, self._n + self._n_events))
        return replace(found.state, events=events)

    def _replace(self, buffers: Buffers, events: Buffers | None, host: Buffers, host_of_events: Buffers) -> None:
        self._buffers, self._events = buffers, events
        self._host, self._host_of_events = host, host_of_events
        self._state = None
        self.version += 1


def _leaf(packing: Packing, number: int, buffers: Buffers, host: Buffers) -> np.ndarray:
    """One leaf, from the buffers that have come to the host, after bringing its own there."""
    place = packing.places[number]
    if place.buffer not in host:
        host[place.buffer] = np.asarray(buffers[place.buffer])
    return leaf_at(place, host)


def _at(changes: dict[int, np.ndarray], numbers: range) -> dict[int, np.ndarray]:
    return {number - numbers.start: values for number, values in changes.items() if number in numbers}


def _changed(
    packing: Packing, changes: dict[int, np.ndarray], buffers: Buffers, host: Buffers
) -> tuple[Buffers, Buffers]:
    """Buffers, and those on the host, in which some leaves hold other values."""
    new: Buffers = {}
    for number, values in changes.items():
        name, start, stop, shape, _ = packing.places[number]
        if name not in new:
            _leaf(packing, number, buffers, host)
            new[name] = np.array(host[name])
        if start < 0:
            new[name][...] = values
        else:
            new[name][start:stop] = np.broadcast_to(values, shape).ravel()
    return buffers | {name: jnp.array(x) for name, x in new.items()}, host | new
