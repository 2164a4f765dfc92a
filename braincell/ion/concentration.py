"""Concentrations that follow the currents of their ion: first-order pools, and a pump."""

from typing import Any, ClassVar, Literal

import jax.numpy as jnp

from braincell.ion.ghk import linoid
from braincell.ion.nernst import FARADAY
from braincell.mech.mechanism import Assigned, Instances, Parameter, State, UseIon
from braincell.mech.registry import register_published
from braincell.mech.rows import Rows
from braincell.mech.source import Source

_FOREVER = 1e9  # ms
_VALENCES = {"na": 1.0, "k": 1.0, "ca": 2.0, "cl": -1.0}


class Pool(Rows):
    """c' = drive − (c − rest)/decay in a shell that is `depth` thick, with drive = ∓10⁴ gamma i/(z F depth).

    `side` says where the concentration [mM] is: a current outward takes from inside and gives to outside. With `shell`
    False that is the whole cylinder, depth = diam/4. `rectifies`: a current does not take. INITIAL sets the ion's `ci0`
    or `co0`, or `rest` if `from_rest`. A step is cnexp, exact for a constant current, or backward Euler if `implicit`.
    Where a pool is painted the reversal potential follows (NEURON's `ion_style`).
    """

    ion: ClassVar[str] = ""
    side: ClassVar[Literal["i", "o"]] = "i"
    shell: ClassVar[bool] = True
    rectifies: ClassVar[bool] = False
    from_rest: ClassVar[bool] = False
    implicit: ClassVar[bool] = False
    faraday: ClassVar[float] = FARADAY
    further: ClassVar[dict[str, State]] = {}
    """States beside the concentration."""
    settings = ("rectifies", "from_rest", "implicit", "faraday")

    def __init_subclass__(cls, **keywords: Any) -> None:
        if cls.ion:
            held = f"{cls.ion}{cls.side}"
            cls.states = {held: State("mM"), **cls.further}
            current = f"i{cls.ion}"
            cls.ions = (UseIon(cls.ion, reads=(current,), writes=(held,), valence=_VALENCES[cls.ion]),)
            cls.assigned = {"drive": Assigned("mM/ms")}
        super().__init_subclass__(**keywords)

    @classmethod
    def initial(cls, s: Instances) -> Instances:
        return s.replace(**{cls._held(): s.rest + 0.0 * s.v}) if cls.from_rest else s

    @classmethod
    def advance(cls, s: Instances) -> Instances:
        c, drive = s[cls._held()], cls.drive_of(s)
        if cls.implicit:
            after = (c + s.dt * (drive + s.rest / s.decay)) / (1.0 + s.dt / s.decay)
        else:
            # c + (1 − exp(−dt/decay)) (rest + drive decay − c), also where decay is infinite
            x = s.dt / s.decay
            after = c + -jnp.expm1(-x) * (s.rest - c) + drive * s.dt / linoid(x)
        return s.replace(drive=drive, **{cls._held(): after})

    @classmethod
    def derivative(cls, s: Instances) -> tuple[Instances, dict]:
        c = s[cls._held()]
        return s, {cls._held(): cls.drive_of(s) - (c - s.rest) / s.decay}

    @classmethod
    def drive_of(cls, s: Instances) -> Any:
        """What the current adds [mM/ms]."""
        depth = s.depth if cls.shell else s.diam / 4.0
        outward = 1.0 if cls.side == "o" else -1.0
        # mA/cm²/µm = 1e4 mA/cm³
        drive = outward * 1e4 * s.gamma * s[f"i{cls.ion}"] / (_VALENCES[cls.ion] * cls.faraday * depth)
        return jnp.maximum(drive, 0.0) if cls.rectifies else drive

    @classmethod
    def _held(cls) -> str:
        return f"{cls.ion}{cls.side}"


def _parameters(rest: float, decay: float, depth: float | None = None, gamma: float = 1.0) -> dict[str, Parameter]:
    found = {
        "gamma": Parameter(gamma, doc="share of the ions that stays free"),
        "decay": Parameter(decay, "ms", low=1e-9, doc="time constant of removal"),
        "rest": Parameter(rest, "mM", low=0.0, doc="concentration without current"),
    }
    return found if depth is None else found | {"depth": Parameter(depth, "um", low=1e-9, doc="of the shell")}


@register_published
class CalciumFirstOrder(Pool):
    """Calcium in a shell under the membrane, removed with one time constant."""

    source = Source("Destexhe, Babloyantz & Sejnowski (1993), Biophys. J. 65:1538")
    ion = "ca"
    parameters = _parameters(rest=1e-4, decay=80.0, depth=0.1)


HAY = Source("Hay et al. (2011), PLoS Comput. Biol. 7:e1002107", 139653)
CalciumFirstOrder_Hay2011 = register_published(
    CalciumFirstOrder.row("CalciumFirstOrder_Hay2011", HAY.mod("CaDynamics_E2.mod"), gamma=0.05)
)
MAINEN = Source("Mainen & Sejnowski (1996), Nature 382:363", 2488)
CalciumFirstOrder_MainenSejnowski1996 = register_published(
    CalciumFirstOrder.row(
        "CalciumFirstOrder_MainenSejnowski1996",
        MAINEN.mod("cad.mod"),
        decay=200,
        rectifies=True,
        from_rest=True,
        implicit=True,
    )
)
POSPISCHIL = Source("Pospischil et al. (2008), Biol. Cybern. 99:427", 123623)
CalciumFirstOrder_Pospischil2008 = register_published(
    CalciumFirstOrder.row(
        "CalciumFirstOrder_Pospischil2008",
        POSPISCHIL.mod("cadecay_destexhe.mod", "with its Faraday constant of 96489 C/mol"),
        decay=5,
        rest=2e-4,
        rectifies=True,
        from_rest=True,
        implicit=True,
        faraday=96489.0,
    )
)
CalciumFirstOrder_Destexhe1996 = register_published(
    CalciumFirstOrder_Pospischil2008.row(
        "CalciumFirstOrder_Destexhe1996",
        Source("Destexhe et al. (1996), J. Neurophysiol. 76:2049", 3343).mod(
            "cadecay.mod", "with its Faraday constant of 96489 C/mol"
        ),
        depth=1,
        rest=2.4e-4,
    )
)
GRANULE = Source("D'Angelo et al. (2001), J. Neurosci. 21:759", 116835)
CalciumFirstOrder_DAngelo2001_Granule = register_published(
    CalciumFirstOrder.row(
        "CalciumFirstOrder_DAngelo2001_Granule",
        GRANULE.mod("GRC_CALC.mod"),
        depth=0.2,
        decay=1 / 1.5,
        from_rest=True,
        implicit=True,
    )
)
GOLGI = Source("Solinas et al. (2007), Front. Cell. Neurosci. 1:2", 112685)
CalciumFirstOrder_Solinas2007_Golgi = register_published(
    CalciumFirstOrder_DAngelo2001_Granule.row(
        "CalciumFirstOrder_Solinas2007_Golgi", GOLGI.mod("Golgi_CALC.mod"), decay=1 / 1.3
    )
)


@register_published
class CalciumDetailed(Pool):
    """Calcium in a shell, removed by a saturating pump and with one time constant.

    c' = drive − kt c/(c + kd) − (c − rest)/decay; a step is backward Euler, solved exactly.
    """

    source = Source("Destexhe et al. (1994), J. Neurophysiol. 72:803", 3670, "capump.mod", "F = 96489 C/mol")
    ion = "ca"
    rectifies = True
    faraday = 96489.0
    parameters = _parameters(rest=2.4e-4, decay=1e10, depth=1.0) | {
        "kt": Parameter(1e-4, "mM/ms", low=0.0, doc="most that the pump removes"),
        "kd": Parameter(1e-4, "mM", low=0.0, doc="concentration at which it removes half of that"),
    }

    @classmethod
    def initial(cls, s: Instances) -> Instances:
        return s.replace(cai=s.kd + 0.0 * s.v)

    @classmethod
    def advance(cls, s: Instances) -> Instances:
        # a c² + (a kd + dt kt − b) c − b kd = 0 with a = 1 + dt/decay, b = c₀ + dt (drive + rest/decay)
        drive = cls.drive_of(s)
        a, b = 1.0 + s.dt / s.decay, s.cai + s.dt * (drive + s.rest / s.decay)
        half = 0.5 * (a * s.kd + s.dt * s.kt - b)
        root = jnp.sqrt(half * half + a * b * s.kd)
        # the positive root, without the difference of nearly equal numbers
        after = jnp.where(half > 0.0, b * s.kd / jnp.where(half > 0.0, half + root, 1.0), (root - half) / a)
        return s.replace(drive=drive, cai=after)

    @classmethod
    def derivative(cls, s: Instances) -> tuple[Instances, dict]:
        pump = s.kt * s.cai / (s.cai + s.kd)
        return s, {"cai": cls.drive_of(s) - pump - (s.cai - s.rest) / s.decay}


@register_published
class CalciumBuffered(Pool):
    """Calcium in a shell with a buffer, Ca + B ⇌ CaB, and removal with one time constant.

    c' = drive − J − (c − rest)/decay and b' = J, with J = kon c (total − b) − koff b and b the bound buffer. INITIAL
    sets b to its equilibrium. A step is backward Euler, solved exactly. The buffer's numbers: Yamada et al. (1989).
    """

    source = Source("Yamada, Koch & Adams (1989), in Methods in Neuronal Modeling, MIT Press")
    ion = "ca"
    implicit = True
    further = {"bound": State("mM")}
    parameters = _parameters(rest=5e-5, decay=20.0, depth=0.1) | {
        "kon": Parameter(100.0, "/mM/ms", low=0.0, doc="rate of binding"),
        "koff": Parameter(0.1, "/ms", low=0.0, doc="rate of release"),
        "total": Parameter(0.003, "mM", low=0.0, doc="buffer, free and bound"),
    }

    @classmethod
    def initial(cls, s: Instances) -> Instances:
        return s.replace(bound=s.total * s.kon * s.cai / (s.koff + s.kon * s.cai))

    @classmethod
    def advance(cls, s: Instances) -> Instances:
        # a c + b = r and (d + e c) b = b₀ + e total c, with the factors below: p c² + 2 h c − q = 0
        drive = cls.drive_of(s)
        a, d, e = 1.0 + s.dt / s.decay, 1.0 + s.dt * s.koff, s.dt * s.kon
        r = s.cai + s.bound + s.dt * (drive + s.rest / s.decay)
        p, h, q = a * e, 0.5 * (a * d + e * (s.total - r)), r * d - s.bound
        root = jnp.sqrt(h * h + p * q)
        # the positive root, without the difference of nearly equal numbers
        after = jnp.where(h > 0.0, q / jnp.where(h > 0.0, h + root, 1.0), (root - h) / jnp.where(p > 0.0, p, 1.0))
        return s.replace(drive=drive, cai=after, bound=(s.bound + e * s.total * after) / (d + e * after))

    @classmethod
    def derivative(cls, s: Instances) -> tuple[Instances, dict]:
        flux = s.kon * s.cai * (s.total - s.bound) - s.koff * s.bound
        return s, {"cai": cls.drive_of(s) - flux - (s.cai - s.rest) / s.decay, "bound": flux}


_ACCUMULATION = Source("Hodgkin & Huxley (1952), J. Physiol. 117:500", remark="the law of charge and volume")


@register_published
class SodiumFirstOrder(Pool):
    """Sodium inside of the whole cylinder; without removal unless `decay` is given."""

    source = _ACCUMULATION
    ion = "na"
    shell = False
    parameters = _parameters(rest=10.0, decay=_FOREVER)


@register_published
class PotassiumFirstOrder(Pool):
    """Potassium inside of the whole cylinder; without removal unless `decay` is given."""

    source = _ACCUMULATION
    ion = "k"
    shell = False
    parameters = _parameters(rest=54.4, decay=_FOREVER)


@register_published
class ChlorideFirstOrder(Pool):
    """Chloride inside of the whole cylinder; without removal unless `decay` is given."""

    source = _ACCUMULATION
    ion = "cl"
    shell = False
    parameters = _parameters(rest=5.0, decay=_FOREVER)


@register_published
class PotassiumOutside(Pool):
    """Potassium in the narrow space outside of a membrane: Frankenhaeuser & Hodgkin (1956)."""

    source = Source("Hines & Carnevale (2000), Neural Comput. 12:995", 266498, "kext.mod")
    ion = "k"
    side = "o"
    parameters = _parameters(rest=5.4, decay=50.0, depth=1.0)
