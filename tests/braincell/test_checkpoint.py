"""Runs that are interrupted go on from their checkpoint, to the same bits."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from braincell import ArtificialCell, SingleCompartment, run
from braincell.errors import InputError
from braincell.mech import PointProcess, Random123

SCRIPT = """
import sys
from test_checkpoint import simulate
simulate(checkpoint=sys.argv[1], checkpoint_seconds=0)
"""
DURATION = 400.0


def cells(amp=0.1):
    neurons = SingleCompartment(2, 20, 10, hh="hh").place(PointProcess("ExpSyn", name="syn", tau=2))
    neurons.place(PointProcess("IClamp", delay=0, dur=1e9, amp=[amp, 0.0]))
    made = neurons.cells()
    train = ArtificialCell("NetStim", name="train", interval=5, number=1e9, start=1, noise=1,
                           streams={"ranvar": Random123(1, 2, 3)})  # fmt: skip
    for cell in made:
        cell.connect("syn", source="train", weight=0.01, delay=1)
    return [*made, train]


def simulate(duration=DURATION, amp=0.1, **options):
    return run(cells(amp), duration, **options)


def same(a, b):
    np.testing.assert_array_equal(a.time, b.time)
    for name in a.traces:
        np.testing.assert_array_equal(a[name], b[name])
    for name in ("neuron[0].spike", "neuron[1].spike", "train"):
        np.testing.assert_array_equal(a.spike_times(name), b.spike_times(name))
    assert len(a.spike_times("train")) > 20


@pytest.fixture(scope="module")
def whole():
    return simulate()


@pytest.mark.slow
def test_a_killed_run_goes_on(whole, tmp_path):
    folder = tmp_path / "kept"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([os.path.dirname(__file__), *sys.path])}
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder)], env=environment)
    deadline = time.monotonic() + 120
    while not list(folder.glob("part*2.npz")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(folder.glob("part*2.npz"))
    same(simulate(checkpoint=folder), whole)


def test_an_interrupted_run_goes_on(whole, tmp_path, monkeypatch):
    module = sys.modules["braincell.run"]
    advance, calls = module.advance_chunk, []

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return advance(*arguments)

    monkeypatch.setattr(module, "advance_chunk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simulate(checkpoint=tmp_path)
    monkeypatch.undo()
    same(simulate(checkpoint=tmp_path), whole)
    same(simulate(checkpoint=tmp_path), whole)  # what is complete is read


def test_a_run_can_be_made_longer(whole, tmp_path):
    first = simulate(150, checkpoint=tmp_path)
    assert first.time[-1] == pytest.approx(150)
    same(simulate(checkpoint=tmp_path), whole)
    with pytest.raises(InputError, match="is at 400 ms already, beyond the duration"):
        simulate(150, checkpoint=tmp_path)


def test_a_continued_run_has_its_own(whole, tmp_path):
    half = simulate(200)
    rest = simulate(200, state=half.state, checkpoint=tmp_path, checkpoint_seconds=0)
    again = simulate(200, state=half.state, checkpoint=tmp_path)
    np.testing.assert_array_equal(np.concatenate([half.time, again.time]), whole.time)
    np.testing.assert_array_equal(rest["neuron[0].v"], again["neuron[0].v"])


def test_checkpoints_of_other_runs_are_refused(tmp_path):
    simulate(1, checkpoint=tmp_path)
    for k, end in ((0, "train"), (1, "neuron[0].spike")):  # who hears whom
        others = cells()
        others[k].connections[0] = replace(others[k].connections[0], source=end if k else "neuron[1].spike")
        with pytest.raises(InputError, match="is of another run"):
            run(others, 1, checkpoint=tmp_path)
    for options in ({"dt": 0.05}, {"amp": 0.2}, {"solver": "rk2"}, {"precision": "float32"}):
        with pytest.raises(InputError, match="is of another run"):
            simulate(1, checkpoint=tmp_path, **options)
    (tmp_path / "state.npz").write_bytes(b"PK nonsense")
    with pytest.raises(InputError, match="cannot be read"):
        simulate(1, checkpoint=tmp_path)
