"""Say what is wrong with a morphology file, line by line, and what a repair would do."""

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from braincell.errors import MorphologyError
from braincell.io.morphio_file import read_morphio
from braincell.io.neurolucida import asc_sections
from braincell.io.neuroml import read_neuroml
from braincell.io.problem import Problem
from braincell.io.saved import read_saved
from braincell.io.swc import swc_morphology
from braincell.io.swc_repair import repaired
from braincell.io.text_file import read_text
from braincell.morph.morphology import Morphology

_READERS = {".nml": read_neuroml, ".xml": read_neuroml, ".json": read_saved, ".h5": read_morphio}


@dataclass(frozen=True)
class FileReport:
    """What was found in a file, by line."""

    path: Path
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the readers take the file as it is; it may still hold oddities."""
        return not any(problem.refused for problem in self.problems)

    def __str__(self) -> str:
        if not self.problems:
            return f"{self.path.name}: nothing is wrong"
        return "\n".join([f"{self.path.name}:", *(f"  {problem}" for problem in self.problems)])


def check_morphology(path: str | Path) -> FileReport:
    """Everything that is wrong or odd in an SWC file, each with its line and what `repair_swc` does about it.

    Of ASC, H5, NeuroML (.nml) and saved (.json) files, whatever stops their readers (both Import3d's rules and MorphIO
    for ASC). Changes nothing. Raises `MorphologyError` for a file that cannot be opened, and for other names.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix == ".swc":
        text = read_text(file)
        return FileReport(file, _swc_problems(file, text))
    if suffix not in (*_READERS, ".asc"):
        known = ", ".join((".swc", ".asc", *_READERS))
        raise MorphologyError(f"{file}: a file of this name cannot be checked; it must end in one of {known}")
    read_text(file)  # an error of its own for what cannot be opened
    readers = (asc_sections, read_morphio) if suffix == ".asc" else (_READERS[suffix],)
    found: dict[tuple[int, str], Problem] = {}
    for read in readers:
        for problem in _refusals(file, read):
            found.setdefault((problem.line, problem.message), problem)
    return FileReport(file, tuple(found.values()))


def repair_swc(path: str | Path) -> tuple[Morphology, tuple[Problem, ...]]:
    """The morphology of a broken SWC file, and the problems that were repaired to get it, each with its repair.

    Nothing is guessed: points are left out, renumbered, or given the radius of a neighbour, never added. Raises
    `MorphologyError` with all problems that have no repair.
    """
    file = Path(path)
    text, problems = repaired(read_text(file))
    hopeless = [problem for problem in problems if problem.refused and not problem.repair]
    if hopeless:
        places = "; ".join(str(problem) for problem in hopeless[:5])
        raise MorphologyError(f"{file}: {len(hopeless)} problems have no repair; mend them by hand: {places}")
    return swc_morphology(file, text), tuple(problem for problem in problems if problem.repair)


def _swc_problems(file: Path, text: str) -> tuple[Problem, ...]:
    mended, problems = repaired(text)
    refused = any(problem.refused for problem in problems)
    if not refused or all(problem.repair for problem in problems if problem.refused):
        try:
            swc_morphology(file, mended if refused else text)
        except MorphologyError as error:
            problems.append(_problem(file, str(error)))
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _refusals(file: Path, read) -> list[Problem]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            read(file)
        except MorphologyError as error:
            return [_problem(file, str(error))]
    return [_problem(file, str(warning.message), refused=False) for warning in caught]


def _problem(file: Path, text: str, refused: bool = True) -> Problem:
    """The problem that a reader's message speaks of."""
    found = re.match(r"(?::(\d+))?:\s*", text.removeprefix(str(file)).removeprefix(file.name))
    message = text.removeprefix(str(file)).removeprefix(file.name)
    line = int(found[1]) if found and found[1] else 0
    return Problem(line, message[found.end() :] if found else message, refused=refused)
