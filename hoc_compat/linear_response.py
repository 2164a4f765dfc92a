"""The model as a small sinusoidal current sees it: linear, with admittances between its nodes."""

from typing import Any

import jax
import numpy as np
from scipy.sparse import csc_array, diags_array

from braincell.lower.model import CableModel, CableState
from braincell.quad.membrane import membrane_current
from braincell.quad.staggered import prepare


def admittance(model: CableModel, state: CableState, dt: float, frequency: float) -> tuple[csc_array, CableState]:
    """Admittances [node, node] µS at `frequency` [Hz], and the state with the currents that were evaluated for them.

    Y = G + L + jωC: membrane conductances di/dv at the present state, axial conductances, capacitances.
    """
    state, conductance, coupling, capacitance = _linearised(model, state, np.asarray(dt))
    omega = 2e-3 * np.pi * frequency  # 1/ms
    own = np.asarray(conductance, complex)
    own[: model.layout.n_cv] += 1j * omega * np.asarray(capacitance)
    return csc_array(diags_array(own) + _laplacian(np.asarray(model.layout.parent), np.asarray(coupling))), state


@jax.jit
def _linearised(model: CableModel, state: CableState, dt: Any) -> tuple[CableState, Any, Any, Any]:
    constants = prepare(model, dt, state.mechanisms)
    now = membrane_current(model, constants.tables, state, state.t, dt)
    return now.state, now.conductance, constants.coupling, constants.capacitance


def _laplacian(parent: np.ndarray, coupling: np.ndarray) -> csc_array:
    """Each edge adds its conductance to the diagonal of both ends and its negative between them."""
    child = np.flatnonzero(parent >= 0)
    up, g = parent[child], coupling[child]
    rows, columns = np.concatenate([child, up, child, up]), np.concatenate([child, up, up, child])
    return csc_array((np.concatenate([g, g, -g, -g]), (rows, columns)), shape=(len(parent), len(parent)))
