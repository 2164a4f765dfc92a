"""`braincell port`: write the model that a script has made as a native braincell script with its mechanism classes."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from braincell.artificial import ArtificialCell
from braincell.cell import Cell
from braincell.errors import InputError, UnsupportedError
from braincell.mech.cable import CableProperty
from braincell.mech.declaration import Channel, Ion, MechanismDeclaration
from braincell.mech.mechanism import Mechanism
from braincell.mech.pointer import PointerTarget
from braincell.mech.random_source import RandomSource
from hoc_compat.forest import Forest, WholeBranches, native_forest
from hoc_compat.interpreter import h
from hoc_compat.pointer import Pointer, ProcessPointer
from hoc_compat.range_variables import ion_of
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD

_IMPORTED = "braincell_nmodl_"
_OWN_STEPS = ("init", "stdinit", "advance", "step", "steprun", "continuerun", "run", "finitialize", "fadvance")
_HEAD = '''"""{title}: a native braincell model, written by `braincell port`.

`build()` makes the cells; run as a program it simulates {tstop:g} ms and writes the traces to traces.npz.
"""

from pathlib import Path

import numpy as np

from braincell import ArtificialCell, Branch, Cell, CVPerBranchList, Morphology, run
from braincell.filter import AllRegion, at, branch_range
from braincell.mech import (
    CableProperty, Channel, Ion, MCellRan4, MechanismProbe, PointProcess, Random123, SpikeDetector, StateProbe,
)
from braincell.mech.connection import Connection
{imports}
HERE = Path(__file__).parent
VALUES = np.load(HERE / "values.npz")  # what differs from place to place, by cell and variable


def morphology(cell, names):
    """The branches of a cell: their frusta, and where each hangs on its parent."""
    sizes, (lengths, proximal, distal) = VALUES[f"{{cell}}.frusta"], VALUES[f"{{cell}}.geometry"]
    ends = np.cumsum(sizes)
    parts = [slice(end - n, end) for n, end in zip(sizes, ends)]
    made = Morphology.from_root(Branch(lengths[parts[0]], proximal[parts[0]], distal[parts[0]]), names[0])
    for name, part, (parent, parent_x, child_x) in zip(names[1:], parts[1:], VALUES[f"{{cell}}.attachments"]):
        branch = Branch(lengths[part], proximal[part], distal[part])
        made.attach(parent=int(parent), parent_x=parent_x, child_branch=branch, child_name=name, child_x=child_x)
    return made

'''
_TAIL = """

if __name__ == "__main__":
    cells = build()
    result = run(cells, {tstop!r}, dt={dt!r}, secondorder={secondorder!r})
    traces = result.traces
    for owner in [f"{{cell.name}}." for cell in cells] if len(cells) > 1 else []:
        traces = {{name.removeprefix(owner): trace for name, trace in traces.items()}}
    np.savez(HERE / "traces.npz", time=result.time, **traces)
    print(result)
"""


def port(folder: Path, title: str) -> None:
    """Write `model.py`, `values.npz` and `mechanisms/` for what the script has made so far.

    Raises `UnsupportedError` for what a native script cannot say: procedures of the run system that the script has
    redefined, `Vector.play`, FInitializeHandlers, the variable step.
    """
    _refuse()
    forest = native_forest()
    writer = _Writer(forest)
    lines = writer.build()
    folder.mkdir(parents=True, exist_ok=True)
    imports = "".join(f"from mechanisms.{cls.name} import {cls.__name__}\n" for cls in writer.imported.values())
    text = _HEAD.format(title=title, tstop=SIMULATION.tstop, imports=imports)
    text += "\n".join(lines)
    text += _TAIL.format(tstop=SIMULATION.tstop, dt=WORLD.dt, secondorder=WORLD.secondorder)
    (folder / "model.py").write_text(text, encoding="utf-8")
    np.savez_compressed(folder / "values.npz", **writer.values)  # pyright: ignore[reportArgumentType]
    if writer.imported:
        (folder / "mechanisms").mkdir(exist_ok=True)
    for cls in writer.imported.values():
        source = vars(sys.modules[cls.__module__])["__source__"]
        (folder / "mechanisms" / f"{cls.name}.py").write_text(source, encoding="utf-8")


def _refuse() -> None:
    own = [name for name in _OWN_STEPS if name in vars(h)]
    if own:
        raise UnsupportedError(f"port: the script redefines {', '.join(own)}; put what it does into the native script")
    for what, found in (
        ("a Vector that plays", WORLD.players()),
        ("an FInitializeHandler", [x for kind in range(4) for x in WORLD.handlers(kind)]),
        ("the variable step", SIMULATION.variable.active),
    ):
        if found:
            raise UnsupportedError(f"port: the script uses {what}, which has no counterpart in a native script")


class _Writer:
    """Writes cells as the statements that declare them."""

    def __init__(self, forest: Forest):
        self.forest = forest
        self.values: dict[str, np.ndarray] = {}
        self.imported: dict[str, type[Mechanism]] = {}
        self._number = {id(cell): k for k, cell in enumerate(forest.cells)}
        self._branches = {s: (t.cell, k) for t in forest.trees for k, s in enumerate(t.sections)}

    def build(self) -> list[str]:
        """The functions that make the cells, and `build`."""
        lines: list[str] = []
        for k, cell in enumerate(self.forest.cells):
            if isinstance(cell, Cell):
                lines += ["", f"def cell_{k}():", *(f"    {line}" for line in self._cell(cell, f"cell_{k}")), ""]
        made = [f"cell_{k}()" if isinstance(c, Cell) else self._declared(c, f"cell_{k}") for k, c in self._cells()]
        lines += ["", "def build():", '    """The cells and artificial cells, with their connections."""']
        lines += ["    cells = [", *(f"        {text}," for text in made), "    ]"]
        lines += [f"    {line}" for k, c in self._cells() if isinstance(c, Cell) for line in self._pointers(c, k)]
        wires = self.forest.cells[0].connections
        rows = [(c.target, c.source, tuple(map(float, c.weight)), c.delay, c.name) for c in wires]
        if rows:
            lines += [
                "    for target, source, weight, delay, name in [",
                *(f"        {row!r}," for row in rows),
                "    ]:",
            ]
            lines += ["        cells[0].connections.append(Connection(target, source, weight, delay, (), name=name))"]
        return [*lines, "    return cells"]

    def _cells(self) -> Iterable[tuple[int, Cell | ArtificialCell]]:
        return enumerate(self.forest.cells)

    def _cell(self, cell: Cell, key: str) -> list[str]:
        branches = [cell.morphology.branch(name) for name in cell.morphology.branches]
        self.values[f"{key}.frusta"] = np.array([len(b.lengths) for b in branches])
        self.values[f"{key}.geometry"] = np.array(
            [np.concatenate([getattr(b, name) for b in branches])
             for name in ("lengths", "diameters_proximal", "diameters_distal")]
        )  # fmt: skip
        hung = cell.morphology.attachments[1:]  # without the root
        self.values[f"{key}.attachments"] = np.array([(a.parent, a.parent_x, a.child_x) for a in hung]).reshape(-1, 3)
        policy = self._array(np.array(cell.cv_policy.numbers), f"{key}.cvs")  # type: ignore[attr-defined]
        counts = f"[{policy}] * {len(branches)}" if policy.isdigit() else f"{policy}.tolist()"
        names = list(cell.morphology.branches)
        lines = [
            f"cell = Cell(morphology({key!r}, {names!r}), cv_policy=CVPerBranchList({counts}),",
            f"            V_init={SIMULATION.v_init!r}, celsius={cell.celsius!r}, name={cell.name!r})",
        ]
        for region, thing in cell.painted:
            lines.append(f"cell.paint({self._region(region, len(branches))}, {self._painted(thing, key)})")
        for k, (place, thing) in enumerate(cell.placed):
            shown = self._declared(thing, f"{key}.{k}") if isinstance(thing, MechanismDeclaration) else _detector(thing)
            lines.append(f"cell.place({place!r}, {shown})")
        return [*lines, *self._probes(cell), "return cell"]

    def _region(self, region: Any, n: int) -> str:
        assert isinstance(region, WholeBranches)
        numbers = np.array(region.numbers)
        if len(numbers) == n:
            return "AllRegion()"
        runs = np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)
        return " | ".join(f'branch_range("index", ({run[0]}, {run[-1]}))' for run in runs)

    def _painted(self, thing: Any, key: str) -> str:
        if isinstance(thing, CableProperty):
            given = vars(thing)
            return f"CableProperty({self._keywords(given, f'{key}.cable')})"
        if isinstance(thing, Ion):
            return f'Ion("{thing.ion}", {self._keywords(thing.values, f"{key}.{thing.ion}_ion")})'
        assert isinstance(thing, Channel)
        return self._declared(thing, f"{key}.{thing.name}")

    def _declared(self, thing: Any, key: str) -> str:
        """A `Channel`, `PointProcess` or `ArtificialCell`."""
        cls = thing.mechanism
        imported = cls.__module__.startswith(_IMPORTED)
        if imported:
            self.imported[cls.name] = cls
        given = [cls.__name__ if imported else repr(cls.name)]
        given += [f"name={thing.name!r}"] if thing.name != cls.name else []
        given += [self._keywords(_whole_arrays(cls, thing.parameters), key)] if thing.parameters else []
        given += [f"{name}={value!r}" for name, value in thing.options.items()]
        if thing.function_tables:
            raise UnsupportedError(f"port: `{cls.name}` has FUNCTION_TABLEs, whose values are not written (yet)")
        if thing.streams:
            given.append(f"streams={{{', '.join(f'{n!r}: {_source(s)}' for n, s in thing.streams.items())}}}")
        if thing.vectors:
            held = {name: self._array(np.asarray(values), f"{key}.{name}") for name, values in thing.vectors.items()}
            given.append(f"vectors={{{', '.join(f'{name!r}: {text}' for name, text in held.items())}}}")
        return f"{type(thing).__name__}({', '.join(given)})"

    def _keywords(self, given: dict[str, Any], key: str) -> str:
        return ", ".join(f"{name}={self._array(value, f'{key}.{name}')}" for name, value in given.items())

    def _array(self, value: Any, key: str) -> str:
        """A number, or the name of an array in `VALUES`."""
        if isinstance(value, list):
            return f"[{', '.join(self._array(x, f'{key}.{k}') for k, x in enumerate(value))}]"
        numbers = np.asarray(value)
        if numbers.ndim == 0 or (numbers.size and (numbers == numbers.flat[0]).all()):
            return repr(numbers.flat[0].item())
        self.values[key] = numbers
        return f"VALUES[{key!r}]"

    def _pointers(self, cell: Cell, k: int) -> list[str]:
        return [f"cells[{k}].point({self._target(target)})" for target in cell.pointers]

    def _target(self, target: PointerTarget) -> str:
        given = [repr(target.mechanism), repr(target.pointer), repr(target.variable)]
        given += [f"{name}={place!r}" for name, place in (("at", target.at), ("where", target.where)) if place]
        given += [f"of=cells[{self._number[id(target.of)]}]"] if target.of is not None else []
        return ", ".join(given)

    # what was recorded

    def _probes(self, cell: Cell) -> list[str]:
        """Probes of what Vectors record in a cell; without any, of the voltage in the middle of its root."""
        found: dict[str, str] = {}
        anywhere = False
        for vector in WORLD.recorders():
            place = self._recorded(vector._recorder and vector._recorder.source)
            anywhere |= place is not None
            if place is not None and place[0] is cell:
                found[place[3]] = f"cell.place(at({place[1]}, {place[2]!r}), {place[4]})"
        if not anywhere:
            found["v"] = f'cell.place(at(0, 0.5), StateProbe("v", name={f"{cell.morphology.branches[0]}(0.5).v"!r}))'
        return list(found.values())

    def _recorded(self, source: Any) -> tuple[Cell, int, float, str, str] | None:
        """The cell, branch, x, name and probe of a recorded variable; None if it is not of a cell."""
        if isinstance(source, ProcessPointer) and getattr(source.process, "_segment", None) is not None:
            segment, owner, variable = source.placed(), source.process.hname(), source.variable
            name = f"{owner}.{variable}"
            probe = f"MechanismProbe({owner!r}, {variable!r}, name={name!r})"
        elif isinstance(source, Pointer) and source.section is not None:
            segment, owner, variable = source.segment(), source.mechanism, source.variable
            plain = source.is_voltage or owner == "capacitance" or ion_of(owner) is not None
            name = f"{segment.sec}({segment.x:g}).{variable}" + ("" if plain else f"_{owner}")
            probe = f"StateProbe({variable!r}" if plain else f"MechanismProbe({owner!r}, {variable!r}"
            probe += f", name={name!r})"
        else:
            return None
        cell, branch = self._branches[segment.sec]
        return cell, branch, segment.x, name, probe


def _whole_arrays(cls: type[Mechanism], parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, elements `x[0]`, `x[1]`, … gathered in a list `x`."""
    found: dict[str, Any] = {}
    for name, value in parameters.items():
        array, bracket, _ = name.partition("[")
        if bracket:
            found.setdefault(array, []).append(value)
        else:
            found[name] = value
    return found


def _detector(thing: Any) -> str:
    return f"SpikeDetector({float(thing.threshold)!r}, name={thing.name!r})"


def _source(source: RandomSource) -> str:
    if not isinstance(source, RandomSource):
        raise InputError(f"port: the random stream {source!r} cannot be written down")
    return repr(source)  # of a dataclass: the call that makes it
