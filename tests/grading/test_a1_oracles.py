"""The formulas behind A1 (science.md O2, O7, O28) against quadrature and simulation."""

import numpy as np
import pytest
from scipy import stats

from course_lib.grading.assignment import find_assignment

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def a1():
    return find_assignment("A1")


@pytest.fixture(scope="module")
def solved(a1):
    """The solutions as functions."""
    namespace = {}
    for text in (*a1.setup, *a1.solutions().values()):
        exec(text, namespace)
    return namespace


def test_parent(solved):
    """O7: mean 38.542 and sd 12.145 within [18, 80] come from N(35, 15)."""
    mu, sigma = solved["parent"](38.542, 12.145, 18, 80)
    assert mu == pytest.approx(35, abs=0.02) and sigma == pytest.approx(15, abs=0.02)


def test_simulated_column_has_the_moments(solved):
    column = solved["simulate"](100_000, 38.542, 12.145, 18, 80, np.random.default_rng(0))
    error = 12.145 / np.sqrt(100_000)
    assert abs(column.mean() - 38.542) < 4.5 * error and abs(column.std() - 12.145) < 4.5 * error
    assert column.min() >= 18 and column.max() <= 80


def test_prediction_is_two_thirds(solved):
    """O28: over the whole of [0, 1] the variance keeps 2/3, the skew .919 of itself; a lambda for every cell keeps 3/4
    of the correlation."""
    assert solved["new_sd"](1.0) ** 2 == pytest.approx(2 / 3)
    assert solved["new_skew"](1.75, 1.0) == pytest.approx(1.75 * 0.5 / (2 / 3) ** 1.5)
    assert solved["new_skew"](1.0, 1.0) == pytest.approx(0.91856, abs=1e-5)
    assert solved["new_correlation"](0.8, 1.0, shared=True) == pytest.approx(0.8)
    assert solved["new_correlation"](0.8, 1.0, shared=False) == pytest.approx(0.6)


@pytest.mark.parametrize("width", [0.0, 0.4, 1.0])
@slow
def test_prediction_is_what_a_simulation_gives(solved, width):
    """Bivariate exponential-like rows; 4.5 standard errors over 40 batches."""
    rng = np.random.default_rng(3)
    measured = {True: [], False: []}
    for _ in range(40):
        a, b = np.exp(0.3 * (rng.normal(size=(2, 20_000, 1)) + rng.normal(size=(2, 20_000, 2))))
        for shared in (True, False):
            lam = 0.5 + width * (rng.random((20_000, 1 if shared else 2)) - 0.5)
            x = lam * a + (1 - lam) * b
            measured[shared].append([x[:, 0].std(), stats.skew(x[:, 0]), np.corrcoef(x.T)[0, 1]])
    s = 2 * 0.3**2  # variance of the logarithm; covariance is half of it
    sd, skew = np.sqrt((np.exp(s) - 1) * np.exp(s)), (np.exp(s) + 2) * np.sqrt(np.exp(s) - 1)
    r = (np.exp(s / 2) - 1) / (np.exp(s) - 1)
    for shared, values in measured.items():
        mean, error = np.mean(values, axis=0), np.std(values, axis=0) / np.sqrt(len(values))
        correlation = solved["new_correlation"](r, width, shared)
        new = [solved["new_sd"](width) * sd, solved["new_skew"](skew, width), correlation]
        assert (np.abs(mean - new) < 4.5 * error + [0, 0.003, 0]).all(), (mean, new, error)


def test_neighbours_solved_by_hand(solved):
    """In units of the sds (3.5 and 1295) the rows stand at (0, 0), (.3, 2.3), (.9, .1) and (2.6, 0)."""
    rows = np.array([[0.0, 0.0], [1.0, 3000.0], [3.0, 100.0], [9.0, 0.0]])
    assert solved["partners"](rows, np.array([0, 0, 0, 3]), np.array([1, 2, 3, 1])).tolist() == [2, 1, 3, 2]


@pytest.mark.parametrize("p, n, m", [(0.2, 601, 283), (0.45, 601, 1013)])
def test_gap_floor_and_edge_are_what_the_counts_give(solved, p, n, m):
    """Exact, over the binomials of both samples: the normal is off by less than a fifth of the tolerance."""
    i, j = np.arange(n + 1), np.arange(m + 1)
    gaps = np.abs(i[:, None] / n - j[None] / m).ravel()
    chance = np.outer(stats.binom.pmf(i, n, p), stats.binom.pmf(j, m, p)).ravel()
    order = np.argsort(gaps)
    edge = gaps[order][np.searchsorted(np.cumsum(chance[order]), 0.95)]
    assert solved["gap_floor"](p, n, m) == pytest.approx((gaps * chance).sum(), rel=0.01)
    assert solved["gap_edge"](p, n, m) == pytest.approx(edge, rel=0.01)


def test_rows_needed(solved):
    """O2: 1000 and 1000 rows over 20 cells have the floor .00685."""
    assert solved["rows_needed"](19 * 0.002 / (8 * np.log(2)) * (1 + 1e-12), 1000, 20) == 1000


def test_mean_rows(solved):
    rng = np.random.default_rng(2)
    real = rng.gamma(2.0, size=400_000)
    synthetic = np.where(rng.random(400_000) < 0.3, 2.0, rng.gamma(2.0, size=400_000))
    assert synthetic.std() / np.sqrt(2) == pytest.approx(solved["sd_kept"](0.3), rel=0.01)
    assert stats.skew(synthetic) == pytest.approx(solved["skew_made"](np.sqrt(2), 0.3), rel=0.03)
    ks = solved["ks_made"](stats.gamma(2).cdf(2), 0.3)
    assert stats.ks_2samp(real, synthetic).statistic == pytest.approx(ks, abs=0.004)


def test_only_the_named_claim_is_wrong_in_the_example(a1, solved):
    check = next(c for q in a1.questions for c in q.checks if c.id == "wrong-claim-check")
    shown = dict(solved)
    exec(check.code.rpartition("for sheet")[0], shown)
    sheet = shown["sheets"][0]
    right = solved["recompute"](sheet["real"], sheet["synthetic"])
    off = {name for name, value in right.items() if abs(sheet["claims"][name] - value) > 6e-4}
    assert off == {"sd ratio"}
