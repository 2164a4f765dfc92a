"""Translate the names of hoc text: what stands for a name depends on what it was declared as."""

import ast
from typing import TYPE_CHECKING, Any

from braincell.mech import registry
from hoc_compat.hoc import symbols
from hoc_compat.hoc.builtins import MATH, builtin_kind
from hoc_compat.hoc.cursor import Cursor
from hoc_compat.hoc.emit import Value, attribute, call, constant, item, method, name, sequence
from hoc_compat.hoc.symbols import Scope, Symbol
from hoc_compat.nmodl_random import is_random_variable
from hoc_compat.range_variables import owner_of

_NOTHING = constant(None)


def _is_random_variable(identifier: str) -> bool:
    """Whether a range variable is an object, the RANDOM variable of a mechanism."""
    mechanism, variable = owner_of(identifier) or ("", "")
    return mechanism in registry.names() and is_random_variable(registry.find(mechanism), variable)


class Names(Cursor):
    """The part of the parser that knows what names mean."""

    if TYPE_CHECKING:  # what the part that reads expressions adds

        def number(self) -> ast.expr: ...
        def subscripts(self) -> list[ast.expr]: ...
        def arguments(self) -> list[ast.expr]: ...
        def member_name(self) -> str: ...

    def __init__(self, text: str, file: str, scope: Scope, namespace: dict[str, Any]):
        super().__init__(text, file, scope, namespace)
        self.begin_body()

    def begin_body(self) -> None:
        """Forget the local variables of the function before."""
        self.locals: dict[str, Value] = {}
        self.in_function = False

    def find(self, identifier: str) -> Symbol | None:
        """The symbol of a name, if hoc text has introduced it; that of the main program for an external one."""
        symbol = self.scope.find(identifier)
        return symbol if symbol is None or symbol.external is None else symbol.external

    def declared(self, identifier: str, kind: str) -> Symbol:
        """The symbol of a declaration, which must not be something else already."""
        symbol = self.find(identifier) or self.scope.add(identifier)
        if symbol.kind not in (symbols.UNDEFINED, kind):
            raise self.fail(f"`{identifier}` is already declared, as a {symbol.kind}")
        if kind in (symbols.OBJECT, symbols.SECTION) and symbol.kind == symbols.UNDEFINED:
            self.namespace["CLEAR"](symbol)
        symbol.kind = kind
        return symbol

    def reference(self, symbol: Symbol) -> ast.expr:
        """The symbol itself, in the generated code."""
        key = f"S_{symbol.scope.template}_{symbol.name}"
        self.namespace[key] = symbol
        return name(key)

    def container(self, symbol: Symbol) -> ast.expr:
        """Where the value of a symbol is."""
        return name("D" if symbol.scope is self.scope else "T")

    def slot(self, symbol: Symbol) -> ast.expr:
        """The value of a symbol."""
        return item(self.container(symbol), constant(symbol.slot))

    def owner(self, symbol: Symbol) -> ast.expr:
        """The object to which a symbol belongs."""
        return name("O" if symbol.scope is self.scope else "MAIN")

    def is_string(self, identifier: str) -> bool:
        """Whether a name is a strdef, or a function that returns a string."""
        if identifier in self.locals:
            return False
        symbol = self.find(identifier)
        if symbol is not None:
            return symbol.kind == symbols.STRING
        return self.built_in(identifier) == "string function"

    def built_in(self, identifier: str) -> str:
        """What a name is in NEURON itself; "" for none."""
        return builtin_kind(identifier, self.scope is self.main_scope or identifier in self.scope.outside)

    # values

    def named(self) -> Value:
        """A name and its subscripts or arguments."""
        identifier = self.identifier()
        if identifier in self.locals:
            if self.sees("("):  # as in NEURON, an error when it runs
                return Value(call("NO_FUNCTION", constant(identifier), *self.arguments()))
            return self.locals[identifier]
        if identifier == "_pysec":
            return Value(call("PYTHON_SECTIONS"), "object")
        symbol = self.find(identifier)
        if symbol is None or (symbol.kind == symbols.UNDEFINED and self.built_in(identifier)):
            kind = self.built_in(identifier)
            if kind and not (kind in ("function", "procedure") and self.sees("=")):
                return self._built_in_value(identifier, kind)
            if symbol is None and self.sees("[") and self.namespace["LIBRARY_TEMPLATE"](identifier):
                symbol = self.main_scope.find(identifier)
            symbol = symbol or self.scope.add(identifier)
        if self.sees("(") and symbol.kind in (symbols.UNDEFINED, symbols.FUNCTION, symbols.NUMBER):
            return self._called(symbol)
        if symbol.kind == symbols.UNDEFINED:
            return self._undefined(symbol)
        if symbol.kind == symbols.TEMPLATE:
            return self._instance(call("TEMPLATE_OF", self.reference(symbol)))
        if symbol.kind == symbols.SECTION:
            return self.of_section(self.section_of(symbol))
        if symbol.kind == symbols.FUNCTION:
            raise self.wrong(f"`{identifier}` is a {symbol.flavour}: write `{identifier}(…)`")
        return self._variable(symbol)

    def _undefined(self, symbol: Symbol) -> Value:
        if self.sees("=", "+=", "-=", "*=", "/="):
            symbol.kind = symbols.NUMBER
            self.namespace["CLEAR"](symbol)
            return self._variable(symbol)
        return Value(
            call("DEFINED", self.slot(symbol), constant(symbol.name)), "any",
            pointer=call("VARIABLE_POINTER", self.container(symbol), constant(symbol.slot), constant(symbol.name)),
        )  # fmt: skip

    def loop_variable(self, symbol: Symbol) -> Value:
        """A variable to which a loop assigns."""
        if symbol.kind == symbols.UNDEFINED:
            symbol.kind = symbols.NUMBER
            self.namespace["CLEAR"](symbol)
        return self._variable(symbol)

    def _variable(self, symbol: Symbol) -> Value:
        subscripts = self.subscripts()
        if symbol.dimensions:
            if subscripts and len(subscripts) != len(symbol.dimensions):
                raise self.fail(f"`{symbol.name}` has {len(symbol.dimensions)} subscripts, not {len(subscripts)}")
            return self._element(symbol, subscripts or [constant(0.0)] * len(symbol.dimensions))
        if subscripts:
            raise self.fail(f"`{symbol.name}` is no array")
        slot, where = self.slot(symbol), (self.container(symbol), constant(symbol.slot))
        if symbol.name == "this" and symbol.scope.template:
            # held nowhere, so that the object goes with its last user
            return Value(name("O"), "object", setter="SET_THIS", place=(name("O"),))
        if symbol.kind == symbols.OBJECT:
            return Value(slot, "object", target=slot, setter="SET_OBJECT", place=where)
        if symbol.kind == symbols.STRING:
            return Value(slot, "string", target=slot, setter="SET_STRING", place=where)
        return Value(slot, "number", target=slot, pointer=call("VARIABLE_POINTER", *where, constant(symbol.name)))

    def _element(self, symbol: Symbol, subscripts: list[ast.expr]) -> Value:
        array, several = self.slot(symbol), sequence(*subscripts)
        pointer = call("ELEMENT_POINTER", array, several, constant(symbol.name))
        ending, place = ("_1", (array, subscripts[0])) if len(subscripts) == 1 else ("", (array, several))
        node = call(f"ELEMENT{ending}", *place)
        return Value(node, symbol.kind, setter=f"SET_ELEMENT{ending}", place=place, pointer=pointer)

    def _called(self, symbol: Symbol) -> Value:
        arguments = ast.List(self.arguments(), ast.Load())
        kind = {"func": "number", "proc": "nothing"}.get(symbol.flavour, "any")
        return Value(method(self.reference(symbol), "call", self.owner(symbol), arguments), kind, is_call=True)

    def template(self, identifier: str) -> ast.expr:
        """The class that `new` makes an object of."""
        symbol = self.find(identifier) or self.main_scope.find(identifier)
        if symbol is not None and symbol.kind == symbols.TEMPLATE:
            return call("TEMPLATE_OF", self.reference(symbol))
        if builtin_kind(identifier, in_main=True) == "class":
            return attribute(name("H"), identifier)
        if symbol is None and self.namespace["LIBRARY_TEMPLATE"](identifier):
            return self.template(identifier)
        raise self.fail(f"`{identifier}` is no template; define it before its first use")

    def _instance(self, template: ast.expr) -> Value:
        self.expect("[")
        index = self.number()
        self.expect("]")
        return Value(call("INSTANCE", template, index), "object")

    # what NEURON has

    def _built_in_value(self, identifier: str, kind: str) -> Value:
        value = attribute(name("H"), identifier)
        if kind == "range":
            return self.range_value(_NOTHING, identifier)
        if kind == "section property":
            return self._section_property(call("CURRENT"), identifier)
        if kind == "class":
            return self._instance(value)
        if kind == "number":
            return Value(value, "number", target=value, pointer=call("GLOBAL_POINTER", constant(identifier)))
        if kind == "object":
            subscripts = self.subscripts()
            found = item(value, call("INDEX", subscripts[0])) if subscripts else value
            return Value(found, "object", target=found)
        if not self.sees("("):
            raise self.wrong(f"`{identifier}` is a function: write `{identifier}(…)`")
        return self._built_in_call(identifier, kind)

    def _built_in_call(self, identifier: str, kind: str) -> Value:
        arguments = self.arguments()
        if identifier == "numarg":
            return Value(call("COUNT", name("A")))
        if identifier == "argtype":
            return Value(call("ARGUMENT_TYPE", name("A"), *arguments))
        if identifier in MATH and len(arguments) == 1:
            return Value(call(f"F_{identifier}", arguments[0]))
        passed = call("PLAIN", *arguments) if arguments else None
        called = ast.Call(
            attribute(name("H"), identifier), [ast.Starred(passed, ast.Load())] if passed is not None else [], []
        )
        return Value(called, {"string function": "string", "procedure": "nothing"}.get(kind, "any"))

    # sections

    def section_of(self, symbol: Symbol) -> ast.expr:
        """The section that a name and its subscripts mean."""
        subscripts = self.subscripts()
        return call("SECTION", self.slot(symbol), constant(symbol.name), *subscripts)

    def of_section(self, section: ast.expr) -> Value:
        """A section, or its variable if a dot follows."""
        if not self.take("."):
            return Value(section, "section")
        identifier = self.member_name()
        kind = self.built_in(identifier)
        if kind == "range":
            return self.range_value(section, identifier)
        if kind == "section property":
            return self._section_property(section, identifier)
        raise self.fail(f"`{identifier}` is no variable of sections; is its mechanism loaded?")

    def _section_property(self, section: ast.expr, identifier: str) -> Value:
        value = attribute(section, identifier)
        pointer = call("PROPERTY_POINTER", section, constant(identifier))
        return Value(
            call("float", value),
            "number",
            setter="SET_PROPERTY",
            place=(section, constant(identifier)),
            pointer=pointer,
        )

    def range_value(self, section: ast.expr, identifier: str) -> Value:
        """A range variable: `v`, `v(x)`, `v(x1:x2)`; `section` is None in the generated code for the current one."""
        subscripts = self.subscripts()
        index = call("INDEX", subscripts[0]) if subscripts else _NOTHING
        variable = (section, constant(identifier), index)
        if not self.take("("):
            pointer = call("RANGE_POINTER", *variable, constant(0.5))
            if _is_random_variable(identifier):
                return Value(call("RANGE", *variable, constant(0.5)), "object")
            return Value(
                call("RANGE", *variable, constant(0.5)), setter="SET_RANGE_ALL", place=variable, pointer=pointer
            )
        place = self.number()
        if self.take(":"):
            end = self.number()
            self.expect(")")
            return Value(_NOTHING, "line", setter="SET_RANGE_LINE", place=(*variable, place, end))
        self.expect(")")
        at = (*variable, place)
        if _is_random_variable(identifier):
            return Value(call("RANGE", *at), "object")
        return Value(call("RANGE", *at), setter="SET_RANGE", place=at, pointer=call("RANGE_POINTER", *at))

    def line_assigned(self, value: Value, operator: str) -> Value:
        """`v(x1:x2) = y1:y2`."""
        first = self.number()
        self.expect(":")
        last = self.number()
        return Value(call(value.setter, *value.place, constant(operator), first, last), "any")
