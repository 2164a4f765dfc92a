"""The sodium channel whose blocker makes a resurgent current: the scheme of Raman & Bean (2001)."""

import jax.numpy as jnp

from braincell.channel.rate import Q10, Constant, Function, Rate
from braincell.channel.templates import OhmicMarkov, Transition
from braincell.mech.mechanism import Parameter

ALPHA = Function(lambda v, alpha, x_alpha: alpha * jnp.exp(v / x_alpha))
_BETA = Function(lambda v, beta, x_beta: beta * jnp.exp(v / x_beta))
_ZETA = Function(lambda v, zeta, x_zeta: zeta * jnp.exp(v / x_zeta))
_UP = Function(lambda Oon, Con: (Oon / Con) ** 0.25)  # these two keep the loops reversible
_DOWN = Function(lambda Ooff, Coff: (Ooff / Coff) ** 0.25)


def _steps(name: str, up: Rate | float, down: Rate | float) -> tuple[Transition, ...]:
    """Four steps of activation, `name`1 to `name`5."""
    n = [Constant(f"n{k}") for k in (1, 2, 3, 4)]
    return tuple(
        Transition(f"{name}{k + 1}", f"{name}{k + 2}", n[k] * ALPHA * up, n[3 - k] * _BETA * down) for k in range(4)
    )


def _inactivation() -> tuple[Transition, ...]:
    found, there, back = [], Constant("Con") * 1.0, Constant("Coff") * 1.0
    for k in range(1, 6):
        found.append(Transition(f"C{k}", f"I{k}", there, back))
        there, back = there * _UP, back * _DOWN
    return tuple(found)


RESURGENT = (
    *_steps("C", 1.0, 1.0),
    Transition("C5", "O", "gamma", "delta"),
    Transition("O", "B", "epsilon", _ZETA),
    Transition("O", "I6", "Oon", "Ooff"),
    *_steps("I", _UP, _DOWN),
    Transition("I5", "I6", "gamma", "delta"),
    *_inactivation(),
)
"""Activation, opening, block and inactivation."""


def _rate(value: float, doc: str) -> Parameter:
    return Parameter(value, "/ms", scope="global", doc=doc)


class ResurgentSodium(OhmicMarkov):
    """Five closed states C1–C5, open O, blocked B, inactivated I1–I6: Raman & Bean (2001), Biophys. J. 80:729.

    Activation has the rates n_k alpha exp(v/x_alpha) and n_(5−k) beta exp(v/x_beta).
    """

    ion = "na"
    gbar = 0.015
    speed = Q10(1.0, 22.0)
    open = {"O": 1.0}
    parameters = {
        "alpha": _rate(150.0, "activation"),
        "beta": _rate(3.0, "deactivation"),
        "gamma": _rate(150.0, "opening"),
        "delta": _rate(40.0, "closing"),
        "epsilon": _rate(1.75, "block"),
        "zeta": _rate(0.03, "unblock"),
        "Con": _rate(0.005, "inactivation of closed states"),
        "Coff": _rate(0.5, "recovery of closed states"),
        "Oon": _rate(0.75, "inactivation of the open state"),
        "Ooff": _rate(0.005, "recovery of the open state"),
        "x_alpha": Parameter(20.0, "mV", scope="global"),
        "x_beta": Parameter(-20.0, "mV", scope="global"),
        "x_zeta": Parameter(-25.0, "mV", scope="global"),
        "n1": Parameter(4.0, scope="global"),
        "n2": Parameter(3.0, scope="global"),
        "n3": Parameter(2.0, scope="global"),
        "n4": Parameter(1.0, scope="global"),
    }
    transitions = RESURGENT
