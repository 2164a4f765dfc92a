"""Run one function under both simulators' `h` and compare what it returns."""

import gc
import math
import multiprocessing
import os
import shutil
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hoc_compat import h as our_h
from hoc_compat.bulletin_board import BulletinBoard
from hoc_compat.hoc import files, program
from hoc_compat.parallel_context import ParallelContext
from hoc_compat.run import SIMULATION
from hoc_compat.widgets import OPEN_BOXES

STEP = 1e-5  # ms, mV: rounding of such steps, which the difference quotient of the first one multiplies by 1e6
RELATIVE = 1e-13  # geometry: NEURON's sums in another order, some 100 roundings
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def h():
    """Our `h`, with NEURON's defaults; nothing of an earlier test is left, no name of hoc either."""
    program.forget()
    files.forget()
    ParallelContext._board = BulletinBoard()
    OPEN_BOXES.clear()
    delete_all(our_h)
    our_h.celsius, our_h.dt, our_h.t, our_h.secondorder = 6.3, 0.025, 0.0, 0
    our_h.tstop, our_h.v_init, our_h.steps_per_ms = 5.0, -65.0, 40.0
    our_h.setdt()
    cvode = our_h.CVode()
    cvode.active(0), cvode.atol(1e-3), cvode.rtol(0), cvode.maxstep(1e9), cvode.minstep(0), cvode.maxorder(5)
    cvode.use_fast_imem(0)
    SIMULATION.variable.scales.clear()
    for graphs in [*our_h.graphList, our_h.flush_list, our_h.fast_flush_list]:
        graphs.remove_all()
    return our_h


def delete_all(h):
    """Delete the sections that a failed test, whose variables pytest keeps, has left."""
    if list(h.allsec()):
        gc.collect()
    for section in list(h.allsec()):
        h.delete_section(sec=section)


@pytest.fixture(scope="session")
def neuron_h():
    """NEURON's `h` with its standard run system."""
    neuron = pytest.importorskip("neuron")
    neuron.h.load_file("stdrun.hoc")
    return neuron.h


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> Callable[[Path], str]:
    """`compiled(folder)`: the library that NEURON makes of the .mod files of a folder."""

    def run(source: Path) -> str:
        compiler = shutil.which(
            "nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        )
        assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
        folder = tmp_path_factory.mktemp(source.name)
        subprocess.run([compiler, str(source)], cwd=folder, check=True, capture_output=True)
        return str(next(folder.glob("*/libnrnmech.so")))

    return run


@pytest.fixture(scope="module")
def library() -> str | None:
    """The library with which NEURON's side of a module's tests runs: none, unless the module has one."""
    return None


@pytest.fixture
def neurons(neuron_h, library) -> Callable[..., Any]:
    """`neurons(model, …)`: what model(NEURON's h, …) returns in a process of its own, which leaves nothing behind."""

    def run(model: Callable[..., Any], *arguments: Any) -> Any:
        def work() -> Any:
            if library is not None:
                neuron_h.nrn_load_dll(library)
            return model(neuron_h, *arguments)

        return forked(work)

    return run


def forked(function: Callable[[], Any]) -> Any:
    """function() in a copy of this process, whose crash fails the test alone."""
    receiver, sender = FORK.Pipe(duplex=False)

    def work() -> None:
        try:
            answer = True, function()
        except BaseException:
            answer = False, traceback.format_exc()
        sender.send(answer)

    process = FORK.Process(target=work, daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # JAX's, of its threads: the copy does not call JAX
        process.start()
    sender.close()
    try:
        good, result = receiver.recv()
    except EOFError:
        process.join()
        pytest.fail(f"NEURON's process ended with code {process.exitcode}")
    process.join()
    assert good, result
    return result


@pytest.fixture
def both(h, neurons) -> Callable[..., Any]:
    """`both(model, …)`: model(h, …) under both simulators must return the same; returns ours."""

    def run(model: Callable[..., Any], *arguments: Any, relative: float = RELATIVE, absolute: float = 0.0) -> Any:
        theirs = neurons(model, *arguments)
        ours = model(h, *arguments)
        assert_same(ours, theirs, relative, absolute, "result")
        return ours

    return run


@pytest.fixture
def same() -> Callable[..., None]:
    """The comparison that `both` makes, for results of NEURON in another process."""
    return assert_same


def assert_same(ours: Any, theirs: Any, relative: float, absolute: float, where: str) -> None:
    """Equal structure; numbers equal to a relative or absolute bound; everything else equal."""
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs), where
        for key in theirs:
            assert_same(ours[key], theirs[key], relative, absolute, f"{where}[{key!r}]")
    elif isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs), f"{where}: {ours} {theirs}"
        for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            assert_same(a, b, relative, absolute, f"{where}[{i}]")
    elif isinstance(theirs, np.ndarray):
        assert ours.shape == theirs.shape, where
        bound = np.maximum(relative * np.abs(theirs), absolute)
        assert (np.abs(ours - theirs) <= bound).all(), f"{where}: off by {np.abs(ours - theirs).max()}"
    elif isinstance(theirs, float):
        assert math.isclose(ours, theirs, rel_tol=relative, abs_tol=absolute), f"{where}: {ours} {theirs}"
    else:
        assert ours == theirs, where


@pytest.fixture
def same_steps() -> Callable[..., None]:
    """The comparison of steps of variable length."""
    return assert_same_steps


def assert_same_steps(ours: Any, theirs: Any, bound: float = STEP) -> None:
    """Both took the same steps to the same values: rows of times [ms] and of values."""
    ours, theirs = np.array(ours), np.array(theirs)
    assert ours.shape == theirs.shape and ours.shape[1] > 20
    assert np.abs(ours - theirs).max() < bound


@pytest.fixture
def compilations() -> Callable[[], int]:
    """A function that says how many programs XLA has compiled since the test began."""
    import jax.monitoring

    seen = []

    def listener(event: str, duration: float, **keywords: Any) -> None:
        if event == "/jax/core/compile/backend_compile_duration":
            seen.append(event)

    jax.monitoring.register_event_duration_secs_listener(listener)
    yield lambda: len(seen)
    jax.monitoring.unregister_event_duration_listener(listener)
