"""Where the random streams of a section's density mechanisms start: one per RANDOM variable and segment."""

from collections.abc import Sequence

from braincell.lower.streams import made_at_start
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from braincell.mech.random_source import Random123, RandomSource
from hoc_compat.world import WORLD


class HeldStream:
    """The stream of one segment, which stays the same one when `nseg` changes and the segment remains."""

    __slots__ = ("source",)

    def __init__(self, source: RandomSource):
        self.source = source


Held = dict[str, list[HeldStream]]  # by RANDOM variable: of each segment


def next_source() -> Random123:
    """The stream that NEURON gives a RANDOM variable: ids (1, 0, k), k counting them; see `lower_streams`."""
    WORLD.streams_made += 1
    mechanisms = (registry.find(name) for name in registry.names())
    loaded = (cls for cls in mechanisms if made_at_start(cls))
    return Random123(1, 0, WORLD.streams_made + sum(not s.optional for cls in loaded for s in cls.streams.values()))


def new_streams(cls: type[Mechanism], segments: Sequence[int]) -> Held:
    """Streams for segments, made in the order given; the result is in the order of the segments."""
    names = [name for name, stream in cls.streams.items() if not stream.optional]
    made = {segment: {name: HeldStream(next_source()) for name in names} for segment in segments} if names else {}
    return {name: [made[segment][name] for segment in sorted(made)] for name in names}


def kept_segments(old: int, n: int) -> list[int]:
    """The segments of `old` that remain, as in NEURON, when a section is divided into fewer, by the new ones."""
    return [int(old * (i + 0.5) / n) for i in range(n)]


def divided(held: Held, cls: type[Mechanism], n: int, from_end: bool) -> Held:
    """The streams after a change of `nseg` to `n`: as in NEURON a segment that remains has its own, others new ones.

    They are made in the order of x, or from x = 1 (`from_end`) if the section is connected there.
    """
    if not held:
        return held
    old = len(next(iter(held.values())))
    if n < old:
        return {name: [streams[i] for i in kept_segments(old, n)] for name, streams in held.items()}
    kept = {int(n * (j + 0.5) / old): j for j in range(old)}
    made = [i for i in range(n) if i not in kept]
    new = new_streams(cls, made[::-1] if from_end else made)
    return {
        name: [streams[kept[i]] if i in kept else fresh.pop(0) for i in range(n)]
        for (name, streams), fresh in zip(held.items(), new.values(), strict=True)
    }
