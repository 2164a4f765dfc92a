"""Run one tutorial in this process, under NEURON or the stand-in, and write what its cells did and its Vectors hold.

`python -m validation.neuron_tests.tutorial_side neuron|braincell FILE ANSWER`, in a folder that may be written to. FILE
is a notebook, of which lines with commands of IPython are left out, or a script.
"""

import ast
import json
import linecache
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

_DEPTH = 8


def main(side: str, file: str, answer: str) -> None:
    """Run all cells, those after one that fails, too."""
    import matplotlib

    matplotlib.use("agg")
    sys.path.insert(0, str(Path.cwd()))
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    if side == "neuron":
        package: Any = nullcontext()
    else:
        from hoc_compat.standin import neuron_package

        package = neuron_package()
    with package:
        errors = {name: _run(text, name, vars(module)) for name, text in cells(Path(file))}
        found = {name: list(vector) for name, vector in vectors(vars(module), "", set())}
    Path(answer).write_text(json.dumps({"cells": errors, "vectors": found}))


def cells(file: Path) -> Iterator[tuple[str, str]]:
    """Names and texts of what is to be run; cells that IPython writes to files are written there."""
    if file.suffix == ".py":
        tree = ast.parse(file.read_text())
        for statement in tree.body:
            if re.fullmatch(r"\w+\.quit\(\)", ast.unparse(statement)):  # it would end NEURON's process
                return
            yield f"line {statement.lineno}", ast.unparse(statement)
        return
    for k, cell in enumerate(c for c in json.loads(file.read_text())["cells"] if c["cell_type"] == "code"):
        text = "".join(cell["source"])
        written = re.match(r"%%writefile (\S+)\n", text)
        if written:
            Path(written[1]).write_text(text[written.end() :])
        else:
            yield f"cell {k}", re.sub(r"(?m)^\s*[%!?].*$", "", text)


def _run(text: str, name: str, variables: dict[str, Any]) -> str:
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    try:
        exec(compile(text, name, "exec"), variables)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def vectors(found: Any, name: str, seen: set[int], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """All Vectors that variables of a script lead to, in lists, dictionaries and objects of its own classes."""
    if id(found) in seen or depth > _DEPTH or isinstance(found, (type, ModuleType)):
        return
    seen.add(id(found))
    if isinstance(found, dict):
        inside = [(f"{name}[{key!r}]" if depth else str(key), value) for key, value in list(found.items())]
    elif isinstance(found, (list, tuple)):
        inside = [(f"{name}[{k}]", value) for k, value in enumerate(found)]
    elif re.match(r"Vector\[\d+\]$", str(found)):
        yield name, found
        return
    elif type(found).__module__.split(".")[0] in ("neuron", "hoc", "nrn", "hoc_compat", "braincell", "matplotlib"):
        return
    else:
        inside = [(f"{name}.{key}", value) for key, value in getattr(found, "__dict__", {}).items()]
    for inner, value in inside:
        if depth or not inner.startswith("_"):
            yield from vectors(value, inner, seen, depth + 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
