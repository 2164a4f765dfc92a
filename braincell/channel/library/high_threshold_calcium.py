"""High-threshold calcium channel of neocortical cells: Reuveni et al. (1993), in three models."""

from braincell.channel.gate import Gate, RateLike
from braincell.channel.rate import Exponential, Linoid, Sigmoid


def reuveni_gates(phi: RateLike = None, start: float | None = None) -> tuple[Gate, Gate]:
    """The gates m²h of Reuveni, Friedman, Amitai & Gutnick (1993), J. Neurosci. 13:4609."""
    return (
        Gate("m", 2, alpha=Linoid(0.055 * 3.8, -27, 3.8), beta=Exponential(0.94, -75, -17), phi=phi, start=start),
        Gate("h", alpha=Exponential(0.000457, -13, -50), beta=Sigmoid(0.0065, -15, 28), phi=phi, start=start),
    )
