"""Python that is to run at given times: `cvode.event(t, function)`."""

import heapq
import itertools
from collections.abc import Callable
from typing import Any

from hoc_compat.taps import TAPS


class Agenda:
    """Calls in the order of their times, and of their posting where these are equal."""

    def __init__(self) -> None:
        self._calls: list[tuple[float, int, Callable[[], Any]]] = []
        self._serial = itertools.count()

    def post(self, time: float, call: Callable[[], Any]) -> None:
        """Have `call` run at the end of the first step that reaches `time` [ms]."""
        heapq.heappush(self._calls, (time, next(self._serial), call))

    def stop(self, time: float) -> None:
        """Have a step of variable length end at `time` [ms], for recordings."""
        self.post(time, _nothing)

    @property
    def only_stops(self) -> bool:
        """Whether what is next calls nothing."""
        return bool(self._calls) and self._calls[0][2] is _nothing

    def clear(self) -> None:
        """Forget everything, at initialisation."""
        self._calls.clear()

    @property
    def next_time(self) -> float | None:
        """When the next call is due [ms]; None if there is none."""
        return self._calls[0][0] if self._calls else None

    def run_due(self, now: float, anew: bool = True) -> None:
        """Make the calls up to the time `now`, those too that they post; if `anew`, graphs show what these change."""
        if not self._calls or self._calls[0][0] > now:
            return
        while self._calls and self._calls[0][0] <= now:
            heapq.heappop(self._calls)[2]()
        if anew:
            TAPS.reread()


def _nothing() -> None:
    """What a mere stop calls."""
