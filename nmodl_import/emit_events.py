"""Write NET_RECEIVE as the methods `receive`, `connected` and `watched`."""

import textwrap

from nmodl_import.emit_function import FunctionWriter, Module, Scope
from nmodl_import.emit_net import difference
from nmodl_import.names import keywords
from nmodl_import.nodes import Call, ForNetcons, From, If, NestedInitial, Procedure, Program, Statement, Watch, While
from nmodl_import.symbols import NET_FUNCTIONS, constant_value
from nmodl_import.walk import children, walk

_INDENT = "    "
_UNKNOWN_TURNS = 16  # of a loop whose course is known only at run time


def declarations(program: Program, module: Module, handler: Procedure | None) -> list[str]:
    """Class attributes: the arguments of NET_RECEIVE, how many events a call may send, what else it does."""
    lines = []
    if handler is not None and handler.arguments:
        lines.append(f"    net_arguments = {tuple(a.name for a in handler.arguments)!r}")
    sends = max((_most_sent(b.body, module) for b in program.blocks if isinstance(b, Procedure)), default=0)
    if sends:
        lines.append(f"    sends = {sends}")
    if handler is None:
        return lines
    if _sets_v(module, handler):
        lines.append("    sets_v = True")
    if watches := _watches(handler):
        lines.append(f"    watches = {len(watches)}")
    if any(isinstance(node, ForNetcons) for node in walk(handler.body)):
        lines.append("    sees_connections = True")
    return lines


def methods(module: Module, handler: Procedure | None) -> list[str]:
    """The methods of a NET_RECEIVE block."""
    if handler is None:
        return []
    initial = next((n.body for n in handler.body if isinstance(n, NestedInitial)), None)
    lines = [_method(module, handler, handler.body, "receive", ", flag")]
    if initial is not None:
        lines.append(_method(module, handler, initial, "connected", ""))
    if _watches(handler):
        lines.append(_watched(module, handler))
    return lines


def _watches(handler: Procedure) -> list[Watch]:
    return [node for node in walk(handler.body) if isinstance(node, Watch)]


def _sets_v(module: Module, handler: Procedure) -> bool:
    return "v" in module.flow.statements(handler.body, _own(handler)).may


def _own(handler: Procedure) -> set[str]:
    return {a.name for a in handler.arguments} | {"flag"}


def _most_sent(body: tuple[Statement, ...], module: Module) -> int:
    """Most events that one execution of some statements sends."""
    return sum(_most_of_one(statement, module) for statement in body)


def _most_of_one(node, module: Module) -> int:
    if isinstance(node, If):
        return max(_most_sent(node.then, module), _most_sent(node.otherwise, module))
    if isinstance(node, (From, While)):
        return _turns(node, module) * _most_sent(node.body, module)
    if isinstance(node, Call) and node.name in NET_FUNCTIONS:
        return 1
    return sum(_most_of_one(child, module) for child in children(node))


def _turns(node: From | While, module: Module) -> int:
    if isinstance(node, While):
        return _UNKNOWN_TURNS
    bounds = []
    for end in (node.first, node.last, node.step):
        symbol = module.table.names.get(getattr(end, "name", ""))
        defined = symbol.value if symbol is not None and symbol.kind == "define" else None
        bounds.append(1.0 if end is None else defined if defined is not None else constant_value(end))
    first, last, step = bounds
    if None in bounds or not step:
        return _UNKNOWN_TURNS
    return max(0, int((last - first) // step) + 1)


def _method(module: Module, handler: Procedure, body: tuple[Statement, ...], name: str, extra: str) -> str:
    writer = FunctionWriter(module)
    writer.used |= {"weights", "flag"}
    scope = Scope({a.name: writer.fresh(a.name) for a in handler.arguments} | {"flag": "flag"})
    names = [scope.locals[a.name] for a in handler.arguments]
    writer.watches = _watches(handler)
    writer.net_arguments = tuple(a.name for a in handler.arguments)
    if names:
        writer.lines.append(f"{', '.join(names)}{',' if len(names) == 1 else ''} = weights")
    if writer.watches and _sets_v(module, handler):
        writer.node_v = writer.fresh("node_v")
        writer.lines.append(f"{writer.node_v} = s.v")
    writer.statements(body, scope)
    record = f"{scope.record}.replace({keywords(scope.changed)})" if scope.changed else scope.record
    after = [scope.locals[a.name] for a in handler.arguments]
    writer.lines.append(f"return {record}, ({', '.join(after)}{',' if len(after) == 1 else ''})")
    head = f"\n    @staticmethod\n    def {name}(s: Instances, weights: tuple{extra}) -> tuple[Instances, tuple]:\n"
    return head + textwrap.indent("\n".join(writer.lines), _INDENT * 2)


def _watched(module: Module, handler: Procedure) -> str:
    writer = FunctionWriter(module)
    scope = Scope({})
    values = [writer.value(difference(node), scope) for node in _watches(handler)]
    lines = [*writer.lines, f"return ({', '.join(values)}{',' if len(values) == 1 else ''})"]
    head = "\n    @staticmethod\n    def watched(s: Instances) -> tuple:\n"
    return head + textwrap.indent("\n".join(lines), _INDENT * 2)
