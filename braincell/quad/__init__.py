"""Numerical integration."""

from braincell.quad.staggered import Staggered as Staggered
