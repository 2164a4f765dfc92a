"""Declare what delivers events to a point process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from braincell.errors import InputError
from braincell.units import finite


@dataclass(frozen=True)
class Connection:
    """A NEURON NetCon: events from a source, or at given times, reach a target after a delay.

    `target` and a process as `source` go by the `name` of their `PointProcess`, a detector by that of its
    `SpikeDetector`; None: only the events at `times`. `weight` holds the arguments of NET_RECEIVE: the first is the
    weight, the mechanism may use further ones as variables of its own.
    """

    target: str
    source: str | None
    weight: tuple[float, ...]
    delay: float  # ms, from the source's event to delivery; not added to `times`
    times: tuple[float, ...]  # ms
    active: bool = True  # hears its source
    name: str = ""  # by which POINTERs find its weights
    serial: int = field(default_factory=count().__next__, compare=False, repr=False)  # in the order of creation


def connection(
    target: str, source: str | None, weight: Any, delay: Any, times: Any, name: str | None = None
) -> Connection:
    """A checked `Connection`. Raises `InputError`."""
    owner = f"connect to `{target}`"
    weights = weight if isinstance(weight, Sequence | np.ndarray) else (weight,)
    if not len(weights):
        raise InputError(f"{owner}: `weight` is empty; give at least one number")
    lag = finite(delay, "ms", "delay", owner)
    if lag < 0:
        raise InputError(f"{owner}: `delay` is {lag:g} ms; it must not be negative")
    moments = tuple(finite(time, "ms", "times", owner) for time in np.atleast_1d(np.asarray(times, dtype=object)))
    if source is None and not moments:
        raise InputError(f"{owner}: there is no `source` and there are no `times`, so no event would ever arrive")
    if name is not None and (not isinstance(name, str) or not name):
        raise InputError(f"{owner}: the `name` is {name!r}; give a text, or leave it out")
    numbers = tuple(finite(w, "", "weight", owner) for w in weights)
    return Connection(target, source, numbers, lag, moments, name=name or "")
