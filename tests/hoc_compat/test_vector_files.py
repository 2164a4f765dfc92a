"""Vector reads and writes files as NEURON's does: the same bytes, the same numbers."""

import numpy as np
import pytest

from braincell.errors import InputError

NUMBERS = [3.0, -1.5, 4.25, 1.0, 5.0, 9.5, 2.0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "numbers"


def opened(h, mode, path):
    file = h.File()
    assert getattr(file, mode)(str(path))
    return file


@pytest.mark.parametrize("kind", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("numbers", [NUMBERS, [2.0, 2.0], [-300.7, 70000.2]])
def test_vwrite_and_vread(both, path, kind, numbers):
    def model(h):
        file = opened(h, "wopen", path)
        done = h.Vector(numbers).vwrite(file, kind)
        h.Vector([1, 2]).vwrite(file)
        file.close()
        file = opened(h, "ropen", path)
        first, second = h.Vector(9), h.Vector()
        return [done, path.read_bytes(), first.vread(file), list(first), second.vread(file), list(second)]

    both(model, relative=0.0)


@pytest.mark.parametrize("kind", [2, 3, 4, 5])
def test_vread_of_the_other_byte_order(both, path, kind):
    types = {2: ">u2", 3: ">f4", 4: ">f8", 5: ">i4"}
    scale = np.array([2.0, 5.0], ">f8").tobytes() if kind == 2 else b""
    path.write_bytes(np.array([3, kind], ">i4").tobytes() + scale + np.array([1, 200, 3], types[kind]).tobytes())

    def model(h):
        vector = h.Vector()
        return [vector.vread(opened(h, "ropen", path)), list(vector)]

    both(model, relative=0.0)


def test_fwrite(both, path):
    def model(h):
        file = opened(h, "wopen", path)
        vector = h.Vector(NUMBERS)
        counts = [vector.fwrite(file), vector.fwrite(file, 1, 3), h.Vector([1]).fwrite(file)]
        file.close()
        return [counts, [type(c) for c in counts], path.read_bytes()]

    both(model, relative=0.0)


@pytest.mark.parametrize("kind, type", [(1, "i1"), (2, "u2"), (3, "f4"), (4, "f8"), (5, "i2")])
def test_fread(both, path, kind, type):
    path.write_bytes(np.array([1, -2, 100, 7], float).astype("i4").astype(type).tobytes())

    def model(h):
        file = opened(h, "ropen", path)
        vector, rest = h.Vector(2), h.Vector([5])
        return [vector.fread(file, 3, kind), list(vector), rest.fread(file, 1, kind), list(rest)]

    both(model, relative=0.0)


def test_fread_reads_as_many_as_there_are_elements(both, path):
    path.write_bytes(np.arange(5.0).tobytes())

    def model(h):
        vector = h.Vector(2)
        return [vector.fread(opened(h, "ropen", path)), list(vector)]

    both(model, relative=0.0)


@pytest.mark.parametrize("arguments", [(), (1, 3), ("%8.3f\n",), ("<%g>", 0, 2), ("-",)])
def test_printf_into_a_file(both, path, arguments):
    def model(h):
        file = opened(h, "wopen", path)
        count = h.Vector(NUMBERS).printf(file, *arguments)
        file.close()
        return [count, path.read_bytes()]

    both(model)


@pytest.mark.parametrize("arguments", [(), (1, 3), (0, 4), ("%8.3f,",), ("%10.2e ", 1, 2)])
@pytest.mark.parametrize("numbers", [NUMBERS, range(5), range(11)])
def test_printf(both, capfd, arguments, numbers):
    both(lambda h: h.Vector(numbers).printf(*arguments))
    printed = capfd.readouterr().out
    assert printed and printed[: len(printed) // 2] == printed[len(printed) // 2 :]


TABLE = "t v i\n0 -65 1e-3\n0.5 nan -64.2 2e-3\n\n1 -63 3\n"
FORMS = [(), (2,), (0,), (20,), (1, 3), (2, 3), (3, 3), (2, 2, 3), (4, 1, 2), (5, 5)]


@pytest.mark.parametrize("arguments", FORMS)
@pytest.mark.parametrize("text", [TABLE, TABLE.rstrip(), "1 2 3 4 5", "7"])
def test_scanf(both, path, arguments, text):
    path.write_text(text)

    def model(h):
        file = opened(h, "ropen", path)
        vector = h.Vector(3)
        return [vector.scanf(file, *arguments), list(vector), file.eof()]

    both(model, relative=0.0)


@pytest.mark.parametrize("arguments", [(1,), (2, 1, 1), (3, 1, 2), (5, 2, 3), (1, 2, 3)])
def test_scantil(both, path, arguments):
    path.write_text("10 11 12 13 2 14 3 1 -1 5 8")

    def model(h):
        file = opened(h, "ropen", path)
        vector = h.Vector(3)
        return [vector.scantil(file, *arguments), list(vector), file.scanvar()]

    both(model, relative=0.0)


@pytest.mark.parametrize(
    "mistake, text",
    [
        (lambda v, h, f: v.fread("name"), "fread: `file` is 'name'; a File is needed"),
        (lambda v, h, f: v.fread(h.File()), "fread: the file '' is not open"),
        (lambda v, h, f: v.fwrite(f), "fwrite: the file .* is open for reading"),
        (lambda v, h, f: v.fread(f, 9), "fread: the file ends after 1 of 9 numbers"),
        (lambda v, h, f: v.fread(f, 9, 7), "fread: `type` is 7; it must be between 1 and 5"),
        (lambda v, h, f: v.vread(f), "vread: no vector of `vwrite` begins here"),
        (lambda v, h, f: v.scantil(f, 0, 1), "scantil: give the column and the number of columns, or neither"),
        (lambda v, h, f: v.scantil(f, 0), "scanvar: .* has no further number"),
        (lambda v, h, f: v.scanf(f, 3, 2), "column 3 of 2; it must be between 1 and the number of columns"),
        (lambda v, h, f: v.printf(1, 99), "printf: `end` is 99; it must be between 1 and 6"),
        (lambda v, h, f: v.printf("%q"), "`%q` in '%q' is not known"),
    ],
)
def test_mistakes(h, path, mistake, text):
    path.write_text("1 2 3 4 5 6 7 8")
    with pytest.raises(InputError, match=text):
        mistake(h.Vector(NUMBERS), h, opened(h, "ropen", path))
