"""Small things that NEURON's own Python tests and tutorials need."""

from pathlib import Path

import pytest

from braincell.errors import InputError, UnsupportedError
from nmodl_import import load_mod

POINTERS = Path(__file__).parents[1] / "nmodl_import" / "mod" / "pointer"


def test_mistakes_are_runtime_errors(both):
    def model(h):
        shape = h.PlotShape(False)
        shape.show(2)
        with pytest.raises(RuntimeError):
            shape.show(3)
        with pytest.raises(RuntimeError):
            h.IClamp(4)
        return shape.show()

    both(model)


def test_the_standard_run_system_has_an_integrator(both):
    both(lambda h: (h.cvode.hname().split("[")[0], float(h.cvode.active()), h.cvode_active(0)))


@pytest.mark.parametrize("way", ["setpointer", "assignment"])
def test_pointers_are_set_by_assignment_too(h, way):
    load_mod(POINTERS / "p_gap.mod")
    load_mod(POINTERS / "p_reads.mod")
    section = h.Section(name="s")
    section.nseg = 3
    section.insert("hh")
    section.insert("p_reads")
    gap = h.p_gap(section(0.5))
    for segment in section:
        segment.p_reads._ref_open, segment.p_reads._ref_conc = segment._ref_v, segment._ref_ena
    if way == "setpointer":
        h.setpointer(section(0.1)._ref_v, "vgap", gap)
    else:
        gap._ref_vgap = section(0.1)._ref_v
    section(0.1).v = -40
    assert gap.vgap == section(0.1).p_reads.open == -40
    gap.vgap, section(0.9).p_reads.open = -50, -60
    assert [segment.v for segment in section] == [-50, -65, -60]
    with pytest.raises(InputError, match="points at nothing; assign to `p_gap"):
        h.p_gap(section(0.5)).vgap  # noqa: B018


def test_references_have_one_value(both):
    def model(h):
        section = h.Section(name="s")
        section.insert("hh")
        clamp = h.IClamp(section(0.5))
        for reference in (section(0.5)._ref_v, section(0.5).hh._ref_m, clamp._ref_amp):
            for index in (1, -1, "a"):
                with pytest.raises(IndexError):
                    reference[index]
            with pytest.raises(IndexError):
                reference[1] = 2
        return section(0.5)._ref_v[0]

    both(model)


def test_references_to_weights(both, h):
    def model(h):
        section = h.Section(name="s")
        synapse = h.ExpSyn(section(0.5))
        netcon = h.NetCon(None, synapse)
        netcon.weight[0] = 2
        reference = netcon._ref_weight[0]
        before = reference[0]
        reference[0] = 3
        netcon._ref_weight[0][0] += 1
        return before, reference[0], netcon.weight[0]

    assert both(model) == (2, 4, 4)
    netcon = h.NetCon(None, h.NetStim())
    with pytest.raises(InputError, match=r"weight\[7\]: the connection has"):
        netcon._ref_weight[7]


def test_fastpas_is_refused_by_name(h):
    with pytest.raises(UnsupportedError, match="`fastpas` is not supported: use `pas`"):
        h.MechanismStandard("fastpas")
