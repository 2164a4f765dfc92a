"""Translate a VERBATIM block inside an NMODL block into statements."""

import re

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Statement, Verbatim
from nmodl_import.verbatim.c_parse import CText, parse_body
from nmodl_import.verbatim.errors import VerbatimError, unsupported
from nmodl_import.verbatim.scope import Context, CVariable, FileLevel, Handles
from nmodl_import.verbatim.statements import StatementTranslator, returns


def translate(
    verbatim: Verbatim,
    names: set[str],
    functions: set[str],
    result: str | None = None,
    *,
    handles: Handles | None = None,
    arguments: tuple[str, ...] = (),
    nmodl: tuple[tuple[Statement, ...], ...] = (),
    scripted: bool = False,
    own: frozenset[str] | None = None,
    counters: frozenset[str] = frozenset(),
    last: bool = True,
    ion_values: frozenset[str] = frozenset(),
    file: FileLevel | None = None,
) -> tuple[Statement, ...]:
    """The NMODL statements that do what the C does. Raises `VerbatimError` with every reason if there are none.

    `names` are the mechanism's variables, `functions` its procedures and functions, `result` is the enclosing FUNCTION.
    `own` are the arguments and LOCALs of the enclosing block (`_lx` in C), None if not known; `counters` are those that
    a FROM around the VERBATIM counts, which are ints in C. `last` says that the block ends after this VERBATIM: only
    then can C `return`. `ion_values` are the ion variables not yet changed here, for which C's `_ion_x` is `x`. `file`
    is what the VERBATIM blocks of the file level define. `handles`, `arguments`, `nmodl` and `scripted`: see `Context`.

    A C float is kept as a double, and whole numbers neither overflow nor wrap around.
    """
    before = file or FileLevel()
    text = parse_body(verbatim, before.macros)
    known = before.joined(FileLevel(opaque=text.source.opaque))
    functions = functions | {function.name for function in known.functions}
    found = handles or Handles()
    context = Context(
        names,
        functions,
        result,
        own=own,
        counters=counters,
        ion_values=ion_values,
        file=known,
        handles=found,
        arguments=arguments,
        nmodl=nmodl,
        scripted=scripted,
    )
    return translate_items(text, context, last)


def leaves(verbatim: Verbatim, file: FileLevel) -> bool:
    """Whether C always returns in a VERBATIM, so that nothing after it is reached; no if it cannot be parsed."""
    try:
        return any(returns(item) for item in parse_body(verbatim, file.macros).items)
    except VerbatimError:
        return False


def translate_items(
    text: CText, context: Context, last: bool, arguments: dict[str, CVariable] | None = None
) -> tuple[Statement, ...]:
    """The statements of parsed C; `arguments` are those of a C function. Raises `VerbatimError`."""
    # names that the C mentions must keep their meaning: a new LOCAL x may not take the place of `_lx`
    words = set(re.findall(r"[A-Za-z_]\w*", text.source.text))
    translator = StatementTranslator(text, context, {word[2:] for word in words if word.startswith("_l")})
    translator.scopes[0] |= arguments or {}
    translator.taken |= translator.scopes[0].keys()
    try:
        statements = translator.body(text.items, last)
    except RecursionError:
        message = unsupported("an expression or a block that is nested too deeply")
        raise VerbatimError([Diagnostic(message, text.verbatim.place)]) from None
    if translator.problems:
        raise VerbatimError(list(translator.problems.values()))
    return statements
