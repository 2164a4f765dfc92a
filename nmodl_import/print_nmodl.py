"""Print a syntax tree as NMODL text, so that it reads as a file would and parses back to the same tree."""

import re
import textwrap

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
    Declarations,
    Define,
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
    NeuronBlock,
    Number,
    Procedure,
    Program,
    Protect,
    Reaction,
    Solve,
    Statement,
    String,
    Supplied,
    Table,
    TopLevel,
    Unary,
    UnitDefinition,
    Units,
    UseIon,
    Variable,
    Verbatim,
    Watch,
    While,
)

_INDENT = "    "
_LEVEL = {operator: level for level, group in enumerate((
    ("||",), ("&&",), ("<", ">", "<=", ">=", "==", "!="), ("+", "-"), ("*", "/"), ("unary",), ("^",), ("primary",)
)) for operator in group}  # fmt: skip
_C_CODE = re.compile(r"(\bVERBATIM\b.*?\bENDVERBATIM\b)", re.DOTALL)
_WITH_PARENTHESES = ("PROCEDURE", "FUNCTION", "FUNCTION_TABLE", "NET_RECEIVE")


def print_program(program: Program) -> str:
    """The whole file; comments stand at its head."""
    parts = [f"TITLE {program.title}"] if program.title else []
    parts += [f"COMMENT{text}ENDCOMMENT" for text in program.comments]
    return "\n\n".join([*parts, *(print_block(block) for block in program.blocks)]) + "\n"


def print_block(block: TopLevel) -> str:
    """One block of a file."""
    match block:
        case NeuronBlock():
            return _braces("NEURON", _neuron_lines(block))
        case Declarations(kind, variables):
            return _braces(kind, [_variable(v) for v in variables])
        case Units(definitions):
            return _braces("UNITS", [_unit_definition(d) for d in definitions])
        case Define(name, value):
            return f"DEFINE {name} {value}"
        case Procedure():
            return _procedure(block)
        case _:
            return print_statement(block)


def print_statement(node: Statement) -> str:
    """One statement, over several lines if it has a body."""
    match node:
        case If(condition, then, otherwise):
            text = _body(f"IF ({print_expression(condition)})", then)
            if len(otherwise) == 1 and isinstance(otherwise[0], If):
                return f"{text} ELSE {print_statement(otherwise[0])}"
            return text + (_body(" ELSE", otherwise) if otherwise else "")
        case While(condition, body):
            return _body(f"WHILE ({print_expression(condition)})", body)
        case From(variable, first, last, step, body):
            by = f" BY {print_expression(step)}" if step is not None else ""
            return _body(f"FROM {variable} = {print_expression(first)} TO {print_expression(last)}{by}", body)
        case ForNetcons(arguments, body):
            return _body(f"FOR_NETCONS{_arguments(arguments)}", body)
        case NestedInitial(body):
            return _body("INITIAL", body)
        case Block(body):
            return _body("", body).lstrip()
        case Protect(body):
            return f"PROTECT {print_statement(body)}"
        case Solve(block, method, steady, on_error):
            how = f" {'STEADYSTATE' if steady else 'METHOD'} {method}" if method else ""
            return f"SOLVE {block}{how}" + (_body(" IFERROR", on_error) if on_error else "")
        case _:
            return _line(node)


def print_expression(node: Expression, level: int = 0) -> str:
    """An expression, in parentheses if it binds less tightly than `level`."""
    match node:
        case Number(text, unit):
            return text if unit is None else f"{text} ({unit})"
        case String(text):
            return f'"{text}"'
        case Name(name, index):
            return name if index is None else f"{name}[{print_expression(index)}]"
        case Call(name, arguments):
            return f"{name}({', '.join(print_expression(a) for a in arguments)})"
        case Unary(operator, operand):
            own, text = _LEVEL["unary"], f"{operator}{print_expression(operand, _LEVEL['unary'])}"
        case Binary("^", left, right):
            own = _LEVEL["^"]
            text = f"{print_expression(left, _LEVEL['primary'])}^{print_expression(right, _LEVEL['unary'])}"
        case Binary(operator, left, right):
            own = _LEVEL[operator]
            text = f"{print_expression(left, own)} {operator} {print_expression(right, own + 1)}"
    return f"({text})" if own < level else text


def _line(node: Statement) -> str:
    match node:
        case Local(names):
            return f"LOCAL {', '.join(print_expression(n) for n in names)}"
        case Assign(target, value):
            return f"{print_expression(target)} = {print_expression(value)}"
        case Derivative(state, order, value):
            return f"{state.name}{chr(39) * order}{_index(state)} = {print_expression(value)}"
        case CallStatement(call):
            return print_expression(call)
        case Conductance(variable, ion):
            return f"CONDUCTANCE {variable}" + (f" USEION {ion}" if ion else "")
        case Verbatim(text):
            return f"VERBATIM{text}ENDVERBATIM"
        case Supplied(name, _):
            return f": a Python function takes the place of {name}"
        case Watch(condition, flag):
            return f"WATCH ({print_expression(condition)}) {print_expression(flag, _LEVEL['unary'])}"
        case Lag(name, delay):
            return f"LAG {name} BY {print_expression(delay)}"
        case Keyword(word):
            return word
        case Table():
            return _table(node)
        case _:
            return _equation(node)


def _equation(node: Statement) -> str:
    match node:
        case Reaction(operator, left, right, forward, backward):
            rates = print_expression(forward) + (f", {print_expression(backward)}" if backward is not None else "")
            sides = f"{_side(left)} {operator} {_side(right)}".rstrip()
            return f"~ {sides} ({rates})"
        case Conserve(left, right):
            return f"CONSERVE {print_expression(left)} = {print_expression(right)}"
        case Compartment(index, value, species, longitudinal):
            word = "LONGITUDINAL_DIFFUSION" if longitudinal else "COMPARTMENT"
            counter = f"{index}, " if index else ""
            return f"{word} {counter}{print_expression(value)} {{{' '.join(s.name for s in species)}}}"
        case Equation(left, right):  # an open comparison would read as a reaction
            return f"~ {print_expression(left, _LEVEL['+'])} = {print_expression(right)}"
    raise TypeError(f"{node!r} is no statement of NMODL")


def _side(terms: tuple[tuple[Expression | None, Name], ...]) -> str:
    return " + ".join(f"{print_expression(f)} {print_expression(n)}" if f else print_expression(n) for f, n in terms)


def _index(name: Name) -> str:
    return "" if name.index is None else f"[{print_expression(name.index)}]"


def _table(node: Table) -> str:
    names = f" {', '.join(node.names)}" if node.names else ""
    depend = f" DEPEND {', '.join(node.depend)}" if node.depend else ""
    low, high, count = (print_expression(e) for e in (node.low, node.high, node.intervals))
    return f"TABLE{names}{depend} FROM {low} TO {high} WITH {count}"


def _procedure(block: Procedure) -> str:
    head = " ".join(part for part in (block.kind, block.name) if part)
    if block.kind in _WITH_PARENTHESES or block.arguments or block.unit is not None:
        head += _arguments(block.arguments) + _unit(block.unit)
    if block.solvefor:
        head += f" SOLVEFOR {', '.join(block.solvefor)}"
    return head if block.kind == "FUNCTION_TABLE" else _body(head, block.body)


def _arguments(arguments: tuple[Argument, ...]) -> str:
    return f"({', '.join(a.name + _unit(a.unit) for a in arguments)})"


def _unit(unit: str | None) -> str:
    return "" if unit is None else f" ({unit})"


def _neuron_lines(block: NeuronBlock) -> list[str]:
    lines = [f"{block.kind} {block.name}"] if block.name else []
    lines += _current_lines(block)
    lists = (("RANGE", block.ranges), ("GLOBAL", block.globals), ("POINTER", block.pointers))
    for word, names in (*lists, ("EXTERNAL", block.externals), ("RANDOM", block.randoms)):
        lines += [f"{word} {', '.join(n.name for n in names)}"] if names else []
    return [*lines, "THREADSAFE"] if block.thread_safe else lines


def _current_lines(block: NeuronBlock) -> list[str]:
    """USEION and the current lists, interleaved so that the currents keep the order in which they are summed."""
    lines, ions = [], list(block.ions)
    listed = {n.name: "NONSPECIFIC_CURRENT" for n in block.nonspecific}
    listed |= {n.name: "ELECTRODE_CURRENT" for n in block.electrode}
    for current in block.currents:
        if current in listed:
            lines.append(f"{listed[current]} {current}")
        while ions and current not in listed:
            ion = ions.pop(0)
            lines.append(_use_ion(ion))
            if current in ion.writes:
                break
    return lines + [_use_ion(ion) for ion in ions]


def _use_ion(ion: UseIon) -> str:
    lists = [f" {word} {', '.join(names)}" for word, names in (("READ", ion.reads), ("WRITE", ion.writes)) if names]
    valence = f" VALENCE {print_expression(ion.valence)}" if ion.valence is not None else ""
    return f"USEION {ion.ion}{''.join(lists)}{valence}"


def _variable(v: Variable) -> str:
    text = v.name + (f"[{print_expression(v.size)}]" if v.size is not None else "")
    for word, value in (("=", v.value), ("FROM", v.low), ("TO", v.high), ("START", v.start)):
        text += f" {word} {print_expression(value)}" if value is not None else ""
    tolerance = f" <{print_expression(v.tolerance)}>" if v.tolerance is not None else ""
    return text + _unit(v.unit) + tolerance


def _unit_definition(d: UnitDefinition) -> str:
    if d.alias:
        return f"({d.name}) = ({d.source})"
    if d.value is not None:
        return f"{d.name} = {d.value}{_unit(d.source)}"
    return f"{d.name} = ({d.source}){_unit(d.target)}"


def _body(head: str, body: tuple[Statement, ...]) -> str:
    return _braces(head, [print_statement(s) for s in body])


def _braces(head: str, lines: list[str]) -> str:
    inside = "".join(f"{_indented(line)}\n" for line in lines)
    return f"{head} {{\n{inside}}}" if lines else f"{head} {{ }}"


def _indented(text: str) -> str:
    """The text moved to the right, but for C, which stays as it was."""
    parts = _C_CODE.split(text)
    return "".join(part if k % 2 else textwrap.indent(part, _INDENT) for k, part in enumerate(parts))
