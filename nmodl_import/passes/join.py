"""Join the INITIAL blocks of a file into one, likewise its BREAKPOINT, BEFORE and AFTER blocks of one place.

NEURON runs them in their order; BEFORE and AFTER blocks each for all instances before the next, so that they are left
apart where instances may see what others did.
"""

from dataclasses import replace

from nmodl_import.nodes import Block, NeuronBlock, Procedure, Program, TopLevel

_JOINED = ("INITIAL", "BREAKPOINT")
_HOOKS = ("BEFORE", "AFTER")


def join(program: Program) -> Program:
    """The program with at most one block of each such kind; each further one keeps its LOCALs to itself."""
    shares = any(isinstance(b, NeuronBlock) and (b.pointers or b.globals) for b in program.blocks)
    joined = _JOINED if shares else (*_JOINED, *_HOOKS)
    first: dict[tuple[str, str], int] = {}
    blocks: list[TopLevel] = []
    for block in program.blocks:
        if not isinstance(block, Procedure) or block.kind not in joined:
            blocks.append(block)
        elif (block.kind, block.name) not in first:
            first[block.kind, block.name] = len(blocks)
            blocks.append(block)
        else:
            earlier = blocks[first[block.kind, block.name]]
            assert isinstance(earlier, Procedure)
            body = (*earlier.body, Block(block.body, place=block.place))
            blocks[first[block.kind, block.name]] = replace(earlier, body=body)
    return replace(program, blocks=tuple(blocks))
