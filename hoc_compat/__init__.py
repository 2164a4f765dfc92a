"""NEURON's Python interface on braincell: `from braincell.hoc_compat import h`."""

from hoc_compat.forest import to_cell as to_cell
from hoc_compat.forest import to_network as to_network
from hoc_compat.interpreter import h as h
from hoc_compat.loading import load_mechanisms as load_mechanisms
from hoc_compat.point_process import PointProcess as PointProcess
from hoc_compat.section import Section as Section
from hoc_compat.section_shape import DeletedSectionError as DeletedSectionError
from hoc_compat.segment import Segment as Segment
from hoc_compat.vector import Vector as Vector
