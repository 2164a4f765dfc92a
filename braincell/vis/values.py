"""One value per control volume to colour a picture by: given, computed, or a cell's own by name."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.cell import Cell
from braincell.discretize.paint import DiscretizedCell, context, discretize, place_of
from braincell.errors import InputError, unknown_name
from braincell.mech.mechanism import Mechanism
from braincell.units import magnitude
from braincell.vis.tree import path_starts


@dataclass(frozen=True)
class Values:
    """`numbers` [cv], NaN where a mechanism is absent, and what the colour bar says."""

    numbers: np.ndarray
    label: str
    unit: str

    @property
    def title(self) -> str:
        """`label [unit]`."""
        return f"{self.label} [{self.unit}]".strip() if self.unit else self.label


def cv_values(owner: str, cell: Cell, values: Any, label: str = "", unit: str = "") -> tuple[Values, np.ndarray]:
    """The values of a cell's control volumes, and how many of these each branch has, [branch].

    `values` is an array [cv] or a quantity, a function of a control volume's context (`braincell.discretize`) or a
    name: `area`, `diam`, `length`, `distance`, or `mechanism.parameter` as `Cell.mech_table` shows them. `label` and
    `unit` replace a name's own. Raises `InputError`, naming `owner`, for a wrong shape and for a value that is not
    finite, naming its control volume, and `UnknownNameError` for a name.
    """
    found = discretize(cell)
    counts = np.diff(found.cvs.first)
    if isinstance(values, str):
        numbers, own_unit = _named(owner, found, values)
        return Values(numbers, label or values, unit or own_unit), counts
    if callable(values):
        values = [values(context(found, cv)) for cv in range(len(found.cvs.area))]
    try:
        numbers = np.asarray(magnitude(values, unit or "1", "values"), float)
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{owner}: `values` is {values!r}; one number per control volume is needed") from None
    n_cv = len(found.cvs.area)
    if numbers.shape != (n_cv,):
        raise InputError(
            f"{owner}: `values` has the shape {numbers.shape}; give one value for each of {n_cv} control volumes, "
            "which of a `Morphology` are its branches"
        )
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        place = place_of(found, int(wrong[0]))
        raise InputError(f"{owner}: `values` is {numbers[wrong[0]]} at {place}; finite numbers are needed")
    return Values(numbers, label or "value", unit), counts


def _named(owner: str, cell: DiscretizedCell, name: str) -> tuple[np.ndarray, str]:
    """A cell's own values [cv] by name, and their unit."""
    cvs = cell.cvs
    known: dict[str, tuple[Any, str]] = {
        "area": (cvs.area, "µm²"),
        "diam": (cvs.diam, "µm"),
        "length": (cvs.length, "µm"),
        "distance": (_distances(cell), "µm"),
        "cable.axial_resistivity": (cell.axial_resistivity, "Ω·cm"),
        "cable.membrane_capacitance": (cell.membrane_capacitance, "µF/cm²"),
    }
    for ion, painted in cell.ions.items():
        known |= {f"{ion}_ion.{key}": (values, "mV" if key == "e" else "mM") for key, values in painted.values.items()}
    for mechanism, painted in cell.mechanisms.items():
        unit = _units(painted.cls)
        for key, values in painted.parameters.items():
            elements = {key: values} if values.ndim == 1 else {f"{key}[{i}]": row for i, row in enumerate(values)}
            known |= {f"{mechanism}.{element}": (row, unit[key]) for element, row in elements.items()}
        for key, value in painted.globals.items():
            if np.ndim(value) == 0:
                known[f"{mechanism}.{key}"] = (np.where(painted.present, value, np.nan), unit[key])
    if name not in known:
        raise unknown_name("value", name, known, f"`{cell.cell.name}` ({owner})")
    numbers, unit = known[name]
    return np.asarray(numbers, float), unit


def _units(mechanism: type[Mechanism]) -> dict[str, str]:
    """Units of a mechanism's parameters in print: S/cm² for S/cm2."""
    return {key: p.unit.replace("cm2", "cm²").replace("um", "µm") for key, p in mechanism.parameters.items()}


def _distances(cell: DiscretizedCell) -> np.ndarray:
    """Path distances [cv] µm from the root's x = 0 to the centres."""
    morphology, cvs = cell.cell.morphology, cell.cvs
    near = np.array([at.child_x for at in morphology.attachments])[cvs.branch]
    lengths = np.array([morphology.branch(k).length for k in range(len(morphology.branches))])[cvs.branch]
    return path_starts(morphology)[cvs.branch] + np.abs(cvs.x - near) * lengths
