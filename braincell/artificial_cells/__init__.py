"""Artificial cells that come with braincell."""

from braincell.artificial_cells.int_fire1 import IntFire1 as IntFire1
from braincell.artificial_cells.int_fire2 import IntFire2 as IntFire2
from braincell.artificial_cells.int_fire4 import IntFire4 as IntFire4
from braincell.artificial_cells.net_stim import NetStim as NetStim
