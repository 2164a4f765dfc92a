"""Turn `state_discontinuity(x, value)` of NET_RECEIVE into `x = value`, which is what NEURON's translator does."""

from dataclasses import replace

from nmodl_import.nodes import Assign, CallStatement, Name, Node, Procedure, Program
from nmodl_import.walk import rebuild


def assign_discontinuities(program: Program) -> Program:
    """The program without `state_discontinuity` in NET_RECEIVE blocks."""
    blocks = (rebuild(b, _assigned) if _receives(b) else b for b in program.blocks)
    return replace(program, blocks=tuple(blocks))


def _receives(block: Node) -> bool:
    return isinstance(block, Procedure) and block.kind == "NET_RECEIVE"


def _assigned(node: Node) -> Node:
    if not isinstance(node, CallStatement) or node.call.name != "state_discontinuity" or len(node.call.arguments) != 2:
        return node
    target, value = node.call.arguments
    return Assign(target, value, place=node.place) if isinstance(target, Name) else node
