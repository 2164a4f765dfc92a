"""What a check gives to functions: values of FUNCTION_TABLEs, and arguments for the functions of a library."""

import math
from typing import Any

from braincell.errors import InputError
from braincell.mech.library import Library
from braincell.mech.mechanism import Mechanism

_TABLE = [round(1.5 + math.sin(0.7 * k), 6) for k in range(27)]  # positive, and different from place to place
_RANGES = ([-110.0, 65.0], [-0.2, 1.3])  # of the first and of the second argument
_ARGUMENTS = (-65.0, 0.5, 3.0, 17.0, 1.0, 2.25, -1.5, 40.0)
_CALLS = 8


def function_tables(cls: type[Mechanism]) -> dict[str, list[Any]]:
    """For each FUNCTION_TABLE, the arguments of `FunctionTable`: values, then low and high of each axis."""
    values = {1: _TABLE, 2: [_TABLE[3 * k : 3 * k + 5] for k in range(7)]}
    return {name: [values[n], *_RANGES[:n]] for name, n in cls.function_tables.items()}


def calls(cls: type[Library]) -> list[list[Any]]:
    """[function, argument, …], one after the other: each FUNCTION and PROCEDURE with several arguments."""
    found = []
    for turn in range(_CALLS):
        for name, function in cls.functions.items():
            given = [_ARGUMENTS[(turn + 3 * k) % len(_ARGUMENTS)] for k in range(function.n_arguments)]
            found.append([name, *given])
    return found


def call_all(cls: type[Library], given: list[list[Any]]) -> dict[str, list[float]]:
    """The values of each function, in the order of the calls; functions of C without translation are left out."""
    values: dict[str, list[float]] = {}
    for name, *arguments in given:
        try:
            values.setdefault(name, []).append(cls.call(name, *arguments))
        except InputError:
            del values[name]
    return values
