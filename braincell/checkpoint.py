"""Keep a run on disk while it goes on, so that it can be continued after an interruption."""

import hashlib
import os
import time
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import jax
import numpy as np

from braincell.errors import InputError
from braincell.lower.lower import empty_state
from braincell.lower.model import CableModel, CableState
from braincell.quad.method import Method
from braincell.quad.scan import Samples
from braincell.result import SentEvents

_STATE = "state.npz"


class Checkpoint:
    """A folder with the state of a run and what it has recorded, written at most every `seconds`.

    Files are written beside their place and then put there, so that one is whole whenever the process is killed.
    Raises `InputError` if the folder is of another run: of other parameters, another `dt` or another solver.
    """

    def __init__(
        self,
        folder: str | Path,
        model: CableModel,
        dt: float,
        method: Method,
        start: CableState | None,
        seconds: float,
        changes: dict[str, Any] | None = None,
    ):
        self.folder, self._seconds = Path(folder), seconds
        self._model = model
        self._mark = _fingerprint(model, dt, method, start, changes or {})
        self._state = start
        self._parts: list[Samples] = []  # recorded, but not written yet
        self._sent: list[SentEvents] = []
        self._written = 0
        self._last = time.monotonic()
        self.folder.mkdir(parents=True, exist_ok=True)

    def load(self) -> tuple[CableState, list[Samples], list[SentEvents]] | None:
        """The state and all that was recorded before it, if there is anything."""
        path = self.folder / _STATE
        if not path.is_file():
            return None
        stored = _read(path)
        if str(stored["mark"]) != self._mark:
            raise InputError(
                f"run: the checkpoint in {self.folder} is of another run (other cells, parameters, dt or solver); "
                "give this one another folder, or delete that one"
            )
        structure = jax.tree.structure(jax.eval_shape(lambda: empty_state(self._model)))
        state = jax.tree.unflatten(structure, [stored[f"s{i}"] for i in range(structure.num_leaves)])
        self._written = int(stored["parts"])
        parts, sent = [], []
        for k in range(self._written):
            part = _read(self._part(k))
            parts.append(Samples(part["time"], part["values"], part["fired"]))
            if "event_time" in part:
                times, member = part["event_time"], part.get("event_member")
                sent.append(SentEvents(self._labels, part["event_process"], times, member))
        return state, parts, sent

    def keep(self, state: CableState, samples: Samples, sent: list[SentEvents]) -> None:
        """Remember what a piece of the run has recorded, and write it if it is time."""
        self._state = state
        self._parts.append(samples)
        self._sent += sent
        if time.monotonic() - self._last >= self._seconds:
            self.write()

    def write(self) -> None:
        """Write what was recorded since the last time, then the state that follows it."""
        if not self._parts:
            return
        values = Samples(*(np.concatenate(x) for x in zip(*self._parts, strict=True)))._asdict()
        sent = SentEvents.joined(self._sent)
        if sent is not None:
            found = {"event_process": sent.process, "event_time": sent.time, "event_member": sent.member}
            values |= {name: x for name, x in found.items() if x is not None}
        _write(self._part(self._written), values)
        self._written += 1
        leaves = {f"s{i}": np.asarray(x) for i, x in enumerate(jax.tree.leaves(self._state))}
        _write(self.folder / _STATE, {"mark": np.array(self._mark), "parts": np.array(self._written), **leaves})
        self._parts, self._sent, self._last = [], [], time.monotonic()

    def _part(self, k: int) -> Path:
        return self.folder / f"part{k:06d}.npz"

    @property
    def _labels(self) -> tuple[str, ...]:
        events = self._model.layout.events
        return () if events is None else events.labels


def _fingerprint(
    model: CableModel, dt: float, method: Method, start: CableState | None, changes: dict[str, Any]
) -> str:
    """Of all that a run's numbers depend on."""
    found = hashlib.sha256()
    leaves = jax.tree.leaves((model, start))
    _feed(found, (float(dt), getattr(method, "name", method), model.layout, leaves, changes))
    return found.hexdigest()


def _feed(found: Any, value: Any) -> None:
    """Let a value count: arrays by content, classes and functions by where they are defined, parts one by one."""
    if isinstance(value, type) or callable(value):
        text = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', type(value).__qualname__)}"
        found.update(text.encode())  # of an imported class the module's name has its source's digest
    elif is_dataclass(value):
        _feed(found, {field.name: getattr(value, field.name) for field in fields(value)})
    elif isinstance(value, dict):
        _feed(found, sorted(value.items(), key=lambda item: str(item[0])))
    elif isinstance(value, (tuple, list)):
        found.update(f"({len(value)}".encode())
        for part in value:
            _feed(found, part)
    elif isinstance(value, (np.ndarray, jax.Array)):
        array = np.ascontiguousarray(value)
        found.update(str((array.dtype, array.shape)).encode() + array.tobytes())
    else:
        found.update(repr(value).encode())


def _read(path: Path) -> dict[str, Any]:
    try:
        with np.load(path) as stored:
            return dict(stored)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"run: the checkpoint {path} cannot be read ({error}); delete its folder") from None


def _write(path: Path, values: dict[str, Any]) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(beside, "wb") as stream:
        np.savez(stream, **values)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, path)
