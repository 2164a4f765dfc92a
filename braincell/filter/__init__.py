"""Regions and locsets."""

from braincell.filter.locset import Locset as Locset
from braincell.filter.locset import at as at
from braincell.filter.region import AllRegion as AllRegion
from braincell.filter.region import BranchSlice as BranchSlice
from braincell.filter.region import Region as Region
