"""The matrix in network units: the article's encoding is scikit-learn's, the mixed one hides what was missing."""

import numpy as np
import pytest
import torch
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from course_lib.data.encode import Field
from course_lib.generators.neural.encoding import ArticleEncoding, MixedEncoding, is_few_valued
from course_lib.generators.neural.training import Rows


def number(name, source=None):
    return Field(name, source or name, 0, True, 0.0, 1.0)


def codes(name, k, source=None):
    return Field(name, source or name, k, False, 0.0, k - 1.0)


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    missing = rng.random(200) < 0.3
    income = np.where(missing, 2.0, rng.exponential(size=200))
    matrix = np.column_stack([rng.normal(size=200), rng.integers(0, 3, 200), income, missing,
                              rng.integers(1, 4, 200) * 10.0])
    fields = (number("age"), codes("region", 3), number("income"), codes("income is missing", 2, "income"),
              number("stars"))
    return matrix, fields


def test_the_articles_encoding_is_scikit_learns(table):
    matrix, fields = table
    x, _, seen = Rows(ArticleEncoding.fit(matrix, fields), matrix).batch(torch.arange(200))
    expected = np.hstack([StandardScaler().fit_transform(matrix[:, [0, 2, 4]]),
                          OneHotEncoder(sparse_output=False).fit_transform(matrix[:, [1, 3]])])
    assert x.numpy() == pytest.approx(expected, abs=1e-6)
    assert seen is None  # the article knows no missing values


@pytest.mark.parametrize("kind", [ArticleEncoding, MixedEncoding])
def test_there_and_back_gives_the_matrix(table, kind):
    matrix, fields = table
    encoding = kind.fit(matrix, fields)
    again = kind.from_dict(encoding.to_dict())
    assert again == encoding or again.to_dict().keys() == encoding.to_dict().keys()
    back = again.matrix(encoding.number_matrix(matrix), encoding.code_matrix(matrix))
    keep = np.ones_like(matrix, bool)
    if kind is MixedEncoding:
        keep[matrix[:, 3] == 1, 2] = False  # a filled-in number is not learned
        for j, seen in ((0, matrix[:, 0]), (2, matrix[matrix[:, 3] == 0, 2])):  # and no extreme is handed out
            keep[np.isin(matrix[:, j], [seen.min(), seen.max()]), j] = False
    assert back[keep] == pytest.approx(matrix[keep], abs=1e-9)


def test_mixed_hides_what_was_filled_in(table):
    matrix, fields = table
    encoding = MixedEncoding.fit(matrix, fields)
    assert encoding.numbers == [0, 2]
    assert encoding.codes == [1, 3, 4]
    x, target, seen = Rows(encoding, matrix).batch(torch.arange(200))
    missing = matrix[:, 3] == 1
    assert (seen[:, 1].numpy() == ~missing).all()
    assert (x[missing, 1] == 0).all()
    assert (seen[:, [0, 2, 3, 4]] == 1).all()
    # the curve is that of the observed values alone: the fill-in 2.0 is no spike in it
    low, high = encoding.curves[1].interval(np.array([2.0]))
    assert low == high


def test_a_missing_ordinal_has_no_one_in_its_block():
    fields = (codes("grade", 4), codes("grade is missing", 2, "grade"))
    matrix = np.array([[2.0, 0], [1, 1], [3, 0], [1, 0]])
    x, _, seen = Rows(MixedEncoding.fit(matrix, fields), matrix).batch(torch.arange(4))
    assert x[:, :4].sum(1).tolist() == [1, 0, 1, 1]
    assert seen[:, 0].tolist() == [1, 0, 1, 1]


def test_few_values_many_times_are_categories():
    assert is_few_valued(np.repeat([10.0, 20.0, 30.0], 20))
    assert not is_few_valued(np.repeat([10.0, 20.0, 30.0], 19))
    assert not is_few_valued(np.tile(np.arange(101.0), 50))
    fields = (number("age"),)
    encoding = MixedEncoding.fit(np.repeat([[17.5], [22.0], [27.0]], 40, axis=0), fields)
    assert encoding.numbers == []
    assert encoding.code_matrix(np.array([[17.5], [22.1], [99.0]])).ravel().tolist() == [0, 1, 2]  # the nearest


def test_redrawn_targets_stay_in_their_interval_and_leave_the_input_alone(table):
    rng = np.random.default_rng(3)
    matrix = np.repeat(rng.normal(size=(40, 1)), 5, axis=0)
    encoding = MixedEncoding.fit(matrix, (number("a"),))
    rows = Rows(encoding, matrix)
    before = rows.batch(torch.arange(200))[0].clone()
    rows.redraw(rng)
    x, target, _ = rows.batch(torch.arange(200))
    assert torch.equal(x, before)
    assert not torch.equal(x, target)
    assert encoding.matrix(target[:, :1].numpy(), np.empty((200, 0), int)) == pytest.approx(matrix, abs=1e-9)
