"""Channels: the interface and the library."""

from braincell.channel.channel import Channel as Channel
from braincell.channel.library import hh as hh
from braincell.channel.library import pas as pas
