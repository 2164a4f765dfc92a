"""A point process that does nothing."""

from braincell.mech.mechanism import PointMechanism
from braincell.mech.registry import register


@register
class PointProcessMark(PointMechanism):
    """Marks a place. NEURON: src/nrnoc/ppmark.mod."""

    name = "PointProcessMark"
