"""How branches hang together."""

from dataclasses import dataclass

from braincell.morph.branch import Branch


@dataclass(frozen=True)
class Attachment:
    """How a branch hangs on its parent: parent number (−1: the root), position there, and which own end touches."""

    parent: int
    parent_x: float
    child_x: int


Part = tuple[str, Branch, Attachment]
"""A branch of a tree: its name, its shape and how it hangs."""
