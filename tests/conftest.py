"""Settings of the whole suite."""

import math
import os
import time

import jax
import pytest

jax.config.update("jax_enable_x64", True)
os.environ["BRAINCELL_CACHE"] = "off"  # every test compiles for itself


@pytest.fixture(autouse=True, scope="module")
def programs_do_not_pile_up():
    """Let go of compiled programs: each takes memory maps, of which a process may have some 65,000."""
    yield
    jax.clear_caches()


def pytest_addoption(parser):
    parser.addoption("--deadline", type=float, default=math.inf, help="s since 1970: no slow test begins later")


def pytest_runtest_setup(item):
    if item.get_closest_marker("slow") and time.time() > item.config.getoption("--deadline"):
        pytest.skip("a slow test, for which no time is left; `make test MINUTES=600` runs all")
