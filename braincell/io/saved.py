"""Keep morphologies in JSON files, to the last bit."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from braincell.errors import MorphologyError
from braincell.io.text_file import read_text, write_text
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology

FORMAT, VERSION = "braincell morphology", 1
_ARRAYS = ("lengths", "diameters_proximal", "diameters_distal")


def write_saved(morphology: Morphology, path: str | Path) -> None:
    """Write names, types, attachments and all frusta of a morphology as JSON.

    JSON, because people and any language can read it and compare two files; Python writes each number with as many
    digits as give the same bits back. Raises `MorphologyError` for a file that cannot be written.
    """
    branches = []
    for name, branch, at in morphology.parts():
        row: dict[str, Any] = {"name": name, "type": branch.type}
        row |= {"parent": at.parent, "parent_x": at.parent_x, "child_x": at.child_x}
        row |= {array: getattr(branch, array).tolist() for array in _ARRAYS}
        row["points"] = None if branch.points is None else branch.points.tolist()
        branches.append(json.dumps(row, ensure_ascii=False, allow_nan=False))
    head = f'{{"format": "{FORMAT}", "version": {VERSION}, "units": "um", "branches": [\n'
    write_text(Path(path), head + ",\n".join(branches) + "\n]}\n")


def read_saved(path: str | Path) -> Morphology:
    """The morphology in a file of `write_saved`.

    Raises `MorphologyError`, with the file's name and the branch, for anything else.
    """
    file = Path(path)
    try:
        data = json.loads(read_text(file))
    except (ValueError, RecursionError) as error:
        reason = str(error) or "it is nested too deeply"
        raise MorphologyError(f"{file}: this is no saved morphology, not even JSON: {reason}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise MorphologyError(f"{file}: this is no saved morphology; `Morphology.save` writes one")
    if data.get("version") != VERSION:
        raise MorphologyError(
            f"{file}: the file is of version {data.get('version')!r}, and this braincell reads version {VERSION}; "
            "read it with the braincell that wrote it, or a newer one"
        )
    rows = data.get("branches")
    if not isinstance(rows, list) or not rows:
        raise MorphologyError(f"{file}: `branches` is no list of branches")
    morphology = None
    for number, row in enumerate(rows):
        where = f"{file}: branch {number}"
        try:
            morphology = _with(morphology, row, number)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            what = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise MorphologyError(f"{where}: {what}") from None
    assert morphology is not None
    return morphology


def _with(morphology: Morphology | None, row: Any, number: int) -> Morphology:
    """The tree with one branch more."""
    if not isinstance(row, dict):
        raise MorphologyError(f"{row!r:.40} describes no branch")
    for key in ("name", "type"):
        if not isinstance(row[key], str):
            raise MorphologyError(f"the {key} is {row[key]!r:.40}; it must be a string")
    branch, parent = _branch(row), row["parent"]
    if morphology is None:
        if parent != -1:
            raise MorphologyError(f"the parent is {parent!r:.40}; that of the first branch, the root, is -1")
        return Morphology.from_root(branch, row["name"])
    if not isinstance(parent, int) or not 0 <= parent < number:
        raise MorphologyError(f"the parent is {parent!r:.40}; it must be the number of a branch before this one")
    place = {"parent_x": row["parent_x"], "child_x": row["child_x"]}
    return morphology.attach(parent=parent, child_branch=branch, child_name=row["name"], **place)


def _branch(row: dict[str, Any]) -> Branch:
    lengths, proximal, distal = (np.asarray(row[array], float) for array in _ARRAYS)
    branch = Branch.from_lengths(lengths, radii_proximal=proximal / 2.0, radii_distal=distal / 2.0, type=row["type"])
    if row["points"] is None:
        return branch
    points = np.asarray(row["points"], float)
    if points.shape != (len(branch.lengths) + 1, 3) or not (np.abs(points) < np.finfo(np.float32).max).all():
        raise MorphologyError(f"{len(branch.lengths)} frusta need one point more, of three finite numbers each")
    placed = Branch(lengths, proximal, distal, points.astype(np.float32), row["type"])
    if not np.allclose(np.diff(placed.arc), lengths, rtol=1e-6, atol=1e-6 * placed.length):
        raise MorphologyError("the lengths are not those between the points")
    return placed
