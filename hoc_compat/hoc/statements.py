"""Translate hoc statements."""

import ast
from collections.abc import Callable

from hoc_compat.hoc import symbols
from hoc_compat.hoc.emit import Value, as_any, as_condition, assigned, assignment, call, constant, listed, name, stored
from hoc_compat.hoc.expressions import Expressions

Statement = list[ast.stmt]
_DEEPEST = 150
_ASSIGN = ("=", "+=", "-=", "*=", "/=")


class Statements(Expressions):
    """The part of the parser that reads statements."""

    def begin_body(self) -> None:
        """Forget the local variables and loops of the function before."""
        super().begin_body()
        self._loops: list[Statement] = []  # what `continue` has to do first
        self._nested = 0
        self._made = 0  # variables of the generated code
        self.flavour = ""

    def statement(self) -> Statement:
        """One statement; the value of an expression is dropped."""
        body, value = self.statement_or_value()
        return body if value is None else [self.placed(ast.Expr(value.node), self._line)]

    def statement_or_value(self) -> tuple[Statement, Value | None]:
        """One statement, or the value of an expression that stands as one."""
        self._nested += 1
        if self._nested > _DEEPEST:
            raise self.fail("statements are nested too deeply")
        line = self._line = self.token.line
        value = None
        if self.sees("{"):
            body = self.block()
        elif self.token.kind == "keyword" and not self.sees("read"):
            body = self._keyword()
        else:
            body, value = self._expression_statement()
            if value is not None and value.kind == "nothing":  # a proc has no value to be shown
                body.append(ast.Expr(value.node))
                value = None
        for statement in body:
            if not hasattr(statement, "lineno"):
                self.placed(statement, line)
        self._line = line
        self._nested -= 1
        return body, value

    def block(self) -> Statement:
        """`{ statements }`."""
        self.expect("{")
        body: Statement = []
        while not self.take("}"):
            if self.token.kind == "newline":
                self.next()
            elif self.token.kind == "end":
                raise self.fail("a `{` is not closed")
            else:
                body += self.statement()
        return body

    def _keyword(self) -> Statement:
        keyword = self.token.text
        rule: Callable[[], Statement] | None = getattr(self, f"_{keyword}", None)
        if rule is None:
            raise self.wrong(_REFUSED.get(keyword, ""))
        self.next()
        return rule()

    def body_of_loop(self, first: Statement | None = None) -> Statement:
        """The statement that a loop repeats, and what it does before the next round."""
        self._loops.append(first or [])
        body = self.statement()
        self._loops.pop()
        return body or [ast.Pass()]

    # expressions and assignments

    def _expression_statement(self) -> tuple[Statement, Value | None]:
        if self._starts_string():
            return self._string_statement()
        if self.token.kind not in ("name", "argument"):
            return [], self.expression()
        value = self.primary()
        may_be_section = value.kind in ("object", "any") and not value.is_call
        if value.kind == "section" or (may_be_section and self._starts_statement()):
            return self._in_section(value.node), None
        if value.assignable and self.sees(*_ASSIGN):
            operator = self.next().text[:-1]
            if value.kind == "line":
                return [ast.Expr(self.line_assigned(value, operator).node)], None
            right = self.right_side(value, operator)
            return [
                assignment(value, operator, right) if value.kind == "number" else _checked(value, operator, right)
            ], None
        return [], self.expression(first=value)

    def _string_statement(self) -> tuple[Statement, Value | None]:
        if self.token.kind == "string":
            return [], Value(self.string(), "string")
        value = self.primary()
        if not self.take("="):
            return [], value
        if not value.setter:
            raise self.fail("this string cannot be assigned to")
        return [ast.Expr(call(value.setter, *value.place, constant(""), self.argument_value()))], None

    def _starts_statement(self) -> bool:
        return (
            self.sees("{")
            or self.token.kind in ("name", "argument", "string")
            or (self.token.kind == "keyword" and not self.sees("else"))
        )

    def _in_section(self, section: ast.expr) -> Statement:
        """`section statement`."""
        if self.token.kind in ("newline", "end") or self.sees("}"):
            raise self.wrong("a statement is expected behind a section")
        context = ast.withitem(call("IN_SECTION", section), None)
        return [ast.With([context], self.statement() or [ast.Pass()])]

    def _print(self) -> Statement:
        shown = [self._printed()]
        while self.take(","):
            shown.append(self._printed())
        return [ast.Expr(call("PRINT", listed(shown)))]

    def _printed(self) -> ast.expr:
        if self._starts_string():
            return self.string()
        return call("SHOWN", as_any(self.expression()))

    # control

    def _if(self) -> Statement:
        condition = self.condition()
        chosen = self.statement() or [ast.Pass()]
        other = self.statement() if self.take("else") else []
        return [ast.If(condition, chosen, other)]

    def _while(self) -> Statement:
        condition = self.condition()
        return [ast.While(condition, self.body_of_loop(), [])]

    def _for(self) -> Statement:
        if self.sees("("):
            return self._for_segments() if self._is_segment_loop() else self._for_c()
        value = self._loop_variable()
        if self.sees("="):
            return self._for_range(value)
        return [ast.For(ast.Name("_", ast.Store()), call("ITERATE", value.node), self.body_of_loop(), [])]

    def _loop_variable(self) -> Value:
        token = self.token
        if token.kind == "name" and token.text not in self.locals:
            symbol = self.find(token.text)
            if symbol is not None and symbol.flavour == "iterator":
                self.next()
                call_ = ast.Call(
                    ast.Attribute(self.reference(symbol), "call", ast.Load()),
                    [self.owner(symbol), listed(self.arguments())],
                    [],
                )
                return Value(call_, "any")
            if symbol is None and not self.built_in(token.text):
                symbol = self.scope.add(token.text)
            if symbol is not None and symbol.kind in (symbols.UNDEFINED, symbols.NUMBER) and self.peek().text != "(":
                self.next()
                return self.loop_variable(symbol)
        return self.primary()

    def _for_range(self, value: Value) -> Statement:
        """`for i = a, b statement`."""
        self.expect("=")
        if not value.assignable:
            raise self.fail("a loop needs a variable")
        first = self.number()
        self.expect(",")
        last = self.number()
        end = self._temporary("end")
        step = [assignment(value, "+", constant(1.0))]
        body = self.body_of_loop(step)
        begin = ast.Assign(
            [ast.Tuple([ast.Name("first_", ast.Store()), stored(end)], ast.Store())],
            ast.Tuple([first, ast.BinOp(last, ast.Add(), name("EPSILON"))], ast.Load()),
        )
        start = assignment(value, "", name("first_"))
        test = ast.Compare(value.node, [ast.LtE()], [end])
        return [begin, start, ast.While(test, [*body, *step], [])]

    def _temporary(self, purpose: str) -> ast.expr:
        self._made += 1
        return name(f"{purpose}_{self._made}")

    def _for_c(self) -> Statement:
        """`for (start; condition; step) statement`."""
        self.expect("(")
        start = [] if self.sees(";") else self.statement()
        self.expect(";")
        condition = as_condition(self.expression())
        self.expect(";")
        step = [] if self.sees(")") else self.statement()
        self.expect(")")
        body = self.body_of_loop(step)
        return [*start, ast.While(condition, [*body, *step], [])]

    def _is_segment_loop(self) -> bool:
        """`for (x)` or `for (x, expression)` rather than `for (start; …)`."""
        depth, ahead = 0, 0
        while True:
            token = self.peek(ahead)
            if token.kind in ("newline", "end"):
                return True
            if token.kind != "string":
                if token.text == ";" and depth == 1:
                    return False
                depth += (token.text in "([") - (token.text in ")]")
                if depth == 0:
                    return True
            ahead += 1

    def _for_segments(self) -> Statement:
        """`for (x) statement`, `for (x, ends) statement`."""
        self.expect("(")
        value = self._loop_variable()
        if value.target is None:
            raise self.fail("`for (x)` needs a variable")
        ends = self.number() if self.take(",") else constant(1.0)
        self.expect(")")
        return [ast.For(stored(value.target), call("SEGMENTS", ends), self.body_of_loop(), [])]

    def _break(self) -> Statement:
        if not self._loops:
            raise self.fail("`break` can only stand in a loop")
        return [ast.Break()]

    def _continue(self) -> Statement:
        if not self._loops:
            raise self.fail("`continue` can only stand in a loop")
        return [*self._loops[-1], ast.Continue()]

    def _stop(self) -> Statement:
        return [ast.Expr(call("STOP"))]

    def _return(self) -> Statement:
        if not self.in_function:
            raise self.fail("`return` can only stand in a func or proc")
        if self.flavour == "iterator":
            return [ast.Return(None)]
        if self.flavour == "proc" or self.token.kind in ("newline", "end") or self.sees("}"):
            return [ast.Return(constant(0.0))]
        if self.flavour == "obfunc":
            return [ast.Return(self.argument_value())]
        return [ast.Return(self.number())]

    def _iterator_statement(self) -> Statement:
        if self.flavour != "iterator":
            raise self.fail("`iterator_statement` can only stand in an iterator")
        return [ast.Expr(ast.Yield(constant(None)))]

    # sections

    def _forall(self) -> Statement:
        return [ast.For(ast.Name("_", ast.Store()), call("FORALL", name("O")), self.body_of_loop(), [])]

    def _forsec(self) -> Statement:
        chosen = self._chosen_sections()
        return [ast.For(ast.Name("_", ast.Store()), call("FORSEC", name("O"), chosen), self.body_of_loop(), [])]

    def _ifsec(self) -> Statement:
        chosen = self._chosen_sections()
        return [ast.If(call("IFSEC", chosen), self.statement() or [ast.Pass()], [])]

    def _chosen_sections(self) -> ast.expr:
        return self.string() if self._starts_string() else self.primary().node

    def _access(self) -> Statement:
        return [ast.Expr(call("ACCESS", self.primary().node))]

    def _insert(self) -> Statement:
        return [ast.Expr(call("INSERT", constant(self.identifier())))]

    def _uninsert(self) -> Statement:
        return [ast.Expr(call("UNINSERT", constant(self.identifier())))]

    def _connect(self) -> Statement:
        """`connect child(0), parent(1)` or `connect child(0), x` in the parent's section."""
        child = self._end_of_section()
        self.expect(",")
        if self._is_section_name():
            parent = self._end_of_section()
            return [ast.Expr(call("CONNECT", *child, *parent))]
        value = self.expression()
        if value.kind == "any" and value.setter == "SET_MEMBER":
            return [ast.Expr(call("CONNECT_TO_MEMBER", *child, *value.place))]
        return [ast.Expr(call("CONNECT", *child, call("CURRENT"), as_any(value)))]

    def _is_section_name(self) -> bool:
        symbol = self.find(self.token.text) if self.token.kind == "name" else None
        return symbol is not None and symbol.kind == symbols.SECTION

    def _end_of_section(self) -> tuple[ast.expr, ast.expr]:
        if self._is_section_name():
            symbol = self.find(self.next().text)
            assert symbol is not None
            section = self.section_of(symbol)
            self.expect("(")
            place = self.number()
            self.expect(")")
            return section, place
        value = self.primary()
        if value.setter != "SET_MEMBER":
            raise self.fail("`connect` needs the end of a section, such as dend(0)")
        return call("MEMBER_SECTION", *value.place), call("LAST", value.place[3])

    def _setpointer(self) -> Statement:
        value = self.primary()
        self.expect(",")
        return [
            ast.Expr(
                call("SETPOINTER", constant(value.setter), ast.Tuple(list(value.place), ast.Load()), self.pointer())
            )
        ]

    def _debug(self) -> Statement:
        """Nothing: in NEURON it turns the printing of compiled code on and off."""
        return []

    def _delete(self) -> Statement:
        symbol = self.find(self.identifier())
        if symbol is not None:
            return [ast.Expr(call("CLEAR", self.reference(symbol)))]
        return []

    # declarations

    def _create(self) -> Statement:
        identifier, known = self.token.text, self.find(self.token.text)
        is_new = known is None or known.kind == symbols.UNDEFINED
        body = self._declared_each(symbols.SECTION, "CREATE")
        if self.in_function and self.scope is not self.main_scope and is_new:
            return [ast.Expr(call("CREATED_IN_METHOD", constant(identifier), name("O")))]
        return body

    def _objref(self) -> Statement:
        return self._declared_each(symbols.OBJECT, "DECLARE")

    _objectvar = _objref

    def _strdef(self) -> Statement:
        return self._declared_each(symbols.STRING, "DECLARE")

    def _double(self) -> Statement:
        return self._declared_each(symbols.NUMBER, "DECLARE")

    def _declared_each(self, kind: str, function: str) -> Statement:
        body: Statement = []
        while True:
            symbol = self.declared(self.identifier(), kind)
            sizes = self.subscripts()
            if not sizes and function == "DECLARE" and kind == symbols.NUMBER:
                raise self.wrong("`double` declares arrays: write `double x[10]`")
            if len(symbol.dimensions) != len(sizes):  # its size is known when the declaration runs
                symbol.dimensions = (0,) * len(sizes)
            body.append(ast.Expr(call(function, name("O"), self.reference(symbol), listed(sizes))))
            if not self.take(","):
                return body


def _checked(value: Value, operator: str, right: ast.expr) -> ast.stmt:
    return ast.Expr(assigned(value, operator, right))


_REFUSED = {
    "depvar": "`depvar` and `eqn` are not supported; solve the equations with Matrix.solv",
    "eqn": "`depvar` and `eqn` are not supported; solve the equations with Matrix.solv",
    "help": "`help` needs a window",
    "local": "`local` can only stand at the beginning of a func or proc",
    "localobj": "`localobj` can only stand at the beginning of a func or proc, after `local`",
}
