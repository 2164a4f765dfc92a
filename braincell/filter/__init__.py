"""Regions and locsets."""

from braincell.filter.locset import BranchPoints as BranchPoints
from braincell.filter.locset import Locset as Locset
from braincell.filter.locset import RandomSamples as RandomSamples
from braincell.filter.locset import RootLocation as RootLocation
from braincell.filter.locset import StepSamples as StepSamples
from braincell.filter.locset import Terminals as Terminals
from braincell.filter.locset import UniformSamples as UniformSamples
from braincell.filter.locset import at as at
from braincell.filter.region import AllRegion as AllRegion
from braincell.filter.region import BranchSlice as BranchSlice
from braincell.filter.region import EmptyRegion as EmptyRegion
from braincell.filter.region import EuclideanDistanceRegion as EuclideanDistanceRegion
from braincell.filter.region import RadiusRangeRegion as RadiusRangeRegion
from braincell.filter.region import Region as Region
from braincell.filter.region import SubtreeRegion as SubtreeRegion
from braincell.filter.region import TreeDistanceRegion as TreeDistanceRegion
from braincell.filter.region import branch_in as branch_in
from braincell.filter.region import branch_range as branch_range
