"""Make the steps of a program one at a time: its state lies packed, and edits are written into the buffers."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from braincell.lower.model import CableModel, CableState, EventLog
from braincell.quad.single import constants_of, read_by_constants
from braincell.quad.staggered import Constants, Staggered
from braincell.result import SentEvents
from hoc_compat.column import Column
from hoc_compat.packed import FixedBuffers, Packed, Packings

Parts = Callable[[CableState], Iterator[tuple[Column, Any]]]  # every column of a state with its entry


class SingleSteps:
    """The packed state, the columns that look into it, and what is computed from the model alone."""

    def __init__(self) -> None:
        self.packed: Packed | None = None
        self.is_packed = False  # whether the columns look into the buffers
        self._leaves: dict[Column, int] = {}
        self._log: EventLog | None = None  # numbers of leaves
        self._constants: tuple[float, Constants] | None = None
        self._read: list[bool] | None = None
        self._fixed: FixedBuffers | None = None
        self._packings = Packings()

    def begin(self, model: CableModel, state: CableState, parts: Parts) -> None:
        """Pack a state."""
        self.packed = Packed(model, state, *self._packings.of(model, state))
        numbers = self.packed.numbers()
        self._leaves = dict(parts(numbers))
        self._log = None if numbers.events is None else numbers.events.log
        self.is_packed = False

    def drop(self) -> None:
        """Forget the packed state; it has been overtaken."""
        self.packed, self.is_packed = None, False

    def forget_constants(self) -> None:
        """Another model, whose leaves are others, too."""
        self._constants = self._read = self._fixed = None

    def changed(self, model: CableModel, leaves: Iterable[int]) -> None:
        """Some leaves of the model have changed."""
        if self._constants is None:
            return
        if self._read is None:
            self._read = read_by_constants(model, np.asarray(self._constants[0]), None)
        if any(self._read[k] for k in leaves):
            self._constants = None

    def advance(self, model: CableModel, dt: float, method: Staggered, kept: Any, edited: Iterable[Column]) -> bool:
        """Make one step after the `edited` columns have been written into the buffers.

        False, and nothing has happened, if it goes wrong. Tables depend on the variables `kept`, if they are given.
        """
        assert self.packed is not None
        if edited:
            self.packed.put({self._leaves[column]: column.read() for column in edited})
            self.packed.ahead.disturb()
        if not self.is_packed or edited:
            for column, leaf in self._leaves.items():
                column.lie_in(self.packed, leaf, is_known=column in edited)
            self.is_packed = True
        if kept is not None or self._constants is None or self._constants[0] != dt:
            self._constants = dt, constants_of(model, np.asarray(dt), kept)
        if self._fixed is None:
            self._fixed = FixedBuffers(model, self._constants[1], dt)
        self._fixed.bring(model, self._constants[1], dt)
        return self.packed.advance(self._fixed, method)

    def unpack(self, parts: Parts) -> CableState | None:
        """The state, if the columns look into the buffers; they no longer do."""
        if self.packed is None or not self.is_packed:
            return None
        state = self.packed.state
        for column, values in parts(state):
            column.unpack(values)
        self.is_packed = False
        return state

    def take_log(self, labels: tuple[str, ...]) -> list[SentEvents]:
        """The events in the log of a packed state, which is empty then."""
        if self.packed is None or self._log is None:
            return []
        n = int(self.packed.leaf(self._log.count))
        if not n:
            return []
        process, time = (self.packed.leaf(x)[:n].copy() for x in (self._log.process, self._log.time))
        self.packed.put({self._log.count: np.zeros((), np.int32)})
        return [SentEvents(labels, process, time)]
