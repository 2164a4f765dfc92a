"""StringFunctions, references to strings, and the functions of `h` on strings."""

import os

import pytest

from braincell.errors import InputError, UnsupportedError

SEARCHES = [
    ("hello world", "o"),
    ("hello world", "[a-e]"),
    ("hello", "x"),
    ("a.b", "\\."),
    ("first\nsecond", "second"),
    ("first\nsecond", "rst"),
    ("aaa", "a*"),
    ("foo_12_bar", "_[0-9]+_"),
    ("abc", ""),
    ("line\nx", "$"),
    ("abcabcd", "(abc){2}"),
    ("x1y", "[[:digit:]]"),
    ("x12y", "[[:digit:][:alpha:]]+"),
    ("a+b", "a+b"),
    ("foo", "^o"),
    ("aXbXc", "X.*X"),
    ("abcd", "b|bc"),
    ("abcd", "b|bc|bcd$|x"),
    ("abc", "(b|bc)$"),
    ("abcx", "b|bc$"),
]


@pytest.mark.parametrize(("string", "pattern"), SEARCHES)
def test_searches(both, string, pattern):
    def model(h):
        functions, result = h.StringFunctions(), h.ref("")
        before = functions.head(string, pattern, result), result[0]
        return before, functions.tail(string, pattern, result), result[0]

    both(model)


def test_parts_of_strings(both):
    def model(h):
        f, s = h.StringFunctions(), h.ref("hello")
        seen = [f.len("abc"), f.len(""), f.substr("abcdef", "cd"), f.substr("abcdef", "x"), f.substr("abc", "")]
        seen += [f.left(s, 4.9), s[0], f.right(s, 1.9), s[0], f.right(s, 3), s[0]]
        for string in ("  ab c ", "", "   ", "ab", "\t\nx\v"):
            seen += [f.ltrim(string, s), s[0], f.rtrim(string, s), s[0]]
        return [*seen, f.ltrim("xxabx", s, "x"), s[0], f.rtrim("xxabxx", s, "bx"), s[0]]

    both(model)


def test_names_and_kinds(both):
    def model(h):
        f = h.StringFunctions()
        names = ["t", "sin", "Vector", "nope", "hh", "IClamp", "v", "dt", "gnabar_hh", "celsius", "PI", "List", "Graph"]
        clamp = h.IClamp(h.Section(name="s")(0.5))
        things = (clamp, h.Vector(), None)
        kinds = [(bool(f.is_point_process(x)), bool(f.is_artificial(x))) for x in things]
        return [f.is_name(name) for name in names], kinds

    both(model)


def test_printing_and_scanning(both, capfd):
    def model(h):
        s, x, y = h.ref(""), h.ref(0), h.ref(0)
        seen = [
            h.sprint(s, "%d %g %s", 3, 4, "x"),
            s[0],
            h.printf("%s %d\n", "a", 3),
            h.sprint(s, "%s", h.Random()),
            s[0],
        ]
        seen += [h.sscanf("3.5 abc", "%lf", x), x[0], h.sscanf("3 abc", "%d %s", x, s), x[0], s[0]]
        seen += [h.sscanf("x", "%d", x), h.sscanf("", "%d", x), h.sscanf("7 8", "%g %f", x, y), x[0], y[0]]
        seen += [
            h.sscanf("a=5,6", "a=%d,%d", x, y),
            x[0],
            y[0],
            h.sscanf("1 2", "%*d %lf", x),
            x[0],
            h.sscanf("b", "a%d", x),
        ]
        seen += [h.strcmp("a", "b"), h.strcmp("b", "a"), h.strcmp("a", "a"), h.strcmp("abc", "a")]
        return [*seen, h.int(3.7), h.int(-3.7), h.abs(-3)]

    both(model)


def test_folders_and_commands(both, tmp_path, monkeypatch):
    def model(h):
        monkeypatch.chdir(tmp_path)
        s = h.ref("")
        seen = [os.path.samefile(h.getcwd(), tmp_path), h.getcwd()[-1], h.chdir("/"), h.getcwd(), h.chdir("/nope")]
        return [*seen, h.system("echo hi", s), s[0], h.system("exit 3")]

    both(model)


def test_references(both):
    def model(h):
        number, string, vector = h.ref(3), h.ref("ab"), h.Vector([1])
        other = h.ref(vector)
        seen = [repr(number), repr(string), number[0], string[0], other[0] == vector, h.ref(None)[0]]
        number[0], string[0] = 4, "c"
        return [*seen, number[0], string[0]]

    both(model)


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (lambda h, f: f.len(3), "3 is no string"),
        (lambda h, f: f.head("a", "(b", h.ref("")), "no regular expression"),
        (lambda h, f: f.head("a", "b", "c"), "no reference"),
        (lambda h, f: f.left(h.ref("abc"), 4), "from 0 to 3"),
        (lambda h, f: h.ref("a").__setitem__(0, 3), "cannot become 3"),
        (lambda h, f: h.ref(1).__setitem__(0, "a"), "cannot become 'a'"),
        (lambda h, f: h.sscanf("1 2", "%d %d", h.ref(0)), "more than 1 references"),
        (lambda h, f: h.sscanf("1", "%q", h.ref(0)), "`%q`"),
    ],
)
def test_mistakes_are_named(h, mistake, text):
    with pytest.raises(InputError, match=text):
        mistake(h, h.StringFunctions())


def test_the_index_of_a_reference_is_0(h):
    with pytest.raises(IndexError, match="at index 0"):
        h.ref(1)[1]


def further_names(h):
    names, first, second = h.StringFunctions(), h.List(), h.Vector([3])
    h("begintemplate Named\npublic own\nown = 0\nproc init() { own = 4 }\nendtemplate Named\nobjref named")
    h.named = h.Named()
    for item in (first, h.named):
        names.alias(item, "values", second)
        names.alias(item, "other", first)
    h("own = named.own + named.values.x[0]")
    found = [h.own, first.values.size(), [name.s for name in names.alias_list(h.named)]]
    names.alias(h.named, "other")
    found += [[name.s for name in names.alias_list(h.named)], hasattr(first, "other"), hasattr(h.named, "other")]
    names.alias(first)
    return [*found, hasattr(first, "other"), names.alias_list(first).count()]


def test_further_names_of_objects(both):
    both(further_names)


def test_further_names_that_are_not_there(h):
    names = h.StringFunctions()
    with pytest.raises(UnsupportedError, match=r"alias: IntFire1\[0\] cannot have further names"):
        names.alias(h.IntFire1(), "other", h.List())
    with pytest.raises(UnsupportedError, match="is no object of hoc; only these are named again"):
        names.alias(h.List(), "time", h._ref_t)


def test_lists_that_hold_an_object_are_counted(h, capsys):
    items, vector = h.List(), h.Vector()
    items.append(vector)
    assert h.StringFunctions().references(vector) == 1
    assert f"{items}.object(0)" in capsys.readouterr().out
