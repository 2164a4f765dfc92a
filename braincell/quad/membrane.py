"""Call the mechanisms: initial values, currents and state updates of every instance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.ion.nernst import nernst
from braincell.lower.model import CableModel, CableState, IonLayout, Layout, MechanismLayout
from braincell.mech.mechanism import Instances, Mechanism
from braincell.mech.printing import room
from braincell.quad import pointers
from braincell.quad.gather import accumulate, put, take
from braincell.quad.in_order import SHARED, called
from braincell.quad.tables import MechanismStates, leave_traces

DV = 0.001  # mV: NEURON's step for di/dv
_END_AREA = 100.0  # µm²: what NEURON gives nodes without membrane
IonStates = dict[str, dict[str, Any]]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class MembraneCurrent:
    """Sum of all mechanisms at one voltage."""

    current: Any  # [node] nA outward
    conductance: Any  # [node] µS: its derivative by v
    electrode: tuple[Any, Any] | None
    """Of this, what electrodes inject: current [node] nA inward and its derivative; None if nothing asks for it."""
    ion_slopes: dict[str, Any]  # ion -> [slot] S/cm²: di/dv of the ion's current, where it is needed
    state: CableState  # with what the mechanisms and ions hold now


def initial_states(
    model: CableModel, tables: dict, state: CableState, dt: Any, before: MechanismStates
) -> tuple[CableState, dict[str, Instances]]:
    """Run every INITIAL in execution order at t = 0 (NEURON: `nrn_finitialize`), with the voltages of `state`.

    Returns the state, and the records of those mechanisms that may have sent events.
    """
    layout, dtype = model.layout, state.v.dtype
    memory = {m.name: _memory(model, m, before.get(m.name, {}), dtype) for m in layout.mechanisms}
    memory = leave_traces(model, memory, dt)
    state = replace(state, ions={ion.name: _initial_ion(model, ion, dtype) for ion in layout.ions}, mechanisms=memory)
    sent: dict[str, Instances] = {}
    state = run_hook(model, tables, state, "before_initial", state.t, dt)
    for m in layout.mechanisms:
        kept = state.mechanisms[m.name]
        starts = {name: jnp.full_like(x, m.cls.states[name].start) for name, x in kept.items() if name in m.cls.states}
        state = replace(state, mechanisms=state.mechanisms | {m.name: kept | starts})
        s = record(model, tables, m, state, state.t, dt)
        s = called(m, "initial", m.cls.initial, s)
        if m.cls.sends:
            sent[m.name] = s
        state = stored(model, m, s, state)
        state = replace(state, ions=_nernst_after_write(model, m, state.ions))
    state = replace(state, mechanisms=leave_traces(model, state.mechanisms, dt, late=True))
    return state, sent


def membrane_current(
    model: CableModel, tables: dict, state: CableState, t: Any, dt: Any, jumps: bool = True, only_ends: bool = False,
    first: Mapping[str, Callable[[Instances], Instances]] | None = None,
) -> MembraneCurrent:  # fmt: skip
    """Evaluate every BREAKPOINT at `state.v` and at v + 0.001 mV, as NEURON does (`nrn_rhs`, `nrn_lhs`).

    `jumps`: whether this belongs to a step, in which states may jump. `only_ends`: of the mechanisms that sit at nodes
    without membrane. `first`: by mechanism, what precedes its BREAKPOINT.
    """
    layout, v = model.layout, state.v
    state = replace(state, ions={ion.name: _refreshed(model, ion, state.ions[ion.name]) for ion in layout.ions})
    slopes = {ion.name: jnp.zeros(len(ion.nodes), v.dtype) for ion in layout.ions if ion.needs_current}
    density, points, injected = [], [], []
    scale = 0.01 * model.area
    for m in layout.mechanisms:
        if not m.cls.currents or (only_ends and not (m.nodes >= layout.n_cv).any()):
            continue
        s = record(model, tables, m, state, t, dt)
        s = s.replace(jumps=jumps) if m.cls.jumps else s
        s = first[m.name](s) if first and m.name in first else s
        s, values, rates = called(m, "current", partial(_currents_and_slopes, m.cls), s)
        sign = {c: -1.0 if c in m.cls.electrode else 1.0 for c in m.cls.currents}
        total = _sum(values[c] if sign[c] > 0 else -values[c] for c in m.cls.currents)
        slope = _sum(rates[c] if sign[c] > 0 else -rates[c] for c in m.cls.currents)
        (points if m.cls.kind == "point" else density).append((m.nodes, total, slope))
        if layout.keeps_i_membrane and m.cls.electrode:
            injected.append((m.nodes, *(_sum(x[c] for c in m.cls.electrode) for x in (values, rates))))
        state = stored(model, m, s, state)
        ions, slopes = _add_ion_currents(model, m, values, rates, state.ions, slopes)
        state = replace(state, ions=ions)
    current, conductance = (
        _on_nodes(layout, scale, [(n, parts[k]) for n, *parts in density], [(n, parts[k]) for n, *parts in points], v)
        for k in (0, 1)
    )
    electrode = None
    if layout.keeps_i_membrane:
        electrode = tuple(_on_nodes(layout, scale, [], [(n, parts[k]) for n, *parts in injected], v) for k in (0, 1))
    return MembraneCurrent(current, conductance, electrode, slopes, state)


def advance_states(model: CableModel, tables: dict, state: CableState, dt: Any, secondorder: int = 0) -> CableState:
    """Run every SOLVE in execution order, at the state's (new) voltage and time; methods may read `secondorder`."""
    for m in model.layout.mechanisms:
        if m.cls.advance is not Mechanism.advance and m.cls.kind != "artificial":
            state = advance_one(model, tables, m, state, dt, secondorder)
    return state


def advance_one(
    model: CableModel, tables: dict, m: MechanismLayout, state: CableState, dt: Any, secondorder: int = 0
) -> CableState:
    """Run the SOLVE of one mechanism."""
    s = record(model, tables, m, state, state.t, dt, secondorder)
    return stored(model, m, called(m, "advance", m.cls.advance, s), state)


def watched_differences(model: CableModel, tables: dict, state: CableState, dt: Any) -> dict[str, Any]:
    """What every WATCH waits to become positive, [watch, instance] per mechanism."""
    differences = {}
    for m in model.layout.mechanisms:
        if m.cls.watches:
            s = record(model, tables, m, state, state.t, dt)
            differences[m.name] = jnp.stack([jnp.broadcast_to(x, m.nodes.shape) for x in m.cls.watched(s)])
    return differences


def run_hook(model: CableModel, tables: dict, state: CableState, hook: str, t: Any, dt: Any) -> CableState:
    """Run one of `HOOKS` of every mechanism that has it."""
    for m in model.layout.mechanisms:
        if getattr(m.cls, hook) is not getattr(Mechanism, hook):
            s = called(m, hook, getattr(m.cls, hook), record(model, tables, m, state, t, dt))
            state = stored(model, m, s, state)
    return state


def _memory(model: CableModel, m: MechanismLayout, before: dict[str, Any], dtype: Any) -> dict[str, Any]:
    """What carried variables hold before any INITIAL: what they held `before`, or what they were made with.

    A parameter that is set by a mechanism starts as the user set it; random streams and vectors go on from `before`.
    A GLOBAL variable is one for all instances: what the last of them left there.
    """
    given = {**model.streams.get(m.name, {}), **model.vectors.get(m.name, {})}
    moving = {name: before.get(name, jnp.asarray(given[name])) for name in (*m.cls.streams, *m.cls.sets_vectors)}
    values = {name: before.get(name, m.cls.start(name)) for name in m.carried}
    shared = [name for name, a in m.cls.assigned.items() if a.scope == "global" and name in before]
    values |= {name: before[name][..., -1:] for name in shared}
    values |= {name: m.spread(name, x) for name, x in model.parameters[m.name].items() if name in m.carried}
    return moving | {name: jnp.broadcast_to(jnp.asarray(x, dtype), m.shape(name)) for name, x in values.items()}


def stored(model: CableModel, m: MechanismLayout, s: Instances, state: CableState) -> CableState:
    """The state with what a mechanism's record holds, and what it wrote elsewhere."""
    kept = _kept(m, s, state.mechanisms[m.name], state.v.dtype)
    state = replace(state, mechanisms=state.mechanisms | {m.name: kept})
    state = pointers.write(model, m, s, state)
    shared = s[SHARED] if m.cls.shares else state.shared_random
    return replace(state, ions=_written(m, s, state.ions), shared_random=shared)


def record(
    model: CableModel,
    tables: dict,
    m: MechanismLayout,
    state: CableState,
    t: Any,
    dt: Any,
    secondorder: int = 0,
) -> Instances:
    """The record of all instances of a mechanism, with what it reads of the ions."""
    cls, kept, ions, v = m.cls, state.mechanisms[m.name], state.ions, state.v
    values: dict[str, Any] = dict(m.options) | dict.fromkeys((*cls.assigned, *cls.currents, *cls.states), 0.0)
    values |= model.streams.get(m.name, {}) | model.vectors.get(m.name, {})
    values |= {SHARED: state.shared_random} if cls.shares else {}
    values |= {name: jnp.zeros(m.shape(name), v.dtype) for name in cls.sizes if name not in kept}
    values |= model.parameters[m.name] | model.function_tables.get(m.name, {}) | tables.get(m.name, {})
    values |= {name: x for name, x in kept.items() if name in values}
    for use in cls.ions:
        slots = m.ion_slots[use.ion]
        for name, key in zip(use.variables, ("e", "ci", "co", "i"), strict=True):
            needed = name in use.reads or name in cls.states or (name in use.writes and key != "i")
            if needed:
                values[name] = take(ions[use.ion][key], slots)
    if cls.kind != "artificial":
        seen = v if state.vext is None or not cls.electrode else v + state.vext[0]  # electrodes are inside
        values |= {"v": take(seen, m.nodes), "diam": take(model.diam, m.cvs), "area": mechanism_area(model, m)}
    values |= pointers.read(model, m, state, values)
    values |= {"t": t.astype(v.dtype), "dt": dt.astype(v.dtype), "celsius": model.celsius}
    values |= {"jumps": True} if cls.jumps else {}
    values |= room(m.nodes.shape) if cls.prints else {}
    return Instances(values | outbox(cls, m.nodes.shape, v.dtype) | {"secondorder": secondorder})


def outbox(cls: type[Mechanism], shape: tuple[int, ...], dtype: Any) -> dict[str, Any]:
    """Room for the events that a call may send; times are kept exact."""
    if not cls.sends:
        return {}
    empty = jnp.zeros((cls.sends, *shape), dtype)
    return {
        "net.kind": empty,
        "net.time": empty.astype(jnp.float64),
        "net.flag": empty,
        "net.count": jnp.zeros(shape, jnp.int32),
    }


def mechanism_area(model: CableModel, m: MechanismLayout) -> Any:
    """Area [µm²] as the instances see it."""
    area = take(model.area, m.cvs)
    at_end = m.nodes >= model.layout.n_cv
    return jnp.where(at_end, _END_AREA, area) if at_end.any() else area


def _kept(m: MechanismLayout, s: Instances, before: dict[str, Any], dtype: Any) -> dict[str, Any]:
    """What is carried of a record; of a global variable, what the instance leaves that NEURON visits last."""
    kept = {name: jnp.broadcast_to(jnp.asarray(s[name], dtype), m.shape(name)) for name in m.carried}
    for name in m.carried:
        if m.cls.is_global(name) and s[name] is not before.get(name):
            assert m.visits is not None
            kept[name] = jnp.broadcast_to(kept[name][..., m.visits[-1:]], m.shape(name))
    kept |= {name: jnp.asarray(s[name], dtype) for name in m.cls.sets_vectors}
    return kept | {name: jnp.asarray(s[name], jnp.uint32) for name in m.cls.streams}


def _written(m: MechanismLayout, s: Instances, ions: IonStates) -> IonStates:
    """The ions with the concentrations and reversal potentials that the mechanism writes."""
    for use in m.cls.ions:
        changed = dict(ions[use.ion])
        for name, key in zip(use.variables[:3], ("e", "ci", "co"), strict=True):
            if name in use.writes:
                changed[key] = put(changed[key], m.ion_slots[use.ion], s[name])
        ions = ions | {use.ion: changed}
    return ions


def _currents_and_slopes(cls: type[Mechanism], s: Instances) -> tuple[Instances, dict[str, Any], dict[str, Any]]:
    """Currents at v, and their derivatives by v: a difference quotient in float64, exact in float32.

    The quotient is what NEURON computes; in float32 its rounding error would exceed the conductances.
    """
    v = s.v
    still = {"jumps": False} if cls.jumps else {}
    if cls.conductances:
        here = cls.current(s.replace(**still))
        return here, {c: here[c] for c in cls.currents}, _known_slopes(cls, here)
    if v.dtype == jnp.float64:
        above = cls.current(s.replace(v=v + DV))
        here = cls.current(above.replace(v=v, **still))
        return here, {c: here[c] for c in cls.currents}, {c: (above[c] - here[c]) / DV for c in cls.currents}

    def currents(v: Any) -> tuple[dict[str, Any], Instances]:
        result = cls.current(s.replace(v=v))
        return {c: jnp.broadcast_to(result[c], v.shape).astype(v.dtype) for c in cls.currents}, result

    values, rates, here = jax.jvp(currents, (v,), (jnp.ones_like(v),), has_aux=True)
    return here, values, rates


def _known_slopes(cls: type[Mechanism], s: Instances) -> dict[str, Any]:
    """di/dv from the conductances that the mechanism names; 0 for a current without one (NMODL's CONDUCTANCE)."""
    slopes = {current: jnp.zeros_like(s.v) for current in cls.currents}
    for variable, current in cls.conductances:
        target = current or next(iter([*cls.nonspecific, *cls.electrode, *cls.currents]))
        slopes[target] = slopes[target] + s[variable]
    return slopes


def _sum(terms: Any) -> Any:
    total = None
    for term in terms:
        total = term if total is None else total + term
    return total


def _on_nodes(layout: Layout, scale: Any, density: list, points: list, v: Any) -> Any:
    """Densities [S or mA per cm²] times area plus point values, as an array [node]."""
    on_cvs = accumulate(layout.n_cv, density, v.dtype) * scale
    on_nodes = jnp.pad(on_cvs, (0, layout.n_node - layout.n_cv))
    for nodes, values in points:
        on_nodes = on_nodes.at[nodes].add(jnp.broadcast_to(values, nodes.shape))
    return on_nodes


def _add_ion_currents(
    model: CableModel, m: MechanismLayout, values: dict, rates: dict, ions: IonStates, slopes: dict
) -> tuple[IonStates, dict]:
    for use in m.cls.ions:
        name = use.variables[3]
        if name not in use.writes or "i" not in ions[use.ion]:
            continue
        slots, n = m.ion_slots[use.ion], len(slopes[use.ion])
        factor = 100.0 / mechanism_area(model, m) if m.cls.kind == "point" else 1.0
        dtype = slopes[use.ion].dtype
        added = ions[use.ion]["i"] + accumulate(n, [(slots, values[name] * factor)], dtype)
        ions = ions | {use.ion: ions[use.ion] | {"i": added}}
        slopes = slopes | {use.ion: slopes[use.ion] + accumulate(n, [(slots, rates[name] * factor)], dtype)}
    return ions, slopes


def _initial_ion(model: CableModel, ion: IonLayout, dtype: Any) -> dict[str, Any]:
    values = {k: jnp.asarray(model.ions[ion.name][k], dtype) for k in ("e", "ci", "co")}
    if ion.resets.any():
        for key in ("ci", "co"):
            values[key] = _where(ion.resets, model.ions[ion.name][f"{key}0"], values[key])
    if ion.nernst_initial.any():
        values["e"] = _where(ion.nernst_initial, _potential(model, ion, values), values["e"])
    return values | ({"i": jnp.zeros(len(ion.nodes), dtype)} if ion.needs_current else {})


def _nernst_after_write(model: CableModel, m: MechanismLayout, ions: IonStates) -> IonStates:
    """After an INITIAL that writes a concentration e follows at once, so that later INITIALs see it."""
    for use in m.cls.ions:
        ion = next(i for i in model.layout.ions if i.name == use.ion)
        here = ion.nernst_initial & np.isin(np.arange(len(ion.nodes)), m.ion_slots[use.ion])
        if use.writes_concentration and here.any():
            values = ions[use.ion]
            ions = ions | {use.ion: values | {"e": _where(here, _potential(model, ion, values), values["e"])}}
    return ions


def _refreshed(model: CableModel, ion: IonLayout, values: dict[str, Any]) -> dict[str, Any]:
    """An ion at the start of a current evaluation: no current yet, e from the concentrations where they move."""
    if ion.nernst_step.any():
        values = values | {"e": _where(ion.nernst_step, _potential(model, ion, values), values["e"])}
    return values | ({"i": jnp.zeros_like(values["e"])} if ion.needs_current else {})


def _potential(model: CableModel, ion: IonLayout, values: dict[str, Any]) -> Any:
    return nernst(values["ci"], values["co"], ion.valence, model.celsius)


def _where(mask: np.ndarray, new: Any, old: Any) -> Any:
    return jnp.broadcast_to(new, old.shape).astype(old.dtype) if mask.all() else jnp.where(mask, new, old)
