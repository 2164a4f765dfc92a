"""BBSaveState: keep the state of the cells that have gids in files, and come back to it in this or another process."""

import json
import os
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from braincell.errors import InputError
from hoc_compat.hoc_object import HocObject
from hoc_compat.run import SIMULATION
from hoc_compat.saved_cells import Record, SavedCells
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_TEXTS = "bbss_out", "in"  # folders of NEURON's, written to and read from
_BINARIES = "binbufout", "binbufin"


class BBSaveState(HocObject):
    """`h.BBSaveState()`; keeps, for each gid of this process, all that changes in its cell, and the events that wait.

    Cells without a gid, and sections that no cell owns, are left out, as in NEURON. The format is braincell's own.
    """

    _ignored: "ClassVar[weakref.WeakSet[Any]]" = weakref.WeakSet()

    def save(self, name: str) -> float:
        """Write the time and the state of all cells to a file."""
        _write(Path(name), [_head(), *self._cells().records()])
        return 1.0

    def restore(self, name: str) -> float:
        """Come back to what `save` has written; cells that are not in this process are left out.

        Raises `InputError` if the file is none of `save`, or cells differ from what was saved.
        """
        head, *records = _read(Path(name))
        self._cells().restore(_time(name, head), records)
        return 1.0

    def save_test(self) -> float:
        """Write one file for each gid to the folder `bbss_out`, and one for the time."""
        os.makedirs(_TEXTS[0], exist_ok=True)
        _write(Path(_TEXTS[0], "tmp"), [_head()])
        for record in self._cells().records():
            _write(Path(_TEXTS[0], f"tmp.{record['gid']}.0"), [record])
        return 0.0

    def restore_test(self) -> float:
        """Come back to what `save_test` has written, from the folder `in`.

        There, the file of a gid begins with a line that says how many files of `bbss_out` have been put together.
        """
        cells = self._cells()
        (head,) = _read(Path(_TEXTS[1], "tmp"))
        records = [r for gid in cells.cells for r in _read(Path(_TEXTS[1], f"tmp.{gid}"))[1:]]
        cells.restore(_time(_TEXTS[1], head), records)
        return 0.0

    def save_test_bin(self) -> float:
        """Like `save_test`, to the folder `binbufout`, which must exist."""
        _write(Path(_BINARIES[0], "global"), [_head()])
        for record in self._cells().records():
            _write(Path(_BINARIES[0], f"{record['gid']}"), [record])
        return 0.0

    def restore_test_bin(self) -> float:
        """Come back to what `save_test_bin` has written, from the folder `binbufin`."""
        cells = self._cells()
        (head,) = _read(Path(_BINARIES[1], "global"))
        cells.restore(
            _time(_BINARIES[1], head), [r for gid in cells.cells for r in _read(Path(_BINARIES[1], f"{gid}"))]
        )
        return 0.0

    def save_request(self, gids: Any, sizes: Any) -> float:
        """Put the gids, and how many bytes each takes, into two Vectors; returns how many there are."""
        if not isinstance(gids, Vector) or not isinstance(sizes, Vector):
            raise InputError(f"{self}.save_request: two Vectors are needed, for the gids and the sizes")
        records = self._cells().records()
        gids._replace([float(record["gid"]) for record in records])
        sizes._replace([float(len(json.dumps(record))) for record in records])
        return float(len(records))

    def save_gid(self, *_: Any) -> float:
        """Nothing, as in NEURON."""
        print("save_gid not implemented")
        return 0.0

    def restore_gid(self, *_: Any) -> float:
        """Nothing, as in NEURON."""
        print("restore_gid not implemented")
        return 0.0

    def ignore(self, process: Any = None) -> float:
        """Leave a point process out from now on; without one, none any more."""
        if process is None:
            BBSaveState._ignored.clear()
        else:
            BBSaveState._ignored.add(process)
        return 0.0

    def vector_play_init(self) -> float:
        """Nothing: what Vectors play goes on by itself after `restore`."""
        return 0.0

    def _cells(self) -> SavedCells:
        return SavedCells(SIMULATION.program(), BBSaveState._ignored)


def _head() -> Record:
    return {"t": float(WORLD.t.read())}


def _time(name: str, head: Record) -> float:
    if not isinstance(head, dict) or "t" not in head:
        raise InputError(f"BBSaveState: `{name}` was not written by `save`")
    return float(head["t"])


def _write(path: Path, records: Iterable[Record]) -> None:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))


def _read(path: Path) -> list[Any]:
    try:
        return [json.loads(line) for line in path.read_text().splitlines()]
    except (OSError, ValueError):
        raise InputError(
            f"BBSaveState: `{path}` cannot be read; it must be written by `save` of the same kind"
        ) from None
