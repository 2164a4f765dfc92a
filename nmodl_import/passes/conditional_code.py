"""Choose statements between VERBATIM blocks of `#if`, `#else` and `#endif` as NEURON 9.0.2's compiler does."""

import re
from dataclasses import replace

from nmodl_import.nodes import Node, Program, Verbatim
from nmodl_import.verbatim.preprocess import Preprocessed, branch, without_comments
from nmodl_import.walk import rebuild, walk

_CONDITION = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)")
_BODIES = ("body", "then", "otherwise")


def choose_code(program: Program) -> Program:
    """The program with the statements that are compiled; the same program if there are no such VERBATIMs.

    Where a condition is not known the VERBATIMs stay, to be refused by name.
    """
    if not any(_directives(node) for node in walk(program.blocks)):
        return program

    def change(node: Node) -> Node:
        bodies = {
            name: _chosen(getattr(node, name)) for name in _BODIES if isinstance(getattr(node, name, None), tuple)
        }
        return replace(node, **bodies) if bodies else node

    return replace(program, blocks=rebuild(program.blocks, change))


def _chosen(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    kept: list[Node] = []
    active = [(True, True)]
    result = Preprocessed()
    for node in nodes:
        directives = _directives(node)
        for word, rest in directives:
            branch(word, rest.strip(), 0, active, result)
        if active[-1][0] and not directives:
            kept.append(node)
    return nodes if result.problems or len(active) > 1 else tuple(kept)


def _directives(node: Node) -> list[tuple[str, str]]:
    """The directives of a VERBATIM that holds nothing but `#if`, `#else` and the like."""
    if not isinstance(node, Verbatim):
        return []
    found = [_CONDITION.fullmatch(line) for line in without_comments(node.text).split("\n") if line.strip()]
    return [(match[1], match[2]) for match in found if match] if all(found) else []
