"""Ions and their potentials."""

from braincell.ion.ghk import ghk_flux as ghk_flux
from braincell.ion.nernst import nernst as nernst
from braincell.ion.pool import ion_defaults as ion_defaults
from braincell.ion.pool import ion_style as ion_style
