"""What a check gives to functions of a mechanism and of a library."""

from braincell.mech import FunctionTable, Mechanism
from braincell.mech.library import Library, LibraryFunction
from validation.mechanism.functions import call_all, calls, function_tables


class _Tabled(Mechanism):
    function_tables = {"one": 1, "two": 2}


class _Tools(Library):
    name = "tools"
    functions = {"ratio": LibraryFunction(lambda a, b: a / b, 2), "zero": LibraryFunction(lambda: 0.0, 0)}


def test_function_tables_have_the_right_number_of_arguments():
    tables = {name: FunctionTable(*given) for name, given in function_tables(_Tabled).items()}
    assert [len(tables[name].axes) for name in ("one", "two")] == [1, 2]
    assert (tables["one"].values > 0).all()


def test_every_function_is_called_with_several_arguments():
    given = calls(_Tools)
    values = call_all(_Tools, given)
    assert len(values["ratio"]) == len(values["zero"]) == 8
    assert len(set(values["ratio"])) > 4
