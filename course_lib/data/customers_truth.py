"""The truth behind the customers table: what is set, what is asked for, and the parameters solved to meet it.

Set are scales, bounds and shares; asked for are means and correlations (the report's table); solved, by root finding
on sums and Gauss-Hermite quadrature, is all the rest. z is the latent standard normal that drives income.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.polynomial.hermite_e import hermegauss
from scipy.optimize import brentq
from scipy.special import expit, gammainc, gammaincinv, ndtr, ndtri

from course_lib.data.truncate import solve_truncated_normal, truncated_normal_mean, truncated_normal_quantile

TARGETS = {"mean age": 44.3, "mean income": 68_450.0, "r(income, purchase)": 0.812, "r(age, income)": 0.456,
           "r(income, satisfaction)": 0.389, "r(age, score)": 0.0,
           "share segment basic": 0.50, "share segment plus": 0.35, "share segment premium": 0.15,
           "share region islands": 0.05, "share channel letter": 0.02, "share group A": 0.70,
           "P(outcome | group A)": 0.60, "P(outcome | group B)": 0.40}
AGE_MU, AGE_BOUNDS = 35.0, (18, 80)
INCOME_SIGMA, INCOME_BOUNDS = 0.45, (20_000.0, 250_000.0)  # sigma of log income
PURCHASE_SHAPE, PURCHASE_SCALE, PURCHASE_HIGH = 2.2, 16.0, 150.0
SATISFACTION_MU, SATISFACTION_SIGMA, SATISFACTION_BOUNDS = 7.0, 1.5, (1, 10)
SCORE_TOP, SCORE_DROP, SCORE_SIGMA, SCORE_BOUNDS = 75.0, 45.0, 10.0, (0.0, 100.0)
VISITS_MEAN, VISITS_GROWTH, VISITS_SHAPE = 6.0, 0.15, 2.0  # at satisfaction 7; per point; of the gamma that mixes
SEGMENTS, SEGMENT_SLOPE = ("basic", "plus", "premium"), 1.8
REGION_SHARES = {"north": 0.30, "south": 0.25, "east": 0.22, "west": 0.18, "islands": 0.05}
CHANNELS, CHANNEL_RARE = ("web", "store", "phone", "letter"), {"phone": 0.10, "letter": 0.02}
GROUPS = ("A", "B")

_NODES, _WEIGHTS = hermegauss(80)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()  # so that _WEIGHTS @ f(_NODES) is the mean of f(z), z standard normal


@dataclass(frozen=True)
class CustomersTruth:
    """The process of the customers table. Methods are its parts, row by row; attributes what was solved."""

    age_sigma: float
    income_mu: float
    latent_correlations: dict
    score_peak: float
    segment_cuts: tuple
    intercepts: dict

    def age_of(self, latent) -> np.ndarray:
        """Whole years from a standard normal."""
        years = truncated_normal_quantile(ndtr(latent), AGE_MU, self.age_sigma, *AGE_BOUNDS)
        return np.round(years).astype(np.int64)

    def standard_income(self, z) -> np.ndarray:
        """(log income - income_mu) / .45: z bent so that income stays inside its bounds."""
        low, high = ((np.log(bound) - self.income_mu) / INCOME_SIGMA for bound in INCOME_BOUNDS)
        return truncated_normal_quantile(ndtr(z), 0.0, 1.0, low, high)

    def income_of(self, z) -> np.ndarray:
        """Dollars a year from a standard normal."""
        return np.exp(self.income_mu + INCOME_SIGMA * self.standard_income(z))

    def purchase_of(self, latent) -> np.ndarray:
        """Dollars from a standard normal, through the quantile function of a truncated gamma."""
        inside = gammainc(PURCHASE_SHAPE, PURCHASE_HIGH / PURCHASE_SCALE)
        return PURCHASE_SCALE * gammaincinv(PURCHASE_SHAPE, ndtr(latent) * inside)

    def satisfaction_of(self, latent) -> np.ndarray:
        """A whole 1..10 from a standard normal; the normal reaches half a point further, so that ends are full."""
        low, high = SATISFACTION_BOUNDS
        points = truncated_normal_quantile(ndtr(latent), SATISFACTION_MU, SATISFACTION_SIGMA, low - 0.5, high + 0.5)
        return np.clip(np.round(points), low, high).astype(np.int64)  # 0.5 itself would round to 0

    def score_mean(self, age) -> np.ndarray:
        """Location of the score at an age: a hill whose peak is placed so that r(age, score) = 0."""
        return _score_location(age, self.score_peak)

    def score_of(self, age, u) -> np.ndarray:
        """Score from age and a uniform draw."""
        return truncated_normal_quantile(u, self.score_mean(age), SCORE_SIGMA, *SCORE_BOUNDS)

    def visits_mean(self, satisfaction) -> np.ndarray:
        """Expected visits a month at a satisfaction."""
        return VISITS_MEAN * np.exp(VISITS_GROWTH * (np.asarray(satisfaction) - SATISFACTION_MU))

    def segment_probabilities(self, standard_income) -> np.ndarray:
        """(n, 3) probabilities of basic, plus, premium: an ordered logit on standard income."""
        above = [expit(SEGMENT_SLOPE * np.asarray(standard_income) - cut) for cut in self.segment_cuts]
        return np.column_stack([1 - above[0], above[0] - above[1], above[1]])

    def channel_probabilities(self, age) -> np.ndarray:
        """(n, 4) probabilities of web, store, phone, letter: the young prefer the web, the rare ones know no age."""
        common = 1 - sum(CHANNEL_RARE.values())
        web = common * expit((45 - np.asarray(age)) / 12)
        return np.column_stack([web, common - web, *(np.full(len(web), p) for p in CHANNEL_RARE.values())])

    def outcome_probability(self, group, standard_income, age) -> np.ndarray:
        """P(outcome | group, income, age): a logit, linear in standard income, quadratic in age."""
        start = np.where(np.asarray(group) == "A", self.intercepts["A"], self.intercepts["B"])
        return expit(start + _outcome_slope(standard_income, age))

    def to_frame(self) -> pd.DataFrame:
        """Every target and every solved parameter, one per row."""
        solved = {"sigma of age before truncation": self.age_sigma, "mu of log income": self.income_mu,
                  **{f"latent correlation of {name} with income": rho
                     for name, rho in self.latent_correlations.items()},
                  "age at which the score peaks": self.score_peak,
                  **{f"segment cut {i + 1}": cut for i, cut in enumerate(self.segment_cuts)},
                  **{f"intercept of the outcome, group {g}": value for g, value in self.intercepts.items()}}
        rows = [("target", *item) for item in TARGETS.items()] + [("solved", *item) for item in solved.items()]
        return pd.DataFrame(rows, columns=["", "quantity", "value"])

    def compare(self, df: pd.DataFrame) -> pd.DataFrame:
        """What a table measures beside what the process asks for: columns target, measured, difference."""
        r = df[["age", "income", "purchase", "satisfaction", "score"]].corr()
        measured = {"mean age": df["age"].mean(), "mean income": df["income"].mean()}
        for name in TARGETS:
            if name.startswith("r("):
                measured[name] = r.loc[*name[2:-1].split(", ")]
            elif name.startswith("share"):
                measured[name] = (df[name.split()[1]] == name.split()[2]).mean()
            elif name.startswith("P("):
                measured[name] = df.loc[df["group"] == name[-2], "outcome"].mean()
        frame = pd.DataFrame({"target": TARGETS, "measured": measured}).loc[list(TARGETS)]
        return frame.assign(difference=frame["measured"] - frame["target"])

    def __str__(self) -> str:
        return self.to_frame().to_string(index=False)

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False)


@cache
def customers_truth() -> CustomersTruth:
    """Solve the process: a tenth of a second once, then remembered. Nothing is random and nothing is pasted."""
    age_sigma = solve_truncated_normal(TARGETS["mean age"], AGE_MU, *AGE_BOUNDS)
    draft = CustomersTruth(age_sigma, _solve_income_mu(), {}, 0.0, (), {})
    income = draft.income_of(_NODES)
    ages, satisfactions = _cuts_of_age(age_sigma), _cuts_of_satisfaction()
    purchase = draft.purchase_of(_NODES)
    purchase_sd = np.sqrt(_WEIGHTS @ purchase**2 - (_WEIGHTS @ purchase) ** 2)
    rho = {
        "age": _solve_latent(TARGETS["r(age, income)"], income, lambda r: _steps_given_z(r, ages), _sd_of_steps(ages)),
        "purchase": _solve_latent(TARGETS["r(income, purchase)"], income, lambda r: _purchase_given_z(draft, r),
                                  purchase_sd),
        "satisfaction": _solve_latent(TARGETS["r(income, satisfaction)"], income,
                                      lambda r: _steps_given_z(r, satisfactions), _sd_of_steps(satisfactions)),
    }
    rich = draft.standard_income(_NODES)
    return CustomersTruth(age_sigma, draft.income_mu, rho, _solve_score_peak(ages), _solve_segment_cuts(rich),
                          _solve_intercepts(rich, rho["age"], ages))


def _solve_income_mu() -> float:
    """Mean of a truncated log-normal: exp(mu + s^2/2) [Phi(b - s) - Phi(a - s)] / [Phi(b) - Phi(a)]."""
    s = INCOME_SIGMA

    def excess(mu):
        a, b = ((np.log(bound) - mu) / s for bound in INCOME_BOUNDS)
        return np.exp(mu + s**2 / 2) * (ndtr(b - s) - ndtr(a - s)) / (ndtr(b) - ndtr(a)) - TARGETS["mean income"]

    return float(brentq(excess, *np.log(INCOME_BOUNDS), xtol=1e-12))


def _cuts_of_age(sigma) -> np.ndarray:
    """The latent values at which rounded age steps from 18 to 19, ..., from 79 to 80."""
    low, high = ((bound - AGE_MU) / sigma for bound in AGE_BOUNDS)
    edges = (np.arange(AGE_BOUNDS[0], AGE_BOUNDS[1]) + 0.5 - AGE_MU) / sigma
    return ndtri((ndtr(edges) - ndtr(low)) / (ndtr(high) - ndtr(low)))


def _cuts_of_satisfaction() -> np.ndarray:
    low, high = SATISFACTION_BOUNDS
    edges = (np.arange(low - 1, high + 1) + 0.5 - SATISFACTION_MU) / SATISFACTION_SIGMA
    return ndtri((ndtr(edges[1:-1]) - ndtr(edges[0])) / (ndtr(edges[-1]) - ndtr(edges[0])))


def _steps_given_z(rho, cuts) -> np.ndarray:
    """E[Y | z] at the nodes, up to a constant: a whole number is the count of the cuts its latent has passed.

    Summing the exact P(latent > cut | z) keeps quadrature away from the steps, where it would be noisy.
    """
    return ndtr((rho * _NODES[:, None] - cuts) / np.sqrt(1 - rho**2)).sum(axis=1)


def _purchase_given_z(draft, rho) -> np.ndarray:
    latent = rho * _NODES[:, None] + np.sqrt(1 - rho**2) * _NODES
    return draft.purchase_of(latent) @ _WEIGHTS


def _sd_of_steps(cuts) -> float:
    shares = -np.diff(np.concatenate([[1.0], ndtr(-cuts), [0.0]]))
    values = np.arange(len(shares))
    return float(np.sqrt(shares @ values**2 - (shares @ values) ** 2))


def _solve_latent(target, income, mean_given_z, sd) -> float:
    """The latent correlation with which Pearson's r(income, Y) is the target: Cov = E[(income - mean) E[Y | z]]."""
    centred = income - _WEIGHTS @ income
    scale = np.sqrt(_WEIGHTS @ centred**2) * sd
    return float(brentq(lambda rho: _WEIGHTS @ (centred * mean_given_z(rho)) / scale - target, 0.0, 0.999, xtol=1e-6))


def _score_location(age, peak):
    return SCORE_TOP - SCORE_DROP * ((np.asarray(age) - peak) / (AGE_BOUNDS[1] - AGE_BOUNDS[0]) * 2) ** 2


def _solve_score_peak(cuts) -> float:
    """The peak at which age and score are uncorrelated, over the exact shares of the 63 ages."""
    shares = -np.diff(np.concatenate([[1.0], ndtr(-cuts), [0.0]]))
    ages = np.arange(AGE_BOUNDS[0], AGE_BOUNDS[1] + 1)

    def covariance(peak):
        means = [truncated_normal_mean(at, SCORE_SIGMA, *SCORE_BOUNDS) for at in _score_location(ages, peak)]
        return shares @ ((ages - shares @ ages) * means)

    return float(brentq(covariance, 40.0, 60.0, xtol=1e-6))


def _solve_segment_cuts(rich) -> tuple:
    """Cut points of the ordered logit that give the segments their shares."""
    above = (1 - TARGETS["share segment basic"], TARGETS["share segment premium"])
    return tuple(float(brentq(lambda cut, share=share: _WEIGHTS @ expit(SEGMENT_SLOPE * rich - cut) - share, -20, 20))
                 for share in above)


def _outcome_slope(standard_income, age):
    return np.asarray(standard_income) - 1.2 * ((np.asarray(age) - 45) / 20) ** 2


def _solve_intercepts(rich, rho, cuts) -> dict:
    """Intercepts that give P(outcome | group), over the exact joint shares of income nodes and ages."""
    passed = ndtr((rho * _NODES[:, None] - cuts) / np.sqrt(1 - rho**2))
    ends = np.ones((len(_NODES), 1)), np.zeros((len(_NODES), 1))
    joint = _WEIGHTS[:, None] * -np.diff(np.hstack([ends[0], passed, ends[1]]), axis=1)
    slope = _outcome_slope(rich[:, None], np.arange(AGE_BOUNDS[0], AGE_BOUNDS[1] + 1))
    return {group: float(brentq(lambda start, group=group: (joint * expit(start + slope)).sum()
                                - TARGETS[f"P(outcome | group {group})"], -20, 20)) for group in GROUPS}
