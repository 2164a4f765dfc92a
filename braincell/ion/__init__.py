"""Ions, their potentials, fluxes and concentrations."""

from braincell.ion.concentration import CalciumBuffered as CalciumBuffered
from braincell.ion.concentration import CalciumDetailed as CalciumDetailed
from braincell.ion.concentration import CalciumFirstOrder as CalciumFirstOrder
from braincell.ion.concentration import ChlorideFirstOrder as ChlorideFirstOrder
from braincell.ion.concentration import Pool as Pool
from braincell.ion.concentration import PotassiumFirstOrder as PotassiumFirstOrder
from braincell.ion.concentration import PotassiumOutside as PotassiumOutside
from braincell.ion.concentration import SodiumFirstOrder as SodiumFirstOrder
from braincell.ion.ghk import ghk_flux as ghk_flux
from braincell.ion.nernst import nernst as nernst
from braincell.ion.pool import ion_defaults as ion_defaults
from braincell.ion.pool import ion_style as ion_style
