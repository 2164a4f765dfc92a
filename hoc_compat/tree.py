"""Connect sections to trees, and walk them."""

import weakref
from typing import TYPE_CHECKING, Any

from braincell.errors import InputError
from hoc_compat.column import Slot
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.section import Section

UNREACHABLE = 1e20  # µm: NEURON's distance between two trees


def connect(child: "Section", parent: Any, *positions: Any) -> None:
    """`connect(parent)`, `(parent, x)`, `(parent, x, end)`, `(parent(x))`, `(parent(x), end)`.

    Raises `InputError` for positions outside 0–1, another end than 0 or 1, and a connection that would close a loop.
    """
    if isinstance(parent, Segment):
        section, x, rest = parent.sec, parent.x, positions
    elif hasattr(parent, "_parent_x"):
        section, x, rest = parent, positions[0] if positions else 1.0, positions[1:]
    else:
        raise InputError(f"{child}.connect({parent!r}): the parent is a section or a segment")
    if len(rest) > 1:
        raise InputError(f"{child}.connect: too many positions {positions}; give parent, x and the child's end")
    x, end = _number(child, x), _number(child, rest[0] if rest else 0)
    if not 0.0 <= x <= 1.0:
        raise InputError(f"{child}.connect: x is {x:g}; out of range 0 <= parentx <= 1")
    if end not in (0.0, 1.0):
        raise InputError(f"{child}.connect: the child's end is {end:g}; it must be 0 or 1")
    if section._deleted:
        section._alive()
    if any(ancestor is child for ancestor in _ancestors(section)):
        raise InputError(f"{child}.connect({section}({x:g})): the connection would form a loop; {section} is beyond it")
    disconnect(child)
    if child._own_end != int(end) and len(child._points):
        child._reshaped()
    child._parent, child._parent_x, child._own_end = weakref.ref(section), x, int(end)
    section._children.append(weakref.ref(child))
    WORLD.unplaced.add(child)
    WORLD.structure += 1


def _number(child: "Section", value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(f"{child}.connect: the position {value!r} is no number; it lies within 0–1") from None


def disconnect(child: "Section") -> None:
    """Make a section the root of its own tree."""
    above = parent(child)
    if above is not None:
        above._children = [ref for ref in above._children if ref() is not None and ref() is not child]
    child._parent = None
    WORLD.unplaced.add(child)
    WORLD.structure += 1


def forget(section: "Section") -> None:
    """Take a deleted section out of its tree; its children become roots."""
    for child in children(section):
        disconnect(child)
    disconnect(section)


def parent(section: "Section") -> "Section | None":
    """The parent section, or None."""
    above = None if section._parent is None else section._parent()
    return None if above is None or above._deleted else above


def true_parent(section: "Section") -> Segment | None:
    """The segment that a section really hangs on: past parents attached at the very place where it is."""
    at = section
    while (above := parent(at)) is not None:
        if at._parent_x != above._own_end:
            return Segment(above, at._parent_x)
        at = above
    return None


def children(section: "Section") -> "list[Section]":
    """Children by position on the section; at the same position the latest comes first."""
    alive = [ref() for ref in reversed(section._children)]
    near = section._own_end
    found = [child for child in alive if child is not None and not child._deleted and parent(child) is section]
    return sorted(found, key=lambda child: abs(child._parent_x - near))


def subtree(section: "Section") -> "list[Section]":
    """A section and everything beyond it, depth first."""
    found, waiting = [], [section]
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting += reversed(children(at))
    return found


def root(section: "Section") -> "Section":
    """The section that the tree starts with."""
    while (above := parent(section)) is not None:
        section = above
    return section


def breadth_first(section: "Section") -> "list[Section]":
    """A section and everything beyond it, generation by generation: NEURON's order of nodes."""
    found = [section]
    for at in found:
        found += children(at)
    return found


def node_index(section: "Section", x: float) -> int:
    """The number of the node at `x`, in NEURON's order: all roots first, then tree by tree, from the root outward."""
    while x == section._own_end and (above := parent(section)) is not None:
        section, x = above, section._parent_x
    roots = [s for s in WORLD.sections() if parent(s) is None]
    if x == section._own_end:
        return roots.index(section)
    before = len(roots)
    for at in (s for root_section in roots for s in breadth_first(root_section)):
        if at is section:
            break
        before += at._nseg + 1
    if x in (0.0, 1.0):
        return before + section._nseg
    i = section._index(x)
    return before + (section._nseg - 1 - i if section._own_end else i)


def node_slot(section: "Section", x: float, variable: str) -> tuple[Slot, int]:
    """Where a variable of the node at `x` lives: a segment's, or an end's, which may be one of the parent."""
    while x == section._own_end and (above := parent(section)) is not None:
        section, x = above, section._parent_x
    if x in (0.0, 1.0):
        return section._ends[variable][int(x)], 0
    return section._range["membrane"][variable], section._index(x)


def _ancestors(section: "Section") -> "list[Section]":
    found = [section]
    while (above := parent(found[-1])) is not None:
        found.append(above)
    return found


def distance(first: Segment, second: Segment) -> float:
    """Path length [µm] between the nodes of two segments; 1e20 if they are in different trees."""
    route = {section: (position, passed) for section, position, passed in _way_to_root(first)}
    for section, position, passed in _way_to_root(second):
        if section in route:
            other, before = route[section]
            return before + passed + abs(position - other)
    return UNREACHABLE


def _way_to_root(segment: Segment) -> "list[tuple[Section, float, float]]":
    """(section, position [µm] from x = 0, path length so far) of the places where the way to the root enters."""
    section, position, passed = segment.sec, _node_position(segment.sec, segment.x), 0.0
    way = [(section, position, passed)]
    while (above := parent(section)) is not None:
        passed += abs(position - section._own_end * section.L)
        position = _node_position(above, section._parent_x)
        section = above
        way.append((section, position, passed))
    return way


def _node_position(section: "Section", x: float) -> float:
    if x in (0.0, 1.0):
        return x * section.L
    return (section._index(x) + 0.5) / section._nseg * section.L


def topology() -> str:
    """A drawing of all trees, in NEURON's form."""
    lines = [""]
    for section in WORLD.sections():
        if parent(section) is None:
            _draw(section, 0, lines)
    return "\n".join([*lines, ""])


def _draw(section: "Section", column: int, lines: list[str]) -> None:
    is_root = parent(section) is None
    ends = f"({section._own_end}-{1 - section._own_end})"
    start, width = ("|", section._nseg) if is_root else ("`", section._nseg - 1)
    lines.append(" " * column + start + "-" * width + f"|       {section.name()}{ends}")
    near = column if is_root else column - 1  # the node nearest the root
    for child in reversed(children(section)):
        x = 1.0 - child._parent_x if section._own_end else child._parent_x
        node = 0 if x == 0.0 else section._nseg + 1 if x == 1.0 else 1 + section._index(x)
        _draw(child, near + node + 1, lines)
