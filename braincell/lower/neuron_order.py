"""The order in which NEURON visits the instances of a mechanism."""

from dataclasses import replace

import numpy as np

from braincell.lower.mechanisms import Forest
from braincell.lower.model import MechanismLayout


def with_visits(forest: Forest, mechanisms: tuple[MechanismLayout, ...]) -> tuple[MechanismLayout, ...]:
    """The layouts with the order of visits, where a mechanism prints or draws from the generator that all share.

    Nodes come root by root, then branch by branch, breadth first; in one node the process made last comes first,
    artificial cells come as they were made (NEURON: `reorder_secorder`, `v_setup_vectors`).
    """
    if not any(m.cls.shares or m.cls.prints for m in mechanisms):
        return mechanisms
    rank = node_ranks(forest)
    return tuple(replace(m, visits=visits_of(m, rank)) if m.cls.shares or m.cls.prints else m for m in mechanisms)


def visits_of(m: MechanismLayout, rank: np.ndarray) -> np.ndarray:
    """The instances of a mechanism in NEURON's order, by the `node_ranks`."""
    number = np.arange(len(m.nodes))
    if m.cls.kind == "artificial":
        return number.astype(np.int32)
    return np.lexsort((-number, rank[m.nodes])).astype(np.int32)


def node_ranks(forest: Forest) -> np.ndarray:
    """Position of every node in NEURON's order."""
    order: list[int] = []
    waiting: list[tuple[int, int]] = []  # (cell, branch)
    for k, part in enumerate(forest.parts):
        root_end = part.cell.morphology.attachments[0].child_x
        order.append(int(forest.node_maps[k][part.cvs.ends[0, root_end]]))
        waiting.append((k, 0))
    for k, branch in waiting:  # grows while it is read
        part, nodes = forest.parts[k], forest.node_maps[k]
        attachments = part.cell.morphology.attachments
        reverse = attachments[branch].child_x == 1
        own = np.flatnonzero(part.cvs.branch == branch)
        order += nodes[own[::-1] if reverse else own].tolist()
        order.append(int(nodes[part.cvs.ends[branch, 0 if reverse else 1]]))
        children = [c for c, at in enumerate(attachments) if at.parent == branch]
        distance = {c: 1.0 - attachments[c].parent_x if reverse else attachments[c].parent_x for c in children}
        waiting += [(k, c) for c in sorted(children, key=lambda c: (distance[c], -c))]
    rank = np.full(forest.n_node, len(order))
    rank[order[::-1]] = np.arange(len(order))[::-1]
    return rank
