"""Compute areas, diameters and axial resistances of a section's segments from its shape."""

from typing import TYPE_CHECKING

import numpy as np

from braincell.discretize.control_volume import control_volumes
from braincell.errors import InputError
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.section import Section

_SAME_DIAMETER = 1e-9  # µm: NEURON overwrites a stored diameter only if it changes by more


def branch_of(section: "Section") -> Branch:
    """The section as a branch, x ascending: its 3-d points, or one cylinder per segment.

    Point 0 always belongs to the end nearest the root. Raises `InputError` if all points coincide.
    """
    points, n = section._points, section._nseg
    if len(points) < 2:
        diameters = section._range["morphology"]["diam"].values()
        return Branch.from_lengths(
            np.full(n, section._length / n), radii_proximal=diameters / 2.0, radii_distal=diameters / 2.0
        )
    lengths, diameters = np.diff(points.arc), np.abs(points.diameters)
    if section._own_end == 1:
        lengths, diameters = lengths[::-1], diameters[::-1]
    if not lengths.sum() > 0.0:
        raise InputError(f"{section}: its {len(points)} 3-d points lie in one place; a section needs a positive length")
    return Branch.from_lengths(lengths, diameters / 2.0)


def refresh(section: "Section") -> None:
    """Bring a section's diameters, areas and axial resistances up to date with its shape."""
    if section not in WORLD.stale_geometry:
        return
    diam = section._range["morphology"]["diam"]
    if len(section._points) == 1:
        section._length = 1e-9  # NEURON's length of a section with a single point
    cvs = control_volumes(Morphology.from_root(branch_of(section), "section"), np.array([section._nseg]))
    if len(section._points) > 1:
        old = diam.values()
        diam.fill(np.where(np.abs(cvs.diam - old) > _SAME_DIAMETER, cvs.diam, old))
    cable = section._range["cable"]
    cable["area"].fill(cvs.area)
    cable["proximal"].fill(cvs.resistance_proximal)
    cable["distal"].fill(cvs.resistance_distal)
    WORLD.stale_geometry.discard(section)


def overwrite_points(section: "Section") -> None:
    """After an assignment to `diam`: every 3-d point takes the diameter of the segment that it lies in."""
    points = section._points
    if len(points) < 2:
        return
    diameters = section._range["morphology"]["diam"].values()
    for i, arc in enumerate(points.arc):
        x = arc / points.arc[-1]
        points.diameters[i] = float(np.float32(diameters[section._index(1.0 - x if section._own_end else x)]))


def area(section: "Section", x: float) -> float:
    """Membrane area [µm²] of the segment at `x`; 0 at the ends."""
    refresh(section)
    return 0.0 if x in (0.0, 1.0) else section._range["cable"]["area"][section._index(x)]


def volume(section: "Section", x: float) -> float:
    """Volume [µm³] of the segment at `x`, summed over its frusta; 0 at the ends."""
    refresh(section)
    if x in (0.0, 1.0):
        return 0.0
    branch, i, n = branch_of(section), section._index(x), section._nseg
    if section._own_end and len(section._points) > 1:
        i = n - 1 - i  # NEURON counts volumes from point 0, wherever that is
    start, stop = branch.length * i / n, branch.length * (i + 1) / n
    total = 0.0
    for a, b, d0, d1 in zip(
        branch.arc[:-1], branch.arc[1:], branch.diameters_proximal, branch.diameters_distal, strict=True
    ):
        low, high = max(a, start), min(b, stop)
        if low < high:
            first, last = (d0 + (d1 - d0) * (at - a) / (b - a) for at in (low, high))
            total += (high - low) * (first * first + first * last + last * last)
    return float(np.pi / 12.0 * total)


def axial_resistance(section: "Section", x: float) -> float:
    """Resistance [MΩ] from the node at `x` to the next one toward the root; 1e30 at the root."""
    refresh(section)
    cable, resistivity, last = section._range["cable"], section.Ra, section._nseg - 1
    near, far = ("distal", "proximal") if section._own_end else ("proximal", "distal")
    if x == section._own_end:  # the node that the section hangs on
        above = section.parentseg()
        return 1e30 if above is None else above.ri()
    if x in (0.0, 1.0):
        return cable[far][0 if section._own_end else last] * resistivity
    i = section._index(x)
    before = i + 1 if section._own_end else i - 1
    total = cable[near][i]
    return (total + cable[far][before] if 0 <= before <= last else total) * resistivity


def length_constant(section: "Section", frequency: float) -> float:
    """AC length constant [µm] at `frequency` [Hz]: from the 3-d points, else from the diameter at the middle."""
    refresh(section)
    middle = section._index(0.5)
    factor = 4.0 * np.pi * frequency * section.Ra * section._range["capacitance"]["cm"][middle]
    if factor == 0.0:
        return 1e10
    points = section._points
    if len(points) < 2:
        return float(1e5 * np.sqrt(section._range["morphology"]["diam"][middle] / factor))
    diameters = np.abs(points.diameters)
    electrotonic = np.sum(np.diff(points.arc) / np.sqrt(diameters[:-1] + diameters[1:]))
    return float(section.L / (electrotonic * np.sqrt(2.0) * 1e-5 * np.sqrt(factor)))
