"""Call mechanisms as if for one instance after another: what they share, point at and print goes in turn."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import MechanismLayout
from braincell.mech.mechanism import Instances
from braincell.mech.printing import let_out
from braincell.quad import pointers

SHARED = "random.shared"  # the record's name for the generator that all mechanisms share


def called(m: MechanismLayout, phase: str, function: Callable[[Instances], Any], s: Instances) -> Any:
    """`function(s)` as in NEURON, where instances run one after another in the order `m.visits`.

    `function` returns a record, or a tuple of a record and dictionaries of values [instance]. Only what instances hand
    on to one another costs time: draws from the shared generator in this phase, global variables that it reads and
    sets, and what they point at.
    """
    in_turn, directly = m.cls.in_turn, m.cls.in_turn_directly
    if directly is not None and not dict(m.options)["usetable"]:
        in_turn = directly
    shared = (*((SHARED,) if phase in m.cls.shares else ()), *in_turn.get(phase, ()))
    result = pointers.call(m, partial(_in_turn, m, function, shared) if shared else function, s)
    let_out(result[0] if isinstance(result, tuple) else result, m.visits)
    return result


def _in_turn(m: MechanismLayout, function: Callable[[Instances], Any], shared: tuple[str, ...], s: Instances) -> Any:
    """`function(s)` as if called for one instance after another in NEURON's order, which hand on what is `shared`."""
    same = {*shared, *m.cls.table_names}
    varying = {name: s[name] for name in s if name not in same and jnp.ndim(s[name]) > (name in m.cls.sizes)}
    assert m.visits is not None
    columns = jax.tree.map(lambda x: jnp.moveaxis(jnp.asarray(x)[..., m.visits], -1, 0), varying)

    def one(handed: dict[str, Any], own: dict[str, Any]) -> tuple[Any, Any]:
        before = s.replace(**own, **handed)
        result = function(before)
        after, values = (result[0], result[1:]) if isinstance(result, tuple) else (result, ())
        changed = {name: jnp.asarray(after[name]) for name in after if after[name] is not before[name]}
        return {name: jnp.asarray(changed.pop(name, x), x.dtype) for name, x in handed.items()}, (changed, values)

    first = {name: s[name] if name == SHARED else s[name][..., 0] for name in shared}
    last, rows = lax.scan(one, first, columns)
    back = np.argsort(m.visits)
    changed, values = jax.tree.map(lambda x: jnp.moveaxis(x[back], 0, -1), rows)
    left = {name: x if name == SHARED else jnp.broadcast_to(x[..., None], m.shape(name)) for name, x in last.items()}
    record = s.replace(**changed, **left)
    return (record, *values) if values else record
