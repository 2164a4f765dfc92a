"""Run all rows of the catalogue under the protocol with which NEURON was recorded."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from braincell import SingleCompartment, run
from braincell.channel.catalogue import catalogue
from braincell.channel.templates import Markov
from braincell.ion import ion_defaults, nernst
from braincell.mech import Channel, Ion, MechanismProbe, PointProcess
from braincell.mech.mechanism import Mechanism
from braincell.mech.registry import find
from validation.catalogue import protocol
from validation.catalogue.cases import cases
from validation.catalogue.record import REFERENCES


@cache
def reference(name: str) -> dict[str, np.ndarray]:
    """What NEURON made of a row's `.mod` file: [temperature, sample, compartment] of each variable."""
    with np.load(Path(REFERENCES) / f"{name}.npz", allow_pickle=False) as file:
        return dict(file)


def about(name: str) -> dict:
    """How the reference was made."""
    return json.loads(str(reference(name)["about"]))


@cache
def ours(names: tuple[str, ...]) -> dict[str, dict[str, np.ndarray]]:
    """The same of rows of the catalogue, in one run for each temperature."""
    rows = [row for row in catalogue() if row.name in names]
    found: dict[str, dict[str, list]] = {}
    for celsius in protocol.CELSIUS:
        parts = [_compartments(row, celsius) for row in rows]
        result = run([cell for part in parts for cell in part.cells()], protocol.N_STEPS * protocol.DT, protocol.DT)
        for row in rows:
            for variable in _variables(row):
                names = [f"{row.name}[{k}].{variable}" for k in range(len(protocol.LEVELS))]
                samples = np.stack([np.asarray(result[name]) for name in names], axis=1)
                found.setdefault(row.name, {}).setdefault(variable, []).append(samples[list(protocol.SAMPLES)])
    return {name: {key: np.array(x) for key, x in variables.items()} for name, variables in found.items()}


def _variables(row) -> list[str]:
    case = cases()[row.name]
    return [*(case.only or row.mechanism.states), *row.mechanism.currents]


@cache
def _mechanism(name: str) -> type[Mechanism]:
    """The row's class, with the states that its recording begins with."""
    cls, starts = find(name), cases()[name].starts
    return cls.row(name, starts=starts) if starts and issubclass(cls, Markov) else cls


def _compartments(row, celsius: float) -> SingleCompartment:
    case, cls = cases()[row.name], _mechanism(row.name)
    parameters = {name: value for name, (_, value) in case.parameters.items()}
    parameters |= {name: case.amount for name in ("gbar", "pbar") if name in cls.parameters}
    part = SingleCompartment(
        len(protocol.LEVELS),
        protocol.LENGTH,
        protocol.DIAMETER / 2,
        protocol.CAPACITANCE,
        V_initializer=protocol.V_INIT,
        celsius=celsius,
        name=row.name,
    )
    part.add(Channel(cls, **parameters))
    if case.drive:
        part.add(Channel("hh", usetable=False) if case.drive == "hh" else Channel(case.drive, gbar=protocol.DRIVE))
    if case.nernst:
        part.add(_potential(row.ion, celsius))
    if any(use.ion == "ca" for use in cls.ions) and not case.drive:
        part.add(Ion("ca", ci=np.array(protocol.CALCIUM), co=protocol.CALCIUM_OUTSIDE))
    levels = {f"amp{k}": np.array([x[k - 1] for x in protocol.LEVELS]) for k in (1, 2, 3)}
    durations = {f"dur{k}": protocol.PHASE for k in (1, 2, 3)}
    part.place(PointProcess("SEClamp", rs=protocol.SERIES_RESISTANCE, **levels, **durations))
    return part.place(*(MechanismProbe(row.name, variable, name=variable) for variable in _variables(row)))


def _potential(ion: str, celsius: float) -> Ion:
    """The Nernst potential of NEURON's concentrations."""
    default = ion_defaults(ion)
    return Ion(ion, e=float(nernst(default.ci, default.co, default.valence or 0.0, celsius)))
