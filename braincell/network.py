"""Populations of cells and the connections between them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from braincell.artificial import ArtificialCell
from braincell.cell import Cell
from braincell.errors import InputError, UnknownNameError, unknown_name
from braincell.filter.locset import Locset, RootLocation
from braincell.mech.connection import Connection
from braincell.mech.declaration import PointProcess
from braincell.mech.probe import SpikeDetector
from braincell.neuron import HHTypedNeuron
from braincell.units import magnitude

if TYPE_CHECKING:
    from braincell.lower.model import CableState

Neuron = HHTypedNeuron | ArtificialCell
Member = Cell | ArtificialCell


class Edges(ABC):
    """Which neurons of one population are connected with which of another one."""

    @abstractmethod
    def between(self, n_source: int, n_target: int, same: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Numbers of the sources and of the targets, edge by edge, and weights if the edges have any.

        `same`: the populations are one. Raises `InputError` for numbers beyond the populations.
        """


def _edges(chosen: np.ndarray, none_to_itself: bool) -> tuple[np.ndarray, np.ndarray]:
    if none_to_itself:
        np.fill_diagonal(chosen, False)
    source, target = np.nonzero(chosen)
    return source, target


class pairs(Edges):
    """The connections of a list: `pairs([(0, 1), (1, 2)])`, (source, target) each."""

    def __init__(self, numbers: Iterable[tuple[int, int]]):
        found = np.array(list(numbers))
        if found.size and (found.ndim != 2 or found.shape[1] != 2 or not np.issubdtype(found.dtype, np.integer)):
            raise InputError(f"pairs: {numbers!r}; give pairs of whole numbers, (source, target)")
        self.numbers = found.reshape(-1, 2).astype(int)

    def between(self, n_source: int, n_target: int, same: bool) -> tuple[np.ndarray, np.ndarray, None]:
        for side, column, n in (("source", 0, n_source), ("target", 1, n_target)):
            wrong = [int(k) for k in self.numbers[:, column] if not 0 <= k < n]
            if wrong:
                raise InputError(f"pairs: {side} {wrong[0]} of a population of {n}; they count from 0")
        return self.numbers[:, 0], self.numbers[:, 1], None


class all_pairs(Edges):
    """Every neuron with every one, but for itself unless `to_itself`."""

    def __init__(self, to_itself: bool = False):
        self.to_itself = to_itself

    def between(self, n_source: int, n_target: int, same: bool) -> tuple[np.ndarray, np.ndarray, None]:
        return *_edges(np.ones((n_source, n_target), bool), same and not self.to_itself), None


class probability(Edges):
    """Every pair with probability `p`, drawn anew from a `seed`; none with itself unless `to_itself`."""

    def __init__(self, p: float, seed: int = 0, to_itself: bool = False):
        if not (isinstance(p, (int, float)) and 0.0 <= p <= 1.0):
            raise InputError(f"probability: `p` is {p!r}; it is from 0 to 1")
        self.p, self.seed, self.to_itself = float(p), seed, to_itself

    def between(self, n_source: int, n_target: int, same: bool) -> tuple[np.ndarray, np.ndarray, None]:
        drawn = np.random.default_rng(self.seed).random((n_source, n_target))
        return *_edges(drawn < self.p, same and not self.to_itself), None


class dense(Edges):
    """The connections whose weight is not 0: `weights` [source, target]."""

    def __init__(self, weights: Any):
        self.weights = np.asarray(weights, float)
        if self.weights.ndim != 2 or not np.isfinite(self.weights).all():
            raise InputError(
                f"dense: `weights` has the shape {self.weights.shape}; give finite numbers [source, target]"
            )

    def between(self, n_source: int, n_target: int, same: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if self.weights.shape != (n_source, n_target):
            raise InputError(
                f"dense: `weights` has the shape {self.weights.shape}; the populations have {n_source} and {n_target}"
            )
        source, target = np.nonzero(self.weights)
        return source, target, self.weights[source, target]


@dataclass
class NetworkPopulation:
    """Neurons of a network under one name."""

    name: str
    members: list[Member]
    synapses: set[str]

    def __len__(self) -> int:
        return len(self.members)

    def source(self, k: int, detector: str | None) -> str:
        """The name by which connections hear a neuron."""
        member = self.members[k]
        return member.name if isinstance(member, ArtificialCell) else f"{member.name}.{detector}"


@dataclass
class NetworkRunResult:
    """What a network's run returns.

    `time` [sample] ms; `traces` population -> probe -> [sample, neuron, …], for probes that all neurons have, or a list
    [neuron] of [sample, …] if these have the probe at numbers of places that differ; `spikes` population -> the spike
    times [ms] of each neuron; `state` at the end, to continue from.
    """

    time: np.ndarray
    traces: dict[str, dict[str, Any]]
    spikes: dict[str, list[np.ndarray]]
    state: "CableState"

    def __getitem__(self, population: str) -> dict[str, Any]:
        if population not in self.traces:
            raise unknown_name("population", population, self.traces, "the network")
        return self.traces[population]

    def raster(self, population: str) -> tuple[np.ndarray, np.ndarray]:
        """Times [ms] of all spikes of a population in order, and which neuron each was of."""
        if population not in self.spikes:
            raise unknown_name("population", population, self.spikes, "the network")
        times = [np.asarray(t) for t in self.spikes[population]]
        joined = np.concatenate([np.zeros(0), *times])
        of = np.repeat(np.arange(len(times)), [len(t) for t in times])
        order = np.argsort(joined, kind="stable")
        return joined[order], of[order]

    def __repr__(self) -> str:
        lines = [f"NetworkRunResult({len(self.time)} samples to {float(self.time[-1]):g} ms)"]
        for name, spikes in self.spikes.items():
            lines.append(f"  {name}: {sum(len(t) for t in spikes)} spikes of {len(spikes)}, {list(self.traces[name])}")
        return "\n".join(lines)


@dataclass
class Network:
    """Populations of neurons and their connections, simulated together.

        net = Network()
        net.add_population("E", excitatory, 80).add_population("I", inhibitory, 20)
        net.add_projection("E", "I", "syn", probability(0.1), weight=0.002, delay=1.5)
        result = net.run(200)

    Raises `InputError` and `UnknownNameError` at the call that makes the mistake.
    """

    populations: dict[str, NetworkPopulation] = field(default_factory=dict)

    def add_population(
        self, name: str, neuron: Neuron | Sequence[Neuron] | Callable[[int], Neuron], size: int | None = None
    ) -> Self:
        """Add `size` copies of a neuron, what a function of the number makes, or copies of those of a list.

        `neuron` is a `Cell`, an `ArtificialCell` or a `SingleCompartment`, which brings its own size. Those of a list,
        and what a function makes, may differ in everything.
        """
        if not isinstance(name, str) or not name or name in self.populations:
            raise InputError(f"add_population: {name!r} is no new name")
        members = _members(name, neuron, size)
        synapses: set[str] = set()
        for member in members:
            if isinstance(member, Cell):
                synapses |= _processes(member)
        self.populations[name] = NetworkPopulation(name, members, synapses)
        return self

    def add_projection(
        self,
        source: str,
        target: str,
        synapse: str | None,
        edges: Edges,
        *,
        weight: Any = None,
        delay: Any = 1.0,
        detector: str | None = None,
    ) -> Self:
        """Let the spikes of one population reach the point process `synapse` of another one, or the same.

        `weight` and `delay` [ms] are numbers, or arrays with one for each edge; edges of a `dense` matrix have weights.
        `synapse` is None if the targets are artificial cells. `detector` names the `SpikeDetector` that is heard;
        without it the first one of the source, or one in the middle of its root branch.
        """
        sources, targets = self._population(source), self._population(target)
        at, to, given = edges.between(len(sources), len(targets), source == target)
        if weight is None and given is None:
            raise InputError(f"add_projection: `{source}` to `{target}` has no `weight`")
        weights = _each(given if weight is None else weight, len(at), "weight")
        delays = _each(delay, len(at), "delay")
        heard = _detectors(sources, detector)
        if synapse is not None and synapse not in targets.synapses:
            raise unknown_name("synapse", synapse, targets.synapses, f"population `{target}`")
        for k, j, w, lag in zip(at.tolist(), to.tolist(), weights, delays, strict=True):
            member = targets.members[j]
            options = {"source": sources.source(k, heard[k]), "weight": w, "delay": lag}
            if isinstance(member, ArtificialCell):
                member.connect(**options)
            elif synapse is None:
                raise InputError(f"add_projection: name the `synapse` of `{target}`; known: {sorted(targets.synapses)}")
            elif synapse not in (own := _processes(member)):
                raise unknown_name("synapse", synapse, own, f"`{member.name}`")
            else:
                member.connect(synapse, **options)
        return self

    def add_junctions(
        self,
        first: str,
        second: str,
        edges: Edges,
        g: Any = None,
        *,
        at: Locset | None = None,
        second_at: Locset | None = None,
    ) -> Self:
        """Join neurons of two populations, or of one, by gap junctions of `g` [µS]; see `Cell.junction`.

        `g` is a number, or an array with one for each junction; a `dense` matrix has conductances of its own. They sit
        `at` a place of the first neuron and `second_at` one of the second; without that at the same one, and without
        `at` in the middle of the root branch. Within one population every pair is joined once: `all_pairs` and
        `probability` take each of them once, and the matrix of `dense` is symmetric.
        """
        from braincell.junction import join

        one, two = self._population(first), self._population(second)
        i, j, given = _joined_pairs(edges, first, one, second, two)
        if g is None and given is None:
            raise InputError(f"add_junctions: `{first}` and `{second}` have no `g`")
        here = RootLocation(0.5) if at is None else at
        there = here if second_at is None else second_at
        conductances = _each(given if g is None else magnitude(g, "uS", "g"), len(i), "g", "add_junctions")
        for a, b, conductance in zip(i.tolist(), j.tolist(), conductances, strict=True):
            cells = one.members[a], two.members[b]
            for cell in cells:
                if not isinstance(cell, Cell):
                    raise InputError(f"add_junctions: `{cell.name}` has no membrane to join")
            join(cells[0], here, cells[1], there, conductance, None)
        return self

    def stimulate(self, target: str, synapse: str | None, times: Any, *, weight: Any) -> Self:
        """Deliver events at `times` [ms] to every neuron of a population; `times` may be a list for each of them."""
        population = self._population(target)
        if synapse not in population.synapses and not all(isinstance(m, ArtificialCell) for m in population.members):
            raise unknown_name("synapse", str(synapse), population.synapses, f"population `{target}`")
        moments_of_each = np.iterable(times) and any(np.iterable(moments) for moments in times)
        rows = list(times) if moments_of_each else [np.atleast_1d(np.asarray(times, float))] * len(population)
        if len(rows) != len(population):
            raise InputError(
                f"stimulate: `times` has {len(rows)} lists for the {len(population)} neurons of `{target}`"
            )
        for member, moments in zip(population.members, rows, strict=True):
            if not len(moments):
                continue
            if isinstance(member, ArtificialCell):
                member.connect(times=moments, weight=weight)
            else:
                member.connect(str(synapse), times=moments, weight=weight)
        return self

    def cells(self) -> list[Member]:
        """All neurons, population by population, as `lower` and `run` take them."""
        if not self.populations:
            raise InputError("the network has no population; call `add_population`")
        return [member for population in self.populations.values() for member in population.members]

    def run(self, duration: Any, dt: Any = 0.025, **options: Any) -> NetworkRunResult:
        """Simulate for `duration` [ms]; see `braincell.run`."""
        from braincell.run import run

        cells = self.cells()
        result = run(cells, duration, dt, **options)
        several = sum(isinstance(cell, Cell) for cell in cells) > 1
        traces = {name: _joined(result.traces, p, several) for name, p in self.populations.items()}
        spikes = {name: [_spikes(result, m, several) for m in p.members] for name, p in self.populations.items()}
        return NetworkRunResult(np.asarray(result.time), traces, spikes, result.state)

    def _population(self, name: str) -> NetworkPopulation:
        if name not in self.populations:
            raise unknown_name("population", name, self.populations, "the network")
        return self.populations[name]


def _members(name: str, neuron: Any, size: int | None) -> list[Member]:
    if _is_group(neuron):
        made: list[Any] = neuron.cells()
        if size not in (None, len(made)):
            raise InputError(f"add_population: `{name}` has {len(made)} neurons of its own, not {size}")
    elif isinstance(neuron, Sequence):
        made = [one for each in neuron for one in (each.cells() if _is_group(each) else [each])]
        if not made or size not in (None, len(made)):
            raise InputError(f"add_population: the list of `{name}` has {len(made)} neurons; `size` is {size!r}")
    else:
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise InputError(f"add_population: the `size` of `{name}` is {size!r}; a whole number from 1 on is needed")
        made = [neuron(k) if not isinstance(neuron, Neuron) else neuron for k in range(size)]
    members = []
    for k, one in enumerate(made):
        if not isinstance(one, Member):
            raise InputError(f"add_population: {one!r} is no neuron; give a `Cell`, an `ArtificialCell` or a function")
        member = copy(one)
        member.name = f"{name}[{k}]"
        member.connections = [
            Connection(c.target, c.source, c.weight, c.delay, c.times, c.active, c.name) for c in one.connections
        ]
        if isinstance(member, Cell):
            member.painted, member.placed = list(member.painted), list(member.placed)
            member.pointers = list(member.pointers)
        else:
            member.recorded = list(member.recorded)
        members.append(member)
    return members


def _processes(cell: Cell) -> set[str]:
    return {thing.name for _, thing in cell.placed if isinstance(thing, PointProcess)}


def _is_group(neuron: Any) -> bool:
    """Whether it brings neurons of its own."""
    return isinstance(neuron, HHTypedNeuron) and not isinstance(neuron, Cell)


def _detectors(population: NetworkPopulation, name: str | None) -> list[str | None]:
    """The name of the detector of each neuron, None of artificial cells; one is placed where there is none."""
    found: list[str | None] = []
    for member in population.members:
        if isinstance(member, ArtificialCell):
            found.append(None)
            continue
        known = [thing.name for _, thing in member.placed if isinstance(thing, SpikeDetector)]
        if name is not None and name not in known:
            raise unknown_name("spike detector", name, [k for k in known if k], f"`{member.name}`")
        if not known:
            member.place(RootLocation(0.5), SpikeDetector(name="spike"))
            known = ["spike"]
        if name is None and known[0] is None:
            raise InputError(f"add_projection: the spike detector of `{member.name}` has no `name`; give it one")
        found.append(known[0] if name is None else name)
    return found


def _joined_pairs(
    edges: Edges, first: str, one: NetworkPopulation, second: str, two: NetworkPopulation
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Numbers of the neurons that junctions join, and conductances if the edges have any."""
    i, j, given = edges.between(len(one), len(two), first == second)
    if first != second:
        return i, j, given
    if isinstance(edges, dense) and not np.array_equal(edges.weights, edges.weights.T):
        raise InputError(f"add_junctions: the matrix of `{first}` with itself is not symmetric, as junctions are")
    if isinstance(edges, dense) and edges.weights.diagonal().any():
        raise InputError(f"add_junctions: the matrix of `{first}` joins neurons with themselves; its diagonal is 0")
    if isinstance(edges, pairs):
        unordered = [tuple(sorted(pair)) for pair in zip(i.tolist(), j.tolist(), strict=True)]
        seen: set[tuple[int, ...]] = set()
        for a, b in unordered:
            if a == b:
                raise InputError(f"add_junctions: neuron {a} of `{first}` is joined with itself")
            if (a, b) in seen:
                raise InputError(f"add_junctions: neurons {a} and {b} of `{first}` are joined twice; name a pair once")
            seen.add((a, b))
        return i, j, given
    once = i < j
    return i[once], j[once], None if given is None else given[once]


def _each(value: Any, n: int, name: str, who: str = "add_projection") -> list[float]:
    numbers = np.asarray(value, float)
    if numbers.ndim and numbers.shape != (n,):
        raise InputError(f"{who}: `{name}` has the shape {numbers.shape}; give a number, or one for each of {n} edges")
    return np.broadcast_to(numbers, (n,)).tolist()


def _joined(traces: dict[str, Any], population: NetworkPopulation, several: bool) -> dict[str, Any]:
    """The traces that all neurons of a population have, side by side, or in a list if their shapes differ."""
    found: dict[str, list[Any]] = {}
    for member in population.members:
        is_only = isinstance(member, Cell) and not several
        prefix = "" if is_only else f"{member.name}."
        for key, values in traces.items():
            if key.startswith(prefix):
                found.setdefault(key.removeprefix(prefix), []).append(np.asarray(values))
    common = {key: v for key, v in found.items() if len(v) == len(population)}
    return {key: np.stack(v, axis=1) if len({x.shape for x in v}) == 1 else v for key, v in common.items()}


def _spikes(result: Any, member: Member, several: bool) -> np.ndarray:
    if isinstance(member, ArtificialCell):
        try:
            return np.asarray(result.spike_times(member.name))
        except UnknownNameError:  # nothing hears it
            return np.zeros(0)
    prefix = f"{member.name}." if several else ""
    detectors = [key for key in result.spikes if key.startswith(prefix)]
    return np.asarray(result.spike_times(detectors[0]))
