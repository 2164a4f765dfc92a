"""C of .mod files that only scripts call: what it computes, prints and changes is NEURON's."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from braincell.errors import InputError, UnsupportedError

MODS = Path(__file__).parent / "mods_c"
HOC = """
strdef cc_folder, cc_answer
objref cc_v, cc_w, cc_list, cc_file_, cc_nil
double cc_sum[1]
func cc_add() { return $1 * 10 + $2 }
"""


def model(h, folder):
    """What functions and methods written in C return, and what they leave in the script's variables."""
    h(HOC)
    found = []
    h("{cc_install() cc_v = new Vector() cc_w = new Vector(2)}")
    h("{cc_v.append(3, 1, 2)}")
    h("cc_where()")
    found += [h.cc_folder == os.getcwd(), h.CC_READY]
    found += [h.cc_v.cc_twice(), list(h.cc_v), h.cc_v.cc_twice(0.5), list(h.cc_v)]
    found += [h.cc_v.cc_spread(h.cc_w), list(h.cc_w), h.cc_v.cc_spread("abc")]
    h("""cc_x = cc_text("12 3.25 more", cc_answer)""")
    found += [h.cc_x, h.cc_answer]
    h("""cc_x = cc_text("word", cc_answer)""")
    found += [h.cc_x, h.cc_answer, h.cc_memory(4), h.cc_flow(), h.cc_flow()]
    h("{cc_list = new List() cc_list.append(cc_v) cc_list.append(cc_w)}")
    kinds = ("cc_v, cc_w", "cc_v, cc_v", "cc_list, cc_v", "cc_list, cc_list", "cc_nil, cc_v", "cc_nil, cc_nil")
    for pair in kinds:
        h(f"cc_x = cc_kind({pair})")
        found.append(h.cc_x)
    h("""cc_x = cc_each("cc_add", cc_list, &cc_sum, 4)""")
    found += [h.cc_x, h.cc_sum[0], h.cc_curves(-0.5, 0.83)]
    h.CC_SCALE = -1
    found += [h.cc_curves(-0.5, 0.83), h.weighted_ccm(h.cc_v)]
    h.FACTOR_ccm = 0.5
    found.append(h.weighted_ccm(h.cc_v))
    path = Path(folder) / "numbers"
    path.write_bytes(bytes([7, 0, 0, 0, 9, 0, 0, 0]) + bytes.fromhex("0000803f000000400000a0c0"))
    file = h.File(str(path))
    file.ropen()
    found.append(h.cc_file(file))
    found += streams(h, Path(folder))
    for wrong in ('cc_each("cc_unknown", cc_list)', 'cc_each("cc_add", cc_list, &cc_sum, 11)'):
        found.append(h(f"cc_x = {wrong}"))
    return found


TEXTS = {
    "lines": "1 2.5 3\n\n 4e1 5\n",
    "open end": "1 2\n3",
    "words": "ab c 1",
    "empty": "",
    "mixed": "name 12,34; rest\nmore\n",
    "long lines": "12345678901234567890 1\n2\n",
}


def streams(h, folder):
    """What functions that read and write files return."""
    found = []
    for name, text in TEXTS.items():
        path = folder / name
        path.write_text(text)
        h("strdef cc_path")
        h.cc_path = str(path)
        for call in ("cc_numbers(cc_path)", *(f"cc_rounds(cc_path, {k})" for k in range(4))):
            h(f"cc_x = {call}")
            found.append(h.cc_x)
    h("cc_x = cc_letters()")
    found.append(h.cc_x)
    for call in ("mixed", "update"):
        h.cc_path = str(folder / call)
        h(f"cc_x = cc_{call}(cc_path)")
        found.append(h.cc_x)
    return found


if __name__ == "__main__":
    from neuron import h as neurons

    print(json.dumps(model(neurons, ".")))


@pytest.fixture(scope="module")
def neurons_answers(tmp_path_factory):
    pytest.importorskip("neuron")
    folder = tmp_path_factory.mktemp("c_code")
    for file in MODS.iterdir():
        shutil.copy(file, folder)
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    subprocess.run([compiler], cwd=folder, check=True, capture_output=True)
    done = subprocess.run([sys.executable, __file__], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def loaded(h):
    h.load_mechanisms(MODS)
    return h


def test_values_are_neurons(loaded, neurons_answers, tmp_path):
    assert model(loaded, tmp_path) == neurons_answers


def test_what_is_not_supported_is_refused_where_it_is_called(loaded):
    expected = r"cc_tools\.mod:\d+: the C function `nanosleep` in the C function `cc_thread` is not supported"
    with pytest.raises(UnsupportedError, match=expected):
        loaded.cc_thread()
    with pytest.raises(UnsupportedError, match=r"cc_tools\.mod:\d+: `memcpy` of structs in the C function `cc_copy`"):
        loaded.cc_copy()


def test_memory_beyond_an_array_is_not_read(loaded):
    assert loaded.cc_beyond(2) == 3.0
    for n in (3, -1):
        with pytest.raises(InputError, match=r"cc_tools\.mod:\d+: cc_beyond: "):
            loaded.cc_beyond(n)


def test_what_c_prints_goes_where_python_prints(loaded):
    with contextlib.redirect_stdout(io.StringIO()) as caught:
        loaded.cc_print()
    assert caught.getvalue() == "to stdout 5\n"


def test_a_file_that_could_not_be_opened_is_not_read(loaded):
    with pytest.raises(InputError, match=r"cc_streams\.mod:\d+: cc_of_nothing: a file is used that is not open"):
        loaded.cc_of_nothing()


def test_a_file_that_is_loaded_again_begins_anew(loaded):
    for _ in range(2):
        loaded.load_mechanisms(MODS)
        with pytest.raises(AttributeError):
            loaded.Vector([1]).cc_twice()
        loaded.cc_install()
        assert loaded.Vector([1]).cc_twice() == 1.0
