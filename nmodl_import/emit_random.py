"""Write draws of random numbers: each moves a stream, which is a variable of the record, and gives a value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nmodl_import.flow import Flow
from nmodl_import.names import attribute
from nmodl_import.nodes import Call, Handle, Name, Procedure, Program, Statement, Supplied
from nmodl_import.random_functions import (
    C_RAND,
    C_SRAND,
    CAPACITY,
    IS_SET,
    NEW,
    PICK,
    RESET,
    SHARED,
    SHARED_FUNCTIONS,
    TAKE,
    UNSET,
    changed,
    stream_of,
)
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

if TYPE_CHECKING:
    from nmodl_import.emit_function import FunctionWriter, Module, Scope

_DRAWS = {
    "random_uniform": "stream.uniform", "random_negexp": "stream.negexp", "random_normal": "stream.normal",
    "random_dpick": "stream.uniform", "random_ipick": "stream.ipick", PICK: "hoc.pick",
    C_RAND: "shared.rand",
}  # fmt: skip
_MOVES = {
    "random_setseq": "stream.set_sequence", "random_setids": "stream.set_ids", RESET: "hoc.reset",
    UNSET: "hoc.unset_like", NEW: "stream.replaced", "set_seed": "shared.set_seed", C_SRAND: "shared.srand",
}  # fmt: skip
_REPEATED = ("derivimplicit", "runge", "sparse", "linear", "nonlinear")


def value(writer: "FunctionWriter", node: Call, scope: "Scope") -> str:
    """Python for what a random function returns; the draw becomes a line before."""
    own = node.name not in SHARED_FUNCTIONS
    arguments = [writer.value(a, scope) for a in (node.arguments[1:] if own else node.arguments)]
    if node.name == "scop_random":
        arguments = []  # older versions of NEURON let one be given, for nothing
    key = changed(node)
    if node.name == TAKE:  # the script has done it
        return "0.0"
    if key is None:
        name = stream_of(node)
        if node.name == CAPACITY:
            return _read(f"{name}.size", scope)
        return (
            f"truth({is_set(writer, node, scope)})" if node.name == IS_SET else f"hoc.kind({writer.read(name, scope)})"
        )
    before = writer.read(key, scope)
    if node.name == PICK:
        arguments.append(_read(f"{key}.numbers", scope))
    if node.name in _MOVES:
        function = _MOVES[node.name]
        if node.name == "random_setseq" and len(arguments) == 2:
            function = "stream.restarted"
        writer.assign(Name(key), f"{function}({', '.join([before, *arguments])})", scope)
        return "0.0"
    function = _DRAWS.get(node.name, f"shared.{node.name}")
    after, number = writer.fresh("random" if key == SHARED else key), writer.fresh("draw")
    writer.lines.append(f"{after}, {number} = {function}({', '.join([before, *arguments])})")
    scope.changed[key] = after
    return f"{number}.astype(float)" if node.name == "random_ipick" else number


def is_set(writer: "FunctionWriter", node: Call, scope: "Scope") -> str:
    """Python for whether a stream or a vector was given."""
    name = stream_of(node)
    vector = name in writer.module.table.vectors
    return f"{_read(f'{name}.size', scope)} >= 0.0" if vector else f"hoc.is_set({writer.read(name, scope)})"


def _read(name: str, scope: "Scope") -> str:
    return attribute(name).replace("s", scope.record, 1)


def declarations(
    program: Program, table: SymbolTable, flow: Flow, phases: dict[str, tuple[Statement, ...]]
) -> list[str]:
    """Class attributes: the instances' streams and vectors, and which functions draw from the shared generator."""
    lines = []
    streams = [name for name, symbol in table.names.items() if symbol.kind == "random"]
    if streams:
        lines += ["    streams = {", *(f'        "{name}": {_stream(table.streams.get(name))},' for name in streams)]
        lines.append("    }")
    if table.vectors:
        lines.append(f"    vectors = {tuple(table.vectors)!r}")
    effects = {phase: flow.statements(body, set()).may for phase, body in phases.items()}
    if written := tuple(sorted(set(table.vectors) & set().union(*effects.values()))):
        lines.append(f"    sets_vectors = {written!r}")
    if (streams or table.vectors) and (takes := dict(_hand_overs(program))):
        lines.append(f"    hands_over = {takes!r}")
    shares = tuple(phase for phase, changed in effects.items() if SHARED in changed)
    return [*lines, f"    shares = {shares!r}"] if shares else lines


def _hand_overs(program: Program) -> Iterator[tuple[str, str]]:
    """Procedures by which a script hands something over, and for which stream or vector it is; "" if not known."""
    for block in program.blocks:
        if not isinstance(block, Procedure) or not block.body:
            continue
        slots = {stream_of(node) for node in walk(block.body) if isinstance(node, Call) and node.name == TAKE}
        if slots or isinstance(block.body[0], Supplied):
            yield block.name, slots.pop() if len(slots) == 1 else ""


def _stream(handle: Handle | None) -> str:
    if handle is None:
        return "Stream()"
    parts = ["optional=True", *([] if handle.plain else ["plain=False"]), *(["object=True"] if handle.object else [])]
    return f"Stream({', '.join(parts)})"


def check_solved(module: "Module") -> None:
    """Refuse draws in a block that a solver evaluates as often as it needs."""
    for name, method in module.methods.items():
        block = module.table.procedures[name]
        if method in _REPEATED and _draws(block, module):
            raise module.unsupported(
                f"a random number in `{name}`, which {method} evaluates several times, is not supported yet; "
                "draw it in BREAKPOINT or in a PROCEDURE",
                block.place,
            )


def _draws(block: Procedure, module: "Module") -> bool:
    kinds = {name: symbol.kind for name, symbol in module.table.names.items()}
    return any(name == SHARED or kinds.get(name) == "random" for name in module.flow.procedure(block.name).may)
