"""Read the text of a `.mod` file, one token at a time."""

import re
from dataclasses import dataclass
from pathlib import Path

from nmodl_import.errors import Diagnostic, NmodlError
from nmodl_import.nodes import Place

_SKIP = re.compile(r"(?:[ \t\r\n\f\v\x1a\ufeff]+|[:?][^\n]*|(?:UNITSOFF|UNITSON)\b)+")
_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<string>\"[^\"\n]*\")"
    r"|(?P<operator><->|<<|->|<=|>=|==|!=|&&|\|\||[-+*/^()\[\]{},=<>!~'&#;@.])",
    re.ASCII,
)


_SPELLINGS = {"if": "IF", "else": "ELSE", "while": "WHILE", "USING": "METHOD", "CHARGE": "VALENCE"}


@dataclass(frozen=True)
class Token:
    """`kind` is number, name, string, operator or end."""

    kind: str
    text: str
    start: int
    stop: int


class Source:
    """Text with a reading position; newlines of any system count as one."""

    def __init__(self, text: str, path: str):
        self.path = path
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.position = 0
        self.comments: list[str] = []
        self._line_starts = [0] + [m.end() for m in re.finditer("\n", self.text)]
        self._peeked: Token | None = None

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        import bisect

        line = bisect.bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    def error(self, message: str, offset: int) -> NmodlError:
        """The error for a problem at an offset."""
        return NmodlError(self.path, self.text, [Diagnostic(message, self.place(offset))])

    def peek(self) -> Token:
        """The next token, not consumed."""
        if self._peeked is None:
            self._peeked = self._read()
        return self._peeked

    def next(self) -> Token:
        """The next token, consumed."""
        token = self.peek()
        self.position, self._peeked = token.stop, None
        return token

    def rewind(self, offset: int) -> None:
        """Read on from an earlier offset."""
        self.position, self._peeked = offset, None

    def raw_until(self, pattern: str, what: str) -> str:
        """Text up to the next match of `pattern`, which is consumed too; an error if there is none."""
        found = re.compile(pattern).search(self.text, self.position)
        if found is None:
            raise self.error(f"{what} is not closed; `{pattern.strip('^$b' + chr(92))}` is missing", self.position)
        text = self.text[self.position : found.start()]
        self.rewind(found.end())
        return text

    def rest_of_line(self) -> str:
        """The rest of the current line."""
        stop = self.text.find("\n", self.position)
        stop = len(self.text) if stop < 0 else stop
        text = self.text[self.position : stop]
        self.rewind(stop)
        return text

    def _skip(self) -> None:
        while True:
            found = _SKIP.match(self.text, self.position)
            if found:
                self.position = found.end()
            if not re.compile(r"COMMENT\b").match(self.text, self.position):
                return
            self.position += len("COMMENT")
            stop = re.compile(r"ENDCOMMENT\b").search(self.text, self.position)
            if stop is None:
                raise self.error("the COMMENT is not closed; `ENDCOMMENT` is missing", self.position - len("COMMENT"))
            self.comments.append(self.text[self.position : stop.start()])
            self.position = stop.end()

    def _read(self) -> Token:
        self._skip()
        if self.position >= len(self.text):
            return Token("end", "the end of the file", self.position, self.position)
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            raise self.error(f"the character {self.text[self.position]!r} has no meaning in NMODL", self.position)
        text = found.group()
        return Token(str(found.lastgroup), _SPELLINGS.get(text, text), found.start(), found.end())


def read_text(path: str | Path) -> str:
    """The text of a file; bytes that are not UTF-8 are read as Latin-1. Raises `NmodlError` if it cannot be read."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise NmodlError(str(path), "", [Diagnostic(f"the file cannot be read: {reason}", Place(1, 1))]) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
