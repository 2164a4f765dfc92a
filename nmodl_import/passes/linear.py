"""Write `s' = f` as a s + b, textually, as NEURON's cnexp does."""

from nmodl_import.nodes import Binary, Call, Expression, Name, Number, Place, Unary
from nmodl_import.walk import walk

_ONE = Number("1.0")
_POWER = "`^` in a derivative does not compile in NEURON; write a product or use pow"


class NotLinearError(ValueError):
    """The right side cannot be solved by cnexp; `place` says where."""

    def __init__(self, message: str, place: Place):
        super().__init__(message)
        self.place = place


def depends_on(expression: Expression, state: str) -> bool:
    """Whether `state` occurs in an expression."""
    return any(isinstance(node, Name) and node.name == state for node in walk(expression))


def linear(expression: Expression, state: str) -> tuple[Expression | None, Expression | None]:
    """(a, b) with `expression` = a·state + b; None stands for 0.

    Raises `NotLinearError` where NEURON falls back to derivimplicit (state in a call or denominator), where it
    silently solves another equation (a product of the state with itself), and for `^`, which it cannot translate.
    """
    if isinstance(expression, Name) and expression.name == state:
        return _ONE, None
    if isinstance(expression, Binary) and expression.operator == "^":
        raise NotLinearError(
            "`^` in a derivative does not compile in NEURON; write a product or use pow", expression.place
        )
    if not depends_on(expression, state):
        _refuse_power(expression)
        return None, expression
    if isinstance(expression, Unary) and expression.operator == "-":
        a, b = linear(expression.operand, state)
        return _negative(a), _negative(b)
    if isinstance(expression, Binary) and expression.operator in "+-*/":
        return _binary(expression, state)
    what = "a function call" if isinstance(expression, Call) else "this expression"
    raise NotLinearError(f"`{state}` stands inside {what}, so the equation is not linear in it", expression.place)


def _binary(expression: Binary, state: str) -> tuple[Expression | None, Expression | None]:
    (a1, b1), (a2, b2) = linear(expression.left, state), linear(expression.right, state)
    operator = expression.operator
    if operator in "+-":
        return _sum(operator, a1, a2), _sum(operator, b1, b2)
    if operator == "/":
        if a2 is not None:
            raise NotLinearError(
                f"`{state}` stands in a denominator, so the equation is not linear in it", expression.place
            )
        return _apply("/", a1, expression.right), _apply("/", b1, expression.right)
    if a1 is not None and a2 is not None:
        raise NotLinearError(
            f"`{state}` is multiplied by itself; NEURON's cnexp silently solves another equation. Use derivimplicit",
            expression.place,
        )
    if a1 is not None:
        return _apply("*", a1, expression.right), _apply("*", b1, expression.right)
    return _apply("*", a2, expression.left), _apply("*", b2, expression.left)


def _refuse_power(expression: Expression) -> None:
    for node in walk(expression):
        if isinstance(node, Binary) and node.operator == "^":
            raise NotLinearError(
                "`^` in a derivative does not compile in NEURON; write a product or use pow", node.place
            )


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
