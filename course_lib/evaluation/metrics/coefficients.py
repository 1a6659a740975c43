"""Would an analyst draw the same conclusions? Overlap of the confidence intervals of regression coefficients.

The same regression is fitted to the real and to the synthetic rows. For each coefficient two 95% intervals come out,
and the question is how much they share:

    overlap = 1/2 [ shared / length of the real interval + shared / length of the synthetic interval ]

1 = the same interval; 0 = they touch; below 0 = apart, by so many lengths. Unlike a C2ST, which answers for all uses at
once, this answers for one analysis ("specific utility"). Floor: what fresh real rows share, on average not 1 but
1 - 2 / (sqrt(pi) 2 z) = .712 for two samples of one size, since estimates differ by sqrt(2) standard errors. A
synthetic interval is as narrow as if its rows were observations, however few people they were learned from: ten times
as many synthetic rows make it narrower and no truer.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.data.schema import LEVELS
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.views import MISSING, View, labels_of, numbers_of, schema_of, views
from course_lib.randomness import generator

Z = 1.96


@dataclass(frozen=True)
class Coefficients:
    """table: one row a coefficient; columns real, real_low, real_high, synthetic, synthetic_low, synthetic_high,
    overlap. overlap: their mean. same_sign: the share of coefficients whose sign agrees.
    """

    table: pd.DataFrame
    overlap: float
    same_sign: float


def coefficient_overlap(real, synthetic, target: str, schema=None) -> Coefficients:
    """A linear (target: numbers) or logistic (target: two levels) regression of `target` on all other columns, twice.

    Numbers are standardised with the real rows' mean and sd, so a coefficient is per sd; of a column's levels the
    commonest is the base. Rows that miss a value of a number are left out; a missing level is a level. Source: Karr et
    al. (2006), The American Statistician 60(3). Raises CourseError for a target of more than two levels or an
    identifier, and where a coefficient is not determined (fewer rows than columns, or a level that decides alone).
    """
    names, fits = regressions(real, synthetic, target, schema)
    ends = [(fit.params, fit.params - Z * fit.bse, fit.params + Z * fit.bse) for fit in fits]
    table = pd.DataFrame({f"{which}{part}": values for which, found in zip(("real", "synthetic"), ends)
                          for part, values in zip(("", "_low", "_high"), found)}, index=["(intercept)", *names])
    table["overlap"] = overlap(*(table[f"{which}_{end}"] for which in ("real", "synthetic") for end in ("low", "high")))
    slopes = table.iloc[1:]
    return Coefficients(table, float(slopes["overlap"].mean()),
                        float((np.sign(slopes["real"]) == np.sign(slopes["synthetic"])).mean()))


def overlap_of_fresh(real, synthetic, target: str, schema=None, seed=0, draws: int = 2000) -> np.ndarray:
    """The overlap if the synthetic rows were as many fresh real ones: `draws` values, whose mean is the floor.

    Estimates of another sample differ from the real ones by a normal with covariance C (1 + n / m), C that of the real
    fit, n and m the rows of both; its intervals are sqrt(n / m) times as long. Raises what `coefficient_overlap` does.
    """
    real_fit, made_fit = regressions(real, synthetic, target, schema)[1]
    more, rng = real_fit.nobs / made_fit.nobs, generator(seed)
    covariance = np.asarray(real_fit.cov_params())[1:, 1:]
    away = rng.multivariate_normal(np.zeros(len(covariance)), covariance * (1 + more), draws, method="eigh")
    half = Z * real_fit.bse[1:]
    other = half * np.sqrt(more)
    return overlap(-half, half, away - other, away + other).mean(axis=1)


def regressions(real, synthetic, target: str, schema=None):
    """The names of the slopes, and the fitted regressions of both tables."""
    schema = schema_of(real, schema)
    column = schema[target]
    rest = schema.select([name for name in schema.names if name != target and schema[name].kind != "identifier"])
    if column.kind == "identifier" or not len(rest.names):
        raise CourseError(f"Column {target!r} cannot be explained by a regression: choose a target with other columns "
                          "beside it.")
    logistic = column.kind in LEVELS
    y = answers(real[target], synthetic[target], target) if logistic else (numbers_of(real[target]),
                                                                           numbers_of(synthetic[target]))
    (a, b), names = designs(*views(rest, real, synthetic))
    if not names:
        raise CourseError(f"No column beside {target!r} varies in both tables: there is no coefficient to compare.")
    unit = 1.0 if logistic else max(float(np.nanstd(y[0])), 1e-300)
    return names, [fitted(x, v / unit, logistic, which) for x, v, which in zip((a, b), y, ("real", "synthetic"))]


def overlap(low_a, high_a, low_b, high_b):
    """The mean of the shared part over either length; negative where the intervals are apart."""
    shared = np.minimum(high_a, high_b) - np.maximum(low_a, low_b)
    return (shared / (high_a - low_a) + shared / (high_b - low_b)) / 2


def answers(real, synthetic, target: str):
    """Both targets as 0 and 1, NaN = missing; 1 is the later of the two levels in alphabetical order."""
    labels = [labels_of(real), labels_of(synthetic)]
    levels = sorted(set(labels[0]) - {MISSING})
    if len(levels) != 2:
        raise CourseError(f"Column {target!r} has {len(levels)} levels: a logistic regression takes two.")
    return tuple(np.where(np.isin(part, levels), part == levels[1], np.nan).astype(float) for part in labels)


def designs(a: View, b: View):
    """The columns of both regressions, (n, k) and (m, k), and their names: numbers standardised, levels as 0 and 1.

    A level counts if five rows of both tables have it and five have not: else its coefficient is not determined.
    """
    centre, spread = np.nanmean(a.numbers, axis=0), np.nanstd(a.numbers, axis=0)
    kept = [j for j in range(a.numbers.shape[1]) if spread[j] > 0 and np.nanstd(b.numbers[:, j]) > 0]
    parts, names = [[(v.numbers[:, kept] - centre[kept]) / spread[kept]] for v in (a, b)], [a.names[j] for j in kept]
    for j, name in enumerate(a.code_names):
        base = np.bincount(a.codes[:, j]).argmax()
        for code, level in enumerate(a.levels[j]):
            sides = [v.codes[:, j] == code for v in (a, b)]
            if code != base and all(5 <= side.sum() <= len(side) - 5 for side in sides):
                names.append(f"{name} = {level}")
                for part, side in zip(parts, sides):
                    part.append(side[:, None].astype(float))
    return [np.hstack(part) for part in parts], names


def fitted(x, y, logistic: bool, which: str):
    """The regression with an intercept first; CourseError where it is not determined."""
    import statsmodels.api as sm  # a second to load, and few ask
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    known = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    x, y = sm.add_constant(x[known], has_constant="add"), y[known]
    refusal = CourseError(f"The regression on the {which} table is not determined: its columns decide the target, "
                          "repeat one another, or are as many as its rows. Leave columns out, or take more rows.")
    if len(x) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1] or (logistic and len(np.unique(y)) < 2):
        raise refusal
    family = sm.families.Binomial() if logistic else sm.families.Gaussian()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # perfect separation warns, and is refused below
            fit = sm.GLM(y, x, family=family).fit()
    except (PerfectSeparationError, np.linalg.LinAlgError):
        raise refusal from None
    if not np.isfinite(fit.bse).all() or (logistic and np.abs(fit.params).max() > 50):
        raise refusal
    return fit
