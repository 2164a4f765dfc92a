"""Backward differentiation formulas of variable order and step, as CVODE takes them.

The history is kept as Nordsieck's array: row j is h^j y^(j)/j! at the end of the last step. Byrne & Hindmarsh (1975),
ACM TOMS 1:71; Brown, Byrne & Hindmarsh (1989), SIAM J. Sci. Stat. Comput. 10:1038; Hindmarsh et al. (2005), ACM TOMS
31:363. The limits that decide about order and step are CVODE's, so that steps are NEURON's.
"""

from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp

HIGHEST = 5  # order
_ROWS = HIGHEST + 1
_WORTH = 1.5  # a longer step must be this much longer
_BIAS_LOWER, _BIAS, _BIAS_HIGHER = 6.0, 6.0, 10.0
_ADDON = 1e-6
_CONVERGED = 0.1  # of the error test, what an iteration may leave
FIRST_GROWTH, GROWTH = 1e4, 10.0  # most that a step grows: after the first one, and later


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class History:
    """What the method knows at the end of a step; scalars but for `rows` and `tau`."""

    rows: Any  # [order + 1, equation]
    tau: Any  # [7] ms: lengths of the last steps, tau[1] of the latest
    t: Any  # ms, the end of the last step
    h: Any  # ms, its length, by which `rows` are scaled
    next_h: Any  # ms
    ratio: Any  # of next_h to h
    most_growth: Any
    order: Any
    next_order: Any
    wait: Any  # steps until another order is considered
    steps: Any  # since the start
    saved: Any  # the test quantity that belongs to what the last row keeps for a higher order
    highest: Any  # order allowed
    longest: Any  # ms, step allowed


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Coefficients:
    """Of one step: the corrector's polynomial, and what errors are measured by."""

    polynomial: Any  # [7]
    gamma: Any  # ms: the step over the polynomial's slope
    lower: Any
    error: Any
    higher: Any
    kept: Any

    @property
    def iteration(self) -> Any:
        """What an iteration may leave."""
        return _CONVERGED * self.error


def started(y: Any, t: Any, highest: Any, longest: Any) -> History:
    """The history at a start: of order 1, without a derivative and a step yet."""
    rows = jnp.zeros((_ROWS, len(y)), y.dtype).at[0].set(y)
    one, zero = jnp.ones(()), jnp.zeros(())
    first = jnp.ones((), jnp.int32)
    return History(
        rows, jnp.zeros(7), t, zero, zero, one, FIRST_GROWTH * one, first, first, 2 * first, 0 * first, one,
        jnp.asarray(highest, jnp.int32), jnp.asarray(longest, jnp.float64),
    )  # fmt: skip


def with_first_step(history: History, slope: Any, h: Any) -> History:
    """A history whose first step will be of length `h`."""
    return replace(history, rows=history.rows.at[1].set(h * slope), h=h, next_h=h, ratio=jnp.ones(()))


def adjusted(history: History) -> History:
    """The history brought to the order and the step that were chosen for the next one."""
    old, new, ratio = history.order, history.next_order, history.ratio
    rows = jnp.where(new > old, _raised(history), history.rows)
    rows = jnp.where(new < old, _lowered(history), rows)
    powers = jnp.cumprod(jnp.concatenate([jnp.ones(1), jnp.full(_ROWS - 1, ratio)]))
    rows = jnp.where(_within(new), rows * powers[:, None], rows)
    wait = jnp.where(new != old, new + 1, history.wait)
    return replace(
        history, rows=rows, order=new, wait=wait, h=history.h * ratio, next_h=history.h * ratio, ratio=jnp.ones(())
    )


def shortened(history: History, ratio: Any, lowers: Any = False) -> History:
    """The history told to try `ratio` times the step, at one order less if `lowers`; it may not grow at once again."""
    order = history.order - jnp.asarray(lowers, history.order.dtype)
    return replace(history, next_order=order, ratio=ratio, next_h=history.h * ratio, most_growth=jnp.ones(()))


def predicted(history: History) -> Any:
    """The rows one step ahead, by Taylor's series."""
    rows = list(history.rows)
    for k in range(1, _ROWS):
        for j in range(_ROWS - 1, k - 1, -1):
            rows[j - 1] = rows[j - 1] + jnp.where(j <= history.order, rows[j], 0.0)
    return jnp.stack(rows)


def interpolated(history: History, t: Any) -> Any:
    """y at `t` [ms] within the last step."""
    s = jnp.where(history.h > 0.0, (t - history.t) / jnp.where(history.h > 0.0, history.h, 1.0), 0.0)
    y = jnp.zeros_like(history.rows[0])
    for j in range(_ROWS - 1, -1, -1):
        y = jnp.where(j <= history.order, history.rows[j] + s * y, y)
    return y


def coefficients(history: History) -> Coefficients:
    """Those of a step of the history's order and length."""
    q, h, tau = history.order, history.h, history.tau
    order = q.astype(h.dtype)
    l = jnp.zeros(7).at[:2].set(1.0)  # noqa: E741
    alpha, total = -1.0, h
    for j in range(2, HIGHEST):
        inner = j < q
        total = total + jnp.where(inner, tau[j - 1], 0.0)
        alpha = alpha - jnp.where(inner, 1.0 / j, 0.0)
        l = l + jnp.where(inner, h / total, 0.0) * _shifted(l)  # noqa: E741
    several = q > 1
    alpha = alpha - jnp.where(several, 1.0 / order, 0.0)
    star = jnp.where(several, -l[1] - alpha, 1.0)
    total = total + jnp.where(several, tau[q - 1], 0.0)
    xi = jnp.where(several, h / total, 1.0)
    alpha_hat = jnp.where(several, -l[1] - xi, -1.0)
    l = l + jnp.where(several, star, 0.0) * _shifted(l)  # noqa: E741
    a1 = 1.0 - alpha_hat + alpha
    a2 = 1.0 + order * a1
    a3 = alpha + 1.0 / order
    lower = jnp.abs(a3 / (1.0 - (alpha_hat + xi) + a3) / (star / l[q]))
    beyond = h / (total + tau[q])
    a5 = alpha - 1.0 / (order + 1.0)
    higher = jnp.abs(a2 / (1.0 - (alpha_hat - beyond) + a5) * beyond * (order + 2.0) * a5)
    return Coefficients(
        l, h / l[1], lower, jnp.abs(alpha * (a2 / a1)), higher, jnp.abs(a2 / (l[q] * xi / star))
    )  # fmt: skip


def completed(history: History, rows: Any, c: Coefficients, correction: Any, error: Any, weight: Any) -> History:
    """The history after a step: its predicted `rows` corrected, and the next order and step chosen.

    `error` is that of the step in units of the tolerance, `weight` [equation] one over the tolerance.
    """
    q, h = history.order, history.h
    steps, tau = history.steps + 1, history.tau
    indices = jnp.arange(7)
    moved = jnp.where((indices >= 2) & (indices <= q), jnp.roll(tau, 1), tau)
    moved = moved.at[2].set(jnp.where((q == 1) & (steps > 1), tau[1], moved[2])).at[1].set(h)
    rows = jnp.where(_within(q), rows + c.polynomial[:_ROWS, None] * correction, history.rows)
    wait = history.wait - 1
    keeps = (wait == 1) & (q < history.highest)
    rows = rows.at[HIGHEST].set(jnp.where(keeps, correction, rows[HIGHEST]))
    saved = jnp.where(keeps, c.kept, history.saved)
    history = replace(history, rows=rows, tau=moved, t=history.t + h, steps=steps, wait=wait, saved=saved)
    return _chosen(history, c, correction, error, weight)


def _chosen(history: History, c: Coefficients, correction: Any, error: Any, weight: Any) -> History:
    """The history with the next order and step: the order that allows the longest one."""
    q, h, rows = history.order, history.h, history.rows
    order = q.astype(h.dtype)
    same = growth(error, order + 1.0)
    is_free = history.wait == 0
    lower = _ratio(_BIAS_LOWER, rms(rows[q], weight) / c.lower, order)
    lower = jnp.where(is_free & (q > 1), lower, 0.0)
    quotient = c.kept / history.saved * (h / history.tau[2]) ** (q + 1)
    higher = _ratio(_BIAS_HIGHER, rms(correction - quotient * rows[HIGHEST], weight) / c.higher, order + 2.0)
    higher = jnp.where(is_free & (q < history.highest), higher, 0.0)
    best = jnp.maximum(jnp.maximum(lower, higher), same)
    change = jnp.where(best < _WORTH, 0, jnp.where(best == same, 0, jnp.where(best == lower, -1, 1)))
    ratio = jnp.minimum(best, history.most_growth)
    ratio = jnp.where(best < _WORTH, 1.0, ratio / jnp.maximum(1.0, h * ratio / history.longest))
    held = history.most_growth == 1.0  # after a failure
    change, ratio = jnp.where(held, 0, change).astype(q.dtype), jnp.where(held, 1.0, ratio)
    wait = jnp.where(held, jnp.maximum(history.wait, 2), jnp.where(is_free, 2, history.wait))
    rows = rows.at[HIGHEST].set(jnp.where(change > 0, correction, rows[HIGHEST]))
    return replace(
        history, rows=rows, next_order=q + change, ratio=ratio, next_h=jnp.where(ratio == 1.0, h, h * ratio),
        wait=wait, most_growth=jnp.full((), GROWTH),
    )  # fmt: skip


def growth(error: Any, power: Any) -> Any:
    """By how much a step may grow (or has to shrink) whose `error` was that."""
    return _ratio(_BIAS, error, power)


def rms(x: Any, weight: Any) -> Any:
    """The weighted root mean square [] of x [equation]."""
    return jnp.sqrt(jnp.mean(jnp.square(x * weight)))


def _ratio(bias: float, error: Any, power: Any) -> Any:
    return 1.0 / ((bias * error) ** (1.0 / power) + _ADDON)


def _within(order: Any) -> Any:
    """[row, 1]: the rows that a method of this order has."""
    return (jnp.arange(_ROWS) <= order)[:, None]


def _shifted(x: Any) -> Any:
    return jnp.concatenate([jnp.zeros(1), x[:-1]])


def _raised(history: History) -> Any:
    """Rows for one order more: a new one from what the last row keeps."""
    q, h, rows, tau = history.order, history.h, history.rows, history.tau
    l = jnp.zeros(7).at[2].set(1.0)  # noqa: E741
    alpha0, alpha1, product, before, total = -1.0, 1.0, 1.0, 1.0, h
    for j in range(1, HIGHEST - 1):
        inner = j < q
        total = total + jnp.where(inner, tau[j + 1], 0.0)
        xi = jnp.where(inner, total / h, 1.0)
        product = product * xi
        alpha0 = alpha0 - jnp.where(inner, 1.0 / (j + 1), 0.0)
        alpha1 = alpha1 + jnp.where(inner, 1.0 / xi, 0.0)
        l = jnp.where(inner, l * before + _shifted(l), l)  # noqa: E741
        before = jnp.where(inner, xi, before)
    new = (-alpha0 - alpha1) / product * rows[HIGHEST]
    j = jnp.arange(_ROWS)[:, None]
    rows = jnp.where((j >= 2) & (j <= q), rows + l[:_ROWS, None] * new, rows)
    return jnp.where(j == q + 1, new, rows)


def _lowered(history: History) -> Any:
    """Rows for one order less."""
    q, h, rows, tau = history.order, history.h, history.rows, history.tau
    l = jnp.zeros(7).at[2].set(1.0)  # noqa: E741
    total = jnp.zeros(())
    for j in range(1, HIGHEST - 1):
        inner = j <= q - 2
        total = total + jnp.where(inner, tau[j], 0.0)
        l = jnp.where(inner, l * (total / h) + _shifted(l), l)  # noqa: E741
    j = jnp.arange(_ROWS)[:, None]
    return jnp.where((j >= 2) & (j < q), rows - l[:_ROWS, None] * rows[q], rows)
