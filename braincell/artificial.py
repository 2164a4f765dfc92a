"""Declare an artificial cell: it has no membrane, it only receives and sends events."""

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from braincell.errors import InputError
from braincell.mech.connection import Connection, connection
from braincell.mech.declaration import MechanismDeclaration
from braincell.mech.mechanism import Mechanism
from braincell.mech.probe import check_field

if TYPE_CHECKING:
    from braincell.result import RunResult


class ArtificialCell(MechanismDeclaration):
    """One instance of an ARTIFICIAL_CELL mechanism: `ArtificialCell("IntFire", name="a", tau=20)`.

    It is lowered and run like a `Cell`, alone or with others: `run([cell, artificial], 100)`. Connections name it as
    their source or target; the result has the times at which it fired under its name. Raises `InputError` at the
    call that makes the mistake.
    """

    kinds = ("artificial",)

    def __init__(self, mechanism: type[Mechanism] | str, *, name: str | None = None, **parameters: Any):
        super().__init__(mechanism, name=name, **parameters)
        for key, value in (self.parameters | self.streams).items():
            if callable(value) or np.ndim(value):
                raise InputError(f"{self.name}: `{key}` is {value!r}; an artificial cell takes numbers")
        self.recorded: list[str] = []
        self.connections: list[Connection] = []
        self.queue_capacity: int | None = None
        """Events that may wait at a time; None: enough for what is declared. Of cells lowered together, the first's."""

    def connect(self, *, source: str | None = None, weight: Any = 0.0, delay: Any = 1.0, times: Any = ()) -> Self:
        """Deliver events to this cell: those of `source`, and those at `times` [ms]; see `Cell.connect`."""
        self.connections.append(connection(self.name, source, weight, delay, times))
        return self

    def record(self, *variables: str) -> Self:
        """Record states, assigned variables or parameters; the traces are called `<name>.<variable>`."""
        for variable in variables:
            check_field(self.mechanism, variable)
        self.recorded += [v for v in variables if v not in self.recorded]
        return self

    def run(self, duration: Any, dt: Any = 0.025, **options: Any) -> "RunResult":
        """Simulate this cell alone for `duration` [ms]; see `braincell.run`."""
        from braincell.run import run

        return run(self, duration, dt, **options)
