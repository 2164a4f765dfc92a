"""Areas, resistances, diameters, lengths and arcs of random trees equal NEURON's."""

import numpy as np
import pytest


def random_tree(random):
    """Sections as (parent, parent's x, own end, nseg, 3-d points or length and diameters)."""
    tree = []
    for i in range(random.integers(1, 8)):
        parent = int(random.integers(0, i)) if i else -1
        x, end = float(random.choice([0.0, 0.5, 1.0, random.random()])), int(random.choice([0, 0, 0, 1])) if i else 0
        nseg = int(random.integers(1, 14))
        if random.random() < 0.7:
            n = int(random.integers(2, 12))
            places = np.cumsum(random.normal(0.0, 20.0, (n, 3)), axis=0)
            diameters = np.exp(random.normal(0.5, 0.8, n))
            if n > 2 and random.random() < 0.5:  # a duplicate point, perhaps the last one
                k = random.integers(1, n)
                places[k] = places[k - 1]
            if random.random() < 0.2:
                diameters[random.integers(0, n)] = 0.0
            shape = np.column_stack([places, diameters]).tolist()
        else:
            shape = (float(np.exp(random.normal(4.0, 1.0))), np.exp(random.normal(0.5, 0.8, nseg)).tolist())
        tree.append((parent, x, end, nseg, float(random.uniform(20.0, 300.0)), shape))
    return tree


def geometry(h, tree):
    """Everything that NEURON says about the shape of a tree."""
    sections, found = [], []
    for parent, x, end, nseg, resistivity, shape in tree:
        section = h.Section()
        if parent >= 0:
            section.connect(sections[parent](x), end)
        section.nseg, section.Ra = nseg, resistivity
        if isinstance(shape, list):
            for point in shape:
                section.pt3dadd(*point)
        else:
            section.L = shape[0]
            for segment, diameter in zip(section, shape[1], strict=True):
                segment.diam = diameter
        sections.append(section)
    for section in sections:
        segments = [(segment.area(), segment.ri(), segment.diam, segment.volume()) for segment in section]
        arcs = [section.arc3d(i) for i in range(section.n3d())]
        found.append((section.L, segments, arcs, section(1).ri() if section.orientation() == 0.0 else section(0).ri()))
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.slow
def test_random_trees(both, seed):
    random = np.random.default_rng(seed)
    for tree in [random_tree(random) for _ in range(25)]:
        both(geometry, tree)
