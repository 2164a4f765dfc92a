"""Decide how many control volumes each branch gets."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology
from braincell.units import positive


class CVPolicy(ABC):
    """A rule for the number of control volumes per branch."""

    @abstractmethod
    def counts(
        self, morphology: Morphology, axial_resistivity: np.ndarray, membrane_capacitance: np.ndarray
    ) -> np.ndarray:
        """Number of control volumes [branch], given Ω·cm and µF/cm² at the middle of each branch."""


class CVPerBranch(CVPolicy):
    """`n` control volumes on every branch: NEURON's `nseg`."""

    def __init__(self, n: int = 1):
        self.n = _count(n, "CVPerBranch")

    def counts(self, morphology, axial_resistivity, membrane_capacitance):
        return np.full(len(morphology.branches), self.n)

    def __repr__(self) -> str:
        return f"CVPerBranch({self.n})"


class CVPerBranchList(CVPolicy):
    """One number per branch, in the order of `morphology.branches`."""

    def __init__(self, counts: Sequence[int]):
        self.numbers = tuple(_count(n, "CVPerBranchList") for n in counts)

    def counts(self, morphology, axial_resistivity, membrane_capacitance):
        if len(self.numbers) != len(morphology.branches):
            raise InputError(
                f"CVPerBranchList has {len(self.numbers)} numbers for {len(morphology.branches)} branches; "
                "give one each"
            )
        return np.array(self.numbers)

    def __repr__(self) -> str:
        return f"CVPerBranchList({self.numbers})"


class MaxCVLen(CVPolicy):
    """As few control volumes as keep each at most `max_length` µm long; an odd number with `keep_odd`."""

    def __init__(self, max_length: Any, keep_odd: bool = True):
        self.max_length = positive(max_length, "um", "max_length", "MaxCVLen")
        self.keep_odd = keep_odd

    def counts(self, morphology, axial_resistivity, membrane_capacitance):
        lengths = np.array([morphology.branch(name).length for name in morphology.branches])
        n = np.maximum(1, np.ceil(lengths / self.max_length - 1e-9)).astype(int)
        return n + (n % 2 == 0) if self.keep_odd else n

    def __repr__(self) -> str:
        return f"MaxCVLen({self.max_length:g}, keep_odd={self.keep_odd})"


class DLambda(CVPolicy):
    """At most `d_lambda` of the AC length constant at `frequency` [Hz]: NEURON's rule.

    n = 2 ⌊(L/(d_lambda λ) + 0.9)/2⌋ + 1 (Hines & Carnevale 2001, The Neuroscientist 7:123; `lambda_f`, stdlib.hoc).
    """

    def __init__(self, d_lambda: Any = 0.1, frequency: Any = 100.0, keep_odd: bool = True):
        self.d_lambda = positive(d_lambda, "1", "d_lambda", "DLambda")
        self.frequency = positive(frequency, "Hz", "frequency", "DLambda")
        self.keep_odd = keep_odd

    def counts(self, morphology, axial_resistivity, membrane_capacitance):
        result = []
        for name, ra, cm in zip(morphology.branches, axial_resistivity, membrane_capacitance, strict=True):
            branch = morphology.branch(name)
            wanted = branch.length / (self.d_lambda * lambda_f(branch, self.frequency, ra, cm)) + 0.9
            result.append(int(wanted / 2) * 2 + 1 if self.keep_odd else max(1, int(wanted)))
        return np.array(result)

    def __repr__(self) -> str:
        return f"DLambda({self.d_lambda:g}, frequency={self.frequency:g}, keep_odd={self.keep_odd})"


@dataclass(frozen=True)
class CVPolicyByTypeRule:
    """A policy for the branches of one type, such as "soma" or "axon"."""

    type: str
    policy: CVPolicy


class CompositeByTypePolicy(CVPolicy):
    """A policy for each type of branch, and a `default` for the others: the first rule of a type counts.

    CompositeByTypePolicy(CVPolicyByTypeRule("soma", CVPerBranch(1)), default=DLambda())
    """

    def __init__(self, *rules: CVPolicyByTypeRule, default: CVPolicy | None = None):
        for rule in rules:
            if not isinstance(rule, CVPolicyByTypeRule) or not isinstance(rule.policy, CVPolicy):
                raise InputError(f"CompositeByTypePolicy: {rule!r} is no `CVPolicyByTypeRule` of a type and a policy")
        self.rules, self.default = rules, CVPerBranch() if default is None else default

    def counts(self, morphology, axial_resistivity, membrane_capacitance):
        types = [morphology.branch(name).type for name in morphology.branches]
        if unused := [rule.type for rule in self.rules if rule.type not in types]:
            raise unknown_name("branch type", unused[0], types, "the morphology")
        result = self.default.counts(morphology, axial_resistivity, membrane_capacitance)
        for rule in reversed(self.rules):
            own = rule.policy.counts(morphology, axial_resistivity, membrane_capacitance)
            result = np.where([type == rule.type for type in types], own, result)
        return result

    def __repr__(self) -> str:
        return f"CompositeByTypePolicy({', '.join(map(repr, self.rules))}, default={self.default!r})"


def lambda_f(branch: Branch, frequency: float, axial_resistivity: float, membrane_capacitance: float) -> float:
    """AC length constant [µm] of a branch at `frequency` [Hz]; infinite without capacitance."""
    factor = 4.0 * np.pi * frequency * axial_resistivity * membrane_capacitance
    if factor == 0.0:
        return np.inf
    electrotonic = np.sum(branch.lengths / np.sqrt(branch.diameters_proximal + branch.diameters_distal))
    return float(branch.length / (electrotonic * np.sqrt(2.0) * 1e-5 * np.sqrt(factor)))


def _count(n: Any, owner: str) -> int:
    if not isinstance(n, (int, np.integer)) or n < 1:
        raise InputError(f"{owner}: {n!r} control volumes; give a whole number of at least 1")
    return int(n)
