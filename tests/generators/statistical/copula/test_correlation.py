"""Latent correlations: every pair of kinds finds the rho that made it; matrices that fit no table are mended."""

import numpy as np
import pytest
from scipy import stats

from course_lib.generators.statistical.copula import (
    Margin,
    biserial,
    latent_correlation,
    nearest_correlation,
    normal_scores,
    polychoric,
    polyserial,
)
from course_lib.generators.statistical.copula.correlation import filled, pairwise_correlation, solve

N, RHO = 100_000, 0.6
Z = np.random.default_rng(1).multivariate_normal([0, 0], [[1, RHO], [RHO, 1]], N)
SE = (1 - RHO**2) / np.sqrt(N)  # of the plain correlation; cut columns have more, at most 2.5 times here


def cut(z, *shares):
    """Ordered levels with these shares, from a latent normal."""
    return np.searchsorted(stats.norm.ppf(np.cumsum(shares)[:-1]), z).astype(float)


def spike(z):
    return np.where(z < 0.3, 0.0, np.exp(z))


def skewed(z):
    return np.exp(2 * z)


KINDS = {"number": skewed, "spiky": spike, "binary": lambda z: cut(z, 0.7, 0.3),
         "rare": lambda z: cut(z, 0.95, 0.05), "ordinal": lambda z: cut(z, 0.1, 0.4, 0.3, 0.2)}


@pytest.mark.parametrize("a", KINDS)
@pytest.mark.parametrize("b", KINDS)
def test_every_pair_of_kinds_gives_the_latent_correlation_back(a, b):
    x, y = KINDS[a](Z[:, 0]), KINDS[b](Z[:, 1])
    wide = 6 if a == b == "rare" else 3
    assert latent_correlation(Margin.fit(x), x, Margin.fit(y), y) == pytest.approx(RHO, abs=4.5 * wide * SE)


def test_the_textbook_s_names():
    number, binary, ordinal = skewed(Z[:, 0]), KINDS["binary"](Z[:, 1]), KINDS["ordinal"](Z[:, 1])
    assert np.corrcoef(normal_scores(number), Z[:, 1])[0, 1] == pytest.approx(RHO, abs=4.5 * SE)
    assert biserial(number, binary) == pytest.approx(RHO, abs=4.5 * 2 * SE)
    assert polyserial(number, binary) == pytest.approx(biserial(number, binary), abs=1e-3)
    assert polyserial(number, ordinal) == pytest.approx(RHO, abs=4.5 * 2 * SE)
    assert polychoric(binary, ordinal) == pytest.approx(polychoric(ordinal, binary), abs=1e-9)


def test_the_jitter_trap():
    # O12: rows of a level spread at random over its interval, and those correlated: .345 instead of .60.
    binary, rng = KINDS["binary"](Z[:, 1]), np.random.default_rng(2)
    u = np.where(binary == 1, 0.7 + 0.3 * rng.random(N), 0.7 * rng.random(N))
    assert np.corrcoef(Z[:, 0], stats.norm.ppf(u))[0, 1] == pytest.approx(0.345, abs=4.5 / np.sqrt(N))
    assert biserial(Z[:, 0], binary) == pytest.approx(0.60, abs=4.5 * 2 * SE)


def test_two_halves_give_the_closed_form():
    # For two median splits phi = (2 / pi) asin(rho) (Sheppard 1899).
    half = Margin.fit(np.repeat([0.0, 1.0], 50)).hermite()[None]
    for rho in (-0.9, -0.3, 0.0, 0.5, 0.9):
        phi = np.array([2 / np.pi * np.arcsin(rho)])
        assert solve(phi, half, half)[0] == pytest.approx(rho, abs=1e-5)


def test_an_estimate_beyond_reach_stops_short_of_one():
    half = Margin.fit(np.repeat([0.0, 1.0], 50)).hermite()[None]
    both = half.repeat(2, axis=0)
    assert solve(np.array([1.0, -1.0]), both, both) == pytest.approx([0.995, -0.995], abs=1e-3)


def test_pairs_of_columns_with_gaps_use_the_rows_they_share():
    rng = np.random.default_rng(3)
    x, seen = rng.normal(3, 2, (300, 4)) + rng.normal(0, 2, (300, 1)), rng.random((300, 4)) < 0.8
    seen[:, 3] = ~seen[:, 2]
    r = pairwise_correlation(x, seen)
    both = seen[:, 0] & seen[:, 1]
    assert r[0, 1] == pytest.approx(np.corrcoef(x[both, 0], x[both, 1])[0, 1], abs=1e-12)
    assert np.isnan(r[2, 3])
    assert np.allclose(pairwise_correlation(x, np.ones_like(seen)), np.corrcoef(x.T), atol=1e-12)


def test_a_pair_never_seen_together_is_filled_by_way_of_the_others():
    assert filled(np.array([[1, 0.8, 0.5], [0.8, 1, np.nan], [0.5, np.nan, 1]]))[1, 2] == pytest.approx(0.4)


def test_a_good_matrix_stays_and_a_bad_one_becomes_higham_s():
    good = np.array([[1, 0.5], [0.5, 1]])
    assert nearest_correlation(good).tolist() == good.tolist()
    # Higham (2002), section 4: the nearest correlation matrix of this one, four digits.
    bad = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
    want = np.array([[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]])
    assert nearest_correlation(bad) == pytest.approx(want, abs=1e-3)


@pytest.mark.parametrize("d", [3, 10, 30])
def test_whatever_comes_in_a_correlation_matrix_comes_out(d):
    noise = np.random.default_rng(d).uniform(-1, 1, (d, d))
    r = nearest_correlation(noise + noise.T)
    assert np.allclose(np.diag(r), 1)
    assert np.allclose(r, r.T)
    np.linalg.cholesky(r)
