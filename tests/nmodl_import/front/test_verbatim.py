"""C of VERBATIM blocks: text in, the tree of the equivalent NMODL out."""

import math
import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmodl_import.nodes import Assign, Binary, Call, From, If, Local, Name, Number, Place, Procedure, Unary, Verbatim
from nmodl_import.parse import parse_text
from nmodl_import.verbatim.errors import VerbatimError
from nmodl_import.verbatim.file_level import translate_file_level
from nmodl_import.verbatim.scope import FileLevel
from nmodl_import.verbatim.translate import translate

NAMES = {"x", "y", "z", "a", "cai", "N"}
FUNCTIONS = {"rates", "f", "g"}


def statements(c: str, result: str | None = None, **options):
    return translate(Verbatim(c, place=Place(1, 1)), NAMES, FUNCTIONS, result, **options)


def nmodl(text: str):
    (block,) = parse_text(f"PROCEDURE p() {{\n{text}\n}}").blocks
    return block.body


def problems(c: str, result: str | None = None, **options):
    with pytest.raises(VerbatimError) as error:
        statements(c, result, **options)
    return error.value.diagnostics


SAME = [
    ("x = y;", "x = y"),
    ("x = 1.0f + 1e-3 + 5L + 0x10 + 017 + 1.;", "x = 1.0 + 1e-3 + 5 + 16 + 15 + 1."),
    ("x += y; x -= 2; x *= y; x /= 2.0;", "x = x + y x = x - 2 x = x * y x = x / 2.0"),
    ("x++; --x;", "x = x + 1 x = x - 1"),
    ("double q; q = y; x = q;", "LOCAL q q = y x = q"),
    ("double q = y, r = q; float s; s = r; x = s;", "LOCAL q q = y LOCAL r r = q LOCAL s s = r x = s"),
    ("double unused;", ""),
    ("x = -y*(z + 1) < 3 && !(y == z) || x >= 2;", "x = -y*(z + 1) < 3 && !(y == z) || x >= 2"),
    ("x = (double)(y == 0.0);", "x = (y == 0.0)"),
    ("if (x > 0) y = 1; else if (x < 0) { y = 2; } else y = 3;",
     "IF (x > 0) { y = 1 } ELSE IF (x < 0) { y = 2 } ELSE { y = 3 }"),
    ("x = y > 0 ? y : z;", "LOCAL choice IF (y > 0) { choice = y } ELSE { choice = z } x = choice"),
    ("x = y = 3;", "y = 3 x = y"),
    ("int i; for (i = 0; i < 10; i++) { if (a[i] > y) break; x += a[i]; }",
     "LOCAL broken broken = 0 LOCAL i broken = 0 i = 0 WHILE (!broken && i < 10) { IF (a[i] > y) { broken = 1 } "
     "IF (!broken) { x = x + a[i] } IF (!broken) { i = i + 1 } }"),
    ("#define SQUARE(x) ((x)*(x))\ny = SQUARE(2);", "y = (2)*(2)"),
    ("#define WHEN(c, then) \\\n  if (c) { then }\nWHEN(x > f(2), y = z;)", "IF (x > f(2)) { y = z }"),
    ("if ((x = 1/(y + z)) < 2) x = 2;", "x = 1/(y + z) IF (x < 2) { x = 2 }"),
    ("x = y++;", "LOCAL before before = y y = y + 1 x = before"),
    ("x = (y = 2, z);", "y = 2 x = z"),
    ("{ { x = 1; } }", "x = 1"),
    ("int i; for (i = 0; i < 10; i++) x += i;", "FROM i = 0 TO 9 { x = x + i }"),
    ("for (int i = 1; i <= 10; i += 3) { x = i; }", "FROM i = 1 TO 10 BY 3 { x = i }"),
    ("int i, n = 4; for (i = 0; i < n; ++i) a[i] = 0;", "LOCAL n n = 4 FROM i = 0 TO n - 1 { a[i] = 0 }"),
    ("int i; for (i = 0; i < x; i++) y = i;", "FROM i = 0 TO ceil(x) - 1 { y = i }"),
    ("int i; for (i = 0; i < 3; i++) y = 1; x = i;",
     "LOCAL i i = 0 WHILE (i < 3) { y = 1 i = i + 1 } x = i"),
    ("int i; for (i = 3; i >= 1; i--) a[i] = a[i-1];",
     "LOCAL i i = 3 WHILE (i >= 1) { a[i] = a[i - 1] i = i - 1 }"),
    ("for (int i = 0; i < 5; i++) { i = i + 1; }", "LOCAL i i = 0 WHILE (i < 5) { i = i + 1 i = i + 1 }"),
    ("while (x < 3) { x++; }", "WHILE (x < 3) { x = x + 1 }"),
    ("while (x ? y : z) x--;",
     "LOCAL choice IF (x) { choice = y } ELSE { choice = z }"
     " WHILE (choice) { x = x - 1 IF (x) { choice = y } ELSE { choice = z } }"),
    ("do x++; while (x < 3);", "LOCAL again again = 1 WHILE (again) { x = x + 1 again = (x < 3) != 0 }"),
    ("switch (1) { case 1: x = 1; break; case 2: case 3: x = 2; break; default: x = 3; }",
     "IF (1 == 1) { x = 1 } ELSE IF (1 == 2 || 1 == 3) { x = 2 } ELSE { x = 3 }"),
    ('printf("%g and %d\\n", x, 3); fprintf(stderr, "no " "numbers");',
     'printf("%g and %d\\n", x, 3) printf("no numbers")'),
    ("x = exp(-y)*pow(y, 2.) + log10(fabs(z)) + fmod(y, 2.) + expf(z);",
     "x = exp(-y)*pow(y, 2.) + log10(fabs(z)) + fmod(y, 2.) + exp(z)"),
    ("x = log2(y) + M_PI;", "x = log(y)/log(2) + 3.141592653589793"),
    ("rates(_threadargs_, y); rates(_threadargscomma_ y);", "rates(y) rates(y)"),
    ("rates(_p, _ppvar, _thread, _nt, y); x = f(y) + g(_threadargs_);", "rates(y) x = f(y) + g()"),
    ("_lq = _lx*2;", "q = x*2"),
    ("x = v + t + dt + celsius + _nt->_t;", "x = v + t + dt + celsius + t"),
    ("x = 7/2 + (-7)/2 + 7%3 + (-7)%3;", "x = 3 + -3 + 1 + -1"),
    ("x = 7/2.0;", "x = 7/2.0"),
    ("x = (int)3.9 + (int)-3.9 + (int)floor(y);", "x = 3 + -3 + floor(y)"),
    ("x = (int)y;", "x = y - fmod(y, 1)"),
    ("int n = y; x = n % 3;", "LOCAL n n = y - fmod(y, 1) x = fmod(n, 3)"),
    ("int n = 5, k = n/2; x = k;", "LOCAL n n = 5 LOCAL k k = (n - fmod(n, 2))/2 x = k"),
    ("x = a[2] + a[(int)y];", "x = a[2] + a[y - fmod(y, 1)]"),
    ("double w[3]; w[0] = x;", "LOCAL w[3] w[0] = x"),
    ("double w[2] = {x}; x = w[1];", "LOCAL w[2] w[0] = x w[1] = 0 x = w[1]"),
    ("#define K 3\n#define TWICE (K*2)\nx = TWICE/4;", "x = 1"),
    ("#include <math.h>\n#ifdef NRNBBCORE\n a b c\n#else\nx = 1;\n#endif", "x = 1"),
    ("#if NRN_VERSION_GTEQ(9, 0, 0) && !defined(_WIN32)\nx = 1;\n#elif 1\nx = 2;\n#endif", "x = 1"),
    ("#ifndef NRN_VERSION_GTEQ_8_2_0\nx = 1;\n#endif", ""),
    ("/* x = 1; */ x = 2; // x = 3;", "x = 2"),
    ("return 0;", ""),
    ("return;", ""),
    ("extern double foo(double); fflush(stdout); (void)x; ;", ""),
    ("double x = 3; y = x;", "LOCAL x_2 x_2 = 3 y = x_2"),
    ("double q = _lq; y = q;", "LOCAL q_2 q_2 = q y = q_2"),
    ("double q = 1; { double q = 2; x = q; } y = q;", "LOCAL q q = 1 LOCAL q_2 q_2 = 2 x = q_2 y = q"),
]  # fmt: skip


@pytest.mark.parametrize(("c", "text"), SAME, ids=[c for c, _ in SAME])
def test_c_becomes_nmodl(c, text):
    assert statements(c) == nmodl(text)


RETURNS = [
    ("return x*2;", "f = x*2"),
    ("_lf = x;", "f = x"),
    ("if (x > 0) { return 1; } else { return 2; }", "IF (x > 0) { f = 1 } ELSE { f = 2 }"),
    ("if (x > 0) return 1.; y = 3; return y;", "IF (x > 0) { f = 1. } ELSE { y = 3 f = y }"),
    ("if (x > 0) { y = 3; } else return 2; return y;", "IF (x > 0) { y = 3 f = y } ELSE { f = 2 }"),
    ("return 1; x = 3;", "f = 1"),
    ("switch (2) { case 1: return x; default: return y; }", "IF (2 == 1) { f = x } ELSE { f = y }"),
]


@pytest.mark.parametrize(("c", "text"), RETURNS, ids=[c for c, _ in RETURNS])
def test_return_sets_the_result(c, text):
    assert statements(c, "f") == nmodl(text)


def test_a_right_side_that_does_something_is_only_reached_as_in_c():
    zero = Number("0")
    truth, choice = Name("truth"), Name("choice")
    condition = If(Name("y"), (Assign(choice, Name("z")),), (Assign(choice, Name("cai")),))
    evaluated = (condition, Assign(truth, Binary("!=", choice, zero)))
    expected = (Local((choice, truth)), Assign(truth, zero), If(Name("x"), evaluated), Assign(Name("x"), truth))
    assert statements("x = x && (y ? z : cai);") == expected


def test_ion_values_are_the_variables_while_nothing_changed_them():
    assert statements("cai = _ion_cai;", ion_values=frozenset({"cai"})) == nmodl("cai = cai")
    assert "changed its own value" in problems("cai = _ion_cai;")[0].message


def test_names_of_the_enclosing_block():
    own = frozenset({"q", "x", "j"})
    assert statements("_lq = y;", own=own) == nmodl("q = y")
    assert "`_lr` in VERBATIM is no variable" in problems("_lr = y;", own=own)[0].message
    assert "hides the variable" in problems("x = y;", own=own)[0].message
    assert statements("y = _lj/2;", own=own, counters=frozenset({"j"})) == nmodl("y = (j - fmod(j, 2))/2")


REFUSED = [
    ("goto end; end: ;", "`goto` in VERBATIM is not supported; write it in NMODL or supply a Python function with "
     "load_mod(path, verbatim={...})"),
    ("x = nrn_random_pick((Rand*)_p_r);", "the C function `nrn_random_pick` in VERBATIM is not supported (it draws"),
    ("x = nrnran123_dblpick(r);", "the C function `nrnran123_dblpick` in VERBATIM is not supported (it draws a"),
    ("x = nrnran123_array4x32(r);", "`nrnran123_array4x32` in VERBATIM is not supported (it belongs to Random123)"),
    ("x = vector_capacity(vv);", "the C function `vector_capacity` in VERBATIM is not supported (it asks a Vector"),
    ("x = _p_ptr;", "the POINTER `ptr` in VERBATIM is not supported (C uses its address)"),
    ("x = ifarg(1);", "the C function `ifarg` in VERBATIM is not supported (it asks whether the hoc call"),
    ("x = foo(1);", "the C function `foo` in VERBATIM is not supported (it is not known)"),
    ("x = wrong;", "`wrong` in VERBATIM is no variable of the mechanism"),
    ("x = *y;", "a pointer dereference `*`"),
    ("x = f(&y);", "the address operator `&`"),
    ("double *p = u;", "the pointer `p`"),
    ("Object o;", "the variable of a C type `o`"),
    ("x = s->member;", "the struct member `->member`"),
    ("x = 3 & 5;", "`&` in VERBATIM"),
    ("x = 3 << 1;", "`<<` in VERBATIM"),
    ("x %= 2;", "`%` of numbers that are not whole"),
    ("static int count = 0;", "the static variable `count` in VERBATIM is not supported (it keeps its value"),
    ("if (x) { break; }", "`break`"),
    ("while (1) { switch (1) { case 1: continue; } }", "`continue`"),
    ("switch (1) { case 1: x = 1; case 2: x = 2; }", "`switch` in VERBATIM is not supported (a case runs into"),
    ("return x;", "`return` of a value in VERBATIM is not supported (the block has none)"),
    ("x = sizeof(double);", "`sizeof`"),
    ("x = (y;", "C that cannot be parsed near `;`"),
    ("if (x) {", "a `{` that is closed elsewhere"),
    ("} else {", "a `}` that closes a block of another VERBATIM"),
    ("#ifdef MYSTERY\n#endif", "the condition `#ifdef MYSTERY`"),
    ("#error no", "`#error`"),
    ("#if 1", "`#if` without `#endif`"),
    ("#define JOINED(x) x##1\ny = JOINED(z);", "the C macro `JOINED`"),
    ("x = exp(1, 2);", "`exp` takes 1 arguments but is given 2"),
    ("x = 'c';", "the constant 'c'"),
    ("a[1][2] = 3;", "an array of several dimensions"),
]  # fmt: skip


@pytest.mark.parametrize(("c", "message"), REFUSED, ids=[c for c, _ in REFUSED])
def test_what_has_no_translation_is_refused_by_name(c, message):
    assert message in "\n".join(d.message for d in problems(c))


def test_all_problems_come_at_once_with_their_place():
    text = "NEURON { SUFFIX a }\nPROCEDURE p() {\n  VERBATIM x = u;\n  y = ifarg(1); /*\n*/  x = w;\nENDVERBATIM\n}"
    block = parse_text(text).blocks[1]
    assert isinstance(block, Procedure) and isinstance(block.body[0], Verbatim)
    with pytest.raises(VerbatimError) as error:
        translate(block.body[0], NAMES, FUNCTIONS)
    places = [d.place for d in error.value.diagnostics]
    lines = text.splitlines()
    assert [lines[p.line - 1][p.column - 1 :][:2] for p in places] == ["u;", "if", "w;"]


def test_a_variable_that_hides_the_mechanisms_does_so_to_the_end_of_the_block():
    assert "the C variable `x`" in problems("double x = 3; y = x;", last=False)[0].message


def test_return_needs_the_end_of_the_block():
    assert "`return` before the end of the block" in problems("return 0;", last=False)[0].message


# Numbers


def evaluated(c: str, **variables: float) -> float:
    """x after the translated statements, computed with the rules of NMODL."""
    values = dict(variables)
    functions = {"fmod": math.fmod, "floor": math.floor}

    def value(e):
        if isinstance(e, Number):
            return e.value
        if isinstance(e, Name):
            return values[e.name]
        if isinstance(e, Unary):
            return -value(e.operand) if e.operator == "-" else float(not value(e.operand))
        if isinstance(e, Call):
            return functions[e.name](*map(value, e.arguments))
        left, right = value(e.left), value(e.right)
        return {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[e.operator](left, right)

    def run(body):
        for s in body:
            if isinstance(s, Assign):
                values[s.target.name] = value(s.value)
            elif isinstance(s, If):
                run(s.then if value(s.condition) else s.otherwise)
            elif isinstance(s, From):
                for i in range(int(value(s.first)), int(value(s.last)) + 1):
                    values[s.variable] = i
                    run(s.body)

    run(statements(c))
    return values["x"]


@settings(deadline=2000)
@given(st.integers(-1000, 1000), st.integers(-50, 50).filter(bool))
def test_whole_division_drops_the_fraction(a, b):
    quotient = abs(a) // abs(b) * (1 if a * b >= 0 else -1)
    c = f"int p = {a}, q = {b}; x ="
    assert evaluated(f"{c} p/q;") == quotient
    assert evaluated(f"{c} p%q;") == a - b * quotient
    assert evaluated(f"int p = {a}; p /= {b}; x = p;") == quotient
    assert evaluated(f"x = ({a})/({b});") == quotient
    assert evaluated(f"int p = {a}; p = p/2.0; x = p;") == math.trunc(a / 2)


@given(st.floats(-1e6, 1e6))
def test_a_cast_drops_the_fraction(y):
    assert evaluated("x = (int)y;", y=y) == math.trunc(y)
    assert evaluated("x = (int)(y*2.0 + 1.0);", y=y) == math.trunc(y * 2 + 1)


def test_a_loop_sums():
    assert evaluated("double s = 0; for (int i = 0; i < 5; i++) s += i/2; x = s;") == 0 + 0 + 1 + 1 + 2


# File level


def file_level(c: str, **options) -> FileLevel:
    return translate_file_level(Verbatim(c, place=Place(1, 1)), **options)


def test_constants_prototypes_and_variables():
    found = file_level(
        "#include <stdlib.h>\n#define N 7\n#define HALF (0.5)\n#define LONG (N*2)\nextern double vector_vec();\n"
        "double f(double);\nstatic int count;\nextern int total;\nstatic const double k = 2.5;\ntypedef double real;"
    )
    assert found.constants == {"N": 7, "HALF": 0.5, "k": 2.5}
    assert found.variables == ("total",)
    assert found.statics["count"].integer and found.statics["count"].start == 0
    assert found.functions == ()
    assert any("stdlib" in text for text in found.ignored)
    assert statements("x = N/2 + LONG/4 + k;", file=found) == nmodl("x = 3 + 3 + 2.5")
    assert statements("count = x; x = count/2;", file=found) == nmodl(
        "count = x - fmod(x, 1) x = (count - fmod(count, 2))/2"
    )
    assert "the extern C variable `total`" in problems("x = total;", file=found)[0].message


def test_helper_functions():
    found = file_level(
        "static double twice(double q) { double r = 2*q; return r; }\n"
        "int third(int n) { if (n < 0) return 0; return n/3; }\nvoid nothing(void) {}"
    )
    text = """FUNCTION twice(q) { LOCAL r r = 2*q twice = r }
    FUNCTION third(n) { n = n - fmod(n, 1) IF (n < 0) { third = 0 } ELSE { third = (n - fmod(n, 3))/3 } }
    PROCEDURE nothing() { }"""
    assert found.functions == parse_text(text).blocks
    assert statements("nothing(); x = third(7)/2;", file=found) == nmodl(
        "LOCAL whole nothing() whole = third(7) x = (whole - fmod(whole, 2))/2"
    )
    assert found.integer_functions == {"third"}


@pytest.mark.parametrize(
    ("c", "message"),
    [
        ("static double method(void* vv) { return 1; }", "`method` in VERBATIM is not supported (an argument is"),
        ("char* text(int i) { return 0; }", "`text` in VERBATIM is not supported (it returns no number)"),
        ("double g(double q) { return q*unknown; }", "`unknown` in VERBATIM is no variable"),
        ("double g(double q) { goto a; a: return q; }", "`goto`"),
        ("\n\nint f( {", "C that cannot be parsed"),
    ],
)  # fmt: skip
def test_the_file_level_refuses_by_name(c, message):
    try:
        found = [d.message for problems in file_level(c).refused.values() for d in problems]
    except VerbatimError as error:
        found = [d.message for d in error.diagnostics]
    assert any(message in text for text in found)


def test_file_levels_are_joined():
    first = file_level("#define K 2\nstatic double twice(double q) { return K*q; }")
    second = file_level("double four(double q) { return twice(twice(q)); }", file=first)
    joined = first.joined(second)
    assert [f.name for f in joined.functions] == ["twice", "four"]
    assert statements("x = four(K);", file=joined) == nmodl("x = four(2)")


# Anything else

PIECES = [
    "x", "y", "a[", "]", "(", ")", "{", "}", ";", "=", "+=", "++", "--", "+", "-", "*", "/", "%", "&&", "||", "!", "?",
    ":", "<", ">", "int ", "double ", "i", "for (", "while (", "if (", "else ", "return ", "do ", "switch (", "case 1:",
    "default:", "break;", "1", "0", "2.5", "0x", "1e400", "'", '"', "\\", "\n", "#if ", "#define x ", "#define M(x) x",
    "#endif", "#else", "#", "/*", "*/", "//", "exp(", "f(", ",", "(int)", "(void)", "struct ", "static ", "const ",
    "_lx", "_threadargs_", "printf(", "&", "->", ".", "goto i;", "sizeof", "é", "\0", "typedef ", "void ", "unsigned ",
]  # fmt: skip


def _survives(text: str) -> None:
    verbatim = Verbatim(text, place=Place(1, 1))
    for call in (lambda: statements(text), lambda: statements(text, "f"), lambda: translate_file_level(verbatim)):
        try:
            call()
        except VerbatimError as error:
            assert error.diagnostics
            assert all(d.place.line >= 1 for d in error.diagnostics)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=500, deadline=2000)
def test_any_c_like_text(text):
    _survives(text)


@given(st.sampled_from([c for c, _ in SAME + REFUSED]), st.integers(0, 80), st.sampled_from(PIECES), st.integers(0, 3))
@settings(max_examples=500, deadline=2000)
def test_mutated_text(text, start, piece, removed):
    _survives(text[:start] + piece + text[start + removed :])


def test_text_without_end():
    _survives("x = " + "(" * 3000 + "1" + ")" * 3000 + ";")
    _survives("x = " + "-" * 3000 + "y;")
    _survives("x = " + "+ ".join(["y"] * 3000) + ";")
    _survives("\n".join(f"#define a{i} a{i + 1} a{i + 1}" for i in range(40)) + "\nx = a0;")
