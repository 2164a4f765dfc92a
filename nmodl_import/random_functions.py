"""NMODL's random functions: what each takes, and what it draws from."""

from collections.abc import Iterator

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Call, Name
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

SHARED = "random.shared"  # the generator of all mechanisms, as the record calls it; no NMODL name

# of a RANDOM variable, the first argument -> how many arguments
STREAM_FUNCTIONS = {
    "random_uniform": (1, 3), "random_negexp": (1, 2), "random_normal": (1, 3), "random_ipick": (1,),
    "random_dpick": (1,), "random_setseq": (2, 3), "random_setids": (4,),
}  # fmt: skip
# of the generator that all mechanisms share
SHARED_FUNCTIONS = {"scop_random": (0, 1), "exprand": (1,), "normrand": (2,), "poisrand": (1,), "set_seed": (1,)}
# of the C library's generator, which only C reaches; no NMODL name can hold a quote
C_RAND, C_SRAND = "rand'", "srand'"
SHARED_FUNCTIONS |= {C_RAND: (0,), C_SRAND: (1,)}
# what C does with a stream or a vector; no NMODL name can hold a quote
PICK, IS_SET, KIND, NEW, RESET, UNSET = "pick'", "is_set'", "kind'", "new_stream'", "reset'", "unset'"
CAPACITY = "capacity'"
TAKE = "take'"  # where C of a procedure for scripts stores what hoc hands over
OBJECT, PLAIN = 1, 2  # what KIND gives for a Random object of hoc and for a stream of Random123
FROM_C = {PICK: (1,), IS_SET: (1,), KIND: (1,), NEW: (2, 3, 4), RESET: (3,), UNSET: (1,), CAPACITY: (1,), TAKE: (1,)}
RANDOM_FUNCTIONS = STREAM_FUNCTIONS | SHARED_FUNCTIONS | FROM_C
_READING = {IS_SET, KIND, CAPACITY, TAKE}  # these change nothing


def stream_of(call: Call) -> str:
    """The name of the stream or vector that a call is about, its first argument."""
    first = call.arguments[0] if call.arguments else None
    return first.name if isinstance(first, Name) else ""


def changed(call: Call) -> str | None:
    """The stream that a call moves."""
    if call.name in SHARED_FUNCTIONS:
        return SHARED
    if call.name in RANDOM_FUNCTIONS and call.name not in _READING and call.arguments:
        return stream_of(call) or None
    return None


def draws(value: object) -> Iterator[Call]:
    """Every call below a node that moves a stream."""
    return (n for n in walk(value) if isinstance(n, Call) and changed(n) is not None)


def problems(value: object, table: SymbolTable) -> Iterator[Diagnostic]:
    """Random functions without their RANDOM variable, and RANDOM variables elsewhere."""
    streams = {name for name, symbol in table.names.items() if symbol.kind == "random"}
    proper: set[int] = set()
    for node in walk(value):
        if isinstance(node, Call) and node.name in {**STREAM_FUNCTIONS, **FROM_C} and node.arguments:
            first = node.arguments[0]
            if isinstance(first, Name) and (first.name in streams or node.name in FROM_C):
                proper.add(id(first))
            elif node.name in STREAM_FUNCTIONS:
                known = ", ".join(f"`{name}`" for name in sorted(streams)) or "none"
                message = f"the first argument of `{node.name}` must be a RANDOM variable; the file has {known}"
                yield Diagnostic(message, first.place)
    for node in walk(value):
        if isinstance(node, Name) and node.name in streams and id(node) not in proper:
            message = f"the RANDOM variable `{node.name}` can only be the first argument of a random_ function"
            yield Diagnostic(message, node.place)
