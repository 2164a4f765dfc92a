"""Which variables of which `.mod` file each row of the catalogue is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from braincell.channel.catalogue import catalogue
from validation.catalogue import protocol


@dataclass(frozen=True)
class Case:
    """A row of the catalogue, and what its `.mod` file calls things.

    `conductance` is its parameter for `gbar` or `pbar`, in units of `1/factor` of ours; `current` what it computes.
    `states` differ in name (theirs, by ours); of many `only` these are compared. `parameters` are set on both sides,
    ours by name: (theirs, value). `segment` are values of ions that NEURON is given instead of calcium's; `{cai}`
    stands for the compartment's. `silent` are conductances of the file's other currents, which are set to 0.
    `reversal` is their parameter for our `e`; with `nernst` their file makes that of the ion the one of NEURON's
    concentrations. `amount` is how much of the channel there is [S/cm² or cm/s]. `starts` are states that both sides
    begin with. `drive` is the channel (a row, or "hh") whose current moves a concentration; `defaults` are theirs of
    our parameters.
    """

    name: str
    suffix: str
    conductance: str
    current: str
    factor: float = 1.0
    states: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    parameters: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    segment: Mapping[str, float | str] = field(default_factory=dict)
    reversal: str = ""
    nernst: bool = False
    amount: float = protocol.CONDUCTANCE
    silent: tuple[str, ...] = ()
    starts: Mapping[str, float] = field(default_factory=dict)
    drive: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)


def cases() -> dict[str, Case]:
    """All comparisons, by the names of the rows."""
    return {case.name: case for case in _CASES}


def uncovered() -> set[str]:
    """Rows of the catalogue that have a `.mod` file but nothing is compared with."""
    return {row.name for row in catalogue() if row.source and row.source.file} - cases().keys()


def _hay(mechanism: str, current: str, **more) -> Case:
    return Case(f"{mechanism}_Hay2011", mechanism, f"g{mechanism}bar", current, **more)


def _mainen(name: str, suffix: str, current: str) -> Case:
    return Case(f"{name}_MainenSejnowski1996", suffix, "gbar", current, factor=1e4)


def _masoli(mechanism: str, conductance: str, current: str, **more) -> Case:
    return Case(f"{mechanism}_Masoli2015_Purkinje", mechanism, conductance, current, **more)


_SMALL = 1e-12  # where files leave the slope of the flux out of di/dv, which moves the voltage by as much as it is
_SCHEME = ("C1", "C5", "O", "B", "I6")


def _pool(name: str, suffix: str, drive: str, held: str = "cai", **more) -> Case:
    return Case(name, suffix, "", "", states={held: held}, drive=drive, **more)


_CASES = (
    Case("Na_HH1952", "hh", "gnabar", "ina", silent=("gkbar", "gl")),
    Case("K_HH1952", "hh", "gkbar", "ik", silent=("gnabar", "gl")),
    Case("Leak_HH1952", "hh", "gl", "il", reversal="el", silent=("gnabar", "gkbar")),
    *(_hay(name, "ina") for name in ("NaTa_t", "NaTs2_t", "Nap_Et2")),
    *(_hay(name, "ik") for name in ("K_Pst", "K_Tst", "SKv3_1", "SK_E2", "Im")),
    *(_hay(name, "ica") for name in ("Ca_HVA", "Ca_LVAst")),
    _hay("Ih", "ihcn", reversal="ehcn"),
    _mainen("Na", "na", "ina"),
    _mainen("Kv", "kv", "ik"),
    _mainen("Km", "km", "ik"),
    _mainen("KCa", "kca", "ik"),
    _mainen("CaHVA", "ca", "ica"),
    Case("Na_Pospischil2008", "hh2", "gnabar", "ina", silent=("gkbar",)),
    Case("Kd_Pospischil2008", "hh2", "gkbar", "ik", silent=("gnabar",)),
    Case("IM_Pospischil2008", "im", "gkbar", "ik"),
    Case("IL_Pospischil2008", "ical", "gcabar", "ica"),
    Case("IT_Pospischil2008", "it", "gcabar", "ica"),
    Case("Na_Destexhe1994_RE", "hh2", "gnabar", "ina", silent=("gkbar",)),
    Case("Kd_Destexhe1994_RE", "hh2", "gkbar", "ik", silent=("gnabar",)),
    Case("CaT_Destexhe1994_RE", "it2", "gcabar", "ica"),
    Case("KAHP_Destexhe1994_RE", "iahp", "gkbar", "ik"),
    Case("CAN_Destexhe1994_RE", "ican", "gbar", "in", segment={"en": -20.0, "cai": "{cai}"}),
    Case("IT_Destexhe1996_TC", "it", "gcabar", "ica"),
    Case("CaT_Destexhe1996_RE", "it2", "gcabar", "ica"),
    Case("Ih_Destexhe1996_TC", "iar", "ghbar", "ih", segment={"eh": -40.0, "cai": "{cai}"}),
    Case("CaT_HM1992", "itGHK", "pcabar", "ica"),
    Case("Nax_Migliore1999", "nax", "gbar", "ina"),
    Case("Na3_Migliore1999", "na3", "gbar", "ina", parameters={"ar2": ("ar2", 0.7)}),
    Case("Kdr_Migliore1999", "kdr", "gkdrbar", "ik"),
    Case("Kap_Migliore1999", "kap", "gkabar", "ik"),
    Case("Kad_Migliore1999", "kad", "gkabar", "ik"),
    Case("Ih_Migliore2004", "hd", "ghdbar", "i", parameters={"e": ("ehd", -30.0)}),
    Case("Na_Khaliq2003", "naRsg", "gbar", "ina", only=_SCHEME, starts={"C1": 1.0}),
    Case("Kfast_Khaliq2003", "kpkj", "gkbar", "ik"),
    Case("Kmid_Khaliq2003", "kpkj2", "gkbar", "ik"),
    Case("Kslow_Khaliq2003", "kpkjslow", "gkbar", "ik"),
    Case("BK_Khaliq2003", "bkpkj", "gkbar", "ik"),
    Case("CaP_Khaliq2003", "cap", "pcabar", "ica"),
    Case("Ih_Khaliq2003", "hpkj", "ghbar", "i", reversal="eh"),
    Case("Leak_Khaliq2003", "lkpkj", "g", "i", reversal="e"),
    Case("Na_Diwakar2009_Granule", "GRC_NA", "gnabar", "ina", states={"B": "OB"}, only=_SCHEME),
    Case(
        "NaFHF_Masoli2020_Granule", "GRC_NA_FHF", "gnabar", "ina", states={"B": "OB"}, only=(*_SCHEME, "L3", "L5", "L6")
    ),
    Case("Kv2_2_Masoli2020_Granule", "Kv2_2_0010", "gKv2_2bar", "ik"),
    Case("KV_DAngelo2001_Granule", "GRC_KV", "gkbar", "ik"),
    Case("KA_DAngelo2001_Granule", "GRC_KA", "gkbar", "ik"),
    Case("KM_DAngelo2001_Granule", "GRC_KM", "gkbar", "ik"),
    Case("KIR_DAngelo2001_Granule", "GRC_KIR", "gkbar", "ik"),
    Case("KCa_DAngelo2001_Granule", "GRC_KCA", "gkbar", "ik"),
    Case("CaHVA_DAngelo2001_Granule", "GRC_CA", "gcabar", "ica"),
    Case("Leak_DAngelo2001_Granule", "GRC_LKG1", "gl", "il", reversal="el"),
    Case("LeakGABA_DAngelo2001_Granule", "GRC_LKG2", "ggaba", "il", reversal="egaba"),
    Case("KV_Solinas2007_Golgi", "Golgi_KV", "gkbar", "ik"),
    Case("KA_Solinas2007_Golgi", "Golgi_KA", "gkbar", "ik"),
    Case("KM_Solinas2007_Golgi", "Golgi_KM", "gkbar", "ik"),
    Case("BK_Solinas2007_Golgi", "Golgi_BK", "gkbar", "ik"),
    Case("CaHVA_Solinas2007_Golgi", "Golgi_Ca_HVA", "gcabar", "ica"),
    Case("CaLVA_Solinas2007_Golgi", "Golgi_Ca_LVA", "gca2bar", "ica2", segment={"ca2i": "{cai}", "ca2o": 2.0}),
    Case("Na_Solinas2007_Golgi", "Golgi_Na", "gnabar", "ina"),
    Case("NaP_Solinas2007_Golgi", "Golgi_NaP", "gbar", "ina"),
    Case("NaR_Solinas2007_Golgi", "Golgi_NaR", "gnabar", "ina"),
    Case("SK2_Solinas2007_Golgi", "Golgi_SK2", "gkbar", "ik"),
    Case("HCN1_Solinas2007_Golgi", "Golgi_hcn1", "gbar", "ih", reversal="Erev"),
    Case("HCN2_Solinas2007_Golgi", "Golgi_hcn2", "gbar", "ih", reversal="ehcn2"),
    Case("Na_Migliore1995_CA3", "nahh", "gnabar", "ina"),
    Case("Kdr_Migliore1995_CA3", "borgkdr", "gkdrbar", "ik"),
    Case("KA_Migliore1995_CA3", "borgka", "gkabar", "ik"),
    Case("KM_Migliore1995_CA3", "borgkm", "gkmbar", "ik"),
    Case("KAHP_Migliore1995_CA3", "kahp", "gkahpbar", "ik"),
    Case("KC_Migliore1995_CA3", "cagk", "gkbar", "ik"),
    Case("CaL_Migliore1995_CA3", "cal", "gcalbar", "ica"),
    Case("CaN_Migliore1995_CA3", "can", "gcanbar", "ica"),
    Case("CaT_Migliore1995_CA3", "cat", "gcatbar", "ica"),
    _masoli("Nav1_6", "gbar", "ina", only=_SCHEME, starts={"C1": 1.0}),
    *(_masoli(name, "gbar", "ik") for name in ("Kv1_1", "Kv3_3", "Kca1_1")),
    *(_masoli(name, "gkbar", "ik") for name in ("Kv3_4", "Kv4_3", "Kir2_3", "Kca2_2", "Kca3_1")),
    _masoli("Kv1_5", "gKur", "ik", nernst=True),
    *(_masoli(name, "pcabar", "ica", amount=_SMALL) for name in ("Cav2_1", "Cav3_1")),
    _masoli("Cav3_2", "gcabar", "ica"),
    _masoli("Cav3_3", "gCav3_3bar", "ica", factor=1e4, amount=_SMALL),
    _masoli("HCN1", "gbar", "ih", segment={"eh": -34.4}),
    _masoli("Leak", "gmax", "il", reversal="e"),
    Case("NaF_Traub2005", "naf", "gbar", "ina"),
    Case("NaP_Traub2005", "nap", "gbar", "ina"),
    Case("KDR_Traub2005", "kdr", "gbar", "ik"),
    Case("KA_Traub2005", "ka", "gbar", "ik"),
    Case("KM_Traub2005", "km", "gbar", "ik"),
    Case("K2_Traub2005", "k2", "gbar", "ik"),
    Case("CaL_Traub2005", "cal", "gbar", "ica"),
    Case("CaT_Traub2005", "cat", "gbar", "i"),
    Case("AR_Traub2005", "ar", "gbar", "i", reversal="erev"),
    _pool(
        "CalciumFirstOrder_Hay2011",
        "CaDynamics_E2",
        "Ca_HVA_Hay2011",
        defaults={"gamma": "gamma", "decay": "decay", "depth": "depth", "rest": "minCai"},
    ),
    _pool(
        "CalciumFirstOrder_MainenSejnowski1996",
        "cad",
        "CaHVA_MainenSejnowski1996",
        defaults={"decay": "taur", "depth": "depth", "rest": "cainf"},
    ),
    _pool(
        "CalciumFirstOrder_Pospischil2008",
        "cad",
        "IL_Pospischil2008",
        defaults={"decay": "taur", "depth": "depth", "rest": "cainf"},
    ),
    _pool(
        "CalciumFirstOrder_Destexhe1996",
        "cad",
        "CaT_Destexhe1996_RE",
        defaults={"decay": "taur", "depth": "depth", "rest": "cainf"},
    ),
    _pool(
        "CalciumFirstOrder_DAngelo2001_Granule",
        "GRC_CALC",
        "CaHVA_DAngelo2001_Granule",
        defaults={"depth": "d"},
    ),
    _pool(
        "CalciumFirstOrder_Solinas2007_Golgi",
        "Golgi_CALC",
        "CaHVA_Solinas2007_Golgi",
        defaults={"depth": "d"},
    ),
    _pool(
        "CalciumDetailed",
        "cad",
        "CaT_Destexhe1994_RE",
        defaults={"decay": "taur", "depth": "depth", "rest": "cainf", "kt": "kt", "kd": "kd"},
    ),
    _pool("PotassiumOutside", "kext", "hh", "ko", defaults={"decay": "txfer", "rest": "kbath"}),
)
