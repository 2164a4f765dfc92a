"""RangeVarPlot: a variable along the path between two places of a tree."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.errors import BraincellError, InputError
from hoc_compat import tree
from hoc_compat.hoc_object import HocObject
from hoc_compat.range_variables import owner_of
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_BUILT_IN = ("v", "diam", "cm", "i_cap")


@dataclass(frozen=True)
class _Place:
    """A node on the path: as a place of the section that the path runs in, and its distance [µm] from the turn."""

    segment: Segment
    distance: float

    def node(self) -> tuple[Section, float]:
        """What the node really is: where a section begins, it is one of the parent."""
        section, x = self.segment.sec, self.segment.x
        while x == section._own_end and (above := tree.parent(section)) is not None:
            section, x = above, section._parent_x
        return section, x if x in (0.0, 1.0) else section._index(x) + 0.5


class RangeVarPlot(HocObject):
    """`h.RangeVarPlot("v", begin, end)`: a range variable, or a Python function of x, at the nodes from begin to end.

    Positions are distances [µm] from the node of the path that is nearest the root, negative on begin's side.
    """

    def __init__(self, variable: Any, begin: Any = None, end: Any = None):
        self.name = variable if isinstance(variable, str) else ""
        if self.name and "$1" in variable:
            variable = _expression(variable)
        elif isinstance(variable, str):
            if variable not in _BUILT_IN and owner_of(variable) is None:
                raise InputError(f"RangeVarPlot({variable!r}): give a range variable such as 'v' or 'gnabar_hh'")
        elif not callable(variable):
            raise InputError(f"RangeVarPlot({variable!r}): give the name of a range variable, or a function of x")
        self._variable = variable
        self._begin: Segment | None = None
        self._end: Segment | None = None
        self._origin = 0.0
        self._color = 1
        if begin is not None:
            self.begin(begin)
        if end is not None:
            self.end(end)

    def begin(self, place: Any, sec: Section | None = None) -> float:
        """Begin at a segment, or at x of a section."""
        self._begin = _segment(place, sec)
        return 1.0

    def end(self, place: Any, sec: Section | None = None) -> float:
        """End at a segment, or at x of a section."""
        self._end = _segment(place, sec)
        return 1.0

    def origin(self, x: Any) -> float:
        """Add `x` [µm] to all positions."""
        self._origin = float(x)
        return 1.0

    def color(self, index: Any = None) -> int:
        """The colour's number before it is set to `index`."""
        before = self._color
        if index is not None:
            self._color = int(index)
        return before

    def left(self) -> float:
        """Position of the beginning."""
        path = self._path()
        return float(np.float32(path[0].distance)) + self._origin if path else self._origin

    def right(self) -> float:
        """Position of the end."""
        path = self._path()
        return float(np.float32(path[-1].distance)) + self._origin if path else self._origin

    def d2root(self) -> float:
        """Distance [µm] of the path from the root."""
        turn = next(place for place in self._path() if place.distance == 0.0)
        return list(_to_root(turn.segment))[-1].distance

    def list(self, sections: Any) -> float:
        """Append the sections of the path to a SectionList."""
        last = None
        for place in self._path():
            if place.segment.sec is not last:
                last = place.segment.sec
                sections.append(last)
        return 0.0

    def to_vector(self, values: Vector, positions: Vector | None = None) -> float:
        """Put the variable, and the positions [µm], into Vectors; returns their size."""
        points = self._points()
        values.from_python([read() for _, read, _ in points])
        if positions is not None:
            positions.from_python([x for x, _, _ in points])
        return float(len(points))

    def vector(self) -> Vector:
        """The variable as a new Vector."""
        values = Vector()
        self.to_vector(values)
        return values

    def from_vector(self, values: Vector) -> float:
        """Set the variable along the path."""
        points = self._points()
        if len(values) < len(points):
            raise InputError(f"{self}.from_vector: the vector has {len(values)} elements; {len(points)} are needed")
        for (_, _, write), value in zip(points, values, strict=False):
            write(value)
        return float(len(points))

    def plot(self, graph: Any, *arguments: Any, **keywords: Any) -> Any:
        """Draw on matplotlib's pyplot or axes, or on an `h.Graph`; returns what they return."""
        values, positions = Vector(), Vector()
        self.to_vector(values, positions)
        if not hasattr(graph, "plot"):
            raise InputError(f"{self}.plot({graph!r}): give matplotlib's pyplot, an axes or an `h.Graph`")
        if isinstance(graph, HocObject):
            return values.line(graph, positions)
        return graph.plot(positions.to_python(), values.to_python(), *arguments, **keywords)

    def _path(self) -> "list[_Place]":
        """The nodes from begin to end; none as long as one of them is missing."""
        ends = [s for s in (self._begin, self._end) if s is not None and not s.sec._deleted]
        if len(ends) < 2:
            return []
        ways = [list(_to_root(segment)) for segment in ends]
        nodes = [[place.node() for place in way] for way in ways]
        common = next((node for node in nodes[0] if node in nodes[1]), None)
        if common is None:
            raise InputError(f"{self}: there is no path from {ends[0]} to {ends[1]}; they are in different trees")
        turn = [way[own.index(common)].distance for way, own in zip(ways, nodes, strict=True)]
        first = [_Place(p.segment, p.distance - turn[0]) for p in ways[0][: nodes[0].index(common) + 1]]
        second = [_Place(p.segment, turn[1] - p.distance) for p in ways[1][: nodes[1].index(common)]]
        return first + second[::-1]

    def _points(self) -> "list[tuple[float, Callable[[], float], Callable[[float], None]]]":
        """(position, how to read, how to write) of each point; ends where the variable is missing take the next one's.

        An inner stretch of two or more nodes without the variable is drawn as 0.
        """
        path = self._path()
        x = [float(np.float32(np.float32(place.distance) + np.float32(self._origin))) for place in path]
        points: list[Any] = []
        missing, last = 0, _zero()
        for i, place in enumerate(path):
            found = self._access(place)
            if found is None:
                if missing == 1:
                    points += [(x[i - 1], *last), (x[i - 1], *_zero())]
                if i == len(path) - 1 and missing == 0:
                    points.append((x[i], *last))
                missing += 1
                continue
            if missing > 1:
                points += [(x[i - 1], *_zero()), (x[i - 1], *found)]
            if i == 1 and missing == 1:
                points.append((x[i - 1], *found))
            points.append((x[i], *found))
            missing, last = 0, found
        return points

    def _access(self, place: _Place) -> "tuple[Callable[[], float], Callable[[float], None]] | None":
        segment, name = place.segment, self._variable
        if callable(name):
            read = _called(name, segment)
            try:
                _ = self.name and read()  # an expression may lack what it needs somewhere
            except BraincellError:
                return None
            return read, _refuse_write
        if name != "v":
            section, position = place.node()
            mechanism = "capacitance" if name in ("cm", "i_cap") else (owner_of(name) or ("morphology",))[0]
            if position in (0.0, 1.0) or mechanism not in section._range:
                return None
            segment = section(position / section._nseg)
        return (lambda: float(getattr(segment, name))), (lambda value: setattr(segment, name, value))


def _segment(place: Any, sec: Section | None) -> Segment:
    if isinstance(place, Segment):
        place.sec._alive()
        return place
    if isinstance(place, Section):
        raise InputError(f"RangeVarPlot: {place!r} is a section; give a segment such as `{place}(0.5)`")
    return (WORLD.current_section() if sec is None else sec)(place)


def _to_root(segment: Segment) -> Iterator[_Place]:
    """The nodes from a place to the root, with their distances from it."""
    at: Segment | None = segment
    passed, skip = 0.0, False
    while at is not None:
        section = at.sec
        near, n = section._own_end, section._nseg
        if at.x in (0.0, 1.0):
            start = at.x
            centres = [(i + 0.5) / n for i in range(n)] if at.x != near else []
        else:
            start = (section._index(at.x) + 0.5) / n
            centres = [c for i in range(n) if abs((c := (i + 0.5) / n) - near) < abs(start - near) - 1e-9]
        centres.sort(key=lambda c: -abs(c - near))
        places = [start, *centres] + ([float(near)] if start != near else [])
        for x in places[1:] if skip else places:
            yield _Place(section(x), passed + abs(start - x) * section.L)
        passed += abs(start - near) * section.L
        at, skip = tree.true_parent(section), True


def _expression(text: str) -> Callable[[float], float]:
    """The function of x that an expression with `$1` is."""
    from hoc_compat.hoc.program import expression  # which knows this class
    from hoc_compat.interpreter import h

    evaluate = expression(text.replace("$1", "hoc_ac_"))

    def value(x: float) -> float:
        h.hoc_ac_ = x
        return float(evaluate())

    return value


def _called(function: Callable[[float], Any], segment: Segment) -> Callable[[], float]:
    def read() -> float:
        WORLD.push(segment.sec)
        try:
            return float(function(segment.x))
        finally:
            WORLD.pop()

    return read


def _refuse_write(value: float) -> None:
    raise InputError("RangeVarPlot.from_vector: a function cannot be set; name a range variable")


def _zero() -> tuple[Callable[[], float], Callable[[float], None]]:
    return (lambda: 0.0), (lambda value: None)
