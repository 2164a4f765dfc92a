"""Read Neurolucida's ASC files (V3) into the sections that NEURON's Import3d makes of them."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from braincell.errors import MorphologyError
from braincell.io import soma_contour
from braincell.io.file_section import SOMA, FileSection, finished
from braincell.io.text_file import read_text

_SOMA_NAMES = ("CellBody", "Cell Body", "Soma")
_TREE_TYPES = {"Axon": 2, "Dendrite": 3, "Apical": 4}
_WIRE_DIAMETER = 0.01  # µm
_MARGIN = 0.5  # µm around the outline of a cell body

_TOKEN = re.compile(
    r"""(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<punctuation>[(),|<>])
      | (?P<set>set|Set|SET) | (?P<rgb>RGB)
      | "(?P<string>[^"\n]*)"
      | (?P<label>\w+)""",
    re.VERBOSE,
)
_SPACE = re.compile(r"(?:\s|;[^\n]*)*")


@dataclass(frozen=True)
class _Token:
    kind: str  # "number", "string", "label", "set", "rgb", "end", or the character of a punctuation
    text: str
    line: int


@dataclass(eq=False)
class _Raw:
    """A section as it stands in the file."""

    type: int
    first: int  # index of its first point among all points of the file
    points: list[tuple[float, ...]]  # x, y, z, diameter [µm]
    parent: "_Raw | None" = None
    parent_x: float = 1.0
    logical: bool = False
    is_contour: bool = False
    stack: list["_Raw"] = field(default_factory=list)

    def xyz(self) -> np.ndarray:
        """Positions [n, 3] µm."""
        return np.array([p[:3] for p in self.points])


def asc_sections(path: Path) -> list[FileSection]:
    """The sections of an ASC file, in Import3d's order: cell bodies first.

    Outlines named CellBody become somas; overlapping ones that follow each other are one. Trees that begin within a
    soma's bounding box, and all others too, hang from the centre of a soma by a wire without length (NEURON:
    share/lib/hoc/import3d/read_nlcda3.hoc). Raises `MorphologyError`, with file and line, for what cannot be read.
    """
    raw = _Parser(path, _tokens(path, read_text(path))).sections()
    if not raw:
        raise MorphologyError(f"{path}: the file holds no tree and no outline of a cell body")
    raw = [s for s in raw if s.is_contour] + [s for s in raw if not s.is_contour]
    somas, subsidiary = _somas([s for s in raw if s.is_contour])
    _connect_to_somas([s for s in raw if not s.is_contour and s.parent is None], somas)
    made: dict[int, FileSection] = {}
    for section in raw:
        if not any(section is other for other in subsidiary):
            made[id(section)] = _file_section(section, made, str(path))
    return finished(list(made.values()))


def _file_section(raw: _Raw, made: dict[int, FileSection], where: str) -> FileSection:
    xyz, diameters = raw.xyz(), np.array([p[3] for p in raw.points])
    if raw.stack:
        xyz, diameters = soma_contour.stack_discs([s.xyz() for s in (raw, *raw.stack)])
    elif raw.is_contour:
        xyz, diameters = soma_contour.discs(xyz, where)
    section = FileSection(raw.type, raw.first, xyz, diameters, made[id(raw.parent)] if raw.parent else None)
    section.parent_x, section.logical = raw.parent_x, raw.logical
    if raw.logical:
        section.connection, section.points, section.diameters = xyz[0], xyz[1:], diameters[1:]
    return section


def _somas(contours: list[_Raw]) -> tuple[list[_Raw], list[_Raw]]:
    """The outlines that are somas of their own, and those that belong to the stack of one before them."""
    somas: list[_Raw] = []
    subsidiary: list[_Raw] = []
    last = None
    for contour in contours:
        if last is not None and _overlap(last, contour):
            somas[-1].stack.append(contour)
            subsidiary.append(contour)
        else:
            somas.append(contour)
        last = contour
    return somas, subsidiary


def _overlap(first: _Raw, second: _Raw) -> bool:
    a, b = first.xyz()[:, :2], second.xyz()[:, :2]
    return bool((a.min(axis=0) <= b.max(axis=0)).all() and (b.min(axis=0) <= a.max(axis=0)).all())


def _connect_to_somas(roots: list[_Raw], somas: list[_Raw]) -> None:
    """Hang trees from the soma that they begin in, the others from the nearest."""
    centres = []
    for soma in somas:
        stack = [s.xyz() for s in (soma, *soma.stack)]
        centres.append(soma_contour.stack_centre(stack) if soma.stack else soma_contour.centre(stack[0]))
        margin = 0.0 if soma.stack else _MARGIN
        outline = np.concatenate(stack)[:, :2]
        low, high = outline.min(axis=0) - margin, outline.max(axis=0) + margin
        for root in [r for r in roots if r.parent is None]:
            start = np.array(root.points[0][:2])
            if (start >= low).all() and (start <= high).all():
                _hang(root, soma, centres[-1])
    for root in roots if somas else ():
        if root.parent is None:
            distances = [np.sqrt(((root.xyz()[0] - centre) ** 2).sum()) for centre in centres]
            nearest = int(np.argmin(distances))
            _hang(root, somas[nearest], centres[nearest])


def _hang(root: _Raw, soma: _Raw, centre: np.ndarray) -> None:
    root.parent, root.parent_x, root.logical = soma, 0.5, True
    root.points.insert(0, (*(float(u) for u in centre), _WIRE_DIAMETER))


def _tokens(path: Path, text: str) -> list[_Token]:
    found, at, line = [], 0, 1
    while True:
        space = _SPACE.match(text, at)
        assert space is not None
        line += text.count("\n", at, space.end())
        at = space.end()
        if at == len(text):
            return [*found, _Token("end", "the end of the file", line)]
        match = _TOKEN.match(text, at)
        if match is None:
            what = "a string without its closing quote" if text[at] == '"' else f"`{text[at]}`"
            raise MorphologyError(f"{path}:{line}: found {what}, which means nothing in an ASC file")
        kind = match.lastgroup or ""
        found.append(_Token(match[kind] if kind == "punctuation" else kind, match[kind], line))
        at = match.end()


class _Parser:
    """Walks through the objects of a file; only outlines of cell bodies and trees become sections."""

    def __init__(self, path: Path, tokens: list[_Token]):
        self._path, self._all, self._at = path, tokens, 0
        self._n_points = 0
        self._found: list[_Raw] = []

    def sections(self) -> list[_Raw]:
        """What the file holds."""
        self._objects()
        return self._found

    # tokens

    def _look(self, ahead: int = 0) -> _Token:
        return self._all[min(self._at + ahead, len(self._all) - 1)]

    def _is(self, *kinds: str) -> bool:
        return all(self._look(i).kind == kind for i, kind in enumerate(kinds))

    def _take(self, *kinds: str) -> _Token:
        token = self._look()
        if token.kind not in kinds:
            wanted = " or ".join(f"`{k}`" if len(k) == 1 else f"a {k}" for k in kinds)
            raise MorphologyError(f"{self._path}:{token.line}: found `{token.text}` where {wanted} should stand")
        self._at += 1
        return token

    def _comma(self) -> None:
        if self._is(","):
            self._at += 1

    # objects

    def _objects(self) -> None:
        self._object()
        self._comma()
        while self._is("("):
            self._object()
            self._comma()

    def _object(self) -> None:
        if self._is("(", "string"):
            self._contour()
        elif self._is("(", "label", "("):
            self._marker()
        elif self._is("(", "label"):
            self._property()
        elif self._is("(", "set"):
            self._set()
        elif self._is("(", "("):
            if not self._text():
                self._tree()
        else:
            self._take("(")
            self._take("string", "label", "set", "(")

    def _set(self) -> None:
        self._take("(")
        self._take("set")
        self._take("string")
        if not self._is(")"):
            self._objects()
        self._take(")")

    def _marker(self) -> None:
        self._take("(")
        self._take("label")
        self._properties()
        self._points()
        self._take(")")

    def _properties(self) -> list[str]:
        """The first words of the properties that follow."""
        words = []
        while self._is("(", "label") or self._is("(", "set"):
            if self._is("(", "label"):
                words.append(self._look(1).text)
                self._property()
            else:
                self._set()
            self._comma()
        return words

    def _property(self) -> None:
        self._take("(")
        self._take("label")
        while not self._is(")"):
            if self._take("number", "string", "label", "rgb").kind == "rgb":
                self._color()
        self._take(")")

    def _color(self) -> None:
        self._take("(")
        for _ in range(3):
            self._take("number")
            self._comma()
        self._take(")")

    def _contour(self) -> None:
        self._take("(")
        name = self._take("string").text
        self._properties()
        first = self._n_points
        points = self._points()
        self._take(")")
        if name in _SOMA_NAMES and len(points) > 2:
            self._found.append(_Raw(SOMA, first, points, is_contour=True))

    def _text(self) -> bool:
        """Pass over a text, which begins like a tree; False, and nothing passed, if it is none."""
        start, n_points = self._at, self._n_points
        self._take("(")
        self._properties()
        self._point()
        if self._is("string", ")"):
            self._at += 2
            return True
        self._at, self._n_points = start, n_points
        return False

    # trees

    def _tree(self) -> None:
        self._take("(")
        words = self._properties()
        kind = _TREE_TYPES.get(words[-1], 0) if words else 0
        self._branch(kind, None)
        self._take(")")

    def _branch(self, kind: int, parent: _Raw | None) -> None:
        first = self._n_points
        points = self._tree_points()
        if parent is not None and points and parent.points[-1][:3] != points[0][:3]:
            points.insert(0, (*parent.points[-1][:3], points[0][3]))
        section = _Raw(kind, first, points, parent)
        if not points:
            token = self._look()
            raise MorphologyError(f"{self._path}:{token.line}: a branch without points ends at `{token.text}`")
        self._found.append(section)
        self._comma()
        while self._is("(", "label"):
            self._skip()
        self._comma()
        if self._is("label"):  # how it ends: Normal, Incomplete, …
            self._at += 1
        elif self._is("("):
            self._at += 1
            self._branch(kind, section)
            while self._is("|"):
                self._at += 1
                self._branch(kind, section)
            self._take(")")

    def _tree_points(self) -> list[tuple[float, ...]]:
        points: list[tuple[float, ...]] = []
        while True:
            if self._is("(", "label", "("):
                self._marker()
            elif not points and self._is("(", "label"):
                self._property()
            else:
                points.append(self._point())
                while self._is("<"):
                    self._spine()
            self._comma()
            if not self._is("(", "number"):
                return points

    def _spine(self) -> None:
        self._take("<")
        self._properties()
        self._point()
        self._n_points -= 1
        self._take(">")

    def _skip(self) -> None:
        """Pass over something in parentheses."""
        depth = 0
        while True:
            token = self._look()
            if token.kind == "end":
                self._take(")")
            depth += {"(": 1, ")": -1}.get(token.kind, 0)
            self._at += 1
            if depth == 0:
                return

    def _points(self) -> list[tuple[float, ...]]:
        points = [self._point()]
        self._comma()
        while self._is("("):
            points.append(self._point())
            self._comma()
        return points

    def _point(self) -> tuple[float, ...]:
        self._take("(")
        values = [float(self._take("number").text)]
        self._comma()
        values.append(float(self._take("number").text))
        for _ in range(2):
            self._comma()
            if self._is("number"):
                values.append(float(self._take("number").text))
        self._comma()
        if self._is("label"):
            self._at += 1
        self._comma()
        if self._is("("):
            self._bezier()
        self._take(")")
        self._n_points += 1
        return tuple(values + [0.0] * (4 - len(values)))

    def _bezier(self) -> None:
        self._take("(")
        for _ in range(4):
            self._take("number")
            self._comma()
        self._take(")")
