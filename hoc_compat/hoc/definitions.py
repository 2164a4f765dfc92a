"""Translate hoc definitions: func, proc, obfunc, iterator and templates."""

import ast

from hoc_compat.hoc import symbols
from hoc_compat.hoc.builtins import builtin_kind
from hoc_compat.hoc.emit import Value, call, constant, item, name
from hoc_compat.hoc.statements import Statement, Statements

_FLAVOURS = ("proc", "func", "obfunc", "iterator")


class Definitions(Statements):
    """The part of the parser that reads definitions."""

    def definition(self) -> Statement | None:
        """A definition, which takes effect at once, and what is left to do when it runs; None if there is none."""
        if self.token.kind != "keyword":
            return None
        if self.sees(*_FLAVOURS):
            return self._function()
        rule = {
            "begintemplate": self._begin_template,
            "endtemplate": self._end_template,
            "public": self._public,
            "external": self._external,
        }.get(self.token.text)
        if rule is None:
            return None
        self.next()
        return rule()

    def _function(self) -> Statement:
        line = self.token.line
        flavour = self.next().text
        identifier = self.identifier()
        symbol = self.scope.find(identifier) or self.scope.add(identifier)
        if symbol.kind not in (symbols.UNDEFINED, symbols.FUNCTION):
            raise self.fail(f"`{identifier}` is already declared, as a {symbol.kind}")
        symbol.kind, symbol.flavour = symbols.FUNCTION, flavour
        self.expect("(")
        self.expect(")")
        self.in_function, self.flavour = True, flavour
        body = self._body(flavour)
        symbol.sole_call, symbol.is_empty = _sole_call(body), not body
        if flavour in ("proc", "func"):
            body.append(self.placed(ast.Return(constant(0.0)), line))
        elif flavour == "iterator":
            body.append(self.placed(ast.Expr(ast.Yield(constant(None))), line) if not _yields(body) else ast.Pass())
        symbol.code = self.function(identifier, [], body, line)
        self.begin_body()
        return [self.placed(ast.Expr(call("DEFINED_FUNCTION", self.reference(symbol))), line)]

    def _body(self, flavour: str) -> Statement:
        line = self.token.line
        boxed = self._passed_by_reference()
        self.expect("{")
        body: Statement = []
        for keyword, start in (("local", 0.0), ("localobj", None)):
            if self.take(keyword):
                body += self._locals(keyword, start, boxed)
        while not self.take("}"):
            if self.token.kind == "newline":
                self.next()
            elif self.token.kind == "end":
                raise self.fail(f"the {flavour} that begins in line {line} has no closing brace")
            else:
                body += self.statement()
        return body

    def _locals(self, keyword: str, start: float | None, boxed: set[str]) -> Statement:
        body: Statement = []
        while True:
            line = self.token.line
            identifier = self.identifier()
            if identifier in self.locals:
                raise self.fail(f"`{identifier}` is already declared local")
            variable = f"l_{identifier}"
            value: ast.expr = constant(start)
            kind = "number" if keyword == "local" else "object"
            # a list of one element, to which a reference can be made: `$&1`, or `$o1` of an object, may be assigned
            if identifier in boxed or (keyword == "localobj" and f"({identifier})" in boxed):
                place = item(name(variable), constant(0))
                pointer = call("VARIABLE_POINTER", name(variable), constant(0), constant(identifier))
                self.locals[identifier] = Value(place, kind, target=place, pointer=pointer)
                value = ast.List([value], ast.Load())
            else:
                self.locals[identifier] = Value(name(variable), kind, target=name(variable))
            body.append(self.placed(ast.Assign([ast.Name(variable, ast.Store())], value), line))
            if not self.take(","):
                return body

    def _passed_by_reference(self) -> set[str]:
        """Names behind `&`, and those that are arguments by themselves, up to the closing brace."""
        found: set[str] = set()
        depth, ahead = 0, 0
        before = ""
        while True:
            token = self.peek(ahead)
            if token.kind == "end":
                return found
            if token.kind == "operator":
                depth += (token.text == "{") - (token.text == "}")
                if depth == 0:
                    return found
                if token.text == "&" and self.peek(ahead + 1).kind == "name":
                    found.add(self.peek(ahead + 1).text)
            if token.kind == "name" and before in ("(", ",") and self.peek(ahead + 1).text in (",", ")"):
                found.add(f"({token.text})")
            before = token.text
            ahead += 1

    # templates

    def _begin_template(self) -> Statement:
        if self.scope is not self.main_scope:
            raise self.fail("a template cannot stand in another one")
        identifier = self.identifier()
        if builtin_kind(identifier, in_main=False) == "class":  # those of NEURON's hoc library can be replaced
            raise self.fail(f"`{identifier}` is a class of NEURON; choose another name for the template")
        symbol = self.main_scope.find(identifier) or self.main_scope.add(identifier)
        if symbol.kind == symbols.TEMPLATE:
            raise self.fail(f"`{identifier}`: a template cannot be redefined")
        if symbol.kind != symbols.UNDEFINED:
            raise self.fail(f"`{identifier}` is already declared, as a {symbol.kind}")
        self.scope = self.namespace["BEGIN_TEMPLATE"](symbol)
        return []

    def _end_template(self) -> Statement:
        identifier = self.identifier()
        if self.scope.template != identifier:
            raise self.fail(f"`endtemplate {identifier}` ends no template of that name")
        self.scope = self.main_scope
        return []

    def _public(self) -> Statement:
        for identifier in self._names():
            (self.scope.find(identifier) or self.scope.add(identifier)).public = True
        return []

    def _external(self) -> Statement:
        if self.scope is self.main_scope:
            raise self.fail("`external` can only stand in a template")
        for identifier in self._names():
            outside = self.main_scope.find(identifier)
            if outside is None or outside.kind == symbols.UNDEFINED:
                if not self.namespace["EXTERNAL_BUILT_IN"](self.scope, identifier):
                    raise self.fail(f"`{identifier}` is not declared in the main program")
                continue
            symbol = self.scope.find(identifier) or self.scope.add(identifier)
            symbol.external = outside
        return []

    def _names(self) -> list[str]:
        found = [self.identifier()]
        while self.take(","):
            found.append(self.identifier())
        return found


def _sole_call(body: Statement) -> str:
    """The name of NEURON's function that is all that a body calls, without arguments; "" for another body."""
    calls = [s.value for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)]
    function = calls[0].func if len(body) == len(calls) == 1 and not calls[0].args else None
    if isinstance(function, ast.Attribute) and ast.dump(function.value) == ast.dump(name("H")):
        return function.attr
    return ""


def _yields(body: Statement) -> bool:
    return any(isinstance(node, ast.Yield) for statement in body for node in ast.walk(statement))
