"""Run NEURON models on JAX: the same numbers, compiled, differentiable, batched."""

import jax

# NEURON computes in double precision, and so do we unless a run asks for float32.
jax.config.update("jax_enable_x64", True)

from braincell import artificial_cells as artificial_cells  # noqa: E402
from braincell import electrode as electrode  # noqa: E402
from braincell import synapse as synapse  # noqa: E402
from braincell.artificial import ArtificialCell as ArtificialCell  # noqa: E402
from braincell.cell import Cell as Cell  # noqa: E402
from braincell.channel import Channel as Channel  # noqa: E402
from braincell.discretize import CompositeByTypePolicy as CompositeByTypePolicy  # noqa: E402
from braincell.discretize import CVPerBranch as CVPerBranch  # noqa: E402
from braincell.discretize import CVPerBranchList as CVPerBranchList  # noqa: E402
from braincell.discretize import CVPolicy as CVPolicy  # noqa: E402
from braincell.discretize import CVPolicyByTypeRule as CVPolicyByTypeRule  # noqa: E402
from braincell.discretize import DLambda as DLambda  # noqa: E402
from braincell.discretize import MaxCVLen as MaxCVLen  # noqa: E402
from braincell.kept_programs import keep_programs as keep_programs  # noqa: E402
from braincell.lower import CableModel as CableModel  # noqa: E402
from braincell.lower import CableState as CableState  # noqa: E402
from braincell.lower import lower as lower  # noqa: E402
from braincell.mech import MixIons as MixIons  # noqa: E402
from braincell.mech import mix_ions as mix_ions  # noqa: E402
from braincell.morph import ApicalDendrite as ApicalDendrite  # noqa: E402
from braincell.morph import Axon as Axon  # noqa: E402
from braincell.morph import BasalDendrite as BasalDendrite  # noqa: E402
from braincell.morph import Branch as Branch  # noqa: E402
from braincell.morph import CustomBranch as CustomBranch  # noqa: E402
from braincell.morph import Dendrite as Dendrite  # noqa: E402
from braincell.morph import Morphology as Morphology  # noqa: E402
from braincell.morph import Soma as Soma  # noqa: E402
from braincell.network import Network as Network  # noqa: E402
from braincell.neuron import HHTypedNeuron as HHTypedNeuron  # noqa: E402
from braincell.population import Population as Population  # noqa: E402
from braincell.quad.staggered import Staggered as Staggered  # noqa: E402
from braincell.result import RunResult as RunResult  # noqa: E402
from braincell.run import run as run  # noqa: E402
from braincell.run import run_model as run_model  # noqa: E402
from braincell.run import simulate as simulate  # noqa: E402
from braincell.single_compartment import SingleCompartment as SingleCompartment  # noqa: E402
