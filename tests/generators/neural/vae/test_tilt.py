"""The tilt in closed form: a Gaussian's, where theta is known; and what it leaves alone."""

import numpy as np
import pytest

from course_lib.data.encode import Field
from course_lib.generators.neural.vae import tilt
from course_lib.generators.neural.vae.tilt import KEPT, Tilt, highest, keep

FIELDS = (Field("a", "a", 0, True, -9.0, 9.0), Field("b", "b", 0, True, -9.0, 9.0))
N = 20_000


def pair(rho, seed, n=N):
    z = np.random.default_rng(seed).normal(size=(n, 2))
    z[:, 1] = rho * z[:, 0] + np.sqrt(1 - rho**2) * z[:, 1]
    return z


def kept(fitted, made, seed=0):
    log_w = fitted.log_weight(made, FIELDS)
    return made[keep(log_w, highest(log_w), np.random.default_rng(seed))]


def check_correlation():
    fitted = Tilt.fit(pair(0.4, 0), pair(0.0, 1), FIELDS)
    rows = kept(fitted, pair(0.0, 2))
    assert np.corrcoef(rows.T)[0, 1] == pytest.approx(0.4, abs=4.5 * (1 / np.sqrt(len(rows)) + 1 / np.sqrt(N)))
    assert rows.std(0) == pytest.approx([1, 1], abs=0.06)
    return fitted


def test_theta_of_a_gaussian():
    """N(0, I) exp(theta z1 z2 - c (z1^2 + z2^2)) is the normal of correlation rho for theta = rho / (1 - rho^2)."""
    fitted = check_correlation()
    product = np.flatnonzero((fitted.first == 0) & (fitted.second == 2))
    assert fitted.theta[4 + product] == pytest.approx([0.4 / (1 - 0.4**2)], abs=0.06)


@pytest.mark.parametrize("fault", [
    ("newton", lambda f, target, ridge, right=tilt.newton: -right(f, target, ridge)),
    ("striking", lambda a, b, *_: (np.empty(0, int), np.empty(0, int))),
    ("features", lambda s, first, second: np.concatenate([s, s[:, first]], axis=1)),
], ids=["sign", "nothing chosen", "no product"])
def test_a_planted_fault_is_seen(monkeypatch, fault):
    monkeypatch.setattr(tilt, *fault)
    with pytest.raises((AssertionError, np.linalg.LinAlgError)):
        check_correlation()


def test_a_model_that_is_right_is_left_alone():
    made = pair(0.5, 1)
    fitted = Tilt.fit(pair(0.5, 0), made, FIELDS)
    assert fitted.log_weight(made, FIELDS).std() < 0.1


def test_few_products_are_all_taken():
    """Four of scores of a with scores of b: then their means are held, however small the difference was."""
    train, made = pair(0.02, 0), pair(0.0, 1)
    fitted = Tilt.fit(train, made, FIELDS, every=4)
    assert sorted(zip(fitted.first, fitted.second)) == [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert len(Tilt.fit(train, made, FIELDS, every=3).first) < 4
    w = np.exp(fitted.log_weight(made, FIELDS))
    found, asked = np.average(made[:, 0] * made[:, 1], weights=w), np.mean(train[:, 0] * train[:, 1])
    assert found == pytest.approx(asked, abs=0.01)  # scores are the ranks' and cut at 8; chance alone: .007 each


def test_levels_and_gaps():
    """Rows with a gap score 0 there; a level without order goes with a number again."""
    fields = (FIELDS[0], Field("a is missing", "a", 2, False, 0.0, 1.0), Field("c", "c", 3, False, 0.0, 2.0))

    def table(slope, seed):
        rng = np.random.default_rng(seed)
        a, gone = rng.normal(size=N), rng.random(N) < 0.2
        c = 1.0 * (rng.random(N) < 0.5 + slope * np.sign(a)) + (rng.random(N) < 0.1)
        return np.column_stack([np.where(gone, 0.1, a), gone, c])

    train, made = table(0.2, 0), table(0.0, 1)
    fitted = Tilt.fit(train, made, fields)
    log_w = fitted.log_weight(made, fields)
    rows = made[keep(log_w, highest(log_w), np.random.default_rng(0))]
    found, asked = (np.corrcoef(t[t[:, 1] == 0][:, [0, 2]].T)[0, 1] for t in (rows, train))
    assert asked > 0.2
    assert found == pytest.approx(asked, abs=0.05)
    assert rows[:, 1].mean() == pytest.approx(0.2, abs=0.02)
    assert Tilt.fit(train[:, :1], made[:, :1], fields[:1]) is None


def test_no_row_weighs_without_limit():
    log_w = np.concatenate([np.zeros(5000), np.linspace(0, 50, 100)])
    assert np.exp(np.minimum(log_w - highest(log_w), 0)).mean() >= KEPT
