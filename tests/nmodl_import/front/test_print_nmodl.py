"""The printer: a printed tree parses back to the same tree."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from test_fuzz import mutations

from nmodl_import import NmodlError
from nmodl_import.parse import parse_text
from nmodl_import.print_nmodl import print_expression, print_program

FILES = sorted((Path(__file__).parents[1] / "mod").glob("*.mod"))

TEXT = """TITLE a leak

NEURON {
    SUFFIX leak
    USEION k READ ek WRITE ik
    NONSPECIFIC_CURRENT i
    RANGE g
    THREADSAFE
}

PARAMETER {
    g = 0.1 FROM 0 TO 1e9 (S/cm2)
}

BREAKPOINT {
    SOLVE states METHOD cnexp
    IF (v > -20 && !(g == 0)) {
        i = g * (v + 65) - 3 (mV)
    } ELSE IF (v < -90) {
        i = -v^2
    } ELSE {
        i = (-v)^-2
    }
}

KINETIC states {
    COMPARTMENT k, vol[k] {a b}
    ~ a + 2 b <-> c (kf, kb)
    ~ a << (j)
    CONSERVE a + b = 1
}
"""


def test_a_file_in_the_printer_s_own_form_is_unchanged():
    assert print_program(parse_text(TEXT)) == TEXT


@pytest.mark.parametrize(
    "text",
    ["x + y * (z - 1)", "x - (y - z)", "-x^2", "(-x)^2", "x^y^z", "(x^y)^z", "!(x < y)", "--x", "x / (y * z)",
     "f(x, 2 (mV))"],
)  # fmt: skip
def test_parentheses_stand_where_they_are_needed_only(text):
    (statement,) = parse_text(f"PROCEDURE p() {{ x = {text} }}").blocks[0].body
    assert print_expression(statement.value) == text


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_round_trip_of_files(path):
    tree = parse_text(path.read_text())
    assert parse_text(print_program(tree)) == tree


@given(mutations())
@settings(max_examples=300, deadline=2000, suppress_health_check=list(HealthCheck))
def test_round_trip_of_mutated_files(text):
    try:
        tree = parse_text(text)
    except NmodlError:
        return
    assert parse_text(print_program(tree)) == tree
