"""Errors of the NMODL importer: always with file, line and column, and all of a file at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from braincell.errors import InputError, UnsupportedError
from nmodl_import.nodes import Place


@dataclass(frozen=True)
class Diagnostic:
    """One problem at one place."""

    message: str
    place: Place

    def render(self, path: str, text: str) -> str:
        """`file:line:column: message`, the source line and a caret."""
        lines = text.splitlines()
        head = f"{path}:{self.place.line}:{self.place.column}: {self.message}"
        if not 1 <= self.place.line <= len(lines):
            return head
        source = lines[self.place.line - 1].replace("\t", " ")[:200]
        return f"{head}\n    {source}\n    {' ' * (self.place.column - 1)}^"


class NmodlError(InputError):
    """A `.mod` file that cannot be read; `diagnostics` holds every problem found, `path` the file."""

    def __init__(self, path: str, text: str, diagnostics: Sequence[Diagnostic]):
        self.path = path
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(d.render(path, text) for d in self.diagnostics))

    @classmethod
    def joined(cls, errors: Sequence["NmodlError"]) -> "NmodlError":
        """One error that reports those of several files."""
        error = cls(errors[0].path, "", [d for e in errors for d in e.diagnostics])
        error.args = ("\n".join(str(e) for e in errors),)
        return error

    @property
    def line(self) -> int:
        return self.diagnostics[0].place.line

    @property
    def column(self) -> int:
        return self.diagnostics[0].place.column


class NmodlUnsupportedError(NmodlError, UnsupportedError):
    """A `.mod` file that is right but uses what braincell does not import (yet)."""
