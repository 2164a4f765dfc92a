"""The order in which NEURON visits the instances of a mechanism."""

from dataclasses import replace

import numpy as np

from braincell.discretize.paint import DiscretizedCell
from braincell.lower.mechanisms import Forest
from braincell.lower.model import MechanismLayout
from braincell.mech.mechanism import Mechanism


def with_visits(forest: Forest, mechanisms: tuple[MechanismLayout, ...]) -> tuple[MechanismLayout, ...]:
    """The layouts with the order of visits, where instances share a variable or a generator, or print.

    The roots of all cells come first, then the other nodes cell by cell and branch by branch, breadth first; in one
    node the process made last comes first, artificial cells come as they were made (NEURON: `reorder_secorder`).
    """
    ordered = [_is_ordered(m.cls) for m in mechanisms]
    if not any(ordered):
        return mechanisms
    rank = node_ranks(forest)
    return tuple(replace(m, visits=visits_of(m, rank)) if o else m for m, o in zip(mechanisms, ordered, strict=True))


def _is_ordered(cls: type[Mechanism]) -> bool:
    return bool(cls.shares) or cls.prints or any(map(cls.is_global, (*cls.assigned, *cls.sets, *cls.carried)))


def visits_of(m: MechanismLayout, rank: np.ndarray) -> np.ndarray:
    """The instances of a mechanism in NEURON's order, by the `node_ranks`."""
    number = np.arange(len(m.nodes))
    if m.cls.kind == "artificial":
        return number.astype(np.int32)
    return np.lexsort((-number, rank[m.nodes])).astype(np.int32)


def node_ranks(forest: Forest) -> np.ndarray:
    """Position of every node in NEURON's order."""
    order = [
        int(forest.node_maps[k][part.cvs.ends[0, part.cell.morphology.attachments[0].child_x]])
        for k, part in enumerate(forest.parts)
    ]
    for part, nodes in zip(forest.parts, forest.node_maps, strict=True):
        order += _below_root(part, nodes)
    rank = np.full(forest.n_node, len(order))
    rank[order[::-1]] = np.arange(len(order))[::-1]
    return rank


def _below_root(part: DiscretizedCell, nodes: np.ndarray) -> list[int]:
    """The nodes of one cell, without its root, branch by branch."""
    order: list[int] = []
    attachments = part.cell.morphology.attachments
    waiting = [0]
    for branch in waiting:  # grows while it is read
        reverse = attachments[branch].child_x == 1
        own = np.flatnonzero(part.cvs.branch == branch)
        order += nodes[own[::-1] if reverse else own].tolist()
        order.append(int(nodes[part.cvs.ends[branch, 0 if reverse else 1]]))
        children = [c for c, at in enumerate(attachments) if at.parent == branch]
        distance = {c: 1.0 - attachments[c].parent_x if reverse else attachments[c].parent_x for c in children}
        waiting += sorted(children, key=lambda c: (distance[c], -c))
    return order
