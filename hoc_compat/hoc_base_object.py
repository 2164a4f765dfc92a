"""`neuron.HocBaseObject` and `neuron.hclass`: derive a Python class from a class of `h`."""

from typing import Any

from braincell.errors import InputError
from hoc_compat.hoc_object import HocObject
from hoc_compat.mechanism_object import MechanismObject


class _Deriving(type):
    """Makes the class given as `hoc_type` a base of the new class, behind `HocBaseObject`."""

    def __new__(
        meta,
        name: str,
        bases: tuple[type, ...],
        attributes: dict[str, Any],
        hoc_type: Any = None,
        **keywords: Any,
    ) -> Any:
        if not bases:
            return super().__new__(meta, name, bases, attributes, **keywords)
        if hoc_type is not None:
            _check_type(name, hoc_type)
            bases, attributes = (*bases, hoc_type), attributes | {"_hoc_type": hoc_type}
        types = {base._hoc_type for base in bases if hasattr(base, "_hoc_type")} | ({hoc_type} - {None})
        if len(types) != 1:
            found = ", ".join(sorted(str(getattr(t, "__name__", t)) for t in types)) or "none"
            raise TypeError(f"class `{name}` must have one `hoc_type`, such as `hoc_type=h.NetStim`; it has {found}")
        made = super().__new__(meta, name, bases, attributes, **keywords)
        own = [vars(c) for c in made.__mro__ if isinstance(c, _Deriving)]
        if any("__init__" in v for v in own) and not any("__new__" in v for v in own):
            raise TypeError(
                f"class `{name}` has `__init__` but no `__new__`; define `__new__`, which calls `super().__new__` with "
                f"what h.{getattr(types.pop(), '__name__', '…')} takes"
            )
        return made


class HocBaseObject(metaclass=_Deriving):
    """`class Stimulus(neuron.HocBaseObject, hoc_type=h.NetStim)`: a class derived from a mechanism's."""


def _check_type(name: str, hoc_type: Any) -> None:
    if not (isinstance(hoc_type, type) and issubclass(hoc_type, HocObject)):
        raise TypeError(f"class `{name}`: hoc_type={hoc_type!r} is no class of `h`")
    if not issubclass(hoc_type, MechanismObject):
        raise TypeError(f"class `{name}`: derive from `h.{hoc_type.__name__}` itself, without HocBaseObject")


def hclass(template: Any) -> Any:
    """A class of `h` to derive from: the class itself."""
    if not (isinstance(template, type) and issubclass(template, HocObject)):
        raise InputError(f"neuron.hclass: {template!r} is no class of `h`")
    return template
