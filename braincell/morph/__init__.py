"""Morphologies: branches, trees and their geometry."""

from braincell.morph.branch import ApicalDendrite as ApicalDendrite
from braincell.morph.branch import Axon as Axon
from braincell.morph.branch import BasalDendrite as BasalDendrite
from braincell.morph.branch import Branch as Branch
from braincell.morph.branch import CustomBranch as CustomBranch
from braincell.morph.branch import Dendrite as Dendrite
from braincell.morph.branch import Soma as Soma
from braincell.morph.metric import Metric as Metric
from braincell.morph.morphology import Morphology as Morphology
