"""Group ions with the channels that several of them pass through or act on."""

from copy import copy
from typing import Any, Self

from braincell.errors import InputError
from braincell.mech.declaration import Channel, Ion
from braincell.mech.mechanism import Mechanism


class MixIons:
    """Some ions, and channels that read or carry several of them; `Cell.paint` and `SingleCompartment` take it whole.

    An ion is a name, or an `Ion` whose values are painted along. Channels are given by keyword or with `add`:

        kca = mix_ions("k", "ca", ahp=Channel("KAHP_Destexhe1994_RE", gbar=3e-4))

    A channel finds its ions by itself, so painting the group is painting its parts as they are then; what the group
    adds is that a channel of other ions, or of none, is refused with an `InputError`. Pools are painted by themselves.
    """

    def __init__(self, *ions: Ion | str, **channels: Any):
        self.ions = tuple(_named(ion) for ion in ions)
        self._values = tuple(ion for ion in ions if isinstance(ion, Ion) and ion.values)
        if len(set(self.ions)) < 2 or len(set(self.ions)) < len(self.ions):
            raise InputError(f"mix_ions: got {', '.join(self.ions) or 'nothing'}; give two ions or more, once each")
        self.channels: dict[str, Channel] = {}
        self.add(**channels)

    def add(self, *channels: Channel | type[Mechanism] | str, **named: Any) -> Self:
        """Add channels; a keyword is the name by which probes find one. Raises `InputError`."""
        given = [(None, channel) for channel in channels] + list(named.items())
        for name, channel in given:
            made = self._checked(channel, name)
            self.channels[made.name] = made
        return self

    def parts(self) -> tuple[Ion | Channel, ...]:
        """What is painted: values of ions, then channels. Raises `InputError` if there are no channels."""
        if not self.channels:
            raise InputError(f"{self!r} has no channels; add them before it is painted, they are copied then")
        return (*self._values, *self.channels.values())

    def _checked(self, channel: Any, name: str | None) -> Channel:
        if isinstance(channel, str | type):
            channel = Channel(channel)
        if not isinstance(channel, Channel):
            raise InputError(f"mix_ions: {channel!r} is no channel; give a `Channel`, or the name of a mechanism")
        made = copy(channel)
        made.name = name or channel.name
        used = [use.ion for use in made.mechanism.ions]
        others = [ion for ion in used if ion not in self.ions]
        if others or not used:
            found = f"uses {', '.join(used)}" if used else "uses no ion"
            add = f"; mix {', '.join(others)}, too" if others else "; paint it by itself"
            raise InputError(f"mix_ions: `{made.name}` {found}, and the group is of {', '.join(self.ions)}{add}")
        if made.name in self.channels:
            raise InputError(f"mix_ions: two channels are called `{made.name}`; name them apart, by keyword")
        return made

    def __repr__(self) -> str:
        ions = [repr(ion) for ion in self.ions]
        return f"mix_ions({', '.join([*ions, *(f'{name}={channel!r}' for name, channel in self.channels.items())])})"


def mix_ions(*ions: Ion | str, **channels: Any) -> MixIons:
    """A group of `ions` and of `channels` that need several of them; see `MixIons`."""
    return MixIons(*ions, **channels)


def _named(ion: Any) -> str:
    if isinstance(ion, Ion):
        return ion.ion
    if isinstance(ion, str):
        return ion
    pool = " (a pool is painted by itself; give the name of its ion)" if isinstance(ion, Channel) else ""
    raise InputError(f'mix_ions: {ion!r} is no ion; give a name such as "ca", or an `Ion`{pool}')
