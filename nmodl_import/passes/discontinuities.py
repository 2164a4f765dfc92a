"""Turn `state_discontinuity(x, value)` into an assignment.

In NET_RECEIVE that is what NEURON's translator makes of it. Elsewhere it assigns where the mechanism's states may jump,
which the record's `jumps` says. In INITIAL, NEURON's does nothing the first time and acts later: it stays and is
refused.
"""

from dataclasses import replace

from nmodl_import.nodes import Assign, Call, CallStatement, Name, Node, Procedure, Program
from nmodl_import.symbols import JUMP
from nmodl_import.walk import rebuild


def assign_discontinuities(program: Program) -> Program:
    """The program without `state_discontinuity`, but for that of INITIAL."""
    return replace(program, blocks=tuple(_block(block) for block in program.blocks))


def _block(block: Node) -> Node:
    if not isinstance(block, Procedure) or block.kind == "INITIAL":
        return block
    return rebuild(block, lambda node: _assigned(node, always=block.kind == "NET_RECEIVE"))


def _assigned(node: Node, always: bool) -> Node:
    if not isinstance(node, CallStatement) or node.call.name != "state_discontinuity" or len(node.call.arguments) != 2:
        return node
    target, value = node.call.arguments
    if not isinstance(target, Name):
        return node
    jump = Call(JUMP, (value, target), place=node.place)
    return Assign(target, value if always else jump, place=node.place)
