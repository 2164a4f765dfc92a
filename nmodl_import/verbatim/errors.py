"""What is raised for C that has no translation."""

from collections.abc import Sequence

from nmodl_import.errors import Diagnostic

REMEDY = "write it in NMODL or supply a Python function with load_mod(path, verbatim={...})"


class VerbatimError(Exception):
    """C text that cannot be translated; `diagnostics` holds every reason with its place in the `.mod` file."""

    def __init__(self, diagnostics: Sequence[Diagnostic]):
        self.diagnostics = tuple(sorted(diagnostics, key=lambda d: (d.place.line, d.place.column)))
        super().__init__("\n".join(f"{d.place.line}:{d.place.column}: {d.message}" for d in self.diagnostics))


def unsupported(construct: str, why: str = "") -> str:
    """`construct` in VERBATIM is not supported, why, and what to do."""
    reason = f" ({why})" if why else ""
    return f"{construct} in VERBATIM is not supported{reason}; {REMEDY}"
