"""A report in one minute: a question and an answer for every group, whatever was measured."""

import dataclasses

import numpy as np
import pytest

from course_lib.evaluation.report.report import Report
from course_lib.evaluation.report.summary import QUESTIONS, UNMEASURED, hundredths, verdicts
from course_lib.evaluation.scores.catalogue import GROUPS, METRICS
from course_lib.evaluation.scores.score import Score

NAN = float("nan")


def score(name, value, floor, limit, column=None, reads="In its own words."):
    return Score(name, column, value, METRICS[name].better, floor, None, "holdout", "", reads, limit)


def report(*scores):
    return Report(scores, {"train": 50, "synthetic": 50, "holdout": 50})


def of(group, *scores):
    return next(v for v in verdicts(report(*scores)) if v.group == group)


def test_every_group_has_a_question_and_is_answered_even_if_nothing_was_measured():
    assert set(QUESTIONS) == set(GROUPS)
    found = verdicts(report())
    assert [v.group for v in found] == list(GROUPS)
    assert {v.state for v in found} == {UNMEASURED} and {v.mark for v in found} == {"–"}
    assert "--target" in found[list(GROUPS).index("use")].reads
    assert "--protected" in found[list(GROUPS).index("fairness")].reads


def test_columns_are_counted_and_the_furthest_is_named():
    mean, near, far, further = (score("jsd", *v) for v in (
        (0.03, 0.01, 0.02), (0.01, 0.01, 0.02, "a"), (0.03, 0.01, 0.02, "b"), (0.05, 0.01, 0.02, "c")))
    found = of("columns", mean, near, far, further)
    assert found.reads.startswith("2 of 3 columns lie beyond their edge, 'c' furthest.")
    assert ".030 bits on average; fresh real rows .010, edge .020" in found.reads and found.mark == "▲"
    assert of("columns", score("jsd", 0.01, 0.01, 0.02), near).reads.startswith("The column does not differ visibly.")
    quiet = of("columns", score("jsd", 0.01, 0.01, 0.02), near, dataclasses.replace(near, column="z"))
    assert quiet.reads.startswith("None of the 2 columns") and quiet.mark == "●"


def test_another_score_of_the_group_beyond_its_edge_is_not_hidden():
    fine = score("nn_membership", 0.5, 0.5, 0.52)
    found = of("copying", fine, score("dcr_share", 0.7, 0.5, 0.52))
    assert found.mark == "▲" and found.state == "closer than unseen rows come"
    assert found.reads.endswith(f"Beyond the edge: {METRICS['dcr_share'].title}.")
    assert of("copying", fine).state == "not rejected by this attack"
    broken = of("copying", score("nn_membership", 0.8, 0.5, 0.52))
    assert broken.state == "the attack works" and "in 80% of cases; guessing gives 50%, edge 52%" in broken.reads


def test_many_others_are_counted():
    others = [score(name, 0.9, 0.5, 0.6) for name in METRICS if METRICS[name].group == "columns" and name != "jsd"
              and METRICS[name].better == "lower"]
    found = of("columns", score("jsd", 0.01, 0.01, 0.02), *others)
    assert f"and {len(others) - 3} more." in found.reads
    assert found.mark == "△" and found.state == "not in every score"


@pytest.mark.parametrize("value, words", [(0.8, "80% of what"), (-0.3, "further off than if all columns were"),
                                          (NAN, "In its own words.")])
def test_pairs_in_words(value, words):
    found = of("pairs", score("corr_skill", value, 0.9, 0.85))
    assert words in found.reads and (found.mark == "–") == bool(np.isnan(value))


def test_twins_are_said():
    assert "twins" in of("rows", score("c2st", 0.2, 0.5, 0.55)).reads
    assert "twins" not in of("rows", score("c2st", 0.48, 0.5, 0.55)).reads


def test_without_its_lead_a_group_shows_its_first_score():
    found = of("diversity", score("recall", 0.5, 0.9, 0.8, reads="Half are met."))
    assert found.reads == "Half are met." and found.mark == "▲"


@pytest.mark.parametrize("share, text", [(0.8041, "80.4%"), (0.5, "50%"), (1.0, "100%"), (0.0004, "0%"),
                                         (-0.031, "−3.1%")])
def test_hundredths(share, text):
    assert hundredths(share) == text
