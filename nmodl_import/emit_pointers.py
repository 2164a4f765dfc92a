"""Write the declarations of POINTER variables that NMODL text uses."""

from nmodl_import.calls import reached
from nmodl_import.emit_docs import prose
from nmodl_import.nodes import Assign, Call, Local, Name, Procedure, Program
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

POINTING = "nrn_pointing"
_CALLED = ("PROCEDURE", "FUNCTION")


def declarations(program: Program, table: SymbolTable) -> list[str]:
    """The class attribute `pointers`; those that only functions use which nothing calls in a run are `idle`."""
    names = tuple(dict.fromkeys(pointer.name for pointer in table.neuron.pointers))
    blocks = [b for b in program.blocks if isinstance(b, Procedure) and b.kind != "DESTRUCTOR"]
    executed = [b for b in blocks if b.kind not in _CALLED]
    called = reached(tuple(statement for b in executed for statement in b.body), table)
    used, written, asked = set(), set(), set()
    for block in blocks:
        inner = {n.name for node in walk(block.body) if isinstance(node, Local) for n in node.names}
        seen = set(names) - {a.name for a in block.arguments} - inner
        if block in executed or block.name in called:
            used |= {node.name for node in walk(block.body) if isinstance(node, Name)} & seen
        for node in walk(block.body):
            written |= {node.target.name} & seen if isinstance(node, Assign) else set()
            if isinstance(node, Call) and node.name == POINTING:
                asked |= {a.name for a in node.arguments if isinstance(a, Name)}
    lines = []
    for pointer in names:
        parts = [repr(prose(unit))] if (unit := table.names[pointer].unit) else []
        parts += ["written=True"] if pointer in written else []
        parts += ["optional=True"] if pointer in asked else []
        parts += ["idle=True"] if pointer not in used else []
        lines.append(f"        {pointer!r}: Pointer({', '.join(parts)}),")
    return ["    pointers = {", *lines, "    }"] if lines else []
