"""Find what is wrong with the points of an SWC file, and mend it.

One function a rule, each of which takes the points, reports, and returns points that keep the rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from braincell.errors import MorphologyError
from braincell.io.file_section import SOMA
from braincell.io.problem import Problem
from braincell.io.swc import row_values

_FARTHEST = 1e9  # µm, as in the reader


@dataclass(frozen=True)
class _Point:
    line: int
    id: int
    type: int
    xyz: tuple[float, float, float]
    radius: float
    parent: int  # negative: a root


_Report = Callable[..., None]


def repaired(text: str) -> tuple[str, list[Problem]]:
    """The text of an SWC file after all repairs, and the problems; those without repair are left in it."""
    problems: list[Problem] = []

    def report(line: int, message: str, repair: str = "", refused: bool = True) -> None:
        problems.append(Problem(line, message, repair, refused))

    points = _read(text, report)
    if points is None:
        return text, problems
    for rule in (_ids_are_unique, _places_are_finite, _parents_exist, _no_cycles, _one_tree, _radii_are_positive):
        points = rule(points, report)
        if points is None:
            return text, problems
    points = _no_twins(points, report)
    points = _in_order(points, report)
    _soma(points, report)
    lines = [_line(point) for point in points]
    return "\n".join(lines) + "\n", problems


def _line(point: _Point) -> str:
    x, y, z = point.xyz
    return f"{point.id} {point.type} {x!r} {y!r} {z!r} {point.radius!r} {point.parent}"


def _read(text: str, report: _Report) -> list[_Point] | None:
    """The points; None if a line is none, because what hangs on it is then unknown."""
    points, readable = [], True
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.split("#")[0].split()
        if not content:
            continue
        try:
            points.append(_point(content, number))
        except MorphologyError as error:
            report(number, str(error).removeprefix(": "))
            readable = False
    if not points and readable:
        report(0, "the file holds no points; a line needs: id type x y z radius parent")
        readable = False
    return points if readable else None


def _point(content: list[str], number: int) -> _Point:
    """A point whose place and radius may be anything; `MorphologyError` if the rest is no point."""
    place = ["0" if _is_odd(word) else word for word in content[2:5]]
    radius = ["1" if _is_odd(word, positive=True) else word for word in content[5:6]]
    values = row_values([*content[:2], *place, *radius, *content[6:7]], "")
    x, y, z, r = (float(word) for word in content[2:6])
    return _Point(number, int(values[0]), int(values[1]), (x, y, z), r, int(values[6]))


def _is_odd(word: str, positive: bool = False) -> bool:
    """Whether a word is a number, but none that a coordinate (or, if `positive`, a radius) may be."""
    try:
        value = float(word)
    except ValueError:
        return False
    return not abs(value) <= _FARTHEST or (positive and value <= 0.0)


def _ids_are_unique(points: list[_Point], report: _Report) -> list[_Point] | None:
    first: dict[int, _Point] = {}
    parents = {point.parent for point in points}
    free = max(point.id for point in points) + 1
    result, clear = [], True
    for point in points:
        known = first.setdefault(point.id, point)
        if known is point:
            result.append(point)
            continue
        message = f"the id {point.id} is that of line {known.line} too"
        if replace(point, line=known.line) == known:
            report(point.line, message, "the line, a copy, is left out")
        elif point.id not in parents:
            report(point.line, message, f"the point gets the id {free}")
            result.append(replace(point, id=free))
            free += 1
        else:
            report(point.line, f"{message}, and points hang on it")
            clear = False
    return result if clear else None


def _places_are_finite(points: list[_Point], report: _Report) -> list[_Point]:
    lost = {}
    for point in points:
        if any(not abs(value) <= _FARTHEST for value in point.xyz):
            lost[point.id] = point.parent
            report(point.line, "a coordinate is not finite, or beyond 1e9 µm", _LEFT_OUT)
    return _left_out(points, lost)


_LEFT_OUT = "the point is left out; what hung on it hangs on its parent"


def _left_out(points: list[_Point], lost: dict[int, int]) -> list[_Point]:
    """The points without those `lost` (id and parent)."""

    def above(parent: int) -> int:
        seen = set()
        while parent in lost and parent not in seen:
            seen.add(parent)
            parent = lost[parent]
        return parent

    return [replace(point, parent=above(point.parent)) for point in points if point.id not in lost]


def _parents_exist(points: list[_Point], report: _Report) -> list[_Point]:
    known = {point.id for point in points}
    result = []
    for point in points:
        if point.parent >= 0 and point.parent not in known:
            message = f"the parent {point.parent} of point {point.id} does not exist"
            report(point.line, message, "the point becomes the root of a tree of its own")
            point = replace(point, parent=-1)
        result.append(point)
    return result


def _trees(points: list[_Point]) -> dict[int, list[_Point]]:
    """The points of each tree, depth first and by id, by the id of its root; points of cycles are in none."""
    children: dict[int, list[_Point]] = {}
    for point in sorted(points, key=lambda point: point.id):
        children.setdefault(max(point.parent, -1), []).append(point)
    trees = {}
    for root in children.get(-1, []):
        tree, waiting = [], [root]
        while waiting:
            tree.append(waiting.pop())
            waiting += reversed(children.get(tree[-1].id, []))
        trees[root.id] = tree
    return trees


def _no_cycles(points: list[_Point], report: _Report) -> list[_Point] | None:
    reached = {point.id for tree in _trees(points).values() for point in tree}
    lost = [point for point in points if point.id not in reached]
    if lost and not reached:
        report(lost[0].line, f"point {lost[0].id} is its own ancestor, and the file has no root")
        return None
    if lost:
        message = f"point {lost[0].id} hangs on a cycle: no root is above it"
        report(lost[0].line, message, f"the {len(lost)} points of the kind are left out")
    return [point for point in points if point.id in reached]


def _one_tree(points: list[_Point], report: _Report) -> list[_Point] | None:
    trees = list(_trees(points).values())
    if not trees:
        report(0, "no point has a place")
        return None
    kept = max(trees, key=lambda tree: (any(point.type == SOMA for point in tree), len(tree)))
    for tree in trees:
        if tree is not kept:
            message = f"point {tree[0].id} is the root of another tree than point {kept[0].id}"
            report(tree[0].line, message, f"that tree of {len(tree)} points is left out")
    ids = {point.id for point in kept}
    return [point for point in points if point.id in ids]


def _radii_are_positive(points: list[_Point], report: _Report) -> list[_Point] | None:
    good = {point.id: point.radius for point in points if 0.0 < point.radius <= _FARTHEST}
    order = next(iter(_trees(points).values()))
    above, below = dict(good), dict(good)
    for point in order:
        if point.id not in above and point.parent in above:
            above[point.id] = above[point.parent]
    for point in reversed(order):
        if point.id in below:
            below.setdefault(point.parent, below[point.id])
    result = []
    for point in points:
        if point.id not in good:
            message = f"the radius of point {point.id} is {point.radius:g} µm; it must be positive"
            radius = above.get(point.id, below.get(point.id))
            if radius is None:
                report(point.line, message)
                return None
            report(point.line, message, f"it becomes that of the next point with one, {radius:g} µm")
            point = replace(point, radius=radius)
        result.append(point)
    return result


def _no_twins(points: list[_Point], report: _Report) -> list[_Point]:
    """Without points that repeat their parent's place and radius; other radii in one place are an annulus."""
    known = {point.id: point for point in points}
    lost = {}
    for point in points:
        parent = known.get(point.parent)
        if parent is None or point.xyz != parent.xyz or point.type != parent.type:
            continue
        if point.radius == parent.radius:
            report(point.line, f"point {point.id} repeats point {parent.id}", _LEFT_OUT, refused=False)
            lost[point.id] = point.parent
        else:
            message = f"point {point.id} lies on point {parent.id} with another radius: a ring without length"
            report(point.line, message, refused=False)
    return points if len(lost) == len(points) - 1 else _left_out(points, lost)


def _in_order(points: list[_Point], report: _Report) -> list[_Point]:
    """Renumbered, with parents before children, if they were not so."""
    early = [point for point in points if point.parent >= point.id]
    unsorted = [b for a, b in zip(points, points[1:], strict=False) if b.id < a.id]
    repair = "points are sorted and renumbered from 1, parents first"
    if early:
        point = early[0]
        message = f"the parent {point.parent} of point {point.id} does not come before it ({len(early)} such points)"
        report(point.line, message, repair)
    elif unsorted:
        message = f"point {unsorted[0].id} comes after a point with a greater id; readers sort by id"
        report(unsorted[0].line, message, refused=False)
    if not early:
        return points
    order = next(iter(_trees(points).values()))
    number = {point.id: k for k, point in enumerate(order, start=1)} | {-1: -1}
    return [replace(p, id=number[p.id], parent=number[max(p.parent, -1)]) for p in order]


def _soma(points: list[_Point], report: _Report) -> None:
    """What is odd about the soma; readers take it, and there is nothing to repair without guessing."""
    somas = [point for point in points if point.type == SOMA]
    kinds = {point.id: point.type for point in points}
    if not somas:
        report(0, "the file has no soma (type 1); the first point's section will be the root", refused=False)
    if len(somas) == 2:
        message = "a soma of 2 points is read as one frustum between them; one point stands for a sphere"
        report(somas[0].line, message, refused=False)
    for point in somas:
        if kinds.get(point.parent, SOMA) != SOMA:
            message = f"point {point.id} of the soma hangs on point {point.parent}, which is none; MorphIO refuses that"
            report(point.line, message, refused=False)
