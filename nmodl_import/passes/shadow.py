"""Tell a LOCAL of the whole file from a variable of the same name that was declared before it."""

from dataclasses import replace

from nmodl_import.nodes import Declarations, Local, Name, Node, Procedure, Program
from nmodl_import.walk import rebuild, walk


def part_shadows(program: Program) -> Program:
    """The program in which such a LOCAL, and whatever names it in later blocks, has a name of its own.

    The declared variable keeps what earlier blocks make of it, as in NEURON.
    """
    declared: set[str] = set()
    renamed: dict[str, str] = {}
    blocks: list[Node] = []
    taken = {node.name for node in walk(program.blocks) if isinstance(node, Name)}
    for block in program.blocks:
        if isinstance(block, Declarations):
            declared |= {variable.name for variable in block.variables}
        elif isinstance(block, Local):
            for name in (n.name for n in block.names if n.name in declared):
                renamed[name] = f"{name}_file"
                while renamed[name] in taken:
                    renamed[name] += "_"
            names = tuple(replace(n, name=renamed.get(n.name, n.name)) for n in block.names)
            block = replace(block, names=names)
        elif isinstance(block, Procedure) and renamed:
            block = _rename(block, renamed)
        blocks.append(block)
    return replace(program, blocks=tuple(blocks))


def _rename(block: Procedure, renamed: dict[str, str]) -> Node:
    own = {a.name for a in block.arguments}
    own |= {n.name for node in walk(block.body) if isinstance(node, Local) for n in node.names}
    others = {old: new for old, new in renamed.items() if old not in own}

    def change(node: Node) -> Node:
        return replace(node, name=others[node.name]) if isinstance(node, Name) and node.name in others else node

    return rebuild(block, change)
