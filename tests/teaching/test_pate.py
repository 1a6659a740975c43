"""PATE's votes: one row turns one vote, the bill is the budget, and an audit tells the faults from what is meant."""

import numpy as np
import pytest

from course_lib.dp import audit_epsilon
from course_lib.dp.accountant import zcdp_rho
from course_lib.errors import CourseError
from course_lib.randomness import generator
from course_lib.teaching import pate

ROWS = generator(3).beta(2, 4, size=(400, 2))
TEACHERS = 20


def test_one_row_turns_at_most_one_vote_wherever_it_is():
    for seed, point in enumerate(generator(0).random((40, 2))):
        without = pate.votes(ROWS, point, TEACHERS, seed=seed)
        assert pate.votes(np.vstack([ROWS, point]), point, TEACHERS, seed=seed) - without in (0, 1)


def test_one_part_for_all_lets_one_row_turn_every_vote():
    victim = pate.choose_victim(ROWS, TEACHERS)
    with_it = pate.votes(np.vstack([ROWS, victim]), victim, TEACHERS, one_part=True)
    assert with_it == TEACHERS and pate.votes(ROWS, victim, TEACHERS, one_part=True) < TEACHERS


def test_a_vote_by_hand():
    rows = np.array([[0.5, 0.5], [0.0, 0.0]])
    assert pate.votes(rows, [0.5, 0.5], teachers=2, made=50, seed=0) == 1


def test_the_bill_of_all_labels_is_the_budget():
    for billed in (1, 10, 1000):
        each = pate.MOVE / pate.scale(1.0, 1e-5, billed)
        assert billed * each**2 / 2 == pytest.approx(zcdp_rho(1.0, 1e-5))


def test_a_label_s_probability_is_that_of_two_laplace_noises():
    said = pate.labels(8, 20, 4.0, 200_000, seed=0).mean()  # made leads by 4 = one scale
    assert said == pytest.approx(0.75 * np.exp(-1), abs=4.5 * np.sqrt(0.25 / 200_000))


def test_no_pair_of_labels_is_likelier_than_the_bill_allows():
    """P(real) with b and a margin that moves by 2: within e^(2/b), exactly."""
    def real(margin, b):
        tail = 0.25 * (2 + abs(margin) / b) * np.exp(-abs(margin) / b)
        return tail if margin < 0 else 1 - tail

    for b in (1.0, 3.0, 50.0):
        for margin in range(-20, 21):
            p, q = real(margin, b), real(margin + 2, b)
            assert max(q / p, (1 - p) / (1 - q)) <= np.exp(2 / b) + 1e-12


@pytest.mark.parametrize("seed", range(3))
def test_the_audit_finds_the_faults_and_nothing_where_there_is_none(seed):
    rows = generator(seed).beta(2, 4, size=(1000, 2))
    victim = pate.choose_victim(rows, seed=seed)

    def audited(who, **fault):
        return audit_epsilon(*pate.scores(rows, who, runs=400, seed=seed, **fault), delta=1e-5).epsilon

    assert audited(victim) <= 1 and audited(None) == 0
    assert audited(victim, billed=1) > 1 and audited(victim, one_part=True) > 1


def test_rows_that_fill_no_part_are_left_out_and_no_victim_is_an_error():
    assert len(pate.whole_parts(ROWS[:399], TEACHERS)) == 380
    grid = np.stack(np.meshgrid(*[np.linspace(0.05, 0.95, 15)] * 2), axis=-1).reshape(-1, 2)
    with pytest.raises(CourseError, match="fewer rows"):  # both teachers know every place that is tried
        pate.choose_victim(np.repeat(grid, 2, axis=0), teachers=2)
