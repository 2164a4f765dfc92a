"""Write C functions as Python functions."""

import ast
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from hoc_compat.c_code.errors import CCodeError
from hoc_compat.c_code.expressions import Expressions, Place, Value
from hoc_compat.c_code.types import CType, pointer


@dataclass
class _Loop:
    """What `continue` does in a loop; a `switch` passes it on to the loop around it by the variable `flag`."""

    flag: str = ""
    step: list[str] = field(default_factory=list)
    used: bool = False


class FunctionWriter(Expressions):
    """Writes one function of a unit."""

    def __init__(self, unit: Any, definition: c_ast.FuncDef):
        self.unit, self.definition = unit, definition
        self.scopes: list[dict[str, Any]] = [{}]
        self.made = 0
        self.lines: list[str] = []
        self.places: list[int] = []
        self.depth = 0
        self.line = 0
        self.loops: list[_Loop] = []
        addresses = _Addresses()
        addresses.visit(definition.body)
        self.addressed = addresses.names
        self.returns: CType = unit.types.of(definition.decl.type.type)

    def written(self) -> ast.Module:
        """A module with the function `function`, whose lines are those of the C. Raises `CCodeError`."""
        parameters, boxes = [], []
        for name, kind in self.unit.parameters(self.definition.decl.type):
            place = self._declared(name, kind, parameter=True)
            parameters.append(f"v_{name}")
            if isinstance(place, Place) and place.block:
                boxes.append(f"v_{name} = new_cell({self.unit.constant_object(kind)}, v_{name})")
        self.emit(f"def function({', '.join(parameters)}):")
        self.depth = 1
        for box in boxes:
            self.emit(box)
        self.body(self.definition.body)
        self.emit("return " + ("None" if not self.returns.is_number else "0"))
        tree = ast.parse("\n".join(self.lines))
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword):
                node.lineno = node.end_lineno = self.places[node.lineno - 1]
                node.col_offset = node.end_col_offset = 0
        return tree

    def emit(self, text: str) -> None:
        """A line of Python."""
        self.lines.append("    " * self.depth + text)
        self.places.append(max(self.line, 1))

    # declarations

    def _declared(self, name: str, kind: CType, parameter: bool = False) -> Value:
        variable = f"v_{name}"
        if not parameter and any(name in scope for scope in self.scopes):
            self.made += 1
            variable = f"v_{name}_{self.made}"
        if kind.kind == "array" and parameter:
            kind = pointer(kind.target)
        if kind.kind in ("array", "struct"):
            found = Value(variable, kind)
        elif name in self.addressed:
            found = Place(f"{variable}.get(0)", kind, block=variable, offset="0")
        else:
            found = Place(variable, kind)
        self.scopes[-1][name] = found
        return found

    def _decl(self, node: c_ast.Decl) -> None:
        if node.name is None or "extern" in node.storage or isinstance(node.type, c_ast.FuncDecl):
            self.unit.types.of(node.type) if node.name is None else None
            return
        kind = self.unit.types.of(node.type)
        if "static" in node.storage:
            self.scopes[-1][node.name] = self.unit.static(node, kind)
            return
        if kind.kind == "array" and kind.count == 0:
            kind = self.unit.sized(kind, node.init)
        found = self._declared(node.name, kind)
        variable = found.block if isinstance(found, Place) and found.block else found.code
        if kind.kind == "array":
            self.emit(f"{variable} = new_array({self.unit.constant_object(kind)})")
            self._filled(variable, kind, node.init)
            return
        if kind.kind == "struct":
            if node.init is not None:
                raise CCodeError("a struct that begins with values", node)
            self.emit(f"{variable} = new_struct({self.unit.constant_object(kind)})")
            return
        code = "0.0" if kind.kind == "float" else "0" if kind.kind == "int" else "None"
        if node.init is not None:
            code = self.converted(self.value(node.init), kind, node)
        boxed = isinstance(found, Place) and found.block
        self.emit(
            f"{variable} = new_cell({self.unit.constant_object(kind)}, {code})" if boxed else f"{variable} = {code}"
        )

    def _filled(self, variable: str, kind: CType, init: c_ast.Node | None) -> None:
        """The values that an array begins with."""
        if init is None:
            return
        if isinstance(init, c_ast.Constant) and init.type == "string":
            self.emit(f"put_string({variable}, string({self.value(init).code}))")
            return
        for number, node in enumerate(flat_values(init, kind)):
            if node is not None:
                code = self.converted(self.value(node), kind.scalar, node)
                self.emit(f"{variable}.put({number}, {code})")

    # statements

    def body(self, node: c_ast.Node | None) -> None:
        """A statement in a scope of its own."""
        self.scopes.append({})
        items = node.block_items or [] if isinstance(node, c_ast.Compound) else [node]
        for item in items:
            self.statement(item)
        self.scopes.pop()

    def _indented(self, node: c_ast.Node | None) -> None:
        self.depth += 1
        before = len(self.lines)
        self.body(node)
        if len(self.lines) == before:
            self.emit("pass")
        self.depth -= 1

    def statement(self, node: c_ast.Node | None) -> None:
        """One statement. Raises `CCodeError`."""
        if node is None or isinstance(node, c_ast.EmptyStatement | c_ast.Pragma | c_ast.Typedef):
            if isinstance(node, c_ast.Typedef):
                self.unit.types.typedefs[node.name] = self.unit.types.of(node.type)
            return
        self.line = getattr(node.coord, "line", self.line) or self.line
        rule = getattr(self, f"_do_{type(node).__name__.lower()}", None)
        if rule is not None:
            rule(node)
        elif isinstance(node, c_ast.Assignment) and node.op == "=" and not isinstance(node.rvalue, c_ast.Assignment):
            self._assigned(node)
        else:
            self.emit(self.value(node).code)

    def _assigned(self, node: c_ast.Assignment) -> None:
        found = self._assignment(node)
        code = found.code
        place = self.place(node.lvalue)
        if not place.block:
            code = code[1:-1].replace(":=", "=", 1)
        self.emit(code)

    def _do_decl(self, node: c_ast.Decl) -> None:
        self._decl(node)

    def _do_decllist(self, node: c_ast.DeclList) -> None:
        for decl in node.decls:
            self._decl(decl)

    def _do_compound(self, node: c_ast.Compound) -> None:
        self.body(node)

    def _do_return(self, node: c_ast.Return) -> None:
        if node.expr is None:
            self.emit("return 0" if self.returns.is_number else "return None")
        elif self.returns.kind == "void":
            self.emit(f"return {self.value(node.expr).code}")
        else:
            self.emit(f"return {self.converted(self.value(node.expr), self.returns, node)}")

    def _do_if(self, node: c_ast.If) -> None:
        self.emit(f"if {self.truth(node.cond)}:")
        self._indented(node.iftrue)
        if node.iffalse is not None:
            self.emit("else:")
            self._indented(node.iffalse)

    # loops

    def _do_while(self, node: c_ast.While) -> None:
        self.emit(f"while {self.truth(node.cond)}:")
        self._looped(node.stmt, [])

    def _do_for(self, node: c_ast.For) -> None:
        self.scopes.append({})
        if node.init is not None:
            self.statement(node.init)
        condition = "True" if node.cond is None else self.truth(node.cond)
        step = [] if node.next is None else self._captured(node.next)
        self.emit(f"while {condition}:")
        self._looped(node.stmt, step)
        self.scopes.pop()

    def _do_dowhile(self, node: c_ast.DoWhile) -> None:
        self.emit("while True:")
        self._looped(node.stmt, [f"if not {self.truth(node.cond)}:", "    break"])

    def _looped(self, node: c_ast.Node, step: list[str]) -> None:
        self.loops.append(_Loop(step=step))
        self._indented(node)
        self.loops.pop()
        self.depth += 1
        for text in step:
            self.emit(text)
        self.depth -= 1

    def _captured(self, node: c_ast.Node) -> list[str]:
        """The lines of what a loop does at the end of a turn."""
        lines, places, depth = self.lines, self.places, self.depth
        self.lines, self.places, self.depth = [], [], 0
        for part in node.exprs if isinstance(node, c_ast.ExprList) else [node]:
            self.statement(part)
        step = self.lines
        self.lines, self.places, self.depth = lines, places, depth
        return step

    def _do_break(self, node: c_ast.Break) -> None:
        self.emit("break")

    def _do_continue(self, node: c_ast.Continue) -> None:
        loop = self.loops[-1] if self.loops else None
        if loop is None:
            raise CCodeError("`continue` outside of a loop", node)
        if loop.flag:
            loop.used = True
            self.emit(f"{loop.flag} = True")
            self.emit("break")
            return
        for text in loop.step:
            self.emit(text)
        self.emit("continue")

    # switch

    def _do_switch(self, node: c_ast.Switch) -> None:
        """`switch`: a loop of one turn, which `break` leaves; the group that matches is run, and those behind it."""
        subject, entry = self.temporary(), self.temporary()
        loop = _Loop(flag=self.temporary())
        groups = self._groups(node)
        self.emit(f"{subject} = {self.value(node.cond).code}")
        self.emit(f"{loop.flag} = False")
        default = len(groups)
        word = "if"
        for number, (labels, _) in enumerate(groups):
            values = [self.value(label).code for label in labels if label is not None]
            default = number if None in labels else default
            if values:
                self.emit(f"{word} {subject} in ({', '.join(values)},):")
                self.emit(f"    {entry} = {number}")
                word = "elif"
        self.emit("else:" if word == "elif" else "if True:")
        self.emit(f"    {entry} = {default}")
        self.emit("while True:")
        self.depth += 1
        self.loops.append(loop)
        self.scopes.append({})
        for number, (_, statements) in enumerate(groups):
            self.emit(f"if {entry} <= {number}:")
            self.depth += 1
            self.emit("pass")
            for statement in statements:
                self.statement(statement)
            self.depth -= 1
        self.scopes.pop()
        self.loops.pop()
        self.emit("break")
        self.depth -= 1
        if loop.used:
            self.emit(f"if {loop.flag}:")
            self.depth += 1
            self._do_continue(c_ast.Continue())
            self.depth -= 1

    def _groups(self, node: c_ast.Switch) -> list[tuple[list[c_ast.Node | None], list[c_ast.Node]]]:
        """The labels and statements of a switch; None stands for `default`."""
        groups: list[tuple[list[c_ast.Node | None], list[c_ast.Node]]] = []
        items = node.stmt.block_items or [] if isinstance(node.stmt, c_ast.Compound) else [node.stmt]
        for item in items:
            while isinstance(item, c_ast.Case | c_ast.Default):
                label = item.expr if isinstance(item, c_ast.Case) else None
                groups.append(([label], []))
                inner = [s for s in item.stmts or [] if s is not None]
                if len(inner) == 1 and isinstance(inner[0], c_ast.Case | c_ast.Default):
                    item = inner[0]
                    continue
                groups[-1][1].extend(inner)
                item = None
            if item is not None and groups:
                groups[-1][1].append(item)
        return groups

    def _do_goto(self, node: c_ast.Goto) -> None:
        raise CCodeError("`goto`", node)

    def _do_label(self, node: c_ast.Label) -> None:
        self.statement(node.stmt)


class _Addresses(c_ast.NodeVisitor):
    """Finds the variables of which a function takes the address."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_UnaryOp(self, node: c_ast.UnaryOp) -> None:  # noqa: N802
        if node.op == "&" and isinstance(node.expr, c_ast.ID):
            self.names.add(node.expr.name)
        self.generic_visit(node)


def flat_values(init: c_ast.Node, kind: CType) -> list[c_ast.Node | None]:
    """What the numbers of an array begin with, in the order of memory; None for 0."""
    if not isinstance(init, c_ast.InitList):
        return [init]
    found: list[c_ast.Node | None] = []
    for node in init.exprs or []:
        inner = kind.target
        if isinstance(node, c_ast.InitList) and inner.kind == "array":
            part = flat_values(node, inner)
            found += [*part, *[None] * (inner.stride - len(part))]
        else:
            found.append(node)
    return found
