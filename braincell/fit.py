"""Name the parameters of a lowered model that are searched for, and search for them by gradient."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import jax
import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError, SimulationError
from braincell.lower.model import CableModel
from braincell.lower.paths import Path, find_path


@dataclass(frozen=True)
class Free:
    """A parameter that is searched for."""

    path: Path
    group: np.ndarray | None  # int [instance]: which value each instance has, −1: it keeps its own; None: one for all
    low: float
    high: float


class Parameters:
    """Some parameters of a model as a pytree of unconstrained numbers, and the model with others in their place.

        free = Parameters(model).add("hh.gnabar", bounds=(0, 1)).add("pas.g", by="place")
        theta = free.start()                      # {"hh.gnabar": array, "pas.g": array}
        model = free.model(theta)                 # differentiable

    Numbers between two bounds are searched for as logits, those above a bound by softplus; without bounds they are
    themselves, divided by `scale`.
    """

    def __init__(self, model: CableModel):
        self._model = model
        self._free: dict[str, Free] = {}
        self._scale: dict[str, float] = {}

    def add(
        self,
        path: str,
        *,
        by: str | Sequence[int] = "all",
        bounds: tuple[float | None, float | None] = (None, None),
        scale: float = 1.0,
    ) -> Self:
        """Search for `path`: "mechanism.parameter", "clamp.amp" of what was placed as `clamp`,
        "membrane_capacitance", "axial_resistivity", "V_init" or "celsius".

        `by` "all": all places share one value, which starts at their mean; "place": each has its own; or numbers
        [instance], places of equal numbers share a value and those of −1 keep theirs. Raises `UnknownNameError` and
        `InputError`.
        """
        place = find_path(self._model, path)
        values = np.asarray(place.get(self._model))
        if values.ndim > 1:
            raise InputError(f"`{path}` is an array in each place; name an element of it: `{path}[0]`")
        low, high = (-np.inf if bounds[0] is None else bounds[0]), (np.inf if bounds[1] is None else bounds[1])
        group = _group(by, values, path)
        self._free[path] = Free(place, group, float(low), float(high))
        self._scale[path] = float(scale)
        start = np.atleast_1d(self.values(self.start())[path])
        inside = (start > low) & (start < high)
        if not low < high or not inside.all():
            del self._free[path]
            raise InputError(f"`{path}` starts at {start.tolist()}; its bounds are {bounds}: it must lie between them")
        return self

    def start(self) -> dict[str, jax.Array]:
        """Where the search starts: the model's values, unconstrained."""
        found = {}
        for path, free in self._free.items():
            values = jnp.asarray(free.path.get(self._model), float)
            if free.group is None:
                values = jnp.mean(values)
            else:
                n = int(free.group.max()) + 1
                values = jnp.stack([jnp.mean(values[free.group == k]) for k in range(n)])
            found[path] = self._unbounded(path, values)
        return found

    def values(self, theta: dict[str, Any]) -> dict[str, Any]:
        """The parameters in their own units."""
        return {path: self._bounded(path, jnp.asarray(theta[path])) for path in self._free}

    def model(self, theta: dict[str, Any]) -> CableModel:
        """The model with these parameters."""
        model = self._model
        for path, value in self.values(theta).items():
            free = self._free[path]
            old = jnp.asarray(free.path.get(self._model))
            if free.group is not None:
                value = jnp.where(free.group < 0, old, value[np.maximum(free.group, 0)])
            model = free.path.put(model, value)
        return model

    def _unbounded(self, path: str, value: Any) -> Any:
        free, scale = self._free[path], self._scale[path]
        if np.isfinite(free.low) and np.isfinite(free.high):
            share = (value - free.low) / (free.high - free.low)
            return jnp.log(share / (1.0 - share))
        if np.isfinite(free.low):
            return _inverse_softplus((value - free.low) / scale)
        return -_inverse_softplus((free.high - value) / scale) if np.isfinite(free.high) else value / scale

    def _bounded(self, path: str, x: Any) -> Any:
        free, scale = self._free[path], self._scale[path]
        if np.isfinite(free.low) and np.isfinite(free.high):
            return free.low + (free.high - free.low) * jax.nn.sigmoid(x)
        if np.isfinite(free.low):
            return free.low + scale * jax.nn.softplus(x)
        return free.high - scale * jax.nn.softplus(-x) if np.isfinite(free.high) else scale * x


@dataclass(frozen=True)
class Fit:
    """What `fit` found: the parameters in their units, the model with them, and the loss before every step."""

    values: dict[str, np.ndarray]
    model: CableModel
    losses: np.ndarray
    theta: dict[str, Any]


def fit(
    free: Parameters, loss: Callable[[CableModel], Any], *, steps: int = 100, optimizer: Any = None, theta: Any = None
) -> Fit:
    """Lower `loss` (of a model, with `simulate` in it) by gradient steps, and return the best that was met.

    `optimizer` is one of optax, Adam with a rate of 0.05 by default (`pip install 'braincell[fit]'`). Raises
    `SimulationError` if the loss or its gradient is not finite.
    """
    try:
        import optax
    except ImportError:
        raise InputError("fit needs optax: pip install 'braincell[fit]'") from None
    optimizer = optax.adam(0.05) if optimizer is None else optimizer
    evaluate = jax.jit(jax.value_and_grad(lambda theta: loss(free.model(theta))))
    theta = free.start() if theta is None else theta
    state, losses, best = optimizer.init(theta), [], (np.inf, theta)
    for k in range(steps):
        value, slope = evaluate(theta)
        if not all(np.isfinite(x).all() for x in jax.tree.leaves((value, slope))):
            shown = {path: np.asarray(x).tolist() for path, x in free.values(theta).items()}
            raise SimulationError(f"fit: the loss or its gradient is not finite at step {k}, with {shown}", 0.0, "", "")
        losses.append(float(value))
        best = min(best, (losses[-1], theta), key=lambda pair: pair[0])
        changes, state = optimizer.update(slope, state, theta)
        theta = optax.apply_updates(theta, changes)
    found = best[1]
    values = {path: np.asarray(x) for path, x in free.values(found).items()}
    return Fit(values, free.model(found), np.array(losses), found)


def _group(by: str | Sequence[int], values: np.ndarray, path: str) -> np.ndarray | None:
    if isinstance(by, str):
        if by not in ("all", "place"):
            raise InputError(f"`{path}`: `by` is {by!r}; it is 'all', 'place', or a number for each place")
        return None if by == "all" or values.ndim == 0 else np.arange(len(values))
    group = np.asarray(by)
    if group.shape != values.shape or not np.issubdtype(group.dtype, np.integer) or group.size == 0:
        raise InputError(f"`{path}`: `by` has the shape {group.shape}; give a whole number for each of {values.shape}")
    used = np.unique(group[group >= 0])
    if not np.array_equal(used, np.arange(len(used))) or not len(used):
        raise InputError(f"`{path}`: `by` has the groups {used.tolist()}; number them 0, 1, 2, … without gaps")
    return group


def _inverse_softplus(y: Any) -> Any:
    return y + jnp.log(-jnp.expm1(-y))
