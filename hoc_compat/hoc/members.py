"""What stands behind a dot: `object.name[i](x)`, of templates, of NEURON's classes and of Python."""

import math
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from braincell.errors import InputError
from hoc_compat.hoc import sections, symbols
from hoc_compat.hoc.arithmetic import index, number
from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.storage import Array, PassedObject, PassedString, VariablePointer
from hoc_compat.hoc.template_object import HocFunction, TemplateObject
from hoc_compat.hoc_object import HocObject
from hoc_compat.nmodl_random import NMODLRandom
from hoc_compat.pointer import Reference
from hoc_compat.section import Section
from hoc_compat.section_ref import Children
from hoc_compat.vector import Elements, Vector

Index = tuple[float, ...] | None
_LARGEST = 2.0**31
_METHODS = (MethodType, FunctionType, BuiltinFunctionType, HocFunction)


def plain(*arguments: Any) -> list[Any]:
    """Arguments for what is not written in hoc: objects instead of their places, whole numbers as such."""
    return [_plain(a) for a in arguments]


def _plain(argument: Any) -> Any:
    if type(argument) is float:  # hoc has no other numbers, Python wants whole ones as sizes and indices
        whole = argument.is_integer() and abs(argument) < _LARGEST and (argument or math.copysign(1.0, argument) > 0.0)
        return int(argument) if whole else argument
    if isinstance(argument, PassedString):
        return argument.now()
    return argument.value if isinstance(argument, PassedObject) else argument


def field(owner: Any, name: str) -> Any:
    """`object.name` without subscripts and arguments."""
    if isinstance(owner, TemplateObject):
        return _of_template(owner, name, None, None)
    if isinstance(owner, Section):
        return _of_section(owner, name, None, None)
    found = _attribute(owner, name)
    if isinstance(found, Elements | Children):
        raise HocError(f"`.{name}` of {owner} needs an index")
    return found() if isinstance(found, _METHODS) else found


def member(owner: Any, name: str, subscripts: Index, arguments: list[Any] | None) -> Any:
    """`object.name[i](x)`; what can be called is called."""
    if isinstance(owner, TemplateObject):
        return _of_template(owner, name, subscripts, arguments)
    if isinstance(owner, Section):
        return _of_section(owner, name, subscripts, arguments)
    found: Any = _attribute(owner, name)
    if isinstance(found, Section):
        return found
    if isinstance(found, _METHODS) or (arguments is not None and callable(found)):
        given = plain(*(arguments or [])) if subscripts is None else plain(*subscripts)
        return found(*given)
    _check_depth(owner, name, subscripts)
    for subscript in (*(subscripts or ()), *(arguments or ())):  # hoc allows `x(i)` for `x[i]`
        found = found[_element(owner, name, subscript)]
    return found


def _check_depth(owner: Any, name: str, subscripts: Index) -> None:
    """As in NEURON, Python's objects take one index at a time: `p.x[1]._[2]`."""
    if subscripts is not None and len(subscripts) > 1 and not isinstance(owner, HocObject):
        raise HocError(f"`.{name}` of {owner!r} takes one index at a time: `{name}[i]._[j]`")


def element_x(owner: Any, subscript: float) -> Any:
    """`vector.x[i]`, the most frequent of all members."""
    if type(owner) is Vector:
        return owner._item(index(subscript))
    return member(owner, "x", (subscript,), None)


def assign_element_x(owner: Any, subscript: float, operator: str, value: Any) -> Any:
    """`vector.x[i] = value`."""
    if type(owner) is not Vector:
        return assign(owner, "x", (subscript,), None, operator, value)
    i, new = index(subscript), number(value)
    owner._put(i, sections.changed(operator, owner._item(i), new) if operator else new)
    return new


def _element(owner: Any, name: str, subscript: float) -> int:
    i = index(subscript)
    if i < 0:
        raise HocError(f"index {i} of {owner}.{name} is out of range")
    return i


def _attribute(owner: Any, name: str) -> Any:
    if owner is None:
        raise HocError(f"`.{name}`: the object is NULLobject; assign an object first")
    if isinstance(owner, (int, float, str)):
        raise HocError(f"`.{name}`: {owner!r} is no object")
    if name == "_":  # of Python's objects: themselves, to be called or indexed
        return owner
    if name.startswith("__"):
        raise HocError(f"`{name}` is no public member of {owner}")
    try:
        return getattr(owner, name)
    except AttributeError as error:
        if isinstance(error, InputError):
            raise
        raise HocError(f"`{name}` is no public member of {owner}") from None


# templates


def _symbol(owner: TemplateObject, name: str) -> tuple[symbols.Symbol, list[Any]]:
    symbol = owner.scope.symbols.get(name)
    if symbol is None or not symbol.public:
        raise HocError(f"`{name}` is not a public member of {type(owner).__name__}")
    if symbol.external is not None:
        return symbol.external, owner._values(symbol.external)
    return symbol, owner.data


def _of_template(owner: TemplateObject, name: str, subscripts: Index, arguments: list[Any] | None) -> Any:
    if name == "this":
        return owner
    if name in owner._aliases:
        return owner._aliases[name]
    symbol, values = _symbol(owner, name)
    if symbol.kind == symbols.FUNCTION:
        assert symbol.code is not None or symbol.flavour
        if subscripts is not None and (symbol.flavour != "obfunc" or len(subscripts) > 1):
            raise HocError(f"`{name}` of {owner} is a {symbol.flavour}: write `{name}(…)`")
        return symbol.call(owner, list(arguments or subscripts or []))
    value = values[symbol.slot]
    if isinstance(value, Array):
        places = subscripts
        if places is None and symbol.kind != symbols.SECTION and arguments:  # hoc allows `x(i)` for `x[i]`
            places, arguments = tuple(arguments), None
        value = value.values[value.place(places or (0.0,) * len(value.dimensions))]
    elif subscripts:
        raise HocError(f"`{name}` of {owner} is no array")
    if symbol.kind == symbols.SECTION and value is None:
        raise HocError(f"the section `{name}` of {owner} does not exist; `create` has not been executed")
    return value


# sections


def _of_section(owner: Section, name: str, subscripts: Index, arguments: list[Any] | None) -> Any:
    if name in ("L", "nseg", "Ra", "rallbranch"):
        return float(getattr(owner, name))
    found = sections.read(owner, name, *_where(subscripts, arguments))
    if isinstance(found, NMODLRandom) and len(arguments or ()) > 1:  # of numbers NEURON overlooks it
        raise HocError(f"{owner}.{name}: a RANDOM variable is in one place, not in {len(arguments or ())}")
    return found


def _where(subscripts: Index, arguments: list[Any] | None) -> tuple[int | None, float]:
    if subscripts and arguments and len(arguments) > 1:
        raise HocError(f"an element of a range variable is in one place, not in {len(arguments)}")
    return index(subscripts[0]) if subscripts else None, number(arguments[0]) if arguments else 0.5


# assignments and references


def assign(owner: Any, name: str, subscripts: Index, arguments: list[Any] | None, operator: str, value: Any) -> Any:
    """`object.name[i](x) = value`."""
    value = value.value if isinstance(value, PassedObject) else value
    if operator and not isinstance(owner, Section):
        value = sections.changed(operator, number(member(owner, name, subscripts, arguments)), number(value))
    if isinstance(owner, TemplateObject):
        if subscripts is None and arguments and len(arguments) > 1:
            raise HocError(f"`{name}` of {owner}: `x(i)` for `x[i]` can be written of arrays of one dimension only")
        _assign_to_template(owner, name, subscripts or (tuple(arguments) if arguments else None), value)
    elif isinstance(owner, Section):
        _assign_to_section(owner, name, subscripts, arguments, operator, value)
    elif subscripts is None and not arguments:
        _attribute_exists(owner, name)
        setattr(owner, name, value)
    else:
        found = _attribute(owner, name)
        _check_depth(owner, name, subscripts)
        given = [*(subscripts or ()), *(arguments or ())]
        for subscript in given[:-1]:
            found = found[index(subscript)]
        found[_element(owner, name, given[-1])] = value
    return value


def _attribute_exists(owner: Any, name: str) -> None:
    if owner is None or isinstance(owner, (int, float, str)) or name.startswith("__"):
        _attribute(owner, name)


def _assign_to_template(owner: TemplateObject, name: str, subscripts: Index, value: Any) -> None:
    symbol, values = _symbol(owner, name)
    if symbol.kind == symbols.NUMBER:
        value = number(value)
    elif symbol.kind not in (symbols.STRING, symbols.OBJECT) or (symbol.kind == symbols.STRING) != isinstance(
        value, str
    ):
        raise HocError(f"`{name}` of {owner} is a {symbol.kind}; {value!r} cannot be assigned to it")
    elif symbol.kind == symbols.OBJECT and isinstance(value, (int, float)):
        raise HocError(f"`{name}` of {owner} is an object; {value!r} cannot be assigned to it")
    array = values[symbol.slot]
    if isinstance(array, Array):
        array.values[array.place(subscripts or (0.0,) * len(array.dimensions))] = value
    elif subscripts:
        raise HocError(f"`{name}` of {owner} is no array")
    else:
        values[symbol.slot] = value


def _assign_to_section(owner: Section, name: str, subscripts: Index, arguments: Any, operator: str, value: Any) -> None:
    if name in ("L", "nseg", "Ra", "rallbranch"):
        sections.write_property(owner, name, operator, value)
    elif arguments:
        sections.write(owner, name, *_where(subscripts, arguments), operator, value)
    else:
        sections.write_all(owner, name, index(subscripts[0]) if subscripts else None, operator, value)


def pointer(owner: Any, name: str, subscripts: Index, arguments: list[Any] | None) -> Any:
    """`&object.name[i](x)`."""
    if isinstance(owner, Section):
        return sections.pointer(owner, name, *_where(subscripts, arguments))
    if isinstance(owner, TemplateObject):
        symbol, values = _symbol(owner, name)
        if symbol.kind != symbols.NUMBER:
            raise HocError(f"&: `{name}` of {owner} is a {symbol.kind}; a number is needed")
        value = values[symbol.slot]
        if isinstance(value, Array):
            return VariablePointer(value.values, value.place(subscripts or (0.0,) * len(value.dimensions)), name)
        return VariablePointer(values, symbol.slot, name)
    found = _attribute(owner, f"_ref_{name}")
    return found[index(subscripts[0])] if subscripts else found


class _Attributes:
    """The attributes of an object, as the values that a `PassedString` has its place in."""

    def __init__(self, owner: Any):
        self._owner = owner

    def __getitem__(self, name: str) -> Any:
        return getattr(self._owner, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self._owner, name, value)


def passed(owner: Any, name: str) -> Any:
    """`object.name` as an argument: a string with its place, for who assigns to it."""
    value = field(owner, name)
    if not isinstance(value, str):
        return value
    if isinstance(owner, TemplateObject):
        symbol, values = _symbol(owner, name)
        return PassedString(values, symbol.slot) if symbol.kind == symbols.STRING else value
    return PassedString(_Attributes(owner), name) if getattr(owner, name, None) is value else value


def section_of(owner: Any, name: str, subscripts: Index, _: Any) -> Any:
    """The section of `connect object.name[i](x), …`."""
    return member(owner, name, subscripts, None)


def end_of(arguments: list[Any] | None) -> float:
    """The place of `connect object.name(x), …`."""
    if not arguments:
        raise HocError("connect: give the end of the section, as in `connect cell.dend(0), soma(1)`")
    return number(arguments[-1])


def connect_to_member(child: Section, end: float, owner: Any, name: str, subscripts: Index, arguments: Any) -> None:
    """`connect child(0), object.section(x)`, or the place on the current section by a number of an object."""
    found = member(owner, name, subscripts, None)
    if isinstance(found, Section):
        sections.connect(child, end, found, end_of(arguments))
    else:
        sections.connect(child, end, sections.WORLD.current_section(), member(owner, name, subscripts, arguments))


def given(argument: Any) -> Any:
    """`$s1`, `$o1`: what an argument is now."""
    if isinstance(argument, (PassedObject, PassedString)):
        return argument.value
    return argument[0] if isinstance(argument, Reference) else argument


def assign_given(arguments: list[Any], place: int, operator: str, value: Any) -> Any:
    """`$s1 = text`, `$o1 = object`: also the caller's variable."""
    target = arguments[place]
    value = value.value if isinstance(value, PassedObject) else value
    if isinstance(target, PassedObject):
        target.assign(value)
    elif isinstance(target, PassedString):
        target[0] = value
    elif isinstance(target, Reference):
        target[0] = value
    else:
        arguments[place] = value
    return value
