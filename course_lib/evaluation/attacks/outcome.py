"""What an attack found, beside its guess and its control: no privacy number stands alone.

Attacked   an attack that ranks people or tables: an AUC, and the share it finds while accusing few
Risk       an attack that is right or wrong about each person: three shares, and what is left when control is taken off

The guess is what somebody says who compares no rows of the synthetic table. The control is the same attack where there
is nothing to find: people who were not in the training rows, or a table made without them. An attack that does as well
on its control has learned about the population. That is what a synthetic table is for.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from course_lib.dp.bounds import clopper_pearson
from course_lib.evaluation.metrics.auc import Auc, auc_of, tpr_at_fpr

FPR = 0.01  # of the strangers are accused where `tpr` is read


@dataclass(frozen=True)
class Attacked:
    """attack: its name. found, control: an Auc each; the guess of both is .5. tpr: share of members above the score
    that 1% of the others exceed. tpr_interval: 95%, Clopper and Pearson (1934), the threshold taken as known.
    tpr_guess: what luck finds so, near .01. With up to 100 others the threshold is the largest of them, and luck finds
    1 in (others + 1).
    """

    attack: str
    found: Auc
    control: Auc
    tpr: float
    tpr_interval: tuple[float, float]
    tpr_guess: float
    guess: float = 0.5

    @property
    def seen(self) -> bool:
        """Is the AUC beyond what 95% of uninformed attackers reach?"""
        return self.found.auc > self.found.null_95

    def __str__(self):
        verdict = "told members from others" if self.seen else "found nothing: not rejected by this attack"
        low, high = self.found.interval
        return (f"The {self.attack} attack {verdict}: AUC {self.found.auc:.2f} ({low:.2f} to {high:.2f}), "
                f"guess {self.guess:g}, control {self.control.auc:.2f}; at 1% false alarms it finds {self.tpr:.0%}, "
                f"guess {self.tpr_guess:.0%}, control {self.control.tpr_at_1pct_fpr:.0%}.")


def attacked(attack: str, members, strangers, control) -> Attacked:
    """From scores, higher = more likely a member: of members (n1,), of strangers (n0,), control: a pair of such."""
    found = auc_of(members, strangers)
    tpr, n0 = tpr_at_fpr(members, strangers, FPR), len(strangers)
    above = n0 - 1 - int(np.ceil((1 - FPR) * (n0 - 1)))  # others beyond the threshold; ranks of equals are uniform
    return Attacked(attack, found, auc_of(*control), tpr, clopper_pearson(round(tpr * len(members)), len(members)),
                    (above + 1) / (n0 + 1))


@dataclass(frozen=True)
class Rate:
    """successes of tried; interval: 95%, Wilson (1927)."""

    successes: int
    tried: int

    @property
    def value(self) -> float:
        return self.successes / self.tried

    @property
    def interval(self) -> tuple[float, float]:
        found = stats.binomtest(self.successes, self.tried).proportion_ci(0.95, method="wilson")
        return float(found.low), float(found.high)


@dataclass(frozen=True)
class Risk:
    """attack: on people of the training rows. guess: without comparing rows. control: on people never seen.

    told: the three shares in words.
    """

    name: str
    attack: Rate
    guess: Rate
    control: Rate
    told: str = ("right for {attack} of the people in the table, {control} of people who are not (control), {guess} "
                 "without comparing rows (guess)")

    @property
    def value(self) -> float:
        """(attack - control) / (1 - control): the part of what the control leaves that is due to being in the table.

        Up to 1; 0 or below: being in the table made no difference to this attack. Source: Giomi et al. (2023), PoPETs.
        """
        rest = 1 - self.control.value
        return (self.attack.value - self.control.value) / rest if rest > 0 else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95%, both shares independent: the delta method on attack and control, each with half a success added."""
        a, c = ((r.successes + 0.5) / (r.tried + 1) for r in (self.attack, self.control))
        variance = (a * (1 - a) / self.attack.tried + ((1 - a) / (1 - c)) ** 2 * c * (1 - c) / self.control.tried)
        half = 1.96 * np.sqrt(variance) / (1 - c)
        return float(max(-1.0, self.value - half)), float(min(1.0, self.value + half))

    @property
    def seen(self) -> bool:
        """Beyond the control, with its interval, and beyond the guess."""
        return self.interval[0] > 0 and self.attack.value > self.guess.value

    def __str__(self):
        verdict = "people in the table are worse off" if self.seen else "not rejected by this attack"
        low, high = self.interval
        told = self.told.format(**{side: f"{getattr(self, side).value:.1%}" for side in ("attack", "control", "guess")})
        return f"{self.name}: {told}. Risk {self.value:.2f} ({low:.2f} to {high:.2f}): {verdict}."

