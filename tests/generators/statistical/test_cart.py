"""Sequential trees: the two ends of min_leaf are known exactly, conditional frequencies in between."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from course_lib.errors import CourseError
from course_lib.generators import load, make
from course_lib.generators.statistical import cart
from course_lib.generators.statistical.cart import draw, fall, grow, place_levels, sequence, smoothed

M = 100_000


def share_near(got, want, m):
    """A share of m draws within 4.5 standard errors of its probability."""
    assert abs(got - want) <= 4.5 * np.sqrt(want * (1 - want) / m) + 1e-12, (got, want)


def conditional(seed=0, n=3000):
    """A binary column, a number whose levels depend on it, and a nominal column that depends on both."""
    rng = np.random.default_rng(seed)
    a = rng.random(n) < 0.3
    levels = [1.0, 2.0, 7.0]
    b = np.where(a, rng.choice(levels, n, p=[0.1, 0.2, 0.7]), rng.choice(levels, n, p=[0.6, 0.3, 0.1]))
    c = np.where(b == 2, rng.choice(["x", "y", "z"], n, p=[0.1, 0.8, 0.1]), rng.choice(["x", "y", "z"], n))
    return pd.DataFrame({"a": a, "b": b, "c": c})


def test_a_tree_by_hand():
    x = np.array([[0], [0], [1], [1], [2], [2]], dtype=np.float32)
    cells = np.array([5, 5, 9, 9, 9, 8])
    tree = grow(x, cells, 2)
    assert tree.threshold[0] == 0.5
    leaf = fall(tree, np.array([[0], [1], [2], [0]], dtype=np.float32))
    donors = [sorted(tree.cells[tree.start[i]:tree.start[i] + tree.count[i]].tolist()) for i in leaf]
    assert donors == [[5, 5], [9, 9], [8, 9], [5, 5]]
    assert set(draw(tree, np.repeat(leaf[2], 100), np.random.default_rng(0))) == {8, 9}


def test_the_first_column_s_tree_is_one_leaf_with_all_cells():
    cells = np.array([3, 1, 3])
    tree = grow(np.empty((3, 0), dtype=np.float32), cells, 5)
    assert fall(tree, np.empty((4, 0), dtype=np.float32)).tolist() == [0, 0, 0, 0]
    assert tree.cells.tolist() == [3, 1, 3]


@pytest.mark.parametrize("unordered", [False, True])
@pytest.mark.parametrize("min_leaf", [1, 7, 400])
def test_falling_agrees_with_scikit_learn_and_leaves_are_never_too_small(min_leaf, unordered):
    rng = np.random.default_rng(min_leaf)
    x = rng.integers(0, 50, (700, 4)).astype(np.float32)
    cells = (x[:, 0] > 20).astype(int) + rng.integers(0, 3, 700)
    tree = grow(x, cells, min_leaf, unordered, seed=3)
    learner, y = (DecisionTreeClassifier, cells) if unordered else (DecisionTreeRegressor, stats.rankdata(cells))
    theirs = learner(min_samples_leaf=min_leaf, random_state=3).fit(x, y)
    new = rng.integers(-5, 60, (500, 4)).astype(np.float32)
    assert np.array_equal(fall(tree, new), theirs.apply(new))
    leaves = tree.feature < 0
    assert tree.count[leaves].min() >= min_leaf
    assert tree.count.sum() == 700
    assert (tree.count[~leaves] == 0).all()
    mine = fall(tree, x)
    for leaf in np.flatnonzero(leaves):
        assert sorted(tree.cells[tree.start[leaf]:][:tree.count[leaf]]) == sorted(cells[mine == leaf])


def test_levels_are_placed_by_what_they_say():
    codes = np.array([0, 0, 1, 1, 2, 2, 4, 4])
    cells = np.array([9, 9, 0, 1, 5, 5, 2, 2])
    places = place_levels(codes, 5, cells)
    assert [int(i) for i in np.argsort(places)] == [1, 4, 3, 2, 0]  # level 3 has no row: the middle
    which = np.array([0, 0, 1, 1, 0, 1, 1, 1])  # level 0 speaks for code 0, 1 and 4 for code 1, 2 for both
    places = place_levels(codes, 5, which, unordered=True)
    middle = sorted(places[[2, 3]])
    assert middle in ([1, 2], [2, 3])  # between level 0 at one end and levels 1 and 4 at the other
    assert places[0] in (0, 4)
    assert sorted(places) == [0, 1, 2, 3, 4]


def test_leaves_hold_the_conditional_frequencies():
    df = conditional()
    sample = make("cart").fit(df, seed=0).sample(M, seed=1)
    share_near(sample["a"].mean(), df["a"].mean(), M)
    for a in (True, False):
        rows = sample[sample["a"] == a]
        for b in (1.0, 2.0, 7.0):
            share_near((rows["b"] == b).mean(), (df.loc[df["a"] == a, "b"] == b).mean(), len(rows))


def test_levels_in_arbitrary_order_are_told_apart():
    # 40 levels of two kinds, mixed: one split parts the kinds exactly, if the levels stand in the right order.
    rng = np.random.default_rng(0)
    kind = rng.permutation(40) % 2
    codes = rng.integers(0, 40, 4000)
    df = pd.DataFrame({"level": [f"l{c:02d}" for c in codes], "y": 10 * kind[codes] + rng.random(4000)})
    df["three"] = np.where(kind[codes] == 1, "x", rng.choice(["y", "z"], 4000))
    for table in (df[["level", "y"]], df[["level", "three"]]):
        sample = make("cart", min_leaf=1500).fit(table, seed=0).sample(4000, seed=1)
        kinds = kind[sample["level"].str[1:].astype(int)]
        assert np.array_equal(kinds, sample["y"] > 5 if "y" in sample else sample["three"] == "x")


@pytest.mark.parametrize("min_leaf", [1501, 10**9])
def test_with_leaves_as_large_as_the_table_the_columns_are_independent_bootstraps(min_leaf):
    df = conditional()
    model = make("cart", min_leaf=min_leaf).fit(df, seed=0)
    assert "every column is drawn on its own" in " ".join(model.notes_)
    sample = model.sample(M, seed=1)
    for name in df:
        for level, share in df[name].value_counts(normalize=True).items():
            share_near((sample[name] == level).mean(), share, M)
    # chi-squared of a against b and of b against c: at the 1e-5 quantile of independence
    for pair in (("a", "b"), ("b", "c")):
        assert stats.chi2_contingency(pd.crosstab(*(sample[p] for p in pair))).pvalue > 1e-5
        assert stats.chi2_contingency(pd.crosstab(*(df[p] for p in pair))).pvalue < 1e-20


def test_leaves_of_one_row_and_a_unique_first_column_copy_whole_rows(mixed):
    df = mixed.drop(columns="email")
    model = make("cart", min_leaf=1).fit(df, seed=0)  # height is unique
    sample = model.sample(500, seed=1)
    row = df.set_index("height").index.get_indexer(sample["height"])
    assert (row >= 0).all()
    pd.testing.assert_frame_equal(sample, df.iloc[row].reset_index(drop=True))
    share = np.bincount(row, minlength=len(df)) / 500
    assert stats.chisquare(share * 500).pvalue > 1e-5  # every row equally likely


def test_smaller_leaves_copy_more(mixed):
    df = mixed.drop(columns="email")
    copies = []
    for min_leaf in (300, 20, 5, 2, 1):
        sample = make("cart", min_leaf=min_leaf).fit(df, seed=0).sample(2000, seed=1)
        both = sample[["height", "since"]].merge(df[["height", "since"]].drop_duplicates(), how="left", indicator=True)
        copies.append((both["_merge"] == "both").mean())
    assert copies[0] < 0.02
    assert copies[-1] == 1
    assert copies == sorted(copies)


def test_every_cell_is_a_real_cell_unless_smoothed(mixed):
    model = make("cart").fit(mixed, seed=0)
    sample = model.sample(1000, seed=1)
    for name in mixed.columns.drop("email"):
        assert set(sample[name].dropna()) <= set(mixed[name].dropna())
    model.smooth = True
    moved = model.sample(1000, seed=1)
    assert not set(moved["height"]) & set(mixed["height"])
    assert moved["height"].between(mixed["height"].min(), mixed["height"].max()).all()
    assert moved[["stars", "region", "plan", "member"]].equals(sample[["stars", "region", "plan", "member"]])
    assert moved["since"].dtype == mixed["since"].dtype


def test_smoothing_goes_half_way_to_the_neighbours_and_leaves_shared_values():
    values = np.array([0.0, 2.0, 10.0])
    rng = np.random.default_rng(0)
    for cell, (low, high) in enumerate([(0, 1), (1, 6), (6, 10)]):
        moved = smoothed(values, np.full(M, cell), rng)
        assert stats.kstest((moved - low) / (high - low), "uniform").pvalue > 1e-5
    kept = smoothed(values, np.array([0, 1, 2, 1]), rng, shared=np.array([True, True, False]))
    assert kept[[0, 1, 3]].tolist() == [0, 2, 2]
    assert 6 <= kept[2] <= 10
    wide = smoothed(np.array([-1.7e308, 1.7e308]), np.array([0, 1]), rng)
    assert np.isfinite(wide).all()


def test_spikes_survive_smoothing():
    rng = np.random.default_rng(0)
    df = pd.DataFrame({"spend": np.where(rng.random(2000) < 0.6, 0.0, rng.random(2000)), "y": rng.random(2000)})
    sample = make("cart", smooth=True).fit(df, seed=0).sample(M, seed=1)
    share_near((sample["spend"] == 0).mean(), (df["spend"] == 0).mean(), M)
    assert not set(sample["spend"]) & set(df["spend"]) - {0.0}


def test_missing_cells_are_drawn_with_their_conditions():
    rng = np.random.default_rng(0)
    n = 4000
    group = rng.random(n) < 0.5
    income = np.where(rng.random(n) < np.where(group, 0.2, 0.05), np.nan, rng.lognormal(10, 1, n))
    debt = np.where(np.isnan(income), "unknown", np.where(income > np.exp(10), "low", "high"))
    df = pd.DataFrame({"group": group, "income": income, "debt": debt})
    sample = make("cart").fit(df, seed=0).sample(M, seed=1)
    for g in (True, False):
        rows = sample[sample["group"] == g]
        share_near(rows["income"].isna().mean(), df.loc[df["group"] == g, "income"].isna().mean(), len(rows))
    # The tree of debt splits income first: a missing cell has to stand where it stood in training.
    assert (sample["income"].isna() == (sample["debt"] == "unknown")).all()
    seen = sample.dropna()
    wrong = (seen["debt"] == "low") != (seen["income"] > np.exp(10))
    assert wrong.mean() < 5 / len(df)  # one leaf may straddle the border


def test_the_order_of_drawing():
    df = conditional().assign(d=np.where(np.arange(3000) % 5 == 0, np.nan, np.arange(3000.0) ** 2))
    fields = make("cart").fit(df, seed=0).encoder_.fields_
    named = [[fields[j].name for j in sequence(fields, first)] for first in (None, ["d", "b"])]
    assert named == [["a", "b", "c", "d is missing", "d"], ["d is missing", "d", "b", "a", "c"]]
    model = make("cart", order="c").fit(df, seed=0)
    assert model.sequence_[0] == 2
    assert list(model.sample(5, seed=0).columns) == list("abcd")


@pytest.mark.parametrize("smooth", [False, True])
def test_exact_functions_of_a_column_hold_in_every_row(smooth):
    rng = np.random.default_rng(0)
    metres = rng.normal(1.7, 0.1, 1000)
    df = pd.DataFrame({"x": rng.random(1000), "metres": metres, "inches": metres / 0.0254,
                       "band": np.where(metres > 1.8, "tall", np.where(metres > 1.6, "middle", "short"))})
    model = make("cart", smooth=smooth, order=["inches"]).fit(df, seed=0)
    assert len(model.sequence_) == 2  # one length and x
    assert df.columns[model.sequence_[0]] in ("metres", "inches")
    sample = model.sample(2000, seed=1)
    assert np.allclose(sample["inches"] * 0.0254, sample["metres"], rtol=1e-9)
    assert (sample["band"] == np.where(sample["metres"] > 1.8, "tall", np.where(sample["metres"] > 1.6, "middle",
                                                                                 "short"))).mean() > 0.995


def test_a_monotone_change_of_a_number_changes_nothing():
    rng = np.random.default_rng(0)
    df = pd.DataFrame({"x": rng.normal(0, 3, 500), "y": rng.normal(0, 1, 500)})
    df["z"] = df["x"] * df["y"] + rng.normal(0, 1, 500)
    plain = make("cart").fit(df, seed=0).sample(300, seed=1)
    bent = make("cart").fit(np.exp(df), seed=0).sample(300, seed=1)
    assert np.allclose(np.log(bent), plain)


def test_large_numbers_close_together_are_told_apart():
    # 32-bit floats, which scikit-learn's trees keep, cannot tell 1e9 from 1e9 + 1.
    x = 10**9 + np.arange(200)
    df = pd.DataFrame({"x": x.astype(float), "y": np.sin(x * 7.0)})
    sample = make("cart", min_leaf=1).fit(df, seed=0).sample(500, seed=1)
    assert np.allclose(sample["y"], np.sin(sample["x"] * 7.0))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(2, 60), st.integers(1, 70), st.integers(1, 4), st.integers(0, 10**6))
def test_any_small_table_any_leaf(n, min_leaf, p, seed):
    rng = np.random.default_rng(seed)
    df = pd.DataFrame({f"c{j}": rng.integers(0, rng.integers(1, 12), n) * 1.5 for j in range(p)})
    df["level"] = rng.choice(list("abcdef"), n)
    model = make("cart", min_leaf=min_leaf).fit(df, seed=seed)
    sample = model.sample(50, seed=1)
    for name in df:
        assert set(sample[name]) <= set(df[name])
    if hasattr(model, "trees_"):
        for tree in filter(None, model.trees_):
            assert tree.count[tree.feature < 0].min() >= min(min_leaf, n)
            assert tree.count.sum() == n
    if min_leaf == 1 and df.iloc[:, 0].is_unique:
        assert set(map(tuple, sample.to_numpy())) <= set(map(tuple, df.to_numpy()))


def test_a_saved_tree_that_goes_in_circles_is_refused(mixed, tmp_path):
    model = make("cart").fit(mixed, seed=0)
    j = model.sequence_[-1]
    left = model.trees_[j].left.copy()
    left[0] = 0
    model.trees_[j] = model.trees_[j]._replace(left=left)
    with pytest.raises(CourseError, match="damaged"):
        load(model.save(tmp_path / "m.zip"))


def test_what_is_kept_is_said(mixed):
    notes = " ".join(make("cart", min_leaf=7).fit(mixed).notes_)
    assert "hands out real cells" in notes
    assert "min_leaf=7" in notes
    assert "No tree can split" not in notes


# Planted faults: one step of the module is broken, and the test that guards it has to fail.

def fit_without_blanks(self, x, fields, rng, progress, fit=cart.CART._fit):
    fit(self, x, fields, rng, progress)
    self.blanks_ = [-1] * len(fields)


FAULTS = {
    "the first donor, not a random one": (
        "draw", lambda tree, leaf, rng: tree.cells[tree.start[leaf]], test_leaves_hold_the_conditional_frequencies, ()),
    "a neighbour's donors": (
        "draw", lambda tree, leaf, rng: draw(tree, leaf, rng)[::-1], test_leaves_hold_the_conditional_frequencies, ()),
    "right for left": (
        "fall", lambda tree, x: fall(tree._replace(left=tree.right, right=tree.left), x),
        test_leaves_hold_the_conditional_frequencies, ()),
    "levels where their codes stand": (
        "place_levels", lambda codes, k, cells, unordered=False: np.arange(k),
        test_levels_in_arbitrary_order_are_told_apart, ()),
    "half the leaf size": (
        "grow", lambda x, cells, min_leaf, *rest: grow(x, cells, (min_leaf + 1) // 2, *rest),
        test_with_leaves_as_large_as_the_table_the_columns_are_independent_bootstraps, (1501,)),
    "a missing cell keeps a donor's": ("CART._fit", fit_without_blanks,
                                       test_missing_cells_are_drawn_with_their_conditions, ()),
    "functions are not looked for": ("find_dependents", lambda x, fields: [],
                                     test_exact_functions_of_a_column_hold_in_every_row, (False,)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(monkeypatch, fault):
    name, broken, guard, arguments = FAULTS[fault]
    monkeypatch.setattr(f"course_lib.generators.statistical.cart.{name}", broken)
    with pytest.raises(AssertionError):
        guard(*arguments)
