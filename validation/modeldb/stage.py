"""Prepare a copy of a model's folder: apply the recipe's script, find what starts it, write the driver."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from braincell.errors import InputError
from validation.modeldb.recipe import Recipe

INDEX, DATA = "braincell_lines.txt", "braincell_lines.bin"
"""What the driver writes: a line for each snapshot (with 1 if the step is variable), graph and line, and the points of
the lines."""

DRIVER = """
objref vg_graphs_, vg_index_, vg_data_, vg_x_, vg_y_, vg_cvode_
proc verify_graph_() {{ local i, j
    doNotify()  // RangeVarPlots get their values where the display is brought up to date
    vg_index_ = new File()
    vg_data_ = new File()
    vg_x_ = new Vector()
    vg_y_ = new Vector()
    vg_graphs_ = new List("Graph")
    vg_cvode_ = new CVode()
    vg_index_.aopen("{folder}/{index}")
    vg_data_.aopen("{folder}/{data}")
    vg_index_.printf("snapshot %d\\n", vg_cvode_.active())
    for i = 0, vg_graphs_.count() - 1 {{
        j = vg_graphs_.object(i).getline(-1, vg_x_, vg_y_)
        while (j != -1) {{
            vg_index_.printf("line %s %d %d\\n", vg_graphs_.object(i), j, vg_x_.size())
            if (vg_x_.size() > 0) {{
                vg_x_.fwrite(vg_data_)
                vg_y_.fwrite(vg_data_)
            }}
            j = vg_graphs_.object(i).getline(j, vg_x_, vg_y_)
        }}
    }}
    vg_index_.close()
    vg_data_.close()
}}
"""
"""A recipe calls `verify_graph_()` where the lines of all graphs are to be kept."""


@dataclass(frozen=True)
class Staged:
    """A copy of a model, ready to run; paths are absolute."""

    folder: Path
    start: Path  # where it is started
    files: tuple[Path, ...]  # what is run there, in order
    mods: tuple[tuple[Path, ...], ...]  # groups of .mod files, compiled one after another: the last counts


def digest(recipe: Recipe, model: Path) -> str:
    """Of everything that NEURON's lines depend on."""
    found = hashlib.sha256(repr((asdict(recipe), DRIVER)).encode())
    for path in sorted(p for p in model.rglob("*") if p.is_file()):
        found.update(path.relative_to(model).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def stage(recipe: Recipe, model: Path, folder: Path) -> Staged:
    """Copy `model` to `folder` and prepare it. Raises `InputError` if it lacks a start or a folder of the recipe."""
    shutil.copytree(model, folder, symlinks=True)
    driver = folder / "braincell_driver.hoc"
    text = DRIVER.format(folder=folder, index=INDEX, data=DATA)
    driver.write_text(text + "\n".join(recipe.run) + "\n", encoding="utf-8")
    if recipe.script:
        # A command that fails is passed over, as a shell does that is given them as a file.
        lines = "\n".join(recipe.script)
        subprocess.run(["/bin/sh", "-c", lines], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    if recipe.python:
        main = folder / "braincell_run.py"
        main.write_text("\n".join(recipe.run) + "\n", encoding="utf-8")
        start, files = folder, (main,)
    else:
        first = _mosinit(folder)
        start, files = first.parent, (first, driver)
    return Staged(folder, start, files, _groups(recipe, folder, start))


def _mosinit(folder: Path) -> Path:
    """The file `mosinit.hoc` that is least deep, then first by name."""
    found = [path for path in folder.rglob("mosinit.hoc") if path.is_file()]
    if not found:
        raise InputError("the model has no `mosinit.hoc`, with which recipes start")
    return min(found, key=lambda path: (len(path.parts), str(path)))


def _groups(recipe: Recipe, folder: Path, start: Path) -> tuple[tuple[Path, ...], ...]:
    """Of the recipe's folders, or of each folder with .mod files from `start` on."""
    if not recipe.mods:
        found = [_mods(Path(root)) for root, _, _ in os.walk(start)]
        return tuple(group for group in found if group)
    groups = []
    for group in recipe.mods:
        folders = [folder / part for part in group.split(";")]
        for path in folders:
            if not path.is_dir():
                raise InputError(f"the recipe's folder `{path.relative_to(folder)}` of .mod files is not in the model")
        groups.append(tuple(file for path in folders for file in _mods(path)))
    return tuple(groups)


def _mods(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("*.mod")))
