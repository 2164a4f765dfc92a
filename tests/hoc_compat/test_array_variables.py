"""Array variables of an imported mechanism are read, set and recorded as in NEURON."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell.errors import InputError

MOD = Path(__file__).parents[1] / "nmodl_import" / "mod" / "m_diffusion.mod"


def model(h):
    """What a script sees of `a[3]` in three segments, before and after three steps."""
    s = h.Section(name="s")
    s.nseg = 3
    s.insert("m_diffusion")
    seen = [len(s(0.5).m_diffusion.a), s(0.5).m_diffusion.a[1], s.a_m_diffusion[0]]
    s(0.5).a_m_diffusion[2] = 4.5
    s.nseg = 5  # keeps what the segments hold
    seen += [segment.m_diffusion.a[2] for segment in s]
    recorded = [
        h.Vector().record(reference) for reference in (s(0.5).m_diffusion._ref_a[1], s(0.1)._ref_a_m_diffusion[0])
    ]
    h.finitialize(-65)
    s(0.5).m_diffusion.a[1] = 7
    for _ in range(3):
        h.fadvance()
    return seen + [x for vector in recorded for x in vector] + [x for segment in s for x in segment.m_diffusion.a]


if __name__ == "__main__":
    from neuron import h as neurons

    print(json.dumps(model(neurons)))


@pytest.fixture(scope="module")
def neurons_numbers(tmp_path_factory):
    pytest.importorskip("neuron")
    folder = tmp_path_factory.mktemp("arrays")
    shutil.copy(MOD, folder)
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    subprocess.run([compiler], cwd=folder, check=True, capture_output=True)
    done = subprocess.run([sys.executable, __file__], cwd=folder, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_arrays_equal_neurons(h, tmp_path, neurons_numbers):
    shutil.copy(MOD, tmp_path)
    h.load_mechanisms(str(tmp_path))
    ours = model(h)
    assert len(ours) == len(neurons_numbers)
    # 1e-13: some ten roundings in each of three steps
    np.testing.assert_allclose(ours, neurons_numbers, rtol=1e-13)


def test_mistakes(h, tmp_path):
    shutil.copy(MOD, tmp_path)
    h.load_mechanisms(str(tmp_path))
    s = h.Section(name="s")
    s.insert("m_diffusion")
    with pytest.raises(InputError, match="element 3 of an array variable of 3 elements"):
        s(0.5).m_diffusion.a[3]
    with pytest.raises(InputError, match="element by element"):
        s(0.5).m_diffusion.a = 3.0
    with pytest.raises(InputError, match="NaN"):
        s(0.5).m_diffusion.a[0] = float("nan")
