"""Python 2.7's `random` module: the same numbers for the same seed.

The generator itself (Mersenne Twister), `random`, `uniform`, `gauss`, `normalvariate`, … are the same in Python 3;
what draws integers, and what turns a seed that is no integer into one, is not.
"""

import math
import random
from typing import Any

from hoc_compat.python2.hashes import hash_value

_EXACT = 1 << 53  # wider ranges take whole random words


class Random(random.Random):
    """`random.Random` of Python 2.7."""

    def seed(self, a: Any = None, version: int = 2) -> None:  # type: ignore[override]
        """Start again from an integer, or from the hash of anything else."""
        if a is not None and not isinstance(a, int):
            a = hash_value(a) & 0xFFFFFFFFFFFFFFFF
        super().seed(a)

    def _below(self, n: int) -> int:
        return int(self.random() * n)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:  # type: ignore[override]
        """A number out of `range(start, stop, step)`."""
        if any(int(v) != v for v in (start, stop or 0, step)):
            raise ValueError("non-integer arg for randrange()")
        chosen = range(int(start)) if stop is None else range(int(start), int(stop), int(step))
        n = len(chosen)
        if n == 0:
            raise ValueError(f"empty range for randrange() ({start}, {stop}, {step})")
        return chosen[super()._randbelow(n) if n >= _EXACT else self._below(n)]  # type: ignore[attr-defined]

    def randint(self, a: int, b: int) -> int:
        """A number from a to b."""
        return self.randrange(a, b + 1)

    def choice(self, seq: Any) -> Any:
        """One of the items."""
        return seq[self._below(len(seq))]

    def shuffle(self, x: Any, random: Any = None) -> None:  # type: ignore[override]
        """Mix the items in place."""
        draw = self.random if random is None else random
        for i in reversed(range(1, len(x))):
            j = int(draw() * (i + 1))
            x[i], x[j] = x[j], x[i]

    def sample(self, population: Any, k: int) -> list[Any]:  # type: ignore[override]
        """k of the items, each once."""
        n = len(population)
        if not 0 <= k <= n:
            raise ValueError("sample larger than population")
        table = 21 + (4 ** math.ceil(math.log(k * 3, 4)) if k > 5 else 0)
        if n <= table or hasattr(population, "keys") or not hasattr(population, "__getitem__"):
            return self._sample_of_pool(list(population), k)
        taken: dict[int, None] = {}
        while len(taken) < k:
            taken[self._below(n)] = None
        return [population[j] for j in taken]

    def _sample_of_pool(self, pool: list[Any], k: int) -> list[Any]:
        n, result = len(pool), []
        for i in range(k):
            j = self._below(n - i)
            result.append(pool[j])
            pool[j] = pool[n - i - 1]
        return result

    def triangular(self, low: float = 0.0, high: float = 1.0, mode: float | None = None) -> float:
        """The triangular distribution."""
        u = self.random()
        try:
            c = 0.5 if mode is None else (mode - low) / (high - low)
        except ZeroDivisionError:
            return low
        if u > c:
            u, c, low, high = 1.0 - u, 1.0 - c, high, low
        return low + (high - low) * (u * c) ** 0.5

    def gammavariate(self, alpha: float, beta: float) -> float:
        """The gamma distribution."""
        if alpha != 1.0:
            return super().gammavariate(alpha, beta)
        u = self.random()
        while u <= 1e-7:
            u = self.random()
        return -math.log(u) * beta

    def paretovariate(self, alpha: float) -> float:
        """The Pareto distribution."""
        return 1.0 / pow(1.0 - self.random(), 1.0 / alpha)
