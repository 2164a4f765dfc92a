"""One tree of errors; each names the culprit, what was found, what is allowed and what to do."""

import difflib
from collections.abc import Iterable


class BraincellError(Exception):
    """Base of every error that braincell raises on purpose."""


class InputError(BraincellError, ValueError, RuntimeError):
    """A value, name or structure given by the user cannot be used; a RuntimeError, too, as in NEURON."""


class UnknownNameError(InputError, AttributeError, LookupError):
    """A name that nothing answers to; `suggestions` holds close known names."""

    def __init__(self, message: str, name: str = "", suggestions: tuple[str, ...] = ()):
        super().__init__(message)
        self.name = name
        self.suggestions = suggestions


class MorphologyError(InputError):
    """A branch, a tree or a morphology file is malformed."""


class UnsupportedError(BraincellError, NotImplementedError):
    """Something that NEURON can do and braincell cannot (yet); the message names the remedy."""


class SimulationError(BraincellError, RuntimeError):
    """A run could not be finished; `time`, `variable` and `place` say where it went wrong."""

    def __init__(self, message: str, time: float | None = None, variable: str = "", place: str = ""):
        super().__init__(message)
        self.time = time
        self.variable = variable
        self.place = place


def unknown_name(kind: str, name: object, known: Iterable[str], where: str = "") -> UnknownNameError:
    """The error for an unknown `name` of a `kind`, with up to three close names from `known`."""
    names = sorted(set(known))
    close = tuple(difflib.get_close_matches(str(name), names, n=3, cutoff=0.6))
    place = f" in {where}" if where else ""
    if close:
        hint = "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
    elif names:
        shown = ", ".join(f"`{n}`" for n in names[:12]) + (", …" if len(names) > 12 else "")
        hint = f"known: {shown}."
    else:
        hint = "none is known here."
    return UnknownNameError(f"unknown {kind} `{name}`{place}; {hint}", str(name), close)
