"""Concentrations that follow from states, as NEURON sets them in steps of variable length."""

from nmodl_import.nodes import Assign, Local, Name, Procedure, Program
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

_CALLED_OR_SOLVED = ("PROCEDURE", "FUNCTION", "DERIVATIVE", "KINETIC", "LINEAR", "NONLINEAR")


def following(program: Program, table: SymbolTable) -> tuple[Assign, ...]:
    """The assignments that bring every concentration that is written and no STATE up to date with the states.

    NEURON executes them before it computes currents (nocmodl: `cvode_conc_map`, `_ode_synonym`). Of each concentration
    it is the first one in the text of all blocks that are called or solved. Where that one depends on arguments or
    LOCALs there is none: what NEURON writes for it does not compile.
    """
    written = {n for use in table.neuron.ions for n in use.writes if n in (f"{use.ion}i", f"{use.ion}o")}
    first: dict[str, tuple[Procedure, Assign]] = {}
    for block in program.blocks:
        if isinstance(block, Procedure) and block.kind in _CALLED_OR_SOLVED:
            for node in walk(block.body):
                if isinstance(node, Assign) and node.target.name in written - table.ion_states:
                    first.setdefault(node.target.name, (block, node))
    return tuple(node for block, node in first.values() if not _reads(node, _own_names(block)))


def _own_names(block: Procedure) -> set[str]:
    names = {n.name for node in walk(block.body) if isinstance(node, Local) for n in node.names}
    return names | {a.name for a in block.arguments} | {block.name}


def _reads(node: Assign, names: set[str]) -> bool:
    return any(isinstance(n, Name) and n.name in names for n in walk(node.value))
