"""POINTERs at numbers of the script, and unset ones that no run needs, as in NEURON."""

from pathlib import Path

import pytest

from braincell.errors import InputError, UnsupportedError
from hoc_compat import h as our_h

MODS = Path(__file__).parent / "mods" / "pointed"


@pytest.fixture(scope="module", autouse=True)
def library(compiled):
    """The .mod files under both simulators."""
    our_h.load_mechanisms(str(MODS))
    return compiled(MODS)


def cable(h):
    s = h.Section(name="s")
    s.L = s.diam = 20
    s.nseg = 3
    return s


def test_a_mechanism_follows_a_number(both):
    def model(h):
        s = cable(h)
        h("pointed_drive = 0.5")
        values, place = h.Vector([1, 2, 3]), s(0.5)
        processes = [h.pn_reads(place) for _ in range(2)]
        for process, reference in zip(processes, (h._ref_pointed_drive, values._ref_x[1]), strict=True):
            h.setpointer(reference, "drive", process)
        v = h.Vector().record(s(0.5)._ref_v)
        h.finitialize(-65)
        found = [p.seen for p in processes] + [p.drive for p in processes]
        h.fadvance()
        h.pointed_drive, values[1] = 0.7, -1
        h.continuerun(1)
        processes[0].drive = 9
        return [*found, v.to_python(), [p.seen for p in processes], h.pointed_drive]

    both(model, relative=1e-12)


def test_setpointer_of_hoc(both):
    def model(h):
        h("""
create pn_cell
objref pn_process
pn_drive = 3
double pn_many[4]
proc pn_aim() {
    access pn_cell
    pn_process = new pn_reads(0.5)
    setpointer pn_process.drive, pn_many[2]
    insert pn_counts
    setpointer total_pn_counts(0.5), pn_drive
}
pn_aim()
""")
        h.pn_many[2] = 4
        h.finitialize(-65)
        found = [h.pn_process.seen, h.pn_drive, h.pn_process.drive]
        h.fadvance()
        h("pn_cell { pn_seen = total_pn_counts(0.5) total_pn_counts(0.5) = pn_seen + 0.5 }")
        found += [h.pn_seen, h.pn_drive, h.pn_cell(0.5).total_pn_counts]
        h.pn_drive += 0.5
        h.continuerun(0.1)
        return [*found, h.pn_drive, h.pn_cell(0.5).pn_counts.total]

    both(model)


def test_several_mechanisms_set_one_number(both):
    def model(h):
        s = cable(h)
        s.insert("pn_counts")
        h("pn_shared = 1")
        number = h._ref_pn_shared
        reader = h.pn_reads(s(0.5))
        h.setpointer(number, "drive", reader)
        for k, segment in enumerate(s):
            h.setpointer(number, "total", segment.pn_counts)
            segment.pn_counts.by = k + 1
        v = h.Vector().record(s(0.5)._ref_v)
        h.finitialize(-65)
        found = [number[0]]
        for _ in range(3):
            h.fadvance()
            found.append(number[0])
        h.continuerun(0.5)
        return [*found, number[0], reader.seen, v.to_python()]

    both(model, relative=1e-12)


def test_an_unset_pointer_that_only_functions_use(both):
    def model(h):
        s = cable(h)
        process, drive = h.pn_reads(s(0.5)), h.Vector([0])
        h.setpointer(drive._ref_x[0], "drive", process)
        h.finitialize(-65)
        h.fadvance()
        found = [process.plain(2)]
        h.setpointer(s(0.5)._ref_v, "other", process)
        h.finitialize(-60)
        return [*found, process.look(), process.other]

    both(model)


def test_what_an_unset_pointer_stops(h):  # NEURON's process ends in the last three
    s = cable(h)
    process = h.pn_reads(s(0.5))
    with pytest.raises(UnsupportedError, match="cannot be pointed at"):  # so NEURON
        h.setpointer(h.ref(3), "other", process)
    with pytest.raises(InputError, match="`other` points at nothing"):
        process.look()
    with pytest.raises(InputError, match="POINTER points at nothing"):
        process.other = 3
    with pytest.raises(InputError, match="`drive` points at nothing"):
        h.finitialize(-65)
    s.insert("pn_counts")
    with pytest.raises(InputError, match="s: the POINTER `total_pn_counts` points at nothing"):
        s(0.5).total_pn_counts
