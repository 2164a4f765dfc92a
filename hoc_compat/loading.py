"""Load mechanisms from .mod files, and name the files of NEURON's library whose content is built in."""

import sys
from pathlib import Path

from braincell.errors import InputError

REFUSED: dict[str, str] = {}
"""Mechanisms and functions of .mod files that could not be imported, and why."""

BUILT_IN_FILES = frozenset(
    f"{name}.hoc"
    for name in """stdrun stdlib nrngui nrngui1 stdgui noload import3d netparmpi corenrn macload atoltool attshape binfo
    chanbild family funfit gatherv grapher impedanc impedanx impratio lincir loadbal logax mkcurve movierun
    mulfit mview runfit shapebox showmech single wingroup""".split()
)
"""Files of NEURON's library whose names `h` has anyway or refuses where they are used."""


def load_mechanisms(path: str | Path) -> bool:
    """Import every .mod file of a folder and register its mechanism; True.

    What a file is right to say but cannot be imported is reported, and refused where its mechanism is used. Raises
    `InputError` for a folder that does not exist or holds no .mod file, `NmodlError` for files with mistakes.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise InputError(f"load_mechanisms({str(path)!r}): there is no such folder; give the one with the .mod files")
    if not any(folder.glob("*.mod")):
        raise InputError(f"load_mechanisms({str(path)!r}): the folder holds no .mod file")
    import nmodl_import
    from hoc_compat.c_code import program as c_program  # which knows Vector, and so this file

    refused: dict[str, nmodl_import.NmodlUnsupportedError] = {}
    classes = nmodl_import.load_dir(folder, refused)
    run_here = c_program.load(sorted(folder.glob("*.mod")), refused, classes.values())
    for name, error in refused.items():
        REFUSED[name] = str(error)
    for error in dict.fromkeys(error for name, error in refused.items() if name not in run_here):
        print(f"not imported, and refused where it is used:\n{error}", file=sys.stderr)
    return True


def load_library(path: str | Path) -> float:
    """For a path such as `x86_64/libnrnmech.so`, import the .mod files that it stands for: those of the nearest folder
    above that has any, itself or, close to the library, in a folder of its own such as `mod/`."""
    if not isinstance(path, (str, Path)):
        raise InputError(f"nrn_load_dll({path!r}): the path of a library is needed")
    for height, folder in enumerate(Path(path).absolute().parents):
        found = folders_with_sources(folder) if height < _NEAR else [folder] if any(folder.glob("*.mod")) else []
        for sources in found:
            load_mechanisms(sources)
        if found:
            return 1.0
    raise InputError(
        f"nrn_load_dll({str(path)!r}): compiled mechanisms are not used, and no folder above it holds .mod files; "
        "call `h.load_mechanisms(folder)` with the sources"
    )


_NEAR = 3  # x86_64/.libs/libnrnmech.so lies three folders below what nrnivmodl was called in


def folders_with_sources(folder: Path) -> list[Path]:
    """The folder, if it holds .mod files, else those of its own folders that do."""
    if any(folder.glob("*.mod")):
        return [folder]
    return sorted({file.parent for file in folder.glob("*/*.mod")})
