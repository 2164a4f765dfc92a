"""Strip comments, decide `#if` as NEURON 9.0.2 on Linux does, and replace macros; lines keep their number.

A macro with arguments, `#define F(x, y) text`, is kept under the name `F(`, as "x,y)text".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pycparser import c_ast
from pycparser.c_parser import CParser

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
_DIRECTIVE = re.compile(r"\s*#\s*(\w*)(.*)", re.S)
_WORD = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\b[A-Za-z_]\w*\b|\b\d[\w.]*")
# `1.0`, `-3`, `(0x10)`: what a constant may be defined as
_NUMBER = re.compile(r"\(?\s*([-+]?)\s*((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+)([fFlLuU]*)\s*\)?")
_LIMIT = 200_000  # characters after replacing macros

VERSION = (9, 0, 2)
_VERSIONS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    "NRN_VERSION_EQ": lambda a, b: a == b, "NRN_VERSION_NE": lambda a, b: a != b,
    "NRN_VERSION_GT": lambda a, b: a > b, "NRN_VERSION_GTEQ": lambda a, b: a >= b,
    "NRN_VERSION_LT": lambda a, b: a < b, "NRN_VERSION_LTEQ": lambda a, b: a <= b,
}  # fmt: skip
_DEFINED = {
    *_VERSIONS,
    "NRN_VERSION_GTEQ_8_2_0",
    "NRN_MECHANISM_DATA_IS_SOA",
    "__cplusplus",
    "__linux__",
    "__linux",
    "linux",
    "__unix__",
    "unix",
    # what NEURON's translator defines in every file
    "t",
    "dt",
    "exp",
    "pow",
    "nil",
    "NRN_VECTORIZED",
}
_UNDEFINED = {
    "NRNBBCORE", "CORENEURON_BUILD", "_WIN32", "WIN32", "__WIN32__", "_WIN64", "MINGW", "__MINGW32__", "__MINGW64__",
    "MSWIN", "_MSC_VER", "__CYGWIN__", "MAC", "__APPLE__", "DARWIN", "_OPENACC", "NRN_VERSION_UNDEFINED", "_NrnThread",
}  # fmt: skip
# macros whose text is no expression; NEURON's own and the idiom of older mod files
_BLANK = {"_threadargscomma_", "_threadargsprotocomma_", "_threadargsproto_", "RANDCAST"}


class _Undecided(Exception):
    """A `#if` whose condition is not known."""


class _TooLong(Exception):
    """A macro that expands without end."""


@dataclass
class Preprocessed:
    """C without comments and directives; `problems` pairs a line (from 0) with a construct."""

    text: str = ""
    macros: dict[str, str] = field(default_factory=dict)
    opaque: dict[str, str] = field(default_factory=dict)  # macros with arguments
    ignored: list[str] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def preprocess(text: str, macros: dict[str, str]) -> Preprocessed:
    """Plain C; `macros` are those defined before."""
    result = Preprocessed(macros=dict(macros))
    lines = without_comments(text).split("\n")
    kept: list[str] = []
    active = [(True, True)]  # (lines count, a branch was taken already) per open #if
    size = 0
    while len(kept) < len(lines):
        number = len(kept)
        line = lines[number]
        found = _DIRECTIVE.fullmatch(line)
        if found is None:
            try:
                line = _expand(line, result.macros) if active[-1][0] else ""
                size += len(line)
            except _TooLong:
                size = _LIMIT + 1
            if size > _LIMIT:
                result.problems.append((number, "a macro that expands without end"))
                break
            kept.append(line)
            continue
        span = 1
        while lines[number + span - 1].endswith("\\") and number + span < len(lines):
            span += 1
        whole = " ".join(part.removesuffix("\\") for part in lines[number : number + span])
        found = _DIRECTIVE.fullmatch(whole)
        kept += [""] * span
        if found:
            _directive(found[1], found[2].strip(), number, active, result)
    if len(active) > 1:
        result.problems.append((len(lines) - 1, "`#if` without `#endif`"))
    result.text = "\n".join(line.removesuffix("\\") for line in kept)
    return result


def number_text(text: str) -> str | None:
    """The NMODL text of a C number without its suffix; None if it is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or text.count("(") != text.count(")"):
        return None
    sign, digits = found[1].replace("+", ""), found[2]
    try:
        if digits[:2] in ("0x", "0X"):
            digits = str(int(digits, 16))
        elif len(digits) > 1 and digits.isdigit() and digits[0] == "0":
            digits = str(int(digits, 8))  # a leading 0 means octal
    except ValueError:
        return None
    return sign + digits


def without_comments(text: str) -> str:
    """C with blanks for comments."""

    def blank(found: re.Match) -> str:
        part = found[0]
        return re.sub(r"[^\n]", " ", part) if part.startswith("/") else part

    return _COMMENT.sub(blank, re.sub("[\f\v\r\0]", " ", text))


def _expand(line: str, macros: dict[str, str], busy: frozenset[str] = frozenset()) -> str:
    def replace(found: re.Match) -> str:
        word = found[0]
        if word in _BLANK:
            return " " * len(word)
        if word not in macros or word in busy or len(busy) > 20:
            return word
        text = _expand(macros[word], macros, busy | {word})
        if len(text) > _LIMIT:
            raise _TooLong(word)
        return text

    line = _call_expanded(line, macros, busy)
    # the thread arguments and the comma after them
    line = re.sub(r"\b_threadargs_\b(?:\s*,)?", lambda found: " " * len(found[0]), line)
    return _WORD.sub(replace, line)


def _call_expanded(line: str, macros: dict[str, str], busy: frozenset[str]) -> str:
    """The line with its first call of a macro with arguments replaced, and so on; those within one line only."""
    for found in re.finditer(r"\b([A-Za-z_]\w*)\s*\(", line):
        name = f"{found[1]}("
        given = _arguments(line, found.end()) if name in macros and name not in busy and len(busy) <= 20 else None
        if given is None:
            continue
        parameters, _, text = macros[name].partition(")")
        names = [p.strip() for p in parameters.split(",") if p.strip()]
        if len(names) != len(given[0]):
            continue
        values = dict(zip(names, given[0], strict=True))
        text = _WORD.sub(lambda word: values.get(word[0], word[0]), text)
        text = _expand(text, macros, busy | {name})
        if len(text) > _LIMIT:
            raise _TooLong(name)
        return line[: found.start()] + text + _call_expanded(line[given[1] :], macros, busy)
    return line


def _arguments(line: str, start: int) -> tuple[list[str], int] | None:
    """The arguments of a call whose `(` ends at `start`, and where it ends; None if it ends in another line."""
    depth, arguments, begin = 0, [], start
    for position in range(start, len(line)):
        letter = line[position]
        if letter in ",)" and not depth:
            arguments.append(line[begin:position].strip())
            begin = position + 1
            if letter == ")":
                return (arguments if arguments != [""] else []), position + 1
        depth += {"(": 1, ")": -1, "{": 1, "}": -1, "[": 1, "]": -1}.get(letter, 0)
    return None


def _directive(word: str, rest: str, line: int, active: list[tuple[bool, bool]], result: Preprocessed) -> None:
    """Change the state for one `#word rest`."""
    counts = active[-1][0]
    if word in ("if", "ifdef", "ifndef") or (word in ("elif", "else", "endif") and len(active) > 1):
        branch(word, rest, line, active, result)
    elif not counts or word in ("include", "pragma", ""):
        result.ignored += [f"#{word} {rest}"] if counts and word else []
    elif word == "define":
        _define(rest, line, result)
    elif word == "undef":
        result.macros.pop(rest, None)
        result.macros.pop(f"{rest}(", None)
        result.opaque.pop(rest, None)
    else:
        result.problems.append((line, f"`#{word}`"))


def branch(word: str, rest: str, line: int, active: list[tuple[bool, bool]], result: Preprocessed) -> None:
    """Change which lines count for one `#if`, `#elif`, `#else` or `#endif`."""
    counts = active[-1][0]
    if word in ("if", "ifdef", "ifndef"):
        taken = counts and _decide(word, rest, line, result)
        active.append((taken, taken or not counts))
    elif len(active) == 1:
        result.problems.append((line, f"`#{word}` without `#if`"))
    elif word == "endif":
        active.pop()
    else:
        done = active.pop()[1]
        taken = not done and (word == "else" or _decide("if", rest, line, result))
        active.append((taken, done or taken))


def _define(rest: str, line: int, result: Preprocessed) -> None:
    found = re.match(r"([A-Za-z_]\w*)(\(?)(.*)", rest, re.S)
    if found is None:
        result.problems.append((line, "`#define` without a name"))
    elif found[2]:
        if "#" in found[3] or "..." in found[3] or ")" not in found[3]:
            result.opaque[found[1]] = "the C macro"
        else:
            result.macros[f"{found[1]}("] = found[3].replace("\0", " ")
    else:
        text = found[3].strip()
        result.macros[found[1]] = number_text(text) or text


def _decide(word: str, condition: str, line: int, result: Preprocessed) -> bool:
    question = condition if word == "if" else f"defined({condition})"
    try:
        pattern = r"\bdefined\s*\(?\s*(\w+)\s*\)?"
        text = re.sub(pattern, lambda found: str(int(_is_defined(found[1], result))), question)
        tree = CParser().parse(f"int x = ({_expand(text, result.macros)});")
        value = _value(tree.ext[0].init)
    except Exception:  # the C parser meets any text here and has many ways to fail
        result.problems.append((line, f"the condition `#{word} {condition}`"))
        return False
    return bool(value) != (word == "ifndef")


def _is_defined(name: str, result: Preprocessed) -> bool:
    if (
        name in result.macros
        or f"{name}(" in result.macros
        or name in result.opaque
        or name in _DEFINED
        or name.startswith("M_")
    ):
        return True
    if name in _UNDEFINED:
        return False
    raise _Undecided(name)


def _value(node: c_ast.Node) -> int:
    """A constant condition."""
    if isinstance(node, c_ast.Constant):
        return int(node.value.rstrip("uUlL"), 0)
    if isinstance(node, c_ast.ID) and node.name == "NRN_VERSION_GTEQ_8_2_0":
        return 1
    if isinstance(node, c_ast.ID) and node.name in _UNDEFINED:
        return 0
    if isinstance(node, c_ast.FuncCall) and node.name.name in _VERSIONS:
        return _VERSIONS[node.name.name](VERSION, tuple(_value(a) for a in node.args.exprs))
    if isinstance(node, c_ast.UnaryOp) and node.op in ("!", "-"):
        inner = _value(node.expr)
        return int(not inner) if node.op == "!" else -inner
    if isinstance(node, c_ast.BinaryOp):
        left, right = _value(node.left), _value(node.right)
        table = {
            "&&": bool(left and right), "||": bool(left or right), "==": left == right, "!=": left != right,
            "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        }  # fmt: skip
        return int(table[node.op])
    raise _Undecided(type(node).__name__)
