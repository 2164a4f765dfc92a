"""The hoc language: text becomes Python functions that work on the one facade `h`."""

from hoc_compat.hoc.errors import HocError as HocError
