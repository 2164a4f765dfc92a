"""StateTransitionEvent: a state machine of the script, whose transitions wait for variables to pass thresholds."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from braincell.errors import InputError, UnsupportedError
from hoc_compat.arguments import number
from hoc_compat.hoc.storage import EPSILON
from hoc_compat.hoc_object import HocObject
from hoc_compat.netcon import callback, calling_object


@dataclass
class _Transition:
    """What happens when a variable rises above a threshold."""

    target: int
    variable: Any
    threshold: Any
    action: Callable[[], Any] | None
    is_above: bool = False

    def value(self) -> float:
        """Positive above the threshold."""
        return self.variable[0] - self.threshold[0]


class StateTransitionEvent(HocObject):
    """`h.StateTransitionEvent(n)`: a machine of `n` states; `h.StateTransitionEvent(n, process)` means the same."""

    def __init__(self, n_states: Any, process: Any = None):
        n = int(number("StateTransitionEvent", "number of states", n_states))
        if n < 1:
            raise InputError(f"StateTransitionEvent({n_states!r}): at least one state is needed")
        self._transitions: list[list[_Transition]] = [[] for _ in range(n)]
        self._state = 0

    def transition(
        self, source: Any, target: Any, variable: Any, threshold: Any, action: Any = None, context: Any = None
    ) -> float:
        """In state `source`, go to state `target` when `variable` rises above `threshold`, and call `action`.

        Both are references. The action is a function, (function, arguments) or a statement of hoc, in an object if one
        is given; it runs before the transitions of the new state begin to wait.
        """
        for reference in (variable, threshold):
            if not hasattr(reference, "__getitem__") or not isinstance(reference[0], float):
                raise InputError(f"{self}.transition: {reference!r} is no reference to a number")
        context = [calling_object() if context is None else context]
        call = None if action is None else callback(f"{self}.transition", action, *context)
        added = _Transition(self._index("transition", target), variable, threshold, call)
        self._transitions[self._index("transition", source)].append(added)
        return 1.0

    def state(self, index: Any = None) -> int:
        """The state, before it is set to `index`, whose transitions wait from then on."""
        before = self._state
        if index is not None:
            self._state = self._index("state", index)
            self._wait()
        return before

    def _index(self, method: str, state: Any) -> int:
        i = int(number(f"{self}.{method}", "state", state))
        if not 0 <= i < len(self._transitions):
            raise InputError(f"{self}.{method}: state {i}; there are {len(self._transitions)}, from 0")
        return i

    def _wait(self) -> None:
        """Let the transitions of the state wait; where the variable is above already, it has to fall first."""
        for transition in self._transitions[self._state]:
            transition.is_above = transition.value() >= -EPSILON
        WAITING.add(self)

    def _check(self) -> None:
        """Make the transition whose variable has passed its threshold, if there is one."""
        fired = None
        for transition in self._transitions[self._state]:
            is_above = transition.value() > 0.0
            if is_above and not transition.is_above and fired is None:
                fired = transition
            transition.is_above = is_above
        if fired is not None:
            WAITING.discard(self)
            self._state = fired.target
            if fired.action is not None:
                fired.action()
            self._wait()


WAITING: "weakref.WeakSet[StateTransitionEvent]" = weakref.WeakSet()


def check_transitions() -> None:
    """Make, at the beginning of a fixed step, the transitions that are due."""
    for machine in sorted(WAITING, key=lambda machine: machine._object_number):
        machine._check()


def forget_transitions() -> None:
    """Let no machine wait any more, at initialisation."""
    WAITING.clear()


def refuse_waiting() -> None:
    """Raise `UnsupportedError` if any machine waits."""
    if WAITING:
        raise UnsupportedError("StateTransitionEvent needs the fixed time step: `cvode.active(0)`")
