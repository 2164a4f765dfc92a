"""Morphology files."""

from braincell.io.morphio_file import read_morphio as read_morphio
from braincell.io.swc import read_swc as read_swc
