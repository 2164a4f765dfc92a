"""Write one NMODL block as a Python function over the record `s`."""

from dataclasses import dataclass, field

from nmodl_import import emit_loop, emit_net, emit_printing, emit_random, emit_solved
from nmodl_import.emit_docs import comment
from nmodl_import.errors import Diagnostic, NmodlUnsupportedError
from nmodl_import.flow import ARGUMENTS, Flow
from nmodl_import.names import attribute, identifier, keywords
from nmodl_import.nodes import (
    Assign,
    Binary,
    Block,
    Call,
    CallStatement,
    Compartment,
    Conductance,
    Conserve,
    Derivative,
    Equation,
    Expression,
    ForNetcons,
    From,
    If,
    Keyword,
    Local,
    Name,
    NestedInitial,
    Number,
    Place,
    Procedure,
    Program,
    Protect,
    Reaction,
    Solve,
    Statement,
    String,
    Supplied,
    Table,
    Unary,
    Watch,
    While,
)
from nmodl_import.passes.solvers import CNEXP, RELAX
from nmodl_import.random_functions import IS_SET, RANDOM_FUNCTIONS
from nmodl_import.symbols import (
    BUILTIN_FUNCTIONS,
    IFARG,
    JUMP,
    LIBRARY_FUNCTIONS,
    NET_FUNCTIONS,
    POINTER_FUNCTIONS,
    PRINTF,
    SymbolTable,
)
from nmodl_import.walk import walk

_JNP = {
    "log": "jnp.log", "log10": "jnp.log10", "sqrt": "jnp.sqrt", "sin": "jnp.sin", "cos": "jnp.cos", "tan": "jnp.tan",
    "asin": "jnp.arcsin", "acos": "jnp.arccos", "atan": "jnp.arctan", "sinh": "jnp.sinh", "cosh": "jnp.cosh",
    "tanh": "jnp.tanh", "fabs": "jnp.abs", "abs": "jnp.abs", "floor": "jnp.floor", "ceil": "jnp.ceil",
    "pow": "jnp.power", "fmod": "jnp.fmod", "atan2": "jnp.arctan2", "fmin": "jnp.minimum", "fmax": "jnp.maximum",
    "exp": "exp",
}  # fmt: skip
# arguments at which these are infinite or lose their derivative must not reach gradients from untaken branches
_DELICATE = {"log", "log10", "sqrt", "pow", "exp", "asin", "acos"}
_COMPARISONS = {"<", ">", "<=", ">=", "==", "!="}
_PRECEDENCE = {"||": 1, "&&": 2, "<": 3, ">": 3, "<=": 3, ">=": 3, "==": 3, "!=": 3, "+": 4, "-": 4, "*": 5, "/": 5}


@dataclass
class Module:
    """What every function of a generated module shares."""

    table: SymbolTable
    flow: Flow
    constants: dict[str, str]  # NMODL constant -> Python name
    functions: dict[str, str]  # block -> Python name
    methods: dict[str, str]  # solved block -> how it is advanced
    program: Program

    def integer(self, name: str) -> bool:
        """Whether a name is a DEFINE, an integer known when the source is made."""
        symbol = self.table.names.get(name)
        return symbol is not None and symbol.kind == "define"

    def unsupported(self, message: str, place: Place) -> NmodlUnsupportedError:
        """The error for a construct that cannot be written, with its place."""
        return NmodlUnsupportedError(self.program.path, self.program.text, [Diagnostic(message, place)])


@dataclass
class Scope:
    """Where values are: LOCALs and changed variables in Python names, the rest in the record `s`."""

    locals: dict[str, str]  # NMODL local or argument -> Python expression
    changed: dict[str, str] = field(default_factory=dict)  # record variable -> Python name of its new value
    record: str = "s"
    mask: str = ""  # condition under which this code counts; empty: always
    integers: frozenset[str] = frozenset()  # locals that are Python integers: variables of unrolled loops

    def copy(self) -> "Scope":
        return Scope(dict(self.locals), dict(self.changed), self.record, self.mask, self.integers)


class FunctionWriter:
    """Emits the statements of one block as lines of Python."""

    def __init__(self, module: Module, own_name: str = ""):
        self.module = module
        self.own_name = own_name
        self.lines: list[str] = []
        self.watches: list[Watch] = []  # of the handler being written
        self.net_arguments: tuple[str, ...] = ()
        self.node_v = ""  # Python name of the membrane's v, in a handler that sets v and watches
        self.reads_flux = False  # whether the KINETIC block being written uses f_flux or b_flux
        self.used: set[str] = set(module.functions.values()) | set(module.constants.values()) | {"s"}
        self.circle: frozenset[str] = frozenset()  # the blocks with which the one being written calls itself

    # Names

    def fresh(self, name: str) -> str:
        """A Python name that this function does not use yet."""
        base = identifier(f"d_{name[:-1]}" if name.endswith("'") else name)
        candidate, n = base, 2
        while candidate in self.used:
            candidate, n = f"{base}_{n}", n + 1
        self.used.add(candidate)
        return candidate

    def arguments(self, block: Procedure) -> Scope:
        """The scope at the start of a block: its arguments, and its value if it is a FUNCTION."""
        self.circle = self.module.flow.circles.get(block.name, frozenset())
        if not self.circle:  # the value may bear the function's name
            self.used.discard(self.own_name)
        scope = Scope({a.name: self.fresh(a.name) for a in block.arguments})
        if block.kind == "FUNCTION":
            scope.locals[block.name] = "0.0"
        if self.returns_structure(block):
            emit_solved.begin(self, block, scope)
        return scope

    def returns_structure(self, block: Procedure) -> bool:
        """Whether the block's function returns derivatives, reactions or equations beside the record."""
        return self.module.methods.get(block.name, "direct") != "direct"

    # Expressions

    def value(self, node: Expression, scope: Scope) -> str:
        """Python for a number."""
        if _is_condition(node):
            return f"truth({self.condition(node, scope)})"
        if isinstance(node, Number):
            return repr(float(node.text))
        if isinstance(node, Name) and node.index is not None:
            index = self.static_index(node.index, scope)
            if index is not None:
                return f"{self.read(node.name, scope)}[{index}]"
            return f"element({self.read(node.name, scope)}, {self.value(node.index, scope)})"
        if isinstance(node, Name):
            return self.read(node.name, scope)
        if isinstance(node, Unary):
            return f"-{self._nested(node.operand, 6, scope)}"
        if isinstance(node, Call):
            return self._call(node, scope)
        assert isinstance(node, Binary)
        if node.operator == "^":
            return self._power(node, scope)
        if _is_truncation(node):
            return f"jnp.trunc({self.value(node.left, scope)})"
        rank = _PRECEDENCE[node.operator]
        left, here = self._nested(node.left, rank, scope), len(self.lines)
        if node.operator == "/" and scope.mask and not isinstance(node.right, Number):
            right = f"only({scope.mask}, {self.value(node.right, scope)})"
        else:
            right = self._nested(node.right, rank + 1, scope)
        if self.module.flow.sets_what_is_read(node.right, node.left):  # NEURON's compiler reads it before the call
            before = self.fresh("before")
            self.lines.insert(here, f"{before} = {left}")
            left = before
        return f"{left} {node.operator} {right}"

    def static_index(self, node: Expression, scope: Scope) -> str | None:
        """Python for an integer known when the source is traced, or None."""
        if isinstance(node, Number):
            return str(int(node.text)) if node.text.isdigit() else None
        if isinstance(node, Name) and node.index is None:
            known = node.name in scope.integers or (node.name not in scope.locals and self.module.integer(node.name))
            return self.read(node.name, scope) if known else None
        if isinstance(node, Binary) and node.operator in ("+", "-", "*"):
            left, right = self.static_index(node.left, scope), self.static_index(node.right, scope)
            if left is None or right is None:
                return None
            nested = isinstance(node.right, Binary) or (node.operator == "*" and isinstance(node.left, Binary))
            return f"({left}) {node.operator} ({right})" if nested else f"{left} {node.operator} {right}"
        return None

    def condition(self, node: Expression, scope: Scope) -> str:
        """Python for a truth value."""
        if isinstance(node, Binary) and node.operator in _COMPARISONS:
            return f"{self._nested(node.left, 4, scope)} {node.operator} {self._nested(node.right, 4, scope)}"
        if isinstance(node, Binary) and node.operator in ("&&", "||"):
            joint = "&" if node.operator == "&&" else "|"
            return f"({self.condition(node.left, scope)}) {joint} ({self.condition(node.right, scope)})"
        if isinstance(node, Call) and node.name == IS_SET:
            return emit_random.is_set(self, node, scope)
        if isinstance(node, Unary) and node.operator == "!":
            return f"jnp.logical_not({self.condition(node.operand, scope)})"
        return f"{self._nested(node, 4, scope)} != 0.0"

    def _nested(self, node: Expression, rank: int, scope: Scope) -> str:
        text = self.value(node, scope)
        if isinstance(node, Binary) and not _is_condition(node):
            own = 7 if node.operator == "^" else _PRECEDENCE[node.operator]
            return f"({text})" if own < rank else text
        return f"({text})" if isinstance(node, Unary) and not _is_condition(node) and rank > 4 else text

    def _power(self, node: Binary, scope: Scope) -> str:
        base = self._nested(node.left, 8, scope)
        if scope.mask and not isinstance(node.left, Number):
            base = f"only({scope.mask}, {self.value(node.left, scope)})"
        if isinstance(node.right, Number) and node.right.value == int(node.right.value):
            return f"{base} ** {int(node.right.value)}"
        return f"jnp.power({base}, {self.value(node.right, scope)})"

    def read(self, name: str, scope: Scope) -> str:
        """Python for a variable, or a whole array."""
        if name in scope.locals:
            return scope.locals[name]
        if name in scope.changed:
            return scope.changed[name]
        if name in self.module.constants:
            return self.module.constants[name]
        return attribute(name).replace("s", scope.record, 1)

    def _call(self, node: Call, scope: Scope) -> str:
        if node.name in (RELAX, CNEXP):
            return self._advance(node, scope)
        if node.name in RANDOM_FUNCTIONS:
            return emit_random.value(self, node, scope)
        if node.name not in self.module.table.procedures:
            return self._builtin(node, scope)
        arguments = [self.value(a, scope) for a in node.arguments]
        if self.module.table.procedures[node.name].kind == "FUNCTION_TABLE":
            function = attribute(node.name).replace("s", scope.record, 1)
            return f"{function}({', '.join(arguments)})"
        name, flow = self.module.functions[node.name], self.module.flow
        if self.module.table.procedures[node.name].kind == "PROCEDURE":  # it has no value: C returns 0
            self._call_statement(node, scope)
            return "0.0"
        if flow.is_pure(node.name):
            if set(scope.changed) & flow.procedure(node.name).exposed:
                self.flush(scope)
            given = [scope.record, *arguments] if flow.reads_record(node.name) else arguments
            if scope.mask:  # the callee divides and takes logarithms too: give it harmless arguments
                given = [g if g == scope.record else _masked(g, scope.mask) for g in given]
            return f"{name}({', '.join(given)})"
        self.flush(scope)
        result = self.fresh(f"{node.name}_value")
        self.lines.append(f"{scope.record}, {result} = {name}({', '.join([scope.record, *arguments])})")
        return result

    def _advance(self, node: Call, scope: Scope) -> str:
        arguments = [self.value(a, scope) for a in node.arguments]
        # NEURON writes a = ds'/ds into its update twice, and tau into a and b: side effects happen as often
        repeated = node.arguments[1:2] if node.name == CNEXP else node.arguments[2:3] * 2
        for again in repeated:
            if any(isinstance(n, Call) and self._is_impure(n.name) for n in walk(again)):
                self.value(again, scope)
        return f"{node.name[:-1]}({', '.join(arguments)})"

    def _is_impure(self, name: str) -> bool:
        return name in self.module.table.procedures and not self.module.flow.is_pure(name)

    def _builtin(self, node: Call, scope: Scope) -> str:
        arguments = [repr(a.text) if isinstance(a, String) else self.value(a, scope) for a in node.arguments]
        if scope.mask and node.name in _DELICATE:
            arguments = [_masked(a, scope.mask) for a in arguments]
        if node.name in ("nernst", "ghk", "nrn_ghk"):
            return f"{node.name.removeprefix('nrn_')}({', '.join(arguments)}, {scope.record}.celsius)"
        if node.name == JUMP:
            return f"({arguments[0]} if {scope.record}.jumps else {arguments[1]})"
        if node.name == "at_time":
            return f"at_time({arguments[-1]}, {scope.record}.t, {scope.record}.dt)"
        if node.name in POINTER_FUNCTIONS:
            pointer = node.arguments[0]
            assert isinstance(pointer, Name)
            return f"truth(is_set({scope.record}, {pointer.name!r}))"
        if node.name == IFARG:
            return f"truth({scope.record}[{ARGUMENTS!r}] >= {arguments[0]})"
        if node.name in LIBRARY_FUNCTIONS:
            return f"{node.name}({', '.join(arguments)})"
        assert node.name in BUILTIN_FUNCTIONS
        return f"{_JNP[node.name]}({', '.join(arguments)})"

    def returned(self, block: Procedure) -> str:
        """The type of what the block's function returns."""
        if self.returns_structure(block):
            return f"tuple[Instances, {emit_solved.structure_type(block)}]"
        if block.kind != "FUNCTION":
            return "Instances"
        return "ArrayLike" if self.module.flow.is_pure(block.name) else "tuple[Instances, ArrayLike]"

    # Records

    def flush(self, scope: Scope) -> None:
        """Write changed variables back to the record, before a call that may read them."""
        if scope.changed:
            self.lines.append(f"{scope.record} = {scope.record}.replace({keywords(scope.changed)})")
            scope.changed = {}

    # Statements

    def statements(self, body: tuple[Statement, ...], scope: Scope) -> None:
        """Append the lines of statements; `scope` is updated."""
        for statement in body:
            self._statement(statement, scope)

    def _statement(self, node: Statement, scope: Scope) -> None:
        if isinstance(node, Local):
            for name in node.names:
                length = self.static_index(name.index, scope) if name.index is not None else None
                scope.locals[name.name] = f"jnp.zeros({length})" if length else "0.0"
                scope.integers -= {name.name}
        elif isinstance(node, Assign):
            self.lines += [f"# {comment(node.note)}"] if node.note else []
            self.assign(node.target, self.value(node.value, scope), scope)
        elif isinstance(node, (From, While)):
            emit_loop.write(self, node, scope)
        elif isinstance(node, (Derivative, Reaction, Conserve, Compartment, Equation)):
            emit_solved.write(self, node, scope)
        elif isinstance(node, (Watch, ForNetcons)):
            emit_net.write(self, node, scope)
        elif isinstance(node, CallStatement):
            self._call_statement(node.call, scope)
        elif isinstance(node, If):
            self._if(node, scope)
        elif isinstance(node, Block):
            inner = set(scope.locals)
            self.statements(node.body, scope)
            scope.locals = {k: v for k, v in scope.locals.items() if k in inner}
        elif isinstance(node, Protect):
            self._statement(node.body, scope)
        elif isinstance(node, Supplied):
            self._supplied(node, scope)
        elif isinstance(node, Solve):
            self.flush(scope)
            self.lines.append(f"{scope.record} = {emit_solved.solver_call(self.module, node, scope.record)}")
        else:
            assert isinstance(node, (Table, Keyword, Conductance, NestedInitial)), node

    def assign(self, target: Name, value: str, scope: Scope) -> None:
        """Set a variable or an element to a Python expression."""
        name = target.name
        if target.index is not None:
            index = self.static_index(target.index, scope) or self.value(target.index, scope)
            value = f"with_element({self.read(name, scope)}, {index}, {value})"
        holder = scope.locals if name in scope.locals else scope.changed
        python = holder.get(name, "")
        if scope.mask or not python.isidentifier() or python not in self.used:
            python = self.fresh(name)
        self.lines.append(f"{python} = {value}")
        holder[name] = python

    def _call_statement(self, call: Call, scope: Scope) -> None:
        if call.name in NET_FUNCTIONS:
            arguments = [self.value(a, scope) for a in call.arguments]
            self.flush(scope)
            self.lines.append(f"{scope.record} = {call.name}({', '.join([scope.record, *arguments])})")
            return
        if call.name in RANDOM_FUNCTIONS:
            emit_random.value(self, call, scope)
            return
        if call.name == PRINTF:
            emit_printing.write(self, call, scope)
            return
        if call.name not in self.module.table.procedures:
            value = self.value(call, scope)
            if call.name == "at_time":  # steps of variable length note the time
                self.flush(scope)
                self.lines.append(value)
            return
        flow, name = self.module.flow, self.module.functions[call.name]
        if not flow.procedure(call.name).may and self.module.table.procedures[call.name].kind != "FUNCTION":
            return  # it changes nothing
        arguments = [self.value(a, scope) for a in call.arguments]
        if self.module.table.procedures[call.name].kind == "FUNCTION":
            self._call(call, scope)
            return
        self.flush(scope)
        self.lines.append(f"{scope.record} = {name}({', '.join([scope.record, *arguments])})")

    def _supplied(self, node: Supplied, scope: Scope) -> None:
        block = self.module.table.procedures[node.name]
        given = ", ".join([scope.record, *(scope.locals[a.name] for a in block.arguments)])
        if block.kind == "FUNCTION":
            self.assign(Name(node.name), f"supplied_value(SUPPLIED, {node.name!r}, {given})", scope)
        else:
            self.lines.append(f"changes = {node.changes!r}")
            self.lines.append(f"{scope.record} = supplied_record(SUPPLIED, {node.name!r}, changes, {given})")

    def _if(self, node: If, scope: Scope) -> None:
        if emit_loop.is_static(self, node.condition, scope) or emit_loop.leads_back(self, node):
            emit_loop.write_python_if(self, node, scope)
            return
        condition = self.fresh("condition")
        self.lines.append(f"{condition} = {self.condition(node.condition, scope)}")
        touches_record = _changes_record(node, self.module)
        if touches_record:
            self.flush(scope)
        branches = []
        negation = self.fresh("otherwise")
        here = len(self.lines)
        for body, mask in ((node.then, condition), (node.otherwise, negation)):
            branch = scope.copy()
            branch.mask = f"{scope.mask} & {mask}" if scope.mask else mask
            if touches_record:
                branch.record = self.fresh("s_then" if mask == condition else "s_else")
                self.lines.append(f"{branch.record} = {emit_printing.within(self, body, scope.record, mask)}")
            self.statements(body, branch)
            branches.append(branch)
        if any(negation in line for line in self.lines[here:]):
            self.lines.insert(here, f"{negation} = jnp.logical_not({condition})")
        self._merge(condition, branches[0], branches[1], scope)

    def _merge(self, condition: str, then: Scope, otherwise: Scope, scope: Scope) -> None:
        if then.record != scope.record:
            for branch in (then, otherwise):
                self.flush(branch)
            self.lines.append(f"{scope.record} = select({condition}, {then.record}, {otherwise.record})")
        for name in list(scope.locals):
            first, second = then.locals[name], otherwise.locals[name]
            if first != second:
                scope.locals[name] = self._choose(condition, name, first, second)
        for name in dict.fromkeys((*then.changed, *otherwise.changed)):
            before = self.read(name, scope)
            first, second = then.changed.get(name, before), otherwise.changed.get(name, before)
            if first != second:
                scope.changed[name] = self._choose(condition, name, first, second)

    def _choose(self, condition: str, name: str, first: str, second: str) -> str:
        python = self.fresh(name)
        self.lines.append(f"{python} = jnp.where({condition}, {first}, {second})")
        return python

    def finish(self, block: Procedure | None, scope: Scope) -> list[str]:
        """The lines with the final `return`."""
        changed = scope.changed
        is_last = self.lines and self.lines[-1].startswith(f"{scope.record} = ")
        if is_last and not changed and (block is None or self.returned(block) == "Instances"):
            return [*self.lines[:-1], f"return {self.lines[-1].removeprefix(f'{scope.record} = ')}"]
        record = f"{scope.record}.replace({keywords(changed)})" if changed else scope.record
        if block is not None and self.returns_structure(block):
            return [*self.lines, f"return {record}, {emit_solved.structure(self, block, scope)}"]
        if block is None or block.kind != "FUNCTION":
            return [*self.lines, f"return {record}"]
        value = scope.locals[block.name]
        if self.module.flow.is_pure(block.name):
            return [*self.lines, f"return {value}"]
        return [*self.lines, f"return {record}, {value}"]


def _masked(argument: str, mask: str) -> str:
    return argument if _is_number(argument) else f"only({mask}, {argument})"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_truncation(node: Binary) -> bool:
    """Whether this is x - fmod(x, 1): that is exact in C, while compilers of JAX may round x differently in both."""
    right = node.right
    if node.operator != "-" or not isinstance(right, Call) or right.name != "fmod" or not isinstance(node.left, Name):
        return False
    x, y = right.arguments
    return x == node.left and isinstance(y, Number) and y.value == 1.0


def _is_condition(node: Expression) -> bool:
    if isinstance(node, Binary):
        return node.operator in _COMPARISONS or node.operator in ("&&", "||")
    return isinstance(node, Unary) and node.operator == "!"


def _changes_record(node: If, module: Module) -> bool:
    """Whether a branch replaces the record itself: by a call of a procedure, or in a loop."""
    for n in walk((node.then, node.otherwise)):
        if isinstance(n, (From, While, Solve, Watch, ForNetcons)):
            return True
        if isinstance(n, Call) and n.name in (*NET_FUNCTIONS, PRINTF):
            return True
        if isinstance(n, Call) and n.name in module.table.procedures and module.flow.procedure(n.name).may:
            return True
    return False
