"""Statements of Python in hoc: what they return, and what their mistakes do."""

import pytest

from braincell.errors import UnsupportedError


def outcomes(h):
    return [h.nrnpython(text) for text in ("nrnpython_a = 3", "import no_such_module_x", "1/0", "nrnpython_b = 4")]


def test_mistakes_are_printed_and_hoc_goes_on(h, neurons, capfd):
    assert outcomes(h) == neurons(outcomes) == [1, 0, 0, 1]
    assert capfd.readouterr().err.count("ModuleNotFoundError: No module named 'no_such_module_x'") == 2


def test_what_is_not_supported_stops(h):
    with pytest.raises(UnsupportedError, match="ChannelBuild"):
        h.nrnpython("from braincell.hoc_compat import h; h.ChannelBuild()")
