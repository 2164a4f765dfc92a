"""The point processes and artificial cells that come with braincell are NEURON's."""

import random

import numpy as np
import pytest

from braincell import ArtificialCell, Cell, Morphology, Soma, lower, run
from braincell.errors import InputError
from braincell.filter import at
from braincell.mech import Instances, PointProcess, registry
from tests.nmodl_import.events.comparison import assert_equals_neuron, run_neuron
from tests.nmodl_import.events.networks import artificial, network, point, wire

# NEURON numbers the streams of a process's NetStims: this job has to be its first
DEFAULT_STREAMS = network(
    "default streams",
    cells=0,
    artificial=[
        artificial("NetStim", "regular", interval=1.7, number=1e9, start=0.3),
        artificial("NetStim", "noisy", interval=1.3, number=1e9, start=2, noise=0.3),
        artificial("NetStim", "poisson", interval=0.1, number=1e9, start=0, noise=1),
        artificial("NetStim", "too noisy", interval=1.1, number=12, start=1.01, noise=1.2),
        artificial("NetStim", "silent", number=0, start=1.0),
        artificial("NetStim", "negative", interval=-1, number=100, start=5.0, noise=-0.5),
    ],
    record=[("too noisy", "noise"), ("negative", "noise")],
    spikes=["regular", "noisy", "poisson", "too noisy", "silent", "negative"],
    n_steps=4000,
)
SWITCHED = network(
    "switched trains",
    cells=0,
    artificial=[
        artificial("NetStim", "first", interval=4, number=6, start=1, noise=0.5) | {"streams": {"ranvar": (7, 8, 9)}},
        artificial("NetStim", "burst", interval=0.4, number=5, start=-1, noise=0.4)
        | {"streams": {"ranvar": (4, 2**32 - 1)}},
        artificial("NetStim", "cut", interval=0.5, number=100, start=0),
    ],
    connections=[
        wire("burst", "first", 1.0, 0.5),
        wire("burst", "cut", -1.0, 0.3),
        wire("cut", "burst", -1.0, 0.1),
        wire("cut", None, 1.0, times=[10.0, 20.0, 20.0]),
        wire("burst", None, 0.0, times=[3.0]),
    ],
    spikes=["first", "burst", "cut"],
)
_times = [1.0, 3.0125, 3.02, 9.0, 9.0, 17.77]
SYNAPSES = network(
    "synapses",
    cells=2,
    clamps=[(0, 0.4)],
    points=[
        point("ExpSyn", "exp"),
        point("ExpSyn", "slow", 1, tau=3.3, e=-80.0),
        point("Exp2Syn", "exp2", tau1=0.5, tau2=4.0),
        point("Exp2Syn", "equal", 1, tau1=3.0, tau2=3.0),
        point("Exp2Syn", "reversed", 1, tau1=30.0, tau2=3.0, e=-10.0),
        point("Exp2Syn", "sudden", tau1=1e-9, tau2=1e3),
        point("AlphaSynapse", "alpha", 1, onset=2.0125, tau=0.7, gmax=0.01, e=-5.0),
        point("AlphaSynapse", "at once", gmax=0.01),
        point("APCount", "spikes"),
        point("APCount", "always", 1, thresh=-70.0),
        point("PointProcessMark", "mark"),
    ],
    artificial=[artificial("NetStim", "train", interval=3.1, number=8, start=0.7)],
    connections=[
        *(
            wire(name, None, 0.002 * (k + 1), times=_times)
            for k, name in enumerate(("exp", "slow", "exp2", "equal", "reversed", "sudden"))
        ),
        wire("slow", 0, 0.01, 0.5),
        wire("exp", "train", 0.02, 1.5),
        wire("exp2", "train", 0.004, 1.5),
        wire("exp2", 1, 0.004, 1.5),
    ],
    record=[
        *((name, v) for name in ("exp", "slow") for v in ("g", "i")),
        *((name, v) for name in ("exp2", "equal", "reversed", "sudden") for v in ("A", "B", "g", "i", "tau1")),
        *((name, "i") for name in ("alpha", "at once")),
        *((name, v) for name in ("spikes", "always") for v in ("n", "time", "firing")),
    ],
    spikes=["train"],
)
# when a level of VClamp changes, BREAKPOINT computes this current (gain/2 × 80 mV/rstim) before v follows: the noise of
# the difference quotient di/dv is relative to it, and v + noise × gain is what the amplifier shows
_BEFORE_V_FOLLOWS = 4e6
_SCALES = {f"v.{name}": _BEFORE_V_FOLLOWS for name in ("i", "vo", "vo0")} | dict.fromkeys(("v.e", "v.e0"), 80.0)
CLAMPS = network(
    "clamps",
    cells=6,
    points=[
        point("SEClamp", "se", 0, dur1=2.0, amp1=-65.0, dur2=8.013, amp2=0.0, dur3=5.0, amp3=-80.0, rs=0.1),
        point("SEClamp", "stiff", 1, dur1=1.0125, amp1=-20.0, dur3=1e9, amp3=-40.0, rs=1e-3),
        point(
            "VClamp", "v", 2, **{"dur[0]": 2.0, "dur[1]": 8.013, "dur[2]": 5.0}, **{"amp[0]": -65.0, "amp[2]": -80.0}
        ),
        point(
            "VClamp", "lag", 3, **{"dur[0]": 20.0, "amp[0]": -30.0}, tau1=0.1, tau2=0.5, gain=1e3, rstim=0.5, fac=0.2
        ),
        point("VClamp", "off", 4),
        point("OClamp", "o", 5, on=2.0, off=9.013, vc=-90.0, rs=0.3, switched_on=1.0),
        point("OClamp", "idle", 5, on=2.0, off=9.013),
    ],
    clamps=[(4, 0.5)],
    record=[
        *((name, v) for name in ("se", "stiff", "o", "idle") for v in ("i", "vc")),
        *((name, v) for name in ("v", "lag", "off") for v in ("i", "e", "vo", "vi", "e0", "vo0", "vi0")),
    ],
) | {"scales": _SCALES}


def _integrators(seed):
    generator = random.Random(seed)
    cells = [
        artificial("IntFire1", "one", tau=7.0, refrac=2.0),
        artificial("IntFire2", "two", taus=12.0, taum=5.0, ib=generator.choice([0.0, 0.6, 1.3])),
        artificial("IntFire2", "swapped", taus=3.0, taum=9.0, ib=1.01),
        artificial("IntFire4", "four"),
        artificial("IntFire4", "near", taue=3.0, taui1=3.0, taui2=3.0, taum=3.0),
        artificial("IntFire4", "fast", taue=30.0, taui1=4.0, taui2=2.0, taum=0.001),
    ]
    names = [cell["name"] for cell in cells]
    connections = []
    for name in names:
        for weight in (0.7, -0.3, 1.1):
            times = [generator.uniform(0, 30) for _ in range(9)]
            connections.append(wire(name, None, weight, times=times))
        connections.append(wire(name, generator.choice(names), generator.uniform(-0.5, 0.5), 1.3))
    states = {"IntFire1": ("m",), "IntFire2": ("i", "m"), "IntFire4": ("e", "i1", "i2", "m", "nself", "nexcite")}
    parameters = {"IntFire2": ("taus",), "IntFire4": ("taue", "taui1", "taui2", "taum", "ae", "ai1", "ai2")}
    record = [(c["name"], v) for c in cells for v in states[c["mechanism"]] + parameters.get(c["mechanism"], ())]
    return network(f"integrators {seed}", 0, (), cells, connections, record=record, spikes=names)


JOBS = [DEFAULT_STREAMS, SWITCHED, SYNAPSES, CLAMPS, *(_integrators(seed) for seed in range(3))]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    pytest.importorskip("neuron")
    return run_neuron(JOBS, tmp_path_factory.mktemp("built_in"))


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job["name"])
@pytest.mark.slow
def test_process_equals_neurons(job, reference):
    # IntFire2 and IntFire4 compute times with exp and pow, whose last bit differs between libraries
    assert_equals_neuron(job, registry.find, reference, 1e-9 if job["name"].startswith("integrators") else 0.0)


@pytest.mark.parametrize("name", ["IntFire1", "IntFire2", "IntFire4"])
@pytest.mark.slow
def test_functions_show_the_states_at_any_time(name):
    h = pytest.importorskip("neuron").h
    theirs, cls, times = getattr(h, name)(), registry.find(name), {0.3: 0.4, 2.1: -0.6, 5.0: 0.3}
    connections = [h.NetCon(None, theirs) for _ in times]
    h.finitialize(-65)
    ours = ArtificialCell(name, name="a")
    for connection, (time, weight) in zip(connections, times.items(), strict=True):
        connection.weight[0] = weight
        connection.event(time)
        ours.connect(weight=weight, times=[time])
    while h.t < 8 - h.dt / 2:
        h.fadvance()
    state = run(ours, 8.0).state
    defaults = {key: parameter.default for key, parameter in cls.parameters.items()}
    values = {key: float(x[0]) for key, x in state.mechanisms[name].items()}
    record = Instances(defaults | values | {"t": h.t})
    for function in ("M",) if name == "IntFire1" else ("M", "I", "E") if name == "IntFire4" else ("M", "I"):
        found, expected = getattr(cls, function)(record), getattr(theirs, function)()
        assert expected and found == pytest.approx(expected, rel=1e-12), function


def test_a_run_ends_with_the_events_of_its_last_half_step():
    h = pytest.importorskip("neuron").h
    section = h.Section(name="last")
    theirs, train = h.ExpSyn(section(0.5)), h.NetStim()
    train.start, train.interval = 0.99, 0.2
    connection = h.NetCon(train, theirs)
    connection.delay, connection.weight[0] = 0.0, 0.5
    h.finitialize(-65)
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    cell.place(at("soma", 0.5), PointProcess("ExpSyn", name="syn"))
    cell.connect("syn", source="train", weight=0.5, delay=0.0)
    cells, state = [cell, ArtificialCell("NetStim", name="train", start=0.99, interval=0.2)], None
    for until in (1.0, 2.0):
        while h.t < until - h.dt / 2:
            h.fadvance()
        result = run(cells, 1.0, state=state)
        state = result.state
        assert state.mechanisms["ExpSyn"]["g"][0] == pytest.approx(theirs.g, rel=1e-12)
        assert result.spike_times("train")[0] == pytest.approx(0.99 if until == 1.0 else 1.19)
    h.delete_section(sec=section)


def _with_vclamp(**parameters):
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    return cell.place(at("soma", 0.5), PointProcess("VClamp", **parameters))


def test_an_array_parameter_takes_its_elements_together():
    together = lower(_with_vclamp(dur=[1, 2, 3], amp=(-70, 0, 10)))[0].parameters["VClamp"]
    singly = {f"dur[{k}]": k + 1 for k in range(3)} | {"amp[0]": -70, "amp[2]": 10}
    singly = lower(_with_vclamp(**singly))[0].parameters["VClamp"]
    assert {k: x.tolist() for k, x in together.items()} == {k: x.tolist() for k, x in singly.items()}
    for wrong in ([1, 2], 1.0, [1, 2, np.nan]):
        with pytest.raises(InputError, match="`dur"):
            _with_vclamp(dur=wrong)
