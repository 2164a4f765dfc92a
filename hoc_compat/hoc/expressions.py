"""Translate hoc expressions."""

import ast

from hoc_compat.hoc.emit import (
    Value,
    arithmetic,
    as_any,
    as_condition,
    as_number,
    assigned,
    call,
    comparison,
    constant,
    item,
    listed,
    name,
    sequence,
)  # fmt: skip
from hoc_compat.hoc.names import Names

_LEVELS = {
    "||": 1, "&&": 2, ">": 3, ">=": 3, "<": 3, "<=": 3, "==": 3, "!=": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
    "^": 7,
}  # fmt: skip
_UNARY = 6
_ASSIGN = ("=", "+=", "-=", "*=", "/=")
_DEEPEST = 400
_NOTHING = constant(None)


class Expressions(Names):
    """The part of the parser that reads expressions."""

    def number(self) -> ast.expr:
        """An expression that must be a number."""
        return as_number(self.expression())

    def condition(self) -> ast.expr:
        """`( expression )` of `if` and `while`."""
        self.expect("(")
        value = as_condition(self.expression())
        self.expect(")")
        return value

    def expression(self, level: int = 0, first: Value | None = None) -> Value:
        """Operators of at least this precedence; `first` has been read already."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.fail("the expression is nested too deeply")
        left = self._unary() if first is None else self.assigned_or(first)
        while self.token.kind == "operator" and _LEVELS.get(self.token.text, -1) >= max(level, 1):
            operator = self.next().text
            own = _LEVELS[operator]
            right = self.expression(own if operator == "^" else own + 1)
            left = _combined(operator, left, right)
        self._depth -= 1
        return left

    def _unary(self) -> Value:
        if self.take("-"):
            return Value(ast.UnaryOp(ast.USub(), as_number(self.expression(_UNARY))))
        if self.take("!"):
            return Value(ast.UnaryOp(ast.Not(), as_condition(self.expression(_UNARY))), "condition")
        return self.assigned_or(self.primary())

    def assigned_or(self, value: Value) -> Value:
        """What was read, or the assignment to it that follows."""
        if not (value.assignable and self.sees(*_ASSIGN)):
            return value
        operator = self.next().text[:-1]
        if value.kind == "line":
            return self.line_assigned(value, operator)
        right = self.right_side(value, operator)
        return Value(assigned(value, operator, right), "any" if value.kind in ("object", "any") else "number")

    def right_side(self, value: Value, operator: str) -> ast.expr:
        """What is assigned to a variable."""
        if value.kind == "number":
            return self.number()
        if operator and self._starts_string():
            raise self.fail(f"`{operator}=` is for numbers; only `=` is allowed here")
        return self.argument_value()

    def primary(self) -> Value:
        """A number, a variable, a call, or an expression in parentheses."""
        token = self.token
        if token.kind == "number":
            return Value(constant(self.next().value))
        if self.take("("):
            inside = self.expression()
            self.expect(")")
            return Value(inside.node, inside.kind)
        if token.kind == "argument":
            return self.with_members(self.argument())
        if token.kind == "name":
            return self.with_members(self.named())
        if token.text == "read" and token.kind == "keyword":
            return self._read()
        raise self.wrong("an expression is expected")

    def _read(self) -> Value:
        """`read(x)`: a number from the keyboard."""
        self.expect("read")
        self.expect("(")
        pointer = self.pointer()
        self.expect(")")
        return Value(call("READ", pointer))

    def argument(self) -> Value:
        """`$1`, `$s1`, `$o1`, `$&1`, `$i`."""
        token = self.next()
        kind, index = token.value  # type: ignore[misc]
        if not self.in_function:
            raise self.fail(f"`{token.text}` can only stand in a func or proc")
        if index:
            place: ast.expr = constant(index - 1)
        elif "i" in self.locals:
            place = call("ARGUMENT_INDEX", self.locals["i"].node)
        else:
            raise self.fail(f"`{token.text}` needs a local variable i")
        element = item(name("A"), place)
        if kind == "&":
            subscripts = self.subscripts()
            at = constant(0) if not subscripts else call("INDEX", subscripts[0])
            return Value(item(element, at), "number", target=item(element, at), pointer=element)
        if kind == "o":
            return Value(call("GIVEN", element), "object", setter="SET_GIVEN", place=(name("A"), place))
        if kind == "s":
            return Value(call("GIVEN", element), "string", setter="SET_GIVEN", place=(name("A"), place))
        return Value(element, "number", target=element, pointer=call("ARGUMENT_POINTER", name("A"), place))

    # members

    def with_members(self, value: Value) -> Value:
        """What was read and the chain `.name[i](x)` behind it."""
        while self.sees(".") and value.kind in ("object", "any"):
            self.next()
            value = self._member(value.node)
        return value

    def _member(self, owner: ast.expr) -> Value:
        attribute_name = self.member_name()
        subscripts = self.subscripts()
        index = sequence(*subscripts) if subscripts else _NOTHING
        arguments: ast.expr = _NOTHING
        if self.sees("("):
            arguments = listed(self.arguments())
        place = (owner, constant(attribute_name), index, arguments)
        pointer = call("MEMBER_POINTER", *place)
        if attribute_name == "x" and len(subscripts) == 1 and arguments is _NOTHING:
            element = (owner, subscripts[0])
            return Value(call("ELEMENT_X", *element), "any", setter="SET_ELEMENT_X", place=element, pointer=pointer)
        node = call("MEMBER", *place) if subscripts or arguments is not _NOTHING else call("FIELD", *place[:2])
        return Value(node, "any", setter="SET_MEMBER", place=place, pointer=pointer)

    def member_name(self) -> str:
        """The name behind a dot; keywords such as `delete` are names there only if NEURON has them as methods."""
        if self.token.kind in ("name", "keyword"):
            return self.next().text
        raise self.wrong("a name is expected behind the dot")

    def subscripts(self) -> list[ast.expr]:
        """`[i][j]`."""
        found = []
        while self.take("["):
            found.append(self.number())
            self.expect("]")
        return found

    # arguments

    def arguments(self) -> list[ast.expr]:
        """`(a, &b, "c", new D())`."""
        self.expect("(")
        found: list[ast.expr] = []
        if not self.sees(")"):
            found.append(self.passed())
            while self.take(","):
                found.append(self.passed())
        self.expect(")")
        return found

    def passed(self) -> ast.expr:
        """One argument of a call; variables that the callee may assign are passed with their place."""
        if self.take("&"):
            return self.pointer()
        if self.token.kind == "name" and self.peek().text in (",", ")"):
            value = self.named()
            if value.kind in ("string", "object") and isinstance(value.target, ast.Subscript):
                passed = "PASS_STRING" if value.kind == "string" else "PASS_OBJECT"
                return call(passed, value.target.value, value.target.slice)
            return as_any(value)
        if self.token.kind == "argument" and self.peek().text in (",", ")") and self.token.text[1] in "os":
            value = self.argument()
            return item(*value.place)
        if self.token.kind == "string" and self.peek().text in (",", ")"):  # the callee may assign to `$s1`
            return call("PASS_STRING", listed([constant(self.next().value)]), constant(0))
        if self._starts_string() or self.sees("new"):
            return self.argument_value()
        value = self.expression()
        if value.setter == "SET_MEMBER" and value.place[2:] == (_NOTHING, _NOTHING):
            return call("PASS_MEMBER", *value.place[:2])
        return as_any(value)

    def pointer(self) -> ast.expr:
        """What follows `&`, or stands in `read(…)`."""
        value = self.primary()
        if value.pointer is None:
            raise self.fail("`&` needs a variable, such as x, v(.5) or object.x")
        return value.pointer

    def argument_value(self) -> ast.expr:
        """A string, an expression or `new Class(…)`, without its place."""
        if self._starts_string():
            return self.string()
        if self.sees("new"):
            return self.creation()
        return as_any(self.expression())

    def creation(self) -> ast.expr:
        """`new Class(arguments)`."""
        self.expect("new")
        template = self.template(self.identifier())
        return call("NEW", template, listed(self.arguments()))

    def _starts_string(self) -> bool:
        return (
            self.token.kind == "string"
            or (self.token.kind == "argument" and self.token.text[1] == "s")
            or (self.token.kind == "name" and self.is_string(self.token.text))
        )

    def string(self) -> ast.expr:
        """A literal, a strdef, `$s1` or a call of a function that returns a string."""
        if self.token.kind == "string":
            return constant(self.next().value)
        return self.primary().node


def _combined(operator: str, left: Value, right: Value) -> Value:
    if operator in ("&&", "||"):  # hoc evaluates both sides
        python = ast.BitAnd() if operator == "&&" else ast.BitOr()
        return Value(ast.BinOp(as_condition(left), python, as_condition(right)), "condition")
    if operator in ("==", "!="):
        return Value(comparison(operator, as_any(left), as_any(right)), "condition")
    if operator in ("<", "<=", ">", ">="):
        return Value(comparison(operator, as_number(left), as_number(right)), "condition")
    if operator == "%" or {left.kind, right.kind} <= {"number", "condition"}:
        return Value(arithmetic(operator, as_number(left), as_number(right)))
    return Value(call("OPERATE", constant(operator), as_any(left), as_any(right)), "any")
