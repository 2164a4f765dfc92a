"""Rewrite C loops that are left early: `break`, `continue` and `return` inside become flags that the loop asks.

    for (i = 0; i < n; i++) { if (x[i] > y) break; s += x[i]; }

becomes

    i = 0; while (!broken && i < n) { if (x[i] > y) broken = 1; if (!broken) { s += x[i]; i++; } }
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

LOOPS = (c_ast.For, c_ast.While, c_ast.DoWhile)
Nodes = list[Any]


def without_exits(items: Nodes, words: set[str], returns_value: bool) -> Nodes:
    """The statements with every loop that is left early rewritten; `words` are the names that the text uses."""
    rewriter = _Rewriter(set(words), returns_value)
    return rewriter.outside(items) if any(_leaves_loop(item) for item in items) else items


@dataclass
class _Flags:
    """What the statements inside one loop may set; None: nothing does."""

    broken: str | None = None
    skipped: str | None = None
    returned: str | None = None

    def names(self) -> list[str]:
        return [name for name in (self.broken, self.skipped, self.returned) if name]


@dataclass
class _Rewriter:
    words: set[str]
    returns_value: bool
    result: str = ""
    returned: str = ""
    declared: Nodes = field(default_factory=list)

    def outside(self, items: Nodes) -> Nodes:
        """Statements that are in no loop."""
        done: Nodes = []
        for item in items:
            if isinstance(item, LOOPS):
                done += self.loop(item, _Flags())
                if any(_inside(item, c_ast.Return)):
                    value = c_ast.ID(self.result, item.coord) if self.returns_value else None
                    done.append(c_ast.If(c_ast.ID(self.returned, item.coord), c_ast.Return(value), None, item.coord))
            elif isinstance(item, c_ast.Compound):
                done.append(c_ast.Compound(self.outside(item.block_items or []), item.coord))
            elif isinstance(item, c_ast.If):
                then, other = (self._branch(part, self.outside) for part in (item.iftrue, item.iffalse))
                done.append(c_ast.If(item.cond, then, other, item.coord))
            else:
                done.append(item)
        declared, self.declared = self.declared, []
        return declared + done

    def loop(self, loop: Any, outer: _Flags) -> Nodes:
        """A loop that asks its flags; `outer` are those of the loop around it."""
        body = loop.stmt
        if not _leaves_loop(loop):
            return [loop]
        flags = _Flags(
            self._flag("broken") if any(_own(body, c_ast.Break)) else None,
            self._flag("skipped") if any(_own(body, c_ast.Continue)) else None,
            outer.returned or (self._return_flag() if any(_inside(body, c_ast.Return)) else None),
        )
        coord = loop.coord
        resets = [_set(name, 0, coord) for name in (flags.skipped,) if name]
        inner = self.sequence(_items(body), flags)
        steps = [loop.next] if isinstance(loop, c_ast.For) and loop.next is not None else []
        leaving = [name for name in (flags.broken, flags.returned) if name]
        if steps and leaving:
            steps = [c_ast.If(_none(leaving, coord), c_ast.Compound(steps, coord), None, coord)]
        condition = loop.cond if loop.cond is not None else c_ast.Constant("int", "1", coord)
        asked = c_ast.BinaryOp("&&", _none(leaving, coord), condition, coord) if leaving else condition
        before: Nodes = [_set(name, 0, coord) for name in (flags.broken,) if name]
        if isinstance(loop, c_ast.For) and loop.init is not None:
            before += loop.init.decls if isinstance(loop.init, c_ast.DeclList) else [loop.init]
        whole = c_ast.Compound([*resets, *inner, *steps], coord)
        kind = c_ast.DoWhile if isinstance(loop, c_ast.DoWhile) else c_ast.While
        return [*before, kind(asked, whole, coord)]

    def sequence(self, items: Nodes, flags: _Flags) -> Nodes:
        """Statements inside a loop, up to one that always leaves it; what follows one that may asks the flags."""
        for number, item in enumerate(items):
            rest, coord = items[number + 1 :], item.coord
            if isinstance(item, c_ast.Break | c_ast.Continue):
                name = flags.broken if isinstance(item, c_ast.Break) else flags.skipped
                return [*items[:number], _set(name or "", 1, coord)]
            if isinstance(item, c_ast.Return):
                value = [] if item.expr is None or not self.returns_value else [_assign(self.result, item.expr, coord)]
                return [*items[:number], *value, _set(flags.returned or "", 1, coord)]
            if not _leaves(item) and not isinstance(item, LOOPS):
                continue
            new = self._inner(item, flags)
            names = flags.names() if _leaves(item) else []
            following = self.sequence(rest, flags)
            if following and names:
                following = [c_ast.If(_none(names, coord), c_ast.Compound(following, coord), None, coord)]
            return [*items[:number], *new, *following]
        return items

    def _inner(self, item: Any, flags: _Flags) -> Nodes:
        if isinstance(item, LOOPS):
            return self.loop(item, flags)
        if isinstance(item, c_ast.Compound):
            return [c_ast.Compound(self.sequence(item.block_items or [], flags), item.coord)]
        if isinstance(item, c_ast.If):
            parts = (
                self._branch(part, lambda items: self.sequence(items, flags)) for part in (item.iftrue, item.iffalse)
            )
            then, other = parts
            return [c_ast.If(item.cond, then, other, item.coord)]
        return [item]  # a switch: its `continue` and `return` are refused where it is translated

    def _branch(self, part: Any, change: Any) -> Any:
        return None if part is None else c_ast.Compound(change(_items(part)), part.coord)

    def _return_flag(self) -> str:
        if not self.returned:
            self.returned, self.result = self._flag("returned"), self._name("result")
            if self.returns_value:
                self.declared.append(_declaration(self.result, "double"))
        return self.returned

    def _flag(self, stem: str) -> str:
        name = self._name(stem)
        self.declared.append(_declaration(name, "int"))
        return name

    def _name(self, stem: str) -> str:
        name, number = stem, 1
        while name in self.words:
            number += 1
            name = f"{stem}_{number}"
        self.words.add(name)
        return name


def _items(node: Any) -> Nodes:
    return list(node.block_items or []) if isinstance(node, c_ast.Compound) else [node]


def _own(node: Any, kind: type) -> Iterator[Any]:
    """The `break`s or `continue`s below a node that belong to the loop around it."""
    if isinstance(node, kind):
        yield node
    elif not isinstance(node, (*LOOPS, c_ast.Switch)):
        for _, child in node.children():
            yield from _own(child, kind)


def _inside(node: Any, kind: type) -> Iterator[Any]:
    if isinstance(node, kind):
        yield node
    for _, child in node.children():
        yield from _inside(child, kind)


def _leaves(item: Any) -> bool:
    """Whether a statement inside a loop may leave it, or its turn."""
    return any(True for kind in (c_ast.Break, c_ast.Continue) for _ in _own(item, kind)) or any(
        _inside(item, c_ast.Return)
    )


def _leaves_loop(item: Any) -> bool:
    """Whether a loop at or below a node is left early."""
    if isinstance(item, LOOPS):
        return _leaves(item.stmt) or any(_leaves_loop(child) for _, child in item.children())
    return any(_leaves_loop(child) for _, child in item.children())


def _set(name: str, value: int, coord: Any) -> c_ast.Assignment:
    return _assign(name, c_ast.Constant("int", str(value), coord), coord)


def _assign(name: str, value: Any, coord: Any) -> c_ast.Assignment:
    return c_ast.Assignment("=", c_ast.ID(name, coord), value, coord)


def _none(names: list[str], coord: Any) -> Any:
    """The condition that no flag is set."""
    flags = [c_ast.UnaryOp("!", c_ast.ID(name, coord), coord) for name in names]
    condition = flags[0]
    for flag in flags[1:]:
        condition = c_ast.BinaryOp("&&", condition, flag, coord)
    return condition


def _declaration(name: str, kind: str) -> c_ast.Decl:
    declared = c_ast.TypeDecl(name, [], None, c_ast.IdentifierType([kind]))
    return c_ast.Decl(name, [], [], [], [], declared, c_ast.Constant(kind, "0"), None)
