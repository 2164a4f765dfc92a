"""Copy `.mod` files to where both simulators take them from, under names that cannot clash."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nmodl_import.source import read_text

_TAKEN = (
    "hh pas fastpas capacitance extracellular morphology na_ion k_ion ca_ion IClamp AlphaSynapse ExpSyn Exp2Syn "
    "SEClamp VClamp OClamp APCount NetStim IntFire1 IntFire2 IntFire4 PatternStim PointProcessMark"
).split()
_NAMED = re.compile(rf"\b((?:SUFFIX|POINT_PROCESS|ARTIFICIAL_CELL)\s+)({'|'.join(_TAKEN)})\b")
_NAME = re.compile(r"\b(?:SUFFIX|POINT_PROCESS|ARTIFICIAL_CELL)\s+(\w+)")
_INCLUDED = re.compile(r'^\s*INCLUDE\s+"([^"]+)"', re.MULTILINE)
_COMMENT = re.compile(r"\bCOMMENT\b.*?\bENDCOMMENT\b|[:?][^\n]*", re.DOTALL)


@dataclass(frozen=True)
class Staged:
    """A file to check and its copy."""

    path: Path  # the user's
    key: str  # names the copy and everything made of it
    digest: str  # SHA-256 of what the file and its INCLUDEs hold
    copy: Path
    name: str  # of the mechanism, as far as a glance at the text tells
    source: Path | None = None  # a Python file with the class to take in place of the import


def stage(paths: Sequence[Path], folder: Path, source: Path | None = None) -> list[Staged]:
    """Copies of `paths`, each in a folder of its own with the files that it INCLUDEs.

    A mechanism that bears the name of one of NEURON's own, which NEURON refuses, is renamed for both simulators.
    """
    staged = []
    for number, path in enumerate(paths):
        key = f"m{number}"
        copy = folder / key / f"{key}.mod"
        copy.parent.mkdir(parents=True)
        data = path.read_bytes()
        text = data.decode("latin-1")  # every byte survives
        copy.write_bytes(_NAMED.sub(r"\1\2_checked", text).encode("latin-1"))
        for include in included(path):
            (copy.parent / include.name).write_bytes(include.read_bytes())
        found = _NAME.search(without_comments(copy.read_bytes().decode("latin-1")))
        staged.append(Staged(path, key, digest(path), copy, found.group(1) if found else "", source))
    return staged


def digest(path: Path) -> str:
    """SHA-256 of a file and of what it INCLUDEs."""
    content = hashlib.sha256(path.read_bytes())
    for include in included(path):
        content.update(b"\0" + include.read_bytes())
    return content.hexdigest()


def included(path: Path) -> list[Path]:
    """Files beside `path` that it INCLUDEs, and those that these INCLUDE."""
    found: dict[Path, None] = {}
    pending = [path]
    while pending:
        for name in _INCLUDED.findall(read_text(pending.pop())):
            file = path.parent / Path(name).name
            if file.is_file() and file not in found and file != path:
                found[file] = None
                pending.append(file)
    return list(found)


def without_comments(text: str) -> str:
    """NMODL without its comments."""
    return _COMMENT.sub("", text)
