"""`extracellular`: potentials in two layers outside of the membrane, in the fixed step."""

import numpy as np
import pytest

from braincell.errors import InputError, UnknownNameError, UnsupportedError

MV = 1e-8  # mV: NEURON's sparse elimination, amplified by a spike


def tree(h, outside=("soma", "dend", "twig")):
    """A spiking soma, a dendrite on its end, a twig in the middle of that and an axon at the soma's beginning."""
    made = {name: h.Section(name=name) for name in ("soma", "dend", "twig", "axon")}
    soma, dend, twig, axon = made.values()
    soma.L = soma.diam = 20
    soma.insert("hh")
    for section, length, diam in ((dend, 200, 2), (twig, 80, 1), (axon, 150, 1)):
        section.L, section.diam, section.nseg, section.Ra = length, diam, 3, 100
        section.insert("pas")
    axon.insert("hh")
    dend.connect(soma(1))
    twig.connect(dend(0.5))
    axon.connect(soma(0))
    for name in outside:
        made[name].insert("extracellular")
    clamp, electrode, synapse = h.IClamp(soma(0.5)), h.SEClamp(twig(0.9)), h.AlphaSynapse(dend(0.2))
    clamp.delay, clamp.dur, clamp.amp = 0.3, 1.5, 0.8
    electrode.rs, electrode.dur1, electrode.amp1 = 20, 2.5, -60
    synapse.onset, synapse.tau, synapse.gmax = 0.5, 0.5, 0.01
    return made, [clamp, electrode, synapse]


def leaky(section):
    """Layers that are far from grounded."""
    for segment in section:
        segment.xraxial[0], segment.xraxial[1] = 500, 200
        segment.xg[0], segment.xg[1] = 0.01, 0.02
        segment.xc[0], segment.xc[1] = 0.3, 0.1


OUTSIDE = {
    "all": ("soma", "dend", "twig", "axon"),
    "beyond the soma": ("dend", "twig"),
    "the root": ("soma",),
    "a twig": ("twig",),
}


@pytest.mark.parametrize("secondorder", [0, 1, 2])
@pytest.mark.parametrize("where", OUTSIDE)
@pytest.mark.slow
def test_layers(both, where, secondorder):
    def model(h):
        made, kept = tree(h, OUTSIDE[where])
        h.secondorder = secondorder
        h.CVode().use_fast_imem(1)
        for name in OUTSIDE[where]:
            leaky(made[name])
        places = [section(x) for section in made.values() for x in (0.2, 0.5, 0.9)]
        has = [made[name](x) for name in OUTSIDE[where] for x in (0, 0.2, 0.5, 1)]
        within = [made[name](x) for name in OUTSIDE[where] for x in (0.2, 0.5)]
        recorded = [h.Vector().record(p._ref_v) for p in places]
        recorded += [h.Vector().record(p._ref_vext[0]) for p in has]
        recorded += [h.Vector().record(p._ref_i_membrane) for p in within]
        recorded += [h.Vector().record(p._ref_i_membrane_) for p in places]
        recorded += [h.Vector().record(p._ref_i_cap) for p in places]
        recorded += [h.Vector().record(p._ref_i) for p in kept]
        h.finitialize(-65)
        h.continuerun(4)
        h.CVode().use_fast_imem(0)
        last = [[p.v, p.vext[0]] for p in has] + [[p.i_membrane, p.extracellular.e] for p in within]
        return [np.array(v) for v in recorded], np.array(last)

    both(model, relative=1e-8, absolute=MV)


def test_a_stimulus_from_outside(both):
    def model(h):
        made, _ = tree(h)
        soma, dend = made["soma"], made["dend"]
        played = h.Vector([0, -30, -30, 0, 0]), h.Vector([0.5, 0.6, 1.6, 1.7, 5])
        played[0].play(dend(0.9)._ref_e_extracellular, played[1], 1)
        seen = [h.Vector().record(p) for p in (soma(0.5)._ref_v, dend(0.9)._ref_v, dend(0.9)._ref_vext[0])]
        h.finitialize(-65)
        for k in range(60):
            h.fadvance()
            soma(0.5).e_extracellular = 0.1 * k
        h.continuerun(4)
        soma(0.5).extracellular.e = -3
        h.fadvance()
        start = [
            dend(0.5).xg[0],
            dend(0.5).xraxial[1],
            dend(0.5).xc[0],
            soma(0.5).e_extracellular,
        ]
        return [np.array(v) for v in seen], soma(0.5).vext[0], start

    both(model, relative=1e-8, absolute=MV)


def test_the_second_layer(h, neurons):
    """Python's `vext[1]` is wrong in NEURON 9.0.2, which hoc's is not."""

    def model(h):
        made, kept = tree(h)
        for name in ("soma", "dend", "twig"):
            leaky(made[name])
        h.finitialize(-65)
        h.continuerun(2)
        return made, kept

    def by_hoc(h):
        _made = model(h)
        h("objref vext_of_second\nvext_of_second = new Vector()")
        h('forall if (ismembrane("extracellular")) for (x) vext_of_second.append(vext[1](x))')
        values = iter(h.vext_of_second)
        layered = [section for section in h.allsec() if section.has_membrane("extracellular")]
        return {section.name(): [next(values) for _ in section.allseg()] for section in layered}

    expected = neurons(by_hoc)
    ours, _kept = model(h)
    for section in ours.values():
        if section.has_membrane("extracellular"):
            found = [segment.vext[1] for segment in section.allseg()]
            assert np.abs(np.array(found) - expected[section.name()]).max() < MV


HOC = """
create wire
wire {
  nseg = 3
  L = 100
  insert extracellular
  insert hh
  xg[0] = 0.02
  xg[1] = 0.03
  xraxial = 300
  xc[0](0.5) = 0.3
  e_extracellular(0.5) = -2
}
objref second, clamp, seen
second = new Vector()
seen = new Vector()
wire clamp = new IClamp(0.1)
clamp.dur = 1e9
clamp.amp = 0.2
second.record(&wire.vext[1](0.5))
finitialize(-65)
while (t < 2) { fadvance() }
seen.append(wire.xg[1], wire.xraxial[0](0.2), wire.xc(0.5), wire.xc[0](0.1), wire.e_extracellular(0.5), wire.v(0.9))
seen.append(wire.vext[0](0.5), wire.vext[1](0.5), wire.vext(1), wire.vext[1](0), wire.i_membrane(0.5), second.x[5])
"""


def test_in_hoc(both):
    def model(h):
        h(HOC)
        kept = {k: v for k, v in h.wire.psection()["density_mechs"]["extracellular"].items() if k in ("xg", "xc", "e")}
        found = np.array(h.seen), kept
        h("objref clamp, second, seen\nforall delete_section()")
        return found

    both(model, relative=1e-8, absolute=MV)


def test_mistakes(h):
    soma = h.Section(name="soma")
    with pytest.raises(UnknownNameError, match="belongs to `extracellular`, which is not inserted there"):
        soma(0.5).vext[0]
    soma.insert("extracellular")
    with pytest.raises(InputError, match=r"xg\[2\]: there are 2 layers, and the first is xg\[0\]"):
        soma(0.5).xg[2] = 1
    with pytest.raises(UnsupportedError, match="`extracellular` has 2 layers here"):
        h.nlayer_extracellular(3)
    h.finitialize(-65)
    h.CVode().active(1)
    with pytest.raises(UnsupportedError, match="`extracellular`.*fixed one"):
        h.fadvance()
    h.CVode().active(0)
