"""VERBATIM in whole files: what is refused and where, functions supplied in its place, C that would be Python."""

import ast
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest

from braincell import Cell, Morphology, Soma, lower, simulate
from braincell.errors import InputError
from braincell.filter import AllRegion, at
from braincell.mech import Channel, CurrentClamp, StateProbe
from nmodl_import import NmodlError, NmodlUnsupportedError, load_mod, to_source
from nmodl_import.parse import parse_text
from nmodl_import.passes.verbatim import expand

HEAD = """NEURON { SUFFIX a NONSPECIFIC_CURRENT i RANGE g, x, y USEION ca READ cai WRITE ica }
PARAMETER { g = 0.001 } STATE { m } ASSIGNED { v i x y cai ica }
"""


def c(text: str) -> str:
    return f" VERBATIM\n{text}\nENDVERBATIM\n"


def expanded(text: str) -> object:
    return expand(parse_text(HEAD + text)).blocks


def problems(text: str, **options) -> list[str]:
    with pytest.raises(NmodlUnsupportedError) as error:
        to_source(HEAD + text, "a.mod", **options)
    return [f"{d.place.line}:{d.place.column}: {d.message}" for d in error.value.diagnostics]


# Text in, text out

SAME = [
    ("INITIAL {" + c("x = 2*g; /* y = 3; */") + "}", "INITIAL { x = 2*g }"),
    ("INITIAL {" + c("double q = g; x = q;") + "y = x }", "INITIAL { { LOCAL q q = g x = q } y = x }"),
    ("PROCEDURE p(u) { LOCAL q q = 1" + c("x = _lu*_lq; return 0;") + "}", "PROCEDURE p(u) { LOCAL q q = 1 x = u*q }"),
    (
        "PROCEDURE p() { IF (x > 1) { y = 1" + c("return 0;") + "} y = 2 }",
        "PROCEDURE p() { IF (x > 1) { y = 1 } ELSE { y = 2 } }",
    ),
    (
        "PROCEDURE p() { IF (x > 1) { y = 1 } ELSE {" + c("return 0;") + "} y = 2 }",
        "PROCEDURE p() { IF (x > 1) { { y = 1 } y = 2 } ELSE { } }",
    ),
    ("PROCEDURE p() { y = 1" + c("return 0;") + "y = 2 }", "PROCEDURE p() { y = 1 }"),
    ("FUNCTION f(u) {" + c("return _lu/2;") + "}", "FUNCTION f(u) { f = u/2 }"),
    ("PROCEDURE p() { FROM j = 0 TO 3 {" + c("x = _lj/2;") + "} }",
     "PROCEDURE p() { FROM j = 0 TO 3 { x = (j - fmod(j, 2))/2 } }"),
    ("INITIAL {" + c("x = _ion_cai;") + "}", "INITIAL { x = cai }"),
    (c("#define HALF 0.5\nstatic double s;") + "INITIAL {" + c("s = HALF;") + "}", "LOCAL s INITIAL { s = 0.5 }"),
    (c("static int s = -3;") + "INITIAL {" + c("x = s/2;") + "}",
     "PARAMETER { s = -3.0 } INITIAL { x = (s - fmod(s, 2))/2 }"),
    (c("#define K 3") + "INITIAL { x = K }", "DEFINE K 3 INITIAL { x = K }"),
    (c("#define K -3.5") + "INITIAL { x = K }", "CONSTANT { K = -3.5 } INITIAL { x = K }"),
    (c("static double f(double u) { return 2*u; }\nstatic double unused(double* u) { return *u; }")
     + "INITIAL { x = f(1) }", "INITIAL { x = f(1) } FUNCTION f(u) { f = 2*u }"),
    ("DESTRUCTOR {" + c("free(_p_buffer);") + "}", "DESTRUCTOR { }"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "nmodl"), SAME, ids=[text for text, _ in SAME])
def test_c_is_replaced_by_statements(text, nmodl):
    def ordered(blocks):
        return sorted(map(repr, blocks))

    assert ordered(expanded(text)) == ordered(parse_text(HEAD + nmodl).blocks)


REFUSED = [
    ("INITIAL {" + c("x = 1;\n  goto end;") + "}", "5:3: `goto` in VERBATIM is not supported"),
    ("INITIAL { IF (x > 1) {" + c("if (y > 1) return 0;") + "} y = 3 }",
     "4:12: `return` before the end of the block"),
    ("BREAKPOINT { i = g" + c("return 0;") + "}", "4:1: `return` before the end of the block"),
    ("INITIAL { FROM j = 0 TO 1 {" + c("return 0;") + "} }", "`return` before the end of the block"),
    ("INITIAL {" + c("double x = 3;") + "y = x }", "4:8: the C variable `x` in VERBATIM is not supported (it hides"),
    ("PROCEDURE p(x) {" + c("y = x;") + "} INITIAL { p(1) }", "the LOCAL or argument `x` hides the variable"),
    ("INITIAL {" + c("cai = 3; x = _ion_cai;") + "}", "`_ion_cai` in VERBATIM is not supported (the mechanism may"),
    ("INITIAL { cai = 3" + c("x = _ion_cai;") + "}", "`_ion_cai` in VERBATIM is not supported (the mechanism may"),
    ("NET_RECEIVE(w) {" + c("x = _ion_cai;") + "}", "`_ion_cai` in VERBATIM is not supported (the mechanism may"),
    ("INITIAL {" + c("x = nrn_random_pick(r);") + "}", "`nrn_random_pick` in VERBATIM is not supported (it draws"),
    (c("#define g 3"), "3:2: `g` in VERBATIM is not supported (the mechanism has that name too; rename one)"),
    (c("#define exp(x) 1"), "`exp` in VERBATIM is not supported (the mechanism has that name too"),
    (c("double p(double q) { return q; }") + "PROCEDURE p(q) { }", "4:8: `p` in VERBATIM is not supported"),
    (c("#define A 3\n#define B 2") + "INITIAL { x = A/B }", "both sides are whole numbers in C, which drops"),
    (c("double f(double q) { return *q; }") + "INITIAL { x = f(1) }", "4:30: a pointer dereference `*`"),
    (c("double f(double q) { return (q; }") + "INITIAL { x = f(1) }", "4:31: C that cannot be parsed near `;`"),
    (c("#define f(q) #q") + "INITIAL {" + c("x = f(1);") + "}", "the C macro `f`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[m for _, m in REFUSED])
def test_what_has_no_translation_is_refused_with_its_place(text, message):
    assert any(message in problem for problem in problems(text))


def test_everything_that_is_not_supported_comes_at_once():
    text = "INITIAL {" + c("goto end;\nx = ifarg(1);") + "}" + "PROCEDURE p() {" + c("x = *y;") + "}\n"
    text = HEAD.replace("RANGE", "EXTERNAL q RANGE") + text + "BREAKPOINT { p() x = legendre(3) }"
    with pytest.raises(NmodlUnsupportedError) as error:
        to_source(text, "a.mod")
    lines = [d.place.line for d in error.value.diagnostics]
    assert lines == sorted(lines) == [1, 4, 5, 8, 11]
    shown = str(error.value)
    assert 'load_mod(path, verbatim={"p": function})' in shown and "move it to a PROCEDURE" in shown
    assert shown.count("load_mod") == 2  # once for each block


def test_what_is_behind_return_is_never_reached():
    assert "y = 2" not in to_source(HEAD + "INITIAL { x = 1" + c("return 0;") + "y = 2 }", "a.mod")


# Functions that the user supplies

SUPPLY = """NEURON { SUFFIX supply NONSPECIFIC_CURRENT i RANGE gbar, e, minf, level }
PARAMETER { gbar = 0.001 e = -70 base = 0.25 }
ASSIGNED { v i minf level }
STATE { m }
INITIAL { rates(v) m = minf }
BREAKPOINT { SOLVE states METHOD cnexp i = gbar*m*scaled(v, 2)*(v - e) }
DERIVATIVE states { rates(v) m' = (minf - m)/3 }
PROCEDURE rates(u) {
VERBATIM
    static double last; minf = *lookup(_lu);
ENDVERBATIM
}
FUNCTION scaled(u, n) {
VERBATIM
    return vector_vec(_lu)[(int)_ln];
ENDVERBATIM
}
PROCEDURE fromhoc() {
VERBATIM
    base = *getarg(1);
ENDVERBATIM
}
"""


def rates(s, u):
    return s.replace(minf=1.0 / (1.0 + jnp.exp(-(u + 45.0) / 9.0)) + 0.0 * s.base)


def scaled(s, u, n):
    return s.base * n + jnp.tanh(u / 100.0) ** 2


def by_hand() -> str:
    """The same mechanism in NMODL alone."""
    text = SUPPLY.replace("SUFFIX supply", "SUFFIX byhand")
    start = text.index("PROCEDURE rates")
    return text[:start] + (
        "PROCEDURE rates(u) { minf = 1/(1 + exp(-(u + 45)/9)) }\n"
        "FUNCTION scaled(u, n) { scaled = base*n + tanh(u/100)*tanh(u/100) }\n"
    )


@pytest.fixture
def supply(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "supply.mod"
    path.write_text(SUPPLY)
    return path


def loss_of(cls):
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    cell.paint(AllRegion(), Channel("pas"), Channel(cls))
    cell.place(at("soma", 0.5), CurrentClamp(0.5, 3.0, 0.05), StateProbe("v", name="v"))
    model, _ = lower(cell)

    def loss(base):
        changed = model.with_parameter(cls.name, "base", base)
        return (simulate(changed, dt=0.025, n_steps=160).traces["v"] ** 2).mean()

    return jax.jit(jax.value_and_grad(loss))


def test_supplied_functions_equal_the_same_nmodl_with_gradients(supply, tmp_path):
    given = load_mod(supply, verbatim={"rates": rates, "scaled": scaled})
    (tmp_path / "byhand.mod").write_text(by_hand())
    value, slope = loss_of(given)(0.25)
    expected, expected_slope = loss_of(load_mod(tmp_path / "byhand.mod"))(0.25)
    assert float(value) == pytest.approx(float(expected), rel=1e-12)
    assert float(slope) == pytest.approx(float(expected_slope), rel=1e-9)
    assert abs(float(slope)) > 1e-3


def test_the_disk_holds_the_source_and_each_load_its_own_functions(supply, tmp_path):
    first = load_mod(supply, verbatim={"rates": rates, "scaled": scaled})
    (entry,) = (tmp_path / "cache").rglob("*.py")
    assert load_mod(supply, verbatim={"scaled": scaled, "rates": rates}) is first
    doubled = load_mod(supply, verbatim={"rates": rates, "scaled": lambda s, u, n: 2.0 * scaled(s, u, n)})
    assert doubled is not first and list((tmp_path / "cache").rglob("*.py")) == [entry]
    assert float(loss_of(doubled)(0.25)[0]) != pytest.approx(float(loss_of(first)(0.25)[0]), rel=1e-6)


def test_the_source_can_stand_alone():
    namespace: dict = {}
    exec(to_source(SUPPLY, "supply.mod", verbatim=["rates", "scaled"]), namespace)
    assert namespace["SUPPLIED"] == {}
    with pytest.raises(InputError, match="no function is supplied for `scaled`"):
        namespace["scaled"](None, 1.0, 2.0)


def test_what_only_hoc_calls_needs_no_function(supply):
    source = to_source(SUPPLY, "supply.mod", verbatim=["rates", "scaled"])
    assert "def fromhoc(s: Instances)" in source and '"base"' in source.split("def fromhoc")[1].split("def ")[0]


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        ({"rates": rates}, 'verbatim={"scaled": function}'),
        ({"rates": rates, "scaled": scaled, "rate": rates}, "supplies `rate`, but the file has no such PROCEDURE or"),
        ({"rates": rates, "scaled": scaled, "states": rates}, "supplies `states`, but the file has no such"),
        ({"rates": rates, "scaled": 3}, "gives 3 for `scaled`; give a function of record and arguments"),
    ],
    ids=["missing", "extra", "not a PROCEDURE", "no function"],
)
def test_wrong_names_and_values_are_one_clear_error(functions, message, supply):
    with pytest.raises(NmodlError) as error:
        load_mod(supply, verbatim=functions)
    assert message in str(error.value) and len(error.value.diagnostics) == 1


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        ({"rates": lambda s, u: u}, "for `rates` returned a .*; in place of a PROCEDURE it returns the record"),
        ({"rates": lambda s, u: None}, "for `rates` returned nothing; in place of a PROCEDURE"),
        ({"rates": lambda s, u: s.replace(v=u + 1.0)}, "for `rates` sets `v`; it may set i, level, m, minf"),
        ({"rates": lambda s, u: s.replace(base=u)}, "for `rates` sets `base`; it may set"),
        ({"scaled": lambda s, u, n: s}, "for `scaled` returned the record; for a FUNCTION it returns a value"),
    ],
    ids=["no record", "nothing", "voltage", "parameter", "record"],
)
def test_what_a_supplied_function_returns_is_checked(functions, message, supply):
    cls = load_mod(supply, verbatim={"rates": rates, "scaled": scaled} | functions)
    with pytest.raises(InputError, match=message):
        loss_of(cls)(0.25)


# C that tries to become Python

SMUGGLED = [
    c('x = printf("\\"\\"\\"); import os; os.system(\\"echo smuggled\\") #");'),
    c("printf(\"'''+__import__('os').system('echo smuggled')+'''\"); x = 1;"),
    c("double __import__ = 3; double eval = 2, os = 1; x = __import__ + eval + os;"),
    c("double lambda = 1; double None = 2; double exec = 3; x = lambda + None*exec;"),
    c("double self = 1; double s = 2; double jnp = 3; double SUPPLIED = 4; x = self + s + jnp + SUPPLIED;"),
    c('#define Q "); import os; print("smuggled'),
    c("// \"\"\" import os\n/* '''\nimport os */ x = 1;"),
    c("x = 1; # import os"),
    c("x = eval(1);"),
    c("x = __import__(1);"),
    c("x = open(1) + exec(2);"),
]


@pytest.mark.parametrize("body", SMUGGLED)
@pytest.mark.parametrize("outside", ["", c("static double eval(double open) { return open; }\n#define os 3")])
def test_c_never_becomes_other_python(body, outside, capfd):
    """Refused, or a source whose calls are of names that it defines or imports from this project."""
    text = HEAD + outside + "INITIAL {" + body + "}"
    try:
        source = to_source(text, "a.mod")
    except NmodlError:
        return
    tree = ast.parse(source)
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    imported |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert all(str(name).split(".")[0] in ("jax", "braincell", "nmodl_import") for name in imported)
    calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & {"eval", "exec", "open", "__import__", "os", "print"}
    namespace: dict = {}
    exec(compile(source, "a", "exec"), namespace)
    assert "os" not in namespace or isinstance(namespace["os"], int)
    assert "smuggled" not in "".join(capfd.readouterr())


def test_supplied_names_are_names_of_the_file():
    for name in ("x'); import os; ('", "rates\n", "__import__"):
        with pytest.raises(NmodlError, match="no such PROCEDURE or FUNCTION"):
            to_source(SUPPLY, "supply.mod", verbatim=[name])


def test_every_test_file_keeps_no_c():
    for path in sorted((Path(__file__).parent / "mod").glob("verbatim_*.mod")):
        assert "VERBATIM" in path.read_text() and "SUPPLIED" not in to_source(path.read_text(), str(path))


def test_truncation_is_exact_however_products_are_rounded():
    """x - fmod(x, 1) is whole where x = a*b is rounded first; XLA may round product and difference only once."""
    source = to_source(HEAD + f"INITIAL {{ {c('x = (int)(g*y);')} }}", "a.mod")
    assert "jnp.trunc(" in source and "fmod" not in source
