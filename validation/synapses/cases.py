"""What is simulated of each synapse, in both simulators: passive compartments with trains of events.

Every compartment is a cylinder with `pas` and one synapse, whose three connections bring it events at `TIMES`: off the
grid, on it, repeated, within pulses. A current clamp moves the voltage meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SIZE = 20.0
"""Length and diameter [µm]."""
LEAK = (1e-4, -65.0)
"""S/cm² and mV."""
CLAMP = (8.0, 15.0, 0.1)
"""Delay, duration [ms] and current [nA]."""
TIMES = (
    (1.0, 1.5, 4.0125, 4.02, 20.0, 20.0, 33.3),
    (1.2, 9.013, 33.3),
    (5.0, 7.0, 9.0, 11.0, 13.0, 30.0, 30.7, 31.4, 32.1),
)
"""[ms] of each connection."""
WEIGHTS = (1.0, 0.5, 0.25)
"""Of the connections, times a case's `weight`."""
N_STEPS, EVERY = 2000, 10
"""Steps of a run; every `EVERY`th sample is kept."""


@dataclass(frozen=True)
class Case:
    """A synapse, and the mechanism of a `.mod` file with which it is compared.

    `file` is one of `mod/`, or, after a ModelDB number, one that the user brings. `variables` are compared (theirs, by
    ours). `settings` are the parameters of each compartment, by our names; `names` are theirs, where they differ, and
    `shared` those that the file has as GLOBAL. `given` are numbers of theirs only. `times` are events of the
    connections; `scale` is how much longer steps and all times are than 0.025 ms and those above. `defaults` of the
    file are ours, too (theirs, by ours); nothing else is compared of files that are driven by a pointer.
    """

    name: str
    synapse: str
    file: str
    mechanism: str
    variables: Mapping[str, str]
    settings: tuple[Mapping[str, float], ...] = ()
    weight: float = 0.002
    scale: float = 1.0
    names: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    given: Mapping[str, float] = field(default_factory=dict)
    times: tuple[tuple[float, ...], ...] = TIMES
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def dt(self) -> float:
        """ms."""
        return 0.025 * self.scale


def _own(name: str, variables: str, *settings: Mapping[str, float], **more) -> Case:
    return Case(name, name, f"mod/{name}.mod", name, {x: x for x in variables.split()}, ({}, *settings), **more)


def _receptor(name: str, file: str, mechanism: str, defaults: Mapping[str, str] = {}) -> Case:
    """A file whose defaults are those of a receptor, by kinetics that pulses drive."""
    return Case(name, name.partition("_")[0], file, mechanism, {}, defaults={**_KINETICS, **defaults})


def _pulsed(name: str, file: str, mechanism: str, numbers: Mapping[str, float]) -> Case:
    """An event-driven file with the numbers of a receptor; its rate of binding is that at cmax = 1 mM."""
    names = {key: theirs for key, theirs in _KINETICS.items() if key in numbers}
    variables = {x: x for x in ("v", "i", "g", "Ron", "Roff")}
    return Case(
        name, name.partition("_")[0], file, mechanism, variables, (numbers,), names=names, shared=tuple(numbers)
    )


_KINETICS = {"alpha": "Alpha", "beta": "Beta", "cmax": "Cmax", "cdur": "Cdur", "e": "Erev"}
_EMS = {
    **{f"tau{k}_{kind}": f"tau_{x}_{kind.upper()}" for kind in ("ampa", "nmda") for k, x in ((1, "r"), (2, "d"))},
    **{"ratio": "NMDA_ratio", "mg": "mg", "e": "e"},
}
_ALWAYS = {"Use": 1.0, "Fac": 0.0, "Dep": 1e-6, "gmax": 1.0}
"""Every event releases, and weights are in µS."""

CASES = (
    _own("AMPA", "v i g Ron Roff", {"alpha": 0.94, "beta": 0.18, "cmax": 0.5, "cdur": 0.3, "e": -10.0}),
    _own("GABAa", "v i g Ron Roff", {"alpha": 0.5, "beta": 0.1, "cdur": 2.5, "e": -70.0}),
    _own("NMDA", "v i g Ron Roff", {"mg": 0.1, "cdur": 4.0}, {"mg": 2.0, "mg_half": 3.0, "mg_slope": 0.08, "e": 5.0}),
    _own(
        "GABAb",
        "v i g Ron Roff R G",
        {"k1": 0.52, "k2": 0.0013, "k3": 0.098, "k4": 0.033, "cmax": 0.5, "cdur": 0.3, "gmax": 0.01},
        {"cmax": 0.5, "cdur": 2.0, "n": 2.0, "kd": 50.0, "e": -80.0},
        weight=1.0,
        scale=4.0,
    ),
    _own(
        "TsodyksMarkram",
        "v i g",
        {"tau_1": 1.0, "tau_rec": 800.0, "tau_facil": 0.0, "U": 0.5},
        {"tau_1": 5.0, "tau_rec": 3.0, "tau_facil": 200.0, "U": 0.3, "u0": 0.2, "e": -80.0},
    ),
    _own(
        "AMPANMDA",
        "v i g g_ampa g_nmda A_ampa B_ampa A_nmda B_nmda",
        {"tau1_ampa": 0.5, "tau2_ampa": 3.0, "tau1_nmda": 2.0, "tau2_nmda": 80.0, "ratio": 2.0, "mg": 0.5, "e": 3.0},
    ),
    Case(
        "NMDA_116094",
        "NMDA",
        "116094/LongDendrite/nmdanet.mod",
        "NMDA",
        {x: x for x in ("v", "i", "g", "Ron", "Roff")},
        (
            {"cdur": 3.0, "e": 0.0, "mg": 0.7, "cmax": 0.9},
            {"cdur": 3.0, "e": 45.0, "mg": 0.7, "cmax": 0.9, "alpha": 0.3, "beta": 0.02},
        ),
        names={"alpha": "Alpha", "beta": "Beta", "cdur": "Cdur", "cmax": "Cmax"},
        shared=("cdur", "mg", "cmax"),
    ),
    Case(
        "TsodyksMarkram_147757",
        "TsodyksMarkram",
        "147757/experiment/tmgsyn.mod",
        "tmgsyn",
        {x: x for x in ("v", "i", "g")},
        (
            {"tau_1": 3.0, "tau_rec": 100.0, "tau_facil": 1000.0, "U": 0.04},
            {"tau_1": 1.0, "tau_rec": 50.0, "tau_facil": 200.0, "U": 0.36, "e": -70.0},
        ),
    ),
    # GABAb has the numbers of 18198/gabab.hoc, a script, instead of those of the file
    _receptor("AMPA_18198", "18198/ampa.mod", "AMPA"),
    _receptor("GABAa_18198", "18198/gabaa.mod", "GABAa"),
    _receptor("NMDA_18198", "18198/nmda.mod", "NMDA", {"mg": "mg"}),
    _pulsed("AMPA_98017", "98017/ampa.mod", "AMPA_S", {"alpha": 1.1, "beta": 0.19, "cdur": 1.0, "e": 0.0}),
    _pulsed("GABAa_98017", "98017/gabaR.mod", "gabaR", {"alpha": 5.0, "beta": 0.18, "cdur": 1.0, "e": -80.0}),
    Case(
        "AMPANMDA_229276",
        "AMPANMDA",
        "229276/mechanisms/ProbAMPANMDA_EMS.mod",
        "ProbAMPANMDA_EMS",
        {"v": "v", "i": "i", "g": "g", "g_ampa": "g_AMPA", "g_nmda": "g_NMDA"}
        | {f"{x}_{kind}": f"{x}_{kind.upper()}" for x in "AB" for kind in ("ampa", "nmda")},
        ({}, {"tau1_ampa": 0.5, "tau2_ampa": 3.0, "tau1_nmda": 2.0, "tau2_nmda": 80.0, "ratio": 2.0, "mg": 0.5}),
        names=_EMS,
        given=_ALWAYS,
        times=(tuple(dict.fromkeys(TIMES[0])), *TIMES[1:]),  # a connection cannot release twice at once
        defaults=_EMS,
    ),
)
