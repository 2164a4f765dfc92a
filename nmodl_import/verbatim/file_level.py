"""Read the VERBATIM blocks outside of all NMODL blocks: constants, prototypes, helper functions."""

from dataclasses import replace

from pycparser import c_ast

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Argument, Assign, Binary, Call, Name, Number, Procedure, Verbatim
from nmodl_import.verbatim.c_parse import CText, parse_file_level
from nmodl_import.verbatim.errors import VerbatimError, unsupported
from nmodl_import.verbatim.expressions import is_void, whole_type
from nmodl_import.verbatim.preprocess import number_text
from nmodl_import.verbatim.scope import Context, CVariable, FileLevel, Static
from nmodl_import.verbatim.translate import translate_items


def translate_file_level(
    verbatim: Verbatim,
    names: set[str] | None = None,
    functions: set[str] | None = None,
    file: FileLevel | None = None,
) -> FileLevel:
    """What a VERBATIM of the file level defines; raises `VerbatimError` for what is neither harmless nor a definition.

    Functions that cannot be translated are kept in `refused`, for what calls them cannot be translated either.
    `names` and `functions` are those of the mechanism, which C functions may use; `file` is what earlier VERBATIM
    blocks of the file define. The answer holds this block only; see `FileLevel.joined`.
    """
    before = file or FileLevel()
    text = parse_file_level(verbatim, before.macros)
    macros = {k: v for k, v in text.source.macros.items() if before.macros.get(k) != v}
    constants = {k: _number(v) for k, v in macros.items() if number_text(v) is not None}
    found = FileLevel(constants, macros, dict(text.source.opaque), ignored=tuple(text.source.ignored))
    callable_names = set(functions or ()) | {f.name for f in before.functions}
    callable_names |= {item.decl.name for item in text.items if isinstance(item, c_ast.FuncDef)}
    problems: list[Diagnostic] = []
    for item in text.items:
        if isinstance(item, c_ast.FuncDef):
            try:
                found = _function(item, text, found, before, (names or set(), callable_names))
            except VerbatimError as error:
                name = item.decl.name
                opaque, refused = found.opaque | {name: "the C function"}, found.refused | {name: error.diagnostics}
                found = replace(found, opaque=opaque, refused=refused)
        else:
            found = _declaration(item, text, found, problems)
    if problems:
        raise VerbatimError(problems)
    return found


def _number(text: str) -> float:
    """An int for a whole number of C, whose division drops the fraction."""
    text = number_text(text) or text
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _declaration(item: c_ast.Node, text: CText, found: FileLevel, problems: list[Diagnostic]) -> FileLevel:
    """`found` with one declaration."""
    if isinstance(item, c_ast.Typedef | c_ast.Pragma) or (isinstance(item, c_ast.Decl) and item.name is None):
        return replace(found, ignored=(*found.ignored, f"{type(item).__name__} in line {text.place(item).line}"))
    if not isinstance(item, c_ast.Decl):
        problems.append(Diagnostic(unsupported(f"`{type(item).__name__}` outside of functions"), text.place(item)))
        return found
    if isinstance(item.type, c_ast.FuncDecl):
        return replace(found, ignored=(*found.ignored, f"the prototype of {item.name}"))
    value = _literal(item.init)
    integer = whole_type(item.type)
    number = number_text(value)
    if "const" in item.quals and integer is not None and number is not None:
        constant = (int(float(number)) if integer else float(number)) if abs(float(number)) < 1e300 else float(number)
        constants, macros = found.constants | {item.name: constant}, found.macros | {item.name: str(constant)}
        return replace(found, constants=constants, macros=macros)
    start = number_text(value) if item.init is not None else "0"
    if "extern" not in item.storage and integer is not None and start is not None and abs(float(start)) < 1e300:
        static = Static(integer, float(int(float(start)) if integer else float(start)), text.place(item))
        return replace(found, statics=found.statics | {item.name: static})
    kind = next((word for word in ("extern", "static") if word in item.storage), "file's")
    opaque = found.opaque | {item.name: f"the {kind} C variable"}
    return replace(found, opaque=opaque, ignored=(*found.ignored, f"the variable {item.name}"))


def _literal(node: c_ast.Node | None) -> str:
    """The text of a signed constant; nothing for anything else."""
    if isinstance(node, c_ast.UnaryOp) and node.op in ("-", "+") and isinstance(node.expr, c_ast.Constant):
        return node.op + node.expr.value
    return node.value if isinstance(node, c_ast.Constant) else ""


def _function(
    item: c_ast.FuncDef, text: CText, found: FileLevel, before: FileLevel, known: tuple[set[str], set[str]]
) -> FileLevel:
    """`found` with one function; raises `VerbatimError`."""
    declaration, kind = item.decl, item.decl.type
    name, place = declaration.name, text.place(item)
    if not isinstance(kind, c_ast.FuncDecl):
        raise VerbatimError([Diagnostic(unsupported(f"the block after `{name}`", "it is no C function"), place)])
    problems: list[Diagnostic] = []
    returned = whole_type(kind.type)
    void = is_void(kind.type)
    if item.param_decls or (returned is None and not void):
        problems.append(Diagnostic(unsupported(f"the C function `{name}`", "it returns no number"), place))
    parameters: dict[str, bool] = {}
    for parameter in kind.args.params if kind.args else ():
        integer = whole_type(getattr(parameter, "type", None))
        if getattr(parameter, "name", None) and integer is not None:
            parameters[parameter.name] = integer
        elif not is_void(getattr(parameter, "type", None)):
            problem = unsupported(f"the C function `{name}`", "an argument is a pointer or no number")
            problems = [Diagnostic(problem, place)]
    body = CText(text.verbatim, text.source, list(item.body.block_items or []))
    context = Context(
        known[0], known[1], None if void else name, bool(returned), own=frozenset(), file=before.joined(found)
    )
    try:
        variables = {p: CVariable(p, integer, used=True) for p, integer in parameters.items()}
        statements = translate_items(body, context, last=True, arguments=variables)
    except VerbatimError as error:
        raise VerbatimError([*problems, *error.diagnostics]) from None
    if problems:
        raise VerbatimError(problems)
    # C makes what it is given for an int whole
    whole = tuple(
        Assign(Name(p), Binary("-", Name(p), Call("fmod", (Name(p), Number("1")))), place=place)
        for p, integer in parameters.items()
        if integer
    )
    arguments = tuple(Argument(p, place=place) for p in parameters)
    block = "PROCEDURE" if void else "FUNCTION"
    procedure = Procedure(block, name, arguments, None, whole + statements, place=place)
    integers = found.integer_functions | ({name} if returned else set())
    return replace(found, functions=(*found.functions, procedure), integer_functions=integers)
