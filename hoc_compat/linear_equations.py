"""All LinearMechanisms of the world as the one system that a program solves with its voltages."""

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from braincell.errors import UnsupportedError
from braincell.lower.model import Layout, LinearSystem
from hoc_compat.address import node_of
from hoc_compat.column import Column
from hoc_compat.linear_mechanism import LinearMechanism
from hoc_compat.world import WORLD


class LinearEquations:
    """Made of what the script's Matrices and Vectors hold, whenever a model is asked for; shows the unknowns in y.

    The unknowns are the voltages of all places, each once, then the others, mechanism after mechanism. What is no entry
    of a Matrix when the system is made counts in g y alone, at the step's begin, as in NEURON (`MatrixMap::alloc`).
    """

    def __init__(self, layout: Layout, branches: np.ndarray | None):
        mechanisms = WORLD.linear_mechanisms()
        if mechanisms and layout.extracellular is not None:
            raise UnsupportedError(
                f"{mechanisms[0]}: with `extracellular` in any section, linear equations are not solved; leave one out"
            )
        nodes = [[node_of(place) for place in mechanism.places()] for mechanism in mechanisms]
        self.nodes = np.unique(np.array([node for own in nodes for node in own], np.int32))
        self._mechanisms = [weakref.ref(mechanism) for mechanism in mechanisms]
        self._entries = [(m.c._storage.stored(), m.g._storage.stored()) for m in mechanisms]
        self._unknowns: list[np.ndarray] = []  # of each mechanism
        n = len(self.nodes)
        for mechanism, own in zip(mechanisms, nodes, strict=True):
            n_extra = len(mechanism.y) - len(own)
            self._unknowns.append(
                np.concatenate([np.searchsorted(self.nodes, own), np.arange(n, n + n_extra)]).astype(int)
            )
            n += n_extra
        self._n = n
        self._is_segment = self.nodes < layout.n_cv
        self._of_all_branches = 1.0 if branches is None else branches[self.nodes]
        square = dict.fromkeys(("capacitance", "conductance", "implicit"), (n, n))
        sizes = square | {"source": n, "start": n - len(self.nodes)}
        self._columns = {name: Column(np.zeros(size)) for name, size in sizes.items()}
        self.extra = Column(np.zeros(n - len(self.nodes)))

    def __bool__(self) -> bool:
        return bool(self._mechanisms)

    def _alive(self) -> list[tuple[LinearMechanism, np.ndarray, tuple[np.ndarray, np.ndarray]]]:
        """The mechanisms that exist, their unknowns and the entries of their Matrices."""
        triples = zip(self._mechanisms, self._unknowns, self._entries, strict=True)
        return [(mechanism, own, entries) for ref, own, entries in triples if (mechanism := ref()) is not None]

    def constants(self) -> set[Column]:
        """The columns of the model."""
        return set(self._columns.values()) if self else set()

    def system(self, of: Callable[[Column], Any]) -> LinearSystem | None:
        """The part of the model, with what `of` makes of each column."""
        return LinearSystem(**{name: of(column) for name, column in self._columns.items()}) if self else None

    def refresh(self, cv_area: Column) -> None:
        """Take over what the Matrices and Vectors hold now; `cv_area` [cv] µm²."""
        if not self:
            return
        area = cv_area.read()
        new = {name: np.zeros_like(column.read()) for name, column in self._columns.items()}
        extra, n_node = np.array(self.extra.read()), len(self.nodes)
        scale = np.ones(self._n)
        scale[:n_node][self._is_segment] = 0.01 * area[self.nodes[self._is_segment]]  # mA/cm² µm² = 0.01 nA
        scale[:n_node] *= self._of_all_branches
        for mechanism, own, (c_entries, g_entries) in self._alive():
            mechanism.check_sizes()
            c, g = mechanism.c._storage.dense(), mechanism.g._storage.dense()
            for name, values in (("capacitance", c * c_entries), ("conductance", g), ("implicit", g * g_entries)):
                np.add.at(new[name], np.ix_(own, own), scale[own, None] * values)
            np.add.at(new["source"], own, scale[own] * np.array(mechanism.b))
            others = own >= n_node
            extra[own[others] - n_node] = np.array(mechanism.y)[others]
            if mechanism.y0 is not None:
                new["start"][own[others] - n_node] = np.array(mechanism.y0)[others]
        for column, values in [*((self._columns[name], values) for name, values in new.items()), (self.extra, extra)]:
            if not np.array_equal(column.read(), values):
                column.edit()[...] = values

    def show(self, v: Column) -> None:
        """Put the voltages `v` [node] mV and the other unknowns into the script's Vectors."""
        if self:
            values = np.concatenate([v.read()[self.nodes], self.extra.read()])
            for mechanism, own, _ in self._alive():
                mechanism.y._values()[...] = values[own]

    def call(self, v: Column) -> None:
        """Call the functions of the mechanisms, which see the present voltages in y."""
        functions = [mechanism.function for mechanism, *_ in self._alive() if mechanism.function is not None]
        if functions:
            self.show(v)
        for function in functions:
            function()

    @property
    def is_calling(self) -> bool:
        """Whether any mechanism has a function."""
        return bool(self) and any(mechanism.function is not None for mechanism, *_ in self._alive())
