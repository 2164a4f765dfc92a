"""From morphologies to control volumes."""

from braincell.discretize.control_volume import ControlVolumes as ControlVolumes
from braincell.discretize.control_volume import control_volumes as control_volumes
from braincell.discretize.paint import CVContext as CVContext
from braincell.discretize.policy import CompositeByTypePolicy as CompositeByTypePolicy
from braincell.discretize.policy import CVPerBranch as CVPerBranch
from braincell.discretize.policy import CVPerBranchList as CVPerBranchList
from braincell.discretize.policy import CVPolicy as CVPolicy
from braincell.discretize.policy import CVPolicyByTypeRule as CVPolicyByTypeRule
from braincell.discretize.policy import DLambda as DLambda
from braincell.discretize.policy import MaxCVLen as MaxCVLen
