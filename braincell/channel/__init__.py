"""Channels: the interface, the templates, and the library."""

from braincell.channel.catalogue import CatalogueRow as CatalogueRow
from braincell.channel.catalogue import catalogue as catalogue
from braincell.channel.channel import Channel as Channel
from braincell.channel.gate import Gate as Gate
from braincell.channel.library import hh as hh
from braincell.channel.library import pas as pas
from braincell.channel.rate import Q10 as Q10
from braincell.channel.rate import AtLeast as AtLeast
from braincell.channel.rate import Below as Below
from braincell.channel.rate import Constant as Constant
from braincell.channel.rate import Exponential as Exponential
from braincell.channel.rate import Function as Function
from braincell.channel.rate import Gaussian as Gaussian
from braincell.channel.rate import Hill as Hill
from braincell.channel.rate import Linoid as Linoid
from braincell.channel.rate import Rate as Rate
from braincell.channel.rate import Sigmoid as Sigmoid
from braincell.channel.templates import GHKHH as GHKHH
from braincell.channel.templates import HH as HH
from braincell.channel.templates import Markov as Markov
from braincell.channel.templates import OhmicHH as OhmicHH
from braincell.channel.templates import OhmicMarkov as OhmicMarkov
from braincell.channel.templates import Transition as Transition
from braincell.ion.ghk import ghk_flux as ghk_flux
from braincell.ion.ghk import linoid as linoid
from braincell.mech.source import Source as Source
