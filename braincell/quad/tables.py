"""Make the tables of mechanisms, and what making them leaves behind."""

from typing import Any

import jax.numpy as jnp

from braincell.lower.model import CableModel, MechanismLayout
from braincell.mech.mechanism import Instances, Mechanism
from braincell.mech.table import left_behind

MechanismStates = dict[str, dict[str, Any]]


def make_tables(model: CableModel, dt: Any, kept: MechanismStates | None = None) -> dict[str, dict[str, Any]]:
    """The tables of every mechanism, from instance 0's parameters and, where they depend on them, `kept` variables."""
    tables = {}
    for m in model.layout.mechanisms:
        if m.cls.tables is not Mechanism.tables:
            made = m.cls.tables(_first_instance(model, m, dt, kept or {}))  # in float64, as their grids are
            tables[m.name] = {name: jnp.asarray(x, model.area.dtype) for name, x in made.items()}
    return tables


def leave_traces(
    model: CableModel, kept: MechanismStates, dt: Any, *, late: bool = False, again: bool = False
) -> MechanismStates:
    """`kept`, after the tables have been made: before INITIAL, or the `late` ones, or those made `again`."""
    for m in model.layout.mechanisms:
        is_due = m.cls.tabulated_again if again else m.cls.tabulated_late == late
        if m.cls.tabulated is not Mechanism.tabulated and is_due:
            own = kept[m.name]
            changes = left_behind(m.cls, _first_instance(model, m, dt, kept), own, m.nodes.shape)
            kept = kept | {m.name: own | {name: x.astype(own[name].dtype) for name, x in changes.items()}}
    return kept


def _first_instance(model: CableModel, m: MechanismLayout, dt: Any, kept: MechanismStates) -> Instances:
    """The record from which tables are made: t and v are 0, and so are variables on which no table depends."""
    cls = m.cls
    values = dict(m.options) | {"celsius": model.celsius, "dt": dt.astype(model.area.dtype), "t": 0.0, "v": 0.0}
    values |= dict.fromkeys((name for use in cls.ions for name in use.variables), 0.0)
    values |= dict.fromkeys((*cls.assigned, *cls.states, *cls.currents, *cls.pointers), 0.0)
    values |= {name: jnp.zeros(size, model.area.dtype) for name, size in cls.sizes.items()}
    values |= model.function_tables.get(m.name, {})
    own = {name: m.spread(name, x) for name, x in model.parameters[m.name].items()}
    known = own | (kept.get(m.name, {}) if cls.table_depends else {})
    values |= {name: x[..., 0] for name, x in known.items()}
    if cls.kind != "artificial":
        values |= {"diam": model.diam[m.cvs[0]], "area": model.area[m.cvs[0]]}
    return Instances(values)
