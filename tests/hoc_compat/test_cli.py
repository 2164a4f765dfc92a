"""`braincell run`: a script that says `from neuron import h` runs unmodified."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hoc_compat import loading
from hoc_compat.cli import main

MODS = Path(__file__).parent / "mods"

SCRIPT = """
import sys
import neuron
from neuron import h, gui
from neuron.units import ms, mV

h.load_file("stdrun.hoc")

class Cell:
    def __init__(self):
        self.soma = h.Section(name="soma", cell=self)
        self.dend = h.Section(name="dend", cell=self)
        self.dend.connect(self.soma)
        self.soma.L = self.soma.diam = 12.6157
        self.dend.L, self.dend.diam, self.dend.nseg = 180, 1, 5
        for sec in self.soma.wholetree():
            sec.Ra, sec.cm = 100, 1
        self.soma.insert("hh")
        self.dend.insert(h.pas if hasattr(h, "pas") else "pas")

    def __repr__(self):
        return "Cell[0]"

cell = Cell()
stim = h.IClamp(cell.dend(1))
stim.delay, stim.dur, stim.amp = 5 * ms, 1 * ms, 0.1
v, t = h.Vector().record(cell.soma(0.5)._ref_v), h.Vector().record(h._ref_t)
spikes = h.Vector()
nc = h.NetCon(cell.soma(0.5)._ref_v, None, sec=cell.soma)
nc.record(spikes)
neuron.h.finitialize(-65 * mV)
h.continuerun(25 * ms)
print(sys.argv[1:], __name__, len(t), h.t, round(v.max(), 6), list(spikes), cell.dend.name())
"""


@pytest.fixture
def script(tmp_path, h):
    def write(text):
        path = tmp_path / "model.py"
        path.write_text(text)
        return str(path)

    return write


def test_the_same_output_as_under_neuron(script, capfd):
    pytest.importorskip("neuron")
    path = script(SCRIPT)
    theirs = subprocess.run([sys.executable, path, "a", "-b"], capture_output=True, text=True, check=True).stdout
    before = {name: module for name, module in sys.modules.items() if name.startswith("neuron")}
    assert main(["run", path, "a", "-b"]) == 0
    assert capfd.readouterr().out == theirs
    assert {name: module for name, module in sys.modules.items() if name.startswith("neuron")} == before


PACKAGE = """
import neuron
from neuron import units


class Potential:
    '''The potential far from a cell: its membrane currents over the distance, summed step by step.'''

    def __init__(self, sections, distance):
        self.segments = [segment for section in sections for segment in section]
        self.distance, self.values = distance, []
        neuron.h.CVode().use_fast_imem(1)

    def run(self, start, stop, arrivals):
        h = neuron.h
        h.finitialize(-65 * units.mV)
        h.fcurrent()
        h.frecord_init()
        h.t = start
        for connection, time in arrivals:
            connection.event(time)
        while h.t < stop:
            if h.t >= 0:
                self.values.append(sum(s.i_membrane_ / (self.distance + s.x) for s in self.segments))
            h.fadvance()
"""

USER = """
from neuron import h
import outside
soma, dend = h.Section(name="soma"), h.Section(name="dend")
dend.connect(soma(1))
soma.L, soma.diam, dend.nseg = 20, 20, 3
soma.insert("hh")
dend.insert("pas")
synapse = h.ExpSyn(dend(0.5))
connection = h.NetCon(None, synapse)
connection.weight[0] = 0.02
potential = outside.Potential([soma, dend], 50)
recorded = h.Vector().record(dend(0.5)._ref_i_membrane_)
potential.run(-5, 3, [(connection, 1.0)])
print(len(recorded), len(potential.values), *(f"{x:.9e}" for x in (*list(recorded)[1:], *potential.values)))
"""


def test_installed_packages_that_import_neuron_get_braincell_too(script, tmp_path, monkeypatch, capfd):
    pytest.importorskip("neuron")
    path, installed = script(USER), tmp_path / "installed"
    installed.mkdir()
    (installed / "outside.py").write_text(PACKAGE)
    monkeypatch.setenv("PYTHONPATH", str(installed), prepend=os.pathsep)
    theirs = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True).stdout.split()
    monkeypatch.syspath_prepend(installed)
    try:
        assert main(["run", path]) == 0
    finally:
        del sys.modules["outside"]
    ours = capfd.readouterr().out.split()
    assert ours[:2] == theirs[:2]
    np.testing.assert_allclose(np.array(ours[2:], float), np.array(theirs[2:], float), rtol=1e-7, atol=1e-11)


MECHANISM = """
from neuron import h
s = h.Section(name="s")
s.insert("kslow")
print(s.gbar_kslow, h.vhalf_kslow, s(0.5).kslow.n, s.ek)
h.finitialize(-40)
h.fadvance()
print(round(s.v, 9), s.n_kslow, s(0.5).kslow.g)
"""


def test_mechanisms_come_from_the_sources_without_a_compiler(script, tmp_path, capfd):
    path = script(MECHANISM)
    assert main(["run", path, "--mods", str(MODS)]) == 0
    expected = "0.002 -40.0 0.0 -77.0\n-40.04611"
    first = capfd.readouterr().out
    assert first.startswith(expected[:22])
    (tmp_path / "kslow.mod").write_text((MODS / "kslow.mod").read_text())
    assert main(["run", path]) == 0  # those beside the script
    assert main(["run", "--mods", str(MODS), path]) == 0
    assert capfd.readouterr().out == first + first


def test_of_several_folders_one_with_mistakes_is_left_out(script, tmp_path, capfd, monkeypatch):
    path = script(MECHANISM)
    for folder in ("good", "mistaken"):
        (tmp_path / folder).mkdir()
    (tmp_path / "good" / "kslow.mod").write_text((MODS / "kslow.mod").read_text())
    (tmp_path / "mistaken" / "part.mod").write_text("NEURON { SUFFIX part }\nBREAKPOINT { g = 1 }\n")
    assert main(["run", path]) == 0
    err = capfd.readouterr().err
    assert "part.mod:2:14" in err and err.endswith(f"no mechanism of {tmp_path / 'mistaken'} is imported\n")
    assert main(["run", "--mods", str(tmp_path / "mistaken"), path]) == 2
    (tmp_path / "good" / "kslow.mod").unlink()
    assert main(["run", path]) == 2  # the only one


def test_nothing_waits_for_a_window(script, capfd, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    assert main(["run", script("import os; print(os.environ['MPLBACKEND'])")]) == 0
    monkeypatch.setenv("MPLBACKEND", "pdf")
    assert main(["run", script("import os; print(os.environ['MPLBACKEND'])")]) == 0
    assert capfd.readouterr().out == "Agg\npdf\n"


def test_a_loaded_mechanism_gives_neurons_numbers(script, h, tmp_path):
    loading.load_mechanisms(MODS)
    s = h.Section(name="s")
    s.insert("kslow")
    s.insert("hh")
    h.vhalf_kslow = -45
    h.finitialize(-45)
    assert s(0.5).kslow.ninf == 0.5
    assert s.n_kslow == 0.5
    assert s.g_kslow == 0.002 * 0.5 * 0.5
    assert s.ik == pytest.approx(s.g_kslow * 32 + s.gk_hh * 32, rel=1e-14)
    h.vhalf_kslow = -40


@pytest.mark.parametrize("sources", [".", "mod"])
@pytest.mark.parametrize("library", ["x86_64/libnrnmech.so", "x86_64/.libs/libnrnmech.so"])
def test_a_library_stands_for_its_sources(h, tmp_path, sources, library):
    (tmp_path / sources).mkdir(exist_ok=True)
    (tmp_path / sources / "kslow.mod").write_text((MODS / "kslow.mod").read_text())
    assert h.nrn_load_dll(str(tmp_path / library)) == 1.0
    assert h.load_mechanisms(str(tmp_path / sources)) is True


@pytest.mark.parametrize(
    "text, code, error",
    [
        ("raise SystemExit(3)", 3, ""),
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit('no good')", 1, "no good\n"),
        ("h.run()", 1, "NameError: name 'h' is not defined"),
        ("def f(:", 1, "SyntaxError"),
        ("from neuron import rxd", 0, ""),
        ("import neuron.rxd.geometry", 0, ""),
        ("from neuron import rxd; rxd.Region", 1, "rxd.Region is not supported: reaction-diffusion is not simulated"),
        ("from neuron import hh", 1, "ImportError: cannot import name 'hh' from 'neuron'"),
        ("import neuron; neuron.hh", 1, "unknown name `hh` in neuron; did you mean `h`"),
        ("from neuron import coreneuron; coreneuron.enable = True", 1, "coreneuron.enable = True is not supported"),
    ],
)
def test_exit_codes_and_tracebacks_are_the_scripts_own(script, capfd, text, code, error):
    assert main(["run", script(text)]) == code
    printed = capfd.readouterr().err
    assert error in printed
    assert "cli.py" not in printed


GRAPHS = """
from neuron import h, gui
s = h.Section(name="s")
shown, empty = h.Graph(), h.Graph()
shown.addvar("v", s(0.5)._ref_v)
h.addplot(shown, 0)
h.run()
"""


@pytest.mark.parametrize("after", [False, True])
def test_graphs_become_pictures(script, tmp_path, capfd, after):
    path, plots = script(GRAPHS), str(tmp_path / "plots")
    assert main(["run", path, "--plots", plots] if after else ["run", "--plots", plots, path]) == 0
    written = list((tmp_path / "plots").iterdir())
    assert len(written) == 1 and written[0].name.startswith("Graph_")
    assert written[0].read_bytes().startswith(b"\x89PNG")
    assert capfd.readouterr().out == f"{written[0]}\n"


def test_mistakes_on_the_command_line(script, capfd, tmp_path):
    assert main(["run", "nowhere.py"]) == 2
    assert "there is no script 'nowhere.py'" in capfd.readouterr().err
    assert main(["run", script(""), "--mods", str(tmp_path / "none")]) == 2
    assert "there is no such folder; give the one with the .mod files" in capfd.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["run", script(""), "--mods", str(tmp_path / "empty")]) == 2
    assert "the folder holds no .mod file" in capfd.readouterr().err
    with pytest.raises(SystemExit):
        main([])


def test_assigned_variables_keep_what_the_script_gives_them(h):
    from braincell import Channel
    from braincell.mech import Assigned, Parameter, register

    class shifted(Channel):
        """A leak whose reversal potential the script gives through an ASSIGNED variable."""

        nonspecific = currents = ("i",)
        parameters = {"g": Parameter(0.01, "S/cm2")}
        assigned = {"shift": Assigned("mV"), "i": Assigned("mA/cm2")}

        @staticmethod
        def current(s):
            return s.replace(i=s.g * (s.v - s.shift))

    register(shifted)
    s = h.Section(name="s")
    s.insert("shifted")
    s.nseg = 2
    s(0.2).shifted.shift = -40
    for _ in range(2):
        h.finitialize(-65)
        assert [p.shifted.i for p in s] == [-0.25, -0.65]
        h.fadvance()
        assert s(0.2).shift_shifted == -40
