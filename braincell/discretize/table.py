"""Show which mechanism sits where, with its parameters, as a table."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.discretize.paint import DiscretizedCell, place_of


@dataclass(frozen=True)
class MechanismTable:
    """Rows (place, mechanism, parameter text), one per control volume and mechanism; printable."""

    rows: tuple[tuple[str, str, str], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        header = ("place", "mechanism", "parameters")
        widths = [max(len(row[i]) for row in (header, *self.rows)) for i in range(2)]
        return "\n".join(
            f"{place:<{widths[0]}}  {name:<{widths[1]}}  {text}".rstrip() for place, name, text in (header, *self.rows)
        )


def mechanism_table(cell: DiscretizedCell) -> MechanismTable:
    """The table of a discretized cell, cable properties included."""
    rows = []
    for cv in range(len(cell.cvs.area)):
        place = place_of(cell, cv)
        cable = {
            "axial_resistivity": cell.axial_resistivity[cv],
            "membrane_capacitance": cell.membrane_capacitance[cv],
        }
        rows.append((place, "cable", _text(cable)))
        for name, painted in cell.mechanisms.items():
            if painted.present[cv]:
                values = {k: v[..., cv] for k, v in painted.parameters.items()} | painted.globals
                rows.append((place, name, _text(values)))
        for name, ion in cell.ions.items():
            if ion.present[cv]:
                rows.append((place, f"{name}_ion", _text({k: v[cv] for k, v in ion.values.items()} | ion.globals)))
        rows += [(place, p.label, _text(p.parameters)) for p in cell.processes if p.cv == cv]
    return MechanismTable(tuple(rows))


def _text(values: dict) -> str:
    return " ".join(f"{k}={_number(v)}" for k, v in values.items())


def _number(value: Any) -> str:
    return f"[{', '.join(f'{x:g}' for x in value)}]" if np.ndim(value) else f"{value:g}"
