"""Make the Python syntax trees that hoc text becomes."""

import ast
from dataclasses import dataclass, field
from typing import Any

NUMBER, CONDITION, STRING, OBJECT, ANY = "number", "condition", "string", "object", "any"


@dataclass
class Value:
    """A piece of hoc that has a value, and what else can be done with it.

    `node` reads it. `kind`: "number", "condition" (a Python bool), "string", "object", or "any", known when it runs
    only. Assigning goes to `target`, where Python can assign to it, or to a function `setter` of `place`. `pointer`
    makes a reference to it.
    """

    node: ast.expr
    kind: str = NUMBER
    target: ast.expr | None = None
    setter: str = ""
    place: tuple[ast.expr, ...] = ()
    pointer: ast.expr | None = None
    lead: list[ast.expr] = field(default_factory=list)  # of a section: what selects it
    is_call: bool = False  # of a function, which returns no section

    @property
    def assignable(self) -> bool:
        """Whether `=` may follow."""
        return self.target is not None or bool(self.setter)


def constant(value: Any) -> ast.expr:
    """A literal."""
    return ast.Constant(value)


def name(identifier: str) -> ast.expr:
    """A variable of the generated code."""
    return ast.Name(identifier, ast.Load())


def call(function: str, *arguments: ast.expr) -> ast.expr:
    """A call of a function of the runtime."""
    return ast.Call(name(function), list(arguments), [])


def method(owner: ast.expr, attribute: str, *arguments: ast.expr) -> ast.expr:
    """A call of a method."""
    return ast.Call(ast.Attribute(owner, attribute, ast.Load()), list(arguments), [])


def attribute(owner: ast.expr, name: str) -> ast.expr:
    """An attribute."""
    return ast.Attribute(owner, name, ast.Load())


def item(owner: ast.expr, index: ast.expr) -> ast.expr:
    """An element."""
    return ast.Subscript(owner, index, ast.Load())


def sequence(*values: ast.expr) -> ast.expr:
    """A tuple."""
    return ast.Tuple(list(values), ast.Load())


def listed(values: list[ast.expr]) -> ast.expr:
    """A list."""
    return ast.List(values, ast.Load())


_OPERATORS = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}


def arithmetic(operator: str, left: ast.expr, right: ast.expr) -> ast.expr:
    """`left operator right` of two numbers."""
    if operator in _OPERATORS:
        return ast.BinOp(left, _OPERATORS[operator](), right)
    return call({"%": "CYCLIC", "^": "POWER"}[operator], left, right)


def comparison(operator: str, left: ast.expr, right: ast.expr) -> ast.expr:
    """A comparison with hoc's tolerance: two numbers closer than float_epsilon are equal."""
    if operator in ("==", "!="):
        equal = call("EQUAL", left, right)
        return equal if operator == "==" else ast.UnaryOp(ast.Not(), equal)
    shift = ast.Sub() if operator in ("<", ">=") else ast.Add()
    python = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}[operator]()
    return ast.Compare(left, [python], [ast.BinOp(right, shift, name("EPSILON"))])


def as_number(value: Value) -> ast.expr:
    """The value as a number, checked when it runs if its kind is not known."""
    if value.kind == NUMBER:
        return value.node
    if value.kind == CONDITION:
        return ast.IfExp(value.node, constant(1.0), constant(0.0))
    return call("NUMBER", value.node)


def as_condition(value: Value) -> ast.expr:
    """The value as a Python truth value."""
    if value.kind == CONDITION:
        return value.node
    return ast.Compare(as_number(value), [ast.NotEq()], [constant(0.0)])


def as_any(value: Value) -> ast.expr:
    """The value, whatever it is."""
    return as_number(value) if value.kind == CONDITION else value.node


def assigned(value: Value, operator: str, right: ast.expr) -> ast.expr:
    """An assignment inside an expression; its value is what was assigned."""
    if value.setter:
        return call(value.setter, *value.place, constant(operator), right)
    target = value.target
    if operator:
        right = arithmetic(operator, value.node, right)
    if isinstance(target, ast.Name):
        return ast.NamedExpr(ast.Name(target.id, ast.Store()), right)
    if isinstance(target, ast.Subscript):
        return call("STORE_ITEM", target.value, target.slice, right)
    assert isinstance(target, ast.Attribute)
    return call("STORE_ATTRIBUTE", target.value, constant(target.attr), right)


def assignment(value: Value, operator: str, right: ast.expr) -> ast.stmt:
    """An assignment as a statement of its own."""
    if value.setter:
        return ast.Expr(assigned(value, operator, right))
    target = stored(value.target)
    if operator:
        return ast.AugAssign(target, _OPERATORS[operator](), right)  # type: ignore[arg-type]
    return ast.Assign([target], right)


def stored(target: Any) -> Any:
    """A variable, element or attribute as what is assigned to."""
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Store())
    if isinstance(target, ast.Subscript):
        return ast.Subscript(target.value, target.slice, ast.Store())
    return ast.Attribute(target.value, target.attr, ast.Store())
