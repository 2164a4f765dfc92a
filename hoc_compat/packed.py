"""A state that lies in a few buffers between single steps; its variables are taken out when they are asked for."""

from functools import cached_property
from typing import Any

import jax
import numpy as np

from braincell.lower.model import CableModel, CableState
from braincell.quad.single import Buffers, Packing, Single, advance_one, begin_single, packing_of, split
from braincell.quad.staggered import Constants, Staggered


class Packed:
    """The buffers after a step."""

    def __init__(self, packing: Packing, buffers: Buffers):
        self.packing, self.buffers = packing, buffers
        self._host: Buffers = {}

    @classmethod
    def of(cls, model: CableModel, state: CableState) -> "Packed":
        """The buffers of a state that no single step has made."""
        packing = packing_of(model, state)
        return cls(packing, begin_single(model, state, packing))

    def advanced(self, model: CableModel, constants: Constants, dt: Any, method: Staggered) -> "Packed":
        """The buffers one step later."""
        return Packed(self.packing, advance_one(model, constants, self.buffers, dt, method, self.packing))

    def leaf(self, number: int) -> np.ndarray:
        """One leaf, on the host; not to be written to."""
        name = self.packing.places[number][0]
        if name not in self._host:
            self._host[name] = np.asarray(self.buffers[name])
        return self.packing.leaf(self._host, number)

    def last(self) -> tuple[np.ndarray, np.ndarray, bool]:
        """The values that the step recorded, which detectors fired, and whether the state is sound."""
        n = len(self.packing.places)
        return self.leaf(n - 3), self.leaf(n - 2), bool(self.leaf(n - 1))

    @cached_property
    def state(self) -> CableState:
        """The state, on the device."""
        return split(self.buffers, self.packing).state

    def numbers(self) -> CableState:
        """For each leaf of the state its number."""
        found: Single = jax.tree.unflatten(self.packing.tree, range(len(self.packing.places)))
        return found.state
