"""Run a mechanism's function instance after instance, where each goes on with random numbers where the last stopped."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import MechanismLayout
from braincell.mech.mechanism import Instances

SHARED = "random.shared"  # the record's name for the generator that all mechanisms share


def in_turn(m: MechanismLayout, phase: str, function: Callable[[Instances], Any]) -> Callable[[Instances], Any]:
    """`function`, or if the mechanism draws from the shared generator in this phase, what hands that on in turn.

    `function` returns a record, or a tuple of a record and dictionaries of values [instance].
    """
    return partial(_in_turn, m, function) if phase in m.cls.shares else function


def _in_turn(m: MechanismLayout, function: Callable[[Instances], Any], s: Instances) -> Any:
    """`function(s)` as if called for one instance after another in NEURON's order."""
    same = {SHARED, *m.cls.table_names}
    varying = {name: s[name] for name in s if jnp.ndim(s[name]) >= 1 and name not in same}
    assert m.visits is not None
    columns = jax.tree.map(lambda x: jnp.moveaxis(jnp.asarray(x)[..., m.visits], -1, 0), varying)

    def one(shared: Any, own: dict[str, Any]) -> tuple[Any, Any]:
        before = s.replace(**own, **{SHARED: shared})
        result = function(before)
        after, values = (result[0], result[1:]) if isinstance(result, tuple) else (result, ())
        changed = {name: jnp.asarray(after[name]) for name in after if after[name] is not before[name]}
        return changed.pop(SHARED, shared), (changed, values)

    shared, rows = lax.scan(one, s[SHARED], columns)
    back = np.argsort(m.visits)
    changed, values = jax.tree.map(lambda x: jnp.moveaxis(x[back], 0, -1), rows)
    record = s.replace(**changed, **{SHARED: shared})
    return (record, *values) if values else record
