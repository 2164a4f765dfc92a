"""Declare a cell: a morphology, what is painted on it and what is placed at its points."""

from typing import TYPE_CHECKING, Any, Self

from braincell.errors import InputError
from braincell.filter.locset import Locset
from braincell.filter.region import Region
from braincell.mech.cable import CableProperty
from braincell.mech.connection import Connection, connection
from braincell.mech.declaration import Channel, Ion, PointProcess
from braincell.mech.mechanism import Mechanism
from braincell.mech.mix_ions import MixIons
from braincell.mech.point import CurrentClamp
from braincell.mech.pointer import PointerTarget, pointer_target
from braincell.mech.probe import CurrentProbe, MechanismProbe, SpikeDetector, StateProbe
from braincell.morph.morphology import Morphology
from braincell.neuron import HHTypedNeuron

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from braincell.discretize.control_volume import ControlVolumes
    from braincell.discretize.policy import CVPolicy
    from braincell.discretize.table import MechanismTable
    from braincell.population import Population
    from braincell.result import RunResult

Paintable = CableProperty | Channel | Ion
Placed = PointProcess | StateProbe | MechanismProbe | CurrentProbe | SpikeDetector
Placeable = Placed | CurrentClamp


class Cell(HHTypedNeuron):
    """A morphological neuron: declarations only, no arrays.

    `V_init` [mV] is the voltage at initialisation, `V_th` [mV] the default threshold of its spike detectors,
    `celsius` [°C] the temperature that its mechanisms see, `solver` the method that its runs use. A cell without a
    `SpikeDetector` has one at the middle of its root branch. `pop_size` is how many such cells a run simulates; what
    they differ in is given to a `Population`. Raises `InputError` at the call that makes the mistake.
    """

    def __init__(
        self,
        morphology: Morphology,
        *,
        cv_policy: "CVPolicy | None" = None,
        V_init: Any = -65.0,
        V_th: Any = 10.0,
        celsius: Any = 6.3,
        solver: str = "staggered",
        name: str = "cell",
        pop_size: int = 1,
    ):
        if not isinstance(morphology, Morphology):
            raise InputError(f"Cell: `morphology` is {morphology!r}; a `Morphology` is needed")
        from braincell.discretize.policy import CVPerBranch, CVPolicy  # a later layer

        policy = CVPerBranch() if cv_policy is None else cv_policy
        if not isinstance(policy, CVPolicy):
            raise InputError(f"Cell: `cv_policy` is {cv_policy!r}; a `CVPolicy` such as `CVPerBranch(3)` is needed")
        self.morphology = morphology
        self.cv_policy = policy
        if isinstance(pop_size, bool) or not isinstance(pop_size, int) or pop_size < 1:
            raise InputError(f"Cell: `pop_size` is {pop_size!r}; a whole number, at least 1, is needed")
        self.pop_size = pop_size
        super().__init__(V_init=V_init, V_th=V_th, celsius=celsius, solver=solver, name=name)
        self.painted: list[tuple[Region, Paintable]] = []
        self.placed: list[tuple[Locset, Placed]] = []
        self.connections: list[Connection] = []
        self.pointers: list[PointerTarget] = []
        self.queue_capacity: int | None = None
        """Events that may wait at a time; None: enough for what is declared. Of cells lowered together, the first's."""

    def paint(self, region: Region, *mechanisms: Paintable | MixIons | type[Mechanism] | str) -> Self:
        """Put density mechanisms, ions and cable properties on a region; later paints win, parameter by parameter.

        A control volume belongs to the region if its centre does. A mechanism's name or class alone stands for its
        defaults. Raises `InputError` if the region is empty or a thing cannot be painted.
        """
        if not isinstance(region, Region):
            raise InputError(f"paint: {region!r} is no region; use for example `AllRegion()` or `BranchSlice('soma')`")
        if not mechanisms:
            raise InputError("paint: nothing to paint; give at least one mechanism")
        if not region.intervals(self.morphology):
            raise InputError(f"paint: the region {region!r} is empty on this morphology")
        declared: list[Any] = []
        for m in mechanisms:
            declared += m.parts() if isinstance(m, MixIons) else [Channel(m) if isinstance(m, (str, type)) else m]
        for thing in declared:
            if not isinstance(thing, Paintable):
                use = "use `place`" if isinstance(thing, Placeable) else "use `Channel`, `Ion` or `CableProperty`"
                raise InputError(f"paint: {thing!r} cannot be painted; {use}")
        self.painted += [(region, thing) for thing in declared]
        return self

    def place(self, locset: Locset, *things: Placeable) -> Self:
        """Put point processes, clamps, probes and spike detectors at every location of a locset.

        Raises `InputError` if the locset is empty or a thing cannot be placed.
        """
        if not isinstance(locset, Locset):
            raise InputError(f"place: {locset!r} is no locset; use for example `at('soma', 0.5)`")
        if not things:
            raise InputError("place: nothing to place; give a clamp, a point process or a probe")
        if not locset.locations(self.morphology):
            raise InputError(f"place: the locset {locset!r} is empty on this morphology")
        for thing in things:
            if not isinstance(thing, Placeable):
                use = "use `paint`" if isinstance(thing, Paintable) else "use a clamp, `PointProcess` or a probe"
                raise InputError(f"place: {thing!r} cannot be placed; {use}")
        for thing in things:
            processes = thing.processes() if isinstance(thing, CurrentClamp) else (thing,)
            self.placed += [(locset, process) for process in processes]
        return self

    def connect(
        self,
        target: str,
        *,
        source: str | None = None,
        weight: Any = 0.0,
        delay: Any = 1.0,
        times: Any = (),
        name: str | None = None,
    ) -> Self:
        """Deliver events to the point process named `target`: those of `source`, and those at `times` [ms].

        `source` is the name of a `SpikeDetector` or of a point process that sends events, heard after `delay` [ms];
        `weight` is NET_RECEIVE's first argument, or a sequence of all; by the connection's `name`, POINTERs of
        mechanisms find it (see `point`). Raises `InputError`.
        """
        self.connections.append(connection(target, source, weight, delay, times, name))
        return self

    def point(
        self,
        mechanism: str,
        pointer: str,
        variable: str,
        *,
        at: Locset | None = None,
        of: "Cell | None" = None,
        where: Locset | None = None,
    ) -> Self:
        """Let a POINTER variable of a mechanism point at a variable; later calls win, instance by instance.

        A RANGE variable that the mechanism does not compute can be driven the same way; other instances keep theirs.

        `mechanism` is a painted name, or the `name` of a point process. `variable` is "v", an ion's variable such as
        "cai", "i_cap", or a mechanism's: "hh.m". It is taken `at` one place for all instances, or at one place per
        instance; without `at`, where each instance is. It may be the weight of a connection, by that one's `name`:
        "learned.weight", "learned.weight[1]". `of` is the cell that has it, if that is another one lowered
        together with this one. `where` restricts the instances. Raises `InputError`; names are checked in lowering.
        """
        if of is not None and not isinstance(of, Cell):
            raise InputError(f"point: `of` is {of!r}; give the `Cell` that has the variable")
        self.pointers.append(pointer_target(mechanism, pointer, variable, at, of, where))
        return self

    def junction(
        self, here: Locset, there: Locset, g: Any, *, of: "Cell | None" = None, name: str | None = None
    ) -> Self:
        """Join places `here` with places `there` by gap junctions of `g` [µS]: of this cell, or of the cell `of`.

        Both have the same number of places, joined in order; `g` is a number, or one for each. g (v_there − v_here)
        flows in here and out there [nA]: each side is a point process `Junction`, found by `name` ("junction0" or so if
        none is given), that there by `name_there` if it is in this cell, too. Cells that are joined run together.
        Raises `InputError` if places, conductances or names do not fit.
        """
        from braincell.junction import join

        join(self, here, self if of is None else of, there, g, name)
        return self

    def cvs(self) -> "ControlVolumes":
        """The control volumes under the cell's policy."""
        from braincell.discretize.paint import discretize

        return discretize(self).cvs

    @property
    def n_cv(self) -> int:
        """Number of control volumes."""
        return len(self.cvs().area)

    def mech_table(self) -> "MechanismTable":
        """Which mechanism sits where with which parameters, one row per control volume and mechanism."""
        from braincell.discretize.paint import discretize
        from braincell.discretize.table import mechanism_table

        return mechanism_table(discretize(self))

    def vis2d(self, values: Any = None, **options: Any) -> "Axes":
        """Draw the cell in a plane, coloured by `values`; see `braincell.vis.plot2d`."""
        from braincell.vis.plot2d import plot2d

        return plot2d(self, values, **options)

    def vis3d(self, values: Any = None, **options: Any) -> Any:
        """Draw the cell in space, coloured by `values`; see `braincell.vis.plot3d`."""
        from braincell.vis.plot3d import plot3d

        return plot3d(self, values, **options)

    def cells(self) -> "list[Cell]":
        """The cell itself."""
        return [self]

    def population(self) -> "Population":
        """`pop_size` such cells, to which `set` gives numbers of their own."""
        from braincell.population import Population

        return Population(self, self.pop_size)

    def run(self, duration: Any, dt: Any = 0.025, **options: Any) -> "RunResult":
        """Simulate for `duration` [ms]; see `braincell.run`, or `Population.run` if `pop_size` is more than 1."""
        if self.pop_size > 1:
            return self.population().run(duration, dt, **options)
        return super().run(duration, dt, **options)

    def __repr__(self) -> str:
        lines = [f"Cell({self.name!r}, {len(self.morphology.branches)} branches, {self.cv_policy!r})"]
        lines += [f"  paint {region!r}: {thing!r}" for region, thing in self.painted]
        lines += [f"  place {locset!r}: {thing!r}" for locset, thing in self.placed]
        lines += [f"  connect {c}" for c in self.connections]
        lines += [f"  point {p.mechanism}.{p.pointer} at {p.variable}" for p in self.pointers]
        return "\n".join(lines)
