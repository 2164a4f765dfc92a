"""A group of ions and channels is what its parts are, and refuses channels of other ions."""

from typing import Any

import numpy as np
import pytest

import braincell
from braincell import Cell, Morphology, SingleCompartment, Soma, mix_ions
from braincell.errors import InputError
from braincell.filter import AllRegion, at
from braincell.mech import Channel, Ion, MechanismProbe, MixIons, StateProbe

AHP = Channel("KAHP_Destexhe1994_RE", gbar=1e-3)
POOL = Channel("CalciumFirstOrder", depth=1.0)
CALCIUM = Channel("CaT_Destexhe1994_RE", gbar=2e-3)
NO_ION: Any = 3
NO_ION_EITHER: Any = POOL


def _spiking(*more, **named) -> SingleCompartment:
    neuron = SingleCompartment(length=20, radius=10, hh=Channel("hh"), pool=POOL, cat=CALCIUM)
    return neuron.add(*more, **named).place(MechanismProbe("ahp", "m", name="m"))


def test_names_are_those_of_braincell():
    assert braincell.MixIons is MixIons and isinstance(mix_ions("k", "ca"), MixIons)


def test_a_group_is_its_parts():
    kca = mix_ions(Ion("k", e=-95.0), "ca")
    assert kca.add(ahp=AHP) is kca and kca.ions == ("k", "ca")
    grouped = _spiking(kca=kca).run(60, I_ext=0.3)
    apart = _spiking(Ion("k", e=-95.0), ahp=AHP).run(60, I_ext=0.3)
    without = SingleCompartment(length=20, radius=10, hh="hh", pool=POOL, cat=CALCIUM).run(60, I_ext=0.3)
    for name in ("v", "m"):
        np.testing.assert_array_equal(grouped[name], apart[name])
    assert abs(grouped["v"] - without["v"]).max() > 1.0


def test_a_cell_is_painted_with_a_group():
    named = {"ahp": AHP, "slow": Channel("KAHP_Migliore1995_CA3")}
    apart = [Channel(channel.mechanism, name=name, **channel.parameters) for name, channel in named.items()]
    cells = []
    for name, painted in (("grouped", [mix_ions("k", "ca", **named)]), ("apart", apart)):
        cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), name=name)
        cell.paint(AllRegion(), "hh", POOL, CALCIUM, *painted)
        cells.append(cell.place(at("soma", 0.5), StateProbe("v", name="v"), MechanismProbe("slow", "w", name="w")))
    result = braincell.run(cells, 20.0)
    np.testing.assert_array_equal(result["grouped.v"], result["apart.v"])
    np.testing.assert_array_equal(result["grouped.w"], result["apart.w"])


def test_declarations_stay_as_they_were():
    mix_ions("k", "ca", a=AHP, b=AHP)
    assert AHP.name == "KAHP_Destexhe1994_RE"


REFUSED = [
    (lambda: mix_ions("k"), "got k; give two ions or more"),
    (lambda: mix_ions("ca", Ion("ca")), "got ca, ca; .* once each"),
    (lambda: mix_ions("k", NO_ION_EITHER), "no ion; give a name.*pool is painted by itself"),
    (lambda: mix_ions("k", NO_ION), "3 is no ion"),
    (lambda: mix_ions("k", "na", AHP=AHP), "`AHP` uses .*the group is of k, na; mix ca, too"),
    (lambda: mix_ions("k", "ca").add("pas"), "`pas` uses no ion.*paint it by itself"),
    (lambda: mix_ions("k", "ca", ahp=3.0), "3.0 is no channel"),
    (lambda: mix_ions("k", "ca", ahp=AHP).add(ahp=AHP), "two channels are called `ahp`"),
    (lambda: SingleCompartment(kca=mix_ions("k", "ca")), "has no channels; add them before"),
]


@pytest.mark.parametrize(("mistake", "message"), REFUSED)
def test_mistakes_are_named(mistake, message):
    with pytest.raises(InputError, match=message):
        mistake()
