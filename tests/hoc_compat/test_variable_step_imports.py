"""The variable step of imported mechanisms: derivatives, kinetic schemes, diffusion and ions as in CVode."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from hoc_compat import h as our_h

MODS = Path(__file__).parents[1] / "nmodl_import" / "mod"
NAMES = (
    "ca_pool", "m_derivimplicit", "m_ion_diffusion", "m_diffusion", "m_kinetic", "m_buffer", "m_euler", "seidel",
    "m_solve_condition", "verbatim_ion", "kca", "m_implicit_memory", "m_at_time", "m_own_slopes", "m_following",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def library(compiled, tmp_path_factory):
    """The .mod files under both simulators."""
    source = tmp_path_factory.mktemp("variable")
    for name in NAMES:
        shutil.copy(MODS / f"{name}.mod", source)
    our_h.load_mechanisms(str(source))
    return compiled(source)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_every_step_is_cvodes(name, h, neurons, same_steps):
    def model(h):
        soma, dend = h.Section(name="soma"), h.Section(name="dend")
        soma.L = soma.diam = 20
        dend.L, dend.diam, dend.nseg = 100, 1, 3
        dend.connect(soma(1))
        soma.insert("hh")
        dend.insert("pas")
        for section in (soma, dend):
            section.insert(name)
        clamp = h.IClamp(soma(0.5))
        clamp.delay, clamp.dur, clamp.amp = 2, 5, 0.2
        h.CVode().active(1)
        trace = [h.Vector().record(ref) for ref in (h._ref_t, soma(0.5)._ref_v, dend(0.9)._ref_v)]
        h.finitialize(-65)
        h.continuerun(10)
        h.CVode().active(0)
        h.dt = 0.025
        return np.array([np.array(v) for v in trace])

    same_steps(model(h), neurons(model), bound=1e-4)  # a hundred steps, from which rounding has grown


def test_a_written_concentration_follows_from_the_states_first(h, neurons):
    def model(h):
        cell = h.Section(name="cell")
        cell.L = cell.diam = 20
        cell.insert("hh")
        cell.insert("m_following")
        h.CVode().active(1)
        trace = [h.Vector().record(ref) for ref in (h._ref_t, cell(0.5)._ref_cai, cell(0.5)._ref_eca)]
        h.finitialize(-65)
        h.continuerun(10)
        h.CVode().active(0)
        h.dt = 0.025
        return np.array([np.array(v) for v in trace])

    # RT/2F, if eca belongs to cai: it does but for `above`, which is that of the evaluation before
    factors = [eca / np.log(2.0 / cai) for _, cai, eca in (model(h), neurons(model))]
    assert 1e-9 < np.ptp(factors[1]) < 1e-7
    np.testing.assert_allclose(*factors, rtol=1e-13)
