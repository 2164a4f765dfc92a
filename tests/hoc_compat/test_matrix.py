"""Matrix: results and mistakes are NEURON's."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from braincell.errors import InputError

A = [[2, 1, -3], [0.5, 4, 1], [7, -1, 2.5]]
WIDE = [[1, 2, 3], [4, 5, 6.5]]
SYMMETRIC = [[2, 1, -3], [1, 4, 1], [-3, 1, 2.5]]


def lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def matrix(h, rows, *storage):
    result = h.Matrix(len(rows), len(rows[0]), *storage)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value:
                result.setval(i, j, value)
    return result


def numbers(m):
    return [[m.getval(i, j) for j in range(m.ncol())] for i in range(m.nrow())]


def plain(h, value):
    """Matrices and vectors as lists, also within lists."""
    if isinstance(value, h.Matrix):
        return numbers(value)
    if isinstance(value, h.Vector):
        return list(value)
    return [plain(h, v) for v in value] if isinstance(value, list) else value


def evaluate(h, expression):
    """The value of an expression about full matrices `a`, `w` (wide), `y` (symmetric), `b`, and a sparse one, `s`."""
    names = {"a": matrix(h, A), "w": matrix(h, WIDE), "y": matrix(h, SYMMETRIC), "b": h.Matrix(2, 2), "M": h.Matrix}
    names |= {
        "s": matrix(h, [[2, 0, 5], [0, 4, 0], [0, 0, 0]], 2),
        "t": matrix(h, [[2, 0, 5], [0, 4, 0], [3, 0, 1]], 2),
    }
    names |= {"V": h.Vector, "v": h.Vector([1, 2, 3]), "r": h.ref(7), "h": h}
    return plain(h, eval(expression, names))


EXACT = lines("""
    [M(), M(2, 3), M(2, 3, 2), M(2, 3, 3), M(2.7, 3.2), M(2), M(0.9999999999999 + 1, 2)]
    [a, a.nrow(), w.ncol(), type(a.nrow()), a.getval(0, 1), a.x[0][1], len(a.x), len(w.x[0]), list(a.x[0])]
    [a.setval(0, 1, 9), a, a.x[1].__setitem__(2, 8), a, a._ref_x[0][1][0], a._ref_x[2][2].__setitem__(0, 6), a]
    [a.c().resize(2, 5), a.resize(5, 2)]
    [s, s.sprowlen(0), s.sprowlen(1), s.sprowlen(2), type(s.sprowlen(0)), s.getval(1, 1)]
    [s.spgetrowval(0, 0, r), r[0], s.spgetrowval(0, 1, r), r[0], s.spgetrowval(0, 0)]
    [s.setval(1, 2, 0), s.sprowlen(1), s.x[2][2], s.sprowlen(2), s.zero(), s.sprowlen(0), s.ident(), s.sprowlen(0)]
    [s.mulv(v), s.to_vector(), s.from_vector(V(range(9))), s.sprowlen(0), s.set(1, 2, 3, 4, 5, 6, 7, 8, 9)]
    [s.setrow(0, 5), s.sprowlen(0), s.setcol(0, v), s.setcol(1, 5), s.setdiag(0, v), s.setdiag(1, V([1, 2]))]
    [s.setdiag(1, v), s.setdiag(-1, v), s.setdiag(-1, 5)]
    [w.mulv(v), a.mulv(v, v), v, M(2, 2, 2).mulv(V([1, 2]))]
    [w.mulm(a), a.mulm(a, b), b]
    [a.muls(2, b), a, b, a.muls(2).same(a), a]
    [a.add(a, b), a, b, a.add(a).same(a), a]
    [a.c(), a.c(b).same(b), b, a.c().setval(0, 0, 9), a]
    [a.bcopy(0, 1, 2, 2), a.bcopy(0, 1, 2, 2, b), b, a.bcopy(0, 0, 2, 2, 0, 1, M(4, 4))]
    a.bcopy(0, 0, 2, 2, M(4, 4).ident())
    [a.getrow(1), a.getrow(2, v), v, a.getcol(1), w.getcol(1), w.getrow(0)]
    [a.getdiag(0), a.getdiag(1), a.getdiag(-1), a.getdiag(2), w.getdiag(0), w.getdiag(1), w.getdiag(-1)]
    [a.getdiag(1, v), a.getdiag(-1, V(9, 7)), a.getdiag(1, V(9, 7))]
    [a.setrow(1, V([7, 8, 9])), a.setrow(0, V([7, 8])), a.setrow(2, 5)]
    [a.setcol(1, v), a.setcol(1, V([7])), a.setcol(0, 4)]
    [a.setdiag(0, v), a.setdiag(0, V([7, 8])), a.setdiag(1, v)]
    [a.setdiag(-1, v), a.setdiag(-1, V([7, 8])), a.setdiag(2, 5)]
    [w.setdiag(0, V([7, 8])), w.setdiag(1, V([7, 8])), w.setdiag(-1, V([7, 8])), w.setcol(1, V([7, 8]))]
    [w.ident(), w.zero(), a.ident(), a.zero()]
    [a.pow(2), a.pow(0), a.pow(3, b), b]
    [a.transpose(), a.transpose(a), y.transpose(y), w.transpose(w)]
    [a.set(1, 2, 3, 4, 5, 6, 7, 8, 9), w.set(*range(10)), w.to_vector(), w.to_vector(v), v, w.from_vector(V(range(6)))]
    [a == a, a.same(a), bool(a), a.printf(), isinstance(a, h.Matrix)]
""")

CLOSE = lines("""
    [a.inverse(), a.inverse(b), b, a.inverse(a), a]
    [a.solv(v), a.solv(v, v), v]
    [a.solv(V([1, 2, 3])), a.setval(0, 0, 9), a.solv(V([1, 2, 3]), 1), a.solv(V([1, 2, 3]), v, 1), v, a.solv(v)]
    [t.solv(V([1, 2, 3])), t.setval(0, 0, 9), t.solv(V([1, 2, 3]), 1), t.solv(V([1, 2, 3]), v), t.solv(v, 1, v)]
    [a.det(r), r[0], b.ident().muls(100).det(r), r[0], a.muls(1e-5).det(r), r[0], M(3, 3).det(r), r[0]]
    [a.svd(), w.svd(), y.svd(b)]
    [y.muls(0.1).exp(), y.exp(b), b]
""")


@pytest.mark.parametrize("expression", EXACT)
def test_exact(both, expression):
    both(evaluate, expression, relative=0.0)


@pytest.mark.parametrize("expression", CLOSE)
def test_close(both, expression):
    # another order of elimination; exp(9) within the exponential of a matrix, after some ten squarings
    both(evaluate, expression, relative=1e-13, absolute=1e-13)


@pytest.mark.parametrize("rows", [SYMMETRIC, [[2, 1], [1, 2]], [[1, 0], [0, -3]]])
def test_eigenvalues(both, rows):
    def model(h):
        m, vectors = matrix(h, rows), h.Matrix()
        values = np.array(list(m.symmeig(vectors)))
        columns = np.array(numbers(vectors))
        order = np.argsort(values)  # NEURON gives them in no order, and vectors with any sign
        return [values[order], np.abs(columns[:, order]), columns @ np.diag(values) @ columns.T]

    both(model, relative=1e-13, absolute=1e-13)


@pytest.mark.parametrize("rows", [A, WIDE, SYMMETRIC])
def test_singular_values(both, rows):
    def model(h):
        m, u, v = matrix(h, rows), h.Matrix(), h.Matrix()
        values = np.array(list(m.svd(u, v)))
        left, right = np.array(numbers(u)), np.array(numbers(v))
        n = len(values)
        return [values, np.abs(left), np.abs(right), left[:n].T @ np.diag(values) @ right[:n]]

    both(model, relative=1e-13, absolute=1e-13)


def test_a_tall_matrix_crashes_neuron_but_not_us(h):
    wide = matrix(h, WIDE)
    tall = wide.transpose()
    assert numbers(tall) == np.transpose(WIDE).tolist()
    assert list(tall.getdiag(-1)) == [0.0, 2.0, 6.5]
    assert numbers(wide.mulm(tall)) == (np.array(WIDE) @ np.transpose(WIDE)).tolist()


MISTAKES = lines("""
    M(0, 3)
    M(2, 3, 4)
    M("a")
    M([[1, 2], [3, 4]])
    a.getval(3, 0)
    a.getval(0, -1)
    a.setval(9, 1, 9)
    a.setval(0, 1, "a")
    a.x[3][0]
    a.x[0][3]
    a.x[-1][0]
    a.x[0, 1]
    a.x[1.2][0]
    a._ref_x[3][0]
    a.resize(0, 1)
    a.sprowlen(0)
    a.spgetrowval(0, 1)
    s.spgetrowval(0, 9, r)
    s.spgetrowval(2, 0)
    s.mulm(s)
    s.muls(2)
    s.add(s)
    s.c()
    s.bcopy(0, 0, 1, 1)
    s.transpose()
    s.getrow(0)
    s.getcol(0)
    s.getdiag(0)
    s.exp()
    s.pow(2)
    s.inverse()
    s.det(r)
    s.symmeig(M(3, 3))
    s.svd()
    s.resize(4, 4)
    s.setrow(0, V([1, 2]))
    s.setrow(0, V([1, 2, 3, 4]))
    s.setcol(0, V([1, 2]))
    s.setdiag(0, V([1, 2]))
    s.from_vector(V(range(8)))
    a.mulv(V([1, 2]))
    a.mulv([1, 2, 3])
    a.mulm(w)
    a.mulm(a, a)
    b.mulm(a, a)
    a.mulm(s)
    a.mulm(a, s)
    a.mulm([1])
    a.c(s)
    a.bcopy(0, 1, 3, 3)
    a.getrow(3)
    a.getdiag(3)
    a.setrow(1, V([7, 8, 9, 10]))
    a.setrow(3, 5)
    a.setrow(1, [1, 2, 3])
    w.setcol(1, V([7, 8, 9]))
    a.setdiag(3, 5)
    a.setdiag(0, V([7, 8, 9, 10]))
    a.exp(a)
    a.pow(2, a)
    a.pow(-1)
    a.pow(101)
    w.solv(V([1, 2]))
    a.solv(V([1, 2]))
    a.det()
    y.symmeig()
    a.set(1, 2)
    w.from_vector(V(range(7)))
    a + a
    a * 2
    a[0]
    len(a)
    list(a)
    a.scanf("name")
    a.fprint()
    a.label()
""")


def fails(h, expression):
    with pytest.raises((RuntimeError, TypeError, IndexError, AttributeError)):
        evaluate(h, expression)
    return True


@pytest.mark.parametrize("expression", MISTAKES)
def test_mistakes(h, neurons, expression):
    assert neurons(fails, expression)
    with pytest.raises((InputError, TypeError, IndexError)) as caught:
        evaluate(h, expression)
    assert caught.value.args and str(caught.value), "a mistake has a message"


@pytest.mark.parametrize(
    "expression, text",
    [
        ("a.add(w)", r"add: the matrices have \(3, 3\) and \(2, 3\) rows and columns"),
        ("a.mulm(M(4, 3))", "mulm: 3 columns cannot be multiplied with 4 rows"),
        ("a.bcopy(0, 1, 2, 2, 1, 0)", r"bcopy: 2 rows and 2 columns do not fit into Matrix\[\d+\] at 1, 0"),
        ("w.exp()", "exp: the matrix has 2 rows and 3 columns; it must be square"),
        ("M(3, 3).inverse()", "inverse: the matrix is singular, so there is no inverse"),
        ("M(3, 3).solv(v)", "solv: the matrix is singular, so there is no one solution"),
        ("s.solv(v)", "solv: the matrix is singular, so there is no one solution"),
        ("M(2, 2, 2).solv(V([1, 2]))", "solv: the matrix is singular, so there is no one solution"),
        ("a.symmeig(b)", "symmeig: the matrix is not symmetric; use numpy.linalg.eig"),
    ],
)
def test_where_neuron_crashes_or_returns_no_number(h, expression, text):
    with pytest.raises(InputError, match=text):
        evaluate(h, expression)


@pytest.mark.parametrize("storage", [1, 2])
@pytest.mark.parametrize("arguments", [(), ("%g ",), ("%8.3f", "|\n")])
def test_printf(both, capfd, storage, arguments):
    both(lambda h: matrix(h, WIDE, storage).printf(*arguments))
    printed = capfd.readouterr().out
    assert printed and printed[: len(printed) // 2] == printed[len(printed) // 2 :]


@pytest.mark.parametrize("before, after", [((), ()), ((1,), ("%g ",)), ((0,), ("%20.12g", ";\n"))])
@pytest.mark.parametrize("storage", [1, 2])
def test_fprint_and_scanf(both, tmp_path, storage, before, after):
    def model(h):
        path = tmp_path / "matrix"
        file = h.File()
        file.wopen(str(path))
        done = matrix(h, WIDE, storage).fprint(*before, file, *after)
        file.close()
        file.ropen(str(path))
        read = h.Matrix(1, 7)
        return [
            done,
            path.read_bytes(),
            read.scanf(file, *((2, 3) if before == (0,) else ())),
            numbers(read),
            file.eof(),
        ]

    both(model, relative=0.0)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_only_a_vector_can_be_copied(h, neurons, copied):
    def refused(h):
        with pytest.raises(TypeError, match="Vector"):
            copied(h.Matrix(2, 2))

    neurons(refused)
    refused(h)


def test_scipy_waits_until_it_is_needed():
    code = "import sys, hoc_compat; assert not {'scipy.linalg', 'scipy.sparse'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
