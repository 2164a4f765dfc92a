"""Name the numbers of a lowered model: "hh.gnabar", "clamp.amp", "V_init"."""

from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.lower.model import CableModel

OF_MODEL = ("membrane_capacitance", "axial_resistivity", "V_init", "celsius")


@dataclass(frozen=True)
class Path:
    """Where some numbers of a model are: its own, a mechanism's parameter, or a vector of a placed process."""

    text: str
    mechanism: str  # "" for the model's own
    name: str
    instances: tuple[int, ...] | None  # of a placed process; None: all of the mechanism's
    is_vector: bool = False

    def get(self, model: CableModel) -> Any:
        """The numbers: [place], [] of what is one for all, [element, place] of a vector."""
        if not self.mechanism:
            return getattr(model, self.name)
        if self.is_vector:
            values = model.vectors[self.mechanism][self.name]
        else:
            array, bracket, element = self.name.partition("[")
            values = model.parameters[self.mechanism][array]
            values = values[int(element.rstrip("]"))] if bracket else values
        return values if self.instances is None or np.ndim(values) == 0 else values[..., np.array(self.instances)]

    def put(self, model: CableModel, value: Any) -> CableModel:
        """The model with other numbers there: [place], or one for all; of a vector [element], or [element, place]."""
        if not self.mechanism:
            old = jnp.asarray(getattr(model, self.name))
            return replace(model, **{self.name: jnp.broadcast_to(value, old.shape).astype(old.dtype)})
        if self.is_vector:
            return self._with_vector(model, jnp.asarray(value))
        if self.instances is not None:
            array, bracket, element = self.name.partition("[")
            old = jnp.asarray(model.parameters[self.mechanism][array])
            row = old[int(element.rstrip("]"))] if bracket else old
            if row.ndim:
                value = row.at[np.array(self.instances)].set(jnp.asarray(value, row.dtype))
        return model.with_parameter(self.mechanism, self.name, value)

    def _with_vector(self, model: CableModel, value: Any) -> CableModel:
        own = model.vectors[self.mechanism]
        places = np.arange(own[self.name].shape[1]) if self.instances is None else np.array(self.instances)
        elements = value if value.ndim == 2 else value[:, None]
        if len(value) > len(own[self.name]):
            raise InputError(
                f"`{self.text}` holds {len(own[self.name])} numbers, not {len(value)}; declare as many as there will be"
            )
        values = jnp.asarray(own[self.name]).at[: len(value), places].set(elements.astype(own[self.name].dtype))
        sizes = jnp.asarray(own[f"{self.name}.size"]).at[places].set(len(value))
        return replace(
            model, vectors=model.vectors | {self.mechanism: own | {self.name: values, f"{self.name}.size": sizes}}
        )


def find_path(model: CableModel, text: str) -> Path:
    """What `text` names: "membrane_capacitance", "axial_resistivity", "V_init", "celsius", or "owner.parameter".

    The owner is a mechanism, or the name of what was placed. Raises `UnknownNameError`, and `InputError` if mechanisms
    of several kinds bear that name.
    """
    owner, _, name = text.rpartition(".")
    if not owner:
        if name in OF_MODEL:
            return Path(text, "", name, None)
        known = [*OF_MODEL, *(f"{m}.{p}" for m, own in model.parameters.items() for p in own)]
        raise unknown_name("parameter", text, known, "the lowered model")
    if owner in model.parameters:
        return _checked(model, Path(text, owner, name, None))
    placed = [m for m in model.layout.mechanisms if owner in m.labels]
    if len(placed) > 1:
        kinds = ", ".join(f"`{m.name}`" for m in placed)
        raise InputError(f"`{text}`: {kinds} are all called `{owner}`; say which, as in `{placed[0].name}.{name}`")
    if placed:
        instances = tuple(i for i, label in enumerate(placed[0].labels) if label == owner)
        return _checked(model, Path(text, placed[0].name, name, instances))
    labels = (label for m in model.layout.mechanisms for label in m.labels)
    raise unknown_name("mechanism or placed process", owner, [*model.parameters, *labels], "the lowered model")


def _checked(model: CableModel, found: Path) -> Path:
    vectors = [name for name in model.vectors.get(found.mechanism, {}) if not name.endswith(".size")]
    if found.name in vectors:
        return replace(found, is_vector=True)
    cls = model.layout.mechanism(found.mechanism).cls
    own = model.parameters[found.mechanism]
    if found.name not in {*own, *(element for name in own for element in cls.elements(name))}:
        raise unknown_name("parameter", found.name, [*own, *vectors], f"mechanism `{found.mechanism}`")
    return found
