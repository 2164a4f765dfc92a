"""Times at which a mechanism's equations jump: steps of variable length end there."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_COLLECTED: ContextVar[list[Any] | None] = ContextVar("discontinuities", default=None)


def discontinuity(time: Any) -> None:
    """Say in a mechanism's function that it is not smooth at `time` [ms] ([instance] or a number); NMODL's at_time."""
    collected = _COLLECTED.get()
    if collected is not None:
        collected.append(time)


@contextmanager
def discontinuities() -> Iterator[list[Any]]:
    """Collect what the functions called within say."""
    collected: list[Any] = []
    token = _COLLECTED.set(collected)
    try:
        yield collected
    finally:
        _COLLECTED.reset(token)
