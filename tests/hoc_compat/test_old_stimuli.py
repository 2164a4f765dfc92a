"""`fstim`: pulses without objects act as NEURON's."""

import pytest

from braincell.errors import InputError


def test_pulses(both, capfd):
    def model(h):
        a, b = h.Section(name="a"), h.Section(name="b")
        b.connect(a(1))
        b.nseg = 3
        for s in (a, b):
            s.insert("hh")
        a.push()
        found = [h.fstim(2), h.fstimi(0), h.fstim(0, 0.5, 0.1, 0.2, 0.3)]
        h.pop_section()
        b.push()
        h.fstim(1, 0.9, 0.2, 0.5, -0.1)
        h.pop_section()
        h.finitialize(-65)
        for _ in range(40):
            h.fadvance()
            found += [h.fstimi(0), h.fstimi(1), a(0.5).v, b(0.9).v]
        h.prstim()
        h.fstim(0)
        h.finitialize(-65)
        h.fadvance()
        return [*found, a(0.5).v]

    both(model, relative=1e-12)


def test_mistakes_are_named(h):
    section = h.Section(name="a")
    h.fstim(1)
    with pytest.raises(InputError, match="fstim: the index is 1; there are 1, `fstim"):
        h.fstim(1, 0.5, 0, 1, 1)
    with pytest.raises(InputError, match="fstim: 3 arguments; give index, x, delay, duration and amplitude"):
        h.fstim(0, 0.5, 0)
    h.fstim(0)
    assert section.name() == "a"
