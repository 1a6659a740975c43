"""Train on synthetic, test on real, where the best possible model is known (oracle O49)."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats
from scipy.special import expit

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation import auc_of, tstr, usefulness
from course_lib.evaluation.metrics import usefulness as use

SCHEMA = Schema([Column("x", "number"), Column("y", "boolean")])
LEARNERS = ("boosting", "linear")


def table(n, seed):
    """P(y) = sigmoid(2x), x standard normal: the best AUC is .8619."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return pd.DataFrame({"x": x, "y": rng.random(n) < expit(2 * x)})


# O49


def test_the_best_auc_and_accuracy():
    """AUC = E over a positive's x of the negatives below it; accuracy = E max(p, 1 - p)."""
    grid = np.linspace(-9, 9, 20_001)
    positive = 2 * stats.norm.pdf(grid) * expit(2 * grid)
    below = integrate.cumulative_trapezoid(2 * stats.norm.pdf(grid) * expit(-2 * grid), grid, initial=0)
    assert integrate.trapezoid(positive * below, grid) == pytest.approx(0.86186, abs=5e-6)
    best = np.maximum(expit(2 * grid), expit(-2 * grid))
    assert integrate.trapezoid(stats.norm.pdf(grid) * best, grid) == pytest.approx(0.77799, abs=5e-6)


@pytest.mark.parametrize("learner, slack", [("boosting", 0.008), ("linear", 0.0)])
def test_the_true_process_is_as_useful_as_real_rows(learner, slack):
    found = usefulness(table(8000, 0), table(8000, 1), table(8000, 2), "y", SCHEMA, learner=learner)
    assert found.unit == "AUC"
    error = 4.5 * 0.004
    assert found.trtr == pytest.approx(0.8619 - slack, abs=error)
    assert found.tstr == pytest.approx(0.8619 - slack, abs=error)
    assert found.loss == pytest.approx(found.trtr - found.tstr) and found.interval[0] <= 0 <= found.interval[1]


@pytest.mark.parametrize("learner", LEARNERS)
def test_shuffled_labels_and_shuffled_columns_teach_nothing(learner):
    rng, train, test = np.random.default_rng(3), table(4000, 2), table(4000, 4)
    made = pd.DataFrame({"x": rng.permutation(train["x"]), "y": rng.permutation(train["y"])})
    found = usefulness(train, made, test, "y", SCHEMA, learner=learner)
    # One useless direction in x may point either way: a boosted noise model is near .5, a straight one at p or 1 - p.
    skill = abs(tstr(made, test, "y", SCHEMA, learner="boosting").value - 0.5)
    assert skill < 0.06
    assert found.loss > 0.2 and found.interval[0] > 0 if learner == "boosting" else True


def test_a_straight_model_of_shuffled_labels_has_no_skill_on_average():
    rng, test, values = np.random.default_rng(13), table(800, 5), []
    for seed in range(40):
        made = table(400, 100 + seed)
        made["y"] = rng.permutation(made["y"])
        values.append(tstr(made, test, "y", SCHEMA, learner="linear").value)
    assert np.mean(values) == pytest.approx(0.5, abs=4.5 * 0.36 / np.sqrt(40))


def test_the_interval_of_the_loss_is_the_spread_of_fresh_tables():
    """A fresh table in place of the synthetic one: the loss is 0 on average, 95% of its intervals hold 0, or more."""
    found = [usefulness(table(400, 3 * s), table(400, 3 * s + 1), table(400, 3 * s + 2), "y", SCHEMA, learner="linear")
             for s in range(60)]
    inside = np.mean([f.interval[0] <= 0 <= f.interval[1] for f in found])
    assert inside >= 0.95 - 4.5 * np.sqrt(0.05 * 0.95 / 60)
    assert np.mean([f.loss for f in found]) == pytest.approx(0, abs=4.5 * np.std([f.loss for f in found]) / np.sqrt(60))


# Standard errors in closed form


def test_influence_gives_delongs_interval_and_the_bootstraps_error():
    rng = np.random.default_rng(14)
    truth = rng.integers(0, 2, 500)
    score = expit(truth + rng.normal(size=500))
    found = use.Tested("AUC", truth, np.column_stack([1 - score, score]))
    half = 1.96 * found.influence().std() / np.sqrt(500)
    low, high = auc_of(score[truth == 1], score[truth == 0]).interval
    assert half == pytest.approx((high - low) / 2, rel=0.01)
    number = use.Tested("R2", score, score + 0.1 * rng.normal(size=500))
    for tested in (found, number):
        again = [tested.on(rng.integers(0, 500, 500)) for _ in range(400)]
        assert tested.influence().std() / np.sqrt(500) == pytest.approx(np.std(again), rel=4.5 / np.sqrt(800) + 0.03)


# Any target


def test_a_number_is_scored_by_its_explained_variance():
    schema = Schema([Column("x", "number"), Column("y", "number")])
    rng = np.random.default_rng(5)
    one, two = (pd.DataFrame({"x": x, "y": 2 * x + rng.normal(size=3000)}) for x in rng.normal(size=(2, 3000)))
    for learner, r2 in (("boosting", 0.79), ("linear", 0.8)):
        assert tstr(one, two, "y", schema, learner=learner).value == pytest.approx(r2, abs=0.03)


def test_only_boosting_learns_a_bent_effect():
    schema = Schema([Column("x", "number"), Column("y", "number")])
    rng = np.random.default_rng(15)
    one, two = (pd.DataFrame({"x": x, "y": x**2 + rng.normal(size=2000)}) for x in rng.normal(size=(2, 2000)))
    assert tstr(one, two, "y", schema).value > 0.55
    assert tstr(one, two, "y", schema, learner="linear").value < 0.05


def test_three_classes_and_one_that_the_synthetic_table_lacks():
    schema = Schema([Column("x", "number"), Column("g", "category")])
    rng = np.random.default_rng(6)
    g = rng.integers(0, 3, 900)
    real = pd.DataFrame({"x": g + 0.3 * rng.normal(size=900), "g": np.array(list("abc"), dtype=object)[g]})
    assert tstr(real[:450], real[450:], "g", schema).value > 0.9
    assert 0.5 < tstr(real[real["g"] != "c"], real, "g", schema).value < 0.99


@pytest.mark.parametrize("learner", LEARNERS)
def test_many_levels_are_a_few_classes_and_the_rest_one_more(learner):
    schema = Schema([Column("x", "number"), Column("g", "category")])
    rng = np.random.default_rng(16)
    level = np.minimum(rng.geometric(0.3, 1500), 30)
    df = pd.DataFrame({"x": level + rng.normal(size=1500), "g": [f"level {k}" for k in level]})
    found = tstr(df[:750].assign(g=lambda t: t["g"].replace("level 2", "never seen")), df[750:], "g", schema,
                 learner=learner)
    assert found.predicted.shape[1] <= use.MOST_CLASSES + 1 and 0.7 < found.value < 1


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("target", ["whole", "when", "size", "town", "yes", "rare"])
@pytest.mark.filterwarnings("error")
def test_any_kind_of_target_with_gaps(target, learner):
    rng = np.random.default_rng(17)
    x = rng.normal(size=400)
    df = pd.DataFrame({
        "x": pd.Series(x).mask(rng.random(400) < 0.1), "whole": pd.Series((3 * x).round(), dtype="Int64"),
        "when": pd.Timestamp("2020-01-01") + pd.to_timedelta((200 * x).round(), "D"),
        "size": pd.Categorical.from_codes(np.digitize(x, [-0.5, 0.5]), list("sml"), ordered=True),
        "town": np.where(x > 0, "north", "south").astype(object), "yes": pd.array(x > 0.3, dtype="boolean"),
        "rare": np.where(np.arange(400) % 20 == 3, "once", "often").astype(object)})
    df[target] = df[target].mask(rng.random(400) < 0.15)
    schema = Schema.infer(df)
    found = usefulness(df[:200], df[:200], df[200:], target, schema, learner=learner)
    assert found.loss == 0 and found.unit == ("R2" if target in ("whole", "when") else "AUC")
    assert found.tstr > 0.4 or target == "rare"
    assert len(tstr(df[:200], df[200:], target, schema).truth) == df[200:][target].notna().sum()


def test_one_class_only_teaches_nothing():
    for learner in LEARNERS:
        assert tstr(table(100, 7).assign(y=True), table(300, 8), "y", SCHEMA, learner=learner).value == 0.5


@pytest.mark.parametrize("rows, target, words", [
    (table(50, 9), "z", "'z'"), (table(50, 9).assign(x=np.nan), "x", "holds no value in the table to learn from"),
])
def test_mistakes_are_one_sentence(rows, target, words):
    with pytest.raises(CourseError, match=words):
        tstr(rows, table(50, 10), target, SCHEMA)


def test_what_cannot_be_a_target():
    schema = Schema([Column("x", "number"), Column("y", "identifier")])
    with pytest.raises(CourseError, match="identifier"):
        tstr(table(50, 11), table(50, 12), "y", schema)
    with pytest.raises(CourseError, match="only one that is learned"):
        tstr(table(50, 11), table(50, 12), "x", schema)
    with pytest.raises(CourseError, match="'boosting' or 'linear'"):
        tstr(table(50, 11), table(50, 12), "x", SCHEMA, learner="forest")
