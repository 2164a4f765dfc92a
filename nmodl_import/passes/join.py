"""Join the INITIAL blocks of a file, and its BREAKPOINT blocks, into one each: NEURON runs them in their order."""

from dataclasses import replace

from nmodl_import.nodes import Block, Procedure, Program, TopLevel

_JOINED = ("INITIAL", "BREAKPOINT")


def join(program: Program) -> Program:
    """The program with at most one INITIAL and one BREAKPOINT; each further one keeps its LOCALs to itself."""
    first: dict[str, int] = {}
    blocks: list[TopLevel] = []
    for block in program.blocks:
        if not isinstance(block, Procedure) or block.kind not in _JOINED:
            blocks.append(block)
        elif block.kind not in first:
            first[block.kind] = len(blocks)
            blocks.append(block)
        else:
            earlier = blocks[first[block.kind]]
            assert isinstance(earlier, Procedure)
            body = (*earlier.body, Block(block.body, place=block.place))
            blocks[first[block.kind]] = replace(earlier, body=body)
    return replace(program, blocks=tuple(blocks))
