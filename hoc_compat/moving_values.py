"""What mechanisms move and no column of a script holds: random streams, and Vectors whose elements they set."""

import weakref
from collections.abc import Sequence
from typing import Any

from braincell.errors import UnsupportedError
from braincell.lower.model import CableState, Layout

Filled = tuple[weakref.ref, str, str, int]  # process, mechanism, its vector, the instance


def moving(layout: Layout, state: CableState) -> dict[str, dict[str, Any]]:
    """The random streams of every mechanism, and the vectors that it sets."""
    return {
        m.name: {name: state.mechanisms[m.name][name] for name in (*m.cls.streams, *m.cls.sets_vectors)}
        for m in layout.mechanisms
    }


def filled_vectors(processes: Sequence[Any], layout: Layout) -> list[Filled]:
    """The Vectors of the script that mechanisms set.

    Raises `UnsupportedError` if several processes have the same one.
    """
    found, owners = [], {}
    numbers = {m.name: {label: i for i, label in enumerate(m.labels)} for m in layout.mechanisms if m.cls.sets_vectors}
    for process in processes:
        for name in process._mechanism.sets_vectors:
            if name not in process._vectors:
                continue
            other = owners.setdefault(id(process._given[name]), process)
            if other is not process:
                raise UnsupportedError(
                    f"{process}: it sets elements of the Vector that {other} sets too, which is not supported; "
                    "give each its own Vector"
                )
            mechanism = process._mechanism.name
            found.append((weakref.ref(process), mechanism, name, numbers[mechanism][process.hname()]))
    return found


def fill(vectors: list[Filled], state: CableState) -> None:
    """Put what mechanisms have set into the script's Vectors."""
    for process, mechanism, vector, i in vectors:
        if (found := process()) is not None:
            found._fill(vector, state.mechanisms[mechanism][vector][:, i], in_run=True)
