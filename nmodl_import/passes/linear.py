"""Write `s' = f` as a s + b, textually, as NEURON's cnexp does."""

from nmodl_import.nodes import Binary, Expression, Name, Number, Place, Unary
from nmodl_import.walk import walk

_ONE = Number("1.0")


class NotLinearError(ValueError):
    """The right side is not linear in the state, so NEURON solves the block by derivimplicit."""


class PowerError(ValueError):
    """The right side holds `^`, which NEURON cannot translate; `place` says where."""

    def __init__(self, place: Place):
        super().__init__("`^` in a derivative does not compile in NEURON; write a product or use pow")
        self.place = place


def depends_on(expression: Expression, state: Name) -> bool:
    """Whether `state` (of an array: this element) occurs in an expression."""
    return any(node == state for node in walk(expression))


def linear(expression: Expression, state: Name) -> tuple[Expression | None, Expression | None]:
    """(a, b) with `expression` = a·state + b; None stands for 0.

    A product of the state with itself is not noticed, as in NEURON: a is the derivative, b is 0.
    Raises `NotLinearError` for a state in a call or a denominator, and `PowerError` for `^`.
    """
    if expression == state:
        return _ONE, None
    if isinstance(expression, Binary) and expression.operator == "^":
        raise PowerError(expression.place)
    if not depends_on(expression, state):
        _refuse_power(expression)
        return None, expression
    if isinstance(expression, Unary) and expression.operator == "-":
        a, b = linear(expression.operand, state)
        return _negative(a), _negative(b)
    if isinstance(expression, Binary) and expression.operator in "+-*/":
        return _binary(expression, state)
    raise NotLinearError


def _binary(expression: Binary, state: Name) -> tuple[Expression | None, Expression | None]:
    (a1, b1), (a2, b2) = linear(expression.left, state), linear(expression.right, state)
    operator = expression.operator
    if operator in "+-":
        return _sum(operator, a1, a2), _sum(operator, b1, b2)
    if operator == "/":
        if a2 is not None:
            raise NotLinearError
        return _apply("/", a1, expression.right), _apply("/", b1, expression.right)
    if a1 is not None and a2 is not None:
        return _sum("+", _apply("*", a1, expression.right), _apply("*", a2, expression.left)), None
    if a1 is not None:
        return _apply("*", a1, expression.right), _apply("*", b1, expression.right)
    return _apply("*", a2, expression.left), _apply("*", b2, expression.left)


def _refuse_power(expression: Expression) -> None:
    for node in walk(expression):
        if isinstance(node, Binary) and node.operator == "^":
            raise PowerError(node.place)


def _negative(x: Expression | None) -> Expression | None:
    if isinstance(x, Unary) and x.operator == "-":
        return x.operand
    return None if x is None else Unary("-", x)


def _sum(operator: str, x: Expression | None, y: Expression | None) -> Expression | None:
    if y is None:
        return x
    if x is None:
        return y if operator == "+" else _negative(y)
    return Binary(operator, x, y)


def _apply(operator: str, x: Expression | None, y: Expression) -> Expression | None:
    if x is None:
        return None
    if isinstance(x, Unary) and x.operator == "-":
        inner = _apply(operator, x.operand, y)
        return None if inner is None else Unary("-", inner)
    if operator == "*" and x == _ONE:
        return y
    return Binary(operator, x, y)
