"""FInitializeHandler: a function or a statement of hoc that runs at a stage of `h.finitialize`."""

from typing import Any

from braincell.errors import InputError
from hoc_compat.hoc_object import HocObject
from hoc_compat.netcon import callback
from hoc_compat.world import WORLD


class FInitializeHandler(HocObject):
    """`h.FInitializeHandler(function)`, `h.FInitializeHandler(kind, function)`; it lives as long as it is referred to.

    Instead of the function, a statement of hoc and, if it is to run in one, an object of a template.
    Kind 3: before anything else; 0: after the voltages are set; 1: after all INITIAL blocks; 2: at the very end.
    """

    def __init__(self, *arguments: Any):
        numbered = len(arguments) > 1 and not (isinstance(arguments[0], str) or callable(arguments[0]))
        kind, given, *context = [*arguments] if numbered else [1, *(arguments or (None,))]
        if kind not in (0, 1, 2, 3):
            raise InputError(f"FInitializeHandler: the kind is {kind!r}; it is 0, 1, 2 or 3")
        self.kind = int(kind)
        self._call = callback("FInitializeHandler", given, *context[:1])
        WORLD.add_handler(self)

    def allprint(self) -> None:
        """Print all handlers by kind, in order of creation."""
        for kind in range(4):
            handlers = WORLD.handlers(kind)
            if handlers:
                print("\n\t".join([f"Type {kind} FInitializeHandler statements", *map(str, handlers)]))


def run_handlers(kind: int) -> None:
    """Call the handlers of one kind, in order of creation."""
    for handler in WORLD.handlers(kind):
        handler._call()
