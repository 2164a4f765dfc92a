"""NEURON's Matrix: numbers in rows and columns, full or sparse."""

import operator
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from braincell.drive import HOC_EPSILON
from braincell.errors import InputError
from hoc_compat.c_format import formatted, text
from hoc_compat.file import File
from hoc_compat.hoc_object import HocObject
from hoc_compat.matrix_storage import Full, Solver, Sparse
from hoc_compat.vector import Vector

_SPARSE = 2
_TYPES = {1: Full, _SPARSE: Sparse, 3: Full}  # 3 was a band matrix once; NEURON 9 makes it a full one


class Matrix(HocObject):
    """`h.Matrix(rows, columns)`, all 0; `h.Matrix(rows, columns, 2)` is sparse.

    Methods that make a matrix or vector put it into their last argument if one is given, else into a new one.
    """

    def __init__(self, rows: int = 1, columns: int = 1, storage: int = 1):
        size = [self._integer("Matrix", name, n, 1, 1e10) for name, n in (("rows", rows), ("columns", columns))]
        self._storage: Full | Sparse = _TYPES[self._integer("Matrix", "storage", storage, 1, 3)](*size)
        self._solver: Solver | None = None  # of the last `solv`
        self._solver_size = 0

    # arguments

    def _wrong(self, method: str, message: str) -> InputError:
        return InputError(f"{self}.{method}: {message}")

    def _number(self, method: str, name: str, value: Any) -> float:
        if isinstance(value, str):
            raise self._wrong(method, f"`{name}` is {value!r}; a number is needed")
        try:
            return float(value)
        except (TypeError, ValueError):
            raise self._wrong(method, f"`{name}` is {value!r}; a number is needed") from None

    def _integer(self, method: str, name: str, value: Any, low: int, high: float) -> int:
        number = self._number(method, name, value)
        if not low <= number <= high:
            raise self._wrong(method, f"`{name}` is {number:g}; it must be between {low} and {high:g}")
        return int(number + HOC_EPSILON) if number >= 0.0 else int(number)

    def _reference(self, method: str, reference: Any) -> Any:
        if not hasattr(reference, "__setitem__"):
            raise self._wrong(method, f"{reference!r} is no reference; give h.ref(0)")
        return reference

    def _row(self, method: str, row: Any) -> int:
        return self._integer(method, "row", row, 0, self.nrow() - 1)

    def _column(self, method: str, column: Any) -> int:
        return self._integer(method, "column", column, 0, self.ncol() - 1)

    def _vector(self, method: str, vector: Any, size: int | None = None) -> np.ndarray:
        if not isinstance(vector, Vector):
            raise self._wrong(method, f"{vector!r} is no Vector; give h.Vector([…])")
        values = vector._values()
        if size is not None and len(values) != size:
            raise self._wrong(method, f"the vector has {len(values)} elements; {size} are needed")
        return values

    def _out_vector(self, method: str, out: Any, values: np.ndarray) -> Vector:
        if out is None:
            return Vector(values)
        self._vector(method, out)
        return out._replace(values)

    def _full(self, method: str, matrix: Any = None) -> Full:
        matrix = self if matrix is None else matrix
        if not isinstance(matrix, Matrix):
            raise self._wrong(method, f"{matrix!r} is no Matrix")
        if not isinstance(matrix._storage, Full):
            raise self._wrong(method, f"{matrix} is sparse, and this is for full matrices; make it with h.Matrix(n, m)")
        return matrix._storage

    def _square(self, method: str) -> np.ndarray:
        values = self._full(method).values
        if values.shape[0] != values.shape[1]:
            raise self._wrong(method, f"the matrix has {self.nrow()} rows and {self.ncol()} columns; it must be square")
        return values

    def _out_matrix(self, method: str, out: Any, values: np.ndarray, in_place: bool = True) -> "Matrix":
        if out is self and not in_place:
            raise self._wrong(method, "the result cannot replace the matrix itself; give another one, or none")
        result = Matrix(*values.shape) if out is None else out
        self._full(method, result).values = np.array(values)
        return result

    # size and single numbers

    def nrow(self) -> int:
        """Number of rows."""
        return self._storage.shape[0]

    def ncol(self) -> int:
        """Number of columns."""
        return self._storage.shape[1]

    def resize(self, rows: int, columns: int) -> "Matrix":
        """Cut off, or fill up with 0."""
        n = self._integer("resize", "rows", rows, 1, 1e9)
        m = self._integer("resize", "columns", columns, 1, 1e9)
        storage = self._full("resize")
        kept = storage.values[:n, :m]
        storage.values = np.zeros((n, m))
        storage.values[: kept.shape[0], : kept.shape[1]] = kept
        return self

    @property
    def x(self) -> "Rows":
        """The numbers: `matrix.x[row][column]`."""
        return Rows(self)

    @property
    def _ref_x(self) -> "RowReferences":
        return RowReferences(self)

    def getval(self, row: int, column: int) -> float:
        """One number."""
        return self._storage.get(self._row("getval", row), self._column("getval", column))

    def setval(self, row: int, column: int, value: float) -> float:
        """Assign one number; returns it."""
        number = self._number("setval", "value", value)
        self._storage.put(self._row("setval", row), self._column("setval", column), number)
        return number

    def set(self, *values: Any) -> "Matrix":
        """Assign all numbers, row by row."""
        n, m = self.nrow(), self.ncol()
        if len(values) < n * m:
            raise self._wrong("set", f"{len(values)} numbers are given; {n * m} are needed")
        numbers = [self._number("set", "value", value) for value in values[: n * m]]
        self._storage.put(np.arange(n)[:, None], np.arange(m), np.reshape(numbers, (n, m)))
        return self

    def sprowlen(self, row: int) -> int:
        """Number of entries in a row of a sparse matrix."""
        return len(self._entries("sprowlen", row))

    def spgetrowval(self, row: int, index: int, column: Any = None) -> float:
        """Entry `index` of a row of a sparse matrix; `column`, a reference, is set to where it is."""
        entries = self._entries("spgetrowval", row)
        where, value = entries[self._integer("spgetrowval", "index", index, 0, len(entries) - 1)]
        if column is not None:
            self._reference("spgetrowval", column)[0] = float(where)
        return value

    def _entries(self, method: str, row: int) -> list[tuple[int, float]]:
        if not isinstance(self._storage, Sparse):
            raise self._wrong(method, "the matrix is full, and this is for sparse ones: h.Matrix(n, m, 2)")
        return self._storage.entries(self._row(method, row))

    # rows, columns, diagonals

    def getrow(self, row: int, out: Any = None) -> Vector:
        """A row."""
        return self._out_vector("getrow", out, self._full("getrow").values[self._row("getrow", row)])

    def getcol(self, column: int, out: Any = None) -> Vector:
        """A column."""
        return self._out_vector("getcol", out, self._full("getcol").values[:, self._column("getcol", column)])

    def getdiag(self, k: int, out: Any = None) -> Vector:
        """A diagonal: the main one (0), one above (k > 0) or below it.

        Element i is that of row i; elements of rows without one stay as they are in `out`, 0 in a new vector.
        """
        values = self._full("getdiag").values
        rows, columns = self._diagonal("getdiag", k)
        result = Vector(self.nrow()) if out is None else out
        self._vector("getdiag", result)
        result.resize(self.nrow())._values()[rows] = values[rows, columns]
        return result

    def setrow(self, row: int, value: Any) -> "Matrix":
        """Assign a row from a number or a vector."""
        where = self._row("setrow", row)
        columns = np.arange(self.ncol())
        return self._assign("setrow", np.full_like(columns, where), columns, columns, value)

    def setcol(self, column: int, value: Any) -> "Matrix":
        """Assign a column from a number or a vector."""
        where = self._column("setcol", column)
        rows = np.arange(self.nrow())
        return self._assign("setcol", rows, np.full_like(rows, where), rows, value)

    def setdiag(self, k: int, value: Any) -> "Matrix":
        """Assign a diagonal from a number or a vector, whose element i goes into row i."""
        rows, columns = self._diagonal("setdiag", k)
        return self._assign("setdiag", rows, columns, rows, value)

    def _diagonal(self, method: str, k: Any) -> tuple[np.ndarray, np.ndarray]:
        offset = self._integer(method, "k", k, 1 - self.nrow(), self.ncol() - 1)
        rows = np.arange(max(0, -offset), min(self.nrow(), self.ncol() - offset))
        return rows, rows + offset

    def _assign(self, method: str, rows: Any, columns: Any, elements: np.ndarray, value: Any) -> "Matrix":
        """Assign a number, or those `elements` of a vector that it has; of a sparse matrix all are needed."""
        if not isinstance(value, Vector):
            self._storage.put(rows, columns, self._number(method, "value", value))
            return self
        values, most = value._values(), self.ncol() if method == "setrow" else self.nrow()
        needed = int(elements.max(initial=-1)) + 1
        if len(values) > most or isinstance(self._storage, Sparse) and len(values) < needed:
            raise self._wrong(method, f"the vector has {len(values)} elements; {needed} are needed")
        there = elements < len(values)
        self._storage.put(rows[there], columns[there], values[elements[there]])
        return self

    def zero(self) -> "Matrix":
        """Make all numbers 0."""
        self._storage.zero()
        return self

    def ident(self) -> "Matrix":
        """Make it the identity."""
        self._storage.ident()
        return self

    def to_vector(self, out: Any = None) -> Vector:
        """All numbers, column by column."""
        return self._out_vector("to_vector", out, self._storage.dense().T.ravel())

    def from_vector(self, vector: Any) -> "Matrix":
        """Assign all numbers, column by column."""
        n, m = self.nrow(), self.ncol()
        values = self._vector("from_vector", vector, n * m)
        self._storage.put(np.arange(n)[:, None], np.arange(m), values.reshape(m, n).T)
        return self

    # arithmetic

    def c(self, out: Any = None) -> "Matrix":
        """A copy."""
        return self._out_matrix("c", out, self._full("c").values)

    def bcopy(self, row: int, column: int, rows: int, columns: int, *target: Any) -> "Matrix":
        """`bcopy(i, j, n, m[, row, column][, out])`: copy a block; into `out` at a place, 0, 0 if none is given."""
        values, given = self._full("bcopy").values, list(target)
        i, j = self._row("bcopy", row), self._column("bcopy", column)
        n = self._integer("bcopy", "rows", rows, 1, self.nrow() - i)
        m = self._integer("bcopy", "columns", columns, 1, self.ncol() - j)
        place = [0, 0]
        if len(given) > 1:
            place = [self._integer("bcopy", name, given.pop(0), 0, 1e9) for name in ("row", "column")]
        result = given.pop(0) if given else Matrix(n, m)
        into = self._full("bcopy", result).values[place[0] : place[0] + n, place[1] : place[1] + m]
        if given or into.shape != (n, m):
            raise self._wrong("bcopy", f"{n} rows and {m} columns do not fit into {result} at {place[0]}, {place[1]}")
        into[...] = values[i : i + n, j : j + m].copy()
        return result

    def add(self, other: Any, out: Any = None) -> "Matrix":
        """Add another matrix; without `out`, to this one."""
        values, others = self._full("add").values, self._full("add", other).values
        if values.shape != others.shape:
            raise self._wrong("add", f"the matrices have {values.shape} and {others.shape} rows and columns")
        return self._out_matrix("add", self if out is None else out, values + others)

    def muls(self, factor: float, out: Any = None) -> "Matrix":
        """Multiply by a number; without `out`, this one."""
        values = self._full("muls").values * self._number("muls", "factor", factor)
        return self._out_matrix("muls", self if out is None else out, values)

    def mulv(self, vector: Any, out: Any = None) -> Vector:
        """The product with a vector."""
        return self._out_vector("mulv", out, self._storage.times(self._vector("mulv", vector, self.ncol())))

    def mulm(self, other: Any, out: Any = None) -> "Matrix":
        """The product with another matrix."""
        values, others = self._full("mulm").values, self._full("mulm", other).values
        if values.shape[1] != others.shape[0]:
            raise self._wrong("mulm", f"{values.shape[1]} columns cannot be multiplied with {others.shape[0]} rows")
        if out is other:
            raise self._wrong("mulm", "the result cannot replace a factor; give another matrix, or none")
        return self._out_matrix("mulm", out, values @ others, in_place=False)

    def transpose(self, out: Any = None) -> "Matrix":
        """Rows become columns. Into the matrix itself, it is first resized, as in NEURON."""
        if out is self:
            self.resize(self.ncol(), self.nrow())
        return self._out_matrix("transpose", out, self._full("transpose").values.T)

    def exp(self, out: Any = None) -> "Matrix":
        """The matrix exponential."""
        from scipy.linalg import expm  # here, since scipy takes half a second to load

        return self._out_matrix("exp", out, expm(self._square("exp")), in_place=False)

    def pow(self, k: int, out: Any = None) -> "Matrix":
        """The matrix to a whole power."""
        power = self._integer("pow", "k", k, 0, 100)
        return self._out_matrix("pow", out, np.linalg.matrix_power(self._square("pow"), power), in_place=False)

    def inverse(self, out: Any = None) -> "Matrix":
        """The inverse."""
        try:
            return self._out_matrix("inverse", out, np.linalg.inv(self._square("inverse")))
        except np.linalg.LinAlgError:
            raise self._wrong("inverse", "the matrix is singular, so there is no inverse") from None

    def det(self, exponent: Any) -> float:
        """The determinant as m·10ᵉ with 1 ≤ |m| < 10; `exponent`, a reference, is set to e, m is returned."""
        from scipy.linalg import det

        mantissa, e = float(det(self._square("det"))), 0
        while mantissa != 0.0 and not 1.0 <= abs(mantissa) < 10.0:
            up = abs(mantissa) >= 10.0
            mantissa, e = mantissa * (0.1 if up else 10.0), e + (1 if up else -1)
        self._reference("det", exponent)[0] = float(e)
        return mantissa

    def solv(self, right: Any, *options: Any) -> Vector:
        """`solv(b[, out][, use_lu])`: solve for a right-hand side; with `use_lu` 1 use the last factors again."""
        if self.nrow() != self.ncol():
            raise self._wrong("solv", f"the matrix has {self.nrow()} rows and {self.ncol()} columns; make it square")
        values = self._vector("solv", right, self.ncol())
        outs = [o for o in options if isinstance(o, Vector)]
        flags = [self._number("solv", "use_lu", o) for o in options if not isinstance(o, Vector)]
        if self._solver is None or self._solver_size != self.nrow() or not any(flags):
            try:
                self._solver, self._solver_size = self._storage.solver(), self.nrow()
            except ValueError:
                raise self._wrong("solv", "the matrix is singular, so there is no one solution") from None
        return self._out_vector("solv", outs[0] if outs else None, self._solver(values))

    def symmeig(self, vectors: Any) -> Vector:
        """Eigenvalues of a symmetric matrix, ascending; the columns of `vectors` become the eigenvectors."""
        values = self._square("symmeig")
        if not np.array_equal(values, values.T):
            raise self._wrong("symmeig", "the matrix is not symmetric; use numpy.linalg.eig")
        found, columns = np.linalg.eigh(values)
        self._out_matrix("symmeig", vectors, columns)
        return Vector(found)

    def svd(self, u: Any = None, v: Any = None) -> Vector:
        """Singular values, descending. With `u` and `v`: matrix = uᵀ · diagonal · v."""
        left, values, right = np.linalg.svd(self._full("svd").values)
        if u is not None and v is not None:
            self._out_matrix("svd", u, left.T)
            self._out_matrix("svd", v, right)
        return Vector(values)

    # text

    def printf(self, element: str = " %-8.3g", line: str = "\n") -> float:
        """Print the numbers by a C format, with `line` after each row."""
        print(self._text("printf", element, line), end="")
        return 0.0

    def fprint(self, *arguments: Any) -> float:
        """`fprint([with_size,] file[, element[, line]])`: write the numbers, above them the size unless that is 0."""
        given = list(arguments)
        with_size = given.pop(0) if given and isinstance(given[0], Real) else 1
        size = self._integer("fprint", "with_size", with_size, 0, 1)
        file = self._file("fprint", given.pop(0) if given else None)
        shown = self._text("fprint", *given, *(" %-8.3g", "\n")[len(given) :])
        head = f"{self.nrow()} {self.ncol()}\n" if size else ""
        file._writable("fprint").write((head + shown).encode())
        return 0.0

    def scanf(self, file: Any, *size: Any) -> float:
        """`scanf(file[, rows, columns])`: read the numbers, row by row; the size comes first if it is not given."""
        source = self._file("scanf", file)
        if len(size) not in (0, 2):
            raise self._wrong("scanf", "give the numbers of rows and columns, or neither")
        n, m = size or (int(source.scanvar()), int(source.scanvar()))
        if isinstance(self._storage, Full):
            self.resize(n, m)
        elif (n, m) != self._storage.shape:
            raise self._wrong("scanf", f"a sparse matrix keeps its size; the file has {n:g} rows and {m:g} columns")
        self.set(*(source.scanvar() for _ in range(self.nrow() * self.ncol())))
        return 0.0

    def _text(self, method: str, element: Any, line: Any) -> str:
        owner, end = f"{self}.{method}", text(line, f"{self}.{method}")
        rows = self._storage.dense().tolist()
        return "".join("".join(formatted(element, (value,), owner) for value in row) + end for row in rows)

    def _file(self, method: str, file: Any) -> File:
        if not isinstance(file, File):
            raise self._wrong(method, f"{file!r} is no File; give h.File()")
        return file


def _index(matrix: Matrix, index: Any, size: int) -> int:
    try:
        i = operator.index(index)
    except TypeError:
        raise IndexError(f"{matrix}.x: index {index!r} is no whole number") from None
    if not 0 <= i < size:
        raise IndexError(f"{matrix}.x: index {i} is out of range; the size is {size}")
    return i


@dataclass(frozen=True)
class Rows:
    """`matrix.x`: the rows by index."""

    matrix: Matrix

    def __getitem__(self, row: Any) -> "Row":
        return Row(self.matrix, _index(self.matrix, row, self.matrix.nrow()))

    def __len__(self) -> int:
        return self.matrix.nrow()


@dataclass(frozen=True)
class Row:
    """`matrix.x[row]`: the numbers of a row by index."""

    matrix: Matrix
    row: int

    def __getitem__(self, column: Any) -> float:
        return self.matrix._storage.touch(self.row, _index(self.matrix, column, self.matrix.ncol()))

    def __setitem__(self, column: Any, value: Any) -> None:
        self.matrix.setval(self.row, _index(self.matrix, column, self.matrix.ncol()), value)

    def __len__(self) -> int:
        return self.matrix.ncol()


@dataclass(frozen=True)
class RowReferences:
    """`matrix._ref_x` and `matrix._ref_x[row]`: references to numbers by index."""

    matrix: Matrix
    row: int | None = None

    def __getitem__(self, index: Any) -> Any:
        if self.row is None:
            return RowReferences(self.matrix, _index(self.matrix, index, self.matrix.nrow()))
        return NumberReference(self.matrix, self.row, _index(self.matrix, index, self.matrix.ncol()))


@dataclass(frozen=True)
class NumberReference:
    """`matrix._ref_x[row][column]`: where a number is."""

    matrix: Matrix
    row: int
    column: int

    def __getitem__(self, index: int) -> float:
        return self.matrix.getval(self.row, self.column)

    def __setitem__(self, index: int, value: Any) -> None:
        self.matrix.setval(self.row, self.column, value)
