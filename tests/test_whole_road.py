"""Two hundred odd tables down the whole road: schema, split, fit, sample, evaluate, page. Nothing may be lost.

Warnings count as errors here, so a division by zero on the way fails too.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib.data import Schema, split
from course_lib.errors import CourseError
from course_lib.evaluation import evaluate
from course_lib.evaluation.metrics import together
from course_lib.generators import make
from tests.odd_tables import odd_tables

FEWEST = 20  # rows that a report needs of each table
ROUNDS = 4  # of the boosting classifier in place of 80: no score is read here, that it can be computed is
QUICK = ("independent", "vae_style", "gan_style", "copula", "cart")


@pytest.fixture(scope="module", autouse=True)
def short_boosting():
    whole = together.learner

    def short(classifier, *more):
        return whole(classifier, *more).set_params(**({"max_iter": ROUNDS} if classifier == "boosting" else {}))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "learner", short)
        yield


@pytest.mark.slow
@pytest.mark.filterwarnings("error")
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(df=odd_tables(), name=st.sampled_from(QUICK), with_holdout=st.booleans(), seed=st.integers(0, 99))
def test_odd_tables_go_down_the_whole_road(tmp_path_factory, df, name, with_holdout, seed):
    schema = Schema.infer(df)
    train, holdout = split(df, seed=seed, shares=(0.5, 0.5)) if with_holdout else (df, None)
    model = make(name)
    if len(train) < 2 or (name == "gan_style" and len(train) < model.k):
        with pytest.raises(CourseError, match="row"):
            model.fit(train, schema, seed=seed)
        return
    synthetic = model.fit(train, schema, seed=seed).sample(max(len(train), FEWEST), seed=seed + 1)
    assert list(synthetic.columns) == list(df.columns)
    assert (synthetic.dtypes == df.dtypes).all()
    for column in df:
        if train[column].notna().all():
            assert synthetic[column].notna().all()
        if train[column].isna().all():
            assert synthetic[column].isna().all()
    schema.validate(synthetic)
    if min(len(train), len(train if holdout is None else holdout)) < FEWEST or not learned(schema):
        with pytest.raises(CourseError, match="row|identifier"):
            evaluate(train, synthetic, holdout, schema, seed=seed)
        return
    report = evaluate(train, synthetic, holdout, schema, seed=seed)
    scored = {score.column for score in report}
    assert set(learned(schema)) <= scored
    page = tmp_path_factory.mktemp("page") / "report.html"
    report.to_html(page)
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")


def learned(schema):
    return [column.name for column in schema if column.kind != "identifier"]
