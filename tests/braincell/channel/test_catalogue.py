"""Every row of the catalogue against its published `.mod` file in NEURON; the list itself."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from references import about, ours, reference

from braincell import SingleCompartment, simulate
from braincell.channel import OhmicHH, catalogue
from braincell.channel.library import extracellular, hh, pas
from braincell.errors import UnknownNameError
from braincell.lower import lower
from braincell.mech import Channel, Instances, PointProcess, registry
from braincell.quad.scan import quickly
from validation.catalogue.cases import cases, uncovered
from validation.catalogue.table import PAGE, with_table

EVERYTHING = {row.name: row for row in catalogue()}
ROWS = {name: row for name, row in EVERYTHING.items() if name in cases()}
CHANNELS = {name: row for name, row in ROWS.items() if row.mechanism.currents}
ONE_OF_EACH_KIND = (
    *("Na_HH1952", "IT_Pospischil2008", "CaT_HM1992", "SK2_Solinas2007_Golgi", "KA_DAngelo2001_Granule"),
    *("CaN_Migliore1995_CA3", "Ih_Destexhe1996_TC", "Kv1_5_Masoli2015_Purkinje"),
)
POOLS = tuple(name for name, row in ROWS.items() if not row.mechanism.currents)
OTHERS = tuple(name for name in ROWS if name not in (*ONE_OF_EACH_KIND, *POOLS))


def check(name: str, group: tuple[str, ...]) -> None:
    """Relative to the largest magnitude of a variable in its recording; both sides compute in double precision."""
    for variable, found in ours(group)[name].items():
        expected = reference(name)[variable]
        error = np.abs(found - expected).max() / np.abs(expected).max()
        assert error <= 1e-9, f"{variable} is off by {error:.2g}"


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_each_kind_computes_what_its_mod_file_does_in_neuron(name):
    check(name, ONE_OF_EACH_KIND)


@pytest.mark.parametrize("name", POOLS)
def test_concentrations_are_those_of_the_mod_file_in_neuron(name):
    check(name, POOLS)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_states_and_current_are_those_of_the_mod_file_in_neuron(name):
    check(name, OTHERS)


def test_nothing_is_left_unchecked():
    assert not uncovered()
    assert cases().keys() <= EVERYTHING.keys()


@pytest.mark.parametrize("name", ROWS)
def test_defaults_are_those_of_the_mod_file(name):
    case, row = cases()[name], ROWS[name]
    ours = {key: (case.conductance, case.factor) for key in ("gbar", "pbar") if key in row.parameters}
    ours |= {key: (theirs, 1.0) for key, theirs in case.defaults.items()}
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
    assert {row.name for row in catalogue("ca")} < EVERYTHING.keys()
    assert {row.ion for row in catalogue("ca")} == {"ca"}
    assert "Leak_HH1952" in {row.name for row in catalogue("")}


def test_a_misspelt_name_gets_close_ones():
    with pytest.raises(UnknownNameError, match="Na_HH1952"):
        Channel("Na_HH1592")


def test_scripts_of_neuron_do_not_see_the_catalogue():
    assert not set(registry.names()) & EVERYTHING.keys()
    assert {cls.name for cls in (hh, pas, extracellular)} <= set(registry.names())


def test_a_mechanism_of_the_same_name_takes_the_place_of_a_row():
    row = EVERYTHING["Leak_HH1952"].mechanism
    try:
        mine = registry.register(type("Leak_HH1952", (OhmicHH,), {"e": -60.0, "gates": ()}))
        assert registry.find("Leak_HH1952") is mine and "Leak_HH1952" in registry.names()
    finally:
        registry.register_published(row)
    assert "Leak_HH1952" not in registry.names()


def _membrane(row, steps: int = 60):
    """The mean voltage of a patch [1 µF/cm²] with one channel that a current charges, by the numbers of the channel."""
    cls = row.mechanism
    ions = {"ena": 50.0, "ek": -77.0, "eca": 132.0, "cai": 1e-3, "cao": 2.0}
    shown = dict.fromkeys((*cls.states, *cls.assigned, *cls.currents), 0.0)
    fixed = {**shown, **ions, "celsius": 24.0, "dt": 0.025}

    def mean_voltage(numbers):
        s = cls.initial(Instances({**fixed, **numbers, "v": jnp.asarray(-65.0)}))

        def step(carry, _):
            states, v = carry
            now = cls.current(Instances({**fixed, **numbers, **states, "v": v}))
            v = v + 0.025 * (80.0 - 1e3 * now[cls.currents[0]])
            after = cls.advance(now.replace(v=v))
            return ({name: after[name] for name in cls.states}, v), v

        states = {name: jnp.asarray(s[name], float) for name in cls.states}
        return jax.lax.scan(step, (states, jnp.asarray(-65.0)), None, length=steps)[1].mean()

    return mean_voltage


def _numbers(row) -> dict[str, float]:
    """The conductance and a number of a rate that is not 0."""
    conductance = {"gbar": 1e-3} if "gbar" in row.parameters else {"pbar": 1e-5}
    rates = (name for name, p in row.mechanism.parameters.items() if p.scope == "global" and p.default != 0)
    acting = [name for name in rates if not name.endswith("_tau_min")]
    return conductance | {name: row.parameters[name] for name in acting[:1]}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANNELS)
def test_gradients_are_those_of_central_differences(name):
    row = ROWS[name]
    varied = _numbers(row)

    def mean(changes):
        return _membrane(row)(row.parameters | {k: varied[k] * (1 + x) for k, x in changes.items()})

    run, gradient, step = quickly(mean), quickly(jax.grad(mean))(dict.fromkeys(varied, 0.0)), 1e-4
    for key in varied:
        there, back = (run(dict.fromkeys(varied, 0.0) | {key: sign * step}) for sign in (1, -1))
        # rounding of the mean voltage, some 1e-14 mV, over the step: 1e-10 mV
        assert float(gradient[key]) == pytest.approx(float(there - back) / (2 * step), rel=1e-5, abs=1e-9)
        assert gradient[key] != 0


def test_gradients_flow_through_a_run():
    cell = SingleCompartment(na=Channel("Na_HH1952"), k=Channel("K_HH1952"), leak=Channel("Leak_HH1952"))
    model = lower(cell.place(PointProcess("IClamp", dur=1, amp=0.3)).cells())[0]

    def loss(factor):
        shift = float(model.parameters["na"]["m_alpha_midpoint"])
        changed = model.with_parameter("na", "m_alpha_midpoint", shift * factor)
        return simulate(changed, dt=0.025, n_steps=40).traces["v"].mean()

    run, step = jax.jit(loss), 1e-5
    difference = float(run(1 + step) - run(1 - step)) / (2 * step)
    assert float(jax.grad(run)(1.0)) == pytest.approx(difference, rel=1e-5)


def test_the_table_in_the_documentation_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run python -m validation.catalogue.table"
