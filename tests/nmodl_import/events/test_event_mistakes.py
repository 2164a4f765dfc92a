"""What goes wrong with events is said by name."""

from pathlib import Path

import numpy as np
import pytest

from braincell import ArtificialCell, Cell, Morphology, Soma, lower, run
from braincell.errors import InputError, SimulationError, UnknownNameError
from braincell.filter import at
from braincell.mech import PointProcess
from nmodl_import import NmodlError, load_mod, to_source

MODS = Path(__file__).parent / "mod"
MOVES_NOTHING = """
NEURON { ARTIFICIAL_CELL moves_nothing }
NET_RECEIVE(w) { net_move(t + 1) }
"""
SENDS_BACK = """
NEURON { ARTIFICIAL_CELL sends_back }
NET_RECEIVE(w) { net_event(t - 1) }
"""
ENDLESS = """
NEURON { ARTIFICIAL_CELL endless }
NET_RECEIVE(w) { net_send(0, 1) }
"""


@pytest.fixture
def train():
    return load_mod(MODS / "n_train.mod")


def _soma(**keywords):
    return Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), **keywords)


def _with_synapse(**keywords):
    synapse = load_mod(MODS / "n_depress.mod")
    return _soma(**keywords).place(at("soma", 0.5), PointProcess(synapse, name="syn"))


def test_a_full_queue_names_its_capacity(train):
    cell = ArtificialCell(train, name="a", start=0, interval=0.1, number=1000)
    other = ArtificialCell(train, name="b").connect(source="a", delay=50)
    cell.queue_capacity = 20
    with pytest.raises(
        SimulationError, match=r"more events wait than the queue has places \(20\); set `queue_capacity`"
    ):
        run([cell, other], 5)
    cell.queue_capacity = 100
    assert len(run([cell, other], 5).spike_times("a")) == 51  # at 0 and at 5 ms, too


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MOVES_NOTHING, "net_move was called while no event with flag 1"),
        (SENDS_BACK, "an event was sent into the past"),
        (ENDLESS, "events follow one another without end"),
    ],
)
def test_impossible_events(tmp_path, text, message):
    file = tmp_path / f"{text.split()[3]}.mod"
    file.write_text(text)
    with pytest.raises(SimulationError, match=message):
        ArtificialCell(load_mod(file)).connect(times=[2]).run(5)


def test_every_event_is_remembered_however_many_there_are(train):
    cell = ArtificialCell(train, name="a", start=0, interval=1 / 128, number=3000)
    times = cell.run(25, dt=0.03125).spike_times("a")
    np.testing.assert_array_equal(times, np.arange(3000)[:3201] / 128)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda train: lower(_with_synapse().connect("sin", times=[1])), UnknownNameError, "did you mean `syn`"),
        (lambda train: lower(_with_synapse().connect("syn", source="no")), UnknownNameError, "unknown source `no`"),
        (lambda train: lower(_with_synapse().connect("syn", weight=[1, 2, 3, 4], times=[1])), InputError, "4 weights"),
        (lambda train: _with_synapse().connect("syn"), InputError, "no event would ever arrive"),
        (lambda train: _with_synapse().connect("syn", delay=-1, times=[1]), InputError, "must not be negative"),
        (lambda train: PointProcess(train), InputError, "declare it as `ArtificialCell`"),
        (lambda train: ArtificialCell("pas"), InputError, "declare it as `Channel` with `paint`"),
        (lambda train: ArtificialCell(train, interval=[1, 2]), InputError, "takes numbers"),
        (lambda train: ArtificialCell(train).record("nothing"), UnknownNameError, "unknown variable `nothing`"),
        (lambda train: lower([ArtificialCell(train), ArtificialCell(train)]), InputError, "several cells are called"),
    ],
)  # fmt: skip
def test_wrong_declarations(train, call, error, message):
    with pytest.raises(error, match=message):
        call(train)


def test_names_are_looked_for_in_the_own_cell_first():
    cells = [_with_synapse(name=name).connect("syn", times=[1], weight=[0.1, 0, 0]) for name in "ab"]
    model, _ = lower(cells)
    assert model.layout.events.target.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("PROCEDURE p() { net_send(1, 1) }", "`net_send` is allowed only in INITIAL and NET_RECEIVE"),
        ("INITIAL { net_event(t) }", "`net_event` is allowed only in NET_RECEIVE"),
        ("PROCEDURE p() { WATCH (x > 1) 2 }", "only in NET_RECEIVE"),
    ],
)
def test_misplaced_statements_are_refused(body, message):
    with pytest.raises(NmodlError, match=message):
        to_source(f"NEURON {{ POINT_PROCESS q }}\nASSIGNED {{ x }}\nNET_RECEIVE(w) {{ x = w }}\n{body}\n", "q.mod")
