"""Read and write text files, with one clear error for those that cannot be."""

from pathlib import Path

from braincell.errors import MorphologyError


def read_text(path: Path) -> str:
    """The text of a file; bytes that are no UTF-8 become replacement characters."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MorphologyError(f"{path}: the file cannot be read: {reason}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file, whole."""
    try:
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MorphologyError(f"{path}: the file cannot be written: {reason}") from None
