"""Import3d for SWC files: a reader, and the step that makes sections of what it read, as NEURON does."""

from pathlib import Path
from typing import Any

from braincell.errors import InputError
from braincell.io.swc import SwcSection, swc_sections
from hoc_compat.hoc_object import HocObject
from hoc_compat.section import Section
from hoc_compat.world import WORLD


class Import3d_SWC_read(HocObject):
    """`h.Import3d_SWC_read()`; `input(path)` reads an SWC file."""

    def __init__(self) -> None:
        self.quiet = 0
        self._sections: list[SwcSection] | None = None

    def input(self, path: Any) -> float:
        """Read a file. Raises `MorphologyError`, with file and line, for one that cannot be read."""
        if not isinstance(path, (str, Path)):
            raise InputError(f"Import3d_SWC_read.input({path!r}): the path of an SWC file is needed")
        self._sections = swc_sections(Path(path))
        return 1.0


class Import3d_GUI(HocObject):
    """`h.Import3d_GUI(reader, 0)`; `instantiate(obj)` makes the sections (share/lib/hoc/import3d/import3d_gui.hoc)."""

    def __init__(self, reader: Any, show: Any = 0) -> None:
        if not isinstance(reader, Import3d_SWC_read):
            raise InputError(f"Import3d_GUI({reader!r}): a reader such as `h.Import3d_SWC_read()` is needed")
        self._reader = reader

    def instantiate(self, cell: Any) -> float:
        """Make the sections `soma[0]`, `dend[3]`, …: `h.soma`, … for None, else lists of the Python object `cell`.

        The object gets the list `all` too, in order of types.
        """
        read = self._reader._sections
        if read is None:
            raise InputError(f"{self}.instantiate: {self._reader} holds nothing; call `input(path)` first")
        arrays: dict[str, list[Section]] = {}
        for _, name in sorted({(s.type, s.name.partition("[")[0]) for s in read}):
            count = sum(s.name.partition("[")[0] == name for s in read)
            arrays[name] = [Section(name=f"{name}[{i}]", cell=cell) for i in range(count)]
        made = {section.name: _element(arrays, section.name) for section in read}
        for section in read:
            _shape(made, section, as_text=cell is None)
        if cell is None:
            for name, sections in arrays.items():
                for old in WORLD.arrays.get(name, ()):
                    old._delete()
                WORLD.arrays[name] = sections
        else:
            for name, sections in ({"all": [s for array in arrays.values() for s in array]} | arrays).items():
                setattr(cell, name, sections)
        return 1.0


def _element(arrays: dict[str, list[Section]], name: str) -> Section:
    array, _, index = name.partition("[")
    return arrays[array][int(index[:-1])]


def _shape(made: dict[str, Section], section: SwcSection, as_text: bool) -> None:
    """Connect one section and give it its points; NEURON's hoc commands hold eight digits of each number."""
    own = made[section.name]
    if section.parent is not None:
        own.connect(made[section.parent.name](section.parent_x), 0)
    for (x, y, z), diameter in zip(section.points, section.diameters, strict=True):
        values = (float(x), float(y), float(z), float(diameter))
        own.pt3dadd(*(float(f"{value:.8g}") for value in values) if as_text else values)
