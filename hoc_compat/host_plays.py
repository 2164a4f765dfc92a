"""Play Vectors into what a compiled run takes as a number: globals, variables of hoc, weights, `cm`, statements.

Runs are made in parts, up to where a number changes; lines between points change it in every step. Into globals that
mechanisms read, `celsius` above all, the run plays itself; here their new value is noted after the step, and with it
the tables that depend on it are made anew, as NEURON does at the beginning of the next step.
"""

import numpy as np

from braincell.drive import steps_until
from hoc_compat.player import Player, Statement
from hoc_compat.world import WORLD


class HostPlays:
    """The Vectors that play not, or not only, into the lowered model."""

    def __init__(self) -> None:
        self._seen = -1
        self._players: list[Player] = []

    def __bool__(self) -> bool:
        if self._seen != WORLD.recording:
            self._seen = WORLD.recording
            alive = [player for ref, player in WORLD.playing if ref() is not None]
            self._players = [player for player in alive if player.is_global or not player.is_native]
        return bool(self._players)

    def begin(self) -> None:
        """Play what begins by t = 0, at initialisation."""
        for player in self._players if self else ():
            player.n_played = 0
            if player.continuous and player.begin <= 0.0:
                player.target[0] = player.at(0.0)
        if self:
            _play_steps(self._players, 0.0)

    def before_step(self) -> None:
        """Play what acts on the currents of the next step: what is due by its middle (NEURON: `fadvance`)."""
        if not self:
            return
        middle = float(WORLD.t.read()) + 0.5 * WORLD.dt
        own = [player for player in self._players if not player.is_global]
        _play_steps(own, middle)
        _play_lines(own, middle)

    def after_step(self) -> None:
        """Play what is due by now."""
        if self:
            now = float(WORLD.t.read())
            _play_lines(self._players, now)
            _play_steps(self._players, now)

    def steps_ahead(self) -> int:
        """How many steps can be made at once."""
        if not self:
            return 1 << 62
        if any(player.continuous for player in self._players):
            return 1
        early = 0.5 * WORLD.dt + 1e-9  # t is accumulated: rather a step too few
        due = min(player.next_time - early * (not player.is_global) for player in self._players)
        return 1 << 62 if due == np.inf else steps_until(float(WORLD.t.read()), due, WORLD.dt)


HOST_PLAYS = HostPlays()
"""One per process, as in NEURON."""


def _play_lines(players: list[Player], t: float) -> None:
    for player in players:
        if player.continuous and player.begin < np.inf:
            player.target[0] = player.at(t)


def _play_steps(players: list[Player], until: float) -> None:
    steps = [player for player in players if not player.continuous]
    due = [(time, value, player) for player in steps for time, value in player.take_due(until)]
    for time, value, player in sorted(due, key=lambda entry: entry[0]):
        if isinstance(player.target, Statement):
            now = float(WORLD.t.read())
            WORLD.t.edit()[...] = time
            player.target[0] = value
            WORLD.t.edit()[...] = now
        else:
            player.target[0] = value
