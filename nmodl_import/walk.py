"""Visit and rebuild syntax trees."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from nmodl_import.nodes import Node


def children(value: Any) -> Iterator[Node]:
    """Every node directly below a node or in a (nested) tuple."""
    if isinstance(value, tuple):
        for item in value:
            if isinstance(item, Node):
                yield item
            else:
                yield from children(item)
    elif isinstance(value, Node):
        for entry in fields(value):
            child = getattr(value, entry.name)
            if isinstance(child, Node):
                if entry.name != "place":
                    yield child
            elif isinstance(child, tuple):
                yield from children(child)


def walk(value: Any) -> Iterator[Node]:
    """A node (or the nodes of a tuple) and everything below, depth first, in source order."""
    if isinstance(value, Node):
        yield value
    for child in children(value):
        yield from walk(child)


def rebuild(value: Any, change: Callable[[Node], Any]) -> Any:
    """A copy with `change` applied to every node, children first."""
    if isinstance(value, tuple):
        return tuple(rebuild(item, change) for item in value)
    if not isinstance(value, Node):
        return value
    new = {}
    for entry in fields(value):
        old = getattr(value, entry.name)
        if entry.init and isinstance(old, (Node, tuple)):
            changed = rebuild(old, change)
            if changed is not old:
                new[entry.name] = changed
    return change(replace(value, **new) if new else value)
