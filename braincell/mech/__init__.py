"""Declarations of what a cell carries, and the interface of mechanisms."""

from braincell.mech.cable import CableProperty as CableProperty
from braincell.mech.declaration import Channel as Channel
from braincell.mech.declaration import Ion as Ion
from braincell.mech.declaration import PointProcess as PointProcess
from braincell.mech.declaration import Synapse as Synapse
from braincell.mech.function_table import FunctionTable as FunctionTable
from braincell.mech.junction import Junction as Junction
from braincell.mech.mechanism import ArtificialMechanism as ArtificialMechanism
from braincell.mech.mechanism import Assigned as Assigned
from braincell.mech.mechanism import Instances as Instances
from braincell.mech.mechanism import Mechanism as Mechanism
from braincell.mech.mechanism import Parameter as Parameter
from braincell.mech.mechanism import Pointer as Pointer
from braincell.mech.mechanism import PointMechanism as PointMechanism
from braincell.mech.mechanism import State as State
from braincell.mech.mechanism import Stream as Stream
from braincell.mech.mechanism import UseIon as UseIon
from braincell.mech.point import CurrentClamp as CurrentClamp
from braincell.mech.probe import CurrentProbe as CurrentProbe
from braincell.mech.probe import MechanismProbe as MechanismProbe
from braincell.mech.probe import SpikeDetector as SpikeDetector
from braincell.mech.probe import StateProbe as StateProbe
from braincell.mech.random_source import MCellRan4 as MCellRan4
from braincell.mech.random_source import Random123 as Random123
from braincell.mech.registry import register as register
