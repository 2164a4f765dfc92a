"""Write the declarations of POINTER variables that NMODL text uses."""

from nmodl_import.emit_docs import prose
from nmodl_import.nodes import Assign, Call, Local, Name, Procedure, Program
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

POINTING = "nrn_pointing"


def declarations(program: Program, table: SymbolTable) -> list[str]:
    """The class attribute `pointers`; a pointer that only C code mentioned is left out, as nothing reads it."""
    names = {pointer.name for pointer in table.neuron.pointers}
    used, written, asked = set(), set(), set()
    for block in program.blocks:
        if not isinstance(block, Procedure) or block.kind == "DESTRUCTOR":
            continue
        inner = {n.name for node in walk(block.body) if isinstance(node, Local) for n in node.names}
        seen = names - {a.name for a in block.arguments} - inner
        for node in walk(block.body):
            used |= {node.name} & seen if isinstance(node, Name) else set()
            written |= {node.target.name} & seen if isinstance(node, Assign) else set()
            if isinstance(node, Call) and node.name == POINTING:
                asked |= {a.name for a in node.arguments if isinstance(a, Name)}
    lines = []
    for pointer in dict.fromkeys(p.name for p in table.neuron.pointers):
        if pointer not in used:
            continue
        parts = [repr(prose(unit))] if (unit := table.names[pointer].unit) else []
        parts += ["written=True"] if pointer in written else []
        parts += ["optional=True"] if pointer in asked else []
        lines.append(f"        {pointer!r}: Pointer({', '.join(parts)}),")
    return ["    pointers = {", *lines, "    }"] if lines else []
