"""From declared cells to arrays."""

from braincell.lower.lower import lower as lower
from braincell.lower.model import CableModel as CableModel
from braincell.lower.model import CableState as CableState
