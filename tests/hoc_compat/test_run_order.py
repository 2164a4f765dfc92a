"""What a script redefines of the standard run system is called where NEURON calls it."""

import json
import subprocess
import sys

import pytest
import run_order_models
from run_order_models import CASES, PARTS, PROCEDURES

from hoc_compat.hoc.main_program import MAIN
from hoc_compat.run import SIMULATION


@pytest.fixture(autouse=True)
def as_before(h):
    yield
    for name in PROCEDURES:
        vars(h).pop(name, None)
        MAIN.scope.symbols.pop(name, None)


@pytest.mark.parametrize("case", [*CASES, *(f"parts: {part}" for part in PARTS)])
def test_redefined_procedures_are_called_in_order(h, same, case):
    pytest.importorskip("neuron")
    done = subprocess.run([sys.executable, run_order_models.__file__, case], capture_output=True, text=True, check=True)
    same(
        run_order_models.result(h, case),
        json.loads(done.stdout.splitlines()[-1]),
        relative=1e-9,
        absolute=0.0,
        where=case,
    )


def test_only_fadvance_is_run_as_a_whole(h):
    h.Section(name="s")
    h("proc advance() { fadvance() }")
    assert not SIMULATION._steps_alone()
    h("proc advance() { fadvance() fadvance() }")
    assert SIMULATION._steps_alone()
    h("proc advance() { fadvance() print t }")
    assert SIMULATION._steps_alone()
