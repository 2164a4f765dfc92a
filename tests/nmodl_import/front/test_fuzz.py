"""Mutated files give a mechanism or an NmodlError with a place, never anything else."""

import re
import signal
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nmodl_import import NmodlError, to_source

TEXTS = [p.read_text() for p in sorted((Path(__file__).parents[1] / "mod").glob("*.mod"))]
PIECES = [
    "{", "}", "(", ")", "'", "^", "~", "<->", ",", "=", "-", "[", "]", "\"", ":", "?", "\n", "\r", "\0", "é", "if",
    "else", "LOCAL", "TABLE", "FROM", "TO", "WITH", "VERBATIM", "ENDVERBATIM", "COMMENT", "INCLUDE", "SOLVE",
    "1e400", "1e", ".", "UNITS", "v", "exp", "USEION", "DEFINE x 3", "__class__", "lambda",
]  # fmt: skip


@st.composite
def mutations(draw):
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20])))
        text = text[:start] + draw(st.sampled_from([*PIECES, ""])) + text[stop:]
    return text


def _survives(text):
    try:
        source = to_source(text, "fuzz.mod")
    except NmodlError as error:
        assert str(error).startswith("fuzz.mod:")
        assert error.line >= 0
        return
    compile(source, "fuzz.mod", "exec")


@given(mutations())
@settings(max_examples=300, deadline=2000, suppress_health_check=list(HealthCheck))
def test_mutated_files(text):
    _survives(text)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=2000)
def test_any_text(text):
    _survives(text)


def mutated(texts, random):
    """One of the texts, changed in up to four places: pieces put in, cut out, doubled or taken from another text."""
    text = random.choice(texts)
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.8:  # a word for a word, an operator for an operator: such files go further
            kind = random.choice([r"[A-Za-z_]\w*", r"[A-Za-z_]\w*", r"[\d.]+", r"[-+*/^]|[<>=]=|[<>]"])
            words = list(re.finditer(kind, text))
            if words:
                old, new = random.choice(words), random.choice(words)
                text = text[: old.start()] + new.group() + text[old.end() :]
            continue
        start = random.randint(0, len(text))
        stop = min(len(text), start + random.choice([0, 0, 1, 3, 20, 200]))
        other = random.choice(texts)
        cut = random.randint(0, len(other))
        new = random.choice([random.choice(PIECES), "", text[start:stop] * 2, other[cut : cut + random.randint(0, 60)]])
        text = text[:start] + new + text[stop:]
    return text


@contextmanager
def limited(seconds):
    """A limit of processor time that also ends what hangs."""

    def stop(*_):
        raise TimeoutError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.slow
def test_twenty_thousand_mutated_files():
    for seed in range(20_000):
        text = mutated(TEXTS, Random(seed))
        with limited(5):
            try:
                _survives(text)
            except BaseException as error:
                raise AssertionError(f"seed {seed}: {error!r}\n{text}") from error
