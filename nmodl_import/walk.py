"""Visit and rebuild syntax trees."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

from nmodl_import.nodes import Block, If, Node, Solve, Statement


def children(value: Any) -> Iterator[Node]:
    """Every node directly below a node or in a (nested) tuple."""
    if isinstance(value, tuple):
        for item in value:
            if isinstance(item, Node):
                yield item
            else:
                yield from children(item)
    elif isinstance(value, Node):
        for name in _parts(type(value)):
            child = getattr(value, name)
            if isinstance(child, Node):
                yield child
            elif isinstance(child, tuple):
                yield from children(child)


@cache
def _parts(kind: type[Node]) -> tuple[str, ...]:
    """Names of the fields that may hold nodes."""
    return tuple(field.name for field in fields(kind) if field.name != "place")


def walk(value: Any) -> Iterator[Node]:
    """A node (or the nodes of a tuple) and everything below, depth first, in source order."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node):
            yield node
        waiting += reversed(list(children(node)))


def rebuild(value: Any, change: Callable[[Node], Any]) -> Any:
    """A copy with `change` applied to every node, children first."""
    if isinstance(value, tuple):
        return tuple(rebuild(item, change) for item in value)
    if not isinstance(value, Node):
        return value
    new = {}
    for name in _parts(type(value)):
        old = getattr(value, name)
        if isinstance(old, (Node, tuple)):
            changed = rebuild(old, change)
            if changed is not old:
                new[name] = changed
    return change(replace(value, **new) if new else value)


def without_solves(body: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Statements with every SOLVE taken out, and with it the conditions and braces that hold nothing else."""
    kept: list[Statement] = []
    for node in body:
        if isinstance(node, If) and any(isinstance(n, Solve) for n in walk(node)):
            node = replace(node, then=without_solves(node.then), otherwise=without_solves(node.otherwise))
            if not node.then and not node.otherwise:
                continue
        elif isinstance(node, Block) and any(isinstance(n, Solve) for n in walk(node)):
            node = replace(node, body=without_solves(node.body))
        if not isinstance(node, Solve):
            kept.append(node)
    return tuple(kept)
