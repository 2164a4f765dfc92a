"""Neurons of one compartment, one or many of the same kind."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from braincell.cell import Cell, Paintable, Placeable
from braincell.electrode.waveform_clamp import WaveformClamp
from braincell.errors import InputError
from braincell.filter.locset import at
from braincell.filter.region import AllRegion
from braincell.mech.cable import CableProperty
from braincell.mech.declaration import Channel, Ion, MechanismDeclaration, PointProcess
from braincell.mech.mechanism import Mechanism
from braincell.mech.mix_ions import MixIons
from braincell.mech.point import IClamp
from braincell.mech.probe import SpikeDetector, StateProbe
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology
from braincell.neuron import HHTypedNeuron
from braincell.units import finite, magnitude, positive

if TYPE_CHECKING:
    from braincell.result import RunResult

_RESISTIVITY = 35.4  # Ω·cm, NEURON's default; nothing flows along a single compartment
_INPUT = "I_ext"


class SingleCompartment(HHTypedNeuron):
    """`size` neurons of one cylindrical compartment each, `length` and `radius` in µm, capacitance `C` [µF/cm²].

    Mechanisms are given by keyword or with `add`; a parameter is a number for all neurons, or an array [size] with one
    for each, as are `V_initializer` [mV], `C`, `length` and `radius`. Every neuron has a detector that is called
    "spike", with the threshold `V_th` [mV].

        neurons = SingleCompartment(3, hh=Channel("hh", gnabar=[0.1, 0.12, 0.14]))
        result = neurons.run(100, I_ext=0.1)     # nA into each
        result["v"]                              # [sample, 3] mV

    Raises `InputError` at the call that makes the mistake.
    """

    def __init__(
        self,
        size: int = 1,
        length: Any = 10.0,
        radius: Any = 5.0,
        C: Any = 1.0,
        *,
        V_th: Any = 0.0,
        V_initializer: Any = -65.0,
        celsius: Any = 6.3,
        solver: str = "staggered",
        name: str = "neuron",
        **mechanisms: Any,
    ):
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise InputError(f"SingleCompartment: `size` is {size!r}; a whole number from 1 on is needed")
        self.size = int(size)
        self._V_init = self._each(V_initializer, "mV", "V_initializer", finite)
        super().__init__(V_init=self._V_init[0], V_th=V_th, celsius=celsius, solver=solver, name=name)
        self.length = self._each(length, "um", "length", positive)
        self.radius = self._each(radius, "um", "radius", positive)
        self.C = self._each(C, "uF/cm2", "C", positive)
        self._mechanisms: list[Channel | Ion] = []
        self._placed: list[Placeable] = []
        self._events: list[tuple[str, Any, Any]] = []
        self._live: _Live | None = None
        self.add(**mechanisms)

    # declaration

    def add(self, *mechanisms: Paintable | MixIons | type[Mechanism] | str, **named: Any) -> Self:
        """Add channels and ions: `add("hh", Ion("na", e=55))`, `add(leak=Channel("pas", g=1e-4))`.

        A keyword is the name by which probes find the mechanism; channels of a `MixIons` have their own.
        """
        for thing in mechanisms:
            self._add(Channel(thing) if isinstance(thing, (str, type)) else thing)
        for name, thing in named.items():
            made = Channel(thing, name=name) if isinstance(thing, (str, type)) else copy(thing)
            if isinstance(made, Channel):
                made.name = name
            self._add(made)
        return self

    def _add(self, thing: Any) -> None:
        if isinstance(thing, MixIons):
            for part in thing.parts():
                self._add(part)
            return
        if not isinstance(thing, Channel | Ion):
            raise InputError(
                f"SingleCompartment: {thing!r} cannot be added; give a `Channel`, an `Ion` or the name of a mechanism, "
                "and use `place` for clamps, synapses and probes"
            )
        values = thing.parameters if isinstance(thing, Channel) else thing.values
        for key, value in values.items():
            self._of_one(value, key, 0)
        self._mechanisms.append(thing)
        self._live = None

    def place(self, *things: Placeable) -> Self:
        """Put clamps, synapses and probes on every neuron; numbers may be arrays [size] here, too."""
        for thing in things:
            if not isinstance(thing, Placeable):
                raise InputError(f"place: {thing!r} cannot be placed; use a clamp, `PointProcess` or a probe")
        self._placed += things
        self._live = None
        return self

    def connect(self, target: str, *, times: Any, weight: Any = 0.0) -> Self:
        """Deliver events to the synapse named `target` of every neuron at `times` [ms]; see `Cell.connect`."""
        self._events.append((target, times, weight))
        self._live = None
        return self

    @property
    def area(self) -> np.ndarray:
        """Membrane area of each neuron [size] µm²."""
        return 2.0 * np.pi * self.radius * self.length

    def cells(self) -> list[Cell]:
        """Each neuron as a cell of its own, called `name[k]`, or `name` if there is one."""
        return self._cells(None)

    def _cells(self, current: "Callable[[int], PointProcess] | None") -> list[Cell]:
        made = []
        for k in range(self.size):
            branch = Branch.from_lengths(lengths=[self.length[k]], radii=[self.radius[k]] * 2, type="soma")
            cell = Cell(
                Morphology.from_root(branch, name="soma"),
                V_init=self._V_init[k],
                V_th=self.V_th,
                celsius=self.celsius,
                solver=self.solver,
                name=self.name if self.size == 1 else f"{self.name}[{k}]",
            )
            cable = CableProperty(axial_resistivity=_RESISTIVITY, membrane_capacitance=self.C[k])
            cell.paint(AllRegion(), cable, *(self._of(thing, k) for thing in self._mechanisms))
            placed = [StateProbe("v", name="v"), SpikeDetector(name="spike"), *(self._of(t, k) for t in self._placed)]
            cell.place(at("soma", 0.5), *placed, *([] if current is None else [current(k)]))
            for target, times, weight in self._events:
                cell.connect(target, times=times, weight=weight)
            made.append(cell)
        return made

    def _of(self, thing: Any, k: int) -> Any:
        """What one neuron has of a mechanism."""
        if isinstance(thing, Ion):
            return Ion(thing.ion, **{key: self._of_one(x, key, k) for key, x in thing.values.items()})
        if not isinstance(thing, MechanismDeclaration):
            return thing
        own = copy(thing)
        own.parameters = {key: self._of_one(x, key, k) for key, x in thing.parameters.items()}
        return own

    def _of_one(self, value: Any, name: str, k: int) -> Any:
        if callable(value) or np.ndim(value) == 0:
            return value
        if np.shape(value) != (self.size,):
            raise InputError(
                f"{self.name}: `{name}` has the shape {np.shape(value)}; give a number, or one for each of the "
                f"{self.size} neurons"
            )
        return float(np.asarray(value)[k])

    def _each(self, value: Any, unit: str, name: str, check: Callable[..., float]) -> np.ndarray:
        numbers = np.asarray(magnitude(value, unit, name))
        if numbers.ndim and numbers.shape != (self.size,):
            raise InputError(
                f"SingleCompartment: `{name}` has the shape {numbers.shape}; give a number, or one for each of the "
                f"{self.size} neurons"
            )
        checked = [check(x, unit, name, "SingleCompartment") for x in np.atleast_1d(numbers)]
        return np.broadcast_to(np.array(checked), (self.size,)).copy()

    # simulation

    def run(self, duration: Any, dt: Any = 0.025, *, I_ext: Any = None, **options: Any) -> "RunResult":
        """Simulate for `duration` [ms]; see `braincell.run`. A trace is [sample, size], or [sample] of one neuron.

        `I_ext` [nA] flows into the neurons: a number, one for each [size], or samples [step] or [step, size], each held
        for one `dt`.
        """
        from braincell.run import run

        cells = self._cells(None if I_ext is None else self._input(I_ext, positive(dt, "ms", "dt", "run")))
        result = run(cells, duration, dt, **options)
        return result if self.size == 1 else _together(result, [cell.name for cell in cells])

    def _input(self, I_ext: Any, dt: float) -> Callable[[int], PointProcess]:
        values = self._currents(I_ext)
        if values.ndim == 1:
            return lambda k: PointProcess(IClamp, name=_INPUT, delay=-1.0, dur=1e30, amp=values[k])
        return lambda k: PointProcess(WaveformClamp, name=_INPUT, interval=dt, vectors={"current": values[:, k]})

    def _currents(self, I_ext: Any) -> np.ndarray:
        """[size], or [step, size]."""
        values = np.asarray(magnitude(I_ext, "nA", "I_ext"), float)
        if values.ndim == 1 and len(values) != self.size:
            values = values[:, None]
        if values.ndim > 2 or not np.isfinite(values).all():
            raise InputError(f"run: `I_ext` is {I_ext!r}; give finite numbers, [size], [step] or [step, size]")
        if values.ndim == 2 and values.shape[1] not in (1, self.size):
            raise InputError(f"run: `I_ext` has the shape {values.shape}; it is [step, size], of {self.size} neurons")
        return np.broadcast_to(values, (*values.shape[:-1], self.size) if values.ndim else (self.size,))

    # step by step

    def init_state(self, dt: Any = 0.025) -> Self:
        """Begin a simulation step by step, with steps of `dt` [ms]: voltages and states at their initial values."""
        self._live = _Live(self, positive(dt, "ms", "dt", "init_state"))
        return self

    reset_state = init_state

    def update(self, I_ext: Any = 0.0) -> np.ndarray:
        """Make one step with the current `I_ext` [nA], one for all or for each; which passed `V_th` in it [size].

        For many steps `run` is faster: it is compiled as a whole.
        """
        if self._live is None:
            self.init_state()
        assert self._live is not None
        return self._live.advance(self._currents(I_ext))

    @property
    def V(self) -> np.ndarray:
        """The voltages [size] mV of the simulation step by step."""
        return np.asarray(self._V_init if self._live is None else self._live.voltages)

    def __repr__(self) -> str:
        lines = [f"SingleCompartment({self.size}, name={self.name!r}, solver={self.solver!r})"]
        return "\n".join([*lines, *(f"  {thing!r}" for thing in (*self._mechanisms, *self._placed))])


class _Live:
    """A simulation that is advanced step by step."""

    def __init__(self, neurons: SingleCompartment, dt: float):
        from braincell.lower.lower import lower
        from braincell.quad.method import get_integrator
        from braincell.quad.scan import start

        self._neurons, self._dt, self._method = neurons, np.asarray(dt), get_integrator(neurons.solver)
        self._model, _ = lower(neurons._cells(lambda k: PointProcess(IClamp, name=_INPUT, delay=-1.0, dur=1e30)))
        self._state, _ = start(self._model, self._dt)

    @property
    def voltages(self) -> np.ndarray:
        return np.asarray(self._state.v)[: self._neurons.size]

    def advance(self, currents: np.ndarray) -> np.ndarray:
        """One step."""
        from braincell.run import run_steps

        before = self.voltages
        self._model.parameters["IClamp"]["amp"] = self._with_input(currents)
        self._state, _, _ = run_steps(self._model, self._state, float(self._dt), 1, self._method)
        return (before <= self._neurons.V_th) & (self.voltages > self._neurons.V_th)

    def _with_input(self, currents: np.ndarray) -> np.ndarray:
        amplitudes = np.array(self._model.parameters["IClamp"]["amp"])
        layout = next(m for m in self._model.layout.mechanisms if m.name == "IClamp")
        places = [i for i, label in enumerate(layout.labels) if label.endswith(_INPUT)]
        amplitudes[places] = currents
        return amplitudes


def _together(result: "RunResult", names: Sequence[str]) -> "RunResult":
    """The result with one trace for all neurons in place of one for each."""
    from dataclasses import replace

    def joined(found: dict[str, Any]) -> dict[str, Any]:
        first = [key.removeprefix(f"{names[0]}.") for key in found if key.startswith(f"{names[0]}.")]
        return {key: np.stack([found[f"{name}.{key}"] for name in names], axis=-1) for key in first}

    return replace(result, traces=joined(result.traces), spikes=joined(result.spikes))
