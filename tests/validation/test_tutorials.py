"""`python -m validation tutorials`: a notebook and the script that it writes, under NEURON and braincell."""

import json

import pytest

from validation.neuron_tests.tutorials import main

RUN = """
from neuron import n
soma = n.Section("soma")
soma.insert(n.hh)
clamp = n.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 1, 1, 50
kept = {"v": [n.Vector().record(soma(0.5)._ref_v)], "t": n.Vector().record(n._ref_t)}
n.load_file("stdrun.hoc")
n.finitialize(-65)
n.continuerun(5)
"""
CELLS = (
    "%matplotlib inline\nimport matplotlib.pyplot as plt" + RUN,
    "plt.plot(kept['t'], kept['v'][0])\nplt.show()",
    "import a_module_that_is_not_there",
    "%%writefile inner.py\n" + RUN + "n.quit()\n",
    "!$python_exe inner.py",
)


def test_no_tutorials(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "has no notebooks" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [False, True])
def test_traces_are_compared(tmp_path, capsys, wrong):
    pytest.importorskip("neuron")
    folder = tmp_path / "docs" / "tutorials"
    folder.mkdir(parents=True)
    ours = "'hoc_compat' in type(n).__module__"
    cells = [*CELLS, *([f"kept['v'][0][3] += 1e-5 * ({ours})", f"1 / (not {ours})"] if wrong else [])]
    notebook = {"cells": [{"cell_type": "code", "source": [text]} for text in cells]}
    (folder / "small.ipynb").write_text(json.dumps(notebook))
    assert main([str(tmp_path), "--json", str(tmp_path / "out.json")]) == wrong
    whole, inner = json.loads((tmp_path / "out.json").read_text())
    assert whole["vectors"] == inner["vectors"] == 2 and not inner["failed"] and inner["largest_difference"] < 1e-9
    assert list(whole["skipped"].values()) == ["ModuleNotFoundError: No module named 'a_module_that_is_not_there'"]
    assert list(whole["failed"].values()) == (["ZeroDivisionError: division by zero"] if wrong else [])
    assert (whole["largest_difference"] > 1e-6) == wrong
    assert f"{1 if wrong else 2} of 2 run as under NEURON" in capsys.readouterr().out
