"""Write the events of many sources into the vectors that record them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hoc_compat.source import Source


def write(sources: Sequence[Source | None], number: np.ndarray, times: np.ndarray) -> None:
    """Append the times [ms], which are in order; the k-th is of `sources[number[k]]`.

    Several sources may share a vector: it gets their events in order.
    """
    into: dict[int, tuple[Any, list[int]]] = {}
    beside: dict[int, tuple[Any, list[int]]] = {}
    value = np.zeros(len(sources))
    for k in np.unique(number).tolist():
        source = sources[k]
        if source is None or source.recording is None:
            continue
        value[k] = source.recording.number
        for found, vector in ((into, source.recording.times()), (beside, source.recording.numbers())):
            if vector is not None:
                found.setdefault(id(vector), (vector, []))[1].append(k)
    for vector, own in into.values():
        vector._receive(times[np.isin(number, own)])
    for vector, own in beside.values():
        vector._receive(value[number[np.isin(number, own)]])
