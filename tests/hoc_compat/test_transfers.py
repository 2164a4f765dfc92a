"""Gap junctions by `source_var` and `target_var`: NEURON's voltages."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from braincell.errors import InputError, UnknownNameError, UnsupportedError

MODS = Path(__file__).parent / "mods" / "transfers"
MV = 1e-9  # mV: spikes amplify the noise of NEURON's di/dv


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    """What the models return in NEURON, in a process of its own: transfers are global to it."""
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    folder = tmp_path_factory.mktemp("transfers")
    subprocess.run([compiler, str(MODS)], cwd=folder, check=True, capture_output=True)
    command = [sys.executable, __file__, str(next(folder.glob("*/libnrnmech.so"))), str(folder / "results.json")]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "results.json").read_text())


@pytest.fixture(autouse=True)
def no_transfers(h):
    """Nothing of another test is left."""
    h.load_mechanisms(str(MODS))
    h.ParallelContext().gid_clear()


def two(h):
    """Two cables of three segments with hh; the first is stimulated."""
    cables = [h.Section(name=name) for name in "ab"]
    for section in cables:
        section.L, section.diam, section.nseg = 60, 10, 3
        section.insert("hh")
    clamp = h.IClamp(cables[0](0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 1, 0.5
    return *cables, clamp


def gap_junction(h, order):
    """Two half gaps with states, and one that nothing drives."""
    pc = h.ParallelContext()
    h.secondorder = order
    a, b, clamp = two(h)
    gaps = [h.t_gap(a(0.5)), h.t_gap(b(0.2))]
    free = h.t_gap(b(0.9))
    free.g, free.vgap = 1e-4, -70
    pc.source_var(a(0.5)._ref_v, 1, sec=a)
    pc.source_var(b(0.2)._ref_v, 2, sec=b)
    pc.target_var(gaps[0], gaps[0]._ref_vgap, 2)
    pc.target_var(gaps[1]._ref_vgap, 1)
    pc.setup_transfer()
    pc.set_maxstep(10)
    recorded = [h.Vector().record(p, sec=s) for p, s in ((a(0.5)._ref_v, a), (b(0.2)._ref_v, b))]
    followed = [h.Vector().record(x) for x in (gaps[0]._ref_vgap, gaps[1]._ref_slow, gaps[1]._ref_i)]
    h.finitialize(-65)
    pc.psolve(12)
    last = [gaps[0].vgap, gaps[1].vgap, free.vgap, gaps[1].slow]
    result = [[list(v) for v in recorded], [list(v) for v in followed], last]
    pc.gid_clear()
    return result


def sheet(h):
    """A density mechanism follows where it is told to."""
    pc = h.ParallelContext()
    h.secondorder = 0
    a, b, clamp = two(h)
    b.insert("t_sheet")
    pc.source_var(a(0.5)._ref_v, 7, sec=a)
    pc.target_var(b(0.5).t_sheet._ref_vgap, 7)
    pc.setup_transfer()
    pc.set_maxstep(10)
    recorded = [h.Vector().record(b(x)._ref_v, sec=b) for x in (0.1, 0.5)]
    recorded += [h.Vector().record(b(x).t_sheet._ref_vgap, sec=b) for x in (0.1, 0.5)]
    h.finitialize(-65)
    pc.psolve(8)
    result = [[list(v) for v in recorded], [segment.t_sheet.vgap for segment in b]]
    pc.gid_clear()
    return result


def ended(h):
    """Transfers end."""
    pc = h.ParallelContext()
    h.secondorder = 0
    a, b, clamp = two(h)
    gap = h.t_gap(b(0.5))
    gap.g = 0.001
    pc.source_var(a(0.5)._ref_v, 1, sec=a)
    pc.target_var(gap, gap._ref_vgap, 1)
    pc.setup_transfer()
    pc.gid_clear(3)
    gap.vgap = -50
    recorded = h.Vector().record(b(0.5)._ref_v, sec=b)
    h.finitialize(-65)
    h.continuerun(4)
    result = [list(recorded), gap.vgap]
    pc.gid_clear()
    return result


MODELS = {f"gap_junction {k}": partial(gap_junction, order=k) for k in range(3)} | {"sheet": sheet, "ended": ended}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.slow
def test_transfers(h, theirs, same, name):
    ours = MODELS[name](h)
    same(ours, theirs[name], 0.0, MV, name)
    assert "gap" not in name or max(ours[0][1]) > 0.0


@pytest.mark.parametrize(
    ("mistake", "error", "text"),
    [
        (lambda h, pc, a, g: pc.source_var(a(0.5).hh._ref_m, 1), UnsupportedError, "only voltages can"),
        (lambda h, pc, a, g: [pc.source_var(a(x)._ref_v, 1) for x in (0.5, 0.1)], InputError, "another source"),
        (lambda h, pc, a, g: pc.source_var(a(0.5)._ref_v, -1), InputError, "at least 0"),
        (lambda h, pc, a, g: pc.target_var(g._ref_i, 1), UnknownNameError, "driven variable `i`"),
        (lambda h, pc, a, g: pc.target_var(a(0.5)._ref_v, 1), InputError, "no RANGE variable"),
        (lambda h, pc, a, g: pc.target_var(h.t_gap(a(0.5)), g._ref_vgap, 1), InputError, "is no variable of"),
        (lambda h, pc, a, g: (pc.target_var(g, g._ref_vgap, 5), pc.setup_transfer()), InputError, "for the source 5"),
    ],
)  # fmt: skip
def test_mistakes_are_named(h, mistake, error, text):
    a, b, clamp = two(h)
    with pytest.raises(error, match=text):
        mistake(h, h.ParallelContext(), a, h.t_gap(a(0.5)))


if __name__ == "__main__":
    from neuron import h as neuron_h

    neuron_h.load_file("stdrun.hoc")
    neuron_h.nrn_load_dll(sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps({name: model(neuron_h) for name, model in MODELS.items()}))
