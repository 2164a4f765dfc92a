"""What is raised for C that cannot run."""

from pycparser import c_ast


class CCodeError(Exception):
    """`what` in C code is not supported; `node` is where it stands, `why` says more."""

    def __init__(self, what: str, node: c_ast.Node | None = None, why: str = ""):
        self.what, self.node, self.why = what, node, why
        super().__init__(what)


class CMemoryError(Exception):
    """C reads or writes memory that it may not."""
