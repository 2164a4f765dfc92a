"""ParallelContext on one process: what scripts for many processes ask of it."""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.bulletin_board import BulletinBoard, Result, unpacked
from hoc_compat.c_format import assign, reference_value
from hoc_compat.gids import Gids
from hoc_compat.hoc.template_object import HocFunction
from hoc_compat.hoc_object import HocObject
from hoc_compat.section_list import SectionList
from hoc_compat.transfers import Transfers
from hoc_compat.unsupported import PARALLEL_METHODS
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD


class ParallelContext(Gids, Transfers, HocObject):
    """`h.ParallelContext()`: this process is number 0 of 1."""

    _unsupported = PARALLEL_METHODS
    _board: ClassVar[BulletinBoard] = BulletinBoard()
    _settings: ClassVar[dict[str, float]] = {
        "timeout": 20.0,
        "mpiabort_on_error": 1.0,
        "busywait": 0.0,
        "threads": 1.0,
        "workers": 0.0,
    }

    _parts: ClassVar[dict[int, SectionList]] = {}

    def __init__(self, n: Any = None):
        self._result: Result | None = None

    # who is there

    def id(self) -> int:
        """0, the number of this process."""
        return 0

    id_world = id_bbs = id

    def nhost(self) -> int:
        """1, the number of processes."""
        return 1

    nhost_world = nhost_bbs = nhost

    def subworlds(self, size: Any) -> float:
        """Divide the processes into groups of `size`, which must be 1."""
        _choice("subworlds", "size", size, (1,))
        return 0.0

    def runworker(self) -> float:
        """Return at once: this process is the master."""
        return 0.0

    master_works_on_jobs = thread_stat = lambda self, *_: 0.0

    def done(self) -> float:
        """Nobody is to be told."""
        return 0.0

    def context(self, *_: Any) -> float:
        """Nothing: the call is for the other processes."""
        return 1.0

    # together

    def barrier(self) -> float:
        """Return at once, having waited 0 s."""
        return 0.0

    def allreduce(self, value: Any, kind: Any = 1) -> float:
        """Sum (`kind` 1), maximum (2) or minimum (3) over all processes; a vector stays as it is."""
        _choice("allreduce", "kind", kind, (1, 2, 3))
        return 0.0 if isinstance(value, Vector) else number("ParallelContext.allreduce", "value", value)

    def allgather(self, value: Any, result: Any) -> float:
        """Put the value of every process into a vector."""
        _vector("allgather", result)._replace([number("ParallelContext.allgather", "value", value)])
        return 0.0

    def alltoall(self, source: Any, counts: Any, target: Any) -> float:
        """Send parts of a vector to all processes; what arrives goes into `target`."""
        source, counts = _vector("alltoall", source), _vector("alltoall", counts)
        if list(counts) != [float(len(source))]:
            raise InputError(
                f"ParallelContext.alltoall: the counts are {list(counts)}; on one process they are [{len(source)}], "
                "the size of the source"
            )
        _vector("alltoall", target)._replace(list(source))
        return 0.0

    def broadcast(self, value: Any, source: Any) -> float:
        """Send a string or vector to all processes; returns its size."""
        _choice("broadcast", "source", source, (0,))
        if isinstance(value, (str, Vector)):
            return float(len(value))
        return float(len(reference_value(value, "ParallelContext.broadcast")))

    def py_alltoall(self, items: Any, size: Any = 0) -> list[Any]:
        """Send item k of a list to process k; returns what arrives."""
        return _one_each("py_alltoall", items)

    def py_allgather(self, item: Any) -> list[Any]:
        """The items of all processes."""
        return [item]

    def py_gather(self, item: Any, root: Any = 0) -> list[Any]:
        """The items of all processes, on process `root`."""
        _choice("py_gather", "root", root, (0,))
        return [item]

    def py_scatter(self, items: Any, root: Any = 0) -> Any:
        """This process's item of the list of process `root`."""
        _choice("py_scatter", "root", root, (0,))
        return _one_each("py_scatter", items)[0]

    def py_broadcast(self, item: Any, root: Any = 0) -> Any:
        """The item of process `root`."""
        _choice("py_broadcast", "root", root, (0,))
        return item

    # jobs

    def submit(self, *arguments: Any) -> float:
        """`submit([number,] function, …)`: a job for `working` to run."""
        user, rest = None, arguments
        if arguments and isinstance(arguments[0], (int, float)):
            user, *rest = arguments
        if user is not None and user < 0:
            raise InputError(f"ParallelContext.submit: the number of the job is {user!r}; it must be at least 0")
        call, values = _call(rest)
        return self._board.submit(user, call, values)

    def working(self) -> int:
        """Run jobs until one has returned: its number in order of submission, or 0 if none is left."""
        result = self._board.working()
        if result is None:
            return 0
        self._result = result
        return result.job.path[-1]

    def retval(self) -> float:
        """What the func of hoc returned of which `working` has told; 0 for Python's, whose results `pyret` gives."""
        if self._result is None or self._result.pickled is None or not isinstance(self._result.job.call, HocFunction):
            return 0.0
        return float(unpacked("object", self._result.pickled))

    def userid(self) -> float:
        """The number that was given to the job of which `working` has told."""
        return 0.0 if self._result is None else self._result.job.user

    def pyret(self) -> Any:
        """What the function returned of which `working` has told."""
        if self._result is None or self._result.pickled is None:
            raise InputError(
                "ParallelContext.pyret: no function has returned; call `working` first, and look at `retval`"
            )
        return unpacked("object", self._result.pickled)

    # messages

    def pack(self, *values: Any) -> float:
        """Add numbers, strings, vectors and Python objects to the message that is posted next."""
        self._board.pack(values)
        return 0.0

    def post(self, key: Any, *values: Any) -> float:
        """Post what has been packed, and further values, under a key."""
        self._board.post(key, values)
        return 1.0

    def take(self, key: Any, *targets: Any) -> float:
        """Wait for a message, remove it and unpack it."""
        self._board.take(key)
        return self.unpack(*targets)

    def look(self, key: Any, *targets: Any) -> bool:
        """Unpack a message and leave it where it is; false if there is none."""
        return self._board.look(key, take=False) and bool(self.unpack(*targets))

    def look_take(self, key: Any, *targets: Any) -> bool:
        """Remove a message and unpack it; false if there is none."""
        return self._board.look(key, take=True) and bool(self.unpack(*targets))

    def unpack(self, *targets: Any) -> float:
        """Unpack values into references to numbers and strings, and into vectors."""
        for target in targets:
            if isinstance(target, Vector):
                self.upkvec(target)
            elif isinstance(reference_value(target, "ParallelContext.unpack"), str):
                self.upkstr(target)
            else:
                target[0] = self.upkscalar()
        return 1.0

    def upkscalar(self) -> float:
        """Unpack a number."""
        return self._board.unpack("number")

    def upkstr(self, target: Any) -> str:
        """Unpack a string into a reference; also returns it."""
        value = self._board.unpack("string")
        assign(target, value, "ParallelContext.upkstr")
        return value

    def upkvec(self, target: Any = None) -> Vector:
        """Unpack a vector, into `target` if it is given."""
        value = self._board.unpack("vector")
        return value if target is None else _vector("upkvec", target)._replace(value)

    def upkpyobj(self) -> Any:
        """Unpack a Python object."""
        return self._board.unpack("object")

    # time, threads and the like

    def time(self) -> float:
        """Seconds of the clock."""
        return time.time()

    def wait_time(self, *_: Any) -> float:
        """0 s, since there is nobody to wait for."""
        return 0.0

    step_wait = send_time = event_time = integ_time = vtransfer_time = mech_time = thread_ctime = wait_time

    def timeout(self, seconds: Any = None) -> float:
        """Seconds to wait for the other processes; returns the value before. It has no effect."""
        return self._set("timeout", seconds)

    def mpiabort_on_error(self, on: Any = None) -> float:
        """Whether an error stops all processes; returns the value before. It has no effect."""
        return self._set("mpiabort_on_error", on)

    def thread_busywait(self, on: Any) -> float:
        """How threads wait; returns the value before. It has no effect."""
        return self._set("busywait", on)

    def nthread(self, n: Any = None, parallel: Any = True) -> int:
        """The number of threads that the script has asked for. XLA divides the work by itself."""
        if n is not None and not 1 <= n <= 1e5:
            raise InputError(f"ParallelContext.nthread: {n!r} threads; it must be from 1 to 100000")
        if n is not None:
            self._parts.clear()
            self._set("workers", n if n > 1 and parallel else 0)
        self._set("threads", n)
        return int(self._settings["threads"])

    def nworker(self) -> int:
        """The number of threads beside the main one that the script has asked for."""
        return int(self._settings["workers"])

    def partition(self, thread: Any = None, roots: Any = None) -> float:
        """Say which thread simulates the cells of which roots; without them, the default. It has no effect."""
        if roots is None:
            self._parts.clear()
        else:
            self._parts[self._thread("partition", thread)] = roots
        return 0.0

    def get_partition(self, thread: Any) -> SectionList:
        """The roots of the cells that a thread has been given."""
        k, n = self._thread("get_partition", thread), self.nthread()
        roots = [section for section in WORLD.sections() if section.parentseg() is None]
        share = SectionList(roots[len(roots) * k // n : len(roots) * (k + 1) // n])
        return self._parts.get(k, SectionList()) if self._parts else share

    def _thread(self, method: str, thread: Any) -> int:
        if thread not in range(self.nthread()):
            raise InputError(f"ParallelContext.{method}: thread {thread!r}; there are {self.nthread()}, from 0 on")
        return int(thread)

    def thread_how_many_proc(self) -> int:
        """The number of processors."""
        return os.cpu_count() or 1

    def sec_in_thread(self, sec: Any = None) -> bool:
        """False: all sections are in thread 0."""
        return False

    def optimize_node_order(self, kind: Any = 0) -> int:
        """0: the order of nodes is chosen by the simulator."""
        return 0

    def spike_compress(self, *_: Any) -> float:
        """How spikes are sent to other processes. It has no effect."""
        return 0.0

    def spike_statistics(self, *counts: Any) -> int:
        """How many spikes were sent, received and used: none; references are set to 0."""
        for count in counts:
            count[0] = 0.0
        return 0

    max_histogram = spike_compress

    def t(self, thread: Any = 0) -> float:
        """Time [ms]."""
        return float(WORLD.t.read())

    def dt(self, thread: Any = 0) -> float:
        """Time step [ms]."""
        return WORLD.dt

    def _set(self, name: str, value: Any) -> float:
        before = self._settings[name]
        if value is not None:
            self._settings[name] = number("ParallelContext", name, value)
        return before


def _call(arguments: Sequence[Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """What a job calls, and its arguments: `(function, …)`, `("name", …)`, `(object, "name", …)` or `("statement")`."""
    first, *rest = arguments or (None,)
    if isinstance(first, str):
        from hoc_compat.interpreter import h  # `h` knows ParallelContext: an import at the top would be circular

        return (getattr(h, first), tuple(rest)) if rest else (h.execute, (str(first),))
    if not callable(first) and rest and isinstance(rest[0], str):
        return getattr(first, rest[0]), tuple(rest[1:])
    if not callable(first):
        raise InputError(f"ParallelContext.submit: {first!r} cannot be called; give a function and its arguments")
    return first, tuple(rest)


def _choice(method: str, name: str, value: Any, allowed: tuple[int, ...]) -> None:
    if value not in allowed:
        rule = " or ".join(map(str, allowed))
        raise InputError(f"ParallelContext.{method}: `{name}` is {value!r}; on one process it must be {rule}")


def _vector(method: str, value: Any) -> Vector:
    if not isinstance(value, Vector):
        raise InputError(f"ParallelContext.{method}: {value!r} is no Vector")
    return value


def _one_each(method: str, items: Any) -> list[Any]:
    if not isinstance(items, (list, tuple)) or len(items) != 1:
        raise InputError(f"ParallelContext.{method}: {items!r}; on one process a list of one item is needed")
    return list(items)
