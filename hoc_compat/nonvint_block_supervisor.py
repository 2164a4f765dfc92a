"""`neuron.nonvint_block_supervisor`: functions of the script inside of the time step; a run with any is refused."""

from typing import Any

from braincell.errors import UnsupportedError

call: list[Any] = []


def register(functions: Any) -> None:
    """Have a list of eleven functions called in every step."""
    unregister(functions)
    call.append(functions)


def unregister(functions: Any) -> None:
    """Forget a list of functions."""
    if functions in call:
        call.remove(functions)


def clear() -> None:
    """Forget all."""
    call.clear()


def refuse() -> None:
    """Raise `UnsupportedError` if there are functions that would have to be called."""
    if call:
        raise UnsupportedError(
            "nonvint_block_supervisor: functions of the script are not called inside of a step, which is compiled; "
            "write the equations as a .mod file, or call `nonvint_block_supervisor.clear()`"
        )
