"""Play numbers into variables while a run advances: NEURON's Vector.play."""

from dataclasses import replace
from typing import Any

import jax.numpy as jnp

from braincell.lower.model import CableModel, CableState, PlayLayout
from braincell.mech.mechanism import split_element


def played(
    model: CableModel, state: CableState, t: Any, *, only_lines: bool = False, initial: bool = False, since: Any = None
) -> tuple[CableModel, CableState]:
    """The model and the state with what is played at `t` [ms]; `only_lines` leaves steps as they are.

    At initialisation only what begins by then is played (NEURON: `VecPlayStep`, `VecPlayContinuous`). `since`: points
    later than this have no effect yet, so that the lines up to there go on straight.
    """
    seen = t if since is None else since
    for play, numbers in zip(model.layout.plays, model.plays, strict=True):
        if play.is_line or not only_lines:
            value, begun = _line(numbers, t, seen) if play.is_line else _step(numbers, seen)
            begun = begun & (numbers["n"] > 0)
            if initial:
                begun = begun & (numbers["time"][0] <= t)
            model, state = _put(model, state, play, value, begun)
    return model, state


def _step(numbers: dict[str, Any], t: Any) -> tuple[Any, Any]:
    """The number of the latest time up to `t`, and whether there is one."""
    k = jnp.searchsorted(numbers["time"], t, side="right")
    return jnp.asarray(numbers["value"])[jnp.maximum(k - 1, 0)], k > 0


def _line(numbers: dict[str, Any], t: Any, seen: Any) -> tuple[Any, Any]:
    """Linear interpolation; the first number before the first time, the last line goes on after the last."""
    time, value = jnp.asarray(numbers["time"]), jnp.asarray(numbers["value"])
    k = jnp.minimum(jnp.searchsorted(time, t, side="right"), jnp.searchsorted(time, seen, side="right"))
    last = jnp.clip(k, 1, jnp.maximum(numbers["n"] - 1, 1))
    t0, t1, x0, x1 = time[last - 1], time[last], value[last - 1], value[last]
    is_jump = (t0 == t1) | (numbers["n"] < 2)
    share = (t - t0) / jnp.where(is_jump, 1.0, t1 - t0)
    inside = jnp.where(is_jump, jnp.where(numbers["n"] < 2, x0, (x0 + x1) / 2.0), x0 + (x1 - x0) * share)
    return jnp.where((t <= time[0]) | (seen < time[0]), value[0], inside), jnp.array(True)


def _put(
    model: CableModel, state: CableState, play: PlayLayout, value: Any, when: Any
) -> tuple[CableModel, CableState]:
    name, element = split_element(play.variable)

    def new(values: Any) -> Any:
        values = jnp.asarray(values)
        if not values.ndim:
            return jnp.where(when, value, values).astype(values.dtype)
        place = play.index if element is None else (element, play.index)
        return values.at[place].set(jnp.where(when, value, values[place]).astype(values.dtype))

    if play.kind == "global":
        return replace(model, celsius=new(model.celsius)), state
    if play.kind == "membrane":
        return model, replace(state, v=new(state.v))
    if play.kind == "ion":
        own = state.ions[play.owner]
        return model, replace(state, ions=state.ions | {play.owner: own | {play.variable: new(own[play.variable])}})
    kept = state.mechanisms.get(play.owner, {})
    if name in kept:
        changed = kept | {name: new(kept[name])}
        return model, replace(state, mechanisms=state.mechanisms | {play.owner: changed})
    own = model.parameters[play.owner]
    changed = own | {name: new(own[name])}
    return replace(model, parameters=model.parameters | {play.owner: changed}), state
