"""Open the door to the NMODL compiler: `from braincell.nmodl_import import load_mod`."""

from nmodl_import import NmodlError as NmodlError
from nmodl_import import NmodlUnsupportedError as NmodlUnsupportedError
from nmodl_import import load_dir as load_dir
from nmodl_import import load_mod as load_mod
from nmodl_import import to_source as to_source
