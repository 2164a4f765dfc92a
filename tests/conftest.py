"""Settings of the whole suite."""

import jax
import pytest

jax.config.update("jax_enable_x64", True)


@pytest.fixture(autouse=True, scope="module")
def programs_do_not_pile_up():
    """Let go of compiled programs: each takes memory maps, of which a process may have some 65,000."""
    yield
    jax.clear_caches()
