"""How a state's derivative depends on the state itself, as NEURON takes it for steps of variable length."""

from dataclasses import replace

from nmodl_import.nodes import Binary, Derivative, Expression, Name, Node, Number, Procedure
from nmodl_import.passes.linear import NotLinearError, PowerError, linear
from nmodl_import.walk import rebuild

_STEP = Number(".001")


def own_slopes(block: Procedure) -> Procedure:
    """A DERIVATIVE block with ∂f/∂x in place of f in each x' = f (nocmodl: `cvode_diffeq`, src/nocmodl/deriv.cpp).

    It is the derivative of the text: other variables count as constants, though they may have been computed from x.
    Where x is in a denominator or an argument, it is the difference over x + 0.001.
    """

    def change(node: Node) -> Node:
        if isinstance(node, Derivative):
            return replace(node, value=_slope(node.value, node.state))
        return node

    return rebuild(block, change)


def _slope(value: Expression, state: Name) -> Expression:
    try:
        return linear(value, state)[0] or Number("0.0")
    except (NotLinearError, PowerError):
        moved = Binary("+", state, _STEP)
        there = rebuild(value, lambda node: moved if node == state else node)
        return Binary("/", Binary("-", there, value), _STEP)
