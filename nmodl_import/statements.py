"""Parse the statements and expressions inside NMODL blocks."""

from collections.abc import Callable
from typing import NoReturn

from nmodl_import.errors import NmodlError
from nmodl_import.nodes import (
    Argument,
    Assign,
    Binary,
    Block,
    Call,
    CallStatement,
    Compartment,
    Conductance,
    Conserve,
    Derivative,
    Equation,
    Expression,
    ForNetcons,
    From,
    If,
    Keyword,
    Lag,
    Local,
    Name,
    NestedInitial,
    Number,
    Place,
    Protect,
    Reaction,
    Solve,
    Statement,
    String,
    Table,
    Unary,
    Verbatim,
    Watch,
    While,
)
from nmodl_import.source import Source, Token

# lowest first; `^` and the unary operators bind tighter
_LEVELS = (("||",), ("&&",), ("<", ">", "<=", ">=", "==", "!="), ("+", "-"), ("*", "/"))


class StatementParser:
    """Recursive descent over a `Source`."""

    def __init__(self, source: Source):
        self.source = source

    # Tokens

    def at(self, token: Token) -> Place:
        return self.source.place(token.start)

    def unexpected(self, token: Token, wanted: str) -> NmodlError:
        found = f"`{token.text}`" if token.kind != "end" else token.text
        return self.source.error(f"found {found} where {wanted} should stand", token.start)

    def accept(self, text: str) -> bool:
        token = self.source.peek()
        if token.text == text and token.kind in ("operator", "name"):
            self.source.next()
            return True
        return False

    def expect(self, text: str) -> Token:
        token = self.source.peek()
        if token.text != text or token.kind not in ("operator", "name"):
            raise self.unexpected(token, f"`{text}`")
        return self.source.next()

    def expect_kind(self, kind: str, wanted: str) -> Token:
        token = self.source.peek()
        if token.kind != kind:
            raise self.unexpected(token, wanted)
        return self.source.next()

    def name(self) -> str:
        return self.expect_kind("name", "a name").text

    # Units

    def unit(self) -> str:
        """The text between parentheses, spaces folded."""
        start = self.expect("(")
        stop = self.source.text.find(")", self.source.position)
        line = self.source.text.find("\n", self.source.position)
        if stop < 0 or (0 <= line < stop):
            raise self.source.error("the unit is not closed; `)` is missing", start.start)
        text = self.source.text[self.source.position : stop]
        self.source.rewind(stop + 1)
        return " ".join(text.split())

    def optional_unit(self) -> str | None:
        return self.unit() if self.source.peek().text == "(" else None

    def arguments(self) -> tuple[Argument, ...]:
        """`(a (unit), b)`"""
        self.expect("(")
        arguments: list[Argument] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            token = self.expect_kind("name", "an argument")
            arguments.append(Argument(token.text, self.optional_unit(), place=self.at(token)))
        return tuple(arguments)

    # Expressions

    def expression(self, level: int = 0) -> Expression:
        if level == len(_LEVELS):
            return self.unary()
        left = self.expression(level + 1)
        while (token := self.source.peek()).kind == "operator" and token.text in _LEVELS[level]:
            self.source.next()
            left = Binary(token.text, left, self.expression(level + 1), place=self.at(token))
        return left

    def unary(self) -> Expression:
        token = self.source.peek()
        if token.kind == "operator" and token.text in ("-", "!", "+"):
            self.source.next()
            operand = self.unary()
            return operand if token.text == "+" else Unary(token.text, operand, place=self.at(token))
        return self._power()

    def unary_without_unit(self) -> Expression:
        """A signed number or name of a declaration; a unit after it belongs to the variable."""
        token = self.source.peek()
        if token.text == "-":
            self.source.next()
            return Unary("-", self.unary_without_unit(), place=self.at(token))
        self.accept("+")
        token = self.source.next()
        if token.kind == "number":
            return Number(token.text, place=self.at(token))
        if token.kind == "name":
            return Name(token.text, place=self.at(token))
        raise self.unexpected(token, "a number")

    def _power(self) -> Expression:
        base = self._primary()
        token = self.source.peek()
        if token.text == "^" and token.kind == "operator":
            self.source.next()
            return Binary("^", base, self.unary(), place=self.at(token))  # right associative
        return base

    def _primary(self) -> Expression:
        token = self.source.next()
        if token.kind == "number":
            return Number(token.text, self.optional_unit(), place=self.at(token))
        if token.kind == "string":
            return String(token.text[1:-1], place=self.at(token))
        if token.text == "(" and token.kind == "operator":
            inner = self.expression()
            self.expect(")")
            return inner
        if token.kind == "name":
            return self._name_or_call(token)
        raise self.unexpected(token, "an expression")

    def _name_or_call(self, token: Token) -> Name | Call:
        following = self.source.peek().text
        if following == "(":
            return self._call(token)
        index = None
        if following == "[":
            self.source.next()
            index = self.expression()
            self.expect("]")
        if self.accept("@"):
            raise self.source.error(f"`{token.text}@…` is not supported; keep the past value yourself", token.start)
        return Name(token.text, index, place=self.at(token))

    def _call(self, token: Token) -> Call:
        self.expect("(")
        arguments: list[Expression] = []
        while not self.accept(")"):
            if arguments:
                self.accept(",")
            arguments.append(self.expression())
        return Call(token.text, tuple(arguments), place=self.at(token))

    # Statements

    def braces(self) -> tuple[Statement, ...]:
        """`{ statements }`"""
        start = self.expect("{")
        statements: list[Statement] = []
        while not self.accept("}"):
            if self.source.peek().kind == "end":
                raise self.source.error("the block is not closed; `}` is missing", start.start)
            statements.append(self.statement())
        return tuple(statements)

    def statement(self) -> Statement:
        token = self.source.peek()
        special: dict[str, Callable[[], Statement]] = {
            "LOCAL": self.local,
            "IF": self._if,
            "WHILE": self._while,
            "FROM": self._from,
            "FORALL": self._refuse_forall,
            "SOLVE": self._solve,
            "TABLE": self._table,
            "CONDUCTANCE": self._conductance,
            "VERBATIM": self._verbatim,
            "~": self._reaction_or_equation,
            "CONSERVE": self._conserve,
            "COMPARTMENT": self._compartment,
            "LONGITUDINAL_DIFFUSION": self._compartment,
            "WATCH": self._watch,
            "FOR_NETCONS": self._for_netcons,
            "INITIAL": self._nested_initial,
            "PROTECT": self._protect,
            "LAG": self._lag,
            "RESET": self._refuse_reset,
            "MUTEXLOCK": self._keyword,
            "MUTEXUNLOCK": self._keyword,
            "{": lambda: Block(self.braces(), place=self.at(token)),
        }
        if token.text in special and token.kind in ("name", "operator"):
            return special[token.text]()
        if token.kind != "name":
            raise self.unexpected(token, "a statement")
        return self._assignment_or_call()

    def local(self) -> Local:
        start = self.expect("LOCAL")
        names = [self._local_name()]
        while self.accept(","):
            names.append(self._local_name())
        return Local(tuple(names), place=self.at(start))

    def _local_name(self) -> Name:
        token = self.expect_kind("name", "a name")
        size = None
        if self.accept("["):
            size = self.expression()
            self.expect("]")
        return Name(token.text, size, place=self.at(token))

    def _assignment_or_call(self) -> Statement:
        token = self.source.next()
        order = 0
        while self.accept("'"):
            order += 1
        target = self._name_or_call(token)
        while self.accept("'"):
            order += 1
        if isinstance(target, Call):
            return CallStatement(target, place=self.at(token))
        if self.source.peek().text != "=":
            raise self.unexpected(self.source.peek(), f"`=` or `(` after `{token.text}`")
        self.source.next()
        value = self.expression()
        if order:
            return Derivative(target, order, value, place=self.at(token))
        return Assign(target, value, place=self.at(token))

    def _if(self) -> Statement:
        start = self.expect("IF")
        self.expect("(")
        condition = self.expression()
        self.expect(")")
        then, otherwise = self.braces(), ()
        if self.accept("ELSE"):
            otherwise = (self._if(),) if self.source.peek().text == "IF" else self.braces()
        return If(condition, then, otherwise, place=self.at(start))

    def _while(self) -> Statement:
        start = self.expect("WHILE")
        self.expect("(")
        condition = self.expression()
        self.expect(")")
        return While(condition, self.braces(), place=self.at(start))

    def _from(self) -> Statement:
        start = self.expect("FROM")
        variable = self.name()
        self.expect("=")
        first = self.expression()
        self.expect("TO")
        last = self.expression()
        step = self.expression() if self.accept("BY") else None
        return From(variable, first, last, step, self.braces(), place=self.at(start))

    def _refuse_forall(self) -> NoReturn:
        raise self.source.error("FORALL is no NMODL that NEURON compiles", self.source.peek().start)

    def _refuse_reset(self) -> NoReturn:
        raise self.source.error("RESET is no NMODL that NEURON compiles", self.source.peek().start)

    def _solve(self) -> Statement:
        start = self.expect("SOLVE")
        block, method, steady, on_error = self.name(), None, False, ()
        while self.source.peek().text in ("METHOD", "STEADYSTATE"):
            steady |= self.source.next().text == "STEADYSTATE"
            method = self.name()
        if self.accept("IFERROR"):
            on_error = self.braces()
        return Solve(block, method, steady, on_error, place=self.at(start))

    def _table(self) -> Statement:
        start = self.expect("TABLE")
        names = self._names_until({"DEPEND", "FROM"})
        depend = self._names_until({"FROM"}) if self.accept("DEPEND") else ()
        self.expect("FROM")
        low = self.expression()
        self.expect("TO")
        high = self.expression()
        self.expect("WITH")
        return Table(names, depend, low, high, self.unary_without_unit(), place=self.at(start))

    def _names_until(self, stop: set[str]) -> tuple[str, ...]:
        names: list[str] = []
        while (token := self.source.peek()).text not in stop:
            if names:
                self.expect(",")
            names.append(self.name())
            if token.kind == "end":
                break
        return tuple(names)

    def _conductance(self) -> Statement:
        start = self.expect("CONDUCTANCE")
        return Conductance(self.name(), self.name() if self.accept("USEION") else None, place=self.at(start))

    def _verbatim(self) -> Statement:
        start = self.expect("VERBATIM")
        return Verbatim(self.source.raw_until(r"\bENDVERBATIM\b", "VERBATIM"), place=self.at(start))

    def _reaction_or_equation(self) -> Statement:
        start = self.expect("~")
        mark = self.source.peek().start
        try:
            left = self._reaction_side()
            operator = self.source.peek().text
        except NmodlError:
            operator, left = "=", ()
        if operator not in ("<->", "->", "<<", "<"):
            self.source.rewind(mark)
            equation = self.expression()
            self.expect("=")
            return Equation(equation, self.expression(), place=self.at(start))
        return self._reaction(start, left)

    def _reaction(self, start: Token, left: tuple) -> Statement:
        operator = self.source.next().text
        if operator == "<":  # `< ->` with a blank
            self.expect("->")
            operator = "<->"
        right = () if self.source.peek().text == "(" else self._reaction_side()
        self.expect("(")
        forward = self.expression()
        backward = self.expression() if self.accept(",") else None
        self.expect(")")
        return Reaction(operator, left, right, forward, backward, place=self.at(start))

    def _reaction_side(self) -> tuple[tuple[Expression | None, Name], ...]:
        terms = [self._reaction_term()]
        while self.accept("+"):
            terms.append(self._reaction_term())
        return tuple(terms)

    def _reaction_term(self) -> tuple[Expression | None, Name]:
        token = self.source.peek()
        factor = None
        if token.kind == "number":
            self.source.next()
            factor = Number(token.text, place=self.at(token))
        token = self.expect_kind("name", "a state")
        index = None
        if self.accept("["):
            index = self.expression()
            self.expect("]")
        return factor, Name(token.text, index, place=self.at(token))

    def _conserve(self) -> Statement:
        start = self.expect("CONSERVE")
        left = self.expression()
        self.expect("=")
        return Conserve(left, self.expression(), place=self.at(start))

    def _compartment(self) -> Statement:
        start = self.source.next()
        index = None
        value = self.expression()
        if self.accept(",") and isinstance(value, Name):
            index, value = value.name, self.expression()
        self.expect("{")
        species = []
        while not self.accept("}"):
            self.accept(",")
            token = self.expect_kind("name", "a state")
            species.append(Name(token.text, place=self.at(token)))
        longitudinal = start.text == "LONGITUDINAL_DIFFUSION"
        return Compartment(index, value, tuple(species), longitudinal, place=self.at(start))

    def _watch(self) -> Statement:
        start = self.expect("WATCH")
        self.expect("(")
        condition = self.expression()
        self.expect(")")
        return Watch(condition, self.unary(), place=self.at(start))

    def _for_netcons(self) -> Statement:
        start = self.expect("FOR_NETCONS")
        return ForNetcons(self.arguments(), self.braces(), place=self.at(start))

    def _nested_initial(self) -> Statement:
        start = self.expect("INITIAL")
        return NestedInitial(self.braces(), place=self.at(start))

    def _protect(self) -> Statement:
        start = self.expect("PROTECT")
        return Protect(self.statement(), place=self.at(start))

    def _lag(self) -> Statement:
        start = self.expect("LAG")
        name = self.name()
        self.expect("BY")
        return Lag(name, self.expression(), place=self.at(start))

    def _keyword(self) -> Statement:
        token = self.source.next()
        return Keyword(token.text, place=self.at(token))
