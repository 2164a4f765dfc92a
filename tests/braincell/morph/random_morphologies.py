"""Trees of any shape, for tests of what holds for all of them."""

import numpy as np
from hypothesis import strategies as st

from braincell import Branch, Morphology

TYPES = ("soma", "axon", "dendrite", "basal_dendrite", "apical_dendrite", "custom", "glia")
coordinate = st.floats(-100.0, 100.0, width=32)
radius = st.floats(0.125, 8.0, width=32)
length = st.floats(0.01, 300.0)


@st.composite
def branches(draw, placed):
    n, kind = draw(st.integers(1, 5)), draw(st.sampled_from(TYPES))
    if placed:
        points = [[draw(coordinate) for _ in range(3)] for _ in range(n + 1)]
        points[-1][0] = 250.0  # far from the others: never of length 0
        return Branch.from_points(points, [draw(radius) for _ in range(n + 1)], type=kind)
    ends = {f"radii_{end}": [draw(radius) for _ in range(n)] for end in ("proximal", "distal")}
    return Branch.from_lengths([draw(length) for _ in range(n)], **ends, type=kind)


@st.composite
def morphologies(draw, placed=None):
    """Up to six branches, attached anywhere; with coordinates, without, or (None) mixed."""

    def branch():
        return draw(branches(draw(st.booleans()) if placed is None else placed))

    tree = Morphology.from_root(branch(), "root")
    for k in range(draw(st.integers(0, 5))):
        x = draw(st.sampled_from([0.0, 0.5, 1.0, 1.0, draw(st.floats(0.0, 1.0))]))
        where = {"parent": draw(st.integers(0, k)), "parent_x": x, "child_x": draw(st.sampled_from([0, 0, 1]))}
        tree.attach(child_branch=branch(), child_name=f"b[{k}]", **where)
    return tree


def same(first, second):
    """Whether two trees are equal to the last bit."""
    arrays = ("lengths", "diameters_proximal", "diameters_distal", "points", "arc")
    return (
        first.branches == second.branches
        and first.attachments == second.attachments
        and all(
            a.type == b.type and all(_equal(getattr(a, array), getattr(b, array)) for array in arrays)
            for (_, a, _), (_, b, _) in zip(first.parts(), second.parts(), strict=True)
        )
    )


def _equal(a, b):
    if a is None or b is None:
        return a is b
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == np.ascontiguousarray(b).tobytes()
