"""Morphology files."""

from braincell.io.check import FileReport as FileReport
from braincell.io.check import check_morphology as check_morphology
from braincell.io.check import repair_swc as repair_swc
from braincell.io.morphio_file import read_morphio as read_morphio
from braincell.io.neuroml import read_neuroml as read_neuroml
from braincell.io.neuromorpho import read_neuromorpho as read_neuromorpho
from braincell.io.problem import Problem as Problem
from braincell.io.saved import read_saved as read_saved
from braincell.io.saved import write_saved as write_saved
from braincell.io.swc import read_swc as read_swc
from braincell.io.swc_writer import write_swc as write_swc
