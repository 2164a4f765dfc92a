"""SaveState: keep the state of a simulation and come back to it."""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from braincell.errors import InputError
from braincell.lower.model import EventState
from hoc_compat.hoc_object import HocObject
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD

_HOC = "keep the object, or write it with `fwrite`"
_KIND = "braincell SaveState 1"


@dataclass
class _Saved:
    """What a simulation held at one moment."""

    structure: int | None  # None: it comes from a file
    t: float
    values: dict[tuple[str, str], np.ndarray]
    above: Any
    events: EventState | None


class SaveState(HocObject):
    """`h.SaveState()`; `save()` keeps time, voltages, states, ions, all of point processes, and the events that wait.

    As in NEURON, parameters of sections and density mechanisms, random streams and Vectors are not part of it.
    """

    _unsupported = {"writehoc": _HOC, "readhoc": _HOC}

    def __init__(self) -> None:
        self._saved: _Saved | None = None

    def save(self) -> float:
        """Keep the present state."""
        program = SIMULATION.program()
        above = np.asarray(program.state().above)  # first: brings in what single steps have left packed
        events = program.events.peek()
        self._saved = _Saved(
            WORLD.structure,
            float(WORLD.t.read()),
            {key: column.read().copy() for key, column in program.kept_columns().items()},
            above,
            jax.tree.map(np.asarray, events),
        )
        return 1.0

    def restore(self, without_events: Any = 0) -> float:
        """Come back to what was saved; `restore(1)` leaves the events as they are now.

        Raises `InputError` if nothing was saved, or sections, mechanisms or connections have changed since.
        """
        saved = self._saved
        if saved is None:
            raise InputError(f"{self}.restore: nothing is saved yet; call `save()` first")
        program = SIMULATION.program()
        if saved.structure != WORLD.structure and not (saved.structure is None and _fits(saved, program)):
            raise InputError(
                f"{self}.restore: the stored state is inconsistent with the current structure: sections, mechanisms or "
                "connections have changed since `save()`"
            )
        for key, column in program.kept_columns().items():
            column.edit()[...] = saved.values[key]
        WORLD.t.edit()[...] = saved.t
        program.restore(saved.above, None if without_events else saved.events)
        return 1.0

    def fwrite(self, file: Any, close: Any = 1) -> float:
        """Write what was saved to a `File`, for `fread`; the file is opened, and closed unless `close` is 0.

        The format is braincell's own.
        """
        if self._saved is None:
            raise InputError(f"{self}.fwrite: nothing is saved yet; call `save()` first")
        saved, stream = self._saved, _stream(f"{self}.fwrite", file, file.wopen)
        arrays = {f"value {mechanism} {variable}": x for (mechanism, variable), x in saved.values.items()}
        events = {f"event {k}": x for k, x in enumerate(jax.tree.leaves(saved.events))}
        np.savez(stream, kind=np.array(_KIND), t=np.array(saved.t), above=saved.above, **arrays, **events)
        return file.close() if close else 0.0

    def fread(self, file: Any, close: Any = 1) -> float:
        """Read what `fwrite` has written; `restore` then needs the same sections, mechanisms and connections."""
        stream = _stream(f"{self}.fread", file, file.ropen)
        events = SIMULATION.program().events.peek()
        leaves, tree = jax.tree.flatten(events)
        try:
            with np.load(stream) as found:
                kept = {name: found[name] for name in found.files}
            if str(kept["kind"]) != _KIND:
                raise ValueError
        except (ValueError, KeyError, OSError, EOFError):
            raise InputError(f"{self}.fread: `{file.getname()}` was not written by `SaveState.fwrite`") from None
        values = {tuple(name.split(" ")[1:]): x for name, x in kept.items() if name.startswith("value ")}
        own = [kept[f"event {k}"] for k in range(len(leaves)) if f"event {k}" in kept]
        fits = len(own) == len(leaves) == sum(name.startswith("event ") for name in kept)
        state = jax.tree.unflatten(tree, own) if fits else None
        self._saved = _Saved(None, float(kept["t"]), values, kept["above"], state)  # type: ignore[arg-type]
        return file.close() if close else 0.0


def _stream(who: str, file: Any, opened: Any) -> Any:
    """The stream of a `File` that has just been opened."""
    if not opened():
        raise InputError(f"{who}: `{file.getname()}` cannot be opened")
    return file._stream


def _fits(saved: _Saved, program: Any) -> bool:
    """Whether what a file holds is of a simulation like this one."""
    now = {key: column.read().shape for key, column in program.kept_columns().items()}
    events = program.events.peek()
    shapes = [[np.shape(x) for x in jax.tree.leaves(tree)] for tree in (saved.events, events)]
    return now == {key: x.shape for key, x in saved.values.items()} and shapes[0] == shapes[1]
