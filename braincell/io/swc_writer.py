"""Write SWC files that NEURON's Import3d and MorphIO read back to the same cable."""

import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from braincell.errors import MorphologyError
from braincell.io.file_section import SOMA
from braincell.io.swc import swc_morphology
from braincell.io.text_file import write_text
from braincell.morph.attachment import Attachment
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology

_KINDS = {"soma": SOMA, "axon": 2, "dendrite": 3, "basal_dendrite": 3, "apical_dendrite": 4}
_CUSTOM = 5
_SAME = 1e-6  # relative to the coordinates: float32 rounds them by 6e-8
_LOSSES = {
    "step": "{} begin(s) with another diameter than the parent's there, and NEURON will add the area of an annulus",
    "jump": "SWC has one diameter a point, so that a jump within {} became a slope",
    "gap": "the gap between {} and the parent became cable",
    "moved": "{} now hang(s) from the middle of the soma",
}


def write_swc(morphology: Morphology, path: str | Path) -> None:
    """Write a morphology as SWC: lengths, areas and attachments are those that NEURON and MorphIO then read.

    SWC has no names, types other than soma, axon, dendrite and apical dendrite become 5, and readers divide cable into
    sections of their own. Warns of what else it cannot hold: a branch that begins away from its parent, or with another
    diameter (two points in one place, which only MorphIO reads as it was), unless it hangs on a soma; jumps of
    diameter; places on a soma other than its ends and its middle. Raises `MorphologyError` for branches without
    coordinates, and for tips of diameter 0, which no reader takes.
    """
    file = Path(path)
    rows = _Rows(morphology)
    for k in range(len(morphology.branches)):
        rows.add(k)
    text = rows.text()
    losses = [_LOSSES[kind].format(_listed(names)) for kind, names in rows.losses.items()]
    losses = losses or _differences(morphology, swc_morphology(file, text))
    write_text(file, text)
    if losses:
        warnings.warn(f"{file.name}: {'; '.join(losses)}", stacklevel=3)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _differences(morphology: Morphology, read: Morphology) -> list[str]:
    """What a reader makes of the file that is not in the morphology: Import3d has rules for odd trees."""
    result = []
    for quantity, unit in (("total_length", "µm"), ("total_area", "µm²")):
        here, there = getattr(morphology.metric, quantity), getattr(read.metric, quantity)
        if abs(there / here - 1.0) > 1e-5:
            result.append(
                f"NEURON will read a {quantity.replace('_', ' ')} of {there:.6g} {unit} instead of {here:.6g}"
            )
    return result


@dataclass
class _Written:
    """A branch in the file: rows [n] (number of its line, from 1) and where they lie, from its attached end."""

    kind: int
    along: np.ndarray  # [n], 0–1
    row: np.ndarray  # [n]
    points: np.ndarray  # [n, 3] µm
    diameters: np.ndarray  # [n] µm


@dataclass
class _Rows:
    morphology: Morphology
    lines: list[str] = field(default_factory=list)
    losses: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parts = list(self.morphology.parts())
        self.written: list[_Written] = []
        self.children: list[list[int]] = [[] for _ in self.parts]
        for k, (_, _, at) in enumerate(self.parts[1:], start=1):
            self.children[at.parent].append(k)

    def text(self) -> str:
        """The file."""
        return "\n".join(["# id type x y z radius parent (um)", *self.lines]) + "\n"

    def add(self, k: int) -> None:
        """Append the rows of branch `k`, whose parent is there already."""
        name, branch, at = self.parts[k]
        if branch.points is None:
            raise MorphologyError(f"branch `{name}` has no coordinates, which SWC needs; use `Branch.from_points`")
        if branch.diameters_proximal[0] == 0.0 or branch.diameters_distal[-1] == 0.0:
            raise MorphologyError(f"branch `{name}` tapers to diameter 0 µm; readers of SWC refuse that")
        if (branch.diameters_proximal[1:] != branch.diameters_distal[:-1]).any():
            self._lose("jump", k)
        kind = _KINDS.get(branch.type, _CUSTOM)
        if k == 0 and self._is_sphere(branch):
            middle = branch.points[[1]].astype(float)
            row = self._append(kind, middle, branch.diameters_distal[:1], -1)
            self.written.append(_Written(kind, np.array([0.5]), row, middle, branch.diameters_distal[:1]))
            return
        along, points, diameters = _with_places(branch, at, self._places(k))
        parent, own = -1, 0
        if k:
            if kind != SOMA == self.written[at.parent].kind:
                along, points, diameters = _without_twins(along, points, diameters)
            parent, own = self._parent(k, kind, points, diameters)
        rows = self._append(kind, points[own:], diameters[own:], parent)
        self.written.append(_Written(kind, along, np.concatenate([[parent] * own, rows]), points, diameters))

    def _append(self, kind: int, points: np.ndarray, diameters: np.ndarray, parent: int) -> np.ndarray:
        first = len(self.lines) + 1
        for number, ((x, y, z), diameter) in enumerate(zip(points, diameters, strict=True), start=first):
            above = parent if number == first else number - 1
            self.lines.append(f"{number} {kind} {x:.9g} {y:.9g} {z:.9g} {diameter / 2.0:.9g} {above}")
        return np.arange(first, len(self.lines) + 1)

    def _is_sphere(self, soma: Branch) -> bool:
        """Whether a root is the cylinder that Import3d makes of a single point, with all children at its middle."""
        assert soma.points is not None
        if soma.type != "soma" or len(soma.points) != 3:
            return False
        diameter = soma.diameters_distal[0]
        offset = np.array([[-0.5, 0.0, 0.0], [0.0, 0.0, 0.0], [0.5, 0.0, 0.0]]) * diameter
        same = np.allclose(soma.points, soma.points[1] + offset, rtol=_SAME, atol=_SAME * diameter)
        constant = (soma.diameters_distal == diameter).all() and (soma.diameters_proximal == diameter).all()
        return bool(same and constant) and all(self.parts[c][2].parent_x == 0.5 for c in self.children[0])

    def _places(self, k: int) -> list[float]:
        """Where a branch needs points for its children, from its attached end."""
        _, branch, at = self.parts[k]
        along = [abs(self.parts[c][2].parent_x - at.child_x) for c in self.children[k]]
        if branch.type != "soma":
            return along
        assert branch.points is not None
        return [0.5] if self.children[k] and len(branch.points) == 2 else []

    def _parent(self, k: int, kind: int, points: np.ndarray, diameters: np.ndarray) -> tuple[int, int]:
        """The row that a branch hangs on, and the number of its first points that are left out."""
        at = self.parts[k][2]
        above = self.written[at.parent]
        along = abs(at.parent_x - self.parts[at.parent][2].child_x)
        i = int(np.argmin(np.abs(above.along - along)))
        touches = bool((np.abs(above.points[i] - points[0]) <= _SAME * (1.0 + np.abs(points[0]))).all())
        if above.kind == SOMA != kind:
            return self._on_soma(k, above, i, along, touches), 0
        if not touches:
            self._lose("gap", k)
            return int(above.row[i]), 0
        if abs(diameters[0] / above.diameters[i] - 1.0) > _SAME:
            self._lose("step", k)
            return int(above.row[i]), 0
        return int(above.row[i]), 1

    def _on_soma(self, k: int, soma: _Written, i: int, along: float, touches: bool) -> int:
        """The row of a soma that a branch with all its points hangs on: readers see a wire, or a point twice."""
        if len(soma.row) == 1:
            return int(soma.row[0])
        if along in (0.0, 1.0) and (touches or self._forks(self.parts[k][2].parent, along)):
            return int(soma.row[i])
        if along != 0.5:
            self._lose("moved", k)
        return int(soma.row[len(soma.row) // 2])

    def _forks(self, soma: int, along: float) -> bool:
        """Whether two stretches of soma go on from an end of one: all else hangs there by wires, says Import3d."""
        end = self.parts[soma][2].child_x
        others = [self.parts[c] for c in self.children[soma] if abs(self.parts[c][2].parent_x - end) == along]
        return sum(branch.type == "soma" for _, branch, _ in others) + (along == 0.0 and soma == 0) > 1

    def _lose(self, kind: str, k: int) -> None:
        self.losses.setdefault(kind, []).append(self.parts[k][0])


def _with_places(branch: Branch, at: Attachment, places: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions [n] (0–1), points [n, 3] and diameters [n] of a branch from its attached end, `places` among them."""
    cable = branch if at.child_x == 0 else branch.turned()
    assert cable.points is not None
    along = cable.arc / cable.length
    points = cable.points.astype(float)
    diameters = np.concatenate([cable.diameters_proximal[:1], cable.diameters_distal])
    for place in places:
        if np.abs(along - place).min() > 1e-9:
            i = int(np.searchsorted(along, place))
            fraction = (place - along[i - 1]) / (along[i] - along[i - 1])
            middle = points[i - 1] + fraction * (points[i] - points[i - 1])
            points = np.insert(points, i, middle.astype(np.float32), axis=0)
            between = diameters[i - 1] + fraction * (diameters[i] - diameters[i - 1])
            diameters = np.insert(diameters, i, np.float32(between))
            along = np.insert(along, i, place)
    return along, points, diameters


def _without_twins(along: np.ndarray, points: np.ndarray, diameters: np.ndarray) -> tuple[np.ndarray, ...]:
    """Without first points that say nothing new; reading and writing again would add one each time."""
    first = 0
    while first < len(points) - 2 and (points[first] == points[first + 1]).all():
        if diameters[first] != diameters[first + 1]:
            break
        first += 1
    return along[first:], points[first:], diameters[first:]
