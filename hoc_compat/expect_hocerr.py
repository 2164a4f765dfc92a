"""`neuron.expect_hocerr`: call something that must fail, as NEURON's own tests do."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

_quiet = True


def set_quiet(quiet: bool) -> bool:
    """Whether errors are kept to oneself; returns the value before."""
    global _quiet
    before, _quiet = _quiet, quiet
    return before


def expect_hocerr(function: Callable[..., Any], arguments: Iterable[Any], sec: Any = None) -> None:
    """Call a function; `AssertionError` if it does not fail."""
    keywords = {} if sec is None else {"sec": sec}
    _expect(lambda: function(*arguments, **keywords), repr(function))


def expect_err(statement: str) -> None:
    """Run a statement where this is called; `AssertionError` if it does not fail."""
    frame = inspect.currentframe()
    caller = frame and frame.f_back
    if caller is not None:
        _expect(lambda: exec(statement, caller.f_globals, caller.f_locals), statement)


def _expect(action: Callable[[], Any], name: str) -> None:
    try:
        action()
    except Exception as error:
        if not _quiet:
            print(error)
        return
    raise AssertionError(f"{name} did not fail")
