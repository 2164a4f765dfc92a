"""Files as Python 2 opens them: what is read and written is text and bytes at once."""

import io
from typing import Any


class File(io.TextIOWrapper):
    """A file whose characters are bytes (Latin-1); without the mode "U", line ends stay as they are."""

    def __init__(self, name: Any, mode: str = "r", buffering: int = -1):
        kept = next((letter for letter in mode if letter in "rwa"), "r") + "+" * ("+" in mode)
        line_ends = None if "U" in mode else ""
        binary = open(name, kept + "b", buffering=-1 if buffering in (0, 1) else buffering)
        super().__init__(binary, "latin-1", newline=line_ends, line_buffering=buffering in (0, 1))  # type: ignore[arg-type]
        self.mode = mode  # type: ignore[misc]

    def __del__(self) -> None:
        self.close()  # without a warning: programs leave it to the end of the variable

    def write(self, text: Any) -> int:
        """Write a text, or bytes; characters that are no bytes as UTF-8."""
        if not isinstance(text, str):
            text = bytes(text).decode("latin-1")
        elif not text.isascii() and max(text) > "\xff":
            text = text.encode("utf-8").decode("latin-1")
        return super().write(text)

    def writelines(self, lines: Any) -> None:
        """Write each."""
        for line in lines:
            self.write(line)

    def next(self) -> str:
        """The next line."""
        return self.__next__()

    def xreadlines(self) -> "File":
        """The lines: the file itself."""
        return self


class Bytes:
    """A `File` for those who read bytes, such as pickle."""

    def __init__(self, file: Any):
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """As of a binary file."""
        return _bytes(self._file.read(size))

    def readline(self) -> bytes:
        """As of a binary file."""
        return _bytes(self._file.readline())


def _bytes(text: Any) -> bytes:
    return text.encode("latin-1") if isinstance(text, str) else text
