"""Follow C pointers that lead to what hoc hands to an instance: random streams, and the elements of a Vector.

A *slot* is the variable of the mechanism that holds the pointer: the POINTER `x`, which C calls `_p_x`, or an ASSIGNED
`x` that C uses as memory, `(void**)(&x)`.
"""

from dataclasses import replace

from pycparser import c_ast

from nmodl_import.nodes import Call, CallStatement, Expression, Name, Number, Place
from nmodl_import.random_functions import CAPACITY, IS_SET, NEW, PICK, RESET, TAKE, UNSET
from nmodl_import.verbatim.names import NameTranslator, Value
from nmodl_import.verbatim.scope import CVariable, Handle

_ACTIONS = {
    "nrn_random_pick": (PICK, "object"), "nrn_random_reset": (RESET, ""), "nrn_random123_setseq": (RESET, ""),
    "nrnran123_setseq": (RESET, "plain"), "nrnran123_dblpick": ("random_dpick", "plain"),
    "nrnran123_uniform": ("random_uniform", "plain"), "nrnran123_negexp": ("random_negexp", "plain"),
    "nrnran123_normal": ("random_normal", "plain"), "nrnran123_gauss": ("random_normal", "plain"),
    "nrnran123_ipick": ("random_ipick", "plain"),
}  # fmt: skip
_STREAMS = ("nrnran123_newstream", "nrnran123_newstream3")
_GIVEN = {"vector_arg": "vector", "nrn_random_arg": "object"}  # what a function of hoc's arguments hands over
_FREEING = ("nrnran123_deletestream",)


class HandleTranslator(NameTranslator):
    """Pointers of one piece of C."""

    def value(self, node: c_ast.Node) -> Value:
        """An expression's value; known to those who translate expressions."""
        raise NotImplementedError

    def handle(self, node: c_ast.Node | None) -> Handle | None:
        """What a pointer expression leads to; None if that is not known."""
        if isinstance(node, c_ast.Cast) and isinstance(node.to_type.type, c_ast.PtrDecl):
            return self.handle(node.expr)
        if isinstance(node, c_ast.ID):
            variable = self.variable(node.name)
            if variable is not None:
                return variable.handle
            slot = self._pointer(node)
            return Handle(slot, "content") if slot else None
        if isinstance(node, c_ast.UnaryOp) and node.op == "&" and isinstance(node.expr, c_ast.ID):
            slot = self._pointer(node.expr) or self._memory(node.expr)
            return Handle(slot, "address") if slot else None
        if isinstance(node, c_ast.UnaryOp) and node.op == "*":
            inner = self.handle(node.expr)
            return replace(inner, level="content") if inner and inner.level == "address" else None
        if isinstance(node, c_ast.FuncCall) and _called(node) == "vector_vec":
            inner = self.handle(_arguments(node)[0]) if _arguments(node) else None
            if inner and inner.level == "content":
                self._use(inner.slot, "vector")
                return replace(inner, level="data")
        return None

    def _pointer_value(self, node: c_ast.ID) -> Value:
        handle = self.handle(node)
        if handle and handle.level == "content":
            return self.is_set(handle, self.at(node))
        if node.name.startswith("_p_"):
            return self.refuse(node, f"the POINTER `{node.name[3:]}`", "C uses its address")
        return self.refuse(node, f"the pointer `{node.name}`")

    def _pointer(self, node: c_ast.ID) -> str | None:
        name = node.name
        return name[3:] if name.startswith("_p_") and name[3:] in self.context.handles.pointers else None

    def _memory(self, node: c_ast.ID) -> str | None:
        """An ASSIGNED whose memory is taken for a pointer."""
        known = node.name in self.context.handles.memory and self.variable(node.name) is None
        return node.name if known and node.name not in (self.context.own or ()) else None

    def _use(self, slot: str, how: str) -> None:
        self.context.handles.slots.setdefault(slot, set()).update({how} if how else ())

    def is_set(self, handle: Handle, place: Place) -> Value:
        """Whether hoc has handed something over."""
        self._use(handle.slot, "")
        return Value(Call(IS_SET, (Name(handle.slot, place=place),), place=place), True)

    def pointer_variable(self, name: str, init: c_ast.Node | None) -> CVariable | None:
        """The C pointer `name` that starts as `init`; None if it leads to nothing known."""
        handle = self.handle(init)
        if handle is None and init is not None and not is_null(init):
            return None
        variable = CVariable(name, False, handle=handle, pointer=True)
        self.scopes[-1][name] = variable
        return variable

    def set_pointer(self, target: c_ast.Node, value: c_ast.Node) -> bool:
        """Translate an assignment to a pointer, if it is one."""
        if isinstance(target, c_ast.ID) and (variable := self.variable(target.name)) and variable.pointer:
            handle = self.handle(value)
            if handle is None and not is_null(value):
                self.refuse(value, f"setting the pointer `{target.name}`")
            elif handle and variable.handle and handle != variable.handle:
                self.refuse(target, f"the pointer `{target.name}`", "it leads to different things")
            variable.handle = variable.handle or handle
            return True
        slot = self.handle(target)
        if slot is None or slot.level != "content":
            return False
        place = self.at(target)
        name = Name(slot.slot, place=place)
        while isinstance(value, c_ast.Cast) and not is_null(value):
            value = value.expr
        given = _GIVEN.get(_called(value)) if isinstance(value, c_ast.FuncCall) else "" if is_null(value) else None
        if given is not None and self.context.scripted:  # then it is the script that hands over
            self._use(slot.slot, given)
            self.out.append(CallStatement(Call(TAKE, (name,), place=place), place=place))
            return True
        if is_null(value):
            self._use(slot.slot, "")
            self.out.append(CallStatement(Call(UNSET, (name,), place=place), place=place))
            return True
        if isinstance(value, c_ast.FuncCall) and _called(value) in _STREAMS:
            self._use(slot.slot, "plain")
            ids = tuple(self.value(a).expression for a in _arguments(value))
            self.out.append(CallStatement(Call(NEW, (name, *ids), place=place), place=place))
            return True
        self.value(value)  # names what is not supported about it
        self.refuse(target, "setting a pointer to what hoc hands over")
        return True

    def handle_call(self, node: c_ast.FuncCall) -> Value | None:
        """The value of a function of streams or Vectors whose pointer is known; None for any other call."""
        name, arguments, place = _called(node), _arguments(node), self.at(node)
        handle = self.handle(arguments[0]) if arguments else None
        if handle is None or handle.level != "content":
            return None
        own = Name(handle.slot, place=place)
        if name in _ACTIONS:
            function, how = _ACTIONS[name]
            self._use(handle.slot, how)
            rest: tuple[Expression, ...] = tuple(self.value(a).expression for a in arguments[1:])
            if name == "nrn_random_reset":
                rest = (Number("0"), Number("0"))
            return Value(Call(function, (own, *rest), place=place), name == "nrnran123_ipick")
        if name in ("vector_capacity", "vector_instance_px"):
            self._use(handle.slot, "vector")
            if name == "vector_instance_px" and not self._data_to(arguments[1:], handle):
                return self.refuse(node, "`vector_instance_px` into something else than a pointer")
            return Value(Call(CAPACITY, (own,), place=place), True)
        return None

    def _data_to(self, arguments: list[c_ast.Node], handle: Handle) -> bool:
        """Whether the second argument is `&x` of a C pointer, which then leads to the elements."""
        if len(arguments) != 1 or not isinstance(arguments[0], c_ast.UnaryOp) or arguments[0].op != "&":
            return False
        target = arguments[0].expr
        variable = self.variable(target.name) if isinstance(target, c_ast.ID) else None
        if variable is None or not variable.pointer:
            return False
        variable.handle = replace(handle, level="data")
        return True

    def frees(self, node: c_ast.FuncCall) -> bool:
        """Whether a call only frees a stream."""
        return _called(node) in _FREEING and all(self.handle(a) for a in _arguments(node))

    def element(self, node: c_ast.Node, index: Expression) -> Value | None:
        """An element of a Vector whose pointer is `node`."""
        handle = self.handle(node)
        if handle is None or handle.level != "data":
            return None
        return Value(Name(handle.slot, index, place=self.at(node)))

    def is_main_thread(self, node: c_ast.BinaryOp) -> Value | None:
        """`_nt != nrn_threads`: there is one thread."""
        names = {side.name for side in (node.left, node.right) if isinstance(side, c_ast.ID)}
        if names != {"_nt", "nrn_threads"} or node.op not in ("==", "!="):
            return None
        return Value(Number("1" if node.op == "==" else "0", place=self.at(node)), True)


def is_null(node: c_ast.Node | None) -> bool:
    """Whether an expression is a null pointer: `0`, `(void*)0`, `NULL`."""
    while isinstance(node, c_ast.Cast):
        node = node.expr
    if isinstance(node, c_ast.ID):
        return node.name in ("NULL", "nullptr")
    return isinstance(node, c_ast.Constant) and node.value in ("0", "0L")


def _called(node: c_ast.FuncCall) -> str:
    return node.name.name or "" if isinstance(node.name, c_ast.ID) else ""


def _arguments(node: c_ast.FuncCall) -> list[c_ast.Node]:
    return list(node.args.exprs) if node.args else []
