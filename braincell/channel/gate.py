"""Gating variables as values: what they relax to, and how fast."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp

from braincell.channel.rate import Rate, as_rate
from braincell.errors import InputError
from braincell.mech.mechanism import Instances

RateLike = Any
"""A `Rate`, a number, the name of a parameter, or a Python function of `v`, `celsius`, `cai`, parameters, …."""


@dataclass(frozen=True)
class Gate:
    """A gating variable x with x' = (inf − x)/tau, which counts with its `power` in what is open.

    Given by `alpha` and `beta` [1/ms], inf = alpha/(alpha + beta) and tau = 1/(alpha + beta); by `inf` and `tau` [ms];
    or by both, where `inf` and `tau` come first. tau is divided by `phi`, such as a `Q10`, and is at least `tau_min`.
    With `inf` alone the gate is always there: no state. INITIAL sets x to inf, or to the number `start`.
    """

    name: str
    power: int = 1
    inf: RateLike = None
    tau: RateLike = None
    alpha: RateLike = None
    beta: RateLike = None
    phi: RateLike = None
    tau_min: RateLike = None
    start: float | None = None

    def __post_init__(self) -> None:
        by_rates = self.alpha is not None and self.beta is not None
        if (self.alpha is None) != (self.beta is None) or (self.inf is None and not by_rates):
            raise InputError(f"Gate({self.name!r}): give `alpha` and `beta`, `inf` and `tau`, or `inf` alone")
        if self.is_instantaneous and (self.phi is not None or self.tau_min is not None or self.start is not None):
            raise InputError(f"Gate({self.name!r}) has no time constant; give `tau`, or `alpha` and `beta`, too")
        if not self.name.isidentifier() or self.power < 1 or int(self.power) != self.power:
            raise InputError(f"Gate({self.name!r}, {self.power!r}): a name and a whole power from 1 on are needed")

    @property
    def is_instantaneous(self) -> bool:
        """Whether it follows the voltage at once."""
        return self.tau is None and self.alpha is None

    def rates(self) -> Iterator[tuple[str, Rate]]:
        """Its rates by their places, `m_alpha`, ….."""
        for role in ("inf", "tau", "alpha", "beta", "phi", "tau_min"):
            given = getattr(self, role)
            if given is not None:
                yield f"{self.name}_{role}", as_rate(given)

    def inf_and_tau(self, s: Instances) -> tuple[Any, Any]:
        """The steady state and the time constant [ms]; None if it is instantaneous."""
        value = {place.removeprefix(f"{self.name}_"): rate.value(s, place) for place, rate in self.rates()}
        if self.is_instantaneous:
            return value["inf"], None
        if "alpha" in value:
            total = value["alpha"] + value["beta"]
            value = {"inf": value["alpha"] / total, "tau": 1.0 / total} | value
        inf, tau = value["inf"], value["tau"]
        if "phi" in value:
            tau = tau / value["phi"]
        return inf, jnp.maximum(tau, value["tau_min"]) if "tau_min" in value else tau

    def factor(self, s: Instances) -> Any:
        """x^power in a record."""
        x = self.inf_and_tau(s)[0] if self.is_instantaneous else s[self.name]
        product = x
        for _ in range(int(self.power) - 1):
            product = product * x
        return product
