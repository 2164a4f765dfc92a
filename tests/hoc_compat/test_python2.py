"""Scripts in Python 2 run unmodified, with Python 2's numbers."""

import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoc_compat.cli import main
from hoc_compat.python2.builtin_names import names_of_python2
from hoc_compat.python2.operations import compare, divide, divide_in_place, ordered
from hoc_compat.python2.random_streams import Random
from hoc_compat.python2.translate import translated

LANGUAGE = Path(__file__).parent / "python2" / "language.py2"

integers = st.integers(-(10**30), 10**30)
floats = st.floats(allow_nan=False, allow_infinity=False, width=64)
numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e3, 1e3), st.booleans())
mixed = st.one_of(st.none(), numbers, st.text(max_size=3), st.lists(st.integers(0, 2), max_size=2))


@pytest.fixture
def folder(tmp_path, monkeypatch, h):
    """An empty working folder, and a function that writes files into it."""
    monkeypatch.chdir(tmp_path)

    def write(files=(), **more):
        for name, text in (dict(files) | more).items():
            path = tmp_path / (name + ".py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    yield write
    for name in [n for n, module in sys.modules.items() if str(tmp_path) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


def run(capfd, *arguments):
    """The exit code, the output and the errors of `braincell run …`."""
    code = main(["run", *arguments])
    shown = capfd.readouterr()
    return code, shown.out, shown.err


def result(text, name="found"):
    """What a program in Python 2 leaves under a name."""
    names = {"__builtins__": names_of_python2()}
    exec(translated(text, "<test>").code, names)
    return names[name]


def test_the_output_of_python_2_7(folder, capfd):
    # recorded by CPython 2.7.18 with numpy 1.16.6
    code, out, err = run(capfd, str(LANGUAGE))
    assert code == 0
    assert out.splitlines() == LANGUAGE.with_suffix(".txt").read_text().splitlines()
    assert f"braincell run: {LANGUAGE} is Python 2: translated\n" in err


@given(integers, integers.filter(bool))
def test_integers_are_divided_downwards(a, b):
    assert divide(a, b) == divide_in_place(a, b) == math.floor(Fraction(a, b))
    assert type(divide(a, b)) is int


@given(floats, floats.filter(lambda b: abs(b) > 1e-3), st.integers(1, 1000))
def test_floats_are_divided_as_ever(a, b, n):
    assert divide(a, b) == a / b and divide(a, n) == a / n and divide(n, b) == n / b


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.integers(-9, 9).filter(bool))
def test_arrays_follow_their_types(values, n):
    whole, real = np.array(values), np.array(values, float)
    assert divide(whole, n).tolist() == [v // n for v in values] == divide(whole, np.int64(n)).tolist()
    assert divide(real, n).tolist() == divide(whole, float(n)).tolist() == [v / n for v in values]
    halved = divide_in_place(whole, n)
    assert halved is whole and whole.tolist() == [v // n for v in values]
    assert divide_in_place(real, n) is real and real.tolist() == [v / n for v in values]


@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_ties_are_rounded_away_from_zero(n, digits):
    round_ = names_of_python2()["round"]
    assert round_(n + 0.5) == n + (n >= 0) and type(round_(n)) is float
    # of a decimal number with one digit more, other than a tie, Python 3's is the same
    value = round(n / 10 ** (digits + 1), digits + 1)
    if n % 10 != 5:
        assert round_(value, digits) == round(value, digits)


@given(st.lists(mixed, max_size=6))
def test_there_is_an_order_of_all_types(items):
    found = ordered(items)
    assert len(found) == len(items) and all(compare(a, b) <= 0 for a, b in zip(found, found[1:]))
    assert all(compare(a, b) == -compare(b, a) for a in items for b in items)


@given(st.integers(0, 2**40), st.integers(1, 60))
def test_samples_are_of_the_population(seed, k):
    chosen = Random(seed).sample(range(1000), k)
    assert len(set(chosen)) == k and set(chosen) <= set(range(1000))
    assert chosen == Random(seed).sample(list(range(1000)), k)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("found = 7/2", 3),
        ("from __future__ import division\nfound = 7/2, eval('7/2')", (3.5, 3.5)),
        ("x = [7]\nx[0] /= 2\nfound = x, x[0]", ([3], 3)),
        ("calls = []\ndef at():\n calls.append(1)\n return 0\nx = [9]\nx[at()] /= 2\nfound = x, calls", ([4], [1])),
        ("class A: pass\na = A()\na.b = A()\na.b.c = 9\na.b.c /= 2\nfound = a.b.c", 4),
        ("import numpy\nx = numpy.arange(6)\nx[1:3] /= 2\nfound = x.tolist()", [0, 0, 1, 3, 4, 5]),
        ("import numpy\nfound = numpy.zeros(7.5)[:2.9].size, numpy.float(1), numpy.product([2, 3])", (2, 1.0, 6)),
        ("d = {}\nd[2.5] = 1\nd[2.0] = 2\nfound = repr(sorted(d)), d[2]", ("[2.0, 2.5]", 2)),
        ("if 1:\n\tfound = 1\n        found = 2", 2),
        ("found = '''\ta\n\tb'''", "\ta\n\tb"),
        ("def f():\n exec 'a = 1; b = 2'\n a = 3\n exec 'a += 1'\n return a, b\nfound = f()", (4, 2)),
        ("x = 1\ndef f():\n exec 'x = 2'\n return x\nfound = f(), x", (2, 1)),
        ("found = [x for x in (1, 2)] + [x]", [1, 2, 2]),
        ("x = 5\nfound = [x for x in []] + [x]", [5]),
        ("def f(n):\n return [k for k in range(n)], k\nfound = f(3)", ([0, 1, 2], 2)),
        ("x = 0\nfound = list(sum([x for x in r]) for x, r in [(1, [2])]), x", ([2], 0)),
        ("found = [y for y in [[x for x in r] for r in [[1], [2]]]], [[x for x in r] for x, r in [(7, [3])]], x",
         ([[1], [2]], [[3]], 3)),
        ("class A:\n def __div__(self, o): return 'div'\n def __idiv__(self, o): return 'idiv'\n"
         "a = A()\nb = a / 2\na /= 2\nfound = a, b", ("idiv", "div")),
        ("from pylab import *\nfound = round(2.5), max([1, 2]), sum(array([1, 2])), 7/2", (3.0, 2, 3, 3)),
        ("str = 'shadowed'\nfound = str", "shadowed"),
        ("import sys\nsys.argv = ['a']\nfound = sys.argv", ["a"]),
    ],
)  # fmt: skip
def test_what_programs_find(text, expected, monkeypatch):
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    assert result(text) == expected


MODEL = """
from neuron import h
h.load_file("stdrun.hoc")
n = {n}
soma, dend = h.Section(name="soma"), h.Section(name="dend")
dend.connect(soma)
soma.L = soma.diam = 20
soma.insert("hh")
dend.insert("pas")
dend.nseg, dend.diam = 11 {over} n, 1
clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 1, 20, {half}
times = h.Vector()
detector = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
detector.record(times)
h.tstop = 25
h.run()
"""


def test_a_script_has_the_spikes_of_neuron(folder, capfd):
    pytest.importorskip("neuron")
    show = "[soma(0.5).v, dend.nseg] + list(times)"
    folder(
        old=MODEL.format(n=2, over="/", half="5 / 2 * 0.1") + f"print repr({show})\n",
        new=MODEL.format(n=2, over="//", half="2 * 0.1") + f"print(repr({show}))\n",
    )
    theirs = subprocess.run([sys.executable, "new.py"], capture_output=True, text=True, check=True).stdout
    code, out, err = run(capfd, "old.py")
    assert code == 0, err
    found, expected = eval(out), eval(theirs)
    assert len(found) == len(expected) > 3 and found[1] == 5
    assert np.abs(np.subtract(found, expected)).max() < 1e-9  # as of all runs with NEURON's steps


def test_modules_beside_the_script(folder, capfd):
    folder(
        {
            "pack/__init__": "import inner, string\n__all__ = ['inner']\ndef own(): return string.mine\nprint 'pack'\n",
            "pack/inner": "def half(n): return n / 2\n",
            "pack/string": "mine = 1 / 2\n",
        },
        main="import both, new, pack\nfrom pack import *\nexecfile('more.py')\n"
        "print both.half(7), new.half(7), pack.inner.half(7), pack.own(), extra\n",
        both="def half(n): return n / 2\n",
        new="def half(n: int) -> float:\n    return n / 2\n",
        more="extra = 9 / 2\n",
    )
    code, out, err = run(capfd, "main.py")
    # a file that both languages read is in the language of the one that imports it
    assert (code, out) == (0, "pack\n3 3.5 3 0 4\n")
    assert [line.split("/")[-1] for line in err.splitlines()] == [
        f"{name} is Python 2: translated"
        for name in ("braincell run: main.py", "both.py", "__init__.py", "inner.py", "string.py")
    ] + ["braincell run: more.py is Python 2: translated"]
    assert sorted(p.suffix for p in Path().rglob("*") if p.is_file()) == [".py"] * 7  # nothing is written there


@pytest.mark.parametrize(
    "text",
    [
        "print(7 / 2)\n",
        "try:\n    import cPickle\nexcept ImportError:\n    import pickle\nprint(7 / 2)\n",
        "try:\n    xrange\nexcept NameError:\n    xrange = range\nfor i in xrange(1): print(7 / 2)\n",
        "def unused():\n    return raw_input()\nprint(7 / 2)\n",
        "import sys\nif sys.version_info[0] < 3:\n    import cPickle\nprint(7 / 2)\n",
    ],
)
def test_python_3_stays_as_it_is(folder, capfd, text):
    folder(script=text)
    assert run(capfd, "script.py") == (0, "3.5\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "print 7/2",
        "import cPickle\nprint(7/2)",
        "from old import *\nprint(7/2)",
        "for i in xrange(1):\n    print(7/2)",
        "if __name__ == '__main__':\n    for i in range(9/5): print(7/2)",
        "x = [1, 2]\nx[1/2:]\nprint(7/2)",
    ],
)
def test_what_python_3_cannot_run_is_python_2(folder, capfd, text):
    folder(script=text + "\n", old="def f(): print 'old'\n")
    code, out, err = run(capfd, "script.py")
    assert (code, out) == (0, "3\n") and "script.py is Python 2: translated" in err


def test_python_2_can_be_asked_for(folder, capfd):
    folder(script="def f(n):\n    return [0] * (n / 2)\nprint(f(5), 1)\n")
    code, _, err = run(capfd, "script.py")
    assert code == 1 and "TypeError" in err and "--python2" not in err
    assert run(capfd, "--python2", "script.py")[:2] == (0, "([0, 0], 1)\n")


@pytest.mark.parametrize(
    "text",
    [
        "def f(): return raw_input()\nf()",
        "def f():\n    import cPickle\nf()",
        "n = 3\nrange(*[n / 2])",
        "import io, numpy\nnumpy.savetxt(io.BytesIO(), zip([1, 2], [3, 4]))",
        "import numpy\nnumpy.array(zip([1, 2], [3, 4]))[0]",
        "a, b = {1: 2}.keys()[0], 1",
        "len(map(abs, [1]))",
        "range(3) + [4]",
        "{}.has_key(1)",
        "import pickle\nwith open('a', 'w') as file: pickle.dump([1], file)",
    ],
)
def test_errors_of_python_2_in_python_3_come_with_a_hint(folder, capfd, text):
    folder(script=text)
    code, _, err = run(capfd, "script.py")
    assert code == 1 and err.endswith("`braincell run --python2 …`\n")


def test_a_text_in_neither_language(folder, capfd):
    folder(script="print 'a'\nx = = 3\n", imports="import script\n")
    for name in ("script", "imports"):
        code, _, err = run(capfd, f"{name}.py")
        last = err.splitlines()[-1]
        assert code == 1 and "script.py:2:5: neither Python 3 (1:1: Missing parentheses" in last
        assert last.endswith("nor Python 2 (2:5: '=' is not expected here)")
        assert "python2/" not in err and "    x = = 3\n" in err


def test_a_traceback_shows_the_original_line(folder, capfd):
    folder(script="import part\n\npart.f(0)\n", part="def f(n):\n    print 'dividing'\n    return 1 / n\n")
    code, out, err = run(capfd, "script.py")
    assert (code, out) == (1, "dividing\n")
    assert 'part.py", line 3, in f\n    return 1 / n\n' in err and err.count("File ") == 2
    assert err.splitlines()[-1].startswith("ZeroDivisionError")


def test_the_order_of_a_dict_is_reported(folder, capfd):
    folder(script="d = {'b': 1}\nfor k in sorted(d.keys()): pass\nfor k in d.keys(): print k\n")
    assert "script.py:3: goes through a dict" in run(capfd, "script.py")[2]


def test_without_the_parser_of_python_2(folder, capfd, monkeypatch):
    from hoc_compat.python2 import grammar

    folder(script="print 1\n")
    grammar._printer.cache_clear()
    monkeypatch.setitem(sys.modules, "fissix.refactor", None)
    code, _, err = run(capfd, "script.py")
    assert code == 1 and err.splitlines()[-1].endswith(
        "scripts in Python 2 need the package fissix: `pip install fissix`"
    )


def test_hoc_calls_python_2(folder, capfd, tmp_path):
    folder(part="def half(n): print n / 2\n")
    (tmp_path / "main.hoc").write_text(
        'nrnpython("import part")\nnrnpython("print 5 / 2")\nnrnpython("part.half(7)")\n'
    )
    code, out, _ = run(capfd, "main.hoc")
    assert (code, out.replace("\t1 \n", "")) == (0, "2\n3\n")


def test_hoc_in_python_3_refuses_python_2(h, capsys):
    assert h.nrnpython("print 1") == 0
    assert "SyntaxError" in capsys.readouterr().err
