"""A short audit: a worst-case row moves what is released as far as was paid for, and a fault moves it further."""

import numpy as np
import pytest

from tests.benchmarks.dp_audit import paid, scores, shift

RUNS = 60
SLACK = 4.5 * np.sqrt(2 / RUNS)


def moved(name, fault):
    return shift(*(scores(name, kind, fault, range(RUNS * kind, RUNS * (kind + 1))) for kind in (True, False)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["private_marginals", "private_vae"])
def test_a_row_moves_what_is_released_by_what_was_paid_for(name):
    assert abs(moved(name, "none") - paid(name)) < SLACK


@pytest.mark.slow
@pytest.mark.parametrize("name", ["private_marginals", "private_vae"])
def test_an_audit_sees_too_little_noise(name):
    assert moved(name, "quiet") > paid(name) + SLACK
