"""Look at NMODL expressions: constants, and whether they do something."""

from nmodl_import.nodes import Binary, Call, Expression, Number, Place, Unary
from nmodl_import.symbols import BUILTIN_FUNCTIONS
from nmodl_import.walk import walk


def constant(expression: Expression) -> float | None:
    """The value of a signed number."""
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Unary) and expression.operator == "-":
        inner = constant(expression.operand)
        return None if inner is None else -inner
    return None


def whole(expression: Expression) -> int | None:
    """The value of an expression of whole numbers only."""
    if isinstance(expression, Number):
        return int(expression.text) if expression.text.isdigit() else None
    if isinstance(expression, Unary) and expression.operator == "-":
        inner = whole(expression.operand)
        return None if inner is None else -inner
    if isinstance(expression, Binary) and expression.operator in ("+", "-", "*"):
        left, right = whole(expression.left), whole(expression.right)
        if left is None or right is None:
            return None
        return {"+": left + right, "-": left - right, "*": left * right}[expression.operator]
    return None


def whole_number(value: int, place: Place) -> Expression:
    """The expression for a whole number."""
    number = Number(str(abs(value)), place=place)
    return Unary("-", number, place=place) if value < 0 else number


def has_effect(expression: Expression) -> bool:
    """Whether an expression calls something that may do more than compute."""
    return any(isinstance(node, Call) and node.name not in BUILTIN_FUNCTIONS for node in walk(expression))
