"""The functions of .mod files whose C is run here, by their names in hoc."""

from collections.abc import Callable

FUNCTIONS: dict[str, Callable[..., float]] = {}


def function(name: str) -> Callable[..., float] | None:
    """`h.name`, if C of a .mod file that is run here defines it."""
    return FUNCTIONS.get(name)
