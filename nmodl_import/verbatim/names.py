"""The names of a piece of C: what they stand for, fresh ones, and the problems met."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pycparser import c_ast

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Assign, Expression, Local, Name, Number, Place, Statement, Unary
from nmodl_import.symbols import IMPLICIT
from nmodl_import.verbatim.c_functions import CONSTANTS, INTEGER_CONSTANTS, MATH, plumbing
from nmodl_import.verbatim.c_parse import CText
from nmodl_import.verbatim.errors import REMEDY, unsupported
from nmodl_import.verbatim.scope import Context, CVariable


@dataclass(frozen=True)
class Value:
    """An expression and whether C computes it with whole numbers."""

    expression: Expression
    integer: bool = False


NOTHING = Value(Number("0"), True)  # stands for what was refused, so that the rest is looked at as well


class NameTranslator:
    """Names of one piece of C. `out` is the list that statements are appended to."""

    def __init__(self, text: CText, context: Context, taken: set[str]):
        self.text = text
        self.context = context
        self.problems: dict[str, Diagnostic] = {}
        self.out: list[Statement] = []
        self.temporaries: list[Name] = []
        self.scopes: list[dict[str, CVariable]] = [{}]
        self.taken = taken | context.names | context.functions | set(context.own or ()) | IMPLICIT
        self.taken |= {context.result} if context.result else set()
        self.taken |= context.file.statics.keys()

    # Problems and places

    def at(self, node: c_ast.Node) -> Place:
        return self.text.place(node)

    def refuse(self, node: c_ast.Node | None, construct: str, why: str = "") -> Value:
        """Note that something cannot be translated; once for each construct."""
        return self.complain(node, unsupported(construct, why))

    def complain(self, node: c_ast.Node | None, message: str) -> Value:
        self.problems.setdefault(message, Diagnostic(message, self.text.place(node)))
        return NOTHING

    # Names and statements of our own

    @contextmanager
    def collect(self) -> Iterator[list[Statement]]:
        """Gather the statements that are emitted meanwhile."""
        outer, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = outer

    def fresh(self, stem: str) -> str:
        """A name that nothing else has."""
        name, number = stem, 1
        while name in self.taken:
            number += 1
            name = f"{stem}_{number}"
        self.taken.add(name)
        return name

    def temporary(self, stem: str, node: c_ast.Node) -> Name:
        """A LOCAL of our own, declared before everything else."""
        name = Name(self.fresh(stem), place=self.at(node))
        self.temporaries.append(name)
        return name

    def once(self, expression: Expression, node: c_ast.Node) -> Expression:
        """The expression in a form that may be written twice."""
        inner = expression.operand if isinstance(expression, Unary) else expression
        if isinstance(inner, Number) or (isinstance(inner, Name) and inner.index is None):
            return expression
        name = self.temporary("whole", node)
        self.out.append(Assign(name, expression, place=self.at(node)))
        return name

    def variable(self, name: str) -> CVariable | None:
        """The C variable that is visible under a name."""
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    # What a name stands for

    def _id(self, node: c_ast.ID) -> Value:
        name, place = node.name, self.at(node)
        variable = self.variable(name)
        if variable and variable.pointer:
            return self._pointer_value(node)
        if variable:
            variable.used = True
            return Value(Name(variable.name, place=place), variable.integer)
        if self._is_nmodl_local(name):
            return Value(Name(name[2:], place=place), name[2:] in self.context.counters)
        static = self.context.file.statics.get(name)
        if name in self.context.names or name in IMPLICIT or static:
            if name in (self.context.own or ()):
                return self.refuse(
                    node, f"`{name}`", f"the LOCAL or argument `{name}` hides the variable; C has _l{name}"
                )
            return Value(Name(name, place=place), static is not None and static.integer)
        for table, integer in ((CONSTANTS, False), (INTEGER_CONSTANTS, True)):
            if name in table:
                return Value(Number(table[name], place=place), integer)
        return self._unknown(node)

    def value(self, node: c_ast.Node) -> Value:
        """The value of a C expression."""
        raise NotImplementedError

    def _pointer_value(self, node: c_ast.ID) -> Value:
        """A pointer where C wants a number."""
        raise NotImplementedError

    def _is_nmodl_local(self, name: str) -> bool:
        """`_lx` is what NEURON calls the LOCAL, the argument or the FUNCTION x."""
        if not name.startswith("_l") or len(name) == 2 or name in self.context.names:
            return False
        own = self.context.own
        return own is None or name[2:] in own or name[2:] == self.context.result

    def _unknown(self, node: c_ast.ID) -> Value:
        name, what = node.name, self.context.file.opaque.get(node.name)
        if name.startswith("_ion_"):
            ion_value = name[len("_ion_") :]
            if ion_value in self.context.ion_values:
                return Value(Name(ion_value, place=self.at(node)))
            return self.refuse(node, f"`{name}`", "the mechanism may have changed its own value before")
        if name.startswith("_p_"):
            return self._pointer_value(node)
        if what:
            return self.refuse(node, f"{what} `{name}`")
        if name in self.context.functions or name in MATH or plumbing(name):
            return self.refuse(node, f"the function `{name}` without a call")
        return self.complain(node, f"`{name}` in VERBATIM is no variable of the mechanism; declare it, or {REMEDY}")

    def locals(self) -> list[Statement]:
        """The LOCALs of our own."""
        return [Local(tuple(self.temporaries), place=self.text.verbatim.place)] if self.temporaries else []
