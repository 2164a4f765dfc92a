"""Read the probed variables out of a state, as one flat vector."""

from dataclasses import replace
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from braincell.lower.model import CableModel, CableState, Layout, ProbeLayout
from braincell.mech.mechanism import split_element, value_of
from braincell.quad.gather import take

BETWEEN = 5
"""Numbers that are sampled of each value that is read `between` events: before and after the events of a step's second
half, after those of its first half, and when [ms] those of the first and of the second half last changed it, or inf."""


class Passed(NamedTuple):
    """What the events of a step did to the values that are read `between` them, each [value]."""

    halfway: Any  # the values after those of the first half
    first: Any  # ms, when they last changed it in the first half; inf: they did not
    second: Any  # the same of the second half


def sample(
    model: CableModel, state: CableState, settled: CableState | None = None, passed: Passed | None = None
) -> Any:
    """All probed values, probe after probe: [n_value].

    `settled` is the state after the events at its end, and `passed` is what all events of the step did.
    """
    after, values, done = state if settled is None else settled, [], 0
    for probe in model.layout.probes:
        values.append(_read(model, after if probe.settled else state, probe))
        if not probe.between:
            continue
        n = len(probe.index)
        last, never = _read(model, after, probe), jnp.full(n, jnp.inf, state.v.dtype)
        halfway, first, second = (last, never, never) if passed is None else (x[done : done + n] for x in passed)
        values += [last, halfway, first.astype(never.dtype), second.astype(never.dtype)]
        done += n
    return jnp.concatenate(values) if values else jnp.zeros(0, state.v.dtype)


def read_between(model: CableModel, state: CableState) -> Any:
    """The values that are read between events: [value]; None if there are none such."""
    values = [_read(model, state, probe) for probe in model.layout.probes if probe.between]
    return jnp.concatenate(values) if values else None


def sample_size(layout: Layout) -> int:
    """Length of the vector that `sample` makes."""
    return sum(len(probe.index) * (BETWEEN if probe.between else 1) for probe in layout.probes)


def split(layout: Layout, samples: Any) -> dict[str, Any]:
    """Traces by probe name from stacked samples [..., n_value]; probes of one location lose that axis."""
    edges = np.cumsum([len(probe.index) for probe in layout.probes])
    parts = np.split(samples, edges[:-1], axis=-1) if isinstance(samples, np.ndarray) else None
    if parts is None:
        parts = jnp.split(samples, edges[:-1], axis=-1)
    return {
        probe.name: part[..., 0] if probe.single else part for probe, part in zip(layout.probes, parts, strict=False)
    }


def _read(model: CableModel, state: CableState, probe: ProbeLayout) -> Any:
    if probe.kind == "membrane":
        name, layer = split_element(probe.variable)
        values = getattr(state, name)
        return take(values if layer is None else values[layer], probe.index)
    if probe.kind == "ion":
        return take(state.ions[probe.owner][probe.variable], probe.index)
    if probe.kind == "linear":
        return take(state.extra, probe.index)
    if probe.kind == "connection":
        return take(jnp.ravel(state.events.weight), probe.index)
    if probe.added:
        return sum(_read(model, state, replace(probe, variable=x, added=())) for x in (probe.variable, *probe.added))
    kept = state.mechanisms[probe.owner]
    if split_element(probe.variable)[0] in kept:
        return take(value_of(kept, probe.variable), probe.index)
    name, element = split_element(probe.variable)
    values = model.layout.mechanism(probe.owner).spread(name, model.parameters[probe.owner][name])
    return take(values if element is None else values[element], probe.index)
