"""Where branches stand in the tree: path distances, levels and rows."""

import numpy as np

from braincell.morph.morphology import Morphology


def branch_types(morphology: Morphology) -> list[str]:
    """The type of each branch."""
    return [morphology.branch(k).type for k in range(len(morphology.branches))]


def path_starts(morphology: Morphology) -> np.ndarray:
    """Path distance [branch] µm from the root's x = 0 to the attached end of each branch."""
    starts = np.zeros(len(morphology.branches))
    for k, at in enumerate(morphology.attachments[1:], 1):
        up = morphology.attachments[at.parent]
        starts[k] = starts[at.parent] + abs(at.parent_x - up.child_x) * morphology.branch(at.parent).length
    return starts


def levels(morphology: Morphology) -> np.ndarray:
    """Number [branch] of branches between each branch and the root; the root's is 0."""
    found = np.zeros(len(morphology.branches), int)
    for k, at in enumerate(morphology.attachments[1:], 1):
        found[k] = found[at.parent] + 1
    return found


def rows(morphology: Morphology) -> np.ndarray:
    """Rows [branch] to draw the branches in: tips on 0, 1, 2, …, each other branch midway between its children."""
    attachments = morphology.attachments
    children: list[list[int]] = [[] for _ in attachments]
    for k, at in enumerate(attachments[1:], 1):
        children[at.parent].append(k)
    found, waiting, n_tip = np.zeros(len(attachments)), [0], 0
    while waiting:
        k = waiting.pop()
        if not children[k]:
            found[k] = n_tip
            n_tip += 1
        waiting += reversed(children[k])
    for k in reversed(range(len(attachments))):
        if children[k]:
            found[k] = (found[children[k][0]] + found[children[k][-1]]) / 2.0
    return found
