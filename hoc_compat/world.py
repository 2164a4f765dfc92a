"""Hold what NEURON keeps per process: the sections, the current section, time and the global variables."""

import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import InputError
from braincell.ion.pool import ion_defaults
from braincell.mech import FunctionTable, registry
from braincell.random.shared import START
from hoc_compat.column import Column, GlobalColumn

if TYPE_CHECKING:
    from hoc_compat.finitialize_handler import FInitializeHandler
    from hoc_compat.linear_mechanism import LinearMechanism
    from hoc_compat.mechanism_object import MechanismObject
    from hoc_compat.netcon import NetCon
    from hoc_compat.player import Player
    from hoc_compat.recorder import Recorder
    from hoc_compat.section import Section
    from hoc_compat.source import Source
    from hoc_compat.vector import Vector


class World:
    """Everything that one interpreter simulates.

    Sections, point processes and recordings are held weakly: as in NEURON they live as long as the script refers to
    them. `structure` counts the changes after which the model must be lowered again, `recording` those after which
    other variables are recorded.
    """

    def __init__(self) -> None:
        self.structure = 0
        self.recording = 0
        self.t = Column(0.0)
        self.dt = 0.025
        self.celsius = Column(6.3)
        self.secondorder = 0
        self.fast_imem = False  # whether segments have i_membrane_, CVode.use_fast_imem
        self.points_are_constant = False  # h.pt3dconst
        self.spine_area = 0.0  # [µm²] of each spine, h.setSpineArea
        self.mechanism_globals: dict[tuple[str, str], GlobalColumn] = {}
        self.options: dict[tuple[str, str], Any] = {}
        self.function_tables: dict[tuple[str, str], FunctionTable] = {}
        self.ion_globals: dict[tuple[str, str], Column] = {}
        self.stale_geometry: weakref.WeakSet[Section] = weakref.WeakSet()
        self.unplaced: weakref.WeakSet[Section] = weakref.WeakSet()  # changed since the last `define_shape`
        self.placed_again: weakref.WeakSet[Section] = weakref.WeakSet()  # moved by it, or not free to move
        self.shared_random = Column(START, np.uint32)  # the generator of `scop_random`; see braincell.random.shared
        self.streams_made = 0  # random streams whose ids nobody chose
        self._sources: list[weakref.ref[Source]] = []
        self.recorded_sources: set[Source] = set()  # they live as long as the Vector that records them
        self.calling: weakref.WeakSet[Source] = weakref.WeakSet()  # whose events call Python
        self._netcons: list[weakref.ref[NetCon]] = []
        self._handlers: list[weakref.ref[FInitializeHandler]] = []
        self._linear: list[weakref.ref[LinearMechanism]] = []
        self._sections: dict[int, weakref.ref[Section]] = {}
        self._processes: dict[int, weakref.ref[MechanismObject]] = {}
        self._recorders: list[weakref.ref[Vector]] = []
        self._players: list[tuple[weakref.ref[Vector], Player]] = []
        self.recorded: list[tuple[weakref.ref[Vector], Recorder]] = []  # since the last initialisation
        self.playing: list[tuple[weakref.ref[Vector], Player]] = []
        self._stack: list[Section] = []
        self._serial = 0

    # sections

    def add_section(self, section: "Section") -> int:
        """Register a new section; returns its number in order of creation."""
        self._serial += 1
        self._sections[self._serial] = weakref.ref(section)
        self.structure += 1
        return self._serial

    def remove_section(self, number: int) -> None:
        """Forget a section."""
        self._sections.pop(number, None)
        self.structure += 1

    def sections(self) -> "list[Section]":
        """All sections, in order of creation."""
        return [s for ref in list(self._sections.values()) if (s := ref()) is not None and not s._deleted]

    def current_section(self) -> "Section":
        """The section that calls without `sec=` mean: the one pushed last, else the oldest one."""
        while self._stack and self._stack[-1]._deleted:
            self._stack.pop()
        if self._stack:
            return self._stack[-1]
        for ref in self._sections.values():
            section = ref()
            if section is not None and not section._deleted:
                return section
        raise InputError("no section exists; create one with `h.Section(name='soma')`")

    def push(self, section: "Section") -> None:
        """Make a section the current one."""
        self._stack.append(section)

    def pop(self) -> None:
        """Undo the last `push`."""
        if self._stack:
            self._stack.pop()

    # point processes and recordings

    def add_process(self, process: "MechanismObject") -> None:
        """Register a point process."""
        self._serial += 1
        self._processes[self._serial] = weakref.ref(process, self._restructured)

    def processes(self) -> "list[MechanismObject]":
        """All point processes that sit in a section and all artificial cells, in order of creation."""
        self._processes = {k: ref for k, ref in self._processes.items() if ref() is not None}
        alive = [ref() for ref in list(self._processes.values())]
        return [p for p in alive if p is not None and p._is_simulated()]

    def add_recorder(self, vector: "Vector") -> None:
        """Register a vector that records from the next initialisation on."""
        self.remove_recorder(vector)
        self._recorders.append(weakref.ref(vector))

    def remove_recorder(self, vector: "Vector") -> None:
        """Stop recording into a vector."""
        self._recorders = [ref for ref in self._recorders if ref() is not None and ref() is not vector]

    def add_player(self, vector: "Vector", player: "Player") -> None:
        """Register what a vector plays from the next initialisation on, beside what it plays already."""
        self._players.append((weakref.ref(vector), player))

    def remove_player(self, vector: "Vector") -> None:
        """Stop playing a vector; the variable keeps its value."""
        self._players = [pair for pair in self._players if pair[0]() is not None and pair[0]() is not vector]
        for ref, player in self.playing:
            slot = player.slot() if ref() is vector else None
            if slot is not None:
                slot[0].column.edit()
        self.playing = [pair for pair in self.playing if pair[0]() is not vector]
        self.recording += 1

    def recorders(self) -> "list[Vector]":
        """The vectors that record, in the order of the calls."""
        return _alive(self._recorders)

    def players(self) -> "list[Vector]":
        """The vectors that play, in the order of the calls."""
        return [v for v in (ref() for ref, _ in self._players) if v is not None]

    def begin_recording(self) -> None:
        """What records and plays from this initialisation on, in the order of the calls."""
        recorded = [(weakref.ref(v), v._recorder) for v in self.recorders()]
        playing = self._players = [pair for pair in self._players if pair[0]() is not None]
        if (recorded, playing) != (self.recorded, self.playing):
            self.recorded, self.playing = recorded, list(playing)  # pyright: ignore
            self.recording += 1

    def add_source(self, source: "Source") -> None:
        """Register what NetCons listen to."""
        self._sources.append(weakref.ref(source, self._restructured))
        self.structure += 1

    def sources(self) -> "list[Source]":
        """What NetCons listen to, in order of creation."""
        return [s for s in _alive(self._sources) if s.exists]

    def forget_recording(self, source: "Source | None") -> None:
        """Let go of a source whose Vector is gone."""
        if source is not None:
            self.recorded_sources.discard(source)

    def add_netcon(self, netcon: "NetCon") -> None:
        """Register a connection."""
        self._netcons.append(weakref.ref(netcon, self._restructured))
        self.structure += 1

    def netcons(self) -> "list[NetCon]":
        """All connections, in order of creation."""
        return _alive(self._netcons)

    def add_linear(self, mechanism: "LinearMechanism") -> None:
        """Register linear equations beside the cables."""
        self._linear.append(weakref.ref(mechanism, self._restructured))
        self.structure += 1

    def linear_mechanisms(self) -> "list[LinearMechanism]":
        """Those whose sections exist, in order of creation."""
        return [mechanism for mechanism in _alive(self._linear) if mechanism.valid()]

    def add_handler(self, handler: "FInitializeHandler") -> None:
        """Register what is called at initialisation."""
        self._handlers.append(weakref.ref(handler))

    def handlers(self, kind: int) -> "list[FInitializeHandler]":
        """What is called at stage `kind` of the initialisation, in order of creation."""
        return [handler for handler in _alive(self._handlers) if handler.kind == kind]

    def _restructured(self, _: Any = None) -> None:
        self.structure += 1

    # global variables of mechanisms and ions

    def mechanism_global(self, mechanism: str, name: str) -> GlobalColumn:
        """The GLOBAL variable `name` of a registered mechanism."""
        key = (mechanism, name)
        if key not in self.mechanism_globals:
            cls = registry.find(mechanism)
            start = cls.parameters[name].value if name in cls.parameters else np.zeros(cls.sizes.get(name, ()))
            self.mechanism_globals[key] = GlobalColumn(start)
        return self.mechanism_globals[key]

    def option(self, mechanism: str, name: str) -> Any:
        """A static option of a registered mechanism, such as `usetable`."""
        return self.options.get((mechanism, name), registry.find(mechanism).options[name])

    def set_option(self, mechanism: str, name: str, value: Any) -> None:
        """Change a static option; the model is lowered again."""
        default = registry.find(mechanism).options[name]
        self.options[mechanism, name] = type(default)(value)
        self.structure += 1

    def ion_global(self, ion: str, key: str) -> Column:
        """An ion's initial concentration inside (`key` "ci0") or outside ("co0") [mM]."""
        if (ion, key) not in self.ion_globals:
            defaults = ion_defaults(ion)
            self.ion_globals[ion, key] = Column(defaults.ci if key == "ci0" else defaults.co)
        return self.ion_globals[ion, key]


def _alive(references: list) -> list:
    """What is left of weakly held objects; the list forgets the others."""
    references[:] = [ref for ref in references if ref() is not None]
    return [x for x in (ref() for ref in references) if x is not None]


def resampled(values: np.ndarray, n: int) -> np.ndarray:
    """Values of `n` segments taken from those of another number: NEURON's rule, old index int(n_old (i + ½)/n)."""
    old = values.shape[-1]
    return values[..., [int(old * (i + 0.5) / n) for i in range(n)]]


WORLD = World()
"""The one world: NEURON's state is global to the process, and so is ours."""
