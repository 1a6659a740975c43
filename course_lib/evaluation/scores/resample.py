"""Noise floors and intervals of the column and pair metrics, all from row counts.

A resample of n rows is a vector that counts how often each row was drawn. A metric computed from counts does for
one sample and, along the last axis, for many at once:
    floor     two disjoint samples, of n and of m rows, from all real rows at hand: real against fresh real
    interval  the reference and the synthetic rows, each resampled from itself (bootstrap): its standard error
              gives value -+ 1.96 standard errors. Percentiles would be off: resampling adds noise, and noise
              raises every distance.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from course_lib.evaluation.metrics.columns import BINS, bin_edges, jsd_of_shares, number_cells, tv_of_shares

RESAMPLES = 200  # of rows or distances, for the scores of whole rows
TAIL = 0.95
Z = 1.96


@dataclass(frozen=True)
class Draws:
    """Counts a, b: (draws, rows), how often each row stands on the real and on the synthetic side."""

    a: np.ndarray
    b: np.ndarray

    @classmethod
    def real_against_real(cls, rows: int, n: int, m: int, draws: int, rng) -> "Draws":
        """Both sides drawn from the same `rows` real rows: disjoint if they suffice, else with replacement.

        Rows drawn twice pass for structure, so that a floor made with replacement is a few percent too high.
        """
        if n + m > rows:
            return cls(counts(rows, n, draws, rng), counts(rows, m, draws, rng))
        a, b = np.zeros((draws, rows), np.float32), np.zeros((draws, rows), np.float32)
        for i in range(draws):
            order = rng.permutation(rows)
            a[i, order[:n]], b[i, order[n:n + m]] = 1, 1
        return cls(a, b)

    @classmethod
    def bootstrap(cls, n: int, m: int, draws: int, rng) -> "Draws":
        """n reference rows followed by m synthetic rows; draw 0 is the data as they are."""
        a, b = np.zeros((draws + 1, n + m), np.float32), np.zeros((draws + 1, n + m), np.float32)
        a[0, :n], b[0, n:] = 1, 1
        a[1:, :n], b[1:, n:] = counts(n, n, draws, rng), counts(m, m, draws, rng)
        return cls(a, b)


def counts(rows: int, size: int, draws: int, rng) -> np.ndarray:
    """(draws, rows): how often each row comes up when `size` rows are drawn with replacement."""
    return np.stack([np.bincount(rng.integers(rows, size=size), minlength=rows) for _ in range(draws)]).astype(
        np.float32)


def number_metrics(x, reference, draws: Draws) -> dict[str, np.ndarray]:
    """jsd, ks, w1, tail_gap (with its two ratios) and missing_gap of one number column, each (draws,).

    x: (rows,) values of the rows the draws count, NaN = missing. reference: values that set bins, sd and tails.
    """
    missing = np.isnan(x)
    edges = bin_edges(reference, BINS)
    out = share_metrics(number_cells(x, edges), len(edges) + 2, draws)
    out["missing_gap"] = np.abs(share(draws.a, missing) - share(draws.b, missing))
    known = reference[~np.isnan(reference)]
    blank = np.full(len(draws.a), np.nan)
    if len(known) == 0 or missing.all():
        return {**out, "ks": blank, "w1": blank, "tail_gap": blank, "upper": blank, "lower": blank}
    order = np.argsort(x, kind="stable")[: (~missing).sum()]  # NaN sorts last
    values = x[order]
    last = np.append(np.diff(values) > 0, True)  # the end of each run of equal values
    f, g = (distribution(side[:, order])[:, last] for side in (draws.a, draws.b))
    gap = np.abs(f - g)
    out["ks"] = gap.max(axis=1)
    spread = known.std()
    out["w1"] = (gap[:, :-1] @ np.diff(values[last])) / spread if spread > 0 else blank
    for side, beyond in (("upper", x >= np.quantile(known, TAIL)), ("lower", x <= np.quantile(known, 1 - TAIL))):
        with np.errstate(divide="ignore", invalid="ignore"):
            out[side] = share(draws.b[:, ~missing], beyond[~missing]) / share(draws.a[:, ~missing], beyond[~missing])
    out["tail_gap"] = (np.abs(out["upper"] - 1) + np.abs(out["lower"] - 1)) / 2
    return out


def level_metrics(codes, k: int, draws: Draws, missing_code: int | None) -> dict[str, np.ndarray]:
    """jsd, tv and missing_gap of one column of codes 0..k-1, each (draws,)."""
    out = share_metrics(codes, k, draws)
    gone = codes == missing_code if missing_code is not None else np.zeros(len(codes), bool)
    return {**out, "missing_gap": np.abs(share(draws.a, gone) - share(draws.b, gone))}


def share_metrics(cells, k: int, draws: Draws) -> dict[str, np.ndarray]:
    """jsd and tv of the shares of cells 0..k-1."""
    indicator = np.eye(k, dtype=np.float32)[cells]
    p, q = (side @ indicator / side.sum(axis=1, keepdims=True) for side in (draws.a, draws.b))
    return {"jsd": jsd_of_shares(p, q), "tv": tv_of_shares(p, q)}


def share(side, where) -> np.ndarray:
    """The share of each draw's rows that lie in `where`, (draws,)."""
    return (side @ where.astype(np.float32)) / side.sum(axis=1)


def distribution(side) -> np.ndarray:
    """Running sums along the rows, from 0 to 1, in double precision; NaN for a side without rows."""
    total = side.sum(axis=1, keepdims=True, dtype=float)
    return np.cumsum(side, axis=1, dtype=float) / np.where(total > 0, total, np.nan)


def around(value: float, draws, low: float = -np.inf, high: float = np.inf) -> tuple[float, float] | None:
    """value -+ 1.96 bootstrap standard errors, kept inside low..high; None where nothing could be resampled."""
    draws = np.asarray(draws)[np.isfinite(draws)]
    if not np.isfinite(value) or len(draws) < 2:
        return None
    half = Z * float(draws.std(ddof=1))
    return float(max(low, value - half)), float(min(high, value + half))


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share of n rows; it has width even at 0 and 1."""
    interval = stats.binomtest(round(share * n), n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)
