"""`section.rallbranch`: how many equal branches a section stands for."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from braincell.errors import UnsupportedError
from braincell.lower.model import Layout
from braincell.mech.mechanism import Mechanism


def branches(sections: Sequence[Any], ends: Sequence[tuple[int, int]], layout: Layout) -> np.ndarray | None:
    """How many equal branches each node stands for [node]; None if all do for one.

    `ends` are the nodes at x = 0 and 1 of the sections, of which parents come first. A section's number multiplies with
    that of the node to which it is connected. Raises `UnsupportedError` beside layers and diffusion.
    """
    chosen = [section for section in sections if section._rallbranch != 1.0]
    if not chosen:
        return None
    if layout.extracellular is not None or any(m.cls.diffusion is not Mechanism.diffusion for m in layout.mechanisms):
        raise UnsupportedError(
            f"{chosen[0]}.rallbranch is not 1, which `extracellular` and LONGITUDINAL_DIFFUSION do not know; model "
            "each branch as a section"
        )
    found, first = np.ones(layout.n_node), 0
    for section, nodes in zip(sections, ends, strict=True):
        near, far = nodes[section._own_end], nodes[1 - section._own_end]
        found[[*range(first, first + section._nseg), far]] = section._rallbranch * found[near]
        first += section._nseg
    return found


def refuse_several(sections: Sequence[Any], purpose: str) -> None:
    """Raise `UnsupportedError` if a section stands for several branches."""
    for section in sections:
        if section._rallbranch != 1.0:
            raise UnsupportedError(f"{section}.rallbranch is not 1; {purpose}; model each branch as a section")
