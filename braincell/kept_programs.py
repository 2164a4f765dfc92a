"""Keep compiled programs on disk, so that the next process need not compile them again."""

import hashlib
import os
import platform
from contextlib import suppress
from pathlib import Path

import jax
from jax.experimental.compilation_cache.compilation_cache import reset_cache

from braincell.errors import InputError

_SHORTEST = 0.1  # s: what compiles sooner is not worth a file
_MOST = 1 << 30  # bytes of programs


def keep_programs(folder: str | Path | None = None) -> Path | None:
    """Keep what is compiled from now on, here and in processes started from here, and use what is kept already.

    A program belongs to the structure of a model, not to its numbers, and to this kind of processor: a folder may be
    shared. `folder`, else the environment's BRAINCELL_CACHE, is the place, or "off" for none; without both it is
    `braincell` in XDG_CACHE_HOME or ~/.cache. The oldest programs go when there is more than 1 GB of them.

    Returns the folder of this processor; None if nothing is done: it is "off", the default place cannot be written, or
    JAX has a folder already (JAX_COMPILATION_CACHE_DIR). Raises `InputError` if a named one cannot be written.
    """
    named = folder or os.environ.get("BRAINCELL_CACHE")
    if str(named) == "off" or getattr(jax.config, "jax_compilation_cache_dir"):
        return None
    home = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "braincell"
    place = home.absolute() / _processor()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        pass  # as if it could not be written
    if not os.access(place, os.W_OK):
        if named:
            raise InputError(f"compiled programs cannot be kept in {str(home)!r}: name a folder that can be written")
        return None
    settings = {"jax_compilation_cache_dir": str(place), "jax_persistent_cache_min_compile_time_secs": _SHORTEST}
    for name, value in settings.items():
        jax.config.update(name, value)
        os.environ[name.upper()] = str(value)
    reset_cache()  # JAX has decided at its first compilation
    _make_room(place)
    return place


def _processor() -> str:
    """A name for what decides which instructions XLA uses."""
    text = f"{platform.machine()} {platform.processor()}"
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        text += " ".join(dict.fromkeys(x for x in lines if x.startswith(("flags", "Features", "model name"))))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _make_room(place: Path) -> None:
    """Remove the oldest programs beyond the limit."""
    found = []
    for file in place.iterdir():
        with suppress(FileNotFoundError):  # another process may remove it, too
            found.append((file.stat().st_mtime, file.stat().st_size, file))
    size = 0
    for _, own, file in sorted(found, reverse=True):
        size += own
        if size > _MOST:
            file.unlink(missing_ok=True)
