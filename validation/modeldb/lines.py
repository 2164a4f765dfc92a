"""The lines of graphs that a driver has written."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from validation.modeldb.stage import DATA, INDEX


@dataclass(frozen=True)
class Line:
    """One line of one graph, as it was when the recipe asked for it."""

    name: str  # "2 Graph[0] line 3": the third of a graph in the second snapshot
    x: np.ndarray
    y: np.ndarray
    variable: bool = False  # whether the step was


def collect(folder: Path) -> list[Line]:
    """What the driver left in `folder`; lines cut off by the end of the process do not count."""
    index, data = folder / INDEX, folder / DATA
    if not index.is_file():
        return []
    values = np.fromfile(data, np.float64) if data.is_file() else np.empty(0)
    found, snapshot, at, variable = [], 0, 0, False
    numbers: Counter[str] = Counter()  # in order: what `getline` gives counts labels, too
    for text in index.read_text(encoding="utf-8").splitlines():
        words = text.split()
        if words[0] == "snapshot":
            snapshot, variable = snapshot + 1, bool(int(words[1]))
            continue
        n = int(words[3])
        if at + 2 * n > len(values):
            break
        graph = f"{snapshot} {words[1]}"
        numbers[graph] += 1
        name = f"{graph} line {numbers[graph]}"
        found.append(Line(name, values[at : at + n], values[at + n : at + 2 * n], variable))
        at += 2 * n
    return found


def save(lines: list[Line], file: Path) -> None:
    """Keep them in an .npz file."""
    arrays = {f"{k:04d}{' ~'[line.variable]}{line.name}": np.stack([line.x, line.y]) for k, line in enumerate(lines)}
    np.savez_compressed(file, **arrays)  # pyright: ignore[reportArgumentType]


def load(file: Path) -> list[Line]:
    """What `save` kept."""
    with np.load(file) as arrays:
        return [Line(key[5:], *arrays[key], variable=key[4] == "~") for key in sorted(arrays.files)]
