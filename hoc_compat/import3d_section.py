"""`reader.sections`: what an SWC reader of Import3d has found, before sections are made of it."""

from typing import Any

import numpy as np

from braincell.io.file_section import FileSection
from hoc_compat.hoc_object import HocObject
from hoc_compat.list import List
from hoc_compat.matrix import Matrix
from hoc_compat.vector import Vector


class Import3d_Section(HocObject):
    """One unbranched run of points (share/lib/hoc/import3d/import3d_sec.hoc), for reading.

    Attributes: `raw`, a Matrix of x, y, z [µm] by point, and `d`, the diameters [µm]; `first`, 1 if point 0 is where a
    wire to the parent begins, else 0; `type`; `parentsec`, another of these or None, and `parentx`.
    """

    is_subsidiary = iscontour_ = 0.0

    def __init__(self, section: FileSection, parent: "Import3d_Section | None"):
        points, diameters = section.points, section.diameters
        if section.from_one_point:
            points, diameters = points[1:2], diameters[1:2]
        if section.connection is not None:
            points = np.concatenate([[section.connection], points])
            diameters = np.concatenate([diameters[:1], diameters])
        self.raw, self.d = Matrix(3, len(points)), Vector(diameters)
        for row, values in enumerate(points.T):
            self.raw.setrow(row, Vector(values))
        self.first = float(section.connection is not None)
        self.type, self.parentx, self.parentsec = float(section.type), float(section.parent_x), parent


def listed(sections: list[FileSection]) -> Any:
    """A List of the sections as scripts read them."""
    made: dict[int, Import3d_Section] = {}
    found = List()
    for section in sections:
        parent = None if section.parent is None else made[id(section.parent)]
        found.append(made.setdefault(id(section), Import3d_Section(section, parent)))
    return found
