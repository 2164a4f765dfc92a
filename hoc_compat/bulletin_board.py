"""The bulletin board of ParallelContext on one process: messages under a key, and jobs that run on demand.

As in NEURON numbers, strings, vectors and pickled objects are copied when they are packed.
"""

import pickle
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.vector import Vector

Message = list[tuple[str, Any]]


@dataclass
class Job:
    """Something to call, and where it comes from: the numbers of the jobs that submitted it, and its own."""

    path: tuple[int, ...]
    user: float
    call: Callable[..., Any]
    arguments: Message


@dataclass(frozen=True)
class Result:
    """What a job returned, pickled."""

    job: Job
    pickled: bytes


class BulletinBoard:
    """The messages and jobs of one process."""

    def __init__(self) -> None:
        self._messages: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._waiting: list[Job] = []
        self._results: list[Result] = []
        self._running: tuple[int, ...] = ()
        self._jobs = 0
        self._unnamed = 0
        self._posting: Message = []
        self.number = 0.0  # of the job that was started last, hoc's `hoc_ac_`
        self._taken: deque[tuple[str, Any]] = deque()

    # messages

    def pack(self, values: tuple[Any, ...]) -> None:
        """Add values to the message that is posted next."""
        self._posting += [packed(value) for value in values]

    def post(self, key: Any, values: tuple[Any, ...]) -> None:
        """Post what has been packed, and further values."""
        self.pack(values)
        self._messages[_key(key)].append(self._posting)
        self._posting = []

    def look(self, key: Any, take: bool) -> bool:
        """Unpack the oldest message under a key from now on; false if there is none. `take` removes it."""
        waiting = self._messages[_key(key)]
        self._taken = deque(waiting[0] if waiting else ())
        if waiting and take:
            waiting.popleft()
            return True
        return bool(waiting)

    def take(self, key: Any) -> None:
        """Wait for a message, running the jobs that are there."""
        while not self.look(key, take=True):
            if not self._waiting:
                raise InputError(f"ParallelContext.take({key!r}): nobody has posted this message, and no job is left")
            self._run(self._waiting.pop(0))

    def unpack(self, kind: str) -> Any:
        """The next value of the message, which must be of a kind: "number", "string", "vector" or "object"."""
        if not self._taken:
            raise InputError(f"ParallelContext: there is no {kind} to unpack; the message is at its end")
        found, value = self._taken[0]
        if found != kind:
            raise InputError(f"ParallelContext: the message goes on with a {found}, not with a {kind}")
        self._taken.popleft()
        return unpacked(found, value)

    # jobs

    def submit(self, user: Any, call: Callable[..., Any], arguments: tuple[Any, ...]) -> float:
        """Put a job on the board; returns the user's number for it, or else a negative one of its own."""
        self._jobs += 1
        if user is None:
            self._unnamed -= 1
            user = self._unnamed
        job = Job((*self._running, self._jobs), float(user), call, [packed(a) for a in arguments])
        self._waiting.append(job)
        self._waiting.sort(key=lambda job: job.path)
        return job.user

    def working(self) -> Result | None:
        """The next result of a job that was submitted here; None if there is none left."""
        while True:
            for result in self._results:
                if result.job.path[:-1] == self._running:
                    self._results.remove(result)
                    if result.job.user < 0:
                        self._taken = deque(result.job.arguments)
                    return result
            if not any(job.path[: len(self._running)] == self._running for job in self._waiting):
                return None
            self._run(self._waiting.pop(0))

    def _run(self, job: Job) -> None:
        before, self._running = self._running, job.path
        self.number = float(job.path[-1])
        try:
            returned = job.call(*(unpacked(*argument) for argument in job.arguments))
        finally:
            self._running = before
        self._results.append(Result(job, packed_object(returned)))


def packed(value: Any) -> tuple[str, Any]:
    """A copy of a value, and its kind."""
    if isinstance(value, Real):
        return "number", float(value)
    if isinstance(value, str):
        return "string", value
    if isinstance(value, Vector):
        return "vector", np.array(value)
    return "object", packed_object(value)


def packed_object(value: Any) -> bytes:
    """An object as it is sent to other processes."""
    try:
        return pickle.dumps(value)
    except Exception as error:
        raise InputError(f"ParallelContext: {value!r} cannot be pickled and sent: {error}") from None


def unpacked(kind: str, value: Any) -> Any:
    """The value that `packed` has copied."""
    return pickle.loads(value) if kind == "object" else Vector(value) if kind == "vector" else value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else f"{key:g}"
