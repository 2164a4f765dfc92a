"""Members of a population are what runs of their own are, on one device or on several."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

from braincell import (
    ArtificialCell,
    Branch,
    Cell,
    CVPerBranchList,
    Morphology,
    Network,
    Population,
    SingleCompartment,
    lower,
    run,
    run_model,
)
from braincell.electrode import WaveformClamp
from braincell.errors import InputError, SimulationError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import CableProperty, Channel, PointProcess, Random123, StateProbe
from braincell.network import all_pairs, pairs
from braincell.quad.members import advance_members

SIZE = 4


def cell(**options):
    morphology = Morphology.from_root(Branch.from_lengths(lengths=[20], radii=[10, 10], type="soma"), name="soma")
    for k in range(2):
        dendrite = Branch.from_lengths(lengths=[200], radii=[1, 0.5], type="dendrite")
        morphology.attach(parent="soma", child_branch=dendrite, child_name=f"d{k}")
    made = Cell(morphology, cv_policy=CVPerBranchList([1, 5, 3]), **options)
    made.paint(AllRegion(), CableProperty(axial_resistivity=100), "hh")
    made.place(
        at("soma", 0.5), PointProcess("IClamp", name="clamp", delay=1, dur=1e9, amp=0.1), StateProbe("v", name="v")
    )
    return made.place(at("d0", [0.2, 0.9]), StateProbe("v", name="ends"))


def noisy():
    made = cell().place(at("d0", 0.5), PointProcess("ExpSyn", name="syn", tau=2))
    made.connect("syn", source="train", weight=0.002, delay=0.5)
    source = {"ranvar": Random123(1, 2, 3)}
    return [made, ArtificialCell("NetStim", name="train", interval=2, number=1e9, start=0.5, noise=1, streams=source)]


def varied(population):
    n = population.size
    population.set("clamp.amp", np.linspace(0.3, 0.6, n)).set("V_init", np.linspace(-70, -60, n))
    return population.set("hh.gnabar", 0.1 + 0.01 * np.arange(9 * n).reshape(n, 9) / n)


def assert_same(result, k, alone, rtol=0.0):
    mine = result.member(k)
    np.testing.assert_array_equal(mine.time, alone.time)
    for name in alone.traces:
        np.testing.assert_allclose(mine[name], alone[name], rtol=rtol, atol=0, err_msg=name)
    for name in alone.spikes:
        np.testing.assert_array_equal(mine.spikes[name], alone.spikes[name])


def test_members_are_runs_of_their_own():
    # the same operations in the same order; compiled apart, they may be contracted otherwise: 1e-12 after 15 ms
    population = varied(Population(cell(), SIZE))
    result = population.run(duration=15)
    assert result["v"].shape == (601, SIZE) and result["ends"].shape == (601, SIZE, 2)
    for k, model in enumerate(population.models()):
        assert_same(result, k, run_model(model, 15.0, 0.025), rtol=1e-9)
    spikes = result.spike_times()
    assert len(spikes) == SIZE == len({tuple(times) for times in spikes})
    np.testing.assert_array_equal(spikes[-1], result.member(-1).spike_times())


@pytest.mark.slow
def test_networks_are_runs_of_their_own():
    neuron = SingleCompartment(6, 20, 10, hh="hh").place(PointProcess("Exp2Syn", name="exc", tau1=0.5, tau2=3))
    train = ArtificialCell("NetStim", interval=5, number=1e9, start=1, noise=1)
    net = Network().add_population("E", neuron).add_population("train", train, 3)
    net.add_projection("train", "E", "exc", pairs([(k, k) for k in range(3)]), weight=0.03, delay=1)
    net.add_projection("E", "E", "exc", all_pairs(), weight=0.004, delay=1.5)
    population = Population(net.cells(), 3).seed([1, 2, 9])
    result = population.run(duration=30)
    # as above; what is added to conductances is contracted otherwise, too
    for k, model in enumerate(population.models()):
        alone = run_model(model, 30.0, 0.025)
        assert_same(result, k, alone, rtol=1e-9)
        assert sum(map(len, alone.spikes.values())) > 10


@pytest.mark.slow
def test_seeds_are_neurons_global_index():
    population = Population(noisy(), 3).seed([0, 7, 7])
    result = population.run(duration=20)
    trains = result.spike_times("train")
    np.testing.assert_array_equal(trains[1], trains[2])
    assert not np.array_equal(trains[0], trains[1])
    np.testing.assert_array_equal(trains[1], _neurons_train(7, 20.0))
    for k, model in enumerate(population.models()):
        alone = run_model(model, 20.0, 0.025)
        assert_same(result, k, alone, rtol=1e-9)
        np.testing.assert_array_equal(trains[k], alone.spike_times("train"))
        np.testing.assert_array_equal(result.member(k).spike_times("train"), trains[k])


def _neurons_train(index, duration):
    script = f"""
from neuron import h
h.Random().Random123_globalindex({index})
stim = h.NetStim()
stim.interval, stim.number, stim.start, stim.noise = 2, 1e9, 0.5, 1
stim.noiseFromRandom123(1, 2, 3)
times = h.Vector()
con = h.NetCon(stim, None)
con.record(times)
h.finitialize(-65)
while h.t < {duration} - h.dt / 2: h.fadvance()
print(" ".join(repr(x) for x in times))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return np.array([float(x) for x in done.stdout.split()])


def test_numbers_do_not_recompile():
    population = varied(Population(cell(), SIZE))
    population.run(duration=2)
    before = advance_members._cache_size()
    population.set("clamp.amp", np.zeros(SIZE)).run(duration=3, dt=0.02)
    assert advance_members._cache_size() == before


def test_runs_go_on():
    population = varied(Population(cell(), SIZE))
    whole, half = population.run(duration=6), population.run(duration=3)
    rest = population.run(duration=3, state=half.state)
    np.testing.assert_array_equal(np.concatenate([half["ends"], rest["ends"]]), whole["ends"])
    with pytest.raises(InputError, match="is not one of these 2 members"):
        Population(cell(), 2).run(duration=3, state=half.state)


@pytest.mark.slow
def test_checkpoints(tmp_path):
    population = Population(noisy(), 2).seed([1, 2])
    whole = population.run(duration=10)
    population.run(duration=4, checkpoint=tmp_path)
    again = population.run(duration=10, checkpoint=tmp_path)
    np.testing.assert_array_equal(again["v"], whole["v"])
    for a, b in zip(again.spike_times("train"), whole.spike_times("train"), strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(InputError, match="is of another run"):
        population.seed([1, 3]).run(duration=10, checkpoint=tmp_path)


def test_float32():
    population = Population(cell(), SIZE).set("clamp.amp", [0.0, 0.02, 0.03, 0.04])
    single, double = (population.run(duration=10, precision=p) for p in ("float32", "float64"))
    assert single["v"].dtype == np.float32
    np.testing.assert_allclose(single["v"], double["v"], atol=1e-2)  # below threshold errors do not grow


def test_pop_size():
    made = cell(pop_size=3)
    result = made.run(duration=1)
    assert result["v"].shape == (41, 3)
    np.testing.assert_array_equal(result["v"][:, 0], result["v"][:, 2])
    result = made.population().set("clamp.amp", [0, 1, 2]).run(duration=1.5)
    assert (np.diff(result["v"][-1]) > 1).all()
    with pytest.raises(InputError, match="has a `pop_size` of 3; call its own `run`"):
        run([made, cell()], duration=1)
    with pytest.raises(InputError, match="`pop_size` is 0"):
        cell(pop_size=0)


def test_waveforms_differ():
    wave = PointProcess(WaveformClamp, name="wave", vectors={"current": np.zeros(20)})
    made = cell().place(at("soma", 0.5), wave)
    currents = np.array([np.zeros(20), np.full(20, 0.2)])
    result = Population(made, 2).set("wave.current", currents).run(duration=3)
    assert result["v"][-1, 1] > result["v"][-1, 0] + 0.5


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda p: p.set("hh.gnabr", [1, 2]), UnknownNameError, "did you mean `gnabar`"),
        (lambda p: p.set("klamp.amp", [1, 2]), UnknownNameError, "did you mean `clamp`"),
        (lambda p: p.set("V_ini", [1, 2]), UnknownNameError, "did you mean `V_init`"),
        (lambda p: p.set("hh.gnabar", [1, 2, 3]), InputError, r"got the shape \(3,\); the first axis must be the 2"),
        (lambda p: p.set("hh.gnabar", 1), InputError, r"got the shape \(\)"),
        (
            lambda p: p.set("hh.gnabar", np.ones((2, 5))),
            InputError,
            r"got \(5,\) for each member; give one number, or \(9,\)",
        ),
        (lambda p: p.set("hh.gnabar", [1, np.nan]), InputError, "`hh.gnabar` of member 1 is nan"),
        (lambda p: p.seed([1]), InputError, "give 2 whole numbers"),
        (lambda p: p.seed([1, -1]), InputError, "give 2 whole numbers"),
        (lambda p: p.run(1, devices=99), InputError, "there are"),
        (lambda p: p.run(1, devices=[None] * 3), InputError, "2 members cannot be split evenly over 3"),
        (lambda p: p.run(-1), InputError, "must not be negative"),
        (lambda p: p.run(1, precision="half"), InputError, "it is 'float64' or 'float32'"),
        (lambda p: Population(cell(), 0), InputError, "at least 1"),
        (lambda p: Population([3], 2), InputError, "3 is no cell"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make(Population(cell(), 2))


def test_the_member_that_fails_is_named():
    population = Population(cell(), 3).set("hh.el", [-54.3, 1e12, -54.3])
    with pytest.raises(SimulationError, match="member 1: the simulation diverged: `v` at"):
        population.run(duration=5)
    population = Population(cell(), 3).set("V_init", [-65, -65, 1e10])
    with pytest.raises(SimulationError, match="member 2: initialisation gives"):
        population.run(duration=5)


SPLIT = """
import jax
import numpy as np
from test_population import cell, noisy, varied
from braincell import Population
assert len(jax.devices()) == 8
for population in (varied(Population(cell(), 16)), Population(noisy(), 8).seed(np.arange(8))):
    whole, split = population.run(duration=5), population.run(duration=5, devices=8)
    assert len(split.state.v.sharding.device_set) == 8
    for name in whole.traces:
        np.testing.assert_allclose(split[name], whole[name], rtol=1e-9, atol=0)
    for name in whole.spikes:
        np.testing.assert_array_equal(split.spikes[name], whole.spikes[name])
    if whole.sent is not None:
        for a, b in zip(split.spike_times("train"), whole.spike_times("train"), strict=True):
            np.testing.assert_array_equal(a, b)
    again = population.run(duration=2, state=split.state, devices=8)
    assert np.isfinite(again["v"]).all()
"""


@pytest.mark.slow
def test_eight_devices_give_the_same_numbers():
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
        "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
        "JAX_PLATFORMS": "cpu",
    }
    subprocess.run([sys.executable, "-c", SPLIT], env=environment, check=True)


HOST = """
import sys
import jax
import numpy as np
jax.config.update("jax_cpu_collectives_implementation", "gloo")
jax.distributed.initialize(f"localhost:{sys.argv[2]}", 2, int(sys.argv[1]))
from test_population import noisy
from braincell import Population
population = Population(noisy(), 4).seed(np.arange(4))
whole, split = population.run(duration=3), population.run(duration=3, devices=jax.devices())
assert len(jax.devices()) == 4 and len(split.state.v.sharding.device_set) == 4
np.testing.assert_allclose(split["v"], whole["v"], rtol=1e-9, atol=0)
for a, b in zip(split.spike_times("train"), whole.spike_times("train"), strict=True):
    np.testing.assert_array_equal(a, b)
"""


@pytest.mark.slow
def test_two_hosts_give_the_same_numbers():
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
        "XLA_FLAGS": "--xla_force_host_platform_device_count=2",
        "JAX_PLATFORMS": "cpu",
    }
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = str(free.getsockname()[1])
    hosts = [subprocess.Popen([sys.executable, "-c", HOST, str(k), port], env=environment) for k in range(2)]
    assert [host.wait(300) for host in hosts] == [0, 0]


def test_of_a_lowered_model():
    model, _ = lower(cell())
    result = Population(model, 2).set("axial_resistivity", [50, 500]).run(duration=5)
    assert abs(result["ends"][-1, 0, 1] - result["ends"][-1, 1, 1]) > 0.1
    assert jax.tree.structure(result) == jax.tree.structure(jax.tree.map(np.asarray, result))


def test_painted_parameters_of_places():
    made = cell().paint(AllRegion(), Channel("pas", g=1e-4))
    result = Population(made, 2).set("pas.g", np.stack([np.full(9, 1e-4), np.full(9, 1e-2)])).run(duration=5)
    assert result["v"][-1, 1] < result["v"][-1, 0]
