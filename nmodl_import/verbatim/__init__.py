"""Translate the C of VERBATIM blocks into statements of the NMODL tree; C is parsed, never compiled or run."""
