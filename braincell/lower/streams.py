"""Give every instance its random streams and vectors."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from braincell.lower.mechanisms import Forest
from braincell.lower.model import MechanismLayout
from braincell.mech.mechanism import Mechanism
from braincell.mech.random_source import MCellRan4, Random123, RandomSource
from braincell.random.hoc import new_ran4, new_random123, unset
from braincell.random.stream import new_stream, set_sequence


def lower_streams(
    forest: Forest, mechanisms: tuple[MechanismLayout, ...]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Streams (uint32 [row, instance], and the numbers of distributions) and vectors, by mechanism and name.

    RANDOM variables that the user says nothing of get NEURON's ids (1, 0, k), with k counting all such variables of
    the simulation: cell by cell, painted mechanisms before placed ones, each in the order of declaration.
    """
    sources: dict[str, dict[str, list[RandomSource | None]]] = {m.name: {} for m in mechanisms}
    lists: dict[str, dict[str, list[np.ndarray | None]]] = {m.name: {} for m in mechanisms}
    made = 0
    for name, cls, streams, vectors in _instances(forest):
        for key, stream in cls.streams.items():
            source = streams.get(key)
            if not stream.optional:
                made += 1
                source = source or Random123(1, 0, made)
            sources[name].setdefault(key, []).append(source)
        for key in cls.vectors:
            lists[name].setdefault(key, []).append(vectors.get(key))
    return (
        {m: _streams(found) for m, found in sources.items() if found},
        {m: _vectors(found) for m, found in lists.items() if found},
    )


def _instances(forest: Forest) -> Iterator[tuple[str, type[Mechanism], dict, dict]]:
    """Name, class, given streams and vectors of every instance, in the order in which they are numbered."""
    for part in forest.parts:
        for painted in part.mechanisms.values():
            if not painted.cls.streams and not painted.cls.vectors:
                continue
            for cv in np.flatnonzero(painted.present).tolist():
                given = {key: there[cv] for key, there in painted.streams.items() if cv in there}
                yield painted.name, painted.cls, given, painted.vectors
        for process in part.processes:
            yield process.cls.name, process.cls, process.streams, process.vectors


def _streams(sources: dict[str, list[RandomSource | None]]) -> dict[str, np.ndarray]:
    values = {}
    for key, given in sources.items():
        values[key] = np.stack([_stream(source) for source in given], axis=-1)
        numbers = [(*(s.numbers if s else ()), 1.0, 1.0)[:2] for s in given]
        values[f"{key}.numbers"] = np.array(numbers, float).T
    return values


def _stream(source: RandomSource | None) -> np.ndarray:
    if isinstance(source, MCellRan4):
        return np.asarray(new_ran4(source.high, source.low, source.code))
    if not isinstance(source, Random123):
        return np.asarray(unset())
    ids = (np.uint32(source.id1), np.uint32(source.id2), np.uint32(source.id3))
    stream = new_random123(*ids, source.code) if source.distribution else new_stream(*ids)
    return np.asarray(set_sequence(stream, float(source.position)) if source.position else stream)


def _vectors(lists: dict[str, list[np.ndarray | None]]) -> dict[str, np.ndarray]:
    values = {}
    for key, given in lists.items():
        sizes = [-1 if x is None else len(x) for x in given]
        padded = np.zeros((max(1, *sizes), len(given)))
        for i, x in enumerate(given):
            if x is not None:
                padded[: len(x), i] = x
        values[key], values[f"{key}.size"] = padded, np.array(sizes, float)
    return values
