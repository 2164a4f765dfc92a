"""Evaluate an expression for many moments of a run at once, from recordings of the variables that it reads."""

from collections.abc import Callable
from typing import Any

import numpy as np

from braincell.errors import BraincellError
from hoc_compat.hoc import members, sections, symbols
from hoc_compat.hoc.parser import Parser
from hoc_compat.hoc.program import MAIN, NAMESPACE
from hoc_compat.section import Section
from hoc_compat.world import WORLD

_PURE = ("area", "ri", "distance", "celsius", "dt", "PI", "E", "FARADAY", "R")


class _CannotReplay(Exception):
    """The expression reads or does something that no recording can stand for."""


class Replay:
    """One expression. Its values are those at the moments of the recordings of `sources`, in their order."""

    def __init__(self, text: str, owner: Any, can_record: Callable[[Any], bool]):
        self._owner, self._can_record = owner or MAIN, can_record
        self._places: dict[Any, int] = {}
        self._recorded: list[float] | None = None
        self.sources: list[Any] = []
        self._section = WORLD.current_section() if WORLD.sections() else None
        names = NAMESPACE | {"RANGE": self._range, "MEMBER": self._member, "FIELD": self._field, "H": _Facade(self)}
        before = set(names)
        scope = MAIN.scope if owner is None else owner.scope
        self._code = Parser(text, text, scope, names).expression_of_program()
        used = [names[name] for name in set(names) - before]
        self._is_pure = all(symbol.kind != symbols.FUNCTION for symbol in used if isinstance(symbol, symbols.Symbol))

    def begin(self) -> bool:
        """Find out what the expression reads; whether recordings of that can stand for the run."""
        self._places, self.sources, self._recorded = {}, [], None
        try:
            return self._is_pure and isinstance(float(self._code(self._owner, [])), float)
        except (_CannotReplay, BraincellError, TypeError, ValueError, ArithmeticError):
            return False

    def values(self, columns: list[np.ndarray], n: int) -> np.ndarray:
        """The values at `n` moments."""
        rows = zip(*(column.tolist() for column in columns), strict=True) if columns else ([] for _ in range(n))
        found = np.zeros(n)
        for k, row in enumerate(rows):
            self._recorded = row  # type: ignore[assignment]
            found[k] = self._code(self._owner, [])
        return found

    def _read(self, key: Any, live: float, source: Callable[[], Any]) -> float:
        """A variable's recorded value; at `begin` its present one."""
        if self._recorded is not None:
            return self._recorded[self._places[key]]
        found = source()
        if not self._can_record(found):
            raise _CannotReplay
        self._places[key] = len(self.sources)
        self.sources.append(found)
        return live

    def _range(self, section: Section | None, name: str, element: int | None, place: float) -> float:
        section = section or self._section
        live = sections.read(section, name, element, place) if self._recorded is None else 0.0
        key = (id(section), name, element, place)
        return self._read(key, live, lambda: sections.pointer(section, name, element, place))

    def _member(self, owner: Any, name: str, subscripts: Any, arguments: Any) -> Any:
        if isinstance(owner, Section) and name not in ("L", "nseg", "Ra", "rallbranch"):
            element, place = members._where(subscripts, arguments)
            return self._range(owner, name, element, place)
        key = (id(owner), name, subscripts, tuple(arguments or ()))
        if key in self._places and self._recorded is not None:
            return self._recorded[self._places[key]]
        found = members.member(owner, name, subscripts, arguments)
        if not isinstance(found, (int, float)):
            return found
        return self._read(key, found, lambda: members.pointer(owner, name, subscripts, arguments))

    def _field(self, owner: Any, name: str) -> Any:
        return self._member(owner, name, None, None)


class _Facade:
    """What an expression may read of `h`: the time, and what a run does not change."""

    def __init__(self, replay: Replay):
        self._replay = replay

    def __getattr__(self, name: str) -> Any:
        from hoc_compat.interpreter import h

        if name == "t":
            return self._replay._read("t", h.t, lambda: h._ref_t)
        if name not in _PURE:
            raise _CannotReplay
        return getattr(h, name)
