"""Write what solved blocks consist of: derivatives, reactions and equations, and the calls that solve them."""

import re
from collections import Counter
from typing import TYPE_CHECKING

from nmodl_import.emit_docs import comment
from nmodl_import.nodes import (
    Binary,
    Compartment,
    Conserve,
    Derivative,
    Equation,
    Expression,
    Name,
    Number,
    Procedure,
    Reaction,
    Solve,
    Unary,
)
from nmodl_import.print_nmodl import print_statement
from nmodl_import.symbols import SymbolTable, constant_value, is_state
from nmodl_import.walk import walk

if TYPE_CHECKING:
    from nmodl_import.emit_function import FunctionWriter, Module, Scope

Solved = Derivative | Reaction | Conserve | Compartment | Equation


def begin(writer: "FunctionWriter", block: Procedure, scope: "Scope") -> None:
    """The lines before a solved block's statements."""
    if block.kind == "DERIVATIVE":
        for name in derived(block):
            array = name in writer.module.table.names and writer.module.table.names[name].size is not None
            scope.locals[f"{name}'"] = f"jnp.zeros_like(s[{name!r}])" if array else "0.0"
    elif block.kind == "KINETIC":
        writer.used.add("scheme")
        writer.lines.append("scheme = Scheme()")
        scope.locals |= {"f_flux": "0.0", "b_flux": "0.0"}
        writer.reads_flux = any(isinstance(n, Name) and n.name in ("f_flux", "b_flux") for n in walk(block.body))
    else:
        writer.used.add("equations")
        writer.lines.append("equations = []")


def structure(writer: "FunctionWriter", block: Procedure, scope: "Scope") -> str:
    """What a solved block's function returns beside the record."""
    if block.kind == "DERIVATIVE":
        items = []
        counts = writer.module.methods.get(block.name) != "slopes"
        for name, times in derived(block).items():
            # NEURON's euler adds a derivative as often as it is written, in whatever branch
            factor = f"{times} * " if times > 1 and counts else ""
            slope = scope.locals[f"{name}'"]
            items.append(f"{name!r}: {factor}{slope}")
        return "{" + ", ".join(items) + "}"
    return "scheme" if block.kind == "KINETIC" else "equations"


def structure_type(block: Procedure) -> str:
    """The type of what `structure` writes."""
    return {"DERIVATIVE": "dict", "KINETIC": "Scheme"}.get(block.kind, "list")


def solver_call(module: "Module", node: Solve, record: str) -> str:
    """Python for SOLVE: the record after it."""
    function, method = module.functions[node.block], module.methods[node.block]
    if method == "direct":
        return f"{function}({record})"
    if method in ("linear", "nonlinear"):
        names = unknowns(module.table.procedures[node.block], module.table)
        return f"{method}({record}, {function}, {names!r}{_memory(module, node.block, method)})"
    steady = ", steady=True" if node.steady else ""
    stops = ", stops=True" if method == "sparse" and not module.table.neuron.thread_safe else ""
    return f"{method}({record}, {function}{steady}{_memory(module, node.block, method)}{stops})"


def _memory(module: "Module", block: str, method: str) -> str:
    """The argument `memory` for methods that evaluate a block several times, if it reads what it sets later."""
    remembered = module.flow.remembered(block) if method in ("derivimplicit", "sparse", "nonlinear") else ()
    if remembered and method == "nonlinear":
        remembered = module.flow.set_by(block)
    if not remembered:
        return ""
    columns = "" if method == "sparse" else f", columns={_varied(module, block)!r}"
    return f", memory={remembered!r}{columns}"


_NO_NAMES = re.compile(r"(?ms)^TITLE[^\n]*|\bCOMMENT\b.*?\bENDCOMMENT\b|\bVERBATIM\b.*?\bENDVERBATIM\b|[:?][^\n]*")


def _varied(module: "Module", block: str) -> tuple[str, ...]:
    """The states of a block in the order in which NEURON varies them: by first letter, then those met last first.

    That is how nocmodl lists its symbols (`SYMITER_STAT` in nonlin_common, `install` in symbol.cpp).
    """
    body = module.table.procedures[block]
    states = [node.state.name for node in walk(body.body) if isinstance(node, Derivative)]
    names = dict.fromkeys(states or unknowns(body, module.table))
    text = _NO_NAMES.sub(" ", module.program.text)
    met = {name: found.start() for name in names if (found := re.search(rf"\b{name}\b", text))}
    return tuple(sorted(names, key=lambda name: (name[0], -met.get(name, len(text)))))


def write(writer: "FunctionWriter", node: Solved, scope: "Scope") -> None:
    """The line of one derivative, reaction, conservation, compartment or equation."""
    if isinstance(node, Derivative):
        target = Name(f"{node.state.name}'", node.state.index)
        writer.assign(target, writer.value(node.value, scope), scope)
    elif isinstance(node, Equation):
        left, right = writer.value(node.left, scope), writer.value(node.right, scope)
        writer.lines.append(f"equations.append({left} - ({right}))")
    elif isinstance(node, Reaction):
        _reaction(writer, node, scope)
    elif isinstance(node, Conserve):
        try:
            terms = _text([_key(writer, name, scope, n) for name, n in conserved_terms(node.left)])
        except ValueError as error:
            raise writer.module.unsupported(f"CONSERVE holds {error}, which is not supported", node.place) from None
        writer.lines.append(f"scheme.conserve({terms}, {writer.value(node.right, scope)})")
    elif not node.longitudinal:
        _compartment(writer, node, scope)


def _reaction(writer: "FunctionWriter", node: Reaction, scope: "Scope") -> None:
    rates = [writer.value(node.forward, scope)]
    rates += [writer.value(node.backward, scope)] if node.backward is not None else []
    left, left_factor = _side(writer, node.left, scope)
    right, right_factor = _side(writer, node.right, scope)
    if node.operator == "<<":  # a source: what stands on the left is made
        left, right, left_factor = "()", left, ""
    rates[0] += left_factor
    if len(rates) > 1:
        rates[1] += right_factor
    if scope.mask:
        rates = [f"jnp.where({scope.mask}, {rate}, 0.0)" for rate in rates]
    writer.lines.append(f"# {comment(print_statement(node))}")
    writer.lines.append(f"scheme.react({left}, {right}, {', '.join(rates)})")
    if writer.reads_flux:
        for name in ("f_flux", "b_flux"):
            if scope.locals[name] not in writer.used:
                scope.locals[name] = writer.fresh(name)
        names = f"{scope.locals['f_flux']}, {scope.locals['b_flux']}"
        writer.flush(scope)
        writer.lines.append(f"{names} = scheme.flux({scope.record})")


def _side(writer: "FunctionWriter", terms: tuple, scope: "Scope") -> tuple[str, str]:
    """Python of the states of one side, and of the factor that other variables make."""
    states, factor = [], ""
    for coefficient, name in terms:
        n = int(constant_value(coefficient) or 1) if coefficient is not None else 1
        if is_state(name.name, writer.module.table):
            states.append(_key(writer, name, scope, n))
        else:
            factor += f" * {writer.value(name, scope)}" * n
    return _text(states), factor


def _key(writer: "FunctionWriter", name: Name, scope: "Scope", n: int) -> str:
    index = "None" if name.index is None else writer.static_index(name.index, scope)
    if index is None:
        raise writer.module.unsupported(f"the index of `{name.name}` is known only at run time", name.place)
    if not is_state(name.name, writer.module.table):
        raise writer.module.unsupported(f"`{name.name}` is no STATE; CONSERVE adds up states", name.place)
    symbol = writer.module.table.names[name.name]
    if symbol.size is not None and name.index is None:
        raise writer.module.unsupported(f"`{name.name}` is an array; name an element", name.place)
    return f"({name.name!r}, {index}, {n})"


def _text(items: list[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _compartment(writer: "FunctionWriter", node: Compartment, scope: "Scope") -> None:
    for name in node.species:
        symbol = writer.module.table.names.get(name.name)
        if not is_state(name.name, writer.module.table):
            continue  # NEURON ignores names that are no state
        if symbol is None or symbol.size is None:
            writer.lines.append(f"scheme.compartment({writer.value(node.value, scope)}, ({name.name!r}, None))")
            continue
        size = writer.static_index(symbol.size, scope)
        inner = scope.copy()
        variable = writer.fresh(node.index or "i")
        if node.index:
            inner.locals[node.index] = variable
            inner.integers |= {node.index}
        writer.lines.append(f"for {variable} in range({size}):")
        writer.lines.append(f"    scheme.compartment({writer.value(node.value, inner)}, ({name.name!r}, {variable}))")


def unknowns(block: Procedure, table: SymbolTable) -> tuple[str, ...]:
    """The states that a LINEAR or NONLINEAR block solves for."""
    if block.solvefor:
        return tuple(block.solvefor)
    equations = [node for node in walk(block.body) if isinstance(node, Equation)]
    used = {node.name for node in walk(tuple(equations)) if isinstance(node, Name)}
    return tuple(name for name in table.names if name in used and is_state(name, table))


def conserved_terms(node: Expression) -> list[tuple[Name, int]]:
    """(state, how many) of the left side of CONSERVE. Raises `ValueError` if it is no plain sum."""
    if isinstance(node, Name):
        return [(node, 1)]
    if isinstance(node, Binary) and node.operator == "+":
        return conserved_terms(node.left) + conserved_terms(node.right)
    if isinstance(node, Binary) and node.operator == "*" and isinstance(node.left, Number):
        if isinstance(node.right, Name) and node.left.value == int(node.left.value):
            return [(node.right, int(node.left.value))]
    if isinstance(node, Unary):
        raise ValueError("a negative term")
    raise ValueError("a term that is not `n*state`")


def derived(block: Procedure) -> Counter[str]:
    """States with a derivative in a block, and how often it is written (once at most for each array)."""
    found = [n.state for n in walk(block.body) if isinstance(n, Derivative)]
    times = Counter(state.name for state in found if state.index is None)
    times.update({state.name for state in found if state.index is not None})
    return times
