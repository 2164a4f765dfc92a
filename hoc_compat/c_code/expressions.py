"""Write C expressions as Python expressions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from hoc_compat.c_code.errors import CCodeError
from hoc_compat.c_code.types import (
    ANY,
    CHAR,
    DOUBLE,
    FUNCTION,
    INT,
    LONG,
    STRING,
    UINT,
    ULONG,
    CType,
    common,
    pointer,
    size_of,
)
from nmodl_import.verbatim.c_functions import THREAD_ARGUMENTS


@dataclass(frozen=True)
class Value:
    """A Python expression for a value of C; `zero` for a constant 0, which is also NULL."""

    code: str
    type: CType
    zero: bool = False


@dataclass(frozen=True)
class Place(Value):
    """Something that can be assigned: the Python variable `code`, or `block.get(offset)`."""

    block: str = ""
    offset: str = ""


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_COPYING = ("memcpy", "memmove")
_COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")


class Expressions:
    """The part of the writer of a function that writes expressions."""

    unit: Any
    scopes: list[dict[str, Any]]
    made: int

    def value(self, node: c_ast.Node) -> Value:
        """An expression; an array is the pointer to its first element. Raises `CCodeError`."""
        rule: Callable[[Any], Value] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if rule is None:
            raise CCodeError(f"`{type(node).__name__}`", node)
        found = rule(node)
        if found.type.kind == "array":
            return Value(found.code, pointer(found.type.target))
        return found

    def truth(self, node: c_ast.Node) -> str:
        """An expression as a condition."""
        found = self.value(node)
        return found.code if found.type.is_number else f"({found.code} is not None)"

    # names and constants

    def _constant(self, node: c_ast.Constant) -> Value:
        if node.type == "string":
            return Value(self.unit.literal(unescaped(node.value[1:-1])), STRING)
        if node.type == "char":
            return Value(str(ord(unescaped(node.value[1:-1]))), CHAR)
        text = node.value.rstrip("fFlLuU") if not node.value.startswith("0x") else node.value.rstrip("lLuU")
        if any(letter in text for letter in ".eE") and not text.startswith(("0x", "0X")):
            return Value(repr(float(text)), DOUBLE, float(text) == 0.0)
        octal = len(text) > 1 and text[0] == "0" and text.isdigit()
        number = int(text, 8 if octal else 0)
        suffix = node.value[len(text) :].lower()
        kind = ULONG if "u" in suffix and "l" in suffix else UINT if "u" in suffix else INT
        kind = LONG if kind is INT and ("l" in suffix or number > 0x7FFFFFFF) else kind
        return Value(str(number), kind, number == 0)

    def _id(self, node: c_ast.ID) -> Value:
        for scope in reversed(self.scopes):
            if node.name in scope:
                return scope[node.name]
        return self.unit.named(node)

    def place(self, node: c_ast.Node) -> Place:
        """An expression that can be assigned. Raises `CCodeError`."""
        found = getattr(self, f"_{type(node).__name__.lower()}", self.value)(node)
        if not isinstance(found, Place):
            raise CCodeError("an assignment to this", node)
        return found

    # memory

    def _arrayref(self, node: c_ast.ArrayRef) -> Value:
        base, index = self.value(node.name), self.value(node.subscript)
        if not base.type.is_pointer:
            base, index = index, base
        return self._element(base, index, node)

    def _element(self, base: Value, index: Value, node: c_ast.Node) -> Value:
        """`base[index]`."""
        if base.type.kind != "pointer" or index.type.kind != "int":
            raise CCodeError("an index of what is no array, or that is no whole number", node)
        target = base.type.target
        if target.kind in ("void", "opaque"):
            raise CCodeError(f"an element of a pointer to {target.name or 'void'}", node)
        if target.kind == "array":
            return Value(f"{base.code}.plus({index.code} * {target.stride})", target)
        return _cell(base.code, index.code, target)

    def _unaryop(self, node: c_ast.UnaryOp) -> Value:
        operator = node.op
        if operator == "sizeof":
            kind = self.unit.types.of(node.expr) if isinstance(node.expr, c_ast.Typename) else self._type(node.expr)
            return Value(str(size_of(kind)), ULONG)
        if operator == "&":
            return self._address(node.expr)
        if operator in ("p++", "p--", "++", "--"):
            return self._step(node)
        found = self.value(node.expr)
        if operator == "*":
            return found if found.type.kind == "function" else self._element(found, Value("0", INT), node)
        if operator == "!":
            return Value(f"(not {self.truth(node.expr)})", INT)
        if not found.type.is_number:
            raise CCodeError(f"`{operator}` of a pointer", node)
        kind = common(found.type, INT)
        if operator == "~":
            return Value(_wrapped(f"(~{found.code})", kind), kind)
        return Value(_wrapped(f"({operator}{found.code})", kind), kind, found.zero)

    def _type(self, node: c_ast.Node) -> CType:
        """The type of an expression whose array does not decay."""
        return getattr(self, f"_{type(node).__name__.lower()}")(node).type

    def _address(self, node: c_ast.Node) -> Value:
        found = getattr(self, f"_{type(node).__name__.lower()}")(node)
        if found.type.kind in ("array", "function"):
            return Value(found.code, pointer(found.type) if found.type.kind == "array" else FUNCTION)
        if found.type.kind == "struct" and not isinstance(found, Place):
            return Value(f"Pointer([{found.code}])", pointer(found.type))
        if not isinstance(found, Place) or not found.block:
            raise CCodeError("`&` of this", node)
        code = found.block if found.offset == "0" else f"{found.block}.plus({found.offset})"
        return Value(code, pointer(found.type))

    def _structref(self, node: c_ast.StructRef) -> Value:
        name = node.field.name
        if node.type == "->":
            base = self.value(node.name)
            held, struct = base.type.target, f"{base.code}.get(0)"
        else:
            place = getattr(self, f"_{type(node.name).__name__.lower()}")(node.name)
            held, struct = place.type, place.code
            base = place
        if held.kind == "opaque":
            return self.unit.opaque_field(base.code, name, node)
        if held.kind != "struct" or name not in held.fields:
            raise CCodeError(f"the field `{name}`", node)
        kind, number = held.fields[name], list(held.fields).index(name)
        if kind.kind in ("array", "struct"):
            return Value(f"{struct}.get({number})", kind)
        return _cell(struct, str(number), kind)

    # changes

    def _step(self, node: c_ast.UnaryOp) -> Value:
        """`++` and `--`, before or behind."""
        place, by = self.place(node.expr), "1" if "+" in node.op else "-1"
        kind, after = place.type, node.op.startswith("p")
        if place.block:
            if kind.is_pointer:
                by = str(int(by) * kind.target.stride)
            old = f"{place.block}.raise_by({place.offset}, {by})"
            new = f"({old}.plus({by}))" if kind.is_pointer else f"({old} + {by})"
            return Value(old if after else new, kind)
        name = place.code
        if kind.is_pointer:
            by = str(int(by) * kind.target.stride)
            new = f"({name} := {name}.plus({by}))"
            return Value(f"{new}.plus(-({by}))" if after else new, kind)
        new = f"({name} := {_wrapped(f'({name} + {by})', kind)})"
        return Value(f"({new} - {by})" if after else new, kind)

    def _assignment(self, node: c_ast.Assignment) -> Value:
        place = self.place(node.lvalue)
        if place.type.kind == "struct":
            raise CCodeError("an assignment of a whole struct", node)
        if node.op == "=":
            return stored(place, self.converted(self.value(node.rvalue), place.type, node))
        block, offset, before = place.block, place.offset, ""
        if block and not (block.isidentifier() and offset.isalnum()):  # evaluated once
            block, offset = self.temporary(), self.temporary()
            before = f"({block} := {place.block}, {offset} := {place.offset})"
            place = _cell(block, offset, place.type)
        changed = self._operation(node.op[:-1], place, self.value(node.rvalue), node)
        done = stored(place, self.converted(changed, place.type, node))
        return Value(f"({before}, {done.code})[1]" if before else done.code, done.type)

    def temporary(self) -> str:
        """A new Python variable."""
        self.made += 1
        return f"t_{self.made}"

    # operators

    def _binaryop(self, node: c_ast.BinaryOp) -> Value:
        if node.op in ("&&", "||"):
            word = "and" if node.op == "&&" else "or"
            return Value(f"(1 if {self.truth(node.left)} {word} {self.truth(node.right)} else 0)", INT)
        return self._operation(node.op, self.value(node.left), self.value(node.right), node)

    def _operation(self, operator: str, left: Value, right: Value, node: c_ast.Node) -> Value:
        if not (left.type.is_number and right.type.is_number):
            return self._with_pointers(operator, left, right, node)
        if operator in _COMPARISONS:
            return Value(f"({left.code} {operator} {right.code})", INT)
        kind = common(left.type, right.type)
        if kind.kind == "float":
            if operator not in ("+", "-", "*", "/"):
                raise CCodeError(f"`{operator}` of numbers that are not whole", node)
            if operator == "/":
                return Value(f"divide({left.code}, {right.code})", kind)
            return Value(f"({left.code} {operator} {right.code})", kind)
        if operator in ("/", "%"):
            function = "whole_quotient" if operator == "/" else "whole_rest"
            return Value(f"{function}({left.code}, {right.code})", kind)
        if operator in ("<<", ">>"):
            kind = common(left.type, INT)
        code = f"({left.code} {operator} {right.code})"
        overflows = kind.unsigned or operator in ("*", "<<")
        return Value(_wrapped(code, kind) if overflows and operator not in ("&", ">>") else code, kind)

    def _with_pointers(self, operator: str, left: Value, right: Value, node: c_ast.Node) -> Value:
        if operator in ("+", "-") and left.type.is_pointer and right.type.kind == "int":
            stride = left.type.target.stride
            amount = right.code if stride == 1 else f"({right.code}) * {stride}"
            return Value(
                f"{left.code}.plus({amount})" if operator == "+" else f"{left.code}.plus(-({amount}))", left.type
            )
        if operator == "+" and right.type.is_pointer:
            return self._with_pointers("+", right, left, node)
        left, right = (Value("None", ANY) if v.zero and v.type.is_number else v for v in (left, right))
        if left.type.is_number or right.type.is_number:
            raise CCodeError(f"`{operator}` of a pointer and a number", node)
        if operator in ("==", "!="):
            return Value(f"({'not ' if operator == '!=' else ''}same({left.code}, {right.code}))", INT)
        if operator == "-":
            return Value(f"distance({left.code}, {right.code}, {left.type.target.stride})", LONG)
        if operator in _COMPARISONS:
            return Value(f"({left.code}.i {operator} {right.code}.i)", INT)
        raise CCodeError(f"`{operator}` of pointers", node)

    def _ternaryop(self, node: c_ast.TernaryOp) -> Value:
        condition, then, other = self.truth(node.cond), self.value(node.iftrue), self.value(node.iffalse)
        if then.type.is_number and other.type.is_number:
            kind = common(then.type, other.type)
        else:
            kind = other.type if then.type.is_number else then.type
        codes = [self.converted(v, kind, node) for v in (then, other)]
        return Value(f"({codes[0]} if {condition} else {codes[1]})", kind)

    def _exprlist(self, node: c_ast.ExprList) -> Value:
        parts = [self.value(part) for part in node.exprs]
        return Value(f"({', '.join(p.code for p in parts)},)[-1]", parts[-1].type)

    # conversions

    def _cast(self, node: c_ast.Cast) -> Value:
        kind, found = self.unit.types.of(node.to_type), self.value(node.expr)
        if kind.kind == "void":
            return Value(found.code, kind)
        return Value(self.converted(found, kind, node), kind, found.zero)

    def converted(self, found: Value, kind: CType, node: c_ast.Node) -> str:
        """The Python expression of a value as one of another type. Raises `CCodeError`."""
        if kind.is_number and found.type.is_number:
            return number_as(found, kind)
        if kind.kind == "void":
            return found.code
        if not kind.is_number and found.type.is_number:
            if found.zero:
                return "None"
            raise CCodeError("a number taken for a pointer", node)
        if kind.is_number:
            raise CCodeError("a pointer taken for a number", node)
        target = kind.target
        if kind.kind == "pointer" and found.type.kind == "pointer" and target != found.type.target:
            return self.unit.cast(found.code, target)
        return found.code

    # calls

    def _funccall(self, node: c_ast.FuncCall) -> Value:
        given = [] if node.args is None else list(node.args.exprs)
        given = [a for a in given if not (isinstance(a, c_ast.ID) and a.name in THREAD_ARGUMENTS)]
        if not isinstance(node.name, c_ast.ID) or any(node.name.name in scope for scope in self.scopes):
            arguments = [self.value(a).code for a in given]
            return Value(f"{self.value(node.name).code}({', '.join(arguments)})", DOUBLE)
        function = self.unit.function(node.name)
        values = [self.value(a) for a in given]
        if node.name.name in _COPYING and any(v.type.is_pointer and v.type.target.kind == "struct" for v in values):
            raise CCodeError(f"`{node.name.name}` of structs", node, "fields can be assigned one by one")
        if function.arguments is not None and len(values) != len(function.arguments):
            wanted = len(function.arguments)
            raise CCodeError(f"a call of `{node.name.name}` with {len(values)} arguments; it has {wanted}", node)
        kinds = function.arguments or ()
        codes = [self.converted(v, k, node) for v, k in zip(values, kinds, strict=False)]
        codes += [v.code for v in values[len(codes) :]]
        kind = values[0].type if function.returns is None and values else function.returns or DOUBLE
        return Value(f"{function.code}({', '.join(codes)})", kind)


def _cell(block: str, offset: str, kind: CType) -> Place:
    return Place(f"{block}.get({offset})", kind, block=block, offset=offset)


def stored(place: Place, code: str) -> Value:
    """`place = code` as an expression."""
    if place.block:
        return Value(f"{place.block}.put({place.offset}, {code})", place.type)
    return Value(f"({place.code} := {code})", place.type)


def _wrapped(code: str, kind: CType) -> str:
    return code if kind.kind == "float" else f"W_{kind.code}({code})"


def number_as(found: Value, kind: CType) -> str:
    """A number as one of another type."""
    if kind.kind == "float":
        code = found.code if found.type.kind == "float" else f"float({found.code})"
        return f"single({code})" if kind.size == 4 and found.type != kind else code
    if found.type.kind == "float":
        return f"I_{kind.code}({found.code})"
    fits = found.type == kind or (found.type.size < kind.size and not (kind.unsigned and not found.type.unsigned))
    literal = found.code.isdigit() and int(found.code) < 128
    return found.code if fits or literal else f"W_{kind.code}({found.code})"


def unescaped(text: str) -> str:
    """The text of a literal."""
    out, i = "", 0
    while i < len(text):
        if text[i] != "\\":
            out += text[i]
            i += 1
            continue
        letter = text[i + 1]
        digits = ""
        if letter == "x" or letter in "01234567":
            start = i + (2 if letter == "x" else 1)
            allowed, most = ("0123456789abcdefABCDEF", 2) if letter == "x" else ("01234567", 3)
            while len(digits) < most and start + len(digits) < len(text) and text[start + len(digits)] in allowed:
                digits += text[start + len(digits)]
            out += chr(int(digits or "0", 16 if letter == "x" else 8) & 255)
            i = start + len(digits)
        else:
            out += _ESCAPES.get(letter, letter)
            i += 2
    return out
