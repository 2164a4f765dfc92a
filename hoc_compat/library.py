"""The classes and functions of `h` that are about numbers, words and files: `h.Random()`, `h.mcell_ran4(…)`, …"""

from hoc_compat import random


class Library:
    """The part of `h` that needs no model."""

    Random = random.Random
    mcell_ran4 = staticmethod(random.mcell_ran4)
    mcell_ran4_init = staticmethod(random.mcell_ran4_init)
    use_mcell_ran4 = staticmethod(random.use_mcell_ran4)
