"""Choose between fixed and variable steps as NEURON's standard run system does: `cvode_active`, `cvode_local`."""

from hoc_compat.cvode import CVode
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD


class StepChoice:
    """What NEURON's panel for numerical methods does.

    Unlike `cvode.active(1)` alone it lets runs end exactly at tstop (`using_cvode_`), and it keeps dt: the variable
    step leaves the length of its last step there, which the next choice replaces.
    """

    def __init__(self) -> None:
        self._fixed_dt = WORLD.dt
        self._holds_dt = False

    def choose(self, variable: bool, local: bool = False) -> None:
        """Steps of variable length, `local` ones for each cell (which changes nothing here), or fixed ones."""
        was_variable = SIMULATION.variable.active
        if variable:
            if not was_variable and not self._holds_dt:
                self._fixed_dt, self._holds_dt = WORLD.dt, True
            CVode().use_local_dt(float(local))
            WORLD.dt = self._fixed_dt
        elif was_variable:
            WORLD.dt, self._holds_dt = self._fixed_dt, False
        SIMULATION.variable.active = variable
        SIMULATION.using_cvode = float(variable)


STEP_CHOICE = StepChoice()
"""That of the one world."""
