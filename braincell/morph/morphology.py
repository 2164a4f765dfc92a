"""A rooted tree of named branches."""

from dataclasses import dataclass
from typing import Any, Self

from braincell.errors import MorphologyError, unknown_name
from braincell.morph.branch import Branch
from braincell.units import finite


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

    def distance(self, name: str | int, x: float) -> float:
        """Path length [µm] from the root's x = 0."""
        k = self.index(name)
        at = self._attachments[k]
        along = x if at.child_x == 0 else 1.0 - x
        start = 0.0 if at.parent < 0 else self.distance(at.parent, at.parent_x)
        return start + along * self.branch(k).length
