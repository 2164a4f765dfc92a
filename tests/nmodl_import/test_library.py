"""Files without a mechanism (SUFFIX nothing): their functions, against NEURON's."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jax
import pytest

from braincell.errors import InputError, UnknownNameError
from braincell.mech.library import Library, find_function
from nmodl_import import NmodlError, load_dir, load_mod, to_source

FOLDER = Path(__file__).parent / "library"
CALLS = [
    ["sigmoid_of", -65.0, -40.0, 7.0],
    ["grid", 3.0, 4.0],
    ["grid", 17.0, 4.0],
    ["counted"],
    ["count_by", 2.25],
    ["counted"],
    ["lambda", 3.0],
]
NEURON_SIDE = """
import json, sys
from neuron import h
h.nrn_load_dll(sys.argv[1])
h.celsius = 6.3
values = [getattr(h, name)(*arguments) for name, *arguments in json.loads(sys.argv[2])]
print("values", json.dumps([*values, h.counter]))
"""


@pytest.fixture
def tools():
    return load_mod(FOLDER / "tools.mod")


def test_functions_give_neurons_values(tools, tmp_path):
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    (tmp_path / "built").mkdir()
    subprocess.run([compiler, str(FOLDER / "tools.mod")], cwd=tmp_path / "built", check=True, capture_output=True)
    library = next(tmp_path.glob("built/*/libnrnmech.so"))
    command = [sys.executable, "-c", NEURON_SIDE, str(library), json.dumps(CALLS)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    line = next(line for line in done.stdout.splitlines() if line.startswith("values"))
    expected = json.loads(line.removeprefix("values"))
    tools.variables["counter"] = 0.0
    found = [tools.call(name, *arguments) for name, *arguments in CALLS]
    assert [*found, tools.variables["counter"]] == pytest.approx(expected, rel=1e-14)


def test_load_dir_holds_it_and_its_functions_are_found():
    assert issubclass(load_dir(FOLDER)["tools"], Library)
    function = find_function("sigmoid_of")
    assert function is not None and function(0.0, 0.0, 1.0) == 0.5
    assert find_function("no_such") is None


def test_functions_can_be_traced(tools):
    slope = jax.grad(lambda x: tools.call("sigmoid_of", x, 0.0, 2.0))(0.0)
    assert slope == pytest.approx(0.125)
    before = tools.variables["counter"]
    jax.jit(lambda n: tools.call("count_by", n))(1.0)
    assert tools.variables["counter"] == before


def test_mistakes_are_named(tools):
    with pytest.raises(UnknownNameError, match="did you mean `grid`"):
        tools.call("grids", 1.0, 2.0)
    with pytest.raises(InputError, match="`grid` takes 2 arguments but is given 1"):
        tools.call("grid", 1.0)
    with pytest.raises(InputError, match="no function is supplied for `files`"):
        tools.call("files")


def test_a_supplied_function_stands_in_for_c():
    tools = load_mod(FOLDER / "tools.mod", verbatim={"files": lambda s: s.replace(counter=7.0)})
    assert tools.call("files") == 1.0 and tools.variables["counter"] == 7.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NEURON { SUFFIX nothing NONSPECIFIC_CURRENT i }", "1:45: SUFFIX nothing has no membrane"),
        ("NEURON { SUFFIX nothing }\nBREAKPOINT { }", "2:1: a BREAKPOINT block needs a mechanism"),
    ],
)
def test_what_needs_a_mechanism_is_refused(text, message):
    with pytest.raises(NmodlError) as caught:
        to_source(text, "tools.mod")
    assert message in str(caught.value)


def test_a_file_without_suffix_is_named_after_itself():
    assert 'name = "kdr_2"' in to_source("NEURON { RANGE g }\nPARAMETER { g = 1 }\nINITIAL { }", "kdr-2.mod")
