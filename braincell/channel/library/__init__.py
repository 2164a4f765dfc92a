"""Channels that come with braincell."""

from braincell.channel.library.extracellular import extracellular as extracellular
from braincell.channel.library.hodgkin_huxley import hh as hh
from braincell.channel.library.passive import pas as pas
