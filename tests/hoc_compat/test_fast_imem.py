"""`i_membrane_` after `cvode.use_fast_imem(1)`, in the fixed and the variable step."""

import numpy as np
import pytest

from braincell.errors import InputError

NA = 1e-11  # nA: rounding of currents that nearly cancel


def tree(h):
    soma, dends = h.Section(name="soma"), [h.Section(name=f"dend{k}") for k in range(2)]
    soma.L = soma.diam = 20
    soma.insert("hh")
    for k, dend in enumerate(dends):
        dend.L, dend.diam, dend.nseg, dend.Ra = 200, 2 - k, 3, 100
        dend.insert("pas")
        dend.connect(soma(k))
    clamp, electrode = h.IClamp(soma(0.5)), h.SEClamp(dends[1](1))
    clamp.delay, clamp.dur, clamp.amp = 0.5, 2, 0.6
    electrode.rs, electrode.dur1, electrode.amp1 = 5, 4, -60
    synapses = [h.ExpSyn(dends[0](0.5)), h.AlphaSynapse(dends[0](1))]
    train = h.NetStim()
    train.start, train.interval, train.number = 1, 1.5, 3
    connection = h.NetCon(train, synapses[0], 0, 0.3, 0.01)
    synapses[0].tau, synapses[1].tau, synapses[1].gmax, synapses[1].onset = 2, 1, 0.01, 0.7
    return soma, dends, [clamp, electrode, *synapses, train, connection]


def places(soma, dends):
    return [soma(0), soma(0.5), soma(1)] + [dend(x) for dend in dends for x in (0.0, 0.2, 0.5, 0.9, 1.0)]


@pytest.mark.parametrize("secondorder", [0, 1, 2])
@pytest.mark.slow
def test_read_and_recorded(both, secondorder):
    def model(h):
        soma, dends, kept = tree(h)
        switched = [h.CVode().use_fast_imem(), h.CVode().use_fast_imem(1), h.CVode().use_fast_imem()]
        before = soma(0.5).i_membrane_
        h.secondorder = secondorder
        recorded = [h.Vector().record(place._ref_i_membrane_) for place in places(soma, dends)]
        h.finitialize(-65)
        first = [place.i_membrane_ for place in places(soma, dends)]
        h.continuerun(3)
        h.fadvance()
        last = [place.i_membrane_ for place in places(soma, dends)] + [dends[0](0.4)._ref_i_membrane_[0]]
        total = sum(seg.i_membrane_ for section in (soma, *dends) for seg in section.allseg() if seg.x not in (0, 1))
        return (
            switched,
            before,
            np.array(first),
            np.array(last),
            [np.array(v) for v in recorded],
            round(total, 6),
            kept[0].i,
        )

    both(model, relative=1e-9, absolute=NA)


@pytest.mark.slow
def test_in_the_variable_step(both):
    def model(h):
        soma, dends, kept = tree(h)
        h.CVode().use_fast_imem(1)
        h.CVode().active(1)
        h.CVode().atol(1e-6)
        moments = h.Vector([0.25, 0.75, 1.7, 2.8])
        recorded = [h.Vector().record(place._ref_i_membrane_, moments) for place in places(soma, dends)]
        h.finitialize(-65)
        h.continuerun(3)
        h.CVode().active(0)
        h.CVode().atol(1e-3)
        return [np.array(v) for v in recorded], len(kept)

    both(model, relative=1e-3, absolute=1e-4)  # the tolerance of the steps, in currents of some nA


def test_mistakes(h):
    soma = h.Section(name="soma")
    with pytest.raises(InputError, match="soma: `i_membrane_` does not exist before .*use_fast_imem"):
        soma(0.5).i_membrane_
    h.CVode().use_fast_imem(1)
    with pytest.raises(InputError, match="`i_membrane_` cannot be assigned a value"):
        soma(0.5).i_membrane_ = 1
    played = h.Vector([0, 1]), h.Vector([0, 1])
    played[0].play(soma(0.5)._ref_i_membrane_, played[1])
    with pytest.raises(InputError, match="`i_membrane_` is computed and cannot be played into"):
        h.finitialize(-65)
