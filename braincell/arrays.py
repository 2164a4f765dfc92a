"""Say how numbers are to be rounded."""

from typing import Any

import jax.numpy as jnp


def rounded(product: Any) -> Any:
    """A product, rounded before anything is added to it, as in NEURON.

    XLA makes one instruction of x * y + z, which rounds once; a bound in between, which no number exceeds, prevents
    that. Only what has to be equal to the last bit, such as times of events, needs it.
    """
    product = jnp.asarray(product)
    return jnp.minimum(product, jnp.finfo(product.dtype).max)
