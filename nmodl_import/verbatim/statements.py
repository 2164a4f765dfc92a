"""Translate C statements into those of NMODL."""

from dataclasses import replace
from functools import reduce

from pycparser import c_ast

from nmodl_import.nodes import (
    Assign,
    Binary,
    Call,
    Expression,
    From,
    If,
    Local,
    Name,
    Number,
    Statement,
    While,
)
from nmodl_import.verbatim.c_loops import Counting, contains, counting, mentioned, switch_groups, used_outside
from nmodl_import.verbatim.c_parse import CText
from nmodl_import.verbatim.exits import without_exits
from nmodl_import.verbatim.expressions import ExpressionTranslator, whole_type
from nmodl_import.verbatim.fold import constant, whole, whole_number
from nmodl_import.verbatim.scope import Context, CVariable
from nmodl_import.walk import walk

_WORDS = {
    "Goto": "`goto`", "Label": "a label", "Break": "`break`", "Continue": "`continue`",
    "Struct": "a struct", "Union": "a union", "Enum": "an enum", "FuncDef": "a function inside a block",
    "Typedef": "`typedef`", "Pragma": "`#pragma`",
}  # fmt: skip
_LOOPS = (c_ast.For, c_ast.While, c_ast.DoWhile)
_EXPRESSIONS = (
    c_ast.Assignment, c_ast.UnaryOp, c_ast.BinaryOp, c_ast.FuncCall, c_ast.ID, c_ast.Constant, c_ast.ExprList,
    c_ast.Cast, c_ast.TernaryOp, c_ast.ArrayRef, c_ast.StructRef,
)  # fmt: skip


class StatementTranslator(ExpressionTranslator):
    """Statements of one piece of C; `tail` says that nothing of the block comes after what is translated."""

    def __init__(self, text: CText, context: Context, taken: set[str]):
        super().__init__(text, context, taken)
        self.outside: set[str] = set()
        self.declared: list[CVariable] = []
        self.last = True
        self.mentioned: set[str] = set()  # by NMODL statements between pieces of C

    def body(self, items: list[c_ast.Node], last: bool) -> tuple[Statement, ...]:
        """All statements; `last` if the NMODL block ends after them."""
        while len(items) == 1 and isinstance(items[0], c_ast.Compound):
            items = list(items[0].block_items or [])
        items = without_exits(items, mentioned(c_ast.Compound(items)) | self.taken, self.context.result is not None)
        self.outside, self.last = used_outside(items), last
        self.mentioned = {n.name for n in walk(self.context.nmodl) if isinstance(n, Name)}
        with self.collect() as statements:
            self.sequence(items, last)
        unused = {v.name for v in self.declared if not v.used} - self.mentioned
        return tuple(_tidy([*self.locals(), *statements], unused))

    def sequence(self, items: list[c_ast.Node], tail: bool) -> None:
        """Statements one after another, up to a `return`."""
        for number, item in enumerate(items):
            rest = items[number + 1 :]
            if rest and contains(item, c_ast.Return) and isinstance(item, c_ast.If | c_ast.Compound):
                self._leaving(item, rest, tail)
                return
            self.statement(item, tail and (not rest or isinstance(item, c_ast.Return)))
            if isinstance(item, c_ast.Return):
                return  # C never gets to the rest

    def _leaving(self, item: c_ast.Node, rest: list[c_ast.Node], tail: bool) -> None:
        """A statement that may return, and what follows it: the rest goes where C does not return."""
        if isinstance(item, c_ast.Compound):
            inner = list(item.block_items or [])
            if not returns(item) and any(isinstance(i, c_ast.Decl) for i in inner):
                self.refuse(item, "`return` in braces with variables of their own")
            self.sequence(inner if returns(item) else inner + rest, tail)
            return
        assert isinstance(item, c_ast.If)
        then, other = _items(item.iftrue), _items(item.iffalse)
        if not returns(item.iftrue) and not returns(item.iffalse):
            self.refuse(item, "`return` deep inside conditions")
            return
        then = then if returns(item.iftrue) else [item.iftrue, *rest]
        other = other if returns(item.iffalse) else [*([item.iffalse] if item.iffalse else []), *rest]
        self._choose(item, then, other, tail)

    def statement(self, node: c_ast.Node, tail: bool) -> None:
        """One statement."""
        name = type(node).__name__
        method = getattr(self, f"_do_{name.lower()}", None)
        if method:
            method(node, tail)
        elif isinstance(node, _EXPRESSIONS):
            self.effect(node)
        else:
            self.refuse(node, _WORDS.get(name, f"`{name}`"))

    def _do_emptystatement(self, node: c_ast.EmptyStatement, tail: bool) -> None:
        """`;`"""

    def _do_compound(self, node: c_ast.Compound, tail: bool) -> None:
        self.out += self._inner(list(node.block_items or []), tail)  # its LOCALs have names of their own

    def _inner(self, items: list[c_ast.Node], tail: bool) -> tuple[Statement, ...]:
        """Statements between braces."""
        if len(items) == 1 and isinstance(items[0], c_ast.Compound):
            items = list(items[0].block_items or [])
        self.scopes.append({})
        with self.collect() as statements:
            self.sequence(items, tail)
        self.scopes.pop()
        return tuple(statements)

    def _do_return(self, node: c_ast.Return, tail: bool) -> None:
        result = self.context.result
        if not tail:
            self.refuse(node, "`return` before the end of the block")
        if node.expr is None:
            return
        if result is not None:
            value = self.converted(node.expr, self.context.integer_result)
            self.out.append(Assign(Name(result, place=self.at(node)), value, place=self.at(node)))
        elif constant(self.value(node.expr).expression) is None:
            self.refuse(node, "`return` of a value", "the block has none")

    # Declarations

    def declare(self, name: str, integer: bool, array: bool = False) -> CVariable:
        """A new C variable; it is renamed if NMODL uses its name for something else."""
        variable = CVariable(self.fresh(name), integer, array)
        self.scopes[-1][name] = variable
        self.declared.append(variable)
        return variable

    def _do_decllist(self, node: c_ast.DeclList, tail: bool) -> None:
        for declaration in node.decls:
            self._do_decl(declaration, tail)

    def _do_decl(self, node: c_ast.Decl, tail: bool) -> None:
        place, kind = self.at(node), node.type
        if isinstance(kind, c_ast.FuncDecl) or "extern" in node.storage:
            return  # a prototype
        if "static" in node.storage and "const" not in node.quals:
            self.refuse(node, f"the static variable `{node.name}`", "it keeps its value between calls")
        visible = node.name in self.mentioned or (not self.last and len(self.scopes) == 1)
        if visible and node.name in self.context.names:
            self.refuse(node, f"the C variable `{node.name}`", "it hides the mechanism's in the rest of the block")
        if isinstance(kind, c_ast.ArrayDecl):
            self._array(node, kind)
            return
        if isinstance(kind, c_ast.PtrDecl) and self.pointer_variable(node.name, node.init):
            return
        integer = whole_type(kind)
        if integer is None:
            what = "pointer" if isinstance(kind, c_ast.PtrDecl) else "variable of a C type"
            self.refuse(node, f"the {what} `{node.name}`")
            self.declare(node.name or "unnamed", False)  # so that its uses are no further problems
            return
        value = None if node.init is None else self.converted(node.init, integer)
        variable = self.declare(node.name, integer)
        name = Name(variable.name, place=place)
        self.out.append(Local((name,), place=place))
        if value is not None:
            variable.used = True
            self.out.append(Assign(name, value, place=place))

    def _array(self, node: c_ast.Decl, kind: c_ast.ArrayDecl) -> None:
        place, integer = self.at(node), whole_type(kind.type)
        values = list(node.init.exprs) if isinstance(node.init, c_ast.InitList) else []
        size = len(values) if kind.dim is None else whole(self.value(kind.dim).expression)
        if integer is None or not size or (node.init is not None and not values):
            self.refuse(node, f"the array `{node.name}`", "only arrays of numbers with a fixed size are")
            self.declare(node.name or "unnamed", False)
            return
        variable = self.declare(node.name, integer, array=True)
        variable.used = True
        self.out.append(Local((Name(variable.name, whole_number(size, place), place=place),), place=place))
        if not values:
            return
        values += [c_ast.Constant("int", "0", node.coord)] * (min(size, 10_000) - len(values))  # as C fills it up
        for number, value in enumerate(values):
            element = Name(variable.name, whole_number(number, place), place=place)
            self.out.append(Assign(element, self.converted(value, integer), place=place))

    # Conditions and loops

    def _do_if(self, node: c_ast.If, tail: bool) -> None:
        self._choose(node, _items(node.iftrue), _items(node.iffalse), tail)

    def _choose(self, node: c_ast.If, then: list[c_ast.Node], other: list[c_ast.Node], tail: bool) -> None:
        condition = self.value(node.cond).expression
        if (decided := constant(condition)) is not None:
            self.out += self._inner(then if decided else other, tail)
            return
        branches = self._inner(then, tail), self._inner(other, tail)
        self.out.append(If(condition, *branches, place=self.at(node)))

    def _do_switch(self, node: c_ast.Switch, tail: bool) -> None:
        groups = switch_groups(node.stmt)
        if groups is None:
            self.refuse(node, "`switch`", "a case runs into the next, or leaves from within")
            return
        place = self.at(node)
        value = self.once(self.truncated(self.value(node.cond), node.cond).expression, node)
        chain: tuple[Statement, ...] = ()
        for labels, items in sorted(groups, key=lambda group: None in group[0], reverse=True):  # default comes last
            body = self._inner(items, tail)
            if None in labels:
                chain = body
                continue
            tests = [Binary("==", value, self.value(label).expression, place=place) for label in labels]
            condition = reduce(lambda a, b: Binary("||", a, b, place=place), tests)
            chain = (If(condition, body, chain, place=place),)
        self.out += chain

    def _do_while(self, node: c_ast.While, tail: bool) -> None:
        with self.collect() as before:
            condition = self.value(node.cond).expression
        body = self._inner(_items(node.stmt), False)
        self.out += before
        self.out.append(While(condition, (*body, *before), place=self.at(node)))

    def _do_dowhile(self, node: c_ast.DoWhile, tail: bool) -> None:
        place, again = self.at(node), self.temporary("again", node)
        body = self._inner(_items(node.stmt), False)
        with self.collect() as after:
            condition = self.value(node.cond).expression
        self.out.append(Assign(again, Number("1"), place=place))
        check = Assign(again, Binary("!=", condition, Number("0"), place=place), place=place)
        self.out.append(While(again, (*body, *after, check), place=place))

    def _do_for(self, node: c_ast.For, tail: bool) -> None:
        form = counting(node)
        known = self.variable(form.variable) if form else None
        if form and (form.declares or (known and known.integer and form.variable not in self.outside)):
            self._from(node, form, known)
            return
        self.scopes.append({})
        if isinstance(node.init, c_ast.DeclList):
            self._do_decllist(node.init, False)
        elif node.init is not None:
            self.effect(node.init)
        with self.collect() as before:
            condition = self.value(node.cond).expression if node.cond else Number("1")
        body = self._inner(_items(node.stmt), False)
        with self.collect() as step:
            if node.next is not None:
                self.effect(node.next)
        self.scopes.pop()
        self.out += before
        self.out.append(While(condition, (*body, *step, *before), place=self.at(node)))

    def _from(self, node: c_ast.For, form: Counting, known: CVariable | None) -> None:
        place = self.at(node)
        first = self.converted(form.first, True)
        bound = self.value(form.bound)
        last: Expression = bound.expression
        if not bound.integer:  # i < x is i <= ceil(x) - 1, i <= x is i <= floor(x)
            last = Call("floor" if form.inclusive else "ceil", (last,), place=self.at(form.bound))
        if not form.inclusive:
            number = whole(last)
            one = Binary("-", last, Number("1"), place=self.at(form.bound))
            last = one if number is None else whole_number(number - 1, place)
        step = None if form.step == 1 else Number(str(form.step), place=place)
        if form.declares:
            self.scopes.append({})
            variable = self.declare(form.variable, True)
        else:
            assert known is not None
            variable = CVariable(known.name, True)
            self.scopes.append({form.variable: variable})
        body = self._inner(_items(node.stmt), False)
        self.scopes.pop()
        self.out.append(From(variable.name, first, last, step, body, place=place))


def _items(node: c_ast.Node | None) -> list[c_ast.Node]:
    """The statements of a branch or a loop."""
    if node is None:
        return []
    return list(node.block_items or []) if isinstance(node, c_ast.Compound) else [node]


def returns(node: c_ast.Node | None) -> bool:
    """Whether C always returns within a statement."""
    if isinstance(node, c_ast.Compound):
        return any(returns(item) for item in node.block_items or [])
    if isinstance(node, c_ast.If):
        return returns(node.iftrue) and returns(node.iffalse)
    return isinstance(node, c_ast.Return)


def _tidy(statements: list[Statement] | tuple[Statement, ...], unused: set[str]) -> list[Statement]:
    """Without LOCALs that nothing uses; neighbouring LOCALs become one."""
    result: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Local):
            names = tuple(n for n in statement.names if n.name not in unused)
            if names and result and isinstance(result[-1], Local):
                result[-1] = replace(result[-1], names=result[-1].names + names)
            elif names:
                result.append(replace(statement, names=names))
            continue
        parts = {key: tuple(_tidy(getattr(statement, key), unused)) for key in _PARTS if hasattr(statement, key)}
        result.append(replace(statement, **parts) if parts else statement)
    return result


_PARTS = ("then", "otherwise", "body")
