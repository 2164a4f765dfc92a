"""RANDOM variables of mechanisms as objects, in Python and hoc, against NEURON."""

from pathlib import Path

import pytest

from braincell.errors import InputError
from hoc_compat.held_streams import next_source
from hoc_compat.hoc.errors import HocError
from hoc_compat.world import WORLD

MODS = Path(__file__).parent / "mods" / "streams"


@pytest.fixture(scope="module")
def library(compiled):
    return compiled(MODS)


@pytest.fixture(autouse=True)
def mechanisms(h, neurons, monkeypatch):
    """The mechanisms, with streams counted on from where NEURON's process has got with other tests."""

    def next_number(h):
        source = h.NetStim()
        return int(source.ranvar.get_ids().x[2])

    h.load_mechanisms(str(MODS))
    first = neurons(next_number)
    counted = next_source().id3
    monkeypatch.setattr(WORLD, "streams_made", WORLD.streams_made + first - 1 - counted)


def ids(variable):
    return [*variable.get_ids(), variable.get_seq()]


def network(h, n=3):
    """A section with the density mechanism, synapses and a bell that drives them."""
    section = h.Section(name="s")
    section.L = section.diam = 20
    section.nseg = n
    section.insert("dice")
    synapses = [h.toss(section(x)) for x in (0.1, 0.9)]
    bell = h.bell()
    connections = [h.NetCon(bell, synapse, 0, 1, 2e-3) for synapse in synapses]
    return section, synapses, bell, connections


def everything(section, synapses, bell):
    return [
        *(ids(variable) for seg in section for variable in (seg.dice.goes_on, seg.dice.anew)),
        *(ids(synapse.coin) for synapse in synapses),
        ids(bell.when),
    ]


def run(h, section):
    h.dt = 0.025
    v = h.Vector().record(section(0.5)._ref_v)
    h.finitialize(-65)
    while h.t < 6:
        h.fadvance()
    return list(v)


@pytest.mark.parametrize("lowered_first", [False, True])
@pytest.mark.slow
def test_ids_and_places_decide_what_is_drawn(both, lowered_first):
    def model(h):
        section, synapses, bell, _ = kept = network(h)
        found = [everything(*kept[:3])]
        if lowered_first:
            found.append(run(h, section))
        for k, seg in enumerate(section):
            seg.dice.goes_on.set_ids(7, k, 3).set_seq(10 * k + 1)
        section(0.5).dice.goes_on.set_ids(9, 9, 9)  # counts from the next block on
        section(0.1).dice.anew.set_ids(4, 5, 6)
        synapses[1].coin.set_ids(1, 2, 3)
        bell.when.set_seq(5).set_ids(8, 8, 8)
        found += [everything(*kept[:3]), run(h, section), everything(*kept[:3]), run(h, section)]
        return [*found, everything(*kept[:3])]

    found = both(model)
    assert found[-2] != found[-4]  # streams go on


@pytest.mark.slow
def test_streams_go_on_when_the_structure_changes(both):
    def model(h):
        section, synapses, bell, connections = network(h)
        found = [run(h, section), everything(section, synapses, bell)]
        synapses[0].coin.set_seq(3)
        section(0.1).dice.goes_on.set_ids(1, 1, 1)
        clamp = h.IClamp(section(0.5))
        clamp.dur, clamp.amp = 1e9, 0.01
        found += [everything(section, synapses, bell), run(h, section), everything(section, synapses, bell)]
        section.nseg = 5
        found += [everything(section, synapses, bell), run(h, section)]
        section.nseg = 1
        return [*found, everything(section, synapses, bell), run(h, section)]

    both(model)


def test_a_draw_moves_what_the_mechanism_draws(both):
    def model(h):
        section, synapses, bell, _ = kept = network(h)
        drawn = [variable.uniform() for variable in (bell.when, synapses[0].coin, section(0.5).dice.goes_on) * 5]
        return [drawn, everything(*kept[:3]), run(h, section)]

    both(model)


def test_numbers_count_in_the_order_of_making(both):
    def model(h):
        root, other = h.Section(name="root"), h.Section(name="other")
        other.nseg = 2
        other.connect(root(1), 1)
        made = [h.toss(), h.toss(root(0.5))]
        for section in (other, root):
            section.insert("dice")
        bell = h.bell()
        made[0].loc(other(0.5))
        other.nseg = 6
        root.uninsert("dice")
        root.insert("dice")
        source = h.NetStim()
        return [
            everything(root, made, bell),
            everything(other, [], bell),
            ids(source.ranvar),
            source.noiseFromRandom123(3, 2, 1),
            ids(source.ranvar),
        ]

    both(model)


@pytest.mark.parametrize("position", [-5, 2.9, 2**34 - 1, 2**34, 2**34 + 7, 2**40 - 1, 2**40 + 1])
def test_places_of_a_stream(both, position):
    def model(h):
        bell = h.bell()
        return [ids(bell.when.set_seq(position)), bell.when.uniform(), ids(bell.when)]

    both(model)


def test_in_hoc(h, both):
    text = """
        objref kept, found, cell
        found = new Vector()
        begintemplate Dicing
        public soma, synapse
        create soma
        objref synapse
        proc init() {
            soma { nseg = 3 insert dice synapse = new toss(0.1) }
        }
        endtemplate Dicing
        cell = new Dicing()
        cell.soma.goes_on_dice(0.1).set_ids(8, 9, 10).set_seq(11)
        cell.soma { kept = anew_dice  found.append(goes_on_dice(0.1).get_ids(), anew_dice.set_seq(3).get_seq()) }
        kept.set_ids(1, 2, 3)
        found.append(cell.soma.anew_dice.get_ids(), cell.soma.anew_dice(0.9).get_ids(), cell.synapse.coin.get_ids())
        cell.soma for (x, 0) found.append(goes_on_dice(x).get_seq())
    """

    def model(h):
        h(text)
        made = list(h.found)
        kinds = [h.List("NMODLRandom").count()]
        refused = [fails(h, line) for line in ("kept.set_ids(1, 2)", "print cell.soma.anew_dice(0.1, 0.2)")]
        return [made, kinds, *refused]

    assert both(model)[2:] == [True, True]
    h("objref synapse_\nsynapse_ = cell.synapse\nobjref cell")
    assert fails(h, "print synapse_.coin") and fails(h, "print kept.get_seq()")


def fails(h, line):
    """Whether hoc text fails: NEURON says so by its value, ours raises what is no mistake of the language."""
    try:
        return not h(line)
    except HocError:
        return True


def test_names_of_range_variables(h):
    """NEURON has them for mechanisms that are there when Python starts."""
    section, *_ = network(h)
    section.goes_on_dice.set_ids(9, 8, 7)
    assert ids(section(0.5).goes_on_dice) == ids(section(0.5).dice.goes_on) == [9, 8, 7, 0]


def test_mistakes(h):
    section, synapses, bell, _ = network(h)
    for value in (-1, 2**32, "a"):
        with pytest.raises(InputError, match="set_ids"):
            bell.when.set_ids(1, value, 1)
    for value in (float("nan"), "a"):
        with pytest.raises(InputError, match="set_seq"):
            bell.when.set_seq(value)
    with pytest.raises(InputError, match=r"bell\[\d+\].when: a RANDOM variable cannot be assigned"):
        bell.when = 3
    with pytest.raises(InputError, match="s.anew_dice: a RANDOM variable cannot be assigned"):
        section.anew_dice = 3
    with pytest.raises(InputError, match="s.anew_dice: a RANDOM variable cannot be assigned"):
        section(0.5).dice.anew = bell.when
    with pytest.raises(InputError, match="not the RANDOM variable of any mechanism"):
        h.NMODLRandom().get_seq()
    with pytest.raises(InputError, match=r"toss\[\d+\].coin: point process not located in a section"):
        _ = h.toss().coin
    taken = section(0.1).dice.anew, synapses[0].coin
    section.uninsert("dice")
    del synapses[0], _
    with pytest.raises(InputError, match="the segment, or the mechanism in it, is gone"):
        taken[0].uniform()
    with pytest.raises(InputError, match=r"coin: the object is gone"):
        taken[1].get_ids()
