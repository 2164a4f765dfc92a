"""Channels that come with braincell."""

from braincell.channel.library import cerebellum_golgi as cerebellum_golgi
from braincell.channel.library import cerebellum_granule as cerebellum_granule
from braincell.channel.library import cerebellum_purkinje as cerebellum_purkinje
from braincell.channel.library import cerebellum_purkinje_masoli as cerebellum_purkinje_masoli
from braincell.channel.library import hippocampus_migliore as hippocampus_migliore
from braincell.channel.library import neocortex_hay as neocortex_hay
from braincell.channel.library import neocortex_mainen as neocortex_mainen
from braincell.channel.library import neocortex_traub as neocortex_traub
from braincell.channel.library import squid_axon as squid_axon
from braincell.channel.library import thalamocortical as thalamocortical
from braincell.channel.library.extracellular import extracellular as extracellular
from braincell.channel.library.hodgkin_huxley import hh as hh
from braincell.channel.library.passive import pas as pas
