"""What NEURON's library gives models to compute with: SubsetDomainIterator and the search for a threshold."""

import pytest

from hoc_compat import loading
from hoc_compat.hoc.errors import HocError

TREE = """
create soma, dend[3]
soma { pt3dclear() pt3dadd(0, 0, 0, 20) pt3dadd(20, 1, 3, 20) nseg = 3 }
dend[0] { pt3dclear() pt3dadd(20, 1, 3, 2) pt3dadd(60, 30, 0, 2) pt3dadd(90, 31, 9, 1) nseg = 5 }
dend[1] { pt3dclear() pt3dadd(90, 31, 9, 1) pt3dadd(150, -20, 4, 1) nseg = 1 }
dend[2] { pt3dclear() pt3dadd(90, 31, 9, 1) pt3dadd(95, 40, 4, 1) pt3dadd(97, 80, 4, 1) pt3dadd(97, 90, 4, 1) nseg = 7 }
connect dend[0](0), soma(1)
for i = 1, 2 connect dend[i](0), dend[0](1)
objref places, subset, xs, ps
subset = new SectionList()
dend[0] subset.append()
dend[2] subset.append()
dend[1] subset.append()
xs = new Vector()
ps = new Vector()
xx = pp = 0
"""


@pytest.mark.parametrize(
    "style",
    ["0, 0, 0", "0, 1, 0", "0, 1, 1", "2, 0, 0, 1, 2, 3", "2, 1, 1, 1, 2, 3", "3, 0, 0, 5, 30", "3, 1, 1, 5, 140"],
)
def test_places_of_a_subset(both, style):
    def model(h):
        h(TREE)
        h(f'load_file("subiter.hoc")\nplaces = new SubsetDomainIterator(subset, {style})')
        h("for places.loop(&xx, &pp) { xs.append(xx) ps.append(pp) }")
        h("for places.loop() { xs.append(places.x) ps.append(places.p) }")
        return [list(h.xs), list(h.ps), h.places.p0, h.places.p1]

    assert len(both(model)[0]) == 2 * (5 + 1 + 7)


@pytest.mark.parametrize("style", ["1, 0, 0", "4, 0, 0", "0, 2, 0", "0, 0, 2"])
def test_styles_that_are_not_there(both, style):
    def model(h):
        h(TREE)
        return bool(h(f"places = new SubsetDomainIterator(subset, {style})"))

    assert both(model) is False


@pytest.mark.parametrize("start", [0.0, 0.3, 40.0])
def test_the_search_for_a_threshold(both, start):
    def model(h):
        h.load_file("stdrun.hoc")
        h("""
            create cable
            access cable
            cable { L = diam = 20 insert hh }
            objref stim, count
            stim = new IClamp(0.5)
            stim.dur = 0.5
            count = new APCount(0.5)
            tstop = 6
            load_file("thresh.hoc")
        """)
        h(f"stim.amp = {start}")
        return h.threshold(h.stim._ref_amp)

    assert both(model) > 0.1


def test_files_of_the_library_are_there(h, capfd):
    for name in sorted(loading.BUILT_IN_FILES):
        assert h.load_file(name) == 1.0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("tool", ["FunFitModel", "MulRunFitter", "LoadBalance"])
def test_tools_that_are_not_there_are_refused_where_they_are_used(h, tool):
    h.load_file("mulfit.hoc")
    with pytest.raises(HocError, match=f"^hoc:2: h.{tool} is not supported: "):
        h(f"objref tool\ntool = new {tool}()")
