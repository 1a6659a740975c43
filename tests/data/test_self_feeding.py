"""Self-feeding: closed forms that need no drawing, and chains against them."""

import numpy as np
import pytest
from scipy import stats

from course_lib.data import feed, lost, simulate_customers
from course_lib.errors import CourseError
from course_lib.generators import make


def test_the_first_table_is_a_binomial_draw():
    assert lost(0.02, 200, 0) == pytest.approx([0.98**200], rel=1e-10)


def test_two_rows_by_hand():
    """n = 2, p = 1/2: from counts 0, 1, 2 with 1/4, 1/2, 1/4; one row of two dies with 1/4 a generation."""
    assert lost(0.5, 2, 3) == pytest.approx([1 / 4, 3 / 8, 7 / 16, 15 / 32], rel=1e-12)


@pytest.mark.parametrize("fresh", [0.0, 0.1, 1.0])
def test_transitions_are_scipys_binomials(fresh):
    n, p = 40, 0.1
    step = stats.binom.pmf(np.arange(n + 1)[None], n, ((1 - fresh) * np.arange(n + 1) / n + fresh * p)[:, None])
    start = stats.binom.pmf(np.arange(n + 1), n, p)
    expected = [(start @ np.linalg.matrix_power(step, g))[0] for g in range(6)]
    assert lost(p, n, 5, fresh) == pytest.approx(expected, abs=1e-12)


def test_the_mean_share_never_moves_and_a_level_is_lost_in_the_end_with_chance_one_minus_p():
    """A martingale: absorbed at 0 with 1 - p, at n with p (n = 30, far beyond n generations)."""
    assert lost(0.2, 30, 600)[-1] == pytest.approx(0.8, abs=1e-6)


def test_many_rows_follow_lines_of_poisson_descendants():
    """n to infinity at np = 4: exp(-4 (1 - q_g)), q_{g+1} = exp(q_g - 1): the limit that lesson 16 derives."""
    q = np.zeros(31)
    for g in range(30):
        q[g + 1] = np.exp(q[g] - 1)
    limit = np.exp(-4 * (1 - q))
    near, far = (np.abs(lost(4 / n, n, 30) - limit).max() for n in (2000, 200))
    assert near < 0.0012 and far < 0.009 and near < far / 5


def test_only_fresh_rows_make_every_generation_the_first():
    assert lost(0.02, 200, 4, fresh=1.0) == pytest.approx([0.98**200] * 5, rel=1e-10)


def test_without_fresh_rows_the_chance_never_falls():
    assert (np.diff(lost(0.02, 200, 50)) >= 0).all()
    assert lost(0.02, 200, 50)[30] == pytest.approx(0.778, abs=0.0005)  # science: extinct in about 76%


@pytest.mark.parametrize("fresh", [0.0, 0.05])
def test_chains_are_lost_as_often_as_the_formula_says(fresh):
    chains = 20_000
    drawn = (feed(0.02, 200, 30, chains, fresh, seed=0) == 0).mean(axis=1)
    exact = lost(0.02, 200, 30, fresh)
    assert (np.abs(drawn - exact) < 4.5 * np.sqrt(exact * (1 - exact) / chains)).all()


def test_what_is_lost_stays_lost_and_returns_with_fresh_rows():
    gone = feed(0.02, 200, 40, 400, seed=1) == 0
    assert (gone[1:] >= gone[:-1]).all()
    mixed = feed(0.02, 200, 40, 400, fresh=0.05, seed=1) == 0
    assert (mixed[:-1] & ~mixed[1:]).any()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["independent", "copula"])
def test_generators_that_keep_shares_lose_levels_as_the_formula_says(name):
    """Three generations of 40 rows, level of 3 in 40: real generators, not binomial numbers."""
    start = simulate_customers(40, seed=0)[["age"]].assign(way=["letter"] * 3 + ["web"] * 37)
    chains, died = 120, 0
    model = make(name)
    for seed in range(chains):
        rows = start
        for g in range(3):
            rows = model.fit(rows, seed=1000 * seed + g).sample(40, seed=1000 * seed + 500 + g)
        died += "letter" not in set(rows["way"])
    step = stats.binom.pmf(np.arange(41)[None], 40, (np.arange(41) / 40)[:, None])
    exact = np.linalg.matrix_power(step, 3)[3, 0]
    assert abs(died / chains - exact) < 4.5 * np.sqrt(exact * (1 - exact) / chains)


@pytest.mark.parametrize("arguments, words", [
    ((1.2, 10, 1), "p=1.2"), ((0.1, 0, 1), "at least one row"), ((0.1, 10, 1, -1), "fresh=-1"),
    ((0.1, 5000, 1), "2,000 rows")])  # fmt: skip
def test_wrong_numbers_are_one_sentence(arguments, words):
    with pytest.raises(CourseError, match=words):
        lost(*arguments)
