"""A rooted tree of named branches."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from braincell.errors import MorphologyError, unknown_name
from braincell.morph.branch import Branch
from braincell.units import finite

if TYPE_CHECKING:
    import networkx
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Attachment:
    """How a branch hangs on its parent: parent number (−1: the root), position there, and which own end touches."""

    parent: int
    parent_x: float
    child_x: int


class Morphology:
    """Branches attached to one another; parents come before their children."""

    def __init__(self, branch: Branch, name: str):
        self._branches: dict[str, Branch] = {name: branch}
        self._attachments: list[Attachment] = [Attachment(-1, 0.0, 0)]

    @classmethod
    def from_root(cls, branch: Branch, name: str = "soma") -> Self:
        """A morphology of one branch."""
        return cls(branch, name)

    @classmethod
    def from_swc(cls, path: str | Path) -> "Morphology":
        """Read an SWC file exactly as NEURON's Import3d does; see `braincell.io.read_swc`."""
        from braincell.io.swc import read_swc

        return read_swc(path)

    @classmethod
    def from_asc(cls, path: str | Path) -> "Morphology":
        """Read a Neurolucida file; see `braincell.io.read_morphio`."""
        from braincell.io.morphio_file import read_morphio

        return read_morphio(path)

    @classmethod
    def from_h5(cls, path: str | Path) -> "Morphology":
        """Read an H5 file; see `braincell.io.read_morphio`."""
        from braincell.io.morphio_file import read_morphio

        return read_morphio(path)

    def attach(
        self, *, parent: str | int, child_branch: Branch, child_name: str, parent_x: Any = 1.0, child_x: Any = 0.0
    ) -> Self:
        """Attach a branch at `parent_x` of `parent`, by its end `child_x` (0 or 1); returns the morphology.

        Raises `MorphologyError` for a taken name or positions outside their range, `UnknownNameError` for the parent.
        """
        if child_name in self._branches:
            raise MorphologyError(f"attach: there is a branch `{child_name}` already; names are unique")
        x = finite(parent_x, "1", "parent_x", f"attach `{child_name}`")
        end = finite(child_x, "1", "child_x", f"attach `{child_name}`")
        if not 0.0 <= x <= 1.0:
            raise MorphologyError(f"attach `{child_name}`: parent_x is {x:g}; it must lie within 0–1")
        if end not in (0.0, 1.0):
            raise MorphologyError(f"attach `{child_name}`: child_x is {end:g}; a branch is attached by its end 0 or 1")
        if not isinstance(child_branch, Branch):
            raise MorphologyError(f"attach `{child_name}`: {child_branch!r} is no branch; use `Branch.from_lengths(…)`")
        number = self.index(parent)
        self._branches[child_name] = child_branch
        self._attachments.append(Attachment(number, x, int(end)))
        return self

    @property
    def branches(self) -> tuple[str, ...]:
        """Names, in order of attachment."""
        return tuple(self._branches)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """How each branch hangs on its parent."""
        return tuple(self._attachments)

    def index(self, name: str | int) -> int:
        """Number of a branch; `UnknownNameError` with close names otherwise."""
        if isinstance(name, int) and 0 <= name < len(self._branches):
            return name
        if name not in self._branches:
            raise unknown_name("branch", name, self._branches, "the morphology")
        return list(self._branches).index(name)

    def branch(self, name: str | int) -> Branch:
        """A branch by name or number."""
        return self._branches[self.branches[self.index(name)]]

    @property
    def graph(self) -> "networkx.DiGraph":
        """The topology: branch names as nodes (`branch`), edges parent → child (`parent_x`, `child_x`)."""
        import networkx

        graph = networkx.DiGraph()
        names = self.branches
        for name, at in zip(names, self._attachments, strict=True):
            graph.add_node(name, branch=self._branches[name])
            if at.parent >= 0:
                graph.add_edge(names[at.parent], name, parent_x=at.parent_x, child_x=at.child_x)
        return graph

    def distance(self, name: str | int, x: float) -> float:
        """Path length [µm] from the root's x = 0 to a place."""
        length, k = 0.0, self.index(name)
        while k >= 0:
            at = self._attachments[k]
            length += abs(x - at.child_x) * self.branch(k).length
            k, x = at.parent, at.parent_x
        return length

    def position(self, name: str | int, x: float) -> tuple[float, float, float]:
        """Coordinates [µm] of a place; `MorphologyError` if the branch has none."""
        branch = self.branch(name)
        if branch.points is None:
            raise MorphologyError(f"branch `{self.branches[self.index(name)]}` has no coordinates; use `from_points`")
        arc = x * branch.length
        return tuple(float(np.interp(arc, branch.arc, axis)) for axis in branch.points.T)  # type: ignore[return-value]

    def topo(self) -> str:
        """The tree as text, one branch a line, children indented under their parent."""
        names, lines = self.branches, []
        children: dict[int, list[int]] = {}
        for k, at in enumerate(self._attachments):
            children.setdefault(at.parent, []).append(k)
        waiting = [(k, 0) for k in reversed(children.get(-1, []))]
        while waiting:
            k, level = waiting.pop()
            at = self._attachments[k]
            where = f" at {names[at.parent]}({at.parent_x:g})" if at.parent >= 0 else ""
            lines.append(f"{'  ' * level}{names[k]}{where}")
            waiting += [(child, level + 1) for child in reversed(children.get(k, []))]
        return "\n".join(lines)

    def vis2d(self, values: Any = None, **options: Any) -> "Axes":
        """Draw the branches in a plane, coloured by type or one of `values` each; see `braincell.vis.plot2d`."""
        from braincell.vis.plot2d import plot2d

        return plot2d(self, values, **options)

    def vis3d(self, values: Any = None, **options: Any) -> Any:
        """Draw the branches in space, coloured by type or one of `values` each; see `braincell.vis.plot3d`."""
        from braincell.vis.plot3d import plot3d

        return plot3d(self, values, **options)

    def __repr__(self) -> str:
        total = sum(branch.length for branch in self._branches.values())
        return f"Morphology({len(self._branches)} branches, {total:g} µm, root {self.branches[0]!r})"
