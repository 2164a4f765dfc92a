"""Vectors of a script whose elements mechanisms set."""

import weakref
from collections.abc import Sequence
from typing import Any

from braincell.errors import UnsupportedError
from braincell.lower.model import Layout


def filled_vectors(processes: Sequence[Any], layout: Layout) -> list[tuple[weakref.ref, str, str, int]]:
    """The Vectors that mechanisms set: of which process, the mechanism, its vector, and the instance.

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
