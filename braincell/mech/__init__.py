"""Declarations of what a cell carries."""

from braincell.mech.mechanism import Assigned as Assigned
from braincell.mech.mechanism import Instances as Instances
from braincell.mech.mechanism import Mechanism as Mechanism
from braincell.mech.mechanism import Parameter as Parameter
from braincell.mech.mechanism import State as State
from braincell.mech.mechanism import UseIon as UseIon
from braincell.mech.registry import register as register
