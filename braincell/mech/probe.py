"""Declare what a run records."""

from typing import Any

from braincell.errors import InputError, unknown_name
from braincell.units import finite


class StateProbe:
    """Record a membrane variable: `v` [mV], `i_cap` [mA/cm²], or an ion's variable (`ena`, `cai`, `ina`, …).

    `i_membrane_` [nA outward] is the whole current through the membrane, `i_cap` included, but for that of electrodes:
    what an extracellular field comes from. At x = 0 and 1 `v` and `i_membrane_` are those of the branch's end, all else
    is that of the first or last control volume, as in NEURON.
    """

    def __init__(self, variable: str = "v", *, name: str | None = None):
        self.variable = variable
        self.name = name

    def __repr__(self) -> str:
        return f'StateProbe("{self.variable}")'


class MechanismProbe:
    """Record a state, assigned variable or parameter of a mechanism: `MechanismProbe("hh", "m")`.

    `mechanism` is the name under which it was painted, or the label of a placed point process.
    """

    def __init__(self, mechanism: str, field: str, *, name: str | None = None):
        self.mechanism = mechanism
        self.field = field
        self.name = name

    def __repr__(self) -> str:
        return f'MechanismProbe("{self.mechanism}", "{self.field}")'


class CurrentProbe:
    """Record a current, outward positive: of an `ion`, of a `mechanism`, or that of one through the other.

    `CurrentProbe("na")` is the whole current of sodium [mA/cm²], `CurrentProbe("na", "hh")` what of it hh carries.
    `CurrentProbe(mechanism="hh")` is the sum of all currents of hh. `mechanism` is the name under which it was painted,
    or the label of a placed point process, whose currents are in nA; those of electrodes are positive inward.
    """

    def __init__(self, ion: str | None = None, mechanism: str | None = None, *, name: str | None = None):
        for key, text in (("ion", ion), ("mechanism", mechanism)):
            if text is not None and (not isinstance(text, str) or not text):
                raise InputError(f"CurrentProbe: the {key} is {text!r}; give its name")
        if ion is None and mechanism is None:
            raise InputError(
                'CurrentProbe: give an ion, a mechanism or both, as in `CurrentProbe("na", "hh")`; the whole current '
                'through the membrane is `StateProbe("i_membrane_")`'
            )
        self.ion = ion
        self.mechanism = mechanism
        self.name = name

    def variables(self, mechanism: Any) -> tuple[str, ...]:
        """The currents of a mechanism class to add up. Raises `InputError` if it has no such current."""
        currents = tuple(mechanism.currents)
        if self.ion is not None:
            currents = tuple(c for c in currents if c in {u.variables[3] for u in mechanism.ions if u.ion == self.ion})
        of = "" if self.ion is None else f" of `{self.ion}`"
        if not currents:
            known = ", ".join(f"`{current}`" for current in mechanism.currents) or "none"
            raise InputError(f"{self!r}: `{mechanism.name}` has no current{of}; its currents: {known}")
        if len({c in mechanism.electrode for c in currents}) > 1:
            raise InputError(
                f"{self!r}: some currents of `{mechanism.name}` are an electrode's, some are not; record each, as in "
                f'`MechanismProbe("{self.mechanism}", "{currents[0]}")`'
            )
        return currents

    def __repr__(self) -> str:
        given = (("ion", self.ion), ("mechanism", self.mechanism))
        return f"CurrentProbe({', '.join(f'{key}={text!r}' for key, text in given if text is not None)})"


class SpikeDetector:
    """Detect upward crossings of `threshold` [mV] by the voltage of a place; the cell's `V_th` if not given.

    NEURON's rule: tested at the start of each step, strictly above; the spike time is that step's time + 1e-10 ms.
    """

    def __init__(self, threshold: Any = None, *, name: str | None = None):
        self.threshold = None if threshold is None else finite(threshold, "mV", "threshold", "SpikeDetector")
        self.name = name

    def __repr__(self) -> str:
        return f"SpikeDetector({'' if self.threshold is None else self.threshold})"


def check_field(mechanism: Any, field: str) -> None:
    """Raise `UnknownNameError` if a mechanism class has no variable `field`."""
    ion_variables = {name for use in mechanism.ions for name in use.reads + use.writes}
    known = {*mechanism.parameters, *mechanism.states, *mechanism.assigned, *mechanism.currents, *ion_variables}
    known = {element for name in known for element in mechanism.elements(name)}
    if field not in known:
        raise unknown_name("variable", field, known, f"mechanism `{mechanism.name}`")


def check_probe_name(name: str, taken: Any) -> None:
    """Raise `InputError` if two probes would share a name."""
    if name in taken:
        raise InputError(f"two probes are named `{name}`; give one of them another `name`")
