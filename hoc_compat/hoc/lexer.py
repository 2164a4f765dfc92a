"""Split hoc text into tokens, as NEURON's oc/hoc.cpp does."""

import re
from typing import NamedTuple

from hoc_compat.hoc.errors import HocError

KEYWORDS = frozenset(
    """proc func obfunc return break continue stop if else while for print delete read debug double depvar eqn local
    localobj strdef help iterator iterator_statement create connect setpointer access insert uninsert forall ifsec
    forsec begintemplate endtemplate objectvar objref public external new""".split()
)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_TOKEN = re.compile(
    r"""(?P<space>[ \t\f\v\x1a]+|\\\r?\n)
    |(?P<newline>\r?\n|\r|//[^\r\n]*(?:\r?\n|\r|\Z))
    |(?P<comment>/\*.*?\*/)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE](?:[+-]\d*|\d+))?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<argument>\$(?P<kind>[os&]?)(?P<index>i|\d*))
    |(?P<string>"(?:\\.|[^"\\\r\n])*")
    |(?P<assign>[-+*/]=|=(?!=))
    |(?P<operator>==|!=|<=|>=|&&|\|\||[-+*/%^<>!(){}\[\].,;:&])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)


class Token(NamedTuple):
    """One token; `kind` is a group of the pattern, "keyword" or "end"; newlines are tokens."""

    kind: str
    text: str
    line: int
    end: int  # where it ends in the text
    value: object = None


def tokens(text: str, line: int = 1) -> list[Token]:
    """All tokens of a text that begins at a line of a file; one of kind "wrong" for what is none, "end" at the end."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            start = at
            at = text.find("\n", at) % (len(text) + 1)
            found.append(Token("wrong", _wrong(text, start), line, at))
            continue
        kind, token, at = match.lastgroup or "", match[0], match.end()
        if match["argument"] is not None:
            found.append(_argument(match, line, at))
        elif kind == "name":
            found.append(Token("keyword" if token in KEYWORDS else "name", token, line, at))
        elif kind == "number":
            found.append(Token("number", token, line, at, _number(token)))
        elif kind == "string":
            found.append(Token("string", token, line, at, _unescaped(token[1:-1])))
        elif kind not in ("space", "comment"):
            found.append(Token(kind, token, line, at))
        line += _lines(token)
    found.append(Token("end", "", line, at))
    return found


def _lines(token: str) -> int:
    if "\r" not in token:
        return token.count("\n")
    return len(re.findall(r"\r\n|\r|\n", token))


def _number(token: str) -> float:
    try:
        return float(token)
    except ValueError:  # as C's scanf: an exponent without digits is left out
        return float(re.split("[eE]", token)[0])


def _argument(match: re.Match[str], line: int, end: int) -> Token:
    index = match["index"]
    if index == "" or index.strip("0") == "":
        return Token(
            "wrong", f"`{match[0]}`: an argument is $1, $s1, $o1, $&1 or, with a local variable i, $i", line, end
        )
    return Token("argument", match[0], line, end, (match["kind"], 0 if index == "i" else int(index)))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), text, flags=re.DOTALL)


def _wrong(text: str, at: int) -> str:
    if text[at] == '"':
        return "a string without its closing quote"
    if text.startswith("/*", at):
        return "a comment without its end */"
    return f"the character {text[at]!r} has no meaning in hoc"


def reject(token: Token, file: str) -> HocError:
    """The error for a token that cannot stand where it is."""
    if token.kind == "wrong":
        return HocError(token.text, file, token.line)
    shown = {"newline": "the end of the line", "end": "the end of the text"}.get(token.kind, f"`{token.text}`")
    return HocError(f"syntax error at {shown}", file, token.line)
