"""Every figure: what is drawn is what the tables hold, labels never touch, nothing is left to pyplot."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import StepPatch

from course_lib import plots
from course_lib.errors import CourseError
from course_lib.evaluation import Score
from course_lib.plots.columns import common_edges
from course_lib.plots.heatmaps import written
from course_lib.plots.palette import MAX_WIDTH, REAL_FILL

from .overlap import outside, overlaps


def table(n: int, seed: int) -> pd.DataFrame:
    """One column of every kind, with odd names and a missing cell."""
    r = np.random.default_rng(seed)
    z = r.normal(size=n)
    df = pd.DataFrame({
        "age": r.integers(18, 81, n), "income": np.exp(11 + 0.45 * z), "purchase": np.exp(3 + 0.8 * z),
        "visits": r.poisson(4, n), "$ price_{x} $": r.normal(size=n),
        "segment": r.choice(["basic", "plus", "a level with a very long $name$"], n),
        "town": r.choice([f"town {k}" for k in range(30)], n), "member": r.random(n) < 0.3,
        "joined": pd.Timestamp("2019-01-01") + pd.to_timedelta(r.integers(0, 1500, n), unit="D"),
    })  # fmt: skip
    df.loc[0, "purchase"] = np.nan
    return df


REAL, MADE = table(300, 0), table(200, 1)
WIDE = pd.DataFrame(np.random.default_rng(2).normal(size=(60, 20))).rename(columns="worst concave points {}".format)


def score(name, column, value, better="lower"):
    return Score(name, column, value, better, 0.01, (value * 0.9, value * 1.1), "holdout", "", "", limit=0.02)


SCORES = [score("jsd", name, 0.01 + 0.003 * k) for k, name in enumerate(REAL)] + [score("c2st", None, 0.6)]

FIGURES = {
    "columns": lambda: plots.columns(REAL, MADE),
    "scatter": lambda: plots.scatter(REAL, MADE, "income", "purchase"),
    "scatter of dates": lambda: plots.scatter(REAL, MADE, "joined", "$ price_{x} $"),
    "clouds": lambda: plots.clouds({"real": REAL, "a generator with a long name": MADE, "$a_{b}$": MADE, "four": MADE},
                                   "income", "$ price_{x} $", real=["real"]),
    "ecdf": lambda: plots.ecdf(REAL, MADE, "income"),
    "correlations": lambda: plots.correlations(REAL, MADE),
    "correlations, ten": lambda: plots.correlations(WIDE.iloc[:, :10], WIDE.iloc[::2, :10]),
    "correlations, too many": lambda: plots.correlations(WIDE, WIDE.iloc[::2]),
    "scores": lambda: plots.score_strips(SCORES),
    "scores over seeds": lambda: plots.score_strips([SCORES, SCORES[::-1]]),
    "histograms": lambda: plots.histograms({"a": REAL["age"], "b, $x$": MADE["age"], "c": REAL["purchase"]}, mark=60,
                                           mark_label="sixty", xlabel="age (years)"),
    "bars": lambda: plots.bars({"fresh real rows": 0.99, "a generator with a long name": [0.7, 0.8]}, floor=0.95,
                               title="Means match", xlabel="mean match", real=["fresh real rows"]),
    "strips": lambda: plots.strips({"fresh real rows": np.linspace(0.96, 0.99, 40), "$a_{b}$": 0.7}, floor=0.95,
                                   xlabel="mean match", real=["fresh real rows"]),
}  # fmt: skip


def pyplot_state():
    """Open figures and settings (the backend's entry is filled in by matplotlib itself when first read)."""
    return plt.get_fignums(), {k: str(v) for k, v in plt.rcParams.items() if not k.startswith("backend")}


@pytest.mark.parametrize("name", FIGURES)
def test_labels_do_not_touch_and_the_page_is_wide_enough(name):
    before = pyplot_state()
    fig = FIGURES[name]()
    assert pyplot_state() == before
    assert fig.get_size_inches()[0] <= MAX_WIDTH
    assert overlaps(fig) == []
    assert outside(fig) == []


def test_the_overlap_check_sees_an_overlap():
    from matplotlib.figure import Figure

    fig = Figure()
    fig.text(0.5, 0.5, "one label")
    fig.text(0.52, 0.5, "another")
    assert overlaps(fig) == [("one label", "another")]
    tilted = Figure()
    for k in range(3):
        tilted.text(0.3 + 0.05 * k, 0.5, "a tilted label", rotation=45)
    assert overlaps(tilted) == []


def test_a_histogram_shows_shares_over_common_bins():
    fig = plots.columns(REAL, MADE, names=["income"], bins=10)
    real, made = [p for p in fig.axes[0].patches if isinstance(p, StepPatch)]
    edges = real.get_data().edges
    np.testing.assert_array_equal(edges, made.get_data().edges)
    assert edges[0] == min(REAL.income.min(), MADE.income.min())
    assert edges[-1] == max(REAL.income.max(), MADE.income.max())
    for patch, df in ((real, REAL), (made, MADE)):
        np.testing.assert_allclose(patch.get_data().values, np.histogram(df.income, edges)[0] / len(df))
    assert real.get_fill() and to_hex(real.get_facecolor()).upper() == REAL_FILL
    assert not made.get_fill() and to_hex(made.get_edgecolor()).upper() == plots.SYNTHETIC


def test_whole_numbers_get_bins_of_equal_count():
    np.testing.assert_allclose(np.diff(common_edges(np.arange(7), np.arange(5), bins=24, whole=True)), 1)
    wide = np.diff(common_edges(np.arange(100.0), np.array([3.0]), bins=24, whole=True))
    assert np.all(wide == wide[0]) and wide[0] == round(wide[0])


def test_rare_levels_are_pooled_and_nothing_is_lost():
    fig = plots.columns(REAL, MADE, names=["town"])
    ax = fig.axes[0]
    widths = [p.get_width() for p in ax.patches]
    assert len(widths) == 2 * 10
    assert sum(widths[:10]) == pytest.approx(1) and sum(widths[10:]) == pytest.approx(1)
    assert ax.get_yticklabels()[-1].get_text() == "21 others"


def test_missing_cells_are_said():
    half = MADE.assign(purchase=MADE.purchase.where(MADE.index % 2 == 0))
    fig = plots.columns(REAL, half, names=["purchase"])
    assert "missing: real 0%, synthetic 50%" in fig.axes[0].get_xlabel()


@pytest.mark.parametrize("value", [np.nan, 3.0])
def test_a_column_without_spread_or_values_still_has_a_picture(value):
    df = pd.DataFrame({"x": [value] * 4, "y": [1.0, 2, 3, 4]})
    plots.columns(df, df, names=["x"]).draw_without_rendering()


def test_heat_maps_write_the_correlations():
    fig = plots.correlations(REAL, MADE, names=["income", "purchase", "age"])
    values = [t.get_text() for t in fig.axes[1].texts]
    expected = MADE[["income", "purchase", "age"]].corr().to_numpy().ravel()
    assert [float(v.replace("−", "-")) for v in values] == pytest.approx(expected, abs=0.006)


def test_numbers_in_heat_maps_are_short():
    shown = written(pd.DataFrame([[1.0, -0.114, 0.0, np.nan]]), signed=True)
    assert shown.tolist() == [["+1.00", "−.11", ".00", "–"]]


def test_many_columns_keep_those_that_differ_most():
    other = WIDE.copy()
    other["worst concave points 19"] = other["worst concave points 0"]
    fig = plots.correlations(WIDE, other, most=4)
    kept = [t.get_text() for t in fig.axes[0].get_yticklabels()]
    assert len(kept) == 4 and any(k.endswith(" 0") for k in kept) and any(k.endswith("19") for k in kept)


def test_the_ecdf_writes_the_largest_gap():
    from scipy.stats import ks_2samp

    fig = plots.ecdf(REAL, MADE, "income")
    gap = ks_2samp(REAL.income, MADE.income).statistic
    assert f"largest gap {gap:.3f}" in [t.get_text() for t in fig.axes[0].texts]


def test_scores_show_value_floor_and_seeds():
    ax = plots.score_strips([[score("c2st", None, 0.6)], [score("c2st", None, 0.8)]]).axes[0]
    points = {line.get_marker(): line.get_xdata() for line in ax.lines}
    assert points["D"] == pytest.approx([0.7]) and list(points["o"]) == [0.6, 0.8]
    assert any(list(line.get_xdata()) == [0.01, 0.01] for line in ax.lines), "the floor is missing"
    assert ".700" in [t.get_text() for t in ax.texts]


@pytest.mark.parametrize("call, place", [
    (lambda: plots.columns(REAL, MADE, names=["wage"]), "'wage'"),
    (lambda: plots.columns(REAL, MADE.drop(columns="age")), "'age'"),
    (lambda: plots.scatter(REAL, MADE, "income", "segment"), "'segment'"),
    (lambda: plots.ecdf(REAL, MADE, "member"), "'member'"),
    (lambda: plots.correlations(REAL[["age"]], MADE), "two number columns"),
    (lambda: plots.correlations(REAL, MADE, names=["age", "segment"]), "'segment'"),
    (lambda: plots.bars({"a": float("nan")}), "'a'"),
    (lambda: plots.bars({}), "no values"),
    (lambda: plots.score_strips(SCORES, names=["elegance"]), "names="),
])  # fmt: skip
def test_mistakes_are_named(call, place):
    with pytest.raises(CourseError, match=place):
        call()


def test_no_bin_lies_across_the_smallest_real_value():
    """Real purchases begin at 0; a synthetic table that goes below must not put real rows there."""
    edges = common_edges(np.array([0.0, 3.0, 10.0]), np.array([-1.3, 4.0, 12.0]), bins=20, whole=False)
    assert np.abs(edges).min() < 1e-9
    assert edges[0] <= -1.3
    assert edges[-1] >= 12.0
