"""The attacker holds the model: a kernel density knows its rows by heart, a normal curve does not (and O45)."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.white_box import white_box


def people(n, seed, d=3):
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(n, d)), columns=[f"x{j}" for j in range(d)])


def kernel(rows, width=0.1):
    def log_likelihood(asked):
        away = ((asked.to_numpy()[:, None] - rows.to_numpy()) ** 2).sum(axis=2)
        return np.log(np.exp(-away / (2 * width**2)).mean(axis=1) + 1e-300)
    return log_likelihood


def curve(rows):
    centre, spread = rows.mean().to_numpy(), rows.std().to_numpy()
    return lambda asked: stats.norm.logpdf(asked.to_numpy(), centre, spread).sum(axis=1)


def test_a_model_that_learned_its_rows_by_heart_gives_them_away():
    members, strangers = people(200, 0), people(200, 1)
    found = white_box(kernel(members), members, strangers, kernel(people(200, 2)))
    assert found.found.auc > 0.95 and abs(found.control.auc - 0.5) < 4.5 * 0.029


def test_a_curve_of_six_numbers_does_not():
    members, strangers = people(200, 0), people(200, 1)
    found = white_box(curve(members), members, strangers, curve(people(200, 2)))
    assert abs(found.found.auc - 0.5) < 4.5 * 0.029


@pytest.mark.parametrize("d, n, expected", [(1000, 100, 0.9873), (4, 1000, 0.518)])
def test_a_released_mean_gives_away_by_dimension(d, n, expected):
    """O45: scored by x . mean the AUC is Phi(sqrt(d / n) / sqrt 2); control: the mean of others."""
    assert stats.norm.cdf(np.sqrt(d / n) / np.sqrt(2)) == pytest.approx(expected, abs=5e-4)
    members, strangers = people(n, 0, d), people(n, 1, d)
    dot = lambda rows: lambda asked: asked.to_numpy() @ rows.mean().to_numpy()  # noqa: E731
    found = white_box(dot(members), members, strangers, dot(people(n, 2, d)))
    error = np.sqrt((2 * n + 1) / (12 * n * n))
    assert found.found.auc == pytest.approx(expected, abs=4.5 * error)
    assert found.control.auc == pytest.approx(0.5, abs=4.5 * error)


def test_calibration_takes_off_what_every_model_finds_likely():
    """Half of all people are a crowd at 0: likely under any model, members or not."""
    def mixed(seed):
        rows = people(200, seed)
        rows.iloc[:100] *= 0.05
        return rows
    members, strangers, others = mixed(0), mixed(1), mixed(2)
    plain = white_box(kernel(members, 0.5), members, strangers, kernel(others, 0.5)).found.auc
    sharp = white_box(kernel(members, 0.5), members, strangers, kernel(others, 0.5), calibrated=True).found.auc
    assert sharp > plain + 0.05


def test_a_likelihood_that_is_no_number_a_row_is_refused():
    with pytest.raises(CourseError, match="one finite number"):
        white_box(lambda rows: [np.inf] * len(rows), people(5, 0), people(5, 1), lambda rows: np.zeros(len(rows)))
