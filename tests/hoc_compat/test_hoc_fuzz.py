"""Mutated hoc files are read, or refused by a HocError with its place, never anything else; nothing hangs."""

import re
import signal
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random

import pytest

from hoc_compat.hoc import HocError, files, program
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.parser import Parser
from hoc_compat.hoc.runtime import NAMESPACE

HERE = Path(__file__).parent
TEXTS = [p.read_text() for folder in ("hoc_seeds", "scripts") for p in sorted((HERE / folder).glob("*.hoc"))]
WITHOUT_RUNS = [text for text in TEXTS if "load_file" not in text and "create" not in text]
PIECES = [
    "{", "}", "(", ")", "[", "]", '"', "\\", "/*", "*/", "//", ",", ";", ".", "=", "==", "+=", "^", "%", "!", "&", "&&",
    "$", "$1", "$s1", "$o1", "$&1", "$i", "$-1", "\n", "\r", "\0", "é", "1e400", "1e", "0x1", "proc", "func", "obfunc",
    "iterator", "iterator_statement", "local", "localobj", "objref", "strdef", "double", "create", "connect", "access",
    "insert", "forall", "forsec", "ifsec", "for", "while", "if", "else", "return", "break", "continue", "print", "new",
    "begintemplate", "endtemplate", "public", "external", "delete", "read", "stop", "this", "v(.5)", "__class__",
    "lambda", "None", "import os",
]  # fmt: skip
_WORDS = (r"[A-Za-z_]\w*", r"[A-Za-z_]\w*", r"[\d.]+", r"[-+*/^%]|[<>=!]=|[<>]|&&|\|\|")


def mutated(random, texts=TEXTS):
    """One of the texts, changed in one to three places: by characters, by tokens or by lines."""
    text = random.choice(texts)
    for _ in range(random.randint(1, 3)):
        text = random.choice((_tokens, _tokens, _characters, _lines))(text, random)
    return text


def _tokens(text, random):
    words = list(re.finditer(random.choice(_WORDS), text))
    if not words:
        return text
    old = random.choice(words)
    new = random.choice((random.choice(words).group(), random.choice(PIECES)))
    return text[: old.start()] + new + text[old.end() :]


def _characters(text, random):
    start = random.randint(0, len(text))
    stop = min(len(text), start + random.choice((0, 0, 1, 3, 20, 200)))
    return text[:start] + random.choice((random.choice(PIECES), "", text[start:stop] * 2)) + text[stop:]


def _lines(text, random):
    lines = text.splitlines(keepends=True)
    k = random.randrange(len(lines))
    other = random.choice(TEXTS).splitlines(keepends=True)
    lines[k : k + 1] = random.choice(([], [lines[k]] * 2, [random.choice(other)], [random.choice(lines), lines[k]]))
    return "".join(lines)


@contextmanager
def limited(seconds):
    """A limit of processor time that also ends what hangs."""

    def stop(*_):
        raise KeyboardInterrupt(f"longer than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _has_place(error):
    return error.file == "fuzz.hoc" and 1 <= error.line and str(error).startswith(f"fuzz.hoc:{error.line}: ")


def read(text):
    """Translate all of a text, and run nothing."""
    program.forget()
    parser = Parser(text, "fuzz.hoc", MAIN.scope, NAMESPACE)
    try:
        while parser.statement_of_program() is not None:
            parser.skip_what_was_read()
    except HocError as error:
        assert _has_place(error), error


def run(text):
    """Run a text; it may loop for ever, as it may under NEURON."""
    program.forget()
    try:
        with redirect_stdout(StringIO()):
            program.run_text(text, "fuzz.hoc")
    except HocError as error:
        assert error.file and error.line >= 1, error
    except KeyboardInterrupt:
        pass


def check(seeds, action, seconds, texts=TEXTS):
    for seed in seeds:
        text = mutated(Random(seed), texts)
        with limited(seconds):
            try:
                action(text)
            except BaseException as error:
                raise AssertionError(f"seed {seed}: {error!r}\n{text}") from error
    program.forget()
    files.forget()


def test_mutated_files_are_read():
    check(range(400), read, 5)


@pytest.mark.slow
def test_twenty_thousand_mutated_files_are_read():
    check(range(1000, 21_000), read, 5)


def test_mutated_files_are_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check(range(200), run, 1, WITHOUT_RUNS)


@pytest.mark.slow
def test_two_thousand_mutated_files_are_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check(range(1000, 3000), run, 1, WITHOUT_RUNS)
