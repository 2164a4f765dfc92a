"""Fetch morphologies from NeuroMorpho.Org."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from braincell.errors import MorphologyError
from braincell.io.swc import swc_morphology
from braincell.morph.morphology import Morphology

SITE = "https://neuromorpho.org"
_TIMEOUT = 30.0  # s


def read_neuromorpho(neuron: str | int, *, site: str = SITE) -> Morphology:
    """The standardised SWC file of a neuron, by name or number, read as `read_swc` does.

    Needs the network, each time: `save` the morphology to keep it. Raises `MorphologyError` if the site does not
    answer, does not know the neuron, or sends what cannot be read.
    """
    kind = "id" if isinstance(neuron, int) else "name"
    answer = _fetched(f"{site}/api/neuron/{kind}/{quote(str(neuron), safe='')}", neuron)
    try:
        entry: Any = json.loads(answer)
        name, archive = str(entry["neuron_name"]), str(entry["archive"])
    except (ValueError, KeyError, TypeError):
        raise MorphologyError(f"NeuroMorpho.Org knows no neuron {neuron!r}; look its name up at {site}") from None
    path = f"{quote(archive.lower(), safe='')}/CNG%20version/{quote(name, safe='')}.CNG.swc"
    return swc_morphology(Path(f"{name}.CNG.swc"), _fetched(f"{site}/dableFiles/{path}", neuron))


def _fetched(address: str, neuron: str | int) -> str:
    from urllib.request import urlopen  # slow to import

    try:
        with urlopen(address, timeout=_TIMEOUT) as answer:
            return answer.read().decode("utf-8", errors="replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise MorphologyError(f"NeuroMorpho.Org: neuron {neuron!r} cannot be fetched ({address}): {reason}") from None
