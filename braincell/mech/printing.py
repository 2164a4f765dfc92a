"""NMODL's printf: compiled runs print as they go, in the order in which NEURON calls the instances."""

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.core import Tracer

from braincell.mech.mechanism import Instances

ACTIVE = "print.active"
"""The record's variable that tells for which instances the statements that run count, [instance] or []."""
PRINTED = "print.printed"
"""The record's variable that tells which instances have printed, of the same shape."""
_CONVERSION = re.compile(r"%([-+ #0]*\d*(?:\.\d*)?)(?:hh|h|ll|l|L|q|j|z|t)?(.)", re.DOTALL)
_KINDS = "diouxXcfFeEgGs%"

_waiting: list[tuple[int, str]] = []  # instance and text, of calls whose `let_out` is yet to come


def conversions(format: str) -> list[str]:
    """What a format asks for: the letter of each conversion but `%%`; one that is no letter of C's printf is unknown.

    Raises `ValueError` for a conversion that is not supported, which its text names.
    """
    kinds = []
    for match in _CONVERSION.finditer(format):
        if match[2] not in _KINDS:
            raise ValueError(match[0])
        kinds += [match[2]] if match[2] != "%" else []
    return kinds


def formatted(format: str, values: tuple[Any, ...]) -> str:
    """The text that C's printf makes of numbers and texts; whole-number conversions drop the fraction of a number."""
    rest = iter(values)

    def convert(match: re.Match[str]) -> str:
        flags, kind = match.groups()
        if kind == "%":
            return "%"
        value = next(rest)
        if kind in "diouxXc":
            whole = int(value) if np.isfinite(value) else 0
            value = chr(whole & 0xFF) if kind == "c" else whole if kind in "di" else whole % 2**32
        return f"%{flags}{kind}" % value

    return _CONVERSION.sub(convert, format)


def room(shape: tuple[int, ...], of: Any = jnp) -> dict[str, Any]:
    """The variables that the record of a printing mechanism has beside its own, as arrays `of` jax.numpy or numpy."""
    return {ACTIVE: of.ones(shape, bool), PRINTED: of.zeros(shape, bool)}


def within(s: Instances, condition: Any) -> Instances:
    """The record for statements that count only for instances for which `condition` holds."""
    return s.replace(**{ACTIVE: s[ACTIVE] & condition}) if ACTIVE in s else s


def silent(s: Instances) -> Instances:
    """The record for a call that NEURON does not make: it prints nothing."""
    return within(s, False)


def printf(s: Instances, format: str, *values: Any) -> Instances:
    """Print `values` (numbers, or texts) by C's `format`, for every instance that the statement counts for.

    Where a table is made, it prints a row for each point at once.
    """
    texts = {place: x for place, x in enumerate(values) if isinstance(x, str)}
    numbers = [x for x in values if not isinstance(x, str)]
    active = s[ACTIVE] if ACTIVE in s else jnp.ones((), bool)
    shape = np.broadcast_shapes(active.shape, *(np.shape(x) for x in numbers))
    is_table = ACTIVE not in s or shape != active.shape
    write = partial(_write if is_table else _wait, format, texts)
    given = [jnp.broadcast_to(x, shape) for x in (active, *numbers)]
    _call_if(active, write, *given)
    return s if is_table else s.replace(**{PRINTED: jnp.logical_or(s[PRINTED], active)})


def let_out(s: Instances, visits: np.ndarray | None = None) -> None:
    """Print what a call has said, whose record after it is `s`: instance by instance, in the order `visits`."""
    if PRINTED in s:
        _call_if(s[PRINTED], partial(_let_out, None if visits is None else np.argsort(visits)))


def _call_if(condition: Any, function: Callable[..., None], *arguments: Any) -> None:
    """Call a function of Python if a condition holds anywhere; outside compiled programs at once, without a `cond`."""
    if isinstance(condition, Tracer):
        lax.cond(jnp.any(condition), lambda: jax.debug.callback(function, *arguments, ordered=True), lambda: None)
    elif np.any(condition):
        function(*map(np.asarray, arguments))


def _rows(format: str, texts: dict[int, str], active: Any, numbers: tuple[Any, ...]) -> Iterator[tuple[int, str]]:
    columns = [np.atleast_1d(x) for x in numbers]
    for i in np.flatnonzero(np.atleast_1d(active)):
        row = iter(column[i].item() for column in columns)
        values = tuple(texts[n] if n in texts else next(row) for n in range(len(texts) + len(columns)))
        yield int(i), formatted(format, values)


def _write(format: str, texts: dict[int, str], active: Any, *numbers: Any) -> None:
    sys.stdout.write("".join(text for _, text in _rows(format, texts, active, numbers)))


def _wait(format: str, texts: dict[int, str], active: Any, *numbers: Any) -> None:
    _waiting.extend(_rows(format, texts, active, numbers))


def _let_out(rank: np.ndarray | None) -> None:
    rows = sorted(_waiting, key=lambda row: row[0] if rank is None else rank[row[0]])
    _waiting.clear()
    sys.stdout.write("".join(text for _, text in rows))
