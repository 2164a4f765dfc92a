"""The model as a small sinusoidal current sees it: linear, with admittances between its nodes."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError, UnsupportedError
from braincell.lower.model import CableModel, CableState, MechanismLayout
from braincell.mech.mechanism import Instances, Mechanism, split_element
from braincell.mech.printing import silent
from braincell.quad.in_order import called
from braincell.quad.membrane import membrane_current, record
from braincell.quad.staggered import prepare


def admittance(
    model: CableModel, state: CableState, dt: float, frequency: float, step: float | None = None
) -> tuple[Any, CableState]:
    """Admittances [node, node] µS at `frequency` [Hz], and the state with the currents that were evaluated for them.

    Y = G + L + jωC: membrane conductances di/dv, axial conductances, capacitances. With a `step` for difference
    quotients the mechanisms' states s follow the voltage: s' = f(s, v) and i(s, v) make G + ∂i/∂s (jω − ∂f/∂s)⁻¹ ∂f/∂v.
    """
    from scipy.sparse import csc_array, diags_array  # here, since scipy takes half a second to load

    state, conductance, coupling, capacitance = _linearised(model, state, np.asarray(dt))
    omega = 2e-3 * np.pi * frequency  # 1/ms
    own = np.asarray(conductance, complex)
    own[: model.layout.n_cv] += 1j * omega * np.asarray(capacitance)
    for m in model.layout.mechanisms if step is not None else ():
        if m.cls.currents and m.cls.states and m.cls.advance is not Mechanism.advance:
            slopes = _slopes_of_states(model, state, np.asarray(dt), np.asarray(step), m.name)
            np.add.at(own, np.asarray(m.nodes), _through_states(m, omega, *(np.asarray(x) for x in slopes)))
    return csc_array(diags_array(own) + _laplacian(np.asarray(model.layout.parent), np.asarray(coupling))), state


@jax.jit
def _linearised(model: CableModel, state: CableState, dt: Any) -> tuple[CableState, Any, Any, Any]:
    constants = prepare(model, dt, state.mechanisms)
    now = membrane_current(model, constants.tables, state, state.t, dt)
    return now.state, now.conductance, constants.coupling, constants.capacitance


def _laplacian(parent: np.ndarray, coupling: np.ndarray) -> Any:
    """Each edge adds its conductance to the diagonal of both ends and its negative between them."""
    from scipy.sparse import csc_array

    child = np.flatnonzero(parent >= 0)
    up, g = parent[child], coupling[child]
    rows, columns = np.concatenate([child, up, child, up]), np.concatenate([child, up, up, child])
    return csc_array((np.concatenate([g, g, -g, -g]), (rows, columns)), shape=(len(parent), len(parent)))


@partial(jax.jit, static_argnames="name")
def _slopes_of_states(model: CableModel, state: CableState, dt: Any, step: Any, name: str) -> tuple[Any, Any, Any]:
    """∂i/∂s [state, instance] µS per unit of s, ∂f/∂v [state, instance], ∂f/∂s [rate, state, instance].

    Difference quotients, as NEURON takes them.
    """
    m = next(m for m in model.layout.mechanisms if m.name == name)
    s = record(model, prepare(model, dt, state.mechanisms).tables, m, state, state.t, dt)
    elements = [split_element(element) for variable in m.cls.states for element in m.cls.elements(variable)]
    moved = [_moved(s, *element, step) for element in elements]
    current, rates = _outward(m, s), _rates(m, elements, s)
    by_state = jnp.stack([(_outward(m, other) - current) / step for other in moved])
    scale = 1.0 if m.cls.kind == "point" else 0.01 * model.area[m.cvs]
    f_by_state = jnp.stack([(_rates(m, elements, other) - rates) / step for other in moved], axis=1)
    return by_state * scale, (_rates(m, elements, s.replace(v=s.v + step)) - rates) / step, f_by_state


def _moved(s: Instances, state: str, k: int | None, step: Any) -> Instances:
    return s.replace(**{state: s[state] + step if k is None else s[state].at[k].add(step)})


def _outward(m: MechanismLayout, s: Instances) -> Any:
    """The mechanism's whole current [instance]: mA/cm², of a point process nA."""
    s = called(m, "current", m.cls.current, silent(s))
    return sum((-s[c] if c in m.cls.electrode else s[c] for c in m.cls.currents), jnp.zeros(m.nodes.shape))


def _rates(m: MechanismLayout, elements: list[tuple[str, int | None]], s: Instances) -> Any:
    """f [state, instance] 1/ms: how the states begin to move in a step, whatever method makes it."""

    def advanced(dt: Any) -> Any:
        after = called(m, "advance", m.cls.advance, silent(s.replace(dt=dt)))
        rows = [after[state] if k is None else after[state][k] for state, k in elements]
        return jnp.stack([jnp.broadcast_to(row, m.nodes.shape) for row in rows])

    return jax.jvp(advanced, (jnp.zeros_like(s.dt),), (jnp.ones_like(s.dt),))[1]


def _through_states(m: MechanismLayout, omega: float, by_state: Any, f_by_v: Any, f_by_state: Any) -> np.ndarray:
    """∂i/∂s (jω − ∂f/∂s)⁻¹ ∂f/∂v of every instance [µS]; states that never move by themselves are left out."""
    if not (np.isfinite(f_by_v).all() and np.isfinite(f_by_state).all()):
        raise UnsupportedError(
            f"Impedance.compute: the states of `{m.name}` are solved implicitly, so their rates are not known; "
            "leave the second argument out, or use METHOD cnexp"
        )
    moves = (f_by_v != 0.0).any(axis=1) | (f_by_state != 0.0).any(axis=(1, 2))
    if not moves.any():
        return np.zeros(len(m.nodes))
    matrix = 1j * omega * np.eye(moves.sum()) - np.moveaxis(f_by_state[moves][:, moves], -1, 0)
    try:
        answer = np.linalg.solve(matrix, f_by_v[moves].T[..., None])[..., 0]
    except np.linalg.LinAlgError:
        raise InputError(f"Impedance.compute: a state of `{m.name}` never settles; give a frequency above 0") from None
    return (by_state[moves].T * answer).sum(axis=1)
