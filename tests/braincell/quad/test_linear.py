"""Linear equations beside the cables, against dense linear algebra."""

from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell.lower.model import LinearSystem
from braincell.quad import linear
from braincell.quad.linear import reduction, solve_with_linear


@st.composite
def linked_forests(draw):
    n = draw(st.integers(1, 14))
    parent = np.array([-1] + [draw(st.integers(-1, i - 1)) for i in range(1, n)])
    linked = sorted(draw(st.sets(st.integers(0, n - 1), max_size=n)))
    return parent, np.array(linked, np.int32), draw(st.integers(0, 3))


@given(linked_forests(), st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
@pytest.mark.slow
def test_solves_any_forest_and_equations(forest, seed):
    parent, linked, n_extra = forest
    n_extra += not len(linked) and not n_extra
    rng, n, m = np.random.default_rng(seed), len(parent), len(linked) + n_extra
    coupling = np.where(parent < 0, 0.0, rng.uniform(0.1, 10.0, n))
    diagonal = rng.uniform(0.1, 1.0, n) + coupling
    np.add.at(diagonal, parent[parent >= 0], coupling[parent >= 0])
    left, right = rng.normal(size=(m, m)) + 5 * np.eye(m), rng.normal(size=m)
    zero = jnp.zeros((m, m))
    system = LinearSystem(zero, zero, jnp.asarray(left), jnp.asarray(right), jnp.zeros(n_extra))
    layout, plan = SimpleNamespace(linear_nodes=linked), reduction(parent, linked)
    state, rhs = SimpleNamespace(v=jnp.zeros(n), extra=jnp.zeros(n_extra)), rng.normal(size=n)
    of_layout, linear.reduction_of = linear.reduction_of, lambda _: plan
    try:
        model = SimpleNamespace(linear=system, layout=layout)
        d, c, r = (jnp.asarray(x) for x in (diagonal, coupling, rhs))
        dv, extra = solve_with_linear(model, d, c, r, state, 1.0)  # pyright: ignore[reportArgumentType]
    finally:
        linear.reduction_of = of_layout
    whole = np.zeros((n + n_extra, n + n_extra))
    whole[np.arange(n), np.arange(n)] = diagonal
    for child in np.flatnonzero(parent >= 0):
        whole[child, parent[child]] = whole[parent[child], child] = -coupling[child]
    unknowns = np.concatenate([linked, np.arange(n, n + n_extra)])
    whole[np.ix_(unknowns, unknowns)] += left
    wanted = np.concatenate([rhs, np.zeros(n_extra)])
    wanted[unknowns] += right
    found = np.concatenate([dv, extra])
    bound = 1e-14 * np.linalg.cond(whole) * (1 + np.abs(found).max())  # rounding, times the condition
    np.testing.assert_allclose(found, np.linalg.solve(whole, wanted), rtol=0, atol=bound)
