"""Give every instance its random streams and vectors."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from braincell.discretize.paint import DiscretizedCell
from braincell.lower.mechanisms import Forest
from braincell.lower.model import MechanismLayout
from braincell.mech.mechanism import Mechanism
from braincell.mech.random_source import MCellRan4, Random123, RandomSource, Reidentified
from braincell.random.hoc import new_ran4, new_random123, unset
from braincell.random.stream import CACHED, FIRST, ID1, ID2, ID3, SECOND, new_stream, set_sequence


def lower_streams(
    forest: Forest, mechanisms: tuple[MechanismLayout, ...]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Streams (uint32 [row, instance], and the numbers of distributions) and vectors, by mechanism and name.

    RANDOM variables that the user says nothing of get NEURON's ids (1, 0, k), with k counting all such variables as
    they are made: once for each class of a .mod file that solves differential equations, of which NEURON makes an
    instance to learn the tolerances of its states, then cell by cell for each instance, painted
    ones before placed ones; artificial cells come last.
    """
    streams: dict[str, dict[str, list[RandomSource | None]]] = {}
    vectors: dict[str, dict[str, list[np.ndarray | None]]] = {}
    made = sum(_taken(m.cls) for m in mechanisms if made_at_start(m.cls))

    def add(name: str, cls: type[Mechanism], first: int, given: dict, lists: dict) -> None:
        for stream, declared in cls.streams.items():
            source = given.get(stream)
            if not declared.optional:
                first += 1
                source = source or Random123(1, 0, first)
            streams.setdefault(name, {}).setdefault(stream, []).append(source)
        for vector in cls.vectors:
            vectors.setdefault(name, {}).setdefault(vector, []).append(lists.get(vector))

    for part in forest.parts:
        numbers = _first_numbers(part, made)
        made = numbers.pop(None)
        for name, cls, key, given, lists in _instances(part):
            add(name, cls, numbers.get((name, key), 0), given, lists)
    for cell in forest.artificial:
        add(cell.mechanism.name, cell.mechanism, made, cell.streams, cell.vectors)
        made += _taken(cell.mechanism)
    return {m: _streams(found) for m, found in streams.items()}, {m: _vectors(found) for m, found in vectors.items()}


def made_at_start(cls: type[Mechanism]) -> bool:
    """Whether NEURON makes an instance of a mechanism's class when it is loaded."""
    return cls.solves_equations() and cls.flow() is not None and not cls.__module__.startswith("braincell.")


def _taken(cls: type[Mechanism]) -> int:
    """How many numbers an instance takes."""
    return sum(not stream.optional for stream in cls.streams.values())


def _first_numbers(part: DiscretizedCell, made: int) -> dict[Any, int]:
    """(mechanism, instance) -> how many streams were made before it; None -> how many there are after the cell."""
    numbers: dict[Any, int] = {}
    order = [(paint, p.name, cv, p.cls) for p in part.mechanisms.values() for paint, cv in p.made]
    order.sort(key=lambda entry: entry[0])
    order += [(0, p.cls.name, (i,), p.cls) for i, p in enumerate(part.processes)]
    for _, name, key, cls in order:
        numbers[name, key] = made
        made += _taken(cls)
    return numbers | {None: made}


def _instances(part: DiscretizedCell) -> Iterator[tuple[str, type[Mechanism], Any, dict, dict]]:
    """Name, class, key, given streams and vectors of every instance of a cell, in the order of the arrays."""
    for painted in part.mechanisms.values():
        if painted.cls.streams or painted.cls.vectors:
            for cv in np.flatnonzero(painted.present).tolist():
                given = {stream: there[cv] for stream, there in painted.streams.items() if cv in there}
                yield painted.name, painted.cls, cv, given, painted.vectors
    for i, process in enumerate(part.processes):
        yield process.cls.name, process.cls, (i,), process.streams, process.vectors


def _streams(sources: dict[str, list[RandomSource | None]]) -> dict[str, np.ndarray]:
    values = {}
    for key, given in sources.items():
        values[key] = streams_of(given)
        numbers = [(*(s.numbers if s else ()), 1.0, 1.0)[:2] for s in given]
        values[f"{key}.numbers"] = np.array(numbers, float).T
    return values


def streams_of(sources: Sequence[RandomSource | None]) -> np.ndarray:
    """The streams, uint32 [row, instance], that sources stand for; unset ones for None."""
    streams = np.array(unset((len(sources),)))
    kinds: dict[Any, list[int]] = {}
    for i, source in enumerate(sources):
        kinds.setdefault((type(source), source is not None and source.distribution is None), []).append(i)
    for at in kinds.values():  # each kind at once: networks have as many streams as synapses
        streams[:, at] = _at_start([sources[i] for i in at])
    for i, source in enumerate(sources):
        if source is not None and source.pair is not None:
            streams[[CACHED, FIRST, SECOND], i] = 1, *source.pair
    return streams


def stream_of(source: RandomSource | None) -> np.ndarray:
    """The stream, uint32 [row], that a source stands for; an unset one for None."""
    return streams_of([source])[:, 0]


def _at_start(sources: list[Any]) -> np.ndarray:
    """Streams of sources of one kind, all with or all without a distribution, before the words of a pair."""
    first = sources[0]
    if isinstance(first, MCellRan4):
        return np.array(new_ran4(*_words(sources, "high", "low", "code")))
    if isinstance(first, Reidentified):
        streams = streams_of([source.base for source in sources])
        streams[[ID1, ID2, ID3]] = np.array([source.ids for source in sources], np.uint32).T
        return streams
    if not isinstance(first, Random123):
        return np.array(unset((len(sources),)))
    ids = _words(sources, "id1", "id2", "id3")
    streams = new_random123(*ids, *_words(sources, "code")) if first.distribution else new_stream(*ids)
    positions = np.array([source.position for source in sources], float)
    return np.array(set_sequence(streams, positions) if positions.any() else streams)


def _words(sources: list[Any], *names: str) -> list[np.ndarray]:
    return [np.array([getattr(source, name) for source in sources], np.uint32) for name in names]


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
