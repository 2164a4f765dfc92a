"""Every mistake of a file is reported at its place, with what to do."""

import pytest

from nmodl_import import NmodlError, NmodlUnsupportedError, load_dir, load_mod, to_source
from nmodl_import.check import check
from nmodl_import.parse import parse_text

HEAD = """NEURON { SUFFIX kdr NONSPECIFIC_CURRENT i RANGE g }
PARAMETER { g = 1 }
ASSIGNED { v i ninf ntau }
STATE { n }
"""

SYNTAX = [
    ("NEURON { SUFFIX a", "the end of the file where a NEURON declaration"),
    ("PARAMETER { g = 1", "the end of the file where a name of PARAMETER"),
    ("INITIAL { x = 1", "1:9: the block is not closed; `}` is missing"),
    ("INITIAL { x = }", "1:15: found `}` where an expression should stand"),
    ("INITIAL { x 3 }", "1:13: found `3` where `=` or `(` after `x` should stand"),
    ("INITIAL { IF x > 1 { } }", "1:14: found `x` where `(` should stand"),
    ("VERBATIM\nreturn 0;", "VERBATIM is not closed"),
    ("INITIAL { }\nCOMMENT and so on", "2:1: the COMMENT is not closed; `ENDCOMMENT` is missing"),
    ("PARAMETER { µ = 1 }", "1:13: the character 'µ' has no meaning in NMODL"),
    ("INITIAL { RESET }", "1:11: RESET is no NMODL that NEURON compiles"),
    ("NEURON { SUFIX a }", "1:10: found `SUFIX` where a NEURON declaration"),
    ("PARAMETERS { }", "1:1: found `PARAMETERS` where a block"),
    ("PARAMETER { g = 1 (S/cm2 \n }", "1:19: the unit is not closed; `)` is missing"),
    ("INITIAL { x = 1 $ 2 }", "1:17: the character '$' has no meaning in NMODL"),
    ('INCLUDE "nowhere.inc"', 'INCLUDE "nowhere.inc": there is no such file'),
    ("", "the file holds no NMODL block"),
    ("INITIAL { x = " + "(" * 5000 + "1" + ")" * 5000 + "}", "nested too deeply"),
]


@pytest.mark.parametrize(("text", "message"), SYNTAX, ids=[m for _, m in SYNTAX])
def test_syntax_errors_have_a_place(text, message):
    with pytest.raises(NmodlError) as error:
        parse_text(text, "a.mod")
    assert str(error.value).startswith("a.mod:")
    assert message in str(error.value)


MEANING = [
    ("BREAKPOINT { i = g*(v - ninff) }", "5:25: `ninff` is not declared; did you mean `ninf` (line 3)?"),
    ("STATE { g }", "5:9: `g` is declared twice: here, and in line 2 as a PARAMETER; keep one"),
    ("ASSIGNED { ninf }", "5:12: `ninf` is declared twice: here, and in line 3 as ASSIGNED; keep one"),
    ("PROCEDURE p() { }\nPROCEDURE p() { }", "6:1: there are two blocks `p`, the first in line 5; rename one"),
    ("PROCEDURE ninf() { }", "5:1: the PROCEDURE `ninf` has the name of a variable (ASSIGNED); rename one"),
    ("FUNCTION f(f) { f = 1 }", "5:12: the argument `f` has the name of its block; rename it"),
    ("INITIAL { n = g[2] }", "5:15: `g` (line 2) is no array"),
    ("ASSIGNED { a[3] }\nINITIAL { n = a }", "6:15: `a` (line 5) is an array; name an element"),
    ("ASSIGNED { a[3] }\nINITIAL { a[3] = n }", "6:11: `a` has the elements 0 to 2; there is no `a[3]`"),
    ("INITIAL { LOCAL a a = 1 n = a[1] }", "5:29: `a` is a LOCAL or argument and no array"),
    ('INITIAL { n = "text" }', "5:15: a text has no value; only printing takes texts"),
    ('INITIAL { n = exp("text") }', "5:19: `exp` takes numbers, no text"),
    ('INITIAL { n = threshold(n, 1, "mean") }', "5:31: the text of `threshold` is its last argument"),
    ("FUNCTION f(x) { f = x }\nINITIAL { n = f(1, 2) }", "6:15: `f` takes 1 arguments but is given 2"),
    ("PROCEDURE p(x) { TABLE ninf, ninf FROM 0 TO 1 WITH 9\n ninf = x }", "5:18: TABLE names `ninf` more than once"),
    ("INITIAL { n = exp(1, 2) }", "`exp` takes 1 arguments but is given 2"),
    ("INITIAL { n = expp(1) }", "there is no function or procedure `expp`; did you mean `exp`?"),
    ("CONSTANT { F = 9 }\nINITIAL { F = 3 }", "6:11: `F` is a constant (line 5) and cannot be set"),
    ("BREAKPOINT { SOLVE stats METHOD cnexp }\nDERIVATIVE states { n' = 1 }", "did you mean `states`"),
    (
        "BREAKPOINT { SOLVE s METHOD cnex }\nDERIVATIVE s { n' = 1 }",
        "`cnex` is no method; NEURON has after_cvode, cnexp",
    ),
    ("DERIVATIVE s { n = 1 }", "DERIVATIVE s has no equation such as `m' = …`"),
    ("INITIAL { n = 1e400 }", "5:15: the number 1e400 is too large"),
    ("DERIVATIVE s { g' = 1 }", "`g` is no STATE, so it has no derivative"),
    ("DERIVATIVE s { ninf' = 1 }", "`ninf` is no STATE, so it has no derivative"),
]


@pytest.mark.parametrize(("text", "message"), MEANING, ids=[m for _, m in MEANING])
def test_mistakes_of_meaning_are_named(text, message):
    with pytest.raises(NmodlError) as error:
        check(parse_text(HEAD + text, "kdr.mod"))
    assert message in str(error.value)


def test_all_mistakes_come_at_once_with_line_and_caret():
    with pytest.raises(NmodlError) as error:
        check(parse_text(HEAD + "INITIAL { n = nnf\n  n = f(2) }", "kdr.mod"))
    assert len(error.value.diagnostics) == 2
    assert (error.value.line, error.value.column) == (5, 15)
    lines = str(error.value).splitlines()
    assert lines[1:3] == ["    INITIAL { n = nnf", "                  ^"]


UNSUPPORTED = [
    (HEAD + "AFTER BREAKPOINT { g = 1 }", "5:1: NEURON does not run a block `AFTER BREAKPOINT`"),
    (
        HEAD.replace("RANGE", "GLOBAL q RANGE") + "BEFORE STEP { g = 1 }\nBEFORE STEP { g = 2 }\nASSIGNED { q }",
        "5:1: several BEFORE STEP blocks of a mechanism with POINTERs or GLOBAL variables: put them into one",
    ),
    ("NEURON { SUFFIX a USEION k WRITE ik }\nAFTER SOLVE { }", "2:1: AFTER SOLVE in a mechanism that writes an ion's"),
    (
        "NEURON { SUFFIX a USEION k READ ek RANGE x }\nASSIGNED { x }\nBEFORE STEP { x = ek }",
        "the ion variable `ek` in",
    ),
    (HEAD + "CONSTRUCTOR { g = 2 }", "5:15: CONSTRUCTOR sets the PARAMETER `g`, which is not supported yet"),
    (HEAD + "FUNCTION_TABLE f(a, b, c)", "5:1: the FUNCTION_TABLE `f` has 3 arguments; one or two are possible"),
    (HEAD + "INITIAL { t = 3 }", "5:11: `t` is the simulator's; setting it is not supported yet"),
    (
        HEAD
        + "STATE { o }\nBREAKPOINT { SOLVE k METHOD sparse }\n"
        + "KINETIC k { LOCAL a ~ n <-> o (1, 1) CONSERVE n + a = 1 }",
        "7:51: `a` is no STATE; CONSERVE adds up states",
    ),
    (HEAD + "INITIAL { state_discontinuity(n, 2) }", "5:11: in INITIAL, NEURON's state_discontinuity acts only from"),
    (HEAD + "BEFORE STEP { LAG v BY ninf g = lag_v_ninf }", "5:15: LAG is not supported yet"),
    (HEAD + "DISCRETE d { g = 1 }", "5:1: a DISCRETE block is not supported yet"),
    ("NEURON { SUFFIX a EXTERNAL p }", "1:28: EXTERNAL `p` is not supported yet"),
    (HEAD + "INITIAL { VERBATIM\n a = 1;\nENDVERBATIM }", "6:2: `a` in VERBATIM is no variable of the mechanism"),
    (HEAD + "BREAKPOINT { SOLVE s METHOD cnexp }\nDERIVATIVE s { n' = -n^2 }", "`^` in a derivative does not compile"),
    (
        HEAD + "FUNCTION f(x) { TABLE FROM 0 TO 1 WITH 9 IF (x > 0) { f = f(x - 1) } }",
        "5:1: a TABLE of `f`, which calls itself, is not supported yet; drop the TABLE",
    ),
    (HEAD + "DERIVATIVE d { n' = 1 SOLVE d }", "5:1: the DERIVATIVE block `d` is solved by itself"),
    (
        HEAD + "FUNCTION f(x) { g = g + x f = g }\nINITIAL { n = 2*(g > 0 && f(1)) }",
        "6:24: what stands to the right of `&&` here acts, which is not supported yet; assign the condition to a LOCAL",
    ),
    (HEAD + "UNITS { f = (furlong) (m) }", "the unit `furlong` is not known; write the number, as in `f = 1.0 (unit)`"),
    (HEAD + "UNITS { f = (mV) (um) }", "(mV) and (um) measure different things"),
]


@pytest.mark.parametrize(("text", "message"), UNSUPPORTED, ids=[m for _, m in UNSUPPORTED])
def test_what_is_not_imported_is_refused_by_name(text, message):
    with pytest.raises(NmodlError) as error:
        to_source(text, "a.mod")
    assert message in str(error.value)


def test_unsupported_errors_are_of_their_own_kind():
    with pytest.raises(NmodlUnsupportedError):
        to_source("NEURON { SUFFIX a EXTERNAL p }")


def test_files_and_folders_that_cannot_be_read(tmp_path):
    with pytest.raises(NmodlError, match="none.mod:1:1: the file cannot be read: No such file"):
        load_mod(tmp_path / "none.mod")
    with pytest.raises(NmodlError, match="the folder holds no .mod file"):
        load_dir(tmp_path)
    with pytest.raises(NmodlError, match="there is no such folder"):
        load_dir(tmp_path / "nowhere")
    (tmp_path / "a.mod").write_text("")
    with pytest.raises(NmodlError, match="a.mod:1:1: the file holds no NMODL block"):
        load_dir(tmp_path)
    (tmp_path / "b.mod").write_text("NEURON { SUFFIX b EXTERNAL p }")
    with pytest.raises(NmodlError, match=r"(?s)a.mod:1:1: .*b.mod:1:28: EXTERNAL"):
        load_dir(tmp_path)


def test_two_files_of_one_mechanism(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.mod").write_text("NEURON { SUFFIX same NONSPECIFIC_CURRENT i }\nASSIGNED { i v }")
    with pytest.raises(NmodlError, match="b.mod:1:1: the mechanism `same` is defined by another file"):
        load_dir(tmp_path)
