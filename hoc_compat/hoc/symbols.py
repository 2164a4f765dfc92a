"""The names of hoc text: what they mean and where their values are."""

from collections.abc import Callable
from typing import Any

UNDEFINED = "undefined"
NUMBER = "number"
STRING = "string"
OBJECT = "object"
SECTION = "section"
FUNCTION = "function"  # proc, func, obfunc and iterator
TEMPLATE = "template"


class Symbol:
    """A name that hoc text has introduced, in the main program or in a template."""

    __slots__ = (
        "code", "dimensions", "external", "flavour", "is_empty", "kind", "name", "public", "scope", "slot", "sole_call",
        "template",
    )  # fmt: skip

    def __init__(self, name: str, slot: int, scope: "Scope"):
        self.name, self.slot, self.scope = name, slot, scope
        self.kind = UNDEFINED
        self.dimensions: tuple[int, ...] = ()  # of an array, as the last declaration says
        self.code: Callable[..., Any] | None = None  # (owner, arguments) of a function
        self.flavour = ""  # of a function: proc, func, obfunc or iterator
        self.is_empty = False  # of a function: whether it does nothing
        self.sole_call = ""  # of a function: what of NEURON it calls, if it does nothing else
        self.template: Any = None  # the class of a template
        self.public = False
        self.external: Symbol | None = None

    def call(self, owner: Any, arguments: list[Any]) -> Any:
        """Run a function that may have been defined after the call was read."""
        if self.code is None:
            raise NameError(f"{self.name} undefined function")
        return self.code(owner, arguments)


class Scope:
    """The names of the main program, or of one template."""

    def __init__(self, template: str = ""):
        self.template = template
        self.symbols: dict[str, Symbol] = {}
        self.outside: set[str] = set()  # names of NEURON's own hoc library that a template says are external
        self.owners: Callable[[], list[Any]] = list  # the objects that hold values of these names

    def find(self, name: str) -> Symbol | None:
        """The symbol of that name."""
        return self.symbols.get(name)

    def add(self, name: str) -> Symbol:
        """A new symbol; the objects that exist get room for its value."""
        symbol = self.symbols[name] = Symbol(name, len(self.symbols), self)
        for owner in self.owners():
            owner.data.append(None)
        return symbol
