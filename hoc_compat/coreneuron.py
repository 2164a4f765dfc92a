"""`neuron.coreneuron`: its settings may be made; switching it on is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from braincell.errors import UnsupportedError, unknown_name
from hoc_compat.unsupported import MODULES

_DEFAULTS = {
    "enable": False,
    "gpu": False,
    "num_gpus": 0,
    "file_mode": False,
    "cell_permute": 0,
    "warp_balance": 0,
    "verbose": 2,
    "prcellstate": -1,
    "model_stats": False,
    "sim_config": None,
    "model_path": None,
    "save_path": None,
    "restore_path": None,
    "skip_write_model_to_disk": False,
}


class CoreNeuron(ModuleType):
    """The settings, as attributes; `with coreneuron(verbose=0): …` sets them for a while."""

    def __init__(self) -> None:
        super().__init__("neuron.coreneuron", self.__doc__)
        vars(self).update(_DEFAULTS)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("enable", "gpu"):
            value = bool(int(value))
            if value:
                raise UnsupportedError(f"coreneuron.{name} = True is not supported: {MODULES['coreneuron']}")
        elif name not in _DEFAULTS and not name.startswith("__"):
            raise unknown_name("setting", name, list(_DEFAULTS), "coreneuron")
        vars(self)[name] = value

    @contextmanager
    def __call__(self, **settings: Any) -> Iterator[None]:
        before = {name: getattr(self, name) for name in settings}
        try:
            for name, value in settings.items():
                setattr(self, name, value)
            yield
        finally:
            for name, value in before.items():
                setattr(self, name, value)
