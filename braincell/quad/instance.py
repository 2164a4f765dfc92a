"""One instance of a mechanism for its event handlers: its record, and what a handler made of it."""

from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp

from braincell.lower.model import CableModel, CableState, EventLayout, MechanismLayout
from braincell.mech.mechanism import Instances, Mechanism
from braincell.mech.printing import room
from braincell.quad import pointers
from braincell.quad.in_order import SHARED
from braincell.quad.membrane import mechanism_area, outbox
from braincell.quad.queue import update

WATCH_KEYS = ("active", "above", "queued", "flag", "order")


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Handled:
    """What a call of a handler changed: numbers, not arrays of instances."""

    values: dict[str, Any]  # carried variable or random stream -> new value
    shared_random: Any  # the generator that all mechanisms share, if the mechanism draws from it
    ions: dict[str, dict[str, Any]]  # ion -> e, ci, co -> new value
    v: Any  # [] mV
    pointers: dict[str, Any]  # pointer -> what it points at is set to
    rows: Any  # [connection to the instance, argument]: all weights, if the mechanism goes through them
    watches: dict[str, Any]  # active, …, [watch]: what the handler waits for


def record_of(
    model: CableModel, tables: dict, m: MechanismLayout, state: CableState, i: Any, t: Any, dt: Any
) -> Instances:
    """The record of instance `i` alone, every variable a scalar (or [size]), at time `t`."""
    cls, kept, dtype = m.cls, state.mechanisms[m.name], state.v.dtype
    values: dict[str, Any] = dict(m.options) | dict.fromkeys((*cls.assigned, *cls.currents, *cls.states), 0.0)
    parameters = model.parameters[m.name]
    values |= {name: jnp.zeros(size, dtype) for name, size in cls.sizes.items() if name not in kept}
    values |= {k: x[..., i] if cls.parameters[k].scope == "range" else x for k, x in parameters.items()}
    values |= model.function_tables.get(m.name, {}) | tables.get(m.name, {})
    given = model.streams.get(m.name, {}) | model.vectors.get(m.name, {})
    values |= {name: jnp.asarray(x)[..., i] for name, x in given.items()}
    values |= {SHARED: state.shared_random} if cls.shares else {}
    values |= {name: x[..., i] for name, x in kept.items() if name in values}
    for use in cls.ions:
        slot = jnp.asarray(m.ion_slots[use.ion])[i]
        for name, key in zip(use.variables, ("e", "ci", "co", "i"), strict=True):
            if name in use.reads or name in cls.states or (name in use.writes and key != "i"):
                values[name] = state.ions[use.ion][key][slot]
    values |= {"t": t, "dt": dt, "celsius": model.celsius, "secondorder": 0}
    values |= {"jumps": True} if cls.jumps else {}
    values |= room(()) if cls.prints else {}
    if cls.kind == "point":
        cv = jnp.asarray(m.cvs)[i]
        values |= {"v": state.v[jnp.asarray(m.nodes)[i]], "diam": model.diam[cv]}
        values["area"] = mechanism_area(model, m)[i]
    values |= pointers.read_one(model, m, state, i, values)
    if cls.watches:
        values |= {f"watch.{key}": state.events.watches[m.name][key][:, i] for key in WATCH_KEYS}
        values |= {"watch.count": jnp.zeros((), jnp.int64), "watch.latest": state.events.queue.latest}
    return Instances(values | outbox(cls, (), dtype))


def with_connections(s: Instances, layout: EventLayout, weight: Any, process: Any, connection: Any) -> Instances:
    """The record with the weights of all connections to the process, of which one brought the event."""
    numbers = jnp.asarray(layout.incoming)[process]
    exists = numbers >= 0
    own = jnp.argmax(numbers == connection)
    own = jnp.where((connection >= 0) & exists.any(), own, -1)
    rows = {"net.rows": weight[jnp.maximum(numbers, 0)], "net.exists": exists, "net.row": own}
    return Instances({name: s[name] for name in s} | rows)


def handled(m: MechanismLayout, before: Instances, s: Instances, dtype: Any) -> Handled:
    """What is to be stored of the record `s` that a handler made of the record `before`."""
    ions = {}
    for use in m.cls.ions:
        pairs = zip(use.variables[:3], ("e", "ci", "co"), strict=True)
        ions[use.ion] = {key: jnp.asarray(s[name], dtype) for name, key in pairs if name in use.writes}
    kept = (*m.carried, *m.cls.sets_vectors)
    values = {name: jnp.asarray(s[name], dtype) for name in kept if s[name] is not before[name]}
    values |= {name: jnp.asarray(s[name], jnp.uint32) for name in m.cls.streams if s[name] is not before[name]}
    watches = {key: s[f"watch.{key}"] for key in (*WATCH_KEYS, "count")} if m.cls.watches else {}
    return Handled(
        values=values,
        shared_random=s[SHARED] if m.cls.shares else None,
        ions=ions,
        pointers={name: jnp.asarray(s[name], dtype) for name, p in m.cls.pointers.items() if p.written},
        v=jnp.asarray(s.v if m.cls.sets_v else 0.0, dtype),
        rows=s["net.rows"] if m.cls.sees_connections else jnp.zeros((0, 0)),
        watches={key: jax.lax.stop_gradient(x) for key, x in watches.items()},
    )


def sent_by(s: Instances, n: int, shape: tuple[int, ...]) -> dict[str, Any]:
    """kind, time, flag [slot, …] and count […] of what calls sent, with room for `n` events of each call."""
    empty = jnp.zeros((n, *shape))
    sent = {"kind": empty, "time": empty, "flag": empty, "count": jnp.zeros(shape, jnp.int32)}
    for key, places in sent.items() if "net.kind" in s else ():
        value = jnp.asarray(jax.lax.stop_gradient(s[f"net.{key}"]), places.dtype)
        if key == "count":
            sent[key] = jnp.broadcast_to(value, shape)
        else:
            sent[key] = places.at[: len(value)].set(jnp.broadcast_to(value, (len(value), *shape)))
    return sent


def store(
    model: CableModel,
    layout: EventLayout,
    m: MechanismLayout,
    state: CableState,
    done: Handled,
    i: Any,
    process: Any,
    when: Any,
) -> CableState:
    """The state with what a handler changed in instance `i`, if `when` holds; its weight and events are left out."""
    i = jnp.where(when, i, 0)
    kept = state.mechanisms[m.name]
    new = {name: _stored(m.cls, name, kept[name], i, value, when) for name, value in done.values.items()}
    state = replace(state, mechanisms=state.mechanisms | {m.name: kept | new})
    state = pointers.write_one(model, m, Instances(done.pointers), state, i, when)
    ions = state.ions
    for use in m.cls.ions:
        changed = dict(ions[use.ion])
        for key, value in done.ions[use.ion].items():
            changed[key] = update(changed[key], jnp.asarray(m.ion_slots[use.ion])[i], value, when)
        ions = ions | {use.ion: changed}
    v = update(state.v, jnp.asarray(m.nodes)[i], done.v, when) if m.cls.sets_v else state.v
    events = state.events
    if m.cls.sees_connections:
        weight = events.weight
        for k in range(layout.incoming.shape[1]):
            connection = jnp.asarray(layout.incoming)[process, k]
            weight = update(weight, jnp.maximum(connection, 0), done.rows[k], when & (connection >= 0), axis=0)
        events = replace(events, weight=weight)
    if m.cls.watches:
        old = events.watches[m.name]
        watches = {k: old[k].at[:, i].set(jnp.where(when, done.watches[k], old[k][:, i])) for k in WATCH_KEYS}
        latest = events.queue.latest + jnp.where(when, done.watches["count"], 0)
        queue = replace(events.queue, latest=latest)
        events = replace(events, queue=queue, watches=events.watches | {m.name: watches})
    shared = state.shared_random
    if m.cls.shares:
        shared = jnp.where(when, done.shared_random, shared)
    return replace(state, v=v, ions=ions, events=events, shared_random=shared)


def _stored(cls: type[Mechanism], name: str, values: Any, i: Any, new: Any, when: Any) -> Any:
    """A variable with instance `i` replaced; a global one is the same for all."""
    if cls.is_global(name):
        return jnp.where(when, jnp.asarray(new)[..., None], values)
    return update(values, i, new, when)
