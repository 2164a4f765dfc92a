"""Divide every branch of a morphology into control volumes and number the nodes between them."""

from dataclasses import dataclass

import numpy as np

from braincell.errors import InputError
from braincell.morph.branch import Branch
from braincell.morph.frusta import CableGeometry, integrate, snapped
from braincell.morph.morphology import Morphology


@dataclass(frozen=True, eq=False)
class ControlVolumes:
    """Control volumes in branch order, x ascending; nodes are the control volumes, then the zero-area nodes."""

    branch: np.ndarray
    index: np.ndarray
    x: np.ndarray
    length: np.ndarray
    diam: np.ndarray
    area: np.ndarray
    resistance_proximal: np.ndarray
    resistance_distal: np.ndarray
    n_node: int
    parent: np.ndarray
    edge_a: np.ndarray
    edge_a_side: np.ndarray
    edge_b: np.ndarray
    edge_b_side: np.ndarray
    first: np.ndarray  # [branch + 1] first control volume of each branch
    ends: np.ndarray  # [branch, 2] nodes at x = 0 and 1

    def cv(self, branch: int, x: float) -> int:
        """The control volume at `x`; ends belong to the first and last one."""
        start, stop = int(self.first[branch]), int(self.first[branch + 1])
        if not 0.0 <= x <= 1.0:
            raise InputError(f"x is {x!r}; it must lie within 0–1")
        return start + min(int(x * (stop - start)), stop - start - 1)

    def node(self, branch: int, x: float) -> int:
        """The node at `x`; 0 and 1 are the branch's end nodes."""
        return int(self.ends[branch, int(x)]) if x in (0.0, 1.0) else self.cv(branch, x)


def control_volumes(morphology: Morphology, counts: np.ndarray) -> ControlVolumes:
    """Divide branch i into `counts[i]` control volumes of equal length, with NEURON's nodes between them."""
    names = morphology.branches
    counts = np.asarray(counts, int)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    n_cv = int(first[-1])
    parts = [
        _geometry(morphology.branch(name), int(n), at.child_x)
        for name, n, at in zip(names, counts, morphology.attachments, strict=True)
    ]
    branch = np.repeat(np.arange(len(names)), counts)
    index = np.arange(n_cv) - first[branch]
    n_node = n_cv + len(names) + 1
    parent = np.full(n_node, -1)
    edges = np.full((2, n_node), -1)
    sides = np.zeros((2, n_node), int)
    ends = np.zeros((len(names), 2), int)
    for k, at in enumerate(morphology.attachments):
        cvs = np.arange(first[k], first[k + 1])
        own_end = n_cv + 1 + k
        up = n_cv if at.parent < 0 else _node(first, ends, at.parent, at.parent_x)
        chain = cvs if at.child_x == 0 else cvs[::-1]
        near, far = (0, 1) if at.child_x == 0 else (1, 0)
        ends[k, near], ends[k, far] = up, own_end
        parent[chain] = np.concatenate([[up], chain[:-1]])
        edges[0, chain], sides[0, chain] = chain, near
        edges[1, chain[1:]], sides[1, chain[1:]] = chain[:-1], far
        parent[own_end], edges[0, own_end], sides[0, own_end] = chain[-1], chain[-1], far
    return ControlVolumes(
        branch,
        index,
        (index + 0.5) / counts[branch],
        np.array([morphology.branch(n).length for n in names])[branch] / counts[branch],
        _joined(parts, "diam"),
        _joined(parts, "area"),
        _joined(parts, "resistance_proximal"),
        _joined(parts, "resistance_distal"),
        n_node,
        parent,
        edges[0],
        sides[0],
        edges[1],
        sides[1],
        first,
        ends,
    )


def _geometry(branch: Branch, n: int, child_x: int) -> CableGeometry:
    """A branch's geometry, integrated from the end nearest the root, as NEURON does."""
    cable = branch if child_x == 0 else branch.turned()
    arc, least = (cable.arc, 1e-15) if cable.points is not None else (snapped(cable.arc, n), 0.0)
    found = integrate(arc, cable.diameters_proximal, cable.diameters_distal, n, least)
    return found if child_x == 0 else found.turned()


def _joined(parts: list[CableGeometry], key: str) -> np.ndarray:
    return np.concatenate([getattr(part, key) for part in parts])


def _node(first: np.ndarray, ends: np.ndarray, branch: int, x: float) -> int:
    if x in (0.0, 1.0):
        return int(ends[branch, int(x)])
    n = int(first[branch + 1] - first[branch])
    return int(first[branch]) + min(int(x * n), n - 1)
