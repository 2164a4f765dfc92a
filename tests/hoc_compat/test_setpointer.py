"""`h.setpointer`: the same as `Cell.point`, which is compared with NEURON in tests/nmodl_import/test_pointers.py."""

from pathlib import Path

import numpy as np
import pytest

from braincell import Branch, Cell, CVPerBranch, Morphology, run
from braincell.errors import InputError, UnknownNameError, UnsupportedError
from braincell.filter import AllRegion, at
from braincell.mech import CurrentClamp, PointProcess, StateProbe
from nmodl_import import load_mod

MODS = Path(__file__).parents[1] / "nmodl_import" / "mod" / "pointer"


@pytest.fixture(scope="module", autouse=True)
def mechanisms():
    for name in ("p_gap", "p_reads", "p_writes", "p_holder"):
        load_mod(MODS / f"{name}.mod")


def two(h):
    """Two cables of three segments with hh."""
    cables = [h.Section(name=name) for name in "ab"]
    for section in cables:
        section.L, section.diam, section.nseg = 60, 10, 3
        section.insert("hh")
    return cables


def test_gaps_and_density_mechanisms(h):
    a, b = two(h)
    a.insert("p_writes")
    b.insert("p_holder")
    ga, gb = h.p_gap(a(0.5)), h.p_gap(b(0.1))
    h.setpointer(b(0.1)._ref_v, "vgap", ga)
    h.setpointer(a(0.5)._ref_v, "vgap", gb)
    for segment, other in zip(a, b, strict=True):
        h.setpointer(other.p_holder._ref_e, "out", segment.p_writes)
        h.setpointer(other.p_holder._ref_g, "gain", segment.p_writes)
        h.setpointer(b(0.5).p_holder._ref_total, "sum", segment.p_writes)
    clamp = h.IClamp(a(0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 10, 0.5
    recorded = [h.Vector().record(place._ref_v) for place in (a(0.5), b(0.5))]
    h.finitialize(-65)
    h.continuerun(15)

    cells = []
    for name in "ab":
        morphology = Morphology.from_root(Branch.from_lengths([60], [5, 5], type="dend"), name="dend")
        cell = Cell(morphology, cv_policy=CVPerBranch(3), name=name).paint(AllRegion(), "hh")
        cells.append(cell.place(at("dend", 0.5), StateProbe("v", name="v")))
    first, second = cells
    first.paint(AllRegion(), "p_writes").place(
        at("dend", 0.5), PointProcess("p_gap", name="g"), CurrentClamp(1, 10, 0.5)
    )
    second.paint(AllRegion(), "p_holder").place(at("dend", 1 / 6), PointProcess("p_gap", name="g"))
    first.point("g", "vgap", "v", at=at("dend", 1 / 6), of=second)
    second.point("g", "vgap", "v", at=at("dend", 0.5), of=first)
    everywhere = at("dend", 1 / 6) | at("dend", 0.5) | at("dend", 5 / 6)
    first.point("p_writes", "out", "p_holder.e", at=everywhere, of=second)
    first.point("p_writes", "gain", "p_holder.g", at=everywhere, of=second)
    first.point("p_writes", "sum", "p_holder.total", at=at("dend", 0.5), of=second)
    native = run(cells, 15)
    for vector, name in zip(recorded, ("a.v", "b.v"), strict=True):
        assert np.abs(np.asarray(vector) - native[name]).max() < 1e-9
    assert b(0.5).p_holder.total > 1.0  # what was written is there to be read


def test_a_target_may_be_a_point_process_or_an_ion(h):
    a, b = two(h)
    clamp = h.IClamp(b(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0, 10, 0.25
    a.insert("p_reads")
    for segment in a:
        h.setpointer(clamp._ref_i, "open", segment.p_reads)
        h.setpointer(b(0.9)._ref_ena, "conc", segment.p_reads)
    h.finitialize(-65)
    h.fadvance()
    assert (a(0.5).p_reads.seen, a(0.1).p_reads.low) == (0.25, 50.0)


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (
            lambda h, a, g: h.setpointer(a(0.5)._ref_v, "vgp", g),
            UnknownNameError,
            "unknown pointer `vgp`.*did you mean",
        ),
        (lambda h, a, g: h.setpointer(h._ref_t, "vgap", g), UnsupportedError, "reference to t> cannot be pointed at"),
        (lambda h, a, g: h.setpointer(a(0.5)._ref_diam, "vgap", g), UnsupportedError, "diam> cannot be pointed at"),
        (lambda h, a, g: h.setpointer(a(0.5)._ref_v, "vgap", a), InputError, "a has no pointers; give a point process"),
        (lambda h, a, g: h.finitialize(-65), InputError, r"`p_gap\[\d+\]` at a\(0.5\).*`vgap` points at nothing"),
    ],
)
def test_mistakes(h, mistake, error, message):
    a, _ = two(h)
    gap = h.p_gap(a(0.5))
    with pytest.raises(error, match=message):
        mistake(h, a, gap)
