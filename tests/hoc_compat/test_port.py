"""`braincell port`: the native script that is written runs to the traces of the one that it was written from."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

CALCIUM = """
NEURON { SUFFIX port_ca USEION ca READ cai, eca WRITE ica RANGE g, tau }
PARAMETER { g = 0.0002 (S/cm2) tau = 5 (ms) }
ASSIGNED { v (mV) eca (mV) cai (mM) ica (mA/cm2) }
STATE { m }
INITIAL { m = 0.1 }
BREAKPOINT { SOLVE s METHOD cnexp  ica = g*m*m*(v - eca) }
DERIVATIVE s { m' = (1/(1 + exp(-(v + 30)/9)) - m)/tau }
"""
MODEL = """
load_file("stdrun.hoc")
begintemplate Cell
public soma, dend, synapse
create soma, dend[2]
objref synapse
proc init() { local i
  soma { L = 20 diam = 20 nseg = 1 insert hh insert port_ca }
  for i = 0, 1 {
    connect dend[i](0), soma(1)
    dend[i] { nseg = 5 L = 150 diam(0:1) = 2:1 insert pas e_pas = -65 g_pas(0:1) = 1e-4:3e-4 }
  }
  dend[1] { pt3dclear() pt3dadd(0, 0, 0, 2) pt3dadd(50, 10, 0, 1.5) pt3dadd(120, 0, 5, 1) }
  dend[1] synapse = new Exp2Syn(0.7)
}
endtemplate Cell
objref cells[2], stim, netstim, connections[3]
for i = 0, 1 cells[i] = new Cell()
cells[0].soma stim = new IClamp(0.5)
{ stim.del = 2 stim.dur = 30 stim.amp = 0.15 }
netstim = new NetStim()
{ netstim.start = 3 netstim.interval = 7 netstim.number = 3 }
cells[0].soma connections[0] = new NetCon(&v(0.5), cells[1].synapse, -10, 1.5, 0.02)
connections[1] = new NetCon(netstim, cells[0].synapse, 0, 0.5, 0.004)
cells[1].soma connections[2] = new NetCon(&v(0.5), cells[0].synapse, 0, 2, 0.003)
objref vectors[4]
for i = 0, 3 vectors[i] = new Vector()
vectors[0].record(&cells[0].soma.v(0.5))
vectors[1].record(&cells[1].dend[1].v(0.7))
vectors[2].record(&cells[1].soma.m_port_ca(0.5))
vectors[3].record(&cells[1].synapse.i)
{ tstop = 40 v_init = -63 celsius = 12 }
"""
RUN = """
import numpy as np
from hoc_compat import h
h.load_mechanisms(".")
h.load_file("model.hoc")
h.run()
np.savez("hoc.npz", *[np.array(v) for v in h.vectors])
"""
NAMES = ["Cell[0].soma(0.5).v", "Cell[1].dend[1](0.7).v", "Cell[1].soma(0.5).m_port_ca", "Exp2Syn[1].i"]


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=300)


def _port(folder: Path, script: str) -> subprocess.CompletedProcess:
    command = "import sys; from hoc_compat.cli import main; sys.exit(main(sys.argv[1:]))"
    return _python(folder, "-c", command, "port", script, "-o", "native")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "port_ca.mod").write_text(CALCIUM)
    (tmp_path / "model.hoc").write_text(MODEL)
    return tmp_path


@pytest.mark.slow
def test_same_traces(folder):
    done = _port(folder, "model.hoc")
    assert done.returncode == 0, done.stderr
    for arguments, where in ((["-c", RUN], folder), (["model.py"], folder / "native")):
        done = _python(where, *arguments)
        assert done.returncode == 0, done.stderr
    theirs, ours = np.load(folder / "hoc.npz"), np.load(folder / "native" / "traces.npz")
    for name, key in zip(NAMES, theirs, strict=True):
        reference = theirs[key]
        assert ours[name].shape == reference.shape
        # the same equations, compiled twice: roundings, which some spikes spread in 1,600 steps
        assert np.abs(ours[name] - reference).max() <= 1e-9 * np.abs(reference).max(), name
    assert ours[NAMES[0]].max() > 0 and theirs["arr_1"].max() > -40


def test_what_a_native_script_cannot_say_is_refused(folder):
    (folder / "own.hoc").write_text(MODEL + "proc init() { finitialize(v_init) }\n")
    done = _port(folder, "own.hoc")
    assert done.returncode == 1
    assert "the script redefines init" in done.stderr
    assert not (folder / "native").exists()
