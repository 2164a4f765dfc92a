"""Small things that NEURON's own Python tests and tutorials need."""

from pathlib import Path

import pytest

from braincell.errors import InputError, UnsupportedError
from hoc_compat.standin import neuron_package
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


def test_references_to_elements_count_on(both, h):
    def model(h):
        section = h.Section(name="s")
        clamp = h.VClamp(section(0.5))
        clamp.dur[0], clamp.dur[1], clamp.dur[2] = 3, 4, 5
        reference = clamp._ref_dur[1]
        reference[1] = 7
        return [reference[0], reference[1], clamp.dur[2]]

    def model_of_a_segment(h):
        section = h.Section(name="s")
        section.insert("extracellular")
        segment = section(0.5)
        segment.xg[0], segment.xg[1] = 0.25, 0.5
        reference = segment._ref_xg[0]
        return [reference[0], reference[1]]

    both(model_of_a_segment)
    assert model(h) == [4, 7, 7]


def test_an_array_of_hoc_that_is_declared_anew(both):
    def model(h):
        h("double dim_numbers[2][3]")
        numbers, row = h.dim_numbers, h.dim_numbers[1]
        h("double dim_numbers[4]")
        found = []
        for action in (lambda: numbers[1][1], lambda: len(row), lambda: row[1], lambda: bool(row)):
            try:
                action()
                found.append("nothing")
            except Exception:
                found.append("an error")
        return found, len(h.dim_numbers)

    both(model)


def test_what_has_died(both, h):
    def model(h):
        section = h.Section(name="s")
        section.insert("hh")
        mechanism = section(0.5).hh
        reference, before = mechanism._ref_gnabar, "gnabar" in mechanism.__dict__
        section.uninsert("hh")
        return before, "died" in str(reference)

    both(model)
    section = h.Section(name="s")
    reference = section(0.5)._ref_v
    h.delete_section(sec=section)
    assert str(reference) == "<reference to .v that has died>"


def test_fastpas(both):
    def model(h):
        section = h.Section(name="s")
        section.nseg = 3
        section.insert("fastpas")
        section.g_fastpas = 0.002
        section(0.5).fastpas.e = -60
        clamp = h.IClamp(section(0.1))
        clamp.dur, clamp.amp = 5, 0.3
        standard = h.MechanismStandard("fastpas", 0)
        found = [standard.count(), standard.get("g_fastpas"), standard.get("e_fastpas")]
        found += [[v.name() for v in section(0.5).fastpas], section.psection()["density_mechs"]]
        v = h.Vector().record(section(0.9)._ref_v)
        h.finitialize(-65)
        h.continuerun(3)
        return [*found, v.to_python()]

    both(model, relative=1e-11)


def test_sections_of_python_in_hoc(both):
    class Cell:
        def __init__(self, h):
            self.soma = h.Section(name="soma", cell=self)
            self.twigs = [h.Section(name=f"twig[{i}]", cell=self) for i in range(2)]

        def __str__(self):
            return "pysec_cell"

    def model(h):
        cell, alone = Cell(h), h.Section(name="pysec_alone")
        cell.soma.insert("hh")
        cell.soma(0.5).hh.gl, cell.twigs[1].diam, alone.L = 0.01, 3, 77
        h("pysec_1 = _pysec.pysec_cell.soma.gl_hh(0.5)")
        h("pysec_2 = _pysec.pysec_alone.L")
        h("pysec_3 = _pysec.pysec_cell.twig[1].diam(0.5)")
        h("_pysec.pysec_cell.soma { pysec_4 = gl_hh }")
        return h.pysec_1, h.pysec_2, h.pysec_3, h.pysec_4, h("pysec_5 = _pysec.pysec_none.L")

    both(model)


def test_time_passes_without_anything_to_simulate(both):
    def model(h):
        h.finitialize()
        h.fadvance()
        after_one = h.t
        section = h.Section(name="s")
        recorded = h.Vector().record(section(0.5)._ref_v)
        del section
        h.tstop = 0.2
        h.run()
        return after_one, h.t, len(recorded), len(list(h.allsec()))

    both(model)


def test_a_deleted_section_has_no_name_for_hoc(h):
    section = h.Section(name="s")
    section.insert("hh")
    view = section(0.5).hh
    variable = next(iter(view))
    h.delete_section(sec=section)
    for action in (section.hoc_internal_name, section.is_pysec, view.is_ion, variable.mech):
        with pytest.raises(ReferenceError, match="can't access a deleted section"):
            action()


def test_arrays_of_hoc_are_shown_and_assigned_to_as_in_neuron(both):
    def model(h):
        h("create stem, twig[3], bush[2][2]\ndouble numbers[3], table[2][3]\nobjref things[2]")
        h.numbers[1], h.table[1][2] = 4, 5
        shown = [str(getattr(h, name)) for name in ("twig", "bush", "numbers", "table", "things")]
        for owner, index, value in (
            (h.twig, 1, 1),
            (h.twig, 1, h.stem),
            (h.numbers, 0, h.Vector()),
            (h.numbers, 0, "a"),
        ):
            with pytest.raises(TypeError):
                owner[index] = value
        for name in ("stem", "twig"):
            with pytest.raises(TypeError, match="not assignable"):
                setattr(h, name, 1)
        return [*shown, str(h.table[1]), h.numbers[1], h.table[1][2], h.twig[1].name()]

    both(model)


def test_objects_are_found_by_their_numbers(both):
    def model(h):
        h("begintemplate Numbered\nproc init() { }\nendtemplate Numbered")
        vector, made = h.Vector([1, 2]), [h.Numbered(), h.Numbered()]
        number = int(str(vector).partition("[")[2][:-1])
        with pytest.raises(IndexError):
            h.Numbered[7]
        return h.Numbered[1] is made[1] or h.Numbered[1] == made[1], list(h.Vector[number])

    both(model)


def test_threads_that_do_not_work_in_parallel_are_no_workers(both):
    def model(h):
        pc = h.ParallelContext()
        seen = []
        for arguments in ((1,), (2, False), (2, True), (1, True)):
            pc.nthread(*arguments)
            seen.append(pc.nworker())
        return seen

    both(model)


def test_functions_inside_of_the_step_are_refused_when_it_runs(h):
    with neuron_package():
        from neuron import nonvint_block_supervisor as supervisor
    functions = [None] * 11
    supervisor.register(functions)
    supervisor.register(functions)
    try:
        with pytest.raises(UnsupportedError, match="functions of the script are not called inside of a step"):
            h.finitialize(-65)
    finally:
        supervisor.clear()
    assert h.finitialize(-65) == 1.0


def test_the_class_of_all_hoc_objects_gives_the_interpreter(h):
    with neuron_package():
        from neuron import hoc
    assert hoc.HocObject() is h
    assert h.nrn_mallinfo(0) > 1e6


def test_references_to_elements_of_arrays(both):
    def model(h):
        h("double row[3], table[2][2]\nfunc doubled() { $&1 = 2*$&1 return $&1 }")
        h.row[0], h.row[2], h.table[1][0] = 5, 2, 7
        vector = h.Vector()
        seen = [vector.from_double(3, h._ref_row[0]).to_python(), vector.from_double(2, h._ref_row[1]).to_python()]
        h._ref_table[1][0][0] += 1
        h("objref taken\ntaken = new Vector()\ntaken.from_double(2, &row[1])")
        return [*seen, h.table[1][0], h.doubled(h._ref_row[2]), h.row[2], h.taken.to_python()]

    both(model)


def test_a_class_derived_from_a_template_has_attributes_of_its_own(h):
    h("begintemplate Counter\npublic x, p\nproc init() { x = $1 }\nproc p() { x += 1 }\nendtemplate Counter")

    class Derived(h.Counter):
        def __init__(self, start):
            self.base, self.extra = self.baseattr("p"), [start]

        def p(self):
            self.base()
            return self.x

    counter = Derived(5)
    counter.x += 10
    assert (counter.p(), counter.extra, h.Counter[0].x) == (16, [5], 16)


def test_a_function_of_a_template_declares_no_section(both):
    def model(h):
        h("begintemplate Late\nproc init() { create late_soma }\nendtemplate Late")
        h("begintemplate Early\npublic trunk\ncreate trunk\nproc init() { create trunk[2] }\nendtemplate Early")
        with pytest.raises(RuntimeError, match="irst (time )?declaration of "):
            h.Late()
        cell = h.Early()
        return [section.name().partition("]")[2] for section in h.allsec()], len(cell.trunk)

    both(model)


def test_gids_need_a_target(both):
    def model(h):
        pc = h.ParallelContext()
        section = h.Section(name="s")
        pc.set_gid2node(90001, 0)
        pc.cell(90001, h.NetCon(section(0.5)._ref_v, None))
        with pytest.raises(RuntimeError):
            pc.gid_connect(90001, None)
        pc.gid_clear()

    both(model)


def test_the_number_of_the_version(both):
    both(lambda h: (h.nrnversion(0), h.nrnversion(5), h.nrnversion()[:23], h.nrnversion(1)[:23]))
