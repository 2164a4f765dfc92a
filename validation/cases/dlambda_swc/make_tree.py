"""Grow the synthetic neuron of tree.swc: `python make_tree.py` writes the same file every time."""

import math
import random
from pathlib import Path

SOMA, AXON, BASAL, APICAL = 1, 2, 3, 4
STEMS = ((BASAL, 4, 2.2), (BASAL, 4, 1.8), (BASAL, 3, 2.6), (BASAL, 4, 2.0), (APICAL, 5, 4.0), (AXON, 3, 1.4))
"""Type, generations of branching and first diameter [µm] of each stem."""


def main() -> None:
    """Write tree.swc beside this file."""
    draw = random.Random(7)
    lines = ["# synthetic neuron, grown by make_tree.py", "# id type x y z radius parent"]
    points = [(SOMA, 0.0, 0.0, 0.0, 8.5, -1)]
    for number, (kind, generations, diameter) in enumerate(STEMS):
        angle = 2 * math.pi * number / len(STEMS)
        start = (9 * math.cos(angle), 9 * math.sin(angle), draw.uniform(-2, 2))
        points.append((kind, *start, diameter / 2, 1))
        grow(points, draw, kind, len(points), start, angle, diameter, generations)
    for number, (kind, x, y, z, radius, parent) in enumerate(points, start=1):
        lines.append(f"{number} {kind} {x:.3f} {y:.3f} {z:.3f} {radius:.4f} {parent}")
    Path(__file__).with_name("tree.swc").write_text("\n".join(lines) + "\n")


def grow(points, draw, kind, parent, place, angle, diameter, generations) -> None:
    """Append a wobbling, tapering branch after point `parent`, then two daughters; some branches end early."""
    x, y, z = place
    for _ in range(draw.randint(3, 6)):
        step = draw.uniform(9, 28)
        angle += draw.uniform(-0.3, 0.3)
        x, y, z = x + step * math.cos(angle), y + step * math.sin(angle), z + draw.uniform(-6, 6)
        diameter = max(0.35, diameter * draw.uniform(0.88, 1.0))
        points.append((kind, x, y, z, diameter / 2, parent))
        parent = len(points)
    if generations == 0 or draw.random() < 0.12:
        return
    for turn in (-0.6, 0.5):
        grow(points, draw, kind, parent, (x, y, z), angle + turn, max(0.4, diameter * 0.72), generations - 1)


if __name__ == "__main__":
    main()
