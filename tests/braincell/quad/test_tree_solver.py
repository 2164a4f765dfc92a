"""The tree solver against dense linear algebra, and its derivatives against theirs."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell.quad.tree_solver import edge_currents, elimination, solve


@st.composite
def forests(draw):
    n = draw(st.integers(1, 12))
    return np.array([-1] + [draw(st.integers(-1, i - 1)) for i in range(1, n)])


def _matrix(parent, diagonal, coupling):
    matrix = jnp.diag(diagonal)
    for node, up in enumerate(parent):
        if up >= 0:
            matrix = matrix.at[node, up].add(-coupling[node]).at[up, node].add(-coupling[node])
    return matrix


def _system(parent, seed):
    rng = np.random.default_rng(seed)
    n = len(parent)
    coupling = np.where(parent < 0, 0.0, rng.uniform(0.1, 10.0, n))
    diagonal = rng.uniform(0.1, 1.0, n) + coupling
    np.add.at(diagonal, parent[parent >= 0], coupling[parent >= 0])
    return jnp.asarray(diagonal), jnp.asarray(coupling), jnp.asarray(rng.normal(size=n))


@given(forests(), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
@pytest.mark.slow
def test_solves_any_forest(parent, seed):
    diagonal, coupling, rhs = _system(parent, seed)
    x = solve(elimination(parent), diagonal, coupling, rhs)
    # the matrix is diagonally dominant, so elimination loses a few rounding errors only
    np.testing.assert_allclose(_matrix(parent, diagonal, coupling) @ x, rhs, rtol=0, atol=1e-13)


@given(forests())
@settings(max_examples=25, deadline=None)
def test_elimination_removes_every_node_after_those_that_hang_on_it(parent):
    plan = elimination(parent)
    assert len(plan.order) == len(parent) - np.sum(parent < 0)
    done = set()
    for node, target in zip(plan.order, plan.target, strict=True):
        assert target not in done
        done.add(int(node))


def test_centre_root_halves_the_depth_of_a_cable():
    parent = np.arange(-1, 99)
    plan = elimination(parent)
    towards = dict(zip(plan.order.tolist(), plan.target.tolist(), strict=True))
    depth = max(_depth(node, towards) for node in range(100))
    assert depth == 50


def _depth(node, towards):
    steps = 0
    while node in towards:
        node, steps = towards[node], steps + 1
    return steps


def test_edge_currents_are_the_matrix_times_v():
    parent = np.array([-1, 0, 1, 1, 0, 4, 5, -1, 7])
    _, coupling, v = _system(parent, 3)
    laplacian = _matrix(parent, jnp.zeros(len(parent)), coupling)
    laplacian = laplacian - jnp.diag(laplacian.sum(axis=1))
    np.testing.assert_allclose(edge_currents(elimination(parent), coupling, v), -laplacian @ v, atol=1e-13)


def test_derivatives_equal_those_of_a_dense_solve():
    parent = np.array([-1, 0, 1, 1, 0, 4])
    plan = elimination(parent)
    diagonal, coupling, rhs = _system(parent, 7)

    def through_tree(d, c, b):
        return jnp.sum(jnp.sin(solve(plan, d, c, b)))

    def through_dense(d, c, b):
        return jnp.sum(jnp.sin(jnp.linalg.solve(_matrix(parent, d, c), b)))

    for derivative in (jax.grad, jax.jacfwd):
        ours = derivative(through_tree, argnums=(0, 1, 2))(diagonal, coupling, rhs)
        dense = derivative(through_dense, argnums=(0, 1, 2))(diagonal, coupling, rhs)
        for a, b in zip(ours, dense, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13)


def test_batches_solve_each_system():
    parent = np.array([-1, 0, 1, 1, 0, 4])
    plan = elimination(parent)
    systems = [_system(parent, seed) for seed in range(3)]
    batched = jax.vmap(lambda d, c, b: solve(plan, d, c, b))(*map(jnp.stack, zip(*systems, strict=True)))
    single = jnp.stack([solve(plan, *system) for system in systems])
    np.testing.assert_allclose(batched, single, rtol=1e-14)
