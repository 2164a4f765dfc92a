"""What generated code calls: `NAMESPACE` says what its names mean."""

import sys
from typing import Any

from hoc_compat.hoc import arithmetic, builtins, members, sections, symbols
from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.storage import (
    EPSILON,
    Array,
    ElementPointer,
    PassedObject,
    PassedString,
    VariablePointer,
    first_value,
)
from hoc_compat.hoc.symbols import Scope, Symbol
from hoc_compat.hoc.template_object import HocFunction, TemplateObject, template_class
from hoc_compat.world import WORLD


class Stopped(Exception):
    """`stop` was executed: all texts that are being run end."""


def _declare(owner: Any, symbol: Symbol, sizes: list[float]) -> None:
    """`objref`, `strdef`, `double`: the variable begins anew."""
    symbol.dimensions = tuple(arithmetic.index(size) for size in sizes)
    if any(n < 1 for n in symbol.dimensions):
        raise HocError(f"`{symbol.name}`: the size of an array must be at least 1; found {list(symbol.dimensions)}")
    holder = owner if symbol.scope is owner.scope else MAIN
    if isinstance(before := holder.data[symbol.slot], Array):
        before.dimensions = ()  # for who holds it still
    holder.data[symbol.slot] = first_value(symbol)


def _clear(symbol: Symbol) -> None:
    for owner in symbol.scope.owners():
        owner.data[symbol.slot] = first_value(symbol)


def _defined(value: Any, name: str) -> Any:
    if value is None:
        raise HocError(f"undefined variable {name}")
    return value


def _no_function(name: str, *_: Any) -> Any:
    raise HocError(f"{name} is a local variable, no function")


def _begin_template(symbol: Symbol) -> Scope:
    scope = Scope(symbol.name)
    symbol.kind, symbol.template = symbols.TEMPLATE, template_class(symbol, scope)
    return scope


def _external_built_in(scope: Scope, name: str) -> bool:
    """Whether NEURON's own hoc library declares a name, which a template is to see."""
    if not builtins.builtin_kind(name, True):
        return False
    scope.outside.add(name)
    return True


def _new(template: Any, arguments: list[Any]) -> Any:
    given = (
        arguments if isinstance(template, type) and issubclass(template, TemplateObject) else members.plain(*arguments)
    )
    return template(*given)


def _instance(template: Any, number: float) -> Any:
    for made in template._instances():
        if made._object_number == arithmetic.index(number):
            return made
    raise HocError(f"there is no object {template.__name__}[{arithmetic.index(number)}]")


def _defined_function(symbol: Symbol) -> None:
    """A function of hoc hides what NEURON has under its name."""
    from hoc_compat.interpreter import h

    if symbol.scope is MAIN.scope and hasattr(type(h), symbol.name):
        object.__setattr__(h, symbol.name, HocFunction(symbol, MAIN))


def _read(pointer: Any) -> float:
    """`read(x)`: 1 after a number came from the keyboard, 0 if there is none."""
    for line in sys.stdin:
        try:
            pointer[0] = float(line)
        except ValueError:
            continue
        return 1.0
    return 0.0


def _stop() -> None:
    raise Stopped


def _print(shown: list[str]) -> None:
    print("".join(shown))


def _store_item(values: Any, place: Any, value: Any) -> Any:
    values[place] = value
    return value


def _store_attribute(owner: Any, name: str, value: Any) -> Any:
    setattr(owner, name, value)
    return value


def _element(array: Any, subscripts: tuple[float, ...]) -> Any:
    if type(array) is not Array:
        raise HocError("an array that has not been declared yet")
    return array.values[array.place(subscripts)]


def _set_element(array: Any, subscripts: tuple[float, ...], operator: str, value: Any) -> Any:
    if type(array) is not Array:
        raise HocError("an array that has not been declared yet")
    place = array.place(subscripts)
    old = array.values[place]
    if isinstance(old, float):
        value = sections.changed(operator, old, arithmetic.number(value)) if operator else arithmetic.number(value)
    else:
        value = _object(value, array.name)
    array.values[place] = value
    return value


def _element_1(array: Any, subscript: float) -> Any:
    if type(array) is Array and len(array.dimensions) == 1:
        i = int(subscript + EPSILON)
        if 0 <= i < len(array.values):
            return array.values[i]
    return _element(array, (subscript,))


def _set_element_1(array: Any, subscript: float, operator: str, value: Any) -> Any:
    if type(value) is float and not operator and type(array) is Array and len(array.dimensions) == 1:
        i = int(subscript + EPSILON)
        if 0 <= i < len(array.values) and type(array.values[i]) is float:
            array.values[i] = value
            return value
    return _set_element(array, (subscript,), operator, value)


def _object(value: Any, name: str) -> Any:
    if isinstance(value, PassedObject):
        value = value.value
    if isinstance(value, (int, float, str)):
        raise HocError(f"`{name}` is an object variable; {value!r} cannot be assigned to it")
    return value


def _set_object(values: list[Any], place: int, _: str, value: Any) -> Any:
    if isinstance(values[place], Array):
        raise HocError("an object variable has become an array since this was read; give an index")
    values[place] = _object(value, "objref")
    return values[place]


def _set_this(owner: Any, _: str, value: Any) -> Any:
    if value is not owner:
        raise HocError(f"`this` is {owner}; another object cannot be assigned to it")
    return owner


def _set_string(values: list[Any], place: int, _: str, value: Any) -> Any:
    if not isinstance(value, str):
        raise HocError(f"a string is needed; found {value!r}")
    values[place] = str(value)
    return values[place]


def _element_pointer(array: Any, subscripts: tuple[float, ...], name: str) -> ElementPointer:
    return ElementPointer(array.values, array.place(subscripts), name)


def _argument_pointer(arguments: list[Any], place: int) -> VariablePointer:
    return VariablePointer(arguments, place, f"${place + 1}")


def _argument_type(arguments: list[Any], which: float) -> float:
    """`argtype(i)`: 0 number, 1 object, 2 string, 3 reference, −1 not given."""
    place = arithmetic.index(which) - 1
    if not 0 <= place < len(arguments):
        return -1.0
    value = arguments[place]
    if isinstance(value, (int, float)):
        return 0.0
    return 2.0 if isinstance(value, str) else 3.0 if hasattr(value, "_write") else 1.0


def _global_pointer(name: str) -> Any:
    from hoc_compat.interpreter import h

    return getattr(h, f"_ref_{name}")


def _setpointer(setter: str, place: tuple[Any, ...], target: Any) -> None:
    """`setpointer pointer_mechanism(x), variable` and `setpointer process.pointer, variable`."""
    from hoc_compat.interpreter import h

    if setter == "SET_MEMBER":
        owner, name, _, arguments = place
        if isinstance(owner, sections.Section):
            place = (owner, name, None, arithmetic.number(arguments[0]))
        else:
            h.setpointer(target, name, owner)
            return
    section, variable, _, x = place
    mechanism, name = sections.pointer_owner(variable)
    h.setpointer(target, name, getattr((section or WORLD.current_section())(x), mechanism))


def _iterate(found: Any) -> Any:
    if not hasattr(found, "__next__"):
        raise HocError("`for` needs an iterator")
    return found


class _Facade:
    """`H`: the facade, imported when it is first used, since it imports this package."""

    def __getattr__(self, name: str) -> Any:
        from hoc_compat.interpreter import h

        return getattr(h, name)

    def __setattr__(self, name: str, value: Any) -> None:
        from hoc_compat.interpreter import h

        setattr(h, name, value)


NAMESPACE: dict[str, Any] = {
    "MAIN": MAIN, "D": MAIN.data, "T": MAIN.data, "H": _Facade(), "EPSILON": EPSILON,
    "NUMBER": arithmetic.number, "EQUAL": arithmetic.equal, "OPERATE": arithmetic.operate, "READ": _read,
    "CYCLIC": arithmetic.cyclic, "POWER": arithmetic.power,
    "INDEX": arithmetic.index, "ARGUMENT_INDEX": arithmetic.argument_index, "SHOWN": arithmetic.shown,
    "SHOW_VALUE": lambda value: print(f"\t{arithmetic.shown(value)}"), "SHOW_STRING": print, "PRINT": _print,
    "STORE_ITEM": _store_item, "STORE_ATTRIBUTE": _store_attribute, "DEFINED": _defined, "NO_FUNCTION": _no_function,
    "CLEAR": _clear,
    "DECLARE": _declare, "DEFINED_FUNCTION": _defined_function, "BEGIN_TEMPLATE": _begin_template,
    "EXTERNAL_BUILT_IN": _external_built_in, "TEMPLATE_OF": lambda symbol: symbol.template, "NEW": _new,
    "INSTANCE": _instance, "ELEMENT": _element, "SET_ELEMENT": _set_element, "ELEMENT_1": _element_1,
    "SET_ELEMENT_1": _set_element_1, "SET_ELEMENT_X": members.assign_element_x, "SET_OBJECT": _set_object,
    "SET_THIS": _set_this,
    "SET_STRING": _set_string, "PASS_STRING": PassedString, "PASS_OBJECT": PassedObject, "PLAIN": members.plain,
    "GIVEN": members.given, "SET_GIVEN": members.assign_given, "COUNT": lambda arguments: float(len(arguments)),
    "ARGUMENT_TYPE": _argument_type, "STOP": _stop, "ITERATE": _iterate,
    "PASS_MEMBER": members.passed, "MEMBER": members.member, "FIELD": members.field, "ELEMENT_X": members.element_x,
    "SET_MEMBER": members.assign,
    "MEMBER_POINTER": members.pointer, "MEMBER_SECTION": members.section_of, "LAST": members.end_of,
    "CONNECT_TO_MEMBER": members.connect_to_member,
    "VARIABLE_POINTER": VariablePointer, "ELEMENT_POINTER": _element_pointer, "ARGUMENT_POINTER": _argument_pointer,
    "GLOBAL_POINTER": _global_pointer, "PROPERTY_POINTER": sections.property_pointer, "SETPOINTER": _setpointer,
    "CREATE": sections.create, "CREATED_IN_METHOD": sections.created_in_method,
    "SECTION": sections.section, "IN_SECTION": sections.in_section,
    "ACCESS": sections.access, "SEGMENTS": sections.segments, "FORALL": sections.forall, "FORSEC": sections.forsec,
    "IFSEC": sections.ifsec,
    "INSERT": sections.insert, "UNINSERT": sections.uninsert, "CONNECT": sections.connect,
    "CURRENT": WORLD.current_section, "RANGE": sections.read, "SET_RANGE": sections.write,
    "SET_RANGE_ALL": sections.write_all, "SET_RANGE_LINE": sections.write_line, "RANGE_POINTER": sections.pointer,
    "SET_PROPERTY": sections.write_property, "PYTHON_SECTIONS": sections.PythonSections,
} | {f"F_{name}": function for name, function in builtins.MATH.items()}  # fmt: skip
"""What the names of generated code mean."""
