"""The mechanism interface and its records."""

import jax.numpy as jnp
import pytest

from braincell.channel import Channel as ChannelClass
from braincell.errors import InputError, UnknownNameError
from braincell.mech import Assigned, Channel, CurrentClamp, Instances, Ion, Parameter, PointProcess, State, UseIon
from braincell.mech.registry import find
from braincell.mech.table import lookup, tabulate


def test_a_record_is_immutable_and_knows_its_names():
    s = Instances({"gbar": 1.0, "lambda": 2.0})
    assert s.gbar == 1.0 and s["lambda"] == 2.0
    assert s.replace(gbar=3.0).gbar == 3.0 and s.gbar == 1.0
    with pytest.raises(AttributeError, match="s.replace"):
        s.gbar = 2.0
    with pytest.raises(UnknownNameError, match="unknown variable `gbra`; did you mean `gbar`"):
        s.replace(gbra=1.0)


def test_declarations_are_checked_when_the_class_is_made():
    with pytest.raises(UnknownNameError, match="unknown current `ik`"):

        class lost(ChannelClass):
            currents = ("ik",)

    with pytest.raises(InputError, match="declared but not listed in `currents`"):

        class silent(ChannelClass):
            nonspecific = ("i",)

    with pytest.raises(InputError, match="declared both in `states` and in `parameters`"):

        class twice(ChannelClass):
            states = {"m": State()}
            parameters = {"m": Parameter(0.0)}

    with pytest.raises(InputError, match="set by the simulator"):

        class shadow(ChannelClass):
            assigned = {"v": Assigned("mV")}

    with pytest.raises(UnknownNameError, match="unknown ion variable `ikk`"):
        UseIon("k", writes=("ikk",))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Channel("hhh"), "unknown mechanism `hhh`; did you mean `hh`"),
        (lambda: Channel("hh", gnabr=1.0), "unknown parameter `gnabr` in mechanism `hh`; did you mean `gnabar`"),
        (lambda: Channel("hh", gnabar=float("nan")), "hh: `gnabar` is NaN"),
        (lambda: Channel("hh", gnabar="much"), "hh: `gnabar` is 'much'; a number in S/cm2 is needed"),
        (lambda: Channel("IClamp"), "declare it as `PointProcess` with `place`"),
        (lambda: PointProcess("hh"), "declare it as `Channel` with `paint`"),
        (lambda: CurrentClamp(1.0, (1.0, 2.0), (0.1,)), "2 durations for 1 amplitudes"),
        (lambda: CurrentClamp(1.0, -1.0, 0.1), "none may be negative"),
        (lambda: CurrentClamp(1.0, (), ()), "`durations` is empty"),
        (lambda: Ion("na", e=float("nan")), 'Ion\\("na"\\): `e` is NaN'),
    ],
)
def test_bad_declarations_are_refused_by_name(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_find_suggests():
    assert find("hh").name == "hh"
    with pytest.raises(UnknownNameError, match="did you mean `pas`"):
        find("pass")


def test_table_is_neurons():
    # grid by accumulation, linear inside, clamped outside
    table = tabulate(lambda x: (x * x, 2.0 * x), -1.0, 1.0, 20)
    grid = [-1.0]
    for _ in range(20):
        grid.append(grid[-1] + 0.1)
    assert table.tolist()[0] == [x * x for x in grid]
    square, double = lookup(table, -1.0, 1.0, jnp.array([-5.0, 0.05, 0.25, 5.0]))
    assert square[0] == table[0, 0] and square[3] == table[0, -1]
    assert float(square[1]) == pytest.approx(float(table[0, 10] + table[0, 11]) / 2, rel=1e-13)
    assert float(double[2]) == pytest.approx(0.5, rel=1e-13)
