"""Find the cases: folders with one script that NEURON and braincell both run."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from braincell.errors import InputError, unknown_name

FOLDER = Path(__file__).parent / "cases"
VOLTAGE_BARS = {"subthreshold": 1e-9, "spiking": 1e-6}
"""Largest difference [mV] that a kind of case may show; of other variables, relative to their largest value."""
CONSTANT_BAR = 1e-13
"""Largest relative difference of geometry."""


@dataclass(frozen=True)
class Case:
    """One model, its kind ("subthreshold" or "spiking") and its files."""

    name: str
    title: str
    kind: str
    folder: Path

    @property
    def bar(self) -> float:
        """Largest difference allowed: mV for voltages, relative for the rest."""
        return VOLTAGE_BARS[self.kind]

    @property
    def script(self) -> Path:
        """What NEURON and braincell both run."""
        return self.folder / "model.py"

    @property
    def native(self) -> Path | None:
        """The same model in braincell's own interface, held to the same bars, if there is such a script."""
        path = self.folder / "native.py"
        return path if path.is_file() else None

    @property
    def mods(self) -> Path | None:
        """Folder of `.mod` files, if the case has one."""
        path = self.folder / "mod"
        return path if path.is_dir() else None

    @property
    def traces(self) -> Path:
        """NEURON's traces."""
        return self.folder / "reference.npz"

    @property
    def facts(self) -> Path:
        """What is known about NEURON's run: version, settings, inputs."""
        return self.folder / "reference.json"

    def inputs(self) -> dict[str, str]:
        """SHA-256 of every file that NEURON's run depends on, by path inside the folder."""
        files = [self.script, *self.folder.glob("mod/*.mod"), *self.folder.glob("*.swc")]
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(files)
        }


def find(names: Iterable[str] = ()) -> list[Case]:
    """The cases of these names, or all of them. Raises `UnknownNameError` for a name that no case has."""
    known = {path.parent.name: path for path in sorted(FOLDER.glob("*/case.toml"))}
    wanted = list(names) or list(known)
    for name in wanted:
        if name not in known:
            raise unknown_name("case", name, known, "validation/cases")
    return [_read(known[name]) for name in wanted]


def _read(path: Path) -> Case:
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    if facts.get("kind") not in VOLTAGE_BARS:
        raise InputError(f"{path}: `kind` is {facts.get('kind')!r}; it is one of {sorted(VOLTAGE_BARS)}")
    return Case(path.parent.name, facts["title"], facts["kind"], path.parent)
