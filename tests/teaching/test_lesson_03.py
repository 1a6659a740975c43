"""The checks of lesson 03: solutions pass, and each known mistake gets the message that names it."""

import numpy as np
import pytest

from course_lib.data import load_table
from course_lib.evaluation import jsd_of_shares
from course_lib.explore import explore_judging
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("03").checks


def with_zeros(p, q, log=np.log2, half=2):
    h = (p + q) / 2
    return sum((x[x > 0] * log(x[x > 0] / h[x > 0])).sum() for x in (p, q)) / half


def only_where_both(p, q):
    keep = (p > 0) & (q > 0)
    return with_zeros(p[keep], q[keep])


@pytest.mark.parametrize("function", [jsd_of_shares, with_zeros])
def test_jsd_passes(function):
    verdict = judge(CHECKS["jsd"], function)
    assert verdict.status == "correct" and ".147" in verdict.says


@pytest.mark.parametrize("function, says", [
    (lambda p, q: with_zeros(p, q, log=np.log), "natural"),
    (lambda p, q: np.sqrt(with_zeros(p, q)), "root"),
    (lambda p, q: with_zeros(p, q, half=1), "half of each"),
    (lambda p, q: (p * np.log2(2 * p / (p + q))).sum() / 2, "first sum alone"),
    (lambda p, q: (q * np.log2(2 * q / (p + q))).sum() / 2, "second sum alone"),
    (lambda p, q: (p * np.log2(p / q)).sum(), "p with q directly"),
    (lambda p, q: ((p * np.log2(p / q)).sum() + (q * np.log2(q / p)).sum()) / 2, "q with p"),
    (lambda p, q: sum((x * np.log2(2 * x / (p + q))).sum() for x in (p, q)) / 2, "nan"),
    (only_where_both, "one side only"),
    (lambda p, q: np.sqrt(with_zeros(p, q, log=np.log)), "natural logarithm"),
    (lambda p, q: sum((x * np.log2(x / (p + q))).sum() for x in (p, q)) / 2, "half of that"),
    (lambda p, q: 0.5, "four terms"),
    (lambda p, q: p, "shape"),
])  # fmt: skip
def test_jsd_names_the_mistake(function, says):
    verdict = judge(CHECKS["jsd"], function)
    assert verdict.status == "not yet" and says in verdict.says


def floor_and_edge(x, n, m, score, rng, times=200, finish=lambda s: (np.mean(s), np.quantile(s, 0.95))):
    scores = []
    for _ in range(times):
        rows = rng.permutation(x)
        scores.append(score(rows[:n], rows[n : n + m]))
    return finish(scores)


def finished(finish):
    return lambda x, n, m, score, rng, times: floor_and_edge(x, n, m, score, rng, times, finish)


def by_choice(replace):
    def function(x, n, m, score, rng, times):
        scores = [score(rng.choice(x, n, replace), rng.choice(x, m, replace)) for _ in range(times)]
        return np.mean(scores), np.quantile(scores, 0.95)

    return function


def once(x, n, m, score, rng, times):
    rows = rng.permutation(x)
    scores = [score(rows[:n], rows[n : n + m]) for _ in range(times)]
    return np.mean(scores), np.quantile(scores, 0.95)


def own_choice(x, n, m, score, rng, times):
    rows = rng.choice(x, (times, n + m), replace=True)
    scores = [score(np.r_[line[:n]], np.r_[line[n:]]) for line in rows]
    return np.mean(scores), np.quantile(scores, 0.95)


def twice_into_one(x, n, m, score, rng, times):
    half = len(x) // 2
    return np.mean([score(rng.choice(x[:half], n), rng.choice(x[half:], m)) for _ in range(times)]), 0.0


def shuffled_in_place(x, n, m, score, rng, times):
    scores = []
    for _ in range(times):
        rng.shuffle(x)
        scores.append(score(x[:n], x[n : n + m]))
    return np.mean(scores), np.quantile(scores, 0.95)


def its_own_seed(x, n, m, score, rng, times):
    return floor_and_edge(x, n, m, score, np.random.default_rng(0), times)


def no_seed(x, n, m, score, rng, times):
    return floor_and_edge(x, n, m, score, np.random.default_rng(), times)


@pytest.mark.parametrize("function", [
    floor_and_edge, shuffled_in_place, finished(lambda s: [np.mean(s), np.percentile(s, 95)]),
    finished(lambda s: np.array([np.mean(s), sorted(s)[int(0.95 * len(s))]])),
])  # fmt: skip
def test_floor_passes(function):
    assert judge(CHECKS["floor"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (finished(lambda s: s), "all the scores"),
    (finished(np.mean), "Two numbers"),
    (finished(lambda s: (np.quantile(s, 0.95), np.mean(s))), "Floor first"),
    (finished(lambda s: (np.median(s), np.quantile(s, 0.95))), "median"),
    (finished(lambda s: (np.mean(s), max(s))), "largest of all"),
    (finished(lambda s: (np.mean(s), np.quantile(s, 0.05))), "5% point"),
    (finished(lambda s: (np.mean(s), np.quantile(s, 0.975))), "one side"),
    (finished(lambda s: (np.mean(s), np.quantile(s, 0.9))), "np.quantile"),
    (finished(lambda s: (np.mean(s), np.std(s))), "np.quantile"),
    (finished(lambda s: (0.1, np.quantile(s, 0.95))), "mean of the scores"),
    (by_choice(False), "both samples"),
    (by_choice(True), "both samples"),
    (own_choice, "both samples"),
    (twice_into_one, "without replacement"),
    (once, "same rows"),
    (its_own_seed, "come from `rng`"),
    (no_seed, "come from `rng`"),
    (lambda x, n, m, score, rng, times: floor_and_edge(x, m, n, score, rng, times), "other way round"),
    (lambda x, n, m, score, rng, times: floor_and_edge(x, n, n, score, rng, times), "60"),
    (lambda x, n, m, score, rng, times: floor_and_edge(x, n, m, score, rng, 20), "20 times"),
    (lambda x, n, m, score, rng, times: floor_and_edge(x[: n + m], n, m, score, rng, times), "never drawn"),
    (lambda x, n, m, score, rng, times: (0.1, 0.2), "never called"),
])  # fmt: skip
def test_floor_names_the_mistake(function, says):
    verdict = judge(CHECKS["floor"], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.fixture(scope="module")
def explorer():
    return explore_judging(load_table("customers")[0], {"age": 0.11, "income": 0.18, "score": 0.09, "visits": 0.22})


@pytest.mark.parametrize("rows, status, says", [
    (125, "correct", "125 rows against 250"), (100, "not yet", "larger"), (200, "not yet", "fewer"),
    (250, "not yet", "first of the two"), (110, "not yet", "other steps"), (None, "not attempted", ""),
])  # fmt: skip
def test_the_explore_task(explorer, rows, status, says):
    verdict = judge(CHECKS["most-rows"], (rows, explorer))
    assert verdict.status == status and says in verdict.says


RIGHT = {"A": "not seen", "B": "wrong rows", "C": "seen", "D": "not seen"}


def test_readings_pass_in_any_writing():
    assert judge(CHECKS["readings"], RIGHT).status == "correct"
    assert judge(CHECKS["readings"], {k: v.upper().replace(" ", "_") for k, v in RIGHT.items()}).status == "correct"


@pytest.mark.parametrize("change, says", [
    ({"A": "seen"}, "40 on a side"), ({"A": "wrong rows"}, "few"), ({"B": "seen"}, "both sides"),
    ({"B": "not seen"}, "both sides"), ({"C": "not seen"}, "its own line"), ({"C": "wrong rows"}, "holdout"),
    ({"D": "seen"}, "blind"), ({"D": "wrong rows"}, "holdout"), ({"C": "bad"}, "none of the three"),
    (dict.fromkeys("ABCD", "seen"), "for all four"),
])  # fmt: skip
def test_readings_name_the_mistake(change, says):
    verdict = judge(CHECKS["readings"], RIGHT | change)
    assert verdict.status == "not yet" and says in verdict.says


def test_readings_wait_for_all_four():
    assert judge(CHECKS["readings"], {"A": "seen"}).status == "not attempted"
    assert judge(CHECKS["readings"], "seen").status == "not yet"
