"""GLOBAL variables and parameters that mechanisms set themselves: read, recorded, and pointed at by POINTERs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell.errors import InputError

MODS = Path(__file__).parent / "mods" / "shared"


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    """What the models return in NEURON with the mechanisms compiled, in a process of its own."""
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    folder = tmp_path_factory.mktemp("shared")
    subprocess.run([compiler, str(MODS)], cwd=folder, check=True, capture_output=True)
    command = [sys.executable, __file__, str(next(folder.glob("*/libnrnmech.so"))), str(folder / "results.json")]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "results.json").read_text())


def followed(h, single):
    """A point process that points at a GLOBAL and at a parameter which another mechanism sets."""
    a, b = h.Section(name="a"), h.Section(name="b")
    for section in (a, b):
        section.L = section.diam = 20
        section.insert("pas")
    a.nseg = 2
    a.insert("shares")
    follower = h.Follows(b(0.5))
    follower._ref_first = h._ref_level_shares
    h.setpointer(a(0.2).shares._ref_own, "second", follower)
    read = (b(0.5)._ref_v, follower._ref_i, h._ref_level_shares, a(0.9).shares._ref_own)
    recorded = [h.Vector().record(reference) for reference in read]
    h.level_shares, h.rate_shares = 1.5, 0.3
    before = [h.level_shares, h._ref_level_shares[0]]
    h.finitialize(-65)
    for _ in range(40):
        h.fadvance()
        if not single:
            h.continuerun(1)
            break
    seen = [h.level_shares, a(0.2).own_shares, a(0.9).shares.own, follower.first, follower.second]
    h.rate_shares, h.level_shares = 0.5, 7
    seen += [h.level_shares, follower.first]
    h.fadvance()
    seen += [h.level_shares, a(0.2).own_shares]
    h.finitialize(-65)
    seen += [h.level_shares, a(0.2).own_shares]
    h.level_shares, h.rate_shares = 1, 0.2
    return [*before, *seen, [list(v) for v in recorded]]


def falls(h):
    """The variable step past a jump of the slope at a state's value."""
    a = h.Section(name="a")
    a.insert("sticks")
    moments = h.Vector([0.5, 1.0, 2.0, 3.0, 4.0])
    y = h.Vector().record(a(0.5).sticks._ref_height, moments)
    h.cvode.active(1)
    h.cvode.atol(1e-5)
    h.finitialize(-65)
    h.continuerun(5)
    h.cvode.active(0)
    return list(y)


def coupled(h, single):
    """A field that is played into a GLOBAL, and acts on each place through a POINTER at `e_extracellular`."""
    a, b = h.Section(name="a"), h.Section(name="b")
    for section in (a, b):
        section.L, section.diam, section.nseg = 200, 5, 3
        section.insert("hh")
        section.insert("extracellular")
        section.insert("couples")
    b.connect(a(1))
    for k, segment in enumerate(seg for section in (a, b) for seg in section):
        segment.xg[0], segment.xg[1] = 0.5, 0.8
        segment.couples.share = 1 - 0.3 * k
        h.setpointer(segment._ref_e_extracellular, "outside", segment.couples)
        h.setpointer(segment._ref_i_membrane, "current", segment.couples)
    values, times = h.Vector([0, 0, 40, 40, 0, 0]), h.Vector([0, 0.5, 0.5, 1.5, 1.5, 10])
    values.play(h._ref_drive_couples, times, 1)
    places = [a(0.2), a(0.5), b(0.9)]
    recorded = [h.Vector().record(place._ref_v) for place in places]
    recorded += [h.Vector().record(place._ref_vext[0]) for place in places]
    recorded += [h.Vector().record(place.couples._ref_weighed) for place in places]
    h.finitialize(-65)
    for _ in range(50 if single else 0):
        h.fadvance()
    h.continuerun(5)
    return [[list(v) for v in recorded], h.drive_couples, b(0.9).e_extracellular]


def left_over(h):
    """INITIAL reads a GLOBAL and one of an array, which are what the last place of the run before has left."""
    a, b = h.Section(name="a"), h.Section(name="b")
    for section in (a, b):
        section.L, section.diam, section.nseg = 400, 2, 3
        section.insert("pas")
        section.insert("leaves")
    b.connect(a(1))
    clamp = h.IClamp(a(0.1))
    clamp.dur, clamp.amp = 2, 0.2
    found = []
    for _ in range(3):
        h.finitialize(-65)
        found += [segment.leaves.x for section in (a, b) for segment in section]
        h.continuerun(1)
    return found


def forked(h):
    """Two cells whose sections are not made in the order in which NEURON visits them."""
    names = ("twig", "soma", "axon", "dend", "other", "knob", "far")
    made = {name: h.Section(name=name) for name in names}
    for k, section in enumerate(made.values()):
        section.L, section.diam, section.nseg = 150 + 20 * k, 2 + k, 1 + 2 * (k % 2)
        section.insert("pas")
        section.insert("hands")
        section.insert("hands_table")
        section(0.5).hands.g *= 1 + 0.2 * k
    made["dend"].connect(made["soma"](1))
    made["axon"].connect(made["soma"](0))
    made["twig"].connect(made["dend"](0.5))
    made["knob"].connect(made["axon"](1))
    made["far"].connect(made["other"](1))
    clamps = [h.IClamp(made[name](0.5)) for name in ("soma", "other")]
    for k, clamp in enumerate(clamps):
        clamp.delay, clamp.dur, clamp.amp = 0.5 + k, 3, 0.3
    points = [h.hands_point(made[name](x)) for name, x in (("axon", 0.3), ("soma", 0.5), ("soma", 0.5), ("soma", 0))]
    for k, point in enumerate(points):
        point.gain = 1 + 0.3 * k
    stim = h.NetStim()
    stim.start, stim.interval, stim.number = 1.1, 0.7, 5
    connections = [h.NetCon(stim, points[k], 0, delay, 0.2) for k, delay in ((2, 0.3), (0, 0.9))]
    return made, points, [clamps, stim, connections]


GLOBALS = ("minf_hands", "tau_hands", "count_hands", "most_hands", "sum_hands", "minf_hands_table", "hinf_hands_table")


def handed_on(h, usetable):
    """What every place and every point process sees, and what is left, in two runs one after the other."""
    made, points, kept = forked(h)
    h.usetable_hands_table = usetable
    h.count_hands = h.chain_hands_point = h.hinf_hands_table = 0.5
    places = [segment for section in made.values() for segment in section]
    references = [h._ref_count_hands, h._ref_minf_hands, h._ref_chain_hands_point, h._ref_strength_hands_point]
    references += [reference for place in places for reference in (place._ref_v, place.hands._ref_gap)]
    recorded = [h.Vector().record(reference) for reference in references]
    found = []
    for _ in range(2):
        h.finitialize(-65)
        h.continuerun(2)
        h.fadvance()
        found += [list(v) for v in recorded] + [getattr(h, name) for name in GLOBALS] + [h.parts_hands[1]]
        found += [getattr(place.hands, name) for place in places for name in ("first", "seen", "gap", "m", "i")]
        found += [getattr(point, name) for point in points for name in ("own", "i")]
    h.usetable_hands_table = 1
    return found


MODELS = {
    "handed on": (handed_on, [1], 1e-10),
    "handed on, without table": (handed_on, [0], 1e-10),
    "left over": (left_over, [], 1e-10),
    "followed": (followed, [False], 1e-10),
    "followed, single steps": (followed, [True], 1e-10),
    "coupled": (coupled, [False], 1e-8),
    "coupled, single steps": (coupled, [True], 1e-8),
    "falls": (falls, [], 1e-4),  # ten times the tolerance of the steps
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.slow
def test_as_in_neuron(h, same, theirs, name):
    h.load_mechanisms(str(MODS))
    model, arguments, bound = MODELS[name]
    same(model(h, *arguments), theirs[name], relative=bound, absolute=bound, where=name)


def test_mistakes(h):
    h.load_mechanisms(str(MODS))
    section = h.Section(name="a")
    follower = h.Follows(section(0.5))
    follower._ref_first = h._ref_level_shares
    with pytest.raises(InputError, match="reference to level_shares>: there is no `shares` anywhere; insert it first"):
        h.finitialize(-65)
    with pytest.raises(InputError, match="`celsius` cannot be recorded; of the globals `t` and those of mechanisms"):
        h.Vector().record(h._ref_celsius)


if __name__ == "__main__":
    from neuron import h as neuron_h

    neuron_h.nrn_load_dll(sys.argv[1])
    neuron_h.load_file("stdrun.hoc")
    results = {name: model(neuron_h, *arguments) for name, (model, arguments, _) in MODELS.items()}
    Path(sys.argv[2]).write_text(json.dumps(results, default=lambda x: np.asarray(x).tolist()))
