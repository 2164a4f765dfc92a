"""Read SWC files into the branches that NEURON's Import3d makes of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from braincell.errors import MorphologyError
from braincell.io.file_section import SOMA, FileSection, branch_type, finished
from braincell.io.text_file import read_text
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology


@dataclass(frozen=True)
class _Points:
    id: np.ndarray
    type: np.ndarray
    xyz: np.ndarray
    diameter: np.ndarray
    parent: np.ndarray  # index, −1 at a root
    line: np.ndarray


def read_swc(path: str | Path) -> Morphology:
    """The morphology of an SWC file: sections, names (`soma[0]`, `dend[3]`) and points as NEURON's Import3d has them.

    A new section starts at every branch point and change of type; a soma of one point becomes a cylinder of three
    points with the sphere's area. NEURON: share/lib/hoc/import3d/read_swc.hoc. Raises `MorphologyError` with file and
    line for what cannot be read and for several trees.
    """
    file = Path(path)
    return swc_morphology(file, read_text(file))


def swc_morphology(file: Path, text: str) -> Morphology:
    """What `read_swc` makes of the text of a file, which errors name."""
    sections = _sections(_read_points(file, text, one_tree=True))
    root = sections[0]
    morphology = Morphology.from_root(_branch(root, file), root.name)
    for section in sections[1:]:
        assert section.parent is not None
        morphology.attach(
            parent=section.parent.name,
            child_branch=_branch(section, file),
            child_name=section.name,
            parent_x=section.parent_x,
        )
    return morphology


def swc_sections(path: Path) -> list[FileSection]:
    """The sections of an SWC file, in Import3d's order; parents come before their children.

    Roots after the first one hang from the first point, as in NEURON.
    """
    return _sections(_read_points(path, read_text(path), one_tree=False))


def _sections(points: _Points) -> list[FileSection]:
    ends, to_proximal = _section_ends(points)
    starts = [0, *(end + 1 for end in ends[:-1])]
    owner = np.searchsorted(ends, np.arange(len(points.id)))
    soma_children = _soma_children(points)
    sections: list[FileSection] = []
    for start, end in zip(starts, ends, strict=True):
        section = _section(points, start, end, sections, owner, soma_children, to_proximal)
        if not sections and _is_three_point_soma(points):  # one point stands for the sphere
            section.points, section.diameters = section.points[:1], section.diameters[:1]
        sections.append(section)
    return finished(sections)


def _read_points(path: Path, text: str, one_tree: bool) -> _Points:
    rows, lines = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.split("#")[0].split()
        if content:
            rows.append(row_values(content, f"{path}:{number}"))
            lines.append(number)
    if not rows:
        raise MorphologyError(f"{path}: the file holds no points; a line needs: id type x y z radius parent")
    table = np.array(rows, float)
    order = np.argsort(table[:, 0], kind="stable")
    table, line = table[order], np.array(lines)[order]
    ids, parents = table[:, 0].astype(int), table[:, 6].astype(int)
    parent = _parent_indices(path, ids, parents, line, one_tree)
    single = table[:, 2:6].astype(np.float32).astype(float)  # NEURON reads single precision
    return _Points(ids, table[:, 1].astype(int), single[:, :3], 2.0 * single[:, 3], parent, line)


def row_values(content: list[str], where: str) -> list[float]:
    """The seven numbers of a line; `MorphologyError`, with `where`, if they are not what they should be."""
    if len(content) < 7:
        raise MorphologyError(f"{where}: {len(content)} columns; a line needs 7: id type x y z radius parent")
    try:
        values = [float(word) for word in content[:7]]
    except ValueError as error:
        raise MorphologyError(f"{where}: {error}; a line needs 7 numbers: id type x y z radius parent") from None
    if not np.isfinite(values).all():
        raise MorphologyError(f"{where}: a value is not finite; every column needs a finite number")
    for column, name in ((0, "id"), (1, "type"), (6, "parent")):
        if values[column] != int(values[column]) or abs(values[column]) > 1e9:
            raise MorphologyError(f"{where}: the {name} is {content[column]}; it must be a whole number")
    if values[5] <= 0:
        raise MorphologyError(f"{where}: the radius is {content[5]} µm; it must be positive")
    if max(abs(value) for value in values[2:6]) > 1e9:
        raise MorphologyError(f"{where}: a coordinate or radius is beyond 1e9 µm")
    return values


def _parent_indices(path: Path, ids: np.ndarray, parents: np.ndarray, line: np.ndarray, one_tree: bool) -> np.ndarray:
    repeated = np.flatnonzero(np.diff(ids) == 0)
    if len(repeated):
        first = repeated[0]
        raise MorphologyError(
            f"{path}:{line[first + 1]}: the id {ids[first]} is that of line {line[first]} too; ids are unique"
        )
    index = {int(i): k for k, i in enumerate(ids)}
    result = np.full(len(ids), -1)
    for k, parent in enumerate(parents):
        if parent < 0:
            continue
        if int(parent) not in index:
            raise MorphologyError(f"{path}:{line[k]}: the parent {parent} of point {ids[k]} does not exist")
        if parent >= ids[k]:
            raise MorphologyError(
                f"{path}:{line[k]}: the parent {parent} of point {ids[k]} does not come before it; "
                "renumber the points so that parents have smaller ids"
            )
        result[k] = index[int(parent)]
    roots = np.flatnonzero(result < 0)
    if len(roots) > 1 and one_tree:
        places = ", ".join(str(line[r]) for r in roots[:5])
        raise MorphologyError(
            f"{path}:{line[roots[1]]}: the file holds {len(roots)} trees (roots in lines {places}); "
            "keep one tree a file"
        )
    return result


def _section_ends(points: _Points) -> tuple[np.ndarray, np.ndarray]:
    """Index of the last point of every section, and which points hang on the proximal end of their parent's section."""
    n, kind, parent = len(points.id), points.type, points.parent
    weight = np.zeros(n)  # 1: exactly one child, of the same type, that follows in the file
    to_proximal = np.zeros(n, bool)
    for i in range(1, n):
        p = parent[i]
        if p < 0:
            continue
        weight[p] += 1.0
        if p != i - 1:
            weight[p] += 0.01
            wired = p > 1 and kind[p] != SOMA and kind[max(parent[p], 0)] == SOMA
            if wired or (p == 0 and kind[0] != SOMA):
                to_proximal[i] = True
                weight[p] = 1.0
        if kind[p] != kind[i]:
            weight[p] += 0.01
    soma_children = _soma_children(points)
    if _is_three_point_soma(points):  # the third point goes with the second
        weight[:2] = 1.0
    for i in range(n - 1):
        if kind[i] == kind[i + 1] == SOMA and parent[i + 1] == i and (i == 0 or soma_children[i] <= 1):
            weight[i] = 1.0
    return np.flatnonzero(weight != 1.0), to_proximal


def _soma_children(points: _Points) -> np.ndarray:
    children = np.zeros(len(points.id), int)
    for i in range(1, len(points.id)):
        p = points.parent[i]
        if p >= 0 and points.type[i] == SOMA and points.type[p] == SOMA:
            children[p] += 1
    return children


def _is_three_point_soma(points: _Points) -> bool:
    """The convention of NeuroMorpho.Org: three soma points of one diameter stand for a sphere."""
    if np.sum(points.type == SOMA) != 3 or len(points.id) < 3:
        return False
    if not (points.parent[1] == 0 and points.parent[2] == 0):
        return False
    if np.isin(points.parent, (1, 2)).any() or not (points.diameter[:3] == points.diameter[0]).all():
        return False
    distance = np.sqrt(((points.xyz[1:3] - points.xyz[0]) ** 2).sum(axis=1)).sum()
    return abs(distance / points.diameter[0] - 1.0) < 0.01


def _section(points, start, end, sections, owner, soma_children, to_proximal) -> FileSection:
    own = slice(start, end + 1)
    if not sections:
        return FileSection(int(points.type[0]), 0, points.xyz[own], points.diameter[own])
    p = points.parent[start]
    above = max(p, 0)  # a further root hangs from the first point
    parent = sections[owner[above]]
    n_own, kind = end + 1 - start, int(points.type[start])
    section = FileSection(
        kind,
        start,
        np.concatenate([points.xyz[[above]], points.xyz[own]]),
        np.concatenate([points.diameter[[above]], points.diameter[own]]),
        parent,
    )
    section.parent_x, section.logical = _attachment(points, p, parent, sections[0], kind, n_own, soma_children)
    if parent.type == SOMA and kind != SOMA:
        section.diameters[0] = section.diameters[1]
    if to_proximal[start]:
        section.parent_x = 0.0
    if section.logical:
        section.connection = section.points[0]
        section.points, section.diameters = section.points[1:], section.diameters[1:]
    return section


def _attachment(points, p, parent, root, kind, n_own, soma_children) -> tuple[float, bool]:
    """Where a section attaches to its parent, and whether by a wire without length."""
    on_soma, is_soma = parent.type == SOMA, kind == SOMA
    if parent is root:
        if on_soma and not is_soma and len(root.diameters) == 1:
            return 0.5, n_own > 1
        if p == root.first:
            return 0.0, not is_soma and soma_children[p] > 1
    if on_soma:
        # points of the section as NEURON counts them: the root has no copy of a parent's point
        size = len(parent.diameters) + (1 if parent.logical else 0)
        if p < parent.first + size - (1 if parent.first == 0 else 2):
            return 0.5, not is_soma and n_own > 1
        if n_own > 1 and soma_children[p] > 1 and not is_soma:
            return 1.0, True
    return 1.0, False


def _branch(section: FileSection, path: Path) -> Branch:
    try:
        return Branch.from_points(section.points, section.diameters / 2.0, type=branch_type(section.type))
    except MorphologyError as error:
        raise MorphologyError(f"{path}: section {section.name}: {error}") from None
