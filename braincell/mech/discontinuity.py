"""Times at which a mechanism's equations jump: steps of variable length end there."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_COLLECTED: ContextVar[list[Any] | None] = ContextVar("discontinuities", default=None)
_START: ContextVar[Any] = ContextVar("start", default=None)


def discontinuity(time: Any) -> None:
    """Say in a mechanism's function that it is not smooth at `time` [ms] ([instance] or a number); NMODL's at_time."""
    collected = _COLLECTED.get()
    if collected is not None:
        collected.append(time)


@contextmanager
def beginning(is_start: Any) -> Iterator[None]:
    """Within, the equations are evaluated for steps of variable length; `is_start`: at the first moment of one.

    `starts` tells it to what NMODL's at_time asks for.
    """
    token = _START.set(is_start)
    try:
        yield
    finally:
        _START.reset(token)


def starts() -> Any:
    """Whether steps of variable length begin here; None for fixed steps."""
    return _START.get()


@contextmanager
def discontinuities() -> Iterator[list[Any]]:
    """Collect what the functions called within say."""
    collected: list[Any] = []
    token = _COLLECTED.set(collected)
    try:
        yield collected
    finally:
        _COLLECTED.reset(token)
