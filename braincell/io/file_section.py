"""A section as Import3d makes it of a morphology file, and the rules that hold for all formats."""

from dataclasses import dataclass

import numpy as np

SOMA = 1
_TYPES = {1: ("soma", "soma"), 2: ("axon", "axon"), 3: ("dend", "basal_dendrite"), 4: ("apic", "apical_dendrite")}


@dataclass
class FileSection:
    """One unbranched run of points, with NEURON's rules for its first point already applied."""

    type: int
    first: int  # index of the first point of its own
    points: np.ndarray  # [n, 3] µm
    diameters: np.ndarray  # [n] µm
    parent: "FileSection | None" = None
    parent_x: float = 1.0
    logical: bool = False  # hangs from its parent's point by a wire without length
    connection: np.ndarray | None = None  # [3] µm, where that wire begins
    name: str = ""
    from_one_point: bool = False  # the file has one point of it, here a cylinder


def branch_type(kind: int) -> str:
    """The type of branch that a file's type number means."""
    return _TYPES.get(kind, ("", "custom"))[1]


def finished(sections: list[FileSection]) -> list[FileSection]:
    """The sections with length, named, single points turned into cylinders."""
    kept = _without_empty(sections)
    _name(kept)
    for section in kept:
        if len(section.diameters) == 1:
            _to_cylinder(section)
    return kept


def _without_empty(sections: list[FileSection]) -> list[FileSection]:
    """Sections without length removed; their children hang where they hung."""
    kept = list(sections)
    for section in reversed(sections):
        if section.parent is None:
            continue
        n = len(section.diameters)
        same = n == 2 and np.array_equal(section.points[0], section.points[1])
        if n <= 1 or same:
            kept = [s for s in kept if s is not section]
            for child in kept:
                if child.parent is section:
                    child.parent, child.parent_x = section.parent, section.parent_x
    return kept


def _name(sections: list[FileSection]) -> None:
    counts: dict[int, int] = {}
    for section in sections:
        number = counts.get(section.type, 0)
        counts[section.type] = number + 1
        default = f"minus_{-section.type}" if section.type < 0 else f"dend_{section.type}"
        section.name = f"{_TYPES.get(section.type, (default, ''))[0]}[{number}]"


def _to_cylinder(section: FileSection) -> None:
    """A lone point as three points along x: the cylinder with the area of the sphere."""
    section.from_one_point = True
    diameter = section.diameters[0]
    offset = np.array([[-diameter / 2, 0.0, 0.0], [0.0, 0.0, 0.0], [diameter / 2, 0.0, 0.0]])
    section.points, section.diameters = section.points[0] + offset, np.full(3, diameter)
