"""Mutated files give a mechanism or an NmodlError with a place, never anything else."""

from pathlib import Path

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


@pytest.mark.slow
@given(mutations())
@settings(max_examples=5000, deadline=5000, suppress_health_check=list(HealthCheck))
def test_many_mutated_files(text):
    _survives(text)
