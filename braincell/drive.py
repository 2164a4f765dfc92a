"""Repeat compiled chunks of steps until a run is done: its progress, its checkpoint."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from braincell.checkpoint import Checkpoint
from braincell.errors import InputError
from braincell.lower.model import CableState
from braincell.quad.scan import Samples
from braincell.result import SentEvents

HOC_EPSILON = 1e-11
Piece = tuple[CableState, Samples, list[SentEvents]]  # a state, what was recorded up to it, and what was sent


class Engine(ABC):
    """What is simulated: one model, or many members of one."""

    chunk: int
    """The most steps that `advance` can make."""

    @abstractmethod
    def begin(self) -> Piece:
        """The state at t = 0, checked."""

    @abstractmethod
    def advance(self, state: CableState, n: int) -> Piece:
        """Make at most `n` steps, as many as were recorded; raises `SimulationError`."""

    @abstractmethod
    def checked(self, state: CableState) -> CableState:
        """`state`, or `InputError` if it is not one of what is simulated."""


def drive(
    engine: Engine,
    duration: float,
    dt: float,
    state: CableState | None = None,
    kept: Checkpoint | None = None,
    progress: bool = False,
) -> tuple[CableState, list[Samples], list[SentEvents]]:
    """Simulate for `duration` ms from `state`, or from t = 0, or from where the checkpoint is."""
    found = None if kept is None else kept.load()
    if found is not None:
        begun, parts, sent = engine.checked(found[0]), found[1], found[2]
    elif state is not None:
        begun, parts, sent = engine.checked(state), [], []
    else:
        begun, first, sent = engine.begin()
        parts = [first]
        if kept is not None:
            kept.keep(begun, first, sent)
    begin = 0.0 if state is None else float(state.t)
    rows = sum(len(part.time) for part in parts) - (state is None)
    n_steps = count_steps(begin, begin + duration, dt) - rows
    if n_steps < 0:
        assert kept is not None
        raise InputError(
            f"run: the checkpoint in {kept.folder} is at {float(begun.t):g} ms already, beyond the duration"
        )

    def each(state: CableState, samples: Samples, events: list[SentEvents]) -> None:
        advance(len(samples.time))
        if kept is not None:
            kept.keep(state, samples, events)

    try:
        with progress_bar(progress, n_steps) as advance:
            end, more, later = repeat(engine, begun, n_steps, each)
    finally:
        if kept is not None:
            kept.write()
    return end, parts + more, sent + later


def repeat(
    engine: Engine,
    state: CableState,
    n_steps: int,
    each: Callable[[CableState, Samples, list[SentEvents]], Any] = lambda state, samples, sent: None,
) -> tuple[CableState, list[Samples], list[SentEvents]]:
    """Make `n_steps` steps; calls `each` with the state after a chunk and what it has recorded."""
    parts, sent, done = [], [], 0
    while done < n_steps:
        state, samples, events = engine.advance(state, min(engine.chunk, n_steps - done))
        parts.append(samples)
        sent += events
        done += len(samples.time)
        each(state, samples, events)
    return state, parts, sent


def joined(parts: list[Samples], sent: list[SentEvents]) -> tuple[Samples, SentEvents | None]:
    """All that was recorded, and all that was sent."""
    if not parts:
        raise InputError("run: `duration` is shorter than half a step, so there is nothing to continue")
    samples = Samples(*(np.concatenate(x) for x in zip(*parts, strict=True)))
    return samples, SentEvents.joined(sent)


def count_steps(t: float, stop: float, dt: float) -> int:
    """How many steps NEURON's `while (t < stop - dt/2) fadvance()` makes, t being accumulated in half steps.

    In hoc a < b means a < b − 1e-11 (hoc_epsilon, src/oc/code.cpp).
    """
    guess = max(0, int((stop - t) / dt)) + 3
    times = np.cumsum(np.concatenate([[t], np.full(2 * guess, 0.5 * dt)]))[::2]
    return int(np.searchsorted(times, stop - dt / 2 - HOC_EPSILON, side="left"))


def steps_until(t: float, time: float, dt: float) -> int:
    """How many steps, at least one, until the accumulated t reaches `time`."""
    guess = max(0, int((time - t) / dt)) + 3
    times = np.cumsum(np.concatenate([[t], np.full(2 * guess, 0.5 * dt)]))[::2]
    return max(1, int(np.searchsorted(times, time, side="left")))


class progress_bar:
    """A tqdm bar, or nothing."""

    def __init__(self, wanted: bool, total: int):
        self.bar = None
        if wanted:
            try:
                from tqdm.auto import tqdm
            except ImportError:
                raise InputError("`progress=True` needs tqdm: pip install braincell[progress]") from None
            self.bar = tqdm(total=total, unit="step")

    def __enter__(self) -> Callable[[int], Any]:
        return self.bar.update if self.bar is not None else lambda n: None

    def __exit__(self, *_: Any) -> None:
        if self.bar is not None:
            self.bar.close()
