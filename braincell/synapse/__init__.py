"""Synapses that come with braincell, one kinetics per file."""

from braincell.synapse.alpha_synapse import AlphaSynapse as AlphaSynapse
from braincell.synapse.exp2_syn import Exp2Syn as Exp2Syn
from braincell.synapse.exp_syn import ExpSyn as ExpSyn
