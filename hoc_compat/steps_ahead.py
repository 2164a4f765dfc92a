"""Make steps before a script asks for them: many in one program cost it little more than one."""

from collections.abc import Callable

import numpy as np

from braincell.lower.model import CableModel
from braincell.quad.single import Buffers, Packing, advance_several
from braincell.quad.staggered import Staggered

CALM = 2000
"""Steps since the script's latest change: after so many it is likely to go on so, and compiling is worth while."""
COUNT = 32
_SMALL = 4096  # entries of a state: the step of a larger one costs more than calling it


class StepsAhead:
    """The buffers after the steps that come next, if the script changes nothing."""

    def __init__(self, model: CableModel, packing: Packing):
        size = sum(int(np.prod(place.shape)) for place in packing.places)
        prints = any(m.cls.prints for m in model.layout.mechanisms)
        self._is_worth_while = size <= _SMALL and not prints
        self._packing = packing
        self._calm = 0
        self._of: tuple[Buffers, Staggered] | None = None
        self._made: Buffers = {}
        self._next = self._n = 0

    def disturb(self) -> None:
        """Something has changed: what has been made is wrong."""
        self.drop()
        self._calm = 0

    def drop(self) -> None:
        """A step was made otherwise."""
        self._next = self._n = 0

    def take(
        self,
        fixed: Buffers,
        fixed_packing: Packing,
        method: Staggered,
        buffers: Buffers,
        may_begin: Callable[[int], bool],
    ) -> Buffers | None:
        """The buffers, on the host, after the step that follows `buffers`; None if it has to be made.

        Steps are made ahead only if `may_begin` says that so many may be.
        """
        if self._of is None or fixed is not self._of[0] or method != self._of[1]:
            self._of = fixed, method
            self.disturb()
        self._calm += 1
        if self._next == self._n:
            if not self._is_worth_while or self._calm <= CALM or not may_begin(COUNT):
                return None
            made = advance_several(fixed, buffers, COUNT, method, fixed_packing, self._packing)
            self._made = {name: np.asarray(x) for name, x in made.items()}
            self._next, self._n = 0, COUNT
        self._next += 1
        return {name: x[self._next - 1] for name, x in self._made.items()}
