"""The checks of lesson 14: solutions pass, and each wrong answer hears its own sentence."""

from dataclasses import fields

import numpy as np
import pytest

from course_lib.evaluation import auc_of
from course_lib.explore import attacks
from course_lib.teaching.checks import CORRECT, NOT_ATTEMPTED, NOT_YET, Ended
from course_lib.teaching.checks.lesson_14 import amplified, by_heart, by_weights, risk


def verdict(check, value):
    try:
        return check(value)
    except Ended as ended:
        return ended.verdict


def gap(table, group="group", outcome="outcome"):
    shares = table.groupby(group)[outcome].mean()
    return shares.max() - shares.min()


def net(a, b):
    return (np.mean(a) - np.mean(b)) / (1 - np.mean(b))


@pytest.mark.parametrize("check, value", [
    (by_weights, lambda bound, m, s: auc_of(bound(m), bound(s)).auc),
    (risk, net),
    (amplified, lambda r, m, outcome="outcome", group="group": gap(m, group, outcome) - gap(r, group, outcome)),
])  # fmt: skip
def test_solutions(check, value):
    assert verdict(check, value).status == CORRECT
    assert verdict(check, lambda *args, **more: None).status == NOT_ATTEMPTED


@pytest.mark.parametrize("check, value, part", [
    (by_weights, lambda bound, m, s: auc_of(bound(s), bound(m)).auc, "members first"),
    (by_weights, lambda bound, m, s: bound(m).mean() - bound(s).mean(), "difference of means"),
    (by_weights, lambda bound, m, s: auc_of(bound(m), bound(m)).auc, "same rows"),
    (risk, lambda a, b: np.mean(a) - np.mean(b), "the difference"),
    (risk, lambda a, b: np.mean(a) / np.mean(b), "a ratio"),
    (risk, lambda a, b: (np.mean(a) - np.mean(b)) / (1 - np.mean(a)), "1 - attack"),
    (risk, lambda a, b: (np.mean(a) - np.mean(b)) / np.mean(b), "Divided by the control"),
    (risk, lambda a, b: max(0, net(a, b)), "below 0"),
    (amplified, lambda r, m, **_: gap(r) - gap(m), "turned round"),
    (amplified, lambda r, m, **_: gap(m), "made table alone"),
    (amplified, lambda r, m, **_: gap(m) / gap(r), "ratio of gaps"),
    (amplified, lambda r, m, **_: gap(m) - gap(r), "other names"),
    (amplified, lambda r, m, **_: gap(m[m.group != "C"]) - gap(r[r.group != "C"]), "third group"),
])  # fmt: skip
def test_wrong_answers(check, value, part):
    found = verdict(check, value)
    assert found.status == NOT_YET and part in found.says


class Measured:
    def __init__(self, mean):
        self.white = np.array([mean - 0.1, mean + 0.1])


class View:
    measured = {50: Measured(0.97), 100: Measured(0.85), 200: Measured(0.72), 400: Measured(0.6)}


class Explorer:
    view = View()


@pytest.mark.parametrize("n, status, part", [(200, CORRECT, "by heart"), (400, NOT_YET, "with fewer"),
                                             (100, NOT_YET, "is 0.85"), (70, NOT_YET, "slider"),
                                             (None, NOT_ATTEMPTED, "")])  # fmt: skip
def test_by_heart(n, status, part):
    found = verdict(by_heart, (n, Explorer()))
    assert found.status == status and part in found.says


def test_the_view_of_the_lesson_has_what_the_check_reads():
    assert {f.name for f in fields(attacks.Measured)} >= {"white"} and attacks.ROWS == (50, 100, 200, 400)
