"""Channels: the interface and the library."""

from braincell.channel.channel import Channel as Channel
