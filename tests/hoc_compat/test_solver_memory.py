"""Blocks that methods evaluate several times see what the last evaluation has left, as in NEURON."""

from pathlib import Path

import pytest

from hoc_compat import h as our_h

MODS = Path(__file__).parent / "mods" / "memory"


@pytest.fixture(scope="module", autouse=True)
def library(compiled):
    """The .mod files under both simulators."""
    our_h.load_mechanisms(str(MODS))
    return compiled(MODS)


@pytest.mark.parametrize("name", sorted(path.stem for path in MODS.glob("*.mod")))
@pytest.mark.slow
def test_every_evaluation_counts(both, name):
    def model(h):
        s = h.Section(name="s")
        s.insert(name)
        m = getattr(s(0.5), name)
        h.finitialize(-65)
        h.fadvance()  # the first time ever, NEURON evaluates a KINETIC block twice more, for the first instance
        h.finitialize(-65)
        found = []
        for _ in range(6):
            h.fadvance()
            found += [m.count, m.rate, m.last, m.a, m.b]
        return found

    # 1e-8: the flux that is kept is the difference of two that almost cancel
    both(model, relative=1e-8)
