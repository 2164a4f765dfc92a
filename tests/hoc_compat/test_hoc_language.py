"""hoc scripts print what they print under NEURON."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from braincell.errors import UnsupportedError
from hoc_compat.hoc import HocError, files, program

SCRIPTS = Path(__file__).with_name("scripts")
_NEURON = "import sys; from neuron import h; h.load_file(sys.argv[1])"
_BRAINCELL = "import sys; from hoc_compat.cli import main; sys.exit(main(['run', sys.argv[1]]))"


@pytest.fixture
def hoc(h):
    """`h` without hoc names of an earlier test."""
    yield h
    program.forget()
    files.forget()
    gc.collect()


@pytest.mark.parametrize("name", sorted(p.stem for p in SCRIPTS.glob("*.hoc")))
@pytest.mark.slow
def test_prints_what_neuron_prints(name):
    pytest.importorskip("neuron")
    path = str(SCRIPTS / f"{name}.hoc")
    assert _printed(_BRAINCELL, path) == _printed(_NEURON, path)


def _printed(program: str, path: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\ny = (2", "hoc:2: syntax error"),
        ("a=1 b=2", "hoc:1: syntax error at `b`"),
        ("print yy", "undefined variable yy"),
        ("\n\n1/0", "hoc:3: division by zero"),
        ("proc p() {\nprint $1\n}\np()", "hoc:2: not enough arguments: 0 are given, argument 1 is missing"),
        ("nosuch(3)", "nosuch undefined function"),
        ("sqrt(-1)", "out of domain"),
        ("double q[3]\nq[5]", "hoc:2: subscript 0 index 5 of q out of range 3"),
        ("objref o\no.x", "NULLobject"),
        ("objref o\no = 3", "object variable"),
        ('x = 1\nx = "a"', "an expression is expected"),
        ("proc p() { print 1", "has no closing brace"),
        ('print "abc', "closing quote"),
        ("begintemplate A\nendtemplate B", "ends no template"),
        ("begintemplate Vector\nendtemplate Vector", "is a class of NEURON"),
        ("begintemplate C\n", "has no `endtemplate C`"),
        ("objref o\no = new Nothing()", "is no template"),
        ("create soma\nsoma.zzz", "is no variable of sections"),
        ("return 3", "can only stand in a func or proc"),
        ("break", "can only stand in a loop"),
        ("x = " + "(" * 5000 + "1" + ")" * 5000, "nested too deeply"),
        ("{" * 5000, "nested too deeply"),
        ("func f() { return f($1) }\nf(1)", "nested too deeply"),
        ("create soma\nsoma insert nothing", "nothing"),
        ("objref v\nv = new Vector(2)\nv.__class__", "no public member"),
        ("x = $1", "can only stand in a func or proc"),
        ("print #", "has no meaning in hoc"),
    ],
)
def test_mistakes_are_named_with_their_line(text, message, hoc, capsys):
    assert hoc(text) is False
    printed = capsys.readouterr().err
    assert printed.startswith("hoc:") and message in printed


def test_what_objects_refuse_is_raised(hoc):
    with pytest.raises(HocError, match="^hoc:3: Vector.* out of range"):
        hoc("objref v\nv = new Vector(2)\nv.x[2]")


def test_python_sees_what_hoc_declares(hoc):
    hoc(
        'x = 3\nstrdef s\ns = "text"\nobjref v\nv = new Vector(4)\ndouble d[2]\nfunc f() { return $1 + x }\n'
        "begintemplate Cell\npublic soma, twice, n\ncreate soma\n"
        "n = 0\nfunc twice() { return 2*$1 }\nendtemplate Cell\n"
        "create axon[2]"
    )
    assert (hoc.x, hoc.s, hoc.v.size(), hoc.f(2), list(hoc.d)) == (3.0, "text", 4, 5.0, [0.0, 0.0])
    hoc.x, hoc.s, hoc.d[1] = 5, "other", 7
    hoc("x += d[1]")
    assert (hoc.x, hoc.s) == (12.0, "other")
    cell = hoc.Cell()
    assert (cell.twice(4), cell.soma.name(), str(cell), hoc.axon[1].name()) == (
        8.0,
        "Cell[0].soma",
        "Cell[0]",
        "axon[1]",
    )
    hoc._ref_x[0] = 1
    assert hoc.x == 1.0
    assert not cell.soma.is_pysec()


def test_a_proc_hides_what_neuron_has_under_its_name(hoc):
    hoc("proc setdt() { called = 1 }")
    hoc.setdt()
    assert hoc.called == 1.0


def test_files_are_found_beside_the_one_that_loads_them(hoc, tmp_path, capsys):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.hoc").write_text('load_file("b.hoc")\nprint "a"\n')
    (tmp_path / "sub" / "b.hoc").write_text('print "b"\n')
    assert hoc.load_file(str(tmp_path / "sub" / "a.hoc")) == 1.0
    assert hoc.load_file(str(tmp_path / "sub" / "a.hoc")) == 1.0  # once only
    assert capsys.readouterr().out == "b\n\t1 \na\n"
    assert hoc.load_file("no_such_file.hoc") == 0.0
    assert "no_such_file.hoc" in capsys.readouterr().err


def test_an_object_made_by_python_needs_its_arguments(h):
    h("begintemplate Needs\nproc init() { x = $2 }\nendtemplate Needs")
    with pytest.raises(HocError, match="hoc:2: not enough arguments: 1 is given, argument 2 is missing"):
        h.Needs(1)


def test_the_tolerance_of_hoc_is_neurons_and_stays(both, h):
    both(lambda h: h.float_epsilon)
    h.float_epsilon = 1e-11
    with pytest.raises(UnsupportedError, match="cannot be changed"):
        h.float_epsilon = 1e-6
