"""The queue keeps NEURON's order, ties included."""

import random
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell.lower.events import empty_queue
from braincell.quad.queue import FULL, Given, insert, put_given, remove


class NeuronQueue:
    """src/nrncvode/tqueue: the next event stands apart from a tree in which equals are first in, first out."""

    def __init__(self):
        self.least, self.tree, self.count = None, [], 0

    def _plant(self, event):
        self.count += 1
        self.tree.append((event[0], self.count, event))

    def insert(self, event):
        if self.least is None or event[0] < self.least[0]:
            if self.least is not None:
                self._plant(self.least)
            self.least = event
        else:
            self._plant(event)

    def pop(self):
        event = self.least
        self.tree.sort()
        self.least = self.tree.pop(0)[2] if self.tree else None
        return event


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.slow
def test_order_of_random_events(seed):
    generator = random.Random(seed)
    theirs, n_given = NeuronQueue(), 12
    given = [generator.randrange(9) for _ in range(n_given)]
    queue = jax.tree.map(jnp.asarray, empty_queue(40, n_given))
    put = jax.jit(lambda queue, time, number: insert(queue, time, 0, number, 0.0)[0])
    first = [(float(generator.randrange(3, 9)), 100 + k) for k in range(3)]
    for time, number in first:
        queue = put(queue, time, number)
        theirs.insert((time, number))
    stream = Given(jnp.array(given, float), np.zeros(n_given, np.int32), np.arange(n_given, dtype=np.int32))
    queue = put_given(queue, stream)
    for k, time in enumerate(given):
        theirs.insert((float(time), k))
    take = jax.jit(partial(remove, given=stream))
    for turn in range(60):
        if generator.random() < 0.5:
            time, number = float(generator.randrange(12)), 1000 + turn
            queue = put(queue, time, number)
            theirs.insert((time, number))
        elif theirs.least is not None:
            place = queue.least
            assert (float(queue.time[place]), int(queue.connection[place])) == theirs.pop()
            queue = take(queue, place=place)
    assert int(queue.fault) == 0


def test_an_event_without_a_place_is_a_fault():
    queue = jax.tree.map(jnp.asarray, empty_queue(2, 0))
    for k in range(3):
        queue, _ = insert(queue, float(k), 0, k, 0.0)
        assert int(queue.fault) == (FULL if k == 2 else 0)
