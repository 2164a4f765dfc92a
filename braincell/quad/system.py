"""What an integrator sees of a model during one step: y' = f(t, y), parts of it, and linear solves."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp

from braincell.errors import UnsupportedError
from braincell.lower.model import CableModel, CableState
from braincell.quad.ode import Equations, Point
from braincell.quad.staggered import Constants

_LARGEST_DENSE = 1000  # equations


class System:
    """The equations of a model around one state.

    y [equation] holds the voltages of all control volumes, then the states that mechanisms give derivatives of, state
    by state, each in all instances. `n_v` is the number of voltages.
    """

    def __init__(self, model: CableModel, constants: Constants, state: CableState, dt: Any):
        self._equations = Equations(model, constants, state)
        self._state, self._dt = state, dt
        self.n_v = model.layout.n_cv

    def gather(self) -> Any:
        """y of the state."""
        return self._equations.gather(self._state)

    def point(self, t: Any, y: Any) -> Point:
        """The model at t [ms] and y."""
        return self._equations.at(self._state, t, y, self._dt, since=t)

    def slope(self, t: Any, y: Any) -> Any:
        """f(t, y) [equation], in mV/ms for voltages."""
        return self.point(t, y).slope

    def voltage_change(self, t: Any, y: Any, dt: Any, theta: float) -> Any:
        """dv [cv] mV of a step with f linear in v and the other states as they are: (1 − θ dt J) dv = dt f.

        θ is 1 for backward Euler, ½ for Crank–Nicolson. J has the axial currents, solved along the tree, and the
        slopes of the membrane's currents.
        """
        point = self.point(t, y)
        right = jnp.zeros_like(y).at[: self.n_v].set(dt * point.slope[: self.n_v])
        return self._equations.solve(point, right, theta * dt, t)[: self.n_v]

    def change(self, t: Any, y: Any, dt: Any) -> Any:
        """dy of a linearly implicit Euler step: (1 − dt J) dy = dt f, J without what voltages and states do to each
        other."""
        point = self.point(t, y)
        return self._equations.solve(point, dt * point.slope, dt, t)

    def diagonal(self, t: Any, y: Any) -> Any:
        """The diagonal of f's Jacobian [equation], 1/ms."""
        return self._equations.diagonal(self.point(t, y), t)

    # Blocks of equations that depend on each other

    @cached_property
    def _is_local(self) -> bool:
        """Whether every control volume is on its own, with the same states in all: y is then [row, cv]."""
        return self._equations.is_local

    def blocks(self, y: Any) -> Any:
        """y as [row, block]: a block of its own for each control volume if they are independent, else one."""
        return y.reshape(-1, self.n_v) if self._is_local else y[:, None]

    def jacobian(self, t: Any, y: Any) -> Any:
        """f's Jacobian within each block [row, column, block], exact.

        Raises `UnsupportedError` for models of many equations that are not independent of each other.
        """
        rows = self.blocks(y).shape[0]
        if rows > _LARGEST_DENSE:
            raise UnsupportedError(
                f"this integrator solves with the full Jacobian, of {rows} equations here; up to {_LARGEST_DENSE} are "
                "possible: use 'implicit_euler', 'cn_exp_euler' or 'staggered'"
            )

        def column(row: Any) -> Any:
            tangent = jnp.zeros_like(self.blocks(y)).at[row].set(1.0)
            return self.blocks(jax.jvp(lambda y: self.slope(t, y), (y,), (tangent.reshape(-1),))[1])

        return jnp.stack([column(k) for k in range(rows)], axis=1) if rows <= 32 else self._mapped(column, rows)

    def _mapped(self, column: Callable[[Any], Any], rows: int) -> Any:
        return jnp.moveaxis(jax.vmap(column)(jnp.arange(rows)), 0, 1)
