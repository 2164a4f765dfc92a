"""Find the neighbours between which the states of a mechanism diffuse along the cable."""

import numpy as np

from braincell.discretize.paint import DiscretizedCell


def diffusion_parents(part: DiscretizedCell, chosen: np.ndarray) -> np.ndarray:
    """Per instance at the control volumes `chosen` of one cell, the number of the instance toward the root, −1: none.

    Where the parent node has no instance, NEURON tries that node's parent (the node may be one without area), then the
    first segment of the parent section (src/nrnoc/ldifus.cpp).
    """
    parent, attachments = part.cvs.parent, part.cell.morphology.attachments
    place = np.full(part.cvs.n_node + 1, -1)  # the last stands for no node
    place[chosen] = np.arange(len(chosen))
    found = np.full(len(chosen), -1)
    for k, cv in enumerate(chosen):
        above = int(parent[cv])
        candidates = [above, int(parent[above]) if above >= 0 else -1]
        up = attachments[int(part.cvs.branch[cv])].parent
        if up >= 0:
            own = np.flatnonzero(part.cvs.branch == up)
            candidates.append(int(own[0] if attachments[up].child_x == 0 else own[-1]))
        found[k] = next((place[node] for node in candidates if place[node] >= 0), -1)
    return found
