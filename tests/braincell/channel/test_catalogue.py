"""Every row of the catalogue against its published `.mod` file in NEURON; the list itself."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from references import about, ours, reference

from braincell import SingleCompartment, simulate
from braincell.channel import catalogue
from braincell.channel.library import extracellular, hh, pas
from braincell.errors import UnknownNameError
from braincell.lower import lower
from braincell.mech import Channel, Ion, PointProcess, registry
from validation.catalogue.cases import cases, uncovered

ROWS = {row.name: row for row in catalogue()}
ONE_OF_EACH_KIND = ("Na_HH1952", "IT_Pospischil2008", "CaT_HM1992", "SK2_Solinas2007_Golgi", "KA_DAngelo2001_Granule")
OTHERS = tuple(name for name in ROWS if name not in ONE_OF_EACH_KIND)


def check(name: str, group: tuple[str, ...]) -> None:
    """Relative to the largest magnitude of a variable in its recording; both sides compute in double precision."""
    for variable, found in ours(group)[name].items():
        expected = reference(name)[variable]
        error = np.abs(found - expected).max() / np.abs(expected).max()
        assert error <= 1e-9, f"{variable} is off by {error:.2g}"


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_each_kind_computes_what_its_mod_file_does_in_neuron(name):
    check(name, ONE_OF_EACH_KIND)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_states_and_current_are_those_of_the_mod_file_in_neuron(name):
    check(name, OTHERS)


def test_nothing_is_left_unchecked():
    assert not uncovered()
    assert cases().keys() <= ROWS.keys()


@pytest.mark.parametrize("name", ROWS)
def test_defaults_are_those_of_the_mod_file(name):
    case, row = cases()[name], ROWS[name]
    ours = {"gbar" if "gbar" in row.parameters else "pbar": (case.conductance, case.factor)}
    ours |= {"e": (case.reversal, 1.0)} if case.reversal else {}
    for key, (theirs, factor) in ours.items():
        published = float(reference(name)[f"default {theirs}"]) / factor
        assert row.parameters[key] == pytest.approx(published, rel=1e-12)


@pytest.mark.parametrize("name", ROWS)
def test_rows_say_where_they_come_from(name):
    row = ROWS[name]
    assert row.source is not None and row.source.paper and row.source.file
    assert about(name)["source"] == str(row.source)
    assert about(name)["NEURON"].startswith("9.")
    assert row.summary and not row.summary.startswith("A channel that is declared")


def test_the_list_knows_ions():
    assert {row.name for row in catalogue("ca")} < ROWS.keys()
    assert {row.ion for row in catalogue("ca")} == {"ca"}
    assert "Leak_HH1952" in {row.name for row in catalogue("")}


def test_a_misspelt_name_gets_close_ones():
    with pytest.raises(UnknownNameError, match="Na_HH1952"):
        Channel("Na_HH1592")


def test_scripts_of_neuron_do_not_see_the_catalogue():
    assert not set(registry.names()) & ROWS.keys()
    assert {cls.name for cls in (hh, pas, extracellular)} <= set(registry.names())


def _rate_parameter(row) -> str | None:
    """A number of a rate that is not 0."""
    chosen = (name for name, p in row.mechanism.parameters.items() if p.scope == "global" and p.default != 0)
    return next(chosen, None)


def _model():
    """A small compartment for each row, driven through the voltages where its gates move."""
    cells = []
    for row in ROWS.values():
        conductance = {"gbar": 1e-3} if "gbar" in row.parameters else {"pbar": 1e-5}
        cell = SingleCompartment(name=row.name, celsius=24.0).add(Channel(row.name, **conductance))
        if any(use.ion == "ca" for use in row.mechanism.ions):
            cell.add(Ion("ca", ci=1e-3, co=2))
        cell.place(PointProcess("IClamp", delay=0.0, dur=1.0, amp=0.3))
        cells += cell.cells()
    return lower(cells)[0]


@pytest.mark.slow
def test_gradients_are_those_of_central_differences():
    model = _model()

    def losses(changes):
        changed = model
        for k, row in enumerate(ROWS.values()):
            conductance = "gbar" if "gbar" in row.parameters else "pbar"
            for j, name in enumerate((conductance, _rate_parameter(row))):
                if name is not None:
                    value = jnp.asarray(model.parameters[row.name][name]) * (1.0 + changes[j, k])
                    changed = changed.with_parameter(row.name, name, value)
        traces = simulate(changed, dt=0.025, n_steps=80).traces
        return jnp.stack([traces[f"{name}.v"].mean() for name in ROWS])

    # cells do not see one another, so that one gradient, and two runs per parameter, hold those of all rows
    gradients = np.asarray(jax.jit(jax.grad(lambda changes: losses(changes).sum()))(jnp.zeros((2, len(ROWS)))))
    run, step = jax.jit(losses), 1e-4
    for j in (0, 1):
        change = jnp.zeros((2, len(ROWS))).at[j].set(step)
        differences = np.asarray(run(change) - run(-change)) / (2 * step)
        # rounding of the mean voltage, some 1e-14 mV, over the step: 1e-10 mV
        np.testing.assert_allclose(gradients[j], differences, rtol=1e-5, atol=1e-9)
    assert (gradients[0] != 0).all()
