"""File reads and writes as NEURON's does."""

import pytest

from braincell.errors import InputError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text_is_written(both, folder):
    def model(h):
        f = h.File()
        seen = [f.getname(), f.dir(), f.isopen(), f.close(), f.ropen("nope"), f.getname(), f.isopen(), f.wopen("a.txt")]
        seen.append(
            f.printf("%d %g %s|%5.2f|%-6d|%x|%o|%c|%e|%+d\n", 3.7, 2.5, "abc", 3.14159, 42, 255, -1, 65, 1e99, 7)
        )
        seen += [
            f.printf("plain %% \n\n"),
            f.printf("%ld %g %g\n", 2**40, 1e-9, 1.0, 17),
            f.eof() >= 0,
            f.tell(),
            f.flush(),
        ]
        seen += [f.close(), f.aopen("a.txt"), f.tell(), f.printf("more\n"), f.tell(), f.close(), f.aopen("/nonexist/x")]
        return [*seen, (folder / "a.txt").read_text()]

    both(model)


def test_text_is_read(both, folder):
    (folder / "in.txt").write_text("first line\n  2.5 word nan 1e3x .5e1\n\n-7 inf i5 last")

    def model(h):
        f, s = h.File("in.txt"), h.ref("")
        seen = [f.ropen(), f.gets(s), s[0], f.tell(), f.scanstr(s), s[0], f.tell(), f.scanvar(), f.tell(), f.scanvar()]
        seen += [
            f.tell(),
            f.scanvar(),
            f.tell(),
            f.eof(),
            f.scanstr(s),
            s[0],
            f.eof(),
            f.gets(s),
            s[0],
            f.eof(),
            f.gets(s),
        ]
        seen += [s[0], f.scanstr(s), f.seek(0), f.tell(), f.seek(6), f.scanstr(s), s[0], f.seek(-4, 2), f.gets(s), s[0]]
        seen += [f.seek(-9, 1), f.tell(), f.eof(), f.seek(-100), f.seek(), f.tell(), f.getname(s), s[0]]
        return seen

    both(model)


def test_lines_end_in_many_ways(both, folder):
    (folder / "ends.txt").write_bytes(b"one\r\ntwo\rthree\n\r\n\rlast\r")

    def model(h):
        f, s = h.File(), h.ref("")
        f.ropen("ends.txt")
        return [(f.gets(s), s[0], f.tell(), f.eof()) for _ in range(8)]

    both(model)


def test_a_long_file_is_read(both, folder):
    (folder / "long.txt").write_text("\n".join(f"{i / 7} word{i}" for i in range(5000)))

    def model(h):
        f, s = h.File(), h.ref("")
        f.ropen("long.txt")
        return [(f.scanvar(), f.scanstr(s), s[0]) for _ in range(5000)]

    both(model, relative=0.0)


def test_numbers_are_written_and_read(both, folder):
    def model(h):
        f, x, y, v, w = h.File(), h.ref(2.5), h.ref(0), h.Vector([1, 2, 3]), h.Vector(4)
        section = h.Section(name="s")
        seen = [f.wopen("b"), f.vwrite(x), f.vwrite(3, v._ref_x[0]), f.vwrite(v._ref_x[2]), f.tell(), f.close()]
        seen += [f.ropen("b"), f.vread(y), y[0], f.vread(3, w._ref_x[1]), list(w), f.vread(4, w._ref_x[0]), list(w)]
        seen += [f.vread(y), y[0], f.eof(), f.seek(0), f.vread(section(0.5)._ref_v), section.v]
        return seen

    both(model)


def test_temporary_files_and_the_environment(both, folder, monkeypatch):
    monkeypatch.setenv("PART", "name")

    def model(h):
        f = h.File()
        seen = [
            f.mktemp(),
            len(f.getname()) > 4,
            f.isopen(),
            f.unlink(),
            f.unlink(),
            f.wopen("$(PART).txt"),
            f.getname(),
        ]
        f.close()
        return [*seen, (folder / "name.txt").exists()]

    both(model)


def test_the_files_without_an_object(both, folder):
    (folder / "r.txt").write_text("3 4 abc\nline two\n5 x\nlast")

    def model(h):
        s = h.ref("")
        seen = [h.ropen("r.txt"), h.fscan(), h.fscan(), h.getstr(s), s[0], h.getstr(s, 1), s[0], h.getstr(s), s[0]]
        seen += [h.fscan(), h.getstr(s, 1), s[0], h.getstr(s, 1), s[0], h.ropen(), h.ropen("nope"), h.wopen("w.txt")]
        seen += [h.fprint("%g %s\n", 3, "a"), h.wopen(), (folder / "w.txt").read_text(), h.fprint("%g\n", 3)]
        return [*seen, h.wopen("/nonexist/x")]

    both(model)


def test_mistakes_with_the_files_without_an_object_are_named(h, folder):
    (folder / "r.txt").write_text("word")
    with pytest.raises(InputError, match="h.fscan: no file is open"):
        h.fscan()
    h.ropen("r.txt")
    with pytest.raises(InputError, match="no further number"):
        h.fscan()
    with pytest.raises(InputError, match="at its end"):
        h.getstr(h.ref(""))
    h.ropen()


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (lambda h, f: f.eof(), "'a.txt' is not open"),
        (lambda h, f: (f.wopen(), f.gets(h.ref(""))), "open for writing"),
        (lambda h, f: (f.wopen(), f.close(), f.ropen(), f.printf("x")), "open for reading"),
        (lambda h, f: (f.wopen(), f.close(), f.ropen(), f.scanvar()), "no further number"),
        (lambda h, f: (f.wopen(), f.printf("%d", "x")), "%d got 'x'"),
        (lambda h, f: (f.wopen(), f.printf("%s", 3)), "%s got the number 3"),
        (lambda h, f: (f.wopen(), f.printf("%d %d", 3)), "more than 1 arguments"),
        (lambda h, f: (f.wopen(), f.printf("%q", 3)), "`%q`"),
        (lambda h, f: (f.wopen(), f.seek(0, 5)), "`base` is 5"),
        (lambda h, f: (f.wopen(), f.vwrite(3, h.ref(1))), "room for 1 to 1"),
        (lambda h, f: (f.wopen(), f.vwrite(3)), "no reference"),
        (lambda h, f: f.ropen(3), "3 is no string"),
        (lambda h, f: (f.wopen(), f.printf("a\n"), f.close(), f.ropen(), f.gets("x")), "no reference to a string"),
        (lambda h, f: (f.wopen(), f.printf("a\n"), f.close(), f.ropen(), f.gets(h.ref(1))), "no string"),
    ],
)
def test_mistakes_are_named(h, folder, mistake, text):
    with pytest.raises(InputError, match=text):
        mistake(h, h.File("a.txt"))


def test_nobody_chooses_a_file(h, folder):
    file = h.File("a.txt")
    assert [file.chooser("r", "Read"), file.chooser(), file.getname()] == [1.0, 0.0, "a.txt"]
