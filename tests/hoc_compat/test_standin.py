"""The stand-in for the `neuron` package has NEURON's names."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell.errors import InputError, UnknownNameError, UnsupportedError
from hoc_compat.standin import neuron_package


@pytest.fixture
def neuron(h):
    with neuron_package():
        import neuron

        yield neuron


NEURONS_UNITS = """
import neuron.units as u
print({name: float(getattr(u, name)) for name in dir(u) if not name.startswith("__")})
"""


def test_units_are_neurons(neuron):
    done = subprocess.run([sys.executable, "-c", NEURONS_UNITS], capture_output=True, text=True)
    if done.returncode:
        pytest.skip("NEURON is not installed")
    theirs = eval(done.stdout)
    ours = {name: getattr(neuron.units, name) for name in theirs}
    assert ours == theirs
    assert {name for name in dir(neuron.units) if not name.startswith("__")} == set(theirs)


def test_imports_that_scripts_do(neuron):
    namespace = {}
    exec(
        "from neuron import h, n, gui, hoc, nrn, config\n"
        "import neuron.gui\n"
        "from neuron.units import ms, mV, µm\n"
        "from neuron.expect_hocerr import expect_err, expect_hocerr, set_quiet\n",
        namespace,
    )
    assert namespace["n"] is namespace["h"] and eval("µm + ms + mV", namespace) == 3.0
    assert neuron.__version__ == neuron.version == "9.0.2"
    assert neuron.config.arguments["NRN_ENABLE_CORENEURON"] is False


@pytest.mark.parametrize("sources", [".", "mechanisms"])
def test_load_mechanisms_as_neuron_does(neuron, tmp_path, capsys, sources):
    path = str(tmp_path)
    assert neuron.load_mechanisms(path) is False
    assert capsys.readouterr().out == f"NEURON mechanisms not found in {path}.\n"
    (tmp_path / sources).mkdir(exist_ok=True)
    (tmp_path / sources / "leaky.mod").write_text("NEURON { SUFFIX leaky RANGE a }\nPARAMETER { a = 3 }\n")
    assert neuron.load_mechanisms(path) is True
    assert neuron.nrn_dll_loaded == [path]
    section = neuron.h.Section(name="s").insert("leaky")
    assert section(0.5).leaky.a == 3
    assert neuron.load_mechanisms(path, warn_if_already_loaded=False) is True
    assert capsys.readouterr().out == ""
    assert neuron.load_mechanisms(path) is True
    assert capsys.readouterr().out == f"Mechanisms already loaded from path: {path}.  Aborting.\n"


def test_scripts_find_the_package(neuron):
    spec = importlib.util.find_spec("neuron")
    assert spec is neuron.__spec__ and Path(spec.origin).is_file() and spec.submodule_search_locations == []
    assert importlib.util.find_spec("neuron.units") is neuron.units.__spec__


def test_classes(neuron, h):
    section = h.Section(name="s")
    assert isinstance(section, neuron.nrn.Section) and isinstance(section(0.5), neuron.nrn.Segment)
    assert isinstance(h.Vector(), neuron.hoc.Vector) and isinstance(h.Vector(), neuron.hoc.HocObject)
    assert list(neuron.nrn.allsec()) == [section] and neuron.nrn.cas() is section
    assert neuron.psection(section)["name"] == "s"


def test_a_reference_into_an_array(neuron):
    array = np.arange(3.0)
    reference = neuron.numpy_element_ref(array, 1)
    reference[0] = 7
    assert reference[0] == array[1] == 7.0


def test_errors_are_expected(neuron, h):
    from neuron.expect_hocerr import expect_err, expect_hocerr

    vector = h.Vector()
    expect_hocerr(vector.x.__getitem__, (5,))
    expect_err("vector.nothing")
    with pytest.raises(AssertionError, match="did not fail"):
        expect_err("vector.size()")


def test_classes_can_be_derived_from(neuron, h):
    class Plain(neuron.hclass(h.Vector)):
        pass

    class Own(h.Vector):
        def __init__(self, n):
            self.twice = 2 * n
            self.append(1)

    class Calling(h.IClamp):
        def __init__(self, segment):
            super().__init__(segment)
            self.amp = 2

    class Timed(neuron.hclass(h.NetStim)):
        def __init__(self, times):  # keywords are the derived class's alone
            self.times, self.number = times, len(times)

    assert Timed(times=[1, 2]).number == 2
    section = h.Section(name="s")
    plain, own, clamp = Plain(4), Own(3), Calling(section(0.5))
    assert (len(plain), len(own), own.twice) == (4, 4, 6)
    assert plain.hname().startswith("Vector[") and own.hname() != plain.hname()
    assert h.List("IClamp").count() == len(section(0.5).point_processes()) == 1 and clamp.amp == 2
    with pytest.raises(InputError, match="no class of `h`"):
        neuron.hclass(3)


def test_sections_can_be_derived_from(neuron, h):
    """Names that NEURON does not know are the class's own (`section_setattro` of nrnpy_nrn.cpp)."""

    class Compartment(neuron.nrn.Section):
        def __init__(self, size):
            super().__init__()
            self.L = size
            self.middle, self.unit = self(0.5), "µm"

        @property
        def half(self):
            return self.L / 2

        @half.setter
        def half(self, value):
            self.L = 2 * value

    compartment = Compartment(30)
    compartment.half = 10
    assert (compartment.middle.x, compartment.unit, compartment.L, compartment.half) == (0.5, "µm", 20.0, 10.0)
    with pytest.raises(UnknownNameError, match="`hh`, which is not inserted"):
        compartment.gnabar_hh = 1
    with pytest.raises(UnknownNameError, match="unknown attribute `middle`"):
        h.Section(name="plain").middle = 1


def test_classes_of_mechanisms_can_be_derived_from(neuron, h):
    class Stimulus(neuron.HocBaseObject, hoc_type=h.NetStim):
        def __new__(cls, frequency):
            return super().__new__(cls)

        def __init__(self, frequency):
            super().__init__()
            self.interval = 1000 / frequency
            self.kept = frequency

        def has_loc(self):
            return self.baseattr("has_loc")() or self.kept

    stimulus = Stimulus(4)
    assert (stimulus.interval, stimulus.kept, stimulus.has_loc()) == (250.0, 4, 4)
    assert isinstance(stimulus, (neuron.hoc.HocObject, neuron.HocBaseObject)) and Stimulus._hoc_type is h.NetStim
    assert h.List("NetStim").count() == 1


@pytest.mark.parametrize(
    "bases, keywords, attributes, message",
    [
        ("HocBaseObject", {"hoc_type": "List"}, {}, "derive from `h.List` itself"),
        ("HocBaseObject", {}, {}, "must have one `hoc_type`"),
        (
            "HocBaseObject",
            {"hoc_type": "NetStim"},
            {"__init__": lambda self, x: None},
            "has `__init__` but no `__new__`",
        ),
    ],
)
def test_wrong_derivations(neuron, h, bases, keywords, attributes, message):
    given = {name: getattr(h, value) for name, value in keywords.items()}
    with pytest.raises(TypeError, match=message):
        type(neuron.HocBaseObject)("Wrong", (getattr(neuron, bases),), attributes, **given)


def test_coreneuron_can_be_set_but_not_enabled(neuron):
    from neuron import coreneuron, gui

    with coreneuron(verbose=0, enable=False), gui.disabled():
        assert coreneuron.verbose == 0
    assert coreneuron.verbose == 2 and not coreneuron.enable
    with pytest.raises(UnsupportedError, match="leave CoreNEURON out"):
        coreneuron.enable = 1
    with pytest.raises(AttributeError, match="unknown setting `verbos` in coreneuron; did you mean `verbose`"):
        coreneuron.verbos = 1
