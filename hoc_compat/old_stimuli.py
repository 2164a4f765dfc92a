"""`fstim`: current pulses without objects, as scripts had them before there were point processes."""

from typing import Any

from braincell.errors import InputError
from braincell.mech.discontinuity import discontinuity
from braincell.mech.mechanism import Instances
from braincell.mech.point import IClamp
from braincell.mech.registry import register
from hoc_compat.arguments import number
from hoc_compat.point_process import point_process_class
from hoc_compat.world import WORLD

_EARLY = 1e-9  # ms: by which a pulse begins and ends before its times (src/nrnoc/fstim.cpp)
_stimuli: list[Any] = []  # pulses, or None until one is described


@register
class Pulse(IClamp):
    """An IClamp that is on while delay − 1e-9 <= t <= delay + dur − 1e-9. Its name is none that scripts can write."""

    name = "fstim pulse"

    @staticmethod
    def current(s: Instances) -> Instances:
        discontinuity(s.delay)
        discontinuity(s.delay + s.dur)
        on = (s.t >= s.delay - _EARLY) & (s.t <= s.delay + s.dur - _EARLY)
        return s.replace(i=on * s.amp)


def fstim(index: Any, *description: Any) -> float:
    """`fstim(n)`: n pulses; `fstim(i, x, delay, duration, amplitude)` [ms, nA]: one, in the current section."""
    i = int(number("fstim", "index", index))
    if not description:
        _stimuli[:] = [None] * i
        return 0.0
    if len(description) != 4:
        raise InputError(f"fstim: {len(description) + 1} arguments; give index, x, delay, duration and amplitude")
    x, delay, duration, amplitude = (number("fstim", "argument", value) for value in description)
    made = point_process_class(Pulse.name)
    assert made is not None
    _stimuli[_checked("fstim", i)] = clamp = made(WORLD.current_section()(x))
    clamp.delay, clamp.dur, clamp.amp = delay, duration, amplitude
    return 0.0


def fstimi(index: Any) -> float:
    """The current of a pulse at the present time [nA]."""
    clamp = _stimuli[_checked("fstimi", int(number("fstimi", "index", index)))]
    if clamp is None:
        return 0.0
    begin = clamp.delay - _EARLY
    return clamp.amp if begin <= float(WORLD.t.read()) <= begin + clamp.dur else 0.0


def prstim() -> None:
    """Print the pulses."""
    print(f"fstim({len(_stimuli)})\n/* section\tfstim( #, loc, delay(ms), duration(ms), magnitude(namp)) */")
    for i, clamp in enumerate(_stimuli):
        if clamp is not None:
            place = clamp.get_segment()
            values = f"{i:2d},{place.x:4g},{clamp.delay:10g},{clamp.dur:13g},{clamp.amp:16g}"
            print(f"{place.sec.name():<15} fstim({values})")


def _checked(owner: str, index: int) -> int:
    if not 0 <= index < len(_stimuli):
        raise InputError(f"{owner}: the index is {index}; there are {len(_stimuli)}, `fstim(n)` makes n")
    return index
