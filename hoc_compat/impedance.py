"""NEURON's Impedance: how voltages answer to a small sinusoidal current."""

import cmath
import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError, UnsupportedError
from hoc_compat.address import node_of
from hoc_compat.equal_branches import refuse_several
from hoc_compat.hoc_object import HocObject
from hoc_compat.linear_response import admittance
from hoc_compat.run import SIMULATION, number
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD


class Impedance(HocObject):
    """`h.Impedance()`: `loc` says where current is injected, `compute` at which frequency; the others ask.

    Impedances are in MΩ, phases in radians. All sections are seen in their present state: voltages, conductances.
    """

    def __init__(self) -> None:
        self._section: weakref.ref[Any] | None = None
        self._x = 0.0
        self._deltafac = 0.001
        self._structure = -1
        self._solve: Any = None
        self._transfer = np.zeros(0, complex)

    def loc(self, place: Any, sec: Any = None) -> float:
        """Inject at a segment, or at `x` of `sec` (the current section if not given); at a negative `x`, nowhere."""
        if not isinstance(place, Segment) and number(f"{self}.loc", "x", place) < 0.0:
            self._section = None
            return 0.0
        segment = _segment(place, sec)
        self._section, self._x = weakref.ref(segment.sec), segment.x
        return 0.0

    def compute(self, frequency: float, extended: float = 0, maxiter: int = 500) -> float:
        """Solve for a current of `frequency` [Hz]; 0 gives the response to a constant one.

        `extended`: the states of the mechanisms follow the voltage; else only the present conductances count.
        """
        from scipy.sparse.linalg import splu  # here, since scipy takes half a second to load

        hertz = number(f"{self}.compute", "frequency", frequency)
        section = self._section and self._section()
        if section is None or section._deleted:
            raise InputError(f"{self}.compute: there is no place to inject current; say where with `loc(soma(0.5))`")
        program = SIMULATION.program()
        if program.base.layout.extracellular is not None:
            raise UnsupportedError(f"{self}.compute: cells with `extracellular` have no impedances here; take it out")
        refuse_several(WORLD.sections(), "impedances are those of single branches")
        if program.linear:
            raise UnsupportedError(f"{self}.compute: cells with a LinearMechanism have no impedances here; take it out")
        step = self._deltafac if extended else None
        matrix, state = admittance(program.model(initial=True), program.state(), WORLD.dt, hertz, step)
        program.arrive(state)
        self._structure = WORLD.structure
        self._solve = splu(matrix).solve
        self._transfer = self._answer(node_of(section(self._x)))
        return 0.0

    def transfer(self, place: Any, sec: Any = None) -> float:
        """|v(place) / i(loc)|, which is |v(loc) / i(place)|, too [MΩ]."""
        return float(abs(self._transfer[self._node("transfer", place, sec)]))

    def transfer_phase(self, place: Any, sec: Any = None) -> float:
        """The phase of v(place) / i(loc)."""
        return cmath.phase(self._transfer[self._node("transfer_phase", place, sec)])

    def input(self, place: Any, sec: Any = None) -> float:
        """|v(place) / i(place)| [MΩ]."""
        return float(abs(self._input(self._node("input", place, sec))))

    def input_phase(self, place: Any, sec: Any = None) -> float:
        """The phase of v(place) / i(place)."""
        return cmath.phase(self._input(self._node("input_phase", place, sec)))

    def ratio(self, place: Any, sec: Any = None) -> float:
        """|v(loc) / v(place)| for current injected at `place`."""
        node = self._node("ratio", place, sec)
        return float(abs(self._transfer[node] / self._input(node)))

    def deltafac(self, factor: float | None = None) -> float:
        """The step of the difference quotients of an extended `compute`, after setting it if one is given."""
        if factor is not None:
            step = number(f"{self}.deltafac", "factor", factor)
            if not 1e-10 <= step <= 1.0:
                raise InputError(f"{self}.deltafac: `factor` is {step:g}; it must be between 1e-10 and 1")
            self._deltafac = step
        return self._deltafac

    def _node(self, method: str, place: Any, sec: Any) -> int:
        if self._solve is None:
            raise InputError(f"{self}.{method}: nothing is computed yet; call `compute(frequency)` first")
        if self._structure != WORLD.structure:
            raise InputError(f"{self}.{method}: sections or mechanisms have changed; call `compute` again")
        return node_of(_segment(place, sec))

    def _answer(self, node: int) -> np.ndarray:
        """Voltages [node] mV for 1 nA into a node."""
        current = np.zeros(SIMULATION.program().base.layout.n_node, complex)
        current[node] = 1.0
        return self._solve(current)

    def _input(self, node: int) -> complex:
        return self._answer(node)[node]


def _segment(place: Any, sec: Any) -> Segment:
    return place if isinstance(place, Segment) else (WORLD.current_section() if sec is None else sec)(place)
