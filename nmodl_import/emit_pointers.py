"""Write the declarations of POINTER variables that NMODL text uses."""

from nmodl_import.emit_docs import prose
from nmodl_import.nodes import Assign, Call, Name, Procedure, Program
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

POINTING = "nrn_pointing"


def declarations(program: Program, table: SymbolTable) -> list[str]:
    """The class attribute `pointers`; a pointer that only C code mentioned is left out, as nothing reads it."""
    names = {pointer.name for pointer in table.neuron.pointers}
    bodies = [block.body for block in program.blocks if isinstance(block, Procedure) and block.kind != "DESTRUCTOR"]
    nodes = [node for body in bodies for node in walk(body)]
    used = names & {node.name for node in nodes if isinstance(node, Name)}
    written = used & {node.target.name for node in nodes if isinstance(node, Assign)}
    asked = {a.name for n in nodes if isinstance(n, Call) and n.name == POINTING for a in n.arguments}
    lines = []
    for pointer in dict.fromkeys(p.name for p in table.neuron.pointers):
        if pointer not in used:
            continue
        parts = [repr(prose(unit))] if (unit := table.names[pointer].unit) else []
        parts += ["written=True"] if pointer in written else []
        parts += ["optional=True"] if pointer in asked else []
        lines.append(f"        {pointer!r}: Pointer({', '.join(parts)}),")
    return ["    pointers = {", *lines, "    }"] if lines else []
