"""Read and write a Vector: numbers as text, or in binary."""

import sys
from numbers import Real
from typing import Any

import numpy as np

from hoc_compat.c_format import formatted
from hoc_compat.vector_storage import Storage

_RAW = {1: "i1", 2: "u2", 3: "f4", 4: "f8", 5: "i2"}
"""Types of numbers without a header (`fread`)."""
_TYPED = {1: "i1", 2: "u2", 3: "f4", 4: "f8", 5: "i4"}
"""Types of numbers with one (`vread`, `vwrite`); 1 and 2 are scaled to the range of the type."""
_STEPS = {1: (255.0, 128.0), 2: (65535.0, 0.0)}
"""Range of a scaled type, and where it begins below 0."""
_SWAPPED = ">" if sys.byteorder == "little" else "<"


class VectorFile(Storage):
    """Methods that read from and write to an `h.File`."""

    def printf(self, *arguments: Any) -> int:
        """`printf([file,] [format,] [start, end])`: print elements by a C format; returns their number.

        Without a format: to the screen with tabs, five in a row, to a file one in a line.
        """
        given = list(arguments)
        file = given.pop(0) if given and not isinstance(given[0], (str, Real)) else None
        form = given.pop(0) if given and isinstance(given[0], str) else None
        values = self._values()[self._span("printf", tuple(given))].tolist()
        shown = [formatted(form or ("%g\t" if file is None else "%g\n"), (v,), f"{self}.printf") for v in values]
        if file is not None:
            self._file("printf", file)._writable("printf").write(("".join(shown) + "\n").encode())
        elif form is not None:
            print("".join(shown), end="")
        else:
            lines = ["".join(shown[i : i + 5]) for i in range(0, len(shown) + 1, 5)]
            print("\n".join(lines))
        return len(values)

    def fwrite(self, file: Any, *span: Any) -> int:
        """Write elements as float64, without a header; returns their number."""
        values = self._values()[self._span("fwrite", span)]
        self._file("fwrite", file)._writable("fwrite").write(values.tobytes())
        return len(values)

    def fread(self, file: Any, n: int | None = None, kind: int = 4) -> float:
        """Read `n` numbers (else as many as there are elements) of type 1 … 5: int8, uint16, float, double, int16."""
        count = len(self._values()) if n is None else self._integer("fread", "n", n, 0)
        kind = self._integer("fread", "type", kind, 1, 5)
        self._replace(self._read("fread", self._file("fread", file)._readable("fread"), _RAW[kind], count))
        return 1.0

    def vwrite(self, file: Any, kind: int = 4) -> float:
        """Write the elements with a header; types 3 … 5: float, double, int32; 1 and 2: scaled to 8 and 16 bits."""
        values, kind = self._values(), self._integer("vwrite", "type", kind, 1, 5)
        target = self._file("vwrite", file)._writable("vwrite")
        target.write(np.array([len(values), kind], "i4").tobytes())
        if kind in _STEPS:
            steps, below = _STEPS[kind]
            least = values.min(initial=np.inf) if len(values) else 0.0
            span = values.max() - least if len(values) else 0.0
            factor = steps / span if span > 0.0 else 1.0
            target.write(np.array([factor, least]).tobytes())
            values = np.trunc((values - least) * factor - below)
        target.write(values.astype(_TYPED[kind]).tobytes())
        return 1.0

    def vread(self, file: Any) -> float:
        """Read what `vwrite` has written, on a machine of either byte order."""
        source = self._file("vread", file)._readable("vread")
        header, order = source.read(8), ""
        if len(header) == 8 and not 1 <= np.frombuffer(header, "i4")[1] <= 5:
            order = _SWAPPED
        n, kind = np.frombuffer(header, order + "i4") if len(header) == 8 else (0, 0)
        if not 1 <= kind <= 5:
            raise self._wrong("vread", f"no vector of `vwrite` begins here in {file}")
        factor, least = self._read("vread", source, order + "f8", 2) if kind in _STEPS else (1.0, 0.0)
        values = self._read("vread", source, order + _TYPED[int(kind)], int(n))
        if kind in _STEPS:
            values = (values + _STEPS[int(kind)][1]) / factor + least
        self._replace(values)
        return 1.0

    def scanf(self, file: Any, *arguments: Any) -> int:
        """`scanf(file[, n][, column, columns])`: become the (at most `n`) numbers of a text, of one of its columns."""
        numbers = [self._number("scanf", "argument", a) for a in arguments]
        if len(numbers) > 3:
            raise self._wrong("scanf", f"{len(numbers)} numbers; give n, or column and columns, or all three")
        n = int(numbers.pop(0)) if len(numbers) in (1, 3) else -1
        column, columns = self._columns("scanf", numbers)
        source = self._file("scanf", file)
        found: list[float] = []
        while (n < 0 or len(found) < n) and not source.eof():
            row: list[float] = []
            while len(row) < columns and not (row and source.eof()):
                row.append(source.scanvar())
            found.append(row[column - 1] if len(row) >= column else 0.0)
        self._replace(found)
        return len(found)

    def scantil(self, file: Any, sentinel: float, *arguments: Any) -> int:
        """`scantil(file, sentinel[, column, columns])`: become the numbers of a text up to `sentinel`."""
        last = self._number("scantil", "sentinel", sentinel)
        numbers = [self._number("scantil", "argument", a) for a in arguments]
        if len(numbers) not in (0, 2):
            raise self._wrong("scantil", "give the column and the number of columns, or neither")
        column, columns = self._columns("scantil", numbers)
        source = self._file("scantil", file)
        found: list[float] = []
        while True:
            for place in range(1, columns + 1):
                value = source.scanvar()
                if value == last and place <= column:
                    self._replace(found)
                    return len(found)
                if place == column:
                    found.append(value)

    def _columns(self, method: str, numbers: list[float]) -> tuple[int, int]:
        column, columns = (int(x) for x in numbers) if numbers else (1, 1)
        if not 1 <= column <= columns:
            raise self._wrong(method, f"column {column} of {columns}; it must be between 1 and the number of columns")
        return column, columns

    def _file(self, method: str, file: Any) -> Any:
        from hoc_compat.file import File  # which knows Vector: an import at the top would be circular

        if not isinstance(file, File):
            raise self._wrong(method, f"`file` is {file!r}; a File is needed: h.File()")
        return file

    def _read(self, method: str, source: Any, kind: str, count: int) -> np.ndarray:
        size = np.dtype(kind).itemsize
        data = source.read(count * size)
        if len(data) < count * size:
            raise self._wrong(method, f"the file ends after {len(data) // size} of {count} numbers")
        return np.frombuffer(data, kind).astype(float)
