"""The base class of density channels."""

from typing import ClassVar, Literal

from braincell.mech.mechanism import Mechanism


class Channel(Mechanism):
    """A density mechanism: its currents are in mA/cm², outward positive. See `Mechanism` for the interface."""

    kind: ClassVar[Literal["density", "point"]] = "density"
