"""Open the door to NEURON's interface: `from braincell.hoc_compat import h`."""

from hoc_compat import h as h
from hoc_compat import load_mechanisms as load_mechanisms
from hoc_compat import to_cell as to_cell
from hoc_compat import to_network as to_network
