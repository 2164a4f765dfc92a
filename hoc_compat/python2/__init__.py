"""Run scripts and modules that are written in Python 2, with Python 2's numbers."""

from hoc_compat.python2.importing import code_of_main as code_of_main
from hoc_compat.python2.importing import hint as hint
from hoc_compat.python2.importing import importing_python2 as importing_python2
from hoc_compat.python2.importing import run_statements as run_statements
