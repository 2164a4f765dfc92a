"""A display for NEURON, whose graphs keep no lines without one: Xvfb draws into memory."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from braincell.errors import SimulationError


@contextmanager
def display() -> Iterator[str]:
    """The name of a display that is there while the context lasts. Raises `SimulationError` without Xvfb."""
    program = shutil.which("Xvfb")
    if program is None:
        raise SimulationError("NEURON's graphs need a display: install Xvfb (Debian's package `xvfb`)")
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise SimulationError("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
