"""Which parts of NMODL a file uses, at a glance."""

import re
from pathlib import Path

from nmodl_import.source import read_text
from validation.mechanism.stage import without_comments

_KEYWORDS = (
    "SUFFIX POINT_PROCESS ARTIFICIAL_CELL USEION VALENCE NONSPECIFIC_CURRENT ELECTRODE_CURRENT CONDUCTANCE POINTER "
    "BBCOREPOINTER RANDOM EXTERNAL CONSTANT DEFINE INCLUDE INDEPENDENT STEPPED CONSTRUCTOR DESTRUCTOR BEFORE AFTER "
    "DERIVATIVE KINETIC LINEAR NONLINEAR DISCRETE FUNCTION_TABLE TABLE COMPARTMENT CONSERVE LONGITUDINAL_DIFFUSION "
    "STEADYSTATE NET_RECEIVE WATCH FOR_NETCONS VERBATIM UNITSOFF FROM PROTECT f_flux b_flux"
).split()
_CALLS = (
    "at_time net_send net_event net_move printf state_discontinuity nernst ghk scop_random exprand normrand "
    "poisrand set_seed random_uniform random_normal random_negexp"
).split()
_PATTERNS = {
    **{word: rf"\b{word}\b" for word in _KEYWORDS},
    **{f"{name}()": rf"\b{name}\s*\(" for name in _CALLS},
    "WHILE": r"\b(?:WHILE|while)\s*\(",
    "arrays": r"^\s*\w+\s*\[\s*\w+\s*\]",
    "SUFFIX nothing": r"\bSUFFIX\s+nothing\b",
}
_METHOD = re.compile(r"\bSOLVE\s+\w+(?:\s+(?:METHOD|USING|STEADYSTATE)\s+(\w+))?")
_VERBATIM = re.compile(r"\bVERBATIM\b.*?\bENDVERBATIM\b", re.DOTALL)


def features(path: Path) -> list[str]:
    """Names of features, with `SOLVE method` for each method and `SOLVE` alone for none."""
    text = without_comments(read_text(path))
    outside = _VERBATIM.sub("VERBATIM", text)
    found = {name for name, pattern in _PATTERNS.items() if re.search(pattern, outside, re.MULTILINE)}
    found |= {f"SOLVE {method}".strip() for method in _METHOD.findall(outside)}
    return sorted(found)
