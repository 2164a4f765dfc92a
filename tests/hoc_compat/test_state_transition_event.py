"""StateTransitionEvent: transitions happen at NEURON's steps, once for each passing."""

import pytest

from braincell.errors import InputError, UnsupportedError


def charged(h):
    s = h.Section(name="s")
    s.L = s.diam = 10
    clamp = h.IClamp(s(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0, 1e9, 0.1
    return s, clamp


def test_transitions_of_a_rising_voltage(both):
    def model(h):
        s, clamp = charged(h)
        machine, seen = h.StateTransitionEvent(3), []
        thresholds = [h.ref(value) for value in (-55, -40, -20, 0)]

        def act(name):
            seen.append([name, h.t, s(0.5).v, machine.state()])
            if name == "turn":
                clamp.amp = -0.1

        voltage = s(0.5)._ref_v
        machine.transition(0, 0, voltage, thresholds[0], (act, "again"))
        machine.transition(0, 1, voltage, thresholds[1], (act, ("next",)))
        machine.transition(1, 2, voltage, thresholds[2], (act, "turn"))
        machine.transition(1, 0, h._ref_t, h.ref(3), (act, "late"))
        machine.transition(2, 2, thresholds[0], voltage, (act, "below"))
        machine.transition(2, 0, thresholds[0], s(0.5)._ref_v, (act, "never"))
        found = [machine.state()]
        handler = h.FInitializeHandler(lambda: machine.state(0))
        v = h.Vector().record(s(0.5)._ref_v)
        h.finitialize(-65)
        h.continuerun(4)
        found += [machine.state(), v.to_python()]
        clamp.amp = 0.01
        h.finitialize(-50)
        h.continuerun(5)
        del handler
        before = len(seen)
        h.finitialize(-65)
        h.continuerun(1)
        return [*found, len(seen) - before, seen]

    both(model, relative=1e-11)


def test_statements_of_hoc(both):
    def model(h):
        s, clamp = charged(h)
        h("""
ste_total = 0
begintemplate SteCounter
public n
proc count() { n += 1 }
endtemplate SteCounter
""")
        counter = h.SteCounter()
        machine, high, low = h.StateTransitionEvent(2, clamp), h.ref(-30), h.ref(-50)
        machine.transition(0, 1, s(0.5)._ref_v, low, "ste_total = ste_total + t")
        machine.transition(1, 0, s(0.5)._ref_v, high, "count()", counter)
        handler = h.FInitializeHandler(lambda: machine.state(0))
        h.finitialize(-65)
        h.continuerun(3)
        assert handler
        return [h.ste_total, counter.n, machine.state()]

    both(model, relative=1e-12)


def test_mistakes(h):
    s, _ = charged(h)
    with pytest.raises(InputError, match="at least one state"):
        h.StateTransitionEvent(0)
    machine = h.StateTransitionEvent(2)
    with pytest.raises(InputError, match="state 2; there are 2, from 0"):
        machine.state(2)
    with pytest.raises(InputError, match="is no reference to a number"):
        machine.transition(0, 1, 3, h.ref(4))
    machine.transition(0, 1, s(0.5)._ref_v, h.ref(0))
    handler = h.FInitializeHandler(lambda: machine.state(0))
    h.CVode().active(1)
    h.finitialize(-65)
    with pytest.raises(UnsupportedError, match="needs the fixed time step"):
        h.fadvance()
    h.CVode().active(0)
    assert handler
