"""Translate C expressions; whatever an expression does besides having a value becomes statements before it."""

from dataclasses import replace

from pycparser import c_ast

from nmodl_import.nodes import (
    Assign,
    Binary,
    Call,
    CallStatement,
    Expression,
    If,
    Name,
    Number,
    String,
    Unary,
)
from nmodl_import.random_functions import C_RAND, SHARED_FUNCTIONS
from nmodl_import.symbols import IFARG
from nmodl_import.verbatim.c_functions import (
    ALIASES,
    INTEGER_TYPES,
    MATH,
    REAL_TYPES,
    THREAD_ARGUMENTS,
    plumbing,
)
from nmodl_import.verbatim.c_parse import calls
from nmodl_import.verbatim.fold import constant, has_effect, whole, whole_number
from nmodl_import.verbatim.handles import HandleTranslator, is_null
from nmodl_import.verbatim.names import NOTHING, Value
from nmodl_import.verbatim.preprocess import number_text

NMODL_STATEMENT = "nmodl_statement_"  # called in C where an NMODL statement stands
_ARITHMETIC = ("+", "-", "*", "/")
_COMPARISON = ("<", "<=", ">", ">=", "==", "!=")
_WORDS = {
    "StructRef": "a member of a C struct", "InitList": "a list of values", "CompoundLiteral": "a compound literal",
    "Typename": "a type", "ArrayDecl": "an array", "StmtExpr": "a statement expression",
}  # fmt: skip


class ExpressionTranslator(HandleTranslator):
    """Expressions of one piece of C."""

    # Values

    def value(self, node: c_ast.Node) -> Value:
        """The value of a C expression."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            return self.refuse(node, _WORDS.get(type(node).__name__, f"`{type(node).__name__}`"))
        return method(node)

    def converted(self, node: c_ast.Node, integer: bool) -> Expression:
        """The value as C stores it in a variable of whole or of real numbers."""
        value = self.value(node)
        return self.truncated(value, node).expression if integer else value.expression

    def truncated(self, value: Value, node: c_ast.Node) -> Value:
        """The value without its fraction, as C converts to int: x - fmod(x, 1)."""
        expression = value.expression
        if value.integer or (isinstance(expression, Call) and expression.name in ("floor", "ceil")):
            return replace(value, integer=True)
        number = constant(expression)
        if number is not None and abs(number) < 2**53:
            return Value(whole_number(int(number), self.at(node)), True)
        place = self.at(node)
        x = self.once(expression, node)
        return Value(Binary("-", x, Call("fmod", (x, Number("1")), place=place), place=place), True)

    def _constant(self, node: c_ast.Constant) -> Value:
        text = number_text(node.value)
        if text is None:
            what = f"the string {node.value}" if node.type == "string" else f"the constant {node.value}"
            return self.refuse(node, what)
        return Value(Number(text, place=self.at(node)), text.isdigit())

    def target(self, node: c_ast.Node) -> tuple[Name, bool] | None:
        """What an assignment sets, and whether it stores whole numbers; None (and a problem) if it cannot be set."""
        if not isinstance(node, c_ast.ID | c_ast.ArrayRef):
            self.refuse(node, "setting a value through a pointer or struct")
            return None
        value = self.value(node)
        if isinstance(value.expression, Name):
            return value.expression, value.integer
        if value is not NOTHING:
            self.refuse(node, "setting a constant")
        return None

    def _arrayref(self, node: c_ast.ArrayRef) -> Value:
        if self.handle(node.name):
            return self.element(node.name, self.value(node.subscript).expression) or self.refuse(
                node, "an array of pointers"
            )
        if isinstance(node.name, c_ast.ID) and node.name.name == "_args" and self.context.arguments:
            return self._weight(node)
        if not isinstance(node.name, c_ast.ID):
            return self.refuse(node, "an array of several dimensions or a computed pointer")
        array = self._id(node.name)
        index = self.value(node.subscript).expression
        if not isinstance(array.expression, Name):
            return array
        return Value(replace(array.expression, index=index), array.integer)

    def _weight(self, node: c_ast.ArrayRef) -> Value:
        """`_args[k]`, the argument number k of NET_RECEIVE."""
        number, arguments = whole(self.value(node.subscript).expression), self.context.arguments
        if number is None or not 0 <= number < len(arguments):
            return self.refuse(node, "`_args[…]`", f"NET_RECEIVE has the arguments 0 to {len(arguments) - 1}")
        return Value(Name(arguments[number], place=self.at(node)))

    def _structref(self, node: c_ast.StructRef) -> Value:
        base, member = node.name, node.field.name
        if isinstance(base, c_ast.ID) and base.name in ("_nt", "nrn_threads") and member in ("_t", "_dt"):
            return Value(Name(member[1:], place=self.at(node)))
        return self.refuse(node, f"the struct member `{node.type}{member}`")

    # Operators

    def _unaryop(self, node: c_ast.UnaryOp) -> Value:
        operator, place = node.op, self.at(node)
        if operator in ("++", "--", "p++", "p--"):
            return self._step(node)
        if (handle := self.handle(node)) and handle.level == "content":
            return self.is_set(handle, place)
        if operator == "*" and (first := self.element(node.expr, Number("0", place=place))):
            return first
        if operator not in ("-", "+", "!"):
            words = {"*": "a pointer dereference `*`", "&": "the address operator `&`"}
            return self.refuse(node, words.get(operator, f"`{operator}`"))
        value = self.value(node.expr)
        if operator == "+":
            return value
        expression = Unary(operator, value.expression, place=place)
        return Value(expression, value.integer or operator == "!")

    def _step(self, node: c_ast.UnaryOp) -> Value:
        """`x++` and its like inside an expression."""
        target = self.target(node.expr)
        if target is None:
            return NOTHING
        (name, integer), place = target, self.at(node)
        before: Name = name
        if node.op.startswith("p"):  # the value is the old one
            before = self.temporary("before", node)
            self.out.append(Assign(before, name, place=place))
        self.out.append(Assign(name, Binary(node.op[-1], name, Number("1"), place=place), place=place))
        return Value(before, integer)

    def _binaryop(self, node: c_ast.BinaryOp) -> Value:
        operator, place = node.op, self.at(node)
        if operator in ("&&", "||"):
            return self._logical(node)
        if decided := self.is_main_thread(node):
            return decided
        left, right = self.value(node.left), self.value(node.right)
        if operator == "%" or (operator == "/" and left.integer and right.integer):
            return self._whole_division(node, left, right)
        if operator not in _ARITHMETIC + _COMPARISON:
            return self.refuse(node, f"`{operator}`")
        expression = Binary(operator, left.expression, right.expression, place=place)
        return Value(expression, operator in _COMPARISON or (left.integer and right.integer))

    def _whole_division(self, node: c_ast.BinaryOp, left: Value, right: Value) -> Value:
        """C drops the fraction: a % b is fmod(a, b) and a / b is (a - fmod(a, b))/b, both exact."""
        if not (left.integer and right.integer):
            return self.refuse(node, "`%` of numbers that are not whole")
        place = self.at(node)
        a, b = whole(left.expression), whole(right.expression)
        if a is not None and b:
            quotient = abs(a) // abs(b) * (1 if a * b >= 0 else -1)
            return Value(whole_number(a - b * quotient if node.op == "%" else quotient, place), True)
        if node.op == "%":
            return Value(Call("fmod", (left.expression, right.expression), place=place), True)
        x, y = self.once(left.expression, node.left), self.once(right.expression, node.right)
        even = Binary("-", x, Call("fmod", (x, y), place=place), place=place)
        return Value(Binary("/", even, y, place=place), True)

    def _logical(self, node: c_ast.BinaryOp) -> Value:
        place, left = self.at(node), self.value(node.left).expression
        with self.collect() as before:
            right = self.value(node.right).expression
        if not before:
            return Value(Binary(node.op, left, right, place=place), True)
        # what the right side does must only happen if C comes to look at it
        truth = self.temporary("truth", node)
        zero = Number("0")
        look = left if node.op == "&&" else Unary("!", left, place=place)
        self.out.append(Assign(truth, Number("0" if node.op == "&&" else "1"), place=place))
        evaluated = (*before, Assign(truth, Binary("!=", right, zero, place=place), place=place))
        self.out.append(If(look, evaluated, place=place))
        return Value(truth, True)

    def _ternaryop(self, node: c_ast.TernaryOp) -> Value:
        place, condition = self.at(node), self.value(node.cond).expression
        choice = self.temporary("choice", node)
        branches, integer = [], True
        for branch in (node.iftrue, node.iffalse):
            with self.collect() as statements:
                value = self.value(branch)
                self.out.append(Assign(choice, value.expression, place=self.at(branch)))
            branches.append(tuple(statements))
            integer &= value.integer
        self.out.append(If(condition, branches[0], branches[1], place=place))
        return Value(choice, integer)

    def _cast(self, node: c_ast.Cast) -> Value:
        integer = whole_type(node.to_type.type)
        if is_null(node):
            return Value(Number("0", place=self.at(node)), True)
        if (handle := self.handle(node)) and handle.level == "content":
            return self.is_set(handle, self.at(node))
        if integer is None:
            return self.refuse(node, "a cast to a pointer or a struct")
        value = self.value(node.expr)
        return self.truncated(value, node) if integer else replace(value, integer=False)

    def _assignment(self, node: c_ast.Assignment) -> Value:
        place, operator = self.at(node), node.op.removesuffix("=")
        if not operator and self.set_pointer(node.lvalue, node.rvalue):
            return NOTHING
        value = self.value(node.rvalue)
        target = self.target(node.lvalue)
        if target is None:
            return NOTHING
        name, integer = target
        if operator:
            if operator not in (*_ARITHMETIC, "%"):
                return self.refuse(node, f"`{node.op}`")
            if name.index is not None and has_effect(name.index):
                name = replace(name, index=self.once(name.index, node))
            old = Value(name, integer)
            if operator == "%" or (operator == "/" and integer and value.integer):
                value = self._whole_division(c_ast.BinaryOp(operator, node.lvalue, node.rvalue, node.coord), old, value)
            else:
                combined = Binary(operator, name, value.expression, place=place)
                value = Value(combined, integer and value.integer)
        if integer:
            value = self.truncated(value, node)
        self.out.append(Assign(name, value.expression, place=place))
        return Value(name, integer)

    def _exprlist(self, node: c_ast.ExprList) -> Value:
        """The comma operator: all are evaluated, the last is the value."""
        for item in node.exprs[:-1]:
            self.effect(item)
        return self.value(node.exprs[-1])

    def effect(self, node: c_ast.Node) -> None:
        """Evaluate for what it does; the value is not used."""
        place = self.at(node)
        if isinstance(node, c_ast.Cast) and is_void(node.to_type.type):
            return self.effect(node.expr)
        if isinstance(node, c_ast.UnaryOp) and node.op in ("p++", "p--"):
            node = c_ast.UnaryOp(node.op[1:], node.expr, node.coord)  # then no old value needs keeping
        if isinstance(node, c_ast.FuncCall):
            printed = self.printed(node)
            if printed:
                self.out.append(CallStatement(printed, place=place))
                return None
            if _name_of(node) == "fflush" or self.frees(node):  # there is nothing to flush or to free
                return None
            if _name_of(node) == NMODL_STATEMENT:
                (number,) = _arguments(node)
                assert isinstance(number, c_ast.Constant)
                self.out += self.context.nmodl[int(number.value)]
                return None
        expression = self.value(node).expression
        if isinstance(expression, Call) and has_effect(expression):
            self.out.append(CallStatement(expression, place=place))
        elif has_effect(expression):
            self.out.append(Assign(self.temporary("unused", node), expression, place=place))
        return None

    # Calls

    def _funccall(self, node: c_ast.FuncCall) -> Value:
        if not isinstance(node.name, c_ast.ID):
            return self.refuse(node, "a call through a pointer")
        name = ALIASES.get(_name_of(node), _name_of(node))
        arguments = _arguments(node)
        if self.variable(name) is not None or name in self.context.file.opaque:
            return self.refuse(node, f"{self.context.file.opaque.get(name, 'calling the variable')} `{name}`")
        if (value := self.handle_call(node)) is not None:
            return value
        if name in SHARED_FUNCTIONS and len(arguments) in SHARED_FUNCTIONS[name]:
            values = tuple(self.value(a).expression for a in arguments)
            return Value(Call(name, values, place=self.at(node)), name in ("poisrand", C_RAND))
        if name in self.context.functions:
            own = [a for a in arguments if not (isinstance(a, c_ast.ID) and a.name in THREAD_ARGUMENTS)]
            call = Call(name, tuple(self.value(a).expression for a in own), place=self.at(node))
            return Value(call, name in self.context.file.integer_functions)
        if name in MATH:
            if len(arguments) != MATH[name]:
                return self.complain(node, f"`{name}` takes {MATH[name]} arguments but is given {len(arguments)}")
            values = [self.value(a) for a in arguments]
            call = Call(name, tuple(v.expression for v in values), place=self.at(node))
            return Value(call, name == "abs" and values[0].integer)
        return self._other_call(node, name, arguments)

    def _other_call(self, node: c_ast.FuncCall, name: str, arguments: list[c_ast.Node]) -> Value:
        place, one = self.at(node), Number("1")
        if name == "ifarg" and len(arguments) == 1 and self.context.scripted:
            return Value(Call(IFARG, (self.value(arguments[0]).expression,), place=place), True)
        if name in ("trunc", "isnan", "log2", "exp2", "expm1", "log1p") and len(arguments) == 1:
            value = self.value(arguments[0])
            x = value.expression
            if name == "trunc":
                return replace(self.truncated(value, node), integer=False)
            if name == "isnan":
                x = self.once(x, node)
                return Value(Binary("!=", x, x, place=place), True)
            rewritten: dict[str, Expression] = {
                "log2": Binary("/", Call("log", (x,)), Call("log", (Number("2"),))),
                "exp2": Call("pow", (Number("2"), x)),
                "expm1": Binary("-", Call("exp", (x,)), one),
                "log1p": Call("log", (Binary("+", one, x),)),
            }
            return Value(replace(rewritten[name], place=place))
        reason = plumbing(name)
        if reason:
            return self.complain(node, calls(name, reason))
        return self.refuse(node, f"the C function `{name}`", "it is not known")

    def printed(self, node: c_ast.FuncCall) -> Call | None:
        """printf, or fprintf to the terminal, as a call with its text and numbers; None if it is something else."""
        name, arguments = _name_of(node), _arguments(node)
        if name == "fprintf" and arguments and isinstance(arguments[0], c_ast.ID):
            if arguments[0].name not in ("stderr", "stdout"):
                return None
            arguments = arguments[1:]
        elif name != "printf":
            return None
        values: list[Expression] = []
        for argument in arguments:
            if isinstance(argument, c_ast.Constant) and argument.type == "string":
                values.append(String(argument.value[1:-1], place=self.at(argument)))
            else:
                values.append(self.value(argument).expression)
        return Call("printf", tuple(values), place=self.at(node))


def whole_type(node: c_ast.Node | None) -> bool | None:
    """Whether a C type holds whole numbers; None for a type that is no number."""
    if not isinstance(node, c_ast.TypeDecl) or not isinstance(node.type, c_ast.IdentifierType):
        return None
    words = set(node.type.names)
    if words & REAL_TYPES and words <= REAL_TYPES | {"long"}:
        return False
    return True if words <= INTEGER_TYPES else None


def is_void(node: c_ast.Node | None) -> bool:
    """Whether a type is plain void."""
    return isinstance(node, c_ast.TypeDecl) and getattr(node.type, "names", None) == ["void"]


def _name_of(node: c_ast.FuncCall) -> str:
    return node.name.name or "" if isinstance(node.name, c_ast.ID) else ""


def _arguments(node: c_ast.FuncCall) -> list[c_ast.Node]:
    return list(node.args.exprs) if node.args else []
