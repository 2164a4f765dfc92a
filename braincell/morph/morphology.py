"""A rooted tree of named branches."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from braincell.errors import InputError, MorphologyError, unknown_name
from braincell.morph import edit
from braincell.morph.attachment import Attachment, Part
from braincell.morph.branch import Branch
from braincell.morph.metric import Metric
from braincell.units import finite, positive

if TYPE_CHECKING:
    import networkx
    from matplotlib.axes import Axes

    from braincell.filter import Locset, Region


class Morphology:
    """Branches attached to one another; parents come before their children.

    Branches never change; the tree does: `attach`, `detach`, `prune`, `resample`, `scale` and `rename` change it in
    place, and cells made of it with it. `copy` first to keep the old one.
    """

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

    @classmethod
    def from_neuroml(cls, path: str | Path, cell: str | None = None) -> "Morphology":
        """Read the morphology of a cell in a NeuroML 2 file; see `braincell.io.read_neuroml`."""
        from braincell.io.neuroml import read_neuroml

        return read_neuroml(path, cell)

    @classmethod
    def from_neuromorpho(cls, neuron: str | int) -> "Morphology":
        """Fetch a neuron of NeuroMorpho.Org by name or number; see `braincell.io.read_neuromorpho`."""
        from braincell.io.neuromorpho import read_neuromorpho

        return read_neuromorpho(neuron)

    @classmethod
    def load(cls, path: str | Path) -> "Morphology":
        """Read what `save` has written; see `braincell.io.read_saved`."""
        from braincell.io.saved import read_saved

        return read_saved(path)

    def save(self, path: str | Path) -> None:
        """Write the morphology to a JSON file, to the last bit; see `braincell.io.write_saved`."""
        from braincell.io.saved import write_saved

        write_saved(self, path)

    def to_swc(self, path: str | Path) -> None:
        """Write an SWC file; warns of what SWC cannot hold, see `braincell.io.write_swc`."""
        from braincell.io.swc_writer import write_swc

        write_swc(self, path)

    def attach(
        self,
        *,
        parent: str | int,
        child_branch: "Branch | Morphology",
        child_name: str,
        parent_x: Any = 1.0,
        child_x: Any = 0.0,
    ) -> Self:
        """Attach a branch at `parent_x` of `parent`, by its end `child_x` (0 or 1); returns the morphology.

        A morphology, such as one that was detached, is attached with all its branches by its root, which is then
        called `child_name`. Raises `MorphologyError` for a taken name or positions outside their range,
        `UnknownNameError` for the parent.
        """
        if isinstance(child_branch, Morphology):
            return self._graft(child_branch, parent, child_name, parent_x, child_x)
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

    def _graft(self, tree: "Morphology", parent: str | int, name: str, parent_x: Any, child_x: Any) -> Self:
        others = tree.branches[1:]
        taken = [other for other in others if other in self._branches or other == name]
        if taken:
            raise MorphologyError(f"attach: there is a branch `{taken[0]}` already; `rename` one of the two first")
        parts, offset = list(tree.parts()), len(self._branches)
        self.attach(parent=parent, child_branch=parts[0][1], child_name=name, parent_x=parent_x, child_x=child_x)
        for other, branch, at in parts[1:]:
            self._branches[other] = branch
            self._attachments.append(replace(at, parent=at.parent + offset))
        return self

    def copy(self) -> "Morphology":
        """The same tree, which then changes on its own."""
        return _tree(self.parts())

    def detach(self, name: str | int) -> "Morphology":
        """Take a branch and everything that hangs on it away; returns them as a morphology of their own.

        Raises `MorphologyError` for the root, `UnknownNameError` for an unknown branch.
        """
        number = self.index(name)
        if number == 0:
            raise MorphologyError(
                f"detach: `{self.branches[0]}` is the root, on which everything hangs; detach its children, "
                "or `copy` the whole morphology"
            )
        parts = list(self.parts())
        below = edit.subtree(self._attachments, [number])
        self._set(edit.only(parts, [k for k in range(len(parts)) if k not in set(below)]))
        return _tree(edit.only(parts, below))

    def prune(self, what: "str | Iterable[str] | Region | None" = None, *, min_length: Any = None) -> Self:
        """Take cable away, with everything that hangs on it; returns the morphology.

        `what` is a branch, several, or a region: branches that a region covers in part are cut where it begins, as
        seen from their attached end. `min_length` [µm] removes the branches shorter than it that carry nothing now;
        those that carry nothing thereafter stay. Raises `MorphologyError` if the root's start is to go,
        `UnknownNameError` for an unknown branch.
        """
        if (what is None) == (min_length is None):
            raise InputError("prune: say what is to go: a branch, several, a region, or `min_length`")
        parts = list(self.parts())
        if min_length is not None:
            numbers = edit.short_twigs(parts, positive(min_length, "um", "min_length", "prune"))
            intervals = [(k, 0.0, 1.0) for k in numbers]
        else:
            intervals = self._intervals(what)
        self._set(edit.without(parts, intervals))
        return self

    def _intervals(self, what: Any) -> list[tuple[int, float, float]]:
        from braincell.filter import Region

        if isinstance(what, Region):
            return what.intervals(self)
        if isinstance(what, (str, int)):
            what = (what,)
        if not isinstance(what, Iterable):
            raise InputError(f"prune: {what!r} is no branch and no region; give names or a region")
        return [(self.index(name), 0.0, 1.0) for name in what]

    def resample(self, step: Any) -> Self:
        """Divide frusta so that points are at most `step` µm apart; returns the morphology.

        No point is dropped: lengths, areas and ends stay what they are, to the rounding of float32 coordinates.
        """
        size = positive(step, "um", "step", "resample")
        self._set([(name, edit.resampled(branch, size), at) for name, branch, at in self.parts()])
        return self

    def scale(self, *, length: Any = 1.0, diameter: Any = 1.0) -> Self:
        """Multiply lengths and diameters; returns the morphology.

        Coordinates are stretched around the start of the first branch that has any. Raises `InputError` for a factor
        that is not positive.
        """
        factors = positive(length, "1", "length", "scale"), positive(diameter, "1", "diameter", "scale")
        placed = (branch.points for branch in self._branches.values() if branch.points is not None)
        first = next(placed, np.zeros((1, 3), np.float32))
        centre = first[0].astype(float)
        self._set([(name, edit.scaled(branch, *factors, centre), at) for name, branch, at in self.parts()])
        return self

    def rename(self, name: str | int, new: str) -> Self:
        """Give a branch another name; returns the morphology. Raises `MorphologyError` if that is taken."""
        old = self.branches[self.index(name)]
        if new != old and new in self._branches:
            raise MorphologyError(f"rename: there is a branch `{new}` already; names are unique")
        self._set([(new if other == old else other, branch, at) for other, branch, at in self.parts()])
        return self

    def _set(self, parts: Iterable[Part]) -> None:
        kept = list(parts)
        self._branches = {name: branch for name, branch, _ in kept}
        self._attachments = [at for _, _, at in kept]

    def parts(self) -> Iterator[Part]:
        """Name, branch and attachment of each branch, in order."""
        for (name, branch), at in zip(self._branches.items(), self._attachments, strict=True):
            yield name, branch, at

    @property
    def metric(self) -> Metric:
        """Lengths, areas, volumes, distances, orders and crossings of spheres, of the tree as it is now."""
        return Metric(self)

    def select(self, places: "Region | Locset") -> list[tuple[str, float, float]] | list[tuple[str, float]]:
        """What a region (name, x0, x1) or locset (name, x) means here. Raises `InputError` for anything else."""
        from braincell.filter import Locset, Region

        names = self.branches
        if isinstance(places, Region):
            return [(names[k], x0, x1) for k, x0, x1 in places.intervals(self)]
        if isinstance(places, Locset):
            return [(names[k], x) for k, x in places.locations(self)]
        raise InputError(f"select: {places!r} is no region and no locset; see `braincell.filter`")

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
        if name in self._branches:
            return self._branches[name]  # type: ignore[index]
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


def _tree(parts: Iterable[Part]) -> Morphology:
    kept = list(parts)
    name, branch, _ = kept[0]
    tree = Morphology(branch, name)
    tree._set(kept)
    return tree
