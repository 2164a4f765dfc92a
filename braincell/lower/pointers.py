"""Resolve what POINTER variables point at to positions in the lowered arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from braincell.discretize.paint import place_of
from braincell.errors import InputError, unknown_name
from braincell.lower.events import weights_of_each
from braincell.lower.mechanisms import Forest, labelled_instances
from braincell.lower.model import EventLayout, MechanismLayout
from braincell.lower.probes import ION_VARIABLES, MEMBRANE_VARIABLES
from braincell.mech.mechanism import split_element
from braincell.mech.pointer import PointerTarget
from braincell.mech.probe import check_field

_HIDDEN = ("i_membrane", "vext", "diam", "area", "cm", "Ra", "t", "dt", "celsius")

Key = tuple[str, str, str]  # kind, owner and variable of a `TargetLayout`


@dataclass
class Aim:
    """What one pointer of a mechanism points at, instance by instance."""

    keys: list[Key]
    key: np.ndarray  # int [instance], −1: unset
    index: np.ndarray  # int [instance]: node, control volume (also of an ion), instance, or place among all weights


Aims = dict[str, dict[str, Aim]]  # mechanism -> pointer -> aim


@dataclass
class Pointed:
    """What the pointers of a forest need."""

    aims: Aims
    mechanisms: tuple[MechanismLayout, ...]  # with what is pointed at carried
    ion_currents: set[str]  # ions whose total current a pointer reads
    membrane: set[str]  # what is pointed at of the membrane: "v", "i_cap", "i_membrane"


def lower_pointers(forest: Forest, mechanisms: tuple[MechanismLayout, ...]) -> Pointed:
    """Find all targets. Raises `InputError` for what cannot be pointed at, and for pointers that are read but unset."""
    by_name = {m.name: m for m in mechanisms}
    aims: Aims = {
        m.name: {name: _unset(m) for name, pointer in m.cls.pointers.items() if not pointer.idle} for m in mechanisms
    }
    search = _search(forest, by_name)
    for k, part in enumerate(forest.parts):
        for declared in part.cell.pointers:
            search.aim(aims, k, declared)
    for m in mechanisms:
        _check_set(m, aims[m.name], forest)
    return Pointed(aims, *_needs(aims, mechanisms))


def _unset(m: MechanismLayout) -> Aim:
    return Aim([], np.full(len(m.nodes), -1), np.zeros(len(m.nodes), int))


def _search(forest: Forest, mechanisms: Mapping[str, MechanismLayout]) -> "_Search":
    cells = {id(part.cell): k for k, part in enumerate(forest.parts)}
    wires: dict[tuple[str, str], list[int]] = {}
    for row, (owner, wire) in enumerate(forest.wires()):
        if wire.name:
            wires.setdefault((wire.name, owner), []).append(row)
    found = _Search(forest, mechanisms, {}, labelled_instances(forest, mechanisms.values()), cells, wires)
    for m in mechanisms.values():
        cell = np.searchsorted(forest.cv_start, m.cvs, side="right") - 1
        for k in np.unique(cell):
            found.instances[m.name, int(k)] = np.flatnonzero(cell == k)
    return found


@dataclass(frozen=True)
class _Search:
    forest: Forest
    mechanisms: Mapping[str, MechanismLayout]
    instances: dict[tuple[str, int], np.ndarray]  # mechanism, cell -> its instances there
    labelled: dict[tuple[str, int], list[tuple[str, int]]]  # label, cell -> mechanism and instance
    cells: dict[int, int]  # identity of a `Cell` -> its number
    wires: dict[tuple[str, str], list[int]]  # name of a connection, and of its cell -> numbers of the connections

    def aim(self, aims: Aims, k: int, p: PointerTarget) -> None:
        """Note what one declaration of cell `k` says."""
        who = f"point `{p.mechanism}.{p.pointer}`"
        m, instances = self._instances(k, p.mechanism, who)
        pointer = m.cls.pointer(p.pointer)
        if p.where is not None:
            nodes, cvs = self._places(k, p.where)
            here = np.isin(m.nodes[instances], nodes) if m.labels else np.isin(m.cvs[instances], cvs)
            instances = instances[here]
            if not len(instances):
                raise InputError(f"{who}: there is no `{p.mechanism}` at {p.where!r}")
        target = k if p.of is None else self.cells.get(id(p.of))
        if target is None:
            assert p.of is not None
            raise InputError(f"{who}: the cell `{p.of.name}` is not lowered together with this one; run both in a list")
        key, index = self._target(target, p, m, instances, who)
        if pointer.written:
            self._check_writable(key, who, p.variable)
        aim = aims[m.name].setdefault(p.pointer, _unset(m))
        if key not in aim.keys:
            aim.keys.append(key)
        aim.key[instances], aim.index[instances] = aim.keys.index(key), index

    def _instances(self, k: int, name: str, who: str) -> tuple[MechanismLayout, np.ndarray]:
        """The mechanism and those of its instances that `name` stands for in cell `k`, in order."""
        labelled = self.labelled.get((name, k), [])
        owners = {owner for owner, _ in labelled}
        if len(owners) > 1:
            raise InputError(f"{who}: several mechanisms are called `{name}`; give each its own `name`")
        if labelled:
            return self.mechanisms[labelled[0][0]], np.array([i for _, i in labelled])
        if (name, k) not in self.instances:
            known = [text for text, cell in (*self.instances, *self.labelled) if cell == k]
            raise unknown_name("mechanism", name, known, f"{who}, cell `{self._cell(k)}`")
        return self.mechanisms[name], self.instances[name, k]

    def _cell(self, k: int) -> str:
        return self.forest.parts[k].cell.name

    def _places(self, k: int, locset) -> tuple[np.ndarray, np.ndarray]:
        """Nodes and control volumes of a locset, numbered through the forest."""
        part = self.forest.parts[k]
        places = locset.locations(part.cell.morphology)
        nodes = np.array([part.cvs.node(b, x) for b, x in places], int)
        cvs = np.array([part.cvs.cv(b, x) for b, x in places], int)
        return self.forest.node_maps[k][nodes], cvs + self.forest.cv_start[k]

    def _target(
        self, k: int, p: PointerTarget, m: MechanismLayout, instances: np.ndarray, who: str
    ) -> tuple[Key, np.ndarray]:
        """The variable pointed at, and its index for each instance (or one for all)."""
        if p.at is None:
            nodes, cvs = m.nodes[instances], m.cvs[instances]
        else:
            nodes, cvs = self._places(k, p.at)
            if len(nodes) not in (1, len(instances)):
                raise InputError(f"{who}: {p.at!r} has {len(nodes)} places for {len(instances)} instances")
        owner, _, field = p.variable.rpartition(".")
        if (owner, self._cell(k)) in self.wires:
            return self._weight(k, owner, field, who)
        if owner:
            return self._mechanism_target(k, owner, field, p, cvs, instances, who)
        if p.at is None and instances[0] not in self.instances.get((m.name, k), ()):
            raise InputError(f"{who}: say with `at` where `{p.variable}` of the cell `{self._cell(k)}` is taken")
        if field in ("v", "i_membrane_"):
            return ("membrane", "", field.rstrip("_")), nodes
        if field == "i_cap":
            return ("membrane", "", "i_cap"), cvs
        ions = {use.ion for x in self.mechanisms.values() for use in x.cls.ions}
        ions |= {ion for part in self.forest.parts for ion in part.ions}
        known = {form.format(ion): ("ion", ion, kind) for ion in ions for form, kind in ION_VARIABLES.items()}
        if field in _HIDDEN:
            raise InputError(
                f"{who}: `{field}` cannot be pointed at; only {', '.join([*MEMBRANE_VARIABLES, *sorted(known)])}"
            )
        if field not in known:
            raise unknown_name("variable", field, [*MEMBRANE_VARIABLES, *known], f'{who}; a mechanism\'s: "hh.m"')
        return known[field], cvs

    def _weight(self, k: int, name: str, field: str, who: str) -> tuple[Key, np.ndarray]:
        """A weight of the connection of cell `k` that is called `name`."""
        rows, width = self.wires[name, self._cell(k)], weights_of_each(tuple(self.mechanisms.values()))
        variable, element = split_element(field)
        if len(rows) > 1 or (name, k) in self.labelled or (name, k) in self.instances:
            raise InputError(f"{who}: `{name}` is not the name of one connection alone; give it another one")
        if variable != "weight" or not 0 <= (element or 0) < width:
            raise InputError(f"{who}: a connection has no `{field}`; its numbers are weight[0] to weight[{width - 1}]")
        return ("connection", "", "weight"), np.array(rows) * width + (element or 0)

    def _mechanism_target(
        self, k: int, owner: str, field: str, p: PointerTarget, cvs: np.ndarray, instances: np.ndarray, who: str
    ) -> tuple[Key, np.ndarray]:
        m, found = self._instances(k, owner, who)
        check_field(m.cls, field)
        key = ("mechanism", m.name, field)
        if p.at is None and m.labels and len(found) in (1, len(instances)):
            return key, found
        places = m.cvs[found]
        order = np.argsort(places, kind="stable")
        first = np.searchsorted(places[order], cvs)
        count = np.searchsorted(places[order], cvs, side="right") - first
        if (count != 1).any():
            bad = int(np.argmax(count != 1))
            problem = "is not" if not count[bad] else f"is {count[bad]} times"
            remedy = "say with `at` where it is" if not count[bad] else "give each a `name` and point at that"
            local = int(cvs[bad] - self.forest.cv_start[k])
            part = self.forest.parts[k]
            where = place_of(part, local) if 0 <= local < len(part.cvs.area) else f"that place of `{self._cell(k)}`"
            raise InputError(f"{who}: `{owner}` {problem} at {where}; {remedy}")
        return key, found[order[first]]

    def _check_writable(self, key: Key, who: str, variable: str) -> None:
        kind, owner, field = key
        declared = self.mechanisms[owner].cls if kind == "mechanism" else None
        array = split_element(field)[0]
        if declared and array in declared.parameters and declared.parameters[array].scope == "global":
            raise InputError(
                f"{who} is set by the mechanism, and `{variable}` is one for all; point at a RANGE variable"
            )
        if field in ("i_cap", "i_membrane") or (kind == "ion" and field == "i"):
            raise InputError(f"{who} is set by the mechanism, and `{variable}` is computed; point at another variable")


def _check_set(m: MechanismLayout, aims: dict[str, Aim], forest: Forest) -> None:
    for name, aim in aims.items():
        unset = np.flatnonzero(aim.key < 0)
        if m.cls.pointer(name).optional or m.cls.pointer(name).idle or not len(unset):
            continue
        cv = int(m.cvs[unset[0]])
        k = int(np.searchsorted(forest.cv_start, cv, side="right")) - 1
        part = forest.parts[k]
        label = m.labels[unset[0]] if m.labels else m.name
        raise InputError(
            f"`{label}` at {place_of(part, cv - int(forest.cv_start[k]))} of `{part.cell.name}`: the pointer `{name}` "
            f'points at nothing; say at what, as in `cell.point("{label}", "{name}", "v", at=…)` (`h.setpointer` in a '
            "script)"
        )


def check_weights(pointed: Pointed, events: EventLayout | None) -> None:
    """Raise `InputError` for pointers at weights of a connection to their own instance: NET_RECEIVE holds these."""
    for m in pointed.mechanisms:
        for name, aim in pointed.aims[m.name].items():
            if events is None or m.name not in events.receivers or ("connection", "", "weight") not in aim.keys:
                continue
            here = np.flatnonzero(aim.key == aim.keys.index(("connection", "", "weight")))
            own = events.offsets[events.receivers.index(m.name)] + here
            if (found := here[events.target[aim.index[here] // events.width] == own]).size:
                label = m.labels[found[0]]
                raise InputError(
                    f"point `{m.name}.{name}`: it points at the weight of a connection to `{label}` itself, which "
                    "NET_RECEIVE has as its argument; use that, or point at the weight of another connection"
                )


def _needs(
    aims: Aims, mechanisms: tuple[MechanismLayout, ...]
) -> tuple[tuple[MechanismLayout, ...], set[str], set[str]]:
    """Mechanisms that carry what is pointed at, ions whose current is read, variables of the membrane that are."""
    carried = {m.name: dict.fromkeys(m.carried) for m in mechanisms}
    classes = {m.name: m.cls for m in mechanisms}
    read: dict[Key, bool] = {}
    for m in mechanisms:
        for name, aim in aims[m.name].items():
            for key in aim.keys:
                read[key] = read.get(key, False) or m.cls.pointer(name).written
    for (kind, owner, field), is_written in read.items():
        if kind == "mechanism" and (is_written or classes[owner].changes(field)):
            carried[owner][split_element(field)[0]] = None
    return (
        tuple(replace(m, carried=tuple(carried[m.name])) for m in mechanisms),
        {owner for kind, owner, field in read if kind == "ion" and field == "i"},
        {field for kind, _, field in read if kind == "membrane"},
    )
