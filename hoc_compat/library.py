"""The classes and functions of `h` that need no model: `h.Random()`, `h.printf(…)`, `h.ParallelContext()`, …"""

import math
import os
import subprocess
from typing import Any

from braincell.drive import HOC_EPSILON
from braincell.errors import UnsupportedError
from hoc_compat import random, standard_files, string_functions
from hoc_compat.arguments import number
from hoc_compat.c_format import assign, text
from hoc_compat.file import File
from hoc_compat.list import List
from hoc_compat.matrix import Matrix
from hoc_compat.nmodl_random import NMODLRandom
from hoc_compat.parallel_context import ParallelContext
from hoc_compat.praxis_functions import PRAXIS


class Library:
    """The part of `h` that needs no model."""

    Random = random.Random
    NMODLRandom = NMODLRandom
    mcell_ran4 = staticmethod(random.mcell_ran4)
    mcell_ran4_init = staticmethod(random.mcell_ran4_init)
    use_mcell_ran4 = staticmethod(random.use_mcell_ran4)

    attr_praxis = staticmethod(PRAXIS.attr_praxis)
    fit_praxis = staticmethod(PRAXIS.fit_praxis)
    pval_praxis = staticmethod(PRAXIS.pval_praxis)
    stop_praxis = staticmethod(PRAXIS.stop_praxis)

    List = List
    Matrix = Matrix
    File = File
    ParallelContext = ParallelContext
    StringFunctions = string_functions.StringFunctions
    ropen = staticmethod(standard_files.ropen)
    fscan = staticmethod(standard_files.fscan)
    getstr = staticmethod(standard_files.getstr)
    wopen = staticmethod(standard_files.wopen)
    fprint = staticmethod(standard_files.fprint)

    sprint = staticmethod(string_functions.sprint)
    printf = staticmethod(string_functions.printf)
    sscanf = staticmethod(string_functions.sscanf)
    strcmp = staticmethod(string_functions.strcmp)

    @property
    def hoc_ac_(self) -> float:
        """The number of the job that runs; otherwise what it was set to."""
        return ParallelContext._board.number

    @hoc_ac_.setter
    def hoc_ac_(self, value: Any) -> None:
        ParallelContext._board.number = number("h", "hoc_ac_", value)

    @property
    def float_epsilon(self) -> float:
        """How close two numbers of hoc are to be equal; it cannot be set to another value."""
        return HOC_EPSILON

    @float_epsilon.setter
    def float_epsilon(self, value: Any) -> None:
        if number("h", "float_epsilon", value) != HOC_EPSILON:
            raise UnsupportedError(f"h.float_epsilon = {value}: it is {HOC_EPSILON:g} and cannot be changed here")

    def int(self, x: float) -> float:
        """`x` without its fraction."""
        return float(math.trunc(x))

    def abs(self, x: float) -> float:
        """`x` without its sign."""
        return math.fabs(x)

    def nrnmpi_init(self) -> float:
        """Nothing: there is one process."""
        return 0.0

    def getcwd(self) -> str:
        """The working folder, with a slash at the end."""
        return os.path.join(os.getcwd(), "")

    def chdir(self, folder: str) -> float:
        """Go to another working folder: 0, or −1 if it cannot be."""
        try:
            os.chdir(text(folder, "h.chdir"))
        except OSError:
            return -1.0
        return 0.0

    def system(self, command: str, output: Any = None) -> float:
        """Run a shell command, what it prints going into a reference to a string; returns 256 times its exit code."""
        done = subprocess.run(
            text(command, "h.system"), shell=True, text=True, stdout=None if output is None else subprocess.PIPE
        )
        if output is not None:
            assign(output, done.stdout, "h.system")
        return 256.0 * done.returncode
