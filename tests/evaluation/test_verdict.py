"""The verdict names what a table looks like: copies, averages, columns drawn alone, no variation, fresh rows.

On a table that the course simulates, one that it ships with a card, and one that it never uses (American National
Election Study of 1996, statsmodels).
"""

import re

import numpy as np
import pytest

from course_lib.data import Schema, load_table
from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import METRICS, evaluate
from course_lib.evaluation.controls import CONTROLS
from course_lib.evaluation.report.findings import READ, Seen, findings
from course_lib.evaluation.report.report import Report
from course_lib.evaluation.scores.score import Score
from course_lib.generators import make

LOOKS = {
    "memorizer": "Every synthetic row sits on a training row",
    "five_average": "as averages of rows are",
    "shuffled_columns": "as if each were drawn by itself",
    "constant": "No variation",
    "fresh": "Nothing told these rows from",
}
NEVER = re.compile(r"safe|anonym|guarant|\bprivate\b|grade|\bgood\b|\bbad\b|perfect|quality", re.IGNORECASE)
WITHOUT = "not measurable without a holdout"


def table(name, seed):
    """(rows in another order for each seed, schema, target)"""
    if name == "customers":
        df = simulate_customers(1500, seed=seed)
        return df, load_table("customers")[1].select(list(df.columns)), None
    if name == "affairs":
        df, schema = load_table("affairs")
        target = "rate_marriage"
    else:
        import statsmodels.api as sm

        df, target = sm.datasets.anes96.load_pandas().data, "vote"
        schema = Schema.infer(df)
    return df.sample(frac=1, random_state=seed), schema, target


def thirds(name, seed):
    df, schema, target = table(name, seed)
    n = min(400, len(df) // 3)
    return *(df.iloc[k * n:(k + 1) * n].reset_index(drop=True) for k in range(3)), schema, target


def recognised(verdict) -> set[str]:
    return {name for name, words in LOOKS.items() if words in verdict}


@pytest.mark.slow
@pytest.mark.parametrize("name, seed", [("customers", 0), ("affairs", 1), ("anes96", 2)])
def test_each_is_recognised_for_what_it_is_and_for_nothing_else(name, seed):
    train, holdout, fresh, schema, target = thirds(name, seed)
    for k, control in enumerate(LOOKS):
        made = CONTROLS[control](train, fresh, np.random.default_rng([seed, k]))
        for unseen in (holdout, None):
            verdict = evaluate(train, made, unseen, schema, target, seed=seed).verdict()
            assert recognised(verdict) == {control}, f"{control}: {verdict}"
            assert not NEVER.search(verdict), verdict
            assert (WITHOUT in verdict) == (unseen is None), verdict


@pytest.mark.slow
@pytest.mark.parametrize("generator, settings", [("copula", {}), ("vae_style", {}), ("cart", {"min_leaf": 20})])
def test_no_generator_is_taken_for_what_it_is_not(generator, settings):
    train, holdout, _, schema, _ = thirds("customers", 3)
    made = make(generator, **settings).fit(train, schema, seed=0).sample(400, seed=1)
    assert recognised(evaluate(train, made, holdout, schema).verdict()) <= {"fresh"}


@pytest.mark.slow
def test_rows_of_a_tree_with_one_row_per_leaf_are_copies():
    train, holdout, _, schema, _ = thirds("customers", 4)
    made = make("cart", min_leaf=1).fit(train, schema, seed=0).sample(400, seed=1)
    assert "these look like copies" in evaluate(train, made, holdout, schema).verdict()


@pytest.mark.slow
def test_a_few_copies_among_fresh_rows_are_said():
    train, holdout, fresh, schema, _ = thirds("customers", 5)
    made = fresh.copy()
    made.iloc[:80] = train.iloc[:80]
    verdict = evaluate(train, made, holdout, schema).verdict()
    assert "20% of the synthetic rows sit on a training row" in verdict and "some look like copies" in verdict


# Rules alone, on scores made up for them


def report(*scores, holdout=500):
    """Scores of (name, value, floor, limit)."""
    made = [Score(name, None, value, METRICS[name].better, floor, None, "holdout", "", "Reads.", limit)
            for name, value, floor, limit in scores]
    return Report(made, {"train": 500, "synthetic": 500, "holdout": holdout})


QUIET = ("jsd", 0.01, 0.01, 0.02), ("corr_skill", 0.9, 0.9, 0.85), ("c2st", 0.5, 0.5, 0.55)


def test_without_scores_that_is_said():
    assert findings(report()) == ("Nothing could be measured on this table.",)


def test_a_score_a_little_beyond_its_edge_tells_nothing_and_is_counted():
    said = report(*QUIET[:2], ("c2st", 0.56, 0.5, 0.55)).verdict()
    assert "Nothing told these rows" in said and "1 of 3 scores lies beyond the edge by a little" in said
    assert "picks the synthetic one in 70% of cases" in report(*QUIET[:2], ("c2st", 0.7, 0.5, 0.55)).verdict()


def test_rows_that_sit_where_everybody_is_are_no_copies():
    """A collapsed generator in a small discrete table: near training rows, and as near to unseen ones."""
    near = ("near_copies", 0.95, 0.3, 0.35)
    assert "copies" not in report(*QUIET, near, ("dcr_share", 0.5, 0.5, 0.55)).verdict().replace("near copies", "")
    assert "look like copies" in report(*QUIET, near, ("dcr_share", 0.9, 0.5, 0.55)).verdict()
    assert "look like copies" in report(*QUIET, near, holdout=0).verdict()


def test_small_spread_with_a_shifted_mean_is_no_average():
    thin = ("spread", 0.5, 1.0, 0.95)
    assert "averages" in report(*QUIET, thin, ("mean_shift", 0.03, 0.03, 0.06)).verdict()
    shifted = report(*QUIET, thin, ("mean_shift", 0.9, 0.03, 0.06)).verdict()
    assert "averages" not in shifted and "spread of columns is too small" in shifted


def test_associations_half_kept_are_not_called_alone():
    said = report(QUIET[0], ("corr_skill", 0.45, 0.9, 0.85)).verdict()
    assert "by itself" not in said and "45% is kept; fresh real rows keep 90%" in said


def test_every_score_that_the_verdict_reads_is_in_the_catalogue():
    assert set(READ) <= set(METRICS)


def test_a_score_that_the_verdict_does_not_read_is_no_silent_nan():
    with pytest.raises(AttributeError, match="READ"):
        _ = Seen(report(*QUIET)).coverag
    assert np.isnan(Seen(report(*QUIET)).coverage)


def test_a_score_that_needs_another_argument_says_which():
    for name, argument in (("tstr_linear_loss", "target=column"), ("representation", "protected=column")):
        with pytest.raises(CourseError, match=argument):
            report(*QUIET)[name]
