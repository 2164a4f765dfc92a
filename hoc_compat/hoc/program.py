"""Run hoc text: statements, expressions, and functions called from Python."""

import io
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from braincell.errors import BraincellError, InputError, UnknownNameError, UnsupportedError
from hoc_compat.hoc import sections, symbols
from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.main_program import MAIN, declare_library
from hoc_compat.hoc.parser import Parser
from hoc_compat.hoc.runtime import NAMESPACE, Stopped
from hoc_compat.hoc.symbols import Scope, Symbol
from hoc_compat.hoc.template_object import TemplateObject
from hoc_compat.world import WORLD

_running: list[Parser] = []
_entered: list[TemplateObject] = []  # by `object_push`


def run_text(text: str, file: str = "hoc", owner: Any = None) -> None:
    """Read and execute statements one after the other, in the context of the main program or of an object."""
    parser = _parser(text, file, owner)
    outside = _entered[:] if _running else []
    del _entered[: len(outside)]  # a text that is run by another one begins in the main program
    _running.append(parser)
    try:
        _run_text(parser, file, owner)
    except Stopped:
        if len(_running) > 1:
            raise
    except Exception:
        _entered.clear()  # as in NEURON, an error leads out of them
        raise
    finally:
        _running.pop()
        _entered[:0] = outside


_MISTAKES = HocError, UnknownNameError, NameError, ArithmeticError, IndexError, RecursionError


def tried(text: str) -> bool:
    """Run a text; whether it runs to its end. A mistake of hoc is printed, what fails in Python is raised."""
    try:
        run_text(text)
    except HocError as error:
        if error.__cause__ is not None and not isinstance(error.__cause__, _MISTAKES):
            raise
        print(error, file=sys.stderr)
        return False
    return True


def _run_text(parser: Parser, file: str, owner: Any) -> None:
    depth = len(WORLD._stack)
    while True:
        try:
            context = _context(parser, owner)
            code = parser.statement_of_program()
            if code is None:
                break
            inside = parser.scope is not parser.main_scope and context is None
            code(_template_of(parser.scope)._prototype if inside else context or MAIN, [])
            parser.skip_what_was_read()
        except Stopped:
            del WORLD._stack[depth:]
            raise
        except Exception as error:
            del WORLD._stack[depth:]
            raise_located(error, file, parser.token.line)
    if parser.scope.template and owner is None:
        raise HocError(
            f"the template {parser.scope.template} has no `endtemplate {parser.scope.template}`",
            file,
            parser.token.line,
        )


def _context(parser: Parser, owner: Any) -> Any:
    """The object whose names the next statement sees: the one entered last, else the one that the text was given."""
    entered = _entered[-1] if _entered else None
    if entered is not parser.entered:
        parser.entered = entered
        parser.scope = MAIN.scope if entered is None and owner is None else (entered or owner).scope
    return entered or owner


def object_push(instance: Any) -> float:
    """The statements that follow are executed in the context of an object, up to `object_pop`."""
    if not isinstance(instance, TemplateObject):
        raise InputError(f"object_push({instance!r}): an object of a hoc template is needed")
    _entered.append(instance)
    return 0.0


def object_pop() -> float:
    """Leave the object that was entered last."""
    if not _entered:
        raise InputError("object_pop: no object was entered with `object_push`")
    _entered.pop()
    return 0.0


def expression(text: str, owner: Any = None) -> Callable[[], Any]:
    """A function that gives the value of an expression. Raises `HocError` if it is none."""
    code = _compiled(lambda: _parser(text, text, owner).expression_of_program(), text)

    def evaluate() -> Any:
        return _compiled(lambda: code(owner or MAIN, []), text)

    return evaluate


def reference(text: str, owner: Any = None) -> Any:
    """The reference to the variable that a text names; None if it names none, or one that has no value."""
    try:
        found = _compiled(lambda: _parser(text, text, owner).pointer_of_program()(owner or MAIN, []), text)
        return None if found[0] is None else found
    except (BraincellError, TypeError):
        return None


def _compiled(action: Callable[[], Any], text: str) -> Any:
    try:
        return action()
    except Exception as error:
        raise_located(error, text, 1)


def called(symbol: Symbol, owner: Any, arguments: list[Any], section: Any = None) -> Any:
    """Call a function of hoc from Python, with a section to be the current one."""
    depth = len(WORLD._stack)
    try:
        with sections.in_section(section):
            found = symbol.call(owner, arguments)
    except Stopped:
        return 0.0
    except Exception as error:
        raise_located(error, "", 0)
    finally:
        del WORLD._stack[depth:]
    return found


def raise_located(error: Exception, file: str, line: int) -> NoReturn:
    """Raise the error with the place in hoc text where it happened."""
    found = located(error, file, line)
    try:
        if found is error:  # an error that is its own cause hides what was behind it
            raise error
        raise found from error
    finally:
        del error, found  # their traceback leads here; objects of the script would live on in the circle


def located(error: Exception, file: str, line: int) -> Exception:
    """The error with the place in hoc text where it happened."""
    if isinstance(error, HocError) and error.file:
        return error
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_globals is NAMESPACE:
            file, line = frame.tb_frame.f_code.co_filename, frame.tb_lineno
            innermost = frame.tb_next is None
            frame_error = _plain_words(error, innermost, len(frame.tb_frame.f_locals.get("A", ())))
        frame = frame.tb_next
    words = frame_error if "frame_error" in locals() else _plain_words(error, False)
    return HocError(words, file, line)


def _plain_words(error: Exception, in_hoc: bool, n_given: int = 0) -> str:
    if isinstance(error, HocError):
        return error.message
    if isinstance(error, RecursionError):
        return "functions or expressions are nested too deeply"
    if isinstance(error, ZeroDivisionError) and in_hoc:
        return "division by zero"
    if isinstance(error, IndexError) and in_hoc:
        verb = "is" if n_given == 1 else "are"
        return f"not enough arguments: {n_given} {verb} given, argument {n_given + 1} is missing"
    if isinstance(error, TypeError) and in_hoc:
        return f"a number is needed where something else was found ({error})"
    if isinstance(error, (BraincellError, NameError)):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _parser(text: str, file: str, owner: Any) -> Parser:
    scope = MAIN.scope if owner is None or owner is MAIN else owner.scope
    return Parser(text, file, scope, NAMESPACE)


def _template_of(scope: Scope) -> Any:
    symbol = MAIN.scope.find(scope.template)
    assert symbol is not None
    return symbol.template


def execute(text: str, owner: Any = None) -> float:
    """Run statements in the context of the main program or of an object; with `~` in front, as if they were a file."""
    run_text(_braced(str(text)), "execute", owner)
    return 0.0


def _braced(text: str) -> str:
    return text[1:] if text.startswith("~") else f"{{{text}}}"


def execute1(text: str, *context: Any) -> float:
    """Run lines as a file has them, so also definitions: 1, or 0 after an error, which is printed unless 0 is given."""
    owner = next((a for a in context if not isinstance(a, (int, float))), None)
    shown = not any(isinstance(a, (int, float)) and a == 0 for a in context)
    try:
        run_text(str(text), "execute1", owner)
    except HocError as error:
        if isinstance(error.__cause__, UnsupportedError):
            raise
        if shown:
            print(error, file=sys.stderr)
        return 0.0
    return 1.0


def text_that_runs() -> io.BufferedReader | None:
    """What is left of the hoc text that is being run: `fscan` and `getstr` read it while no file is open."""
    return _running[-1].stream() if _running else None


def forget() -> None:
    """Begin anew: no name of hoc text is known."""
    from hoc_compat.interpreter import h

    for name, symbol in MAIN.scope.symbols.items():
        if symbol.kind == symbols.FUNCTION:
            h.__dict__.pop(name, None)
        elif symbol.kind == symbols.TEMPLATE:
            own = getattr(type(h), name, None)
            if isinstance(own, type):
                TemplateObject._templates[name] = own
            else:
                TemplateObject._templates.pop(name, None)
    MAIN.scope.symbols.clear()
    MAIN.data.clear()
    declare_library()
