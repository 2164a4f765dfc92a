"""Read the morphology of a cell out of a NeuroML 2 file.

The reader needs nothing but Python's own XML parser: libNeuroML requires PyTables and two dozen packages more, of which
morphologies use nothing.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from braincell.errors import MorphologyError, unknown_name
from braincell.io.text_file import read_text
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology

_UNBRANCHED = "sao864921383"  # the NeuroLex id of an unbranched cable
_TYPES = {"soma": "soma", "axon": "axon", "apic": "apical_dendrite", "basal": "basal_dendrite", "dend": "dendrite"}
_LEX = {"GO:0043025": "soma", "GO:0030424": "axon", "GO:0030425": "dend"}
_FARTHEST = 1e9  # µm


@dataclass(eq=False)
class _Segment:
    id: int
    name: str
    parent: int | None
    along: float  # where on its parent, 0–1
    proximal: np.ndarray | None  # x y z diameter [µm]
    distal: np.ndarray


@dataclass
class _Group:
    id: str
    lex: str
    members: list[int]
    included: list[str]


def read_neuroml(path: str | Path, cell: str | None = None) -> Morphology:
    """The morphology of the cell with id `cell`, which a file of one cell (or of one morphology) need not name.

    Each segment group with the NeuroLex id sao864921383 (an unbranched cable) becomes a branch of its name; other
    segments become branches that end at branch points and changes of type, named after their first segment. Types are
    those that group ids (soma_group, axon_group, dendrite_group, apical…, basal…) or their NeuroLex ids tell. A segment
    without proximal point begins where it is attached, with the parent's diameter there. A sphere, whose two points are
    one, becomes a cylinder of its area. Coordinates are kept as float32, as everywhere in braincell.

    Raises `MorphologyError`, with file and segment, for what cannot be read, and for several cells if `cell` is None;
    `UnknownNameError` for an unknown one.
    """
    file = Path(path)
    element = _morphology_element(file, cell)
    segments = _segments(element, file)
    groups = _groups(element, file, segments)
    return _Builder(file, segments, groups).morphology()


def _morphology_element(file: Path, cell: str | None) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(read_text(file))
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise MorphologyError(f"{file}: this is no XML: {error}") from None
    found = {e.get("id", ""): e for e in root.iter() if _tag(e).startswith("cell") and _has_morphology(e)}
    found = found or {e.get("id", ""): e for e in root if _tag(e) == "morphology"}
    if not found:
        raise MorphologyError(f"{file}: the file holds no cell with a morphology; included files are not followed")
    if cell is not None and cell not in found:
        raise unknown_name("cell", cell, found, str(file))
    if cell is None and len(found) > 1:
        raise MorphologyError(f"{file}: the file holds {len(found)} cells; name one of {', '.join(found)} as `cell`")
    element = found[next(iter(found)) if cell is None else cell]
    if _tag(element) == "morphology":
        return element
    own = _child(element, "morphology")
    if own is not None:
        return own
    wanted = element.get("morphology", "")
    for other in root:
        if _tag(other) == "morphology" and other.get("id") == wanted:
            return other
    raise MorphologyError(f"{file}: there is no morphology `{wanted}`; included files are not followed, read that file")


def _has_morphology(element: ElementTree.Element) -> bool:
    return "morphology" in element.attrib or _child(element, "morphology") is not None


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: ElementTree.Element, tag: str) -> ElementTree.Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _segments(morphology: ElementTree.Element, file: Path) -> dict[int, _Segment]:
    segments: dict[int, _Segment] = {}
    for element in morphology:
        if _tag(element) != "segment":
            continue
        where = f"{file}: segment {element.get('id')}"
        parent, distal, proximal = (_child(element, tag) for tag in ("parent", "distal", "proximal"))
        if distal is None:
            raise MorphologyError(f"{where} has no distal point")
        segment = _Segment(
            _whole(element, "id", where),
            element.get("name", ""),
            None if parent is None else _whole(parent, "segment", where),
            1.0 if parent is None or parent.get("fractionAlong") is None else _number(parent, "fractionAlong", where),
            None if proximal is None else _point(proximal, where),
            _point(distal, where),
        )
        if not 0.0 <= segment.along <= 1.0:
            raise MorphologyError(f"{where}: fractionAlong is {segment.along:g}; it must lie within 0–1")
        if segment.id in segments:
            raise MorphologyError(f"{where} is there twice; ids are unique")
        segments[segment.id] = segment
    if not segments:
        raise MorphologyError(f"{file}: the morphology has no segments")
    return _in_order(segments, file)


def _in_order(segments: dict[int, _Segment], file: Path) -> dict[int, _Segment]:
    """Parents before children, depth first, each with a proximal point."""
    children: dict[int | None, list[_Segment]] = {}
    for segment in segments.values():
        if segment.parent is not None and segment.parent not in segments:
            raise MorphologyError(f"{file}: segment {segment.id}: its parent {segment.parent} does not exist")
        children.setdefault(segment.parent, []).append(segment)
    roots = children.get(None, [])
    if len(roots) != 1:
        ids = ", ".join(str(root.id) for root in roots[:5])
        what = f"{len(roots)} segments have no parent ({ids})" if roots else "every segment has a parent"
        raise MorphologyError(f"{file}: {what}; one is to be the root")
    found, waiting = {}, list(roots)
    while waiting:
        segment = waiting.pop()
        if segment.proximal is None:
            segment.proximal = _start(segment, found, file)
        found[segment.id] = segment
        waiting += reversed(children.get(segment.id, []))
    for segment in segments.values():
        if segment.id not in found:
            raise MorphologyError(f"{file}: segment {segment.id} is its own ancestor")
    return found


def _start(segment: _Segment, found: dict[int, _Segment], file: Path) -> np.ndarray:
    if segment.parent is None:
        raise MorphologyError(f"{file}: segment {segment.id}, the root, has no proximal point")
    parent = found[segment.parent]
    assert parent.proximal is not None
    return (1.0 - segment.along) * parent.proximal + segment.along * parent.distal


def _point(element: ElementTree.Element, where: str) -> np.ndarray:
    values = np.array([_number(element, key, where) for key in ("x", "y", "z", "diameter")])
    if values[3] < 0.0:
        raise MorphologyError(f"{where}: a diameter is {values[3]:g} µm; none may be negative")
    return values


def _number(element: ElementTree.Element, key: str, where: str) -> float:
    text = element.get(key)
    try:
        value = float(text or "")
    except ValueError:
        raise MorphologyError(f"{where}: {_tag(element)}: `{key}` is {text!r}; a number is needed") from None
    if not abs(value) <= _FARTHEST:
        raise MorphologyError(f"{where}: {_tag(element)}: `{key}` is {text}; it must be finite and at most 1e9")
    return value


def _whole(element: ElementTree.Element, key: str, where: str) -> int:
    text = element.get(key, "")
    if not re.fullmatch(r"\s*\d{1,18}\s*", text):
        raise MorphologyError(f"{where}: {_tag(element)}: `{key}` is {text!r}; a whole number is needed")
    return int(text)


def _groups(morphology: ElementTree.Element, file: Path, segments: dict[int, _Segment]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for element in morphology:
        if _tag(element) != "segmentGroup":
            continue
        name = element.get("id", "")
        where = f"{file}: segmentGroup {name}"
        members = [_whole(child, "segment", where) for child in element if _tag(child) == "member"]
        for child in element:
            if _tag(child) in ("path", "subTree"):
                members += _walk(child, segments, where)
        for member in members:
            if member not in segments:
                raise MorphologyError(f"{where}: its segment {member} does not exist")
        included = [child.get("segmentGroup", "") for child in element if _tag(child) == "include"]
        groups[name] = _Group(name, element.get("neuroLexId", ""), members, included)
    for group in groups.values():
        for other in group.included:
            if other not in groups:
                raise unknown_name("segmentGroup", other, groups, f"{file}: segmentGroup {group.id}")
    return groups


def _walk(element: ElementTree.Element, segments: dict[int, _Segment], where: str) -> list[int]:
    """The segments of a path or subTree between its `from` and `to`."""
    ends = {}
    for tag in ("from", "to"):
        child = _child(element, tag)
        if child is not None:
            ends[tag] = _whole(child, "segment", where)
            if ends[tag] not in segments:
                raise MorphologyError(f"{where}: its segment {ends[tag]} does not exist")
    if "to" in ends:
        chain = [ends["to"]]
        while chain[-1] != ends.get("from") and (parent := segments[chain[-1]].parent) is not None:
            chain.append(parent)
        return chain[::-1]
    below = {ends["from"]} if "from" in ends else set(segments)
    below |= {s.id for s in segments.values() if s.parent is None and "from" not in ends}
    for segment in segments.values():
        if segment.parent in below:
            below.add(segment.id)
    return [k for k in segments if k in below]


class _Builder:
    """Joins segments into branches."""

    def __init__(self, file: Path, segments: dict[int, _Segment], groups: dict[str, _Group]):
        self.file, self.segments, self.groups = file, segments, groups
        self.labels: dict[int, set[str]] = {k: set() for k in segments}
        self.cable: dict[int, str] = {}  # the unbranched group of a segment
        for group in groups.values():
            for member in self._all_members(group):
                self.labels[member] |= _labels(group.id) | {_LEX.get(group.lex, "")}
                if group.lex == _UNBRANCHED:
                    self.cable.setdefault(member, group.id)

    def _all_members(self, group: _Group) -> set[int]:
        seen, waiting, members = set(), [group.id], set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                members |= set(self.groups[name].members)
                waiting += self.groups[name].included
        return members

    def morphology(self) -> Morphology:
        """The tree of branches."""
        runs = self._runs()
        place: dict[int, tuple[str, float, float]] = {}  # branch, and x at which a segment starts and ends
        names: set[str] = set()
        tree = None
        for run in runs:
            branch = self._branch(run)
            name = self._name(run, names)
            names.add(name)
            edges = branch.arc / branch.length if len(run) == len(branch.lengths) else np.array([0.0, 1.0])
            for i, segment in enumerate(run):
                place[segment.id] = (name, float(edges[i]), float(edges[i + 1]))
            if tree is None:
                tree = Morphology.from_root(branch, name)
                continue
            first = run[0]
            assert first.parent is not None
            parent, start, stop = place[first.parent]
            x = (1.0 - first.along) * start + first.along * stop
            tree.attach(parent=parent, child_branch=branch, child_name=name, parent_x=x)
        assert tree is not None
        return tree

    def _runs(self) -> list[list[_Segment]]:
        """Segments that lie end to end in one branch."""
        children: dict[int, list[_Segment]] = {}
        for segment in self.segments.values():
            if segment.parent is not None:
                children.setdefault(segment.parent, []).append(segment)
        run_of: dict[int, list[_Segment]] = {}
        runs = []
        for segment in self.segments.values():
            run = run_of.get(segment.parent) if segment.parent is not None else None
            if run is None or run[-1].id != segment.parent or not self._continues(run[-1], segment, children):
                run = []
                runs.append(run)
            run.append(segment)
            run_of[segment.id] = run
        return runs

    def _continues(self, last: _Segment, segment: _Segment, children: dict[int, list[_Segment]]) -> bool:
        assert segment.proximal is not None and last.proximal is not None
        if segment.along != 1.0 or (segment.proximal[:3] != last.distal[:3]).any() or _is_sphere(last):
            return False
        group = self.cable.get(segment.id)
        if group is not None or last.id in self.cable:
            return group == self.cable.get(last.id)
        return len(children[last.id]) == 1 and self._type(last) == self._type(segment)

    def _type(self, segment: _Segment) -> str:
        labels = self.labels[segment.id] | _labels(segment.name)
        return next((kind for label, kind in _TYPES.items() if label in labels), "custom")

    def _name(self, run: list[_Segment], taken: set[str]) -> str:
        first = run[0]
        name = self.cable.get(first.id) or first.name or f"segment_{first.id}"
        if name in taken:  # a group in pieces, or segments of one name
            name = f"{name}_{first.id}"
        while name in taken:
            name += "_"
        return name

    def _branch(self, run: list[_Segment]) -> Branch:
        kind, first = self._type(run[0]), run[0]
        starts = np.array([segment.proximal for segment in run])
        stops = np.array([segment.distal for segment in run])
        points = np.concatenate([starts[:1, :3], stops[:, :3]])
        proximal, distal = starts[:, 3], stops[:, 3]
        if len(run) == 1 and _is_sphere(first):
            diameter = first.distal[3]
            offset = np.array([[-diameter / 2, 0.0, 0.0], [0.0, 0.0, 0.0], [diameter / 2, 0.0, 0.0]])
            points, proximal, distal = points[0] + offset, np.full(2, diameter), np.full(2, diameter)
        try:
            return Branch.from_points(points, type=kind, radii_proximal=proximal / 2.0, radii_distal=distal / 2.0)
        except MorphologyError as error:
            raise MorphologyError(f"{self.file}: segment {first.id}: {error}") from None


def _is_sphere(segment: _Segment) -> bool:
    return segment.proximal is not None and (segment.proximal == segment.distal).all()


def _labels(name: str) -> set[str]:
    found = re.match(r"(soma|axon|apic|basal|dend)", name.lower())
    return {found[1]} if found else set()
