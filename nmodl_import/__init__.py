"""Compile NMODL (`.mod`) files into braincell mechanism classes."""

from nmodl_import.errors import NmodlError as NmodlError
from nmodl_import.errors import NmodlUnsupportedError as NmodlUnsupportedError
from nmodl_import.mechanism_class import load_dir as load_dir
from nmodl_import.mechanism_class import load_mod as load_mod
from nmodl_import.mechanism_class import to_source as to_source
