"""The parser: text in, tree out."""

import os
from pathlib import Path

import pytest

from nmodl_import.nodes import (
    Assign,
    Binary,
    Call,
    Compartment,
    Conserve,
    Declarations,
    Derivative,
    Equation,
    From,
    If,
    Local,
    Name,
    NeuronBlock,
    Number,
    Procedure,
    Reaction,
    Solve,
    Table,
    Unary,
    Units,
    Verbatim,
    Watch,
    While,
)
from nmodl_import.parse import parse_file, parse_text


def body(statements: str, kind: str = "PROCEDURE p() "):
    program = parse_text(f"{kind} {{\n{statements}\n}}")
    return program.blocks[0].body


def expression(text: str):
    (statement,) = body(f"x = {text}")
    return statement.value


def N(text):
    return Number(text)


X, Y, Z = Name("x"), Name("y"), Name("z")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x + y*z", Binary("+", X, Binary("*", Y, Z))),
        ("x - y - z", Binary("-", Binary("-", X, Y), Z)),
        ("(x - y)*z", Binary("*", Binary("-", X, Y), Z)),
        ("-x^2", Unary("-", Binary("^", X, N("2")))),
        ("x^y^z", Binary("^", X, Binary("^", Y, Z))),
        ("x^-y", Binary("^", X, Unary("-", Y))),
        ("x < y && !z || x", Binary("||", Binary("&&", Binary("<", X, Y), Unary("!", Z)), X)),
        ("5 (mV)*x", Binary("*", Number("5", "mV"), X)),
        ("5*(x)", Binary("*", N("5"), X)),
        ("1e-3 + .5", Binary("+", N("1e-3"), N(".5"))),
        ("f(x, y)", Call("f", (X, Y))),
        ("x[2]", Name("x", N("2"))),
        ("x == y", Binary("==", X, Y)),
    ],
)
def test_expressions(text, tree):
    assert expression(text) == tree


def test_neuron_block():
    (block,) = parse_text(
        "NEURON { SUFFIX a THREADSAFE USEION ca READ eca, cai WRITE ica VALENCE 2 USEION k WRITE ik\n"
        "NONSPECIFIC_CURRENT i RANGE g, e GLOBAL q POINTER p }"
    ).blocks
    assert isinstance(block, NeuronBlock)
    assert (block.kind, block.name, block.thread_safe) == ("SUFFIX", "a", True)
    assert block.ions[0].reads == ("eca", "cai") and block.ions[0].valence == N("2")
    assert block.currents == ("ica", "ik", "i")
    assert [n.name for n in block.ranges + block.globals + block.pointers] == ["g", "e", "q", "p"]


def test_declarations():
    blocks = parse_text(
        "PARAMETER { g = .1 (S/cm2) <0, 1e9>  e = -70 (mV) n FROM 0 TO 5 }\n"
        "STATE { m h (mM) <1e-4> FROM 0 TO 1 c[4] }\nUNITS { (mV) = (millivolt) F = (faraday) (coulomb) k = 2.5 (1) }"
    ).blocks
    parameters, states, units = blocks
    assert isinstance(parameters, Declarations) and isinstance(units, Units)
    g, e, n = parameters.variables
    assert (g.value, g.unit, g.low, g.high) == (N(".1"), "S/cm2", N("0"), N("1e9"))
    assert (e.value, e.unit) == (Unary("-", N("70")), "mV")
    assert (n.low, n.high) == (N("0"), N("5"))
    assert [v.name for v in states.variables] == ["m", "h", "c"] and states.variables[2].size == N("4")
    assert [(d.name, d.alias) for d in units.definitions] == [("mV", True), ("F", False), ("k", False)]
    assert (units.definitions[1].source, units.definitions[1].target) == ("faraday", "coulomb")


def test_statements():
    found = body(
        """LOCAL a, b[3]
        a = 1 : a comment
        if (a > 0) { x = 1 } else if (a < -1) { x = 2 } ELSE { x = 3 }
        while (x < 10) { x = x + 1 }
        FROM i = 0 TO 4 BY 2 { x = i }
        TABLE y, z DEPEND celsius FROM -100 TO 100 WITH 200
        VERBATIM
        return 0;
        ENDVERBATIM
        UNITSOFF y = 3 UNITSON
        f(x)
        """
    )
    kinds = [type(s) for s in found]
    assert kinds[:6] == [Local, Assign, If, While, From, Table] and Verbatim in kinds
    assert isinstance(found[2].otherwise[0], If)
    assert (found[5].names, found[5].depend) == (("y", "z"), ("celsius",))


def test_equations_and_reactions():
    derivative, second = body("m' = (minf - m)/mtau\n c'' = 0", "DERIVATIVE d")
    assert isinstance(derivative, Derivative) and (derivative.order, second.order) == (1, 2)
    parts = body(
        "COMPARTMENT v {a b}\n ~ a + 2 b <-> c (kf, kb)\n ~ a -> (k)\n ~ a << (j)\n CONSERVE a + b = 1", "KINETIC k"
    )
    assert [type(p) for p in parts] == [Compartment, Reaction, Reaction, Reaction, Conserve]
    assert parts[1].left == ((None, Name("a")), (N("2"), Name("b")))
    assert [p.operator for p in parts[1:4]] == ["<->", "->", "<<"]
    (equation,) = body("~ x + 2*y = 4", "LINEAR l")
    assert isinstance(equation, Equation)


def test_solve_and_events():
    (solve,) = body("SOLVE states METHOD cnexp", "BREAKPOINT")
    assert solve == Solve("states", "cnexp")
    (steady,) = body("SOLVE k STEADYSTATE sparse", "INITIAL")
    assert steady == Solve("k", "sparse", steady=True)
    receive = parse_text("NET_RECEIVE(w (uS), x) { INITIAL { x = 1 } WATCH (v > -20) 2 net_send(1, 1) }").blocks[0]
    assert isinstance(receive, Procedure) and [a.name for a in receive.arguments] == ["w", "x"]
    assert any(isinstance(s, Watch) for s in receive.body)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_count_lines(end):
    text = end.join(["TITLE anything: at 100 % (even this", "NEURON {", "SUFFIX a", "}", "PARAMETER {", "g = x ]", "}"])
    with pytest.raises(Exception, match=r"^f.mod:6:7: found `\]`"):
        parse_text(text, "f.mod")


def test_comments_of_every_kind():
    program = parse_text("TITLE t\nCOMMENT\nany { thing }\nENDCOMMENT\n? one\n: two\nNEURON { SUFFIX a : three\n}")
    assert program.title == "t" and "any { thing }" in program.comments[0]
    assert len(program.blocks) == 1


def test_includes_are_read_beside_the_file(tmp_path: Path):
    (tmp_path / "more.inc").write_text("PARAMETER { g = 1 }")
    (tmp_path / "a.mod").write_text('NEURON { SUFFIX a }\nINCLUDE "more.inc"\n')
    assert len(parse_file(tmp_path / "a.mod").blocks) == 2


def test_includes_are_looked_for_where_neuron_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Beside the including file, beside the .mod file, above that, in MODL_INCLUDE: the order of src/nocmodl/io.cpp."""
    listed, mods, inner = tmp_path / "listed", tmp_path / "model" / "mod", tmp_path / "model" / "mod" / "inner"
    for folder in (listed, inner):
        folder.mkdir(parents=True)
    monkeypatch.setenv("MODL_INCLUDE", f"elsewhere{os.pathsep}{listed}")
    (mods / "a.mod").write_text('NEURON { SUFFIX a }\nINCLUDE "inner/first.inc"\n')
    (inner / "first.inc").write_text('INCLUDE "values.inc"\n')
    for folder in (listed, tmp_path / "model", mods, inner):  # each one is found before those that were written earlier
        (folder / "values.inc").write_text(f"TITLE {folder.name}\n")
        assert parse_file(mods / "a.mod").title == folder.name


def test_bytes_that_are_not_utf8_are_fine_in_comments(tmp_path: Path):
    file = tmp_path / "a.mod"
    file.write_bytes(b"TITLE caf\xe9\n: 20 \xb0C\nNEURON { SUFFIX a }\n")
    assert parse_file(file).title == "café"
