"""A stack of the article's VAEs learns what each would have learned alone."""

import numpy as np
import pytest

from course_lib.data import load_table
from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.generators.neural.vae.side_by_side import fit_side_by_side


@pytest.fixture(scope="module")
def tables():
    customers, schema = load_table("customers")
    schema = schema.select(["age", "income", "score", "segment", "region"])
    return [customers[schema.names][200 * k : 200 * k + 200].reset_index(drop=True) for k in range(3)], schema


@pytest.mark.parametrize("n", [50, 150])  # one minibatch an epoch; two, and a piece that is left to the next
def test_the_same_weights_as_alone(tables, n):
    rows, schema = [table[:n] for table in tables[0]], tables[1]
    batches = {50: 1, 150: 2}[n]
    stack = fit_side_by_side(rows, [3, 4, 5], steps=20, schema=schema)
    for table, seed, model in zip(rows, (3, 4, 5), stack):
        alone = make("vae", likelihood="article", epochs=20 // batches).fit(table, schema, seed=seed)
        for name, weight in alone.network_.state_dict().items():
            assert model.network_.state_dict()[name].numpy() == pytest.approx(weight.numpy(), abs=1e-5), name
        assert model.sigma_ == pytest.approx(alone.sigma_, abs=1e-5)
        ours, theirs = (m.sample(20, seed=1)["age"].to_numpy(float) for m in (model, alone))
        assert np.abs(ours - theirs).max() <= 1  # a rounding of a rounding


def test_tables_that_lack_a_level_train_beside_those_that_have_it(tables):
    rows = [tables[0][0][:40], tables[0][1][tables[0][1]["region"] != "islands"][:40].reset_index(drop=True)]
    first, second = fit_side_by_side(rows, [0, 1], steps=5)
    assert first.encoding_.size == second.encoding_.size + 1 or set(rows[0]["region"]) == set(rows[1]["region"])
    assert len(second.sample(5, seed=0)) == 5


def test_what_cannot_stand_side_by_side(tables):
    rows = tables[0]
    with pytest.raises(CourseError, match="same number of rows"):
        fit_side_by_side([rows[0], rows[1][:50]], [0, 1], steps=2)
    with pytest.raises(CourseError, match="a seed for each"):
        fit_side_by_side(rows, [0], steps=2)
