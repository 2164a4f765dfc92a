"""Synapses that come with braincell, one kinetics per file."""

from braincell.synapse.alpha_synapse import AlphaSynapse as AlphaSynapse
from braincell.synapse.ampa import AMPA as AMPA
from braincell.synapse.ampa_nmda import AMPANMDA as AMPANMDA
from braincell.synapse.exp2_syn import Exp2Syn as Exp2Syn
from braincell.synapse.exp_syn import ExpSyn as ExpSyn
from braincell.synapse.gabaa import GABAa as GABAa
from braincell.synapse.gabab import GABAb as GABAb
from braincell.synapse.nmda import NMDA as NMDA
from braincell.synapse.tsodyks_markram import TsodyksMarkram as TsodyksMarkram
