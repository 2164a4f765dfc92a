"""Declare what C pointers of VERBATIM turned out to lead to: random streams and vectors of the instance."""

from collections.abc import Iterator
from dataclasses import replace

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import (
    Call,
    Declarations,
    Handle,
    Name,
    NeuronBlock,
    Node,
    Place,
    Procedure,
    Program,
    Supplied,
    TopLevel,
)
from nmodl_import.random_functions import IS_SET
from nmodl_import.symbols import SymbolTable
from nmodl_import.verbatim.scope import Handles
from nmodl_import.walk import rebuild, walk


def handles_of(table: SymbolTable) -> Handles:
    """The variables that may hold a C pointer."""
    pointers = frozenset(name for name, symbol in table.names.items() if symbol.kind == "pointer")
    memory = frozenset(n for n, s in table.names.items() if s.kind in ("assigned", "parameter") and s.size is None)
    return Handles(pointers, memory)


def declared(program: Program, handles: Handles, table: SymbolTable) -> tuple[Program, list[Diagnostic]]:
    """The program with the slots declared for what they hold, and what stands in the way."""
    # a POINTER that C only asks for being set is one to a variable
    asked = [slot for slot, uses in handles.slots.items() if not uses and slot in handles.pointers]
    pointing = {slot for slot in asked if _is_read(program, slot)}
    slots = {slot: uses for slot, uses in handles.slots.items() if slot not in pointing}
    problems = list(_problems(slots, table))
    if problems or not handles.slots:
        return program, problems

    def change(node: Node) -> Node:
        if isinstance(node, Supplied):
            return replace(node, changes=tuple(name for name in node.changes if name not in slots))
        if isinstance(node, Call) and node.name == IS_SET:
            asked = node.arguments[0]
            return replace(node, name="nrn_pointing") if isinstance(asked, Name) and asked.name in pointing else node
        return node

    blocks = (rebuild(_redeclared(block, slots, table), change) for block in program.blocks)
    return replace(program, blocks=tuple(blocks)), []


def _is_read(program: Program, slot: str) -> bool:
    bodies = tuple(b for b in program.blocks if isinstance(b, Procedure))
    asked = {id(n.arguments[0]) for n in walk(bodies) if isinstance(n, Call) and n.name == IS_SET}
    return any(isinstance(n, Name) and n.name == slot and id(n) not in asked for n in walk(bodies))


def _problems(slots: dict[str, set[str]], table: SymbolTable) -> Iterator[Diagnostic]:
    for slot, uses in slots.items():
        if "vector" in uses and len(uses) > 1:
            yield Diagnostic(f"C takes `{slot}` both for a Vector and for a random stream", table.names[slot].place)


def _redeclared(block: TopLevel, slots: dict[str, set[str]], table: SymbolTable) -> TopLevel:
    """NEURON { … } with the slots, and declarations without them."""
    if isinstance(block, Declarations):
        return replace(block, variables=tuple(v for v in block.variables if v.name not in slots))
    if not isinstance(block, NeuronBlock):
        return block
    places = {name: table.names[name].place for name in slots}
    streams = {name: uses for name, uses in slots.items() if "vector" not in uses}
    return replace(
        block,
        pointers=_without(block.pointers, slots),
        ranges=_without(block.ranges, slots),
        globals=_without(block.globals, slots),
        handles=tuple(_handle(name, uses, places[name]) for name, uses in streams.items()),
        vectors=tuple(Name(name, place=places[name]) for name in slots if name not in streams),
    )


def _without(names: tuple[Name, ...], slots: dict[str, set[str]]) -> tuple[Name, ...]:
    return tuple(name for name in names if name.name not in slots)


def _handle(name: str, uses: set[str], place: Place) -> Handle:
    return Handle(name, plain="plain" in uses or not uses, object="object" in uses or not uses, place=place)
