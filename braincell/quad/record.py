"""Read the probed variables out of a state, as one flat vector."""

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np

from braincell.lower.model import CableModel, CableState, Layout, ProbeLayout
from braincell.mech.mechanism import split_element, value_of
from braincell.quad.gather import take


def sample(model: CableModel, state: CableState, settled: CableState | None = None) -> Any:
    """All probed values, probe after probe: [n_value]. `settled` is the state after the events at its end."""
    after = state if settled is None else settled
    values = [_read(model, after if probe.settled else state, probe) for probe in model.layout.probes]
    return jnp.concatenate(values) if values else jnp.zeros(0, state.v.dtype)


def sample_size(layout: Layout) -> int:
    """Length of the vector that `sample` makes."""
    return sum(len(probe.index) for probe in layout.probes)


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
