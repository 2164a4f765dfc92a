"""What both kinds of cell share: `Cell`, which has a morphology, and `SingleCompartment`."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from braincell.errors import InputError
from braincell.units import finite

if TYPE_CHECKING:
    from braincell.cell import Cell
    from braincell.result import RunResult


class HHTypedNeuron(ABC):
    """A neuron whose membrane is described by ion channels, ions and synapses.

    `V_init` [mV] is the voltage at initialisation, `V_th` [mV] the threshold of its spike detectors, `celsius` [°C] the
    temperature that its mechanisms see, `solver` the method of its runs (`braincell.quad.all_integrators()`).
    Raises `InputError` for what is no finite number.
    """

    def __init__(self, *, V_init: Any, V_th: Any, celsius: Any, solver: Any, name: str):
        owner = type(self).__name__
        if not isinstance(name, str) or not name:
            raise InputError(f"{owner}: `name` is {name!r}; a text is needed")
        self.V_init = finite(V_init, "mV", "V_init", owner)
        self.V_th = finite(V_th, "mV", "V_th", owner)
        self.celsius = finite(celsius, "degC", "celsius", owner)
        self.solver = solver
        self.name = name

    @abstractmethod
    def cells(self) -> "list[Cell]":
        """The cells, each with a morphology, that `lower` takes."""

    def run(self, duration: Any, dt: Any = 0.025, **options: Any) -> "RunResult":
        """Simulate for `duration` [ms]; see `braincell.run`."""
        from braincell.run import run

        return run(self.cells(), duration, dt, **options)
