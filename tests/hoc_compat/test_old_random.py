"""scop_random, set_seed and their like draw from one generator per process, in runs and in calls of a script."""

import json
import shutil
from pathlib import Path

import pytest

from braincell.errors import InputError
from hoc_compat import h as our_h

MODS = Path(__file__).parent / "mods" / "old_random"
SPIKES = Path(__file__).parents[1] / "nmodl_import" / "mod_random" / "v_spikes.mod"  # takes a Random object


@pytest.fixture(scope="module", autouse=True)
def library(compiled, tmp_path_factory):
    """The .mod files under both simulators."""
    source = tmp_path_factory.mktemp("old_random") / "mods"
    shutil.copytree(MODS, source)
    shutil.copy(SPIKES, source)
    our_h.load_mechanisms(str(source))
    return compiled(source)


def drawers(h):
    s = h.Section(name="s")
    s.insert("pas")
    s.insert("o_seeder")
    return s, [h.o_point(s(0.5)) for _ in range(2)]


def test_calls_between_runs_and_runs_draw_from_one_generator(both):
    def model(h):
        s, points = drawers(h)
        points[0].seed(3)
        found = [points[1].pick(2), points[0].twice(4), s(0.5).o_seeder.next(), points[0].pick(1)]
        recorded = [h.Vector().record(p._ref_x) for p in points]
        for run in range(2):
            s(0.5).o_seeder.keep()
            h.finitialize(-65)
            found += [s(0.5).o_seeder.kept, points[0].begun, points[1].begun]
            for _ in range(5):
                h.fadvance()
            found += [points[0].pick(1)]
            h.continuerun(6)
            found += [points[0].event, points[1].event, points[0].pick(1), s.v, *(r.to_python() for r in recorded)]
            if run == 0:
                s(0.5).o_seeder.seed(77.9)
        h.o_point(s(0.5))  # a change of structure leaves the generator where it is
        h.finitialize(-65)
        found += [points[1].begun, points[0].pick(1), points[0].seed(-5), points[0].pick(1)]
        return found

    both(model, relative=1e-10)


def test_mcell_ran4_behind_the_old_functions(both):
    def model(h):
        s, points = drawers(h)
        points[0].seed(11)
        found = [h.use_mcell_ran4(), points[0].pick(1), h.use_mcell_ran4(1), points[0].pick(1), points[1].pick(1)]
        for low in (0, 5):
            found += [h.mcell_ran4_init(low), points[0].seed(9), s(0.5).o_seeder.next(), s(0.5).o_seeder.next()]
            h.finitialize(-65)
            found += [p.begun for p in points]
            h.continuerun(4)
            found += [p.x for p in points] + [p.event for p in points] + [points[0].pick(1), s.v]
        found += [h.use_mcell_ran4(0), h.mcell_ran4_init(0), points[0].pick(1)]
        return found

    both(model, relative=1e-10)


def test_mechanisms_draw_from_mcell_ran4_with_the_shared_low_index(both):
    def model(h):
        random, cell, times, found = h.Random(), h.v_spikes(), h.Vector(), []
        soma = h.Section(name="soma")
        random.MCellRan4(1 + 3 * 1000)
        random.negexp(1)
        cell.noiseFromRandom(random)
        h.NetCon(cell, None).record(times)
        for low in (0, 3):
            h.mcell_ran4_init(low)
            random.seq(3001)
            h.finitialize(-65)
            h.continuerun(15)
            found.append(times.to_python())
        h.mcell_ran4_init(0)
        assert found[0] and found[0] != found[1]
        return [found, soma.name()]

    both(model, relative=1e-12)


@pytest.mark.slow
def test_mechanisms_go_on_between_the_numbers_of_a_normal_pair(both):
    def model(h):
        found, soma = [], h.Section(name="soma")
        for choose in (lambda r: r.MCellRan4(17, 5), lambda r: r.Random123(1, 2, 3)):
            random, cell, times = h.Random(), h.v_spikes(), h.Vector()
            choose(random)
            random.normal(2, 0.1)
            cell.noiseFromRandom(random)
            h.NetCon(cell, None).record(times)
            h.finitialize(-65)
            h.continuerun(15)
            found.append(times.to_python())
        assert len(found[0]) > 2 and found[0] != found[1]
        return [found, soma.name()]

    both(model, relative=1e-12)


def test_handlers_begin_random_objects_anew_that_mechanisms_draw_from(both):
    def model(h):
        random, cell, times, found = h.Random(), h.v_spikes(), h.Vector(), []
        soma = h.Section(name="soma")
        random.negexp(1)
        random.MCellRan4(5, 5)
        cell.noiseFromRandom(random)
        h.NetCon(cell, None).record(times)

        def begin():
            random.MCellRan4(7, 7)
            random.negexp(1)

        for run in range(3):
            handler = h.FInitializeHandler(0, begin) if run else None
            h.finitialize(-65)
            h.continuerun(15)
            found.append(times.to_python())
        assert found[0] != found[1] and found[1] == found[2]
        return [found, soma.name(), str(handler) != ""]

    both(model, relative=1e-12)


@pytest.mark.slow
def test_netstim_draws_from_an_old_generator_as_neuron_8_does(h):
    expected = json.loads((Path(__file__).parent / "netstim_of_neuron_8_2.json").read_text())
    for case in expected:
        random, source, times = h.Random(), h.NetStim(), h.Vector()
        random.negexp(case["mean"])
        random.MCellRan4(*case["indices"])
        source.interval, source.noise, source.number, source.start = 3, case["noise"], 1000, 1
        source.noiseFromRandom(random)
        h.NetCon(source, None).record(times)
        h.finitialize(-65)
        h.continuerun(30)
        assert list(times) == pytest.approx(case["times"], rel=1e-13)


def test_netstim_refuses_another_distribution(h):
    random, source = h.Random(), h.NetStim()
    random.MCellRan4(1, 1)
    random.normal(0, 1)
    source.noiseFromRandom(random)
    with pytest.raises(InputError, match="NetStim: `ranvar` got a stream with `.normal"):
        h.finitialize(-65)


def test_netstim_takes_the_ids_of_a_random_object(both):
    def model(h):
        random, source, times, found = h.Random(), h.NetStim(), h.Vector(), []
        random.Random123(4, 5, 6)
        random.uniform(3, 4)
        source.interval, source.noise, source.number, source.start = 3, 1, 1000, 1
        source.noiseFromRandom(random)
        h.NetCon(source, None).record(times)
        for _ in range(2):
            h.finitialize(-65)
            h.continuerun(30)
            found.append(times.to_python())
        return found

    both(model, relative=1e-12)
