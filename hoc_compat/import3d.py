"""Import3d: readers of morphology files, and the step that makes sections of what they read, as NEURON does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from braincell.errors import InputError
from braincell.io.file_section import FileSection
from braincell.io.neurolucida import asc_sections
from braincell.io.swc import swc_sections
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.program import run_text
from hoc_compat.hoc.template_object import TemplateObject
from hoc_compat.hoc_object import HocObject
from hoc_compat.import3d_section import listed
from hoc_compat.section import Section
from hoc_compat.section_list import SectionList
from hoc_compat.widgets import VBox
from hoc_compat.world import WORLD


class _Reader:
    """What the readers share: `input(path)` reads a file."""

    filetype: ClassVar[str] = ""
    _read: ClassVar[Callable[[Path], list[FileSection]]]
    _sections: list[FileSection] | None

    def input(self, path: Any) -> float:
        """Read a file. Raises `MorphologyError`, with file and line, for one that cannot be read."""
        if not isinstance(path, (str, Path)):
            raise InputError(f"{self}.input({path!r}): the path of a file ({self.filetype}) is needed")
        self._sections = type(self)._read(Path(path))
        return 1.0

    def _found(self, who: str) -> list[FileSection]:
        if self._sections is None:
            raise InputError(f"{who}: {self} holds nothing; call `input(path)` first")
        return self._sections


class Import3d_SWC_read(_Reader, HocObject):
    """`h.Import3d_SWC_read()`; `input(path)` reads an SWC file."""

    filetype = "SWC"
    _read = staticmethod(swc_sections)

    def __init__(self) -> None:
        self.quiet = 0
        self._sections = None

    @property
    def sections(self) -> Any:
        """A List of what was read: an `Import3d_Section` for each."""
        return listed(self._found(f"{self}.sections"))


class Import3d_Neurolucida3(_Reader, HocObject):
    """`h.Import3d_Neurolucida3()`; `input(path)` reads a Neurolucida ASC file (V3)."""

    _unsupported = {"sections": "outlines of somata are not kept; use `h.Import3d_GUI(reader, 0).instantiate(cell)`"}
    filetype = "Neurolucida V3"
    _read = staticmethod(asc_sections)

    def __init__(self) -> None:
        self.quiet = 0
        self._sections = None


class Import3d_GUI(HocObject):
    """`h.Import3d_GUI(reader, 0)`; `instantiate(obj)` makes the sections (share/lib/hoc/import3d/import3d_gui.hoc)."""

    def __init__(self, reader: Any, show: Any = 1) -> None:
        if not isinstance(reader, _Reader):
            raise InputError(f"Import3d_GUI({reader!r}): a reader such as `h.Import3d_SWC_read()` is needed")
        self._reader = self.swc = reader
        self.box = VBox()

    def instantiate(self, cell: Any) -> float:
        """Make the sections `soma[0]`, `dend[3]`, …: `h.soma`, … for None, else lists of the Python object `cell`.

        The object gets the list `all` too, in order of types.
        """
        read = self._reader._found(f"{self}.instantiate")
        counts: dict[tuple[int, str], int] = {}
        for kind, name in sorted((s.type, s.name.partition("[")[0]) for s in read):
            counts[kind, name] = counts.get((kind, name), 0) + 1
        in_hoc = cell is None or isinstance(cell, TemplateObject)
        create = _created_by_hoc if in_hoc else _created
        arrays = {name: create(name, count, cell) for (_, name), count in counts.items()}
        made = {section.name: _element(arrays, section.name) for section in read}
        for section in read:
            _shape(made, section, as_text=in_hoc)
        every = [s for array in arrays.values() for s in array]
        if not in_hoc:
            for name, sections in ({"all": every} | arrays).items():
                setattr(cell, name, sections)
        elif cell is not None:
            for kind, name in counts:
                _append_to_subset(cell, _SUBSETS.get(kind, f"dendritic_{kind}"), arrays[name])
            _append_to_subset(cell, "all", every)
        else:
            WORLD.pop()
            WORLD.push(made[read[0].name])
        return 1.0


_SUBSETS = {1: "somatic", 2: "axonal", 3: "basal", 4: "apical"}


def _created(name: str, count: int, cell: Any) -> list[Section]:
    return [Section(name=f"{name}[{i}]", cell=cell) for i in range(count)]


def _created_by_hoc(name: str, count: int, cell: Any) -> list[Section]:
    """`create name[count]` in the object's context, or in the main program."""
    run_text(f"create {name}[{count}]", "Import3d", cell)
    owner = MAIN if cell is None else cell
    return owner.data[owner.scope.symbols[name].slot].values


def _append_to_subset(cell: TemplateObject, name: str, sections: list[Section]) -> None:
    """Add sections to the SectionList of that name. Raises `InputError` if the template has none."""
    symbol = cell.scope.find(name)
    subset = None if symbol is None else cell.data[symbol.slot]
    if not isinstance(subset, SectionList):
        raise InputError(f"Import3d_GUI.instantiate: {cell} needs a SectionList `{name}`; found {subset!r}")
    subset._add(sections)


def _element(arrays: dict[str, list[Section]], name: str) -> Section:
    array, _, index = name.partition("[")
    return arrays[array][int(index[:-1])]


def _shape(made: dict[str, Section], section: FileSection, as_text: bool) -> None:
    """Connect one section and give it its points; NEURON's hoc commands hold eight digits of each number."""
    own = made[section.name]

    def given(*values: float) -> list[float]:
        return [float(f"{value:.8g}") if as_text else float(value) for value in values]

    if section.parent is not None:
        own.connect(made[section.parent.name](section.parent_x), 0)
    if section.connection is not None:
        own.pt3dstyle(1, *given(*section.connection))
    for (x, y, z), diameter in zip(section.points, section.diameters, strict=True):
        own.pt3dadd(*given(x, y, z, diameter))
