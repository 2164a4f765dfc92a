"""Say which nodes have layers outside of the membrane."""

from collections.abc import Sequence

import numpy as np

from braincell.lower.model import MechanismLayout


def with_layers(mechanisms: Sequence[MechanismLayout], parent: np.ndarray, n_cv: int) -> np.ndarray | None:
    """Bool [node]: the control volumes with `extracellular`, the ends beyond the last of them, and a root before them.

    A root belongs to the branch that starts there first. None if no node has layers.
    """
    found = [m.nodes for m in mechanisms if m.name == "extracellular"]
    if not found:
        return None
    own = np.zeros(len(parent), bool)
    own[found[0]] = True
    ends = np.arange(n_cv, len(parent))
    inner = ends[parent[ends] >= 0]
    own[inner] = own[parent[inner]]
    for root in ends[parent[ends] < 0]:
        children = np.flatnonzero(parent == root)
        own[root] = own[children.min(initial=len(parent) - 1)]
    return own
