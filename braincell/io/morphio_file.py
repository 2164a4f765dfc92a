"""Read Neurolucida (ASC) and H5 morphologies through MorphIO."""

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from braincell.errors import MorphologyError
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology

_SUFFIXES = (".asc", ".h5")
_NAMES = {2: ("axon", "axon"), 3: ("dend", "basal_dendrite"), 4: ("apic", "apical_dendrite")}


def read_morphio(path: str | Path) -> Morphology:
    """The morphology of an ASC or H5 file: one branch per section of the file, as MorphIO reads it.

    A soma of one point, or a contour, becomes a cylinder with the area of a sphere: of the point's diameter, or of the
    contour's mean distance from its centre. Contours warn, because NEURON's Import3d slices them instead. Sections
    that start at the soma hang from its middle by a wire without length. Raises `MorphologyError` with the file's
    name for what MorphIO cannot read, and for files without a soma.
    """
    file = Path(path)
    source = _source(file)
    morphology = Morphology.from_root(_soma(source, file), "soma[0]")
    counts: dict[str, int] = {}
    names: dict[int, str] = {}
    for section in source.iter():
        prefix, kind = _NAMES.get(int(section.type), (f"dend_{int(section.type)}", "custom"))
        name = f"{prefix}[{counts.get(prefix, 0)}]"
        try:
            branch = Branch.from_points(section.points, np.asarray(section.diameters, float) / 2.0, type=kind)
        except MorphologyError as error:
            raise MorphologyError(f"{file}: section {section.id}: {error}") from None
        counts[prefix] = counts.get(prefix, 0) + 1
        names[section.id] = name
        parent = "soma[0]" if section.is_root else names[section.parent.id]
        x = 0.5 if section.is_root else 1.0
        morphology.attach(parent=parent, child_branch=branch, child_name=name, parent_x=x)
    return morphology


def _source(file: Path) -> Any:
    if file.suffix.lower() not in _SUFFIXES:
        raise MorphologyError(f"{file}: its name must end in .asc or .h5; read SWC files with `Morphology.from_swc`")
    if not file.is_file():
        raise MorphologyError(f"{file}: the file cannot be read: there is no such file")
    if file.stat().st_size == 0:
        raise MorphologyError(f"{file}: the file is empty")
    import morphio

    try:
        morphio.set_maximum_warnings(0)
        return morphio.Morphology(str(file))
    except Exception as error:
        place, reason = _complaint(str(error), str(file))
        raise MorphologyError(f"{place}: MorphIO cannot read it: {reason}") from None


def _complaint(text: str, file: str) -> tuple[str, str]:
    """Place and reason out of MorphIO's coloured lines, the first of which may be `file:line:error`."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip()]
    found = re.fullmatch(r"(.*:\d+):error", lines[0]) if lines else None
    if found:
        return found[1], " ".join(lines[1:]) or "it is malformed"
    return file, " ".join(lines) or "it is malformed"


def _soma(source: Any, file: Path) -> Branch:
    points = np.asarray(source.soma.points, float)
    diameters = np.asarray(source.soma.diameters, float)
    if len(points) == 0:
        raise MorphologyError(f"{file}: the file has no soma; add one, or build the root branch by hand")
    centre = points.mean(axis=0)
    if len(points) == 1:
        diameter = float(diameters[0])
    else:
        diameter = 2.0 * float(np.linalg.norm(points - centre, axis=1).mean())
        warnings.warn(
            f"{file.name}: the soma's contour of {len(points)} points became a sphere of diameter {diameter:.4g} µm; "
            "NEURON's Import3d slices contours instead, so that its soma differs",
            stacklevel=4,
        )
    offset = np.array([[-diameter / 2, 0.0, 0.0], [0.0, 0.0, 0.0], [diameter / 2, 0.0, 0.0]])
    return Branch.from_points(centre + offset, np.full(3, diameter / 2.0), type="soma")
