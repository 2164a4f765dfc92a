"""Numerical integration."""

from braincell.quad.method import Variable as Variable
from braincell.quad.method import all_integrators as all_integrators
from braincell.quad.method import get_integrator as get_integrator
from braincell.quad.method import register_integrator as register_integrator
from braincell.quad.staggered import Staggered as Staggered
from braincell.quad.system import System as System
