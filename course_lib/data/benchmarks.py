"""Large mixed tables with a seed, so that rows nobody was fitted on can be drawn: as nasty as real ones.

    simulate_census(n, seed)   15 columns, made one after the other, each from those before: spikes, zero-inflated
                               columns, near-rules between categories, 40 countries, joint gaps, and `education`,
                               an exact function of `education_num`
    simulate_loans(n, seed)    15 columns, made from six hidden groups of borrowers: round amounts, bounded shares
                               with a spike at 0, counts, dates, gaps, and `grade`, an exact function of `subgrade`
    simulate_durations(n, seed)  8 columns of a help desk's calls: long-tailed durations in seconds, many zeros, a sum
                               that no single column determines, two categories
    simulate_copula(n, seed)   numbers with odd marginals, ordinals and binaries cut from one Gaussian copula: the
                               table a Gaussian copula can learn in full

All truths are invented; none is fitted to a published table.
"""

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit, ndtr, ndtri

from course_lib.randomness import generator

SCHOOLING = ["preschool", "1st-4th", "5th-6th", "7th-8th", "9th", "10th", "11th", "12th", "secondary", "some-college",
             "assoc-voc", "assoc-acdm", "bachelors", "masters", "professional", "doctorate"]
SCHOOLING_SHARES = np.array([.002, .005, .01, .02, .016, .028, .036, .013, .323, .224, .042, .033, .165, .053, .018,
                             .012])
MARITAL = ["never", "married", "married-absent", "separated", "divorced", "widowed", "married-forces"]
WORK = ["private", "self-employed", "self-incorporated", "federal", "state", "local", "unpaid"]
JOBS = ["craft", "professional", "managerial", "clerical", "sales", "service", "operator", "transport", "labour",
        "farming", "technical", "protective", "household", "forces"]
GAINS = np.unique(np.round(np.exp(np.linspace(np.log(114), np.log(41_310), 115))).astype(int))


def pick(levels, weights, rng):
    """One level per row from an (n, k) matrix of weights."""
    p = np.cumsum(weights, axis=1)
    chosen = (rng.random(len(p))[:, None] * p[:, -1:] >= p[:, :-1]).sum(axis=1)
    return np.array(levels, dtype=object)[chosen]


def simulate_census(n, seed=None) -> pd.DataFrame:
    """A census extract. Missing: work class and job together, country."""
    rng = generator(seed)
    age = np.clip(np.round(17 + 62 * rng.beta(1.35, 2.6, n) + rng.exponential(2, n)), 17, 90).astype(int)
    male = rng.random(n) < .67
    home = rng.random(n) < .9
    country = np.where(home, "united-states", pick([f"country-{i:02d}" for i in range(1, 40)],
                                                   np.tile(1 / np.arange(1, 40) ** 1.1, (n, 1)), rng))
    far = np.array([hash_free(c) for c in country])
    race = pick(["white", "black", "asian", "native", "other"], np.column_stack([
        np.where(far == 1, .2, .86), np.where(far == 2, .5, .09), np.where(far == 1, .7, .015), np.full(n, .01),
        np.where(far == 2, .2, .006)]), rng)
    years = pick(np.arange(1, 17), SCHOOLING_SHARES * np.exp(np.outer(
        .9 * (race == "asian") - .3 * (race == "black") - .8 * (far == 2) - 1.2 * (age < 22), np.arange(16) - 9) * .25)
        * np.where(np.outer(age < 24, np.arange(16) > 12), .1, 1.0), rng).astype(int)
    wed = expit((age - 27) / 4)
    marital = pick(MARITAL, np.column_stack([
        1.2 - wed, wed * np.where(male, .75, .35), np.full(n, .013), .035 * wed, wed * np.where(male, .1, .28),
        .25 * expit((age - 68) / 6) * np.where(male, .3, 1.5), np.full(n, .001)]), rng)
    married = np.isin(marital, ["married", "married-forces"])
    relation = np.where(married, np.where(rng.random(n) < .985, np.where(male, "husband", "wife"), "other-relative"),
                        pick(["not-in-family", "own-child", "unmarried", "other-relative"], np.column_stack([
                            np.full(n, .5), np.where(marital == "never", 1.3 * expit((26 - age) / 3), .04),
                            np.where(marital == "never", .08, .4) * np.where(male, .4, 1.0), np.full(n, .05)]), rng))
    schooled = (years - 10) / 2.5
    work = pick(WORK, np.column_stack([
        np.full(n, .74), .06 * np.exp((age - 38) / 25), .03 * np.exp((age - 38) / 25 + .3 * schooled),
        .03 * np.exp(.2 * schooled), .04 * np.exp(.35 * schooled), .065 * np.exp(.3 * schooled),
        np.full(n, .0008)]), rng)
    m = male.astype(float)
    job = pick(JOBS, np.exp(np.column_stack([
        -.5 + 1.9 * m - .5 * schooled, -1 + 1.5 * schooled, -.6 + .5 * schooled + .01 * (age - 38), .5 - 1.3 * m,
        -.3 + .2 * schooled, .3 - .8 * m - .5 * schooled - .01 * (age - 38), -.9 + .5 * m - .7 * schooled,
        -2 + 1.6 * m - .6 * schooled, -1.6 + 1.3 * m - .5 * schooled - .02 * (age - 38),
        -2.1 + 1.2 * m - .5 * schooled + 2 * (work == "self-employed"), -1.5 + .5 * schooled - .01 * (age - 38),
        -2.8 + 1.1 * m + 2.3 * (work == "local"), -4 - 2 * m - schooled, np.full(n, -8.)])), rng)
    out = rng.random(n) < .02 + .3 * (age > 64) + .1 * (age < 20)
    usual = rng.random(n) < np.where((age > 21) & (age < 63), .52, .22)
    spikes = rng.choice([50, 45, 60, 35, 20, 30, 55, 25, 48, 38], n, p=[.2, .13, .12, .1, .1, .1, .06, .06, .06, .07])
    around = 40 + 6 * m - 14 * expit((age - 63) / 3) - 15 * expit((21 - age) / 2) + 5 * np.isin(
        work, ["self-employed", "self-incorporated"])
    odd = np.round(rng.normal(around, 11))
    near = np.where(rng.random(n) < expit((np.abs(spikes - around) - 9) / 3), odd, spikes)
    hours = np.clip(np.where(usual, 40, near), 1, 99).astype(int)
    rich = (-2.3 + .85 * schooled + 2.1 * married + 2.2 * (1 - ((age - 50) / 30) ** 2) - 1.3 + .03 * (hours - 40)
            + .6 * np.isin(job, ["managerial", "professional", "technical"])
            - .7 * np.isin(job, ["service", "farming"]))
    wealth = rich + rng.logistic(0, 1, n)
    gains = rng.random(n) < expit(-2.7 + .45 * wealth)
    size = np.clip(len(GAINS) * (.5 + .06 * wealth + .12 * rng.standard_normal(n)), 0, len(GAINS) - 1).astype(int)
    gain = np.where(gains, np.where((rng.random(n) < .09) & (wealth > 1), 99_999, GAINS[size]), 0)
    losses = ~gains & (rng.random(n) < expit(-3.2 + .3 * wealth))
    loss = np.where(losses, rng.choice([1902, 1977, 1887, 1848, 1590, 1602, 1740, 2415, 1485, 1672], n,
                                       p=[.2, .18, .15, .08, .08, .07, .07, .07, .05, .05])
                    + np.where(rng.random(n) < .3, 17 * rng.integers(-40, 40, n), 0), 0)
    weight = np.round(np.exp(rng.normal(12.05 + .12 * (race == "black") - .4 * (race == "native"), .5, n))).astype(int)
    return pd.DataFrame({
        "age": age, "workclass": np.where(out, None, work), "weight": weight,
        "education": np.array(SCHOOLING, dtype=object)[years - 1], "education_num": years, "marital": marital,
        "occupation": np.where(out, None, job), "relationship": relation, "race": race,
        "sex": np.where(male, "male", "female"), "capital_gain": gain, "capital_loss": loss, "hours": hours,
        "country": np.where(rng.random(n) < .018, None, country), "income": np.where(wealth > 0, ">50K", "<=50K"),
    }).astype(dict.fromkeys(["workclass", "education", "marital", "occupation", "relationship", "race", "sex",
                             "country", "income"], "str"))


def hash_free(country: str) -> int:
    """0 for the home country, else the region 1, 2 or 3 of an invented country."""
    return 0 if country == "united-states" else 1 + int(country[-2:]) % 3


SUBGRADES = [f"{letter}{i}" for letter in "ABCDEFG" for i in range(1, 6)]
PURPOSES = ["debt", "card", "home", "car", "medical", "moving", "wedding", "business", "holiday", "house", "green",
            "other"]


def simulate_loans(n, seed=None) -> pd.DataFrame:
    """A lender's book. Missing: income, years employed, months since the last delinquency (for most)."""
    rng = generator(seed)
    fixed = generator(7)  # the six groups: parts of the truth, whatever the seed
    group = rng.choice(6, n, p=[.28, .22, .18, .14, .1, .08])

    def of(low, high):
        return fixed.uniform(low, high, 6)[group]

    def levels(names, sharp):
        return pick(names, np.exp(sharp * fixed.standard_normal((6, len(names))))[group], rng)

    risk = of(-1.2, 1.2) + .7 * rng.standard_normal(n)
    income = np.exp(of(10.4, 11.6) + .45 * rng.standard_normal(n) - .15 * risk)
    income = np.where(rng.random(n) < .6, np.round(income, -3), np.round(income, 2))
    asked = income * np.exp(-1.7 + .4 * rng.standard_normal(n) + of(-.4, .4))
    amount = np.clip(np.where(rng.random(n) < .55, np.round(asked / 5000) * 5000, np.round(asked / 25) * 25), 1000,
                     40_000).astype(int)
    long = rng.random(n) < expit(-1.6 + amount / 15_000 + .5 * risk)
    sub = np.clip(np.round(11 + 7 * risk + 4 * long + 2.5 * rng.standard_normal(n)), 0, 34).astype(int)
    rate = np.round(5.32 + .68 * sub + .006 * sub**2 + .3 * rng.integers(0, 4, n), 2)
    score = (np.clip(np.round((740 - 30 * risk + 18 * rng.standard_normal(n)) / 5) * 5, 660, 850)).astype(int)
    late = np.where(rng.random(n) < expit(-1.5 + .6 * risk), rng.geometric(.6, n), 0)
    used = np.clip(50 + 16 * risk + 20 * rng.standard_normal(n) - 8 * (of(0, 1) > .5), 0, 110)
    used = np.where(rng.random(n) < .05, 0.0, np.round(used, 1))
    accounts = rng.poisson(of(6, 16) * rng.gamma(6, 1 / 6, n)) + 1
    served = np.clip(rng.geometric(of(.08, .3)) - 1, 0, 10)
    since = pd.Timestamp("2012-01-01") + pd.to_timedelta(30 * np.floor(60 * rng.beta(3, 1 + of(0, 1))), "D")
    default = rng.random(n) < expit(-2.4 + .8 * risk + .5 * long + .00001 * amount)
    return pd.DataFrame({
        "amount": amount, "rate": rate,
        "grade": [s[0] for s in np.array(SUBGRADES)[sub]], "subgrade": np.array(SUBGRADES)[sub],
        "employed_years": np.where(rng.random(n) < .05, np.nan, served), "home": levels(
            ["mortgage", "rent", "own", "any"], 1.1),
        "income": np.where(rng.random(n) < .08, np.nan, income), "purpose": levels(PURPOSES, 1.2),
        "state": levels([f"S{i:02d}" for i in range(50)], .7), "score": score,
        "months_since_late": np.where(late > 0, np.round(rng.gamma(2, 18, n) / np.maximum(late, 1)), np.nan),
        "issued": since, "revolving": used, "accounts": accounts, "default": default,
    }).astype(dict.fromkeys(["grade", "subgrade", "home", "purpose", "state"], "str"))


def simulate_copula(n, seed=None, size=12) -> pd.DataFrame:
    """Rows of one Gaussian copula: a third numbers, a third ordinals, a third binaries."""
    fixed = generator(11)
    loadings = fixed.normal(0, 1, (size, 4))
    cov = loadings @ loadings.T + np.diag(fixed.uniform(.3, 1.5, size))
    factor = np.linalg.cholesky(cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov))))
    u = ndtr(generator(seed).standard_normal((n, size)) @ factor.T)
    odd = [lambda u: np.exp(ndtri(u)), lambda u: stats.beta(.4, .6).ppf(u), lambda u: stats.t(3).ppf(u),
           lambda u: np.where(u < .6, 0.0, np.round(-100 * np.log1p(-(u - .6) / .4), 2))]
    columns = {}
    for j in range(size):
        if j % 3 == 0:
            columns[f"number_{j}"] = odd[j // 3 % len(odd)](u[:, j])
        elif j % 3 == 1:
            columns[f"ordinal_{j}"] = np.searchsorted(np.cumsum(fixed.dirichlet(np.full(4 + j % 2, 3.0)))[:-1],
                                                      u[:, j])
        else:
            columns[f"binary_{j}"] = u[:, j] < fixed.uniform(.15, .7)
    return pd.DataFrame(columns)


def simulate_durations(n, seed=None) -> pd.DataFrame:
    """Calls to a help desk: how long each stage took, in seconds; most stages are skipped by many calls."""
    rng = generator(seed)
    queue = pick(["billing", "faults", "orders", "moves"], np.tile([.4, .3, .2, .1], (n, 1)), rng)
    hard = rng.standard_normal(n) + np.select([queue == "faults", queue == "moves"], [.8, .4], 0)
    busy = rng.gamma(2, .5, n)
    waited = np.where(rng.random(n) < expit(.8 - busy), 0, np.round(rng.exponential(45 * busy) + 1)).astype(int)
    left = rng.random(n) < expit((waited - 240) / 60) * .7
    talked = np.where(left, 0.0, np.round(np.exp(5 + .7 * hard + .6 * rng.standard_normal(n)), 1))
    held = np.where(left | (rng.random(n) < expit(.5 - hard)), 0.0, np.round(talked * rng.beta(1.2, 5, n), 1))
    passed = np.where(left, 0, rng.poisson(.15 * np.exp(.5 * hard)))
    noted = np.where(left | (rng.random(n) < .35), 0, np.round(np.exp(3.2 + .3 * hard + .9 * rng.standard_normal(n))))
    outcome = np.where(left, "abandoned", pick(["solved", "ticket", "called back"], np.exp(np.column_stack([
        np.full(n, 1.2), .9 * hard, .3 * passed - .6])), rng))
    return pd.DataFrame({"queue": queue, "waited": waited, "talked": talked, "held": held, "noted": noted.astype(int),
                         "total": np.round(waited + talked + noted, 1), "passed_on": passed, "outcome": outcome,
                         }).astype({"queue": "str", "outcome": "str"})
