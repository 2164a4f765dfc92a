"""Compute areas, diameters and axial resistances of a section's segments from its shape."""

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from braincell.errors import InputError, UnsupportedError
from braincell.morph.branch import Branch
from braincell.morph.frusta import CableGeometry, integrate, snapped
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.section import Section

_SAME_DIAMETER = 1e-9  # µm: NEURON overwrites a stored diameter only if it changes by more
_TINY_DIAMETER = 1e-5  # µm: one below is overwritten always


def branch_of(section: "Section") -> Branch:
    """The section as a branch, x ascending: its 3-d points, or one cylinder per segment.

    Point 0 always belongs to the end nearest the root. Raises `InputError` if all points coincide or have no diameter.
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
    if not diameters.any():
        raise InputError(f"{section}: its {len(points)} 3-d points all have diameter 0 µm; a section needs a membrane")
    return Branch(lengths, diameters[:-1], diameters[1:])  # NEURON lets a tip taper to 0 µm


def refresh(section: "Section") -> None:
    """Bring a section's diameters, areas and axial resistances up to date with its shape."""
    if section not in WORLD.stale_geometry:
        return
    diam = section._range["morphology"]["diam"]
    if len(section._points) == 1:
        section._length = 1e-9  # NEURON's length of a section with a single point
    found = _integrated(section)
    if len(section._points) > 1:
        old = diam.values()
        changed = (np.abs(found.diam - old) > _SAME_DIAMETER) | (found.diam < _TINY_DIAMETER)
        diam.fill(np.where(changed, found.diam, old))
    cable = section._range["cable"]
    cable["area"].fill(found.area + WORLD.spine_area * _spines(section))
    length = section._points.arc[-1] if len(section._points) > 1 else section._length
    cable["length"].fill(np.full(section._nseg, length / section._nseg))
    cable["proximal"].fill(found.resistance_proximal)
    cable["distal"].fill(found.resistance_distal)
    WORLD.stale_geometry.discard(section)


def _integrated(section: "Section") -> CableGeometry:
    """Geometry of the segments, x ascending; 3-d points are integrated from point 0, wherever that is."""
    points, branch = section._points, branch_of(section)
    if len(points) < 2:
        arc = snapped(branch.arc, section._nseg)
        return integrate(arc, branch.diameters_proximal, branch.diameters_distal, section._nseg, least=0.0)
    diameters = np.abs(points.diameters)
    found = integrate(np.array(points.arc), diameters[:-1], diameters[1:], section._nseg)
    return found.turned() if section._own_end else found


def _spines(section: "Section") -> np.ndarray:
    """How many spines (3-d points whose diameter has a minus sign) each segment holds."""
    points, n = section._points, section._nseg
    counts = np.zeros(n)
    for arc, diameter in zip(points.arc, points.diameters, strict=True):
        if diameter < 0.0:
            counts[min(int(arc / points.arc[-1] * n), n - 1)] += 1.0
    return counts[::-1] if section._own_end else counts


def refuse_spines(sections: "list[Section]") -> None:
    """Raise `UnsupportedError` if spines add area to one of the sections: a native morphology holds none."""
    for section in sections if WORLD.spine_area else ():
        if any(diameter < 0.0 for diameter in section._points.diameters):
            raise UnsupportedError(f"{section}: its spines cannot become a native cell; `h.setSpineArea(0)` drops them")


def overwrite_points(section: "Section") -> None:
    """After an assignment to `diam`: every 3-d point takes the diameter of the segment that it lies in."""
    points = section._points
    if len(points) < 2 or WORLD.points_are_constant:
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
    """Volume [µm³] of the segment at `x`, summed over its frusta from point 0, wherever that is; 0 at the ends."""
    refresh(section)
    if x in (0.0, 1.0):
        return 0.0
    points, i, width = section._points, section._index(x), section.L / section._nseg
    if len(points) < 2:
        return float(np.pi / 4.0 * section._range["morphology"]["diam"][i] ** 2 * width)
    diameters, start, stop = np.abs(points.diameters), i * width, (i + 1) * width
    k = max(bisect_left(points.arc, start) - 1, 0)
    total, place, first = 0.0, start, _between(points.arc, diameters, k, start)
    while place < stop and k + 1 < len(points):
        k += 1
        end = min(points.arc[k], stop)
        last = diameters[k] if points.arc[k] < stop else _between(points.arc, diameters, k - 1, stop)
        total += (end - place) * (first * first + first * last + last * last)
        place, first = end, last
    return float(np.pi / 12.0 * total)


def _between(arc: list[float], diameters: np.ndarray, k: int, place: float) -> float:
    """Diameter at `place`, by the line through points k and k + 1."""
    if arc[k + 1] == arc[k]:
        return diameters[k]
    return diameters[k] + (diameters[k + 1] - diameters[k]) * (place - arc[k]) / (arc[k + 1] - arc[k])


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
