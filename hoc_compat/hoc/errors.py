"""Errors of hoc text, with the place."""

from braincell.errors import InputError


class HocError(InputError):
    """hoc text that cannot be read or run; `file` and `line` say where."""

    def __init__(self, message: str, file: str = "", line: int = 0):
        super().__init__(f"{file}:{line}: {message}" if file else message)
        self.message, self.file, self.line = message, file, line
