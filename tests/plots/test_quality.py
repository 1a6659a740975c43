"""Quality against seconds: points where they belong, the floor drawn, kinds told apart without colour, words apart."""

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.plots import costs, quality
from course_lib.plots.labels import spread
from course_lib.plots.quality import narrow, widen

from .overlap import outside, overlaps

# As crowded as a real run: five near the floor, others far above, peers slow.
POINTS = [("independent", .01, .89), ("vae_style", .03, .80), ("gan_style", .04, .86), ("copula", .15, .560),
          ("cart", .3, .578), ("vae", 19, .545), ("gan", 20, .58), ("ctgan", 22, .60), ("diffusion", 19.5, .527),
          ("autoregressive", 4.5, .524), ("copula_vae", 21, .55)]
PEERS = [("SDV-copula", 4.4, .99), ("TVAE", 58, .95), ("CTGAN", 207, .97), ("TabularARGN", 68, .673)]


def table(names=("customers",)):
    rows = []
    for name in names:
        rows.append((name, "fresh rows", "floor", np.nan, .503, .497, .508))
        rows += [(name, g, "ours", s, c, c - .006, c + .008) for g, s, c in POINTS]
        rows += [(name, g, "peer", s, c, c - .004, c + .004) for g, s, c in PEERS]
    return pd.DataFrame(rows, columns=["table", "generator", "kind", "seconds", "c2st", "c2st_low", "c2st_high"])


def test_points_floor_and_marks():
    (ax,) = quality(table()).axes
    marks = {(line.get_marker(), round(line.get_xdata()[0], 3), round(line.get_ydata()[0], 3)) for line in ax.lines
             if line.get_marker() not in ("None", None, "")}
    assert {("o", s, c) for _, s, c in POINTS} | {("s", s, c) for _, s, c in PEERS} <= marks
    (dashed,) = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert dashed.get_ydata()[0] == .503
    assert ax.get_xscale() == "log" and ax.get_ylim()[0] < .497 and ax.get_ylim()[1] > .994


@pytest.mark.parametrize("names", [
    ("customers",), ("customers", "census"),
    pytest.param(("customers", "census", "loans"), marks=pytest.mark.slow),
])  # fmt: skip
def test_a_crowded_picture_can_be_read(names):
    fig = quality(table(names))
    assert len(fig.axes) == len(names)
    assert overlaps(fig) == [] and outside(fig) == []
    written = [text.get_text() for text in fig.axes[0].texts if text.get_text()]
    assert sorted(written) == sorted(name for name, _, _ in POINTS + PEERS)


def test_the_scale_goes_there_and_back():
    auc = np.array([.4, .5, .5001, .53, .9, 1.0])
    assert narrow(widen(auc)) == pytest.approx(auc)
    assert (np.diff(widen(auc)) > 0).all()


def test_without_a_floor_or_peers_there_is_still_a_picture():
    only = table()
    fig = quality(only[only["kind"] == "ours"])
    assert [t.get_text() for t in fig.legends[0].get_texts()] == ["this course"]


def test_nothing_measured_is_named():
    only = table()
    with pytest.raises(CourseError, match="no generator"):
        quality(only[only["kind"] == "floor"])


ROWS = np.array([1e3, 3e3, 1e4, 3e4, 1e5, 3e5])


def test_costs_draw_a_line_a_generator_each_with_its_own_mark():
    lines = {name: (ROWS, ROWS / 1e4 * k) for k, (name, _, _) in enumerate(POINTS, 1)}
    fig = costs({"Fit: seconds": lines, "Memory": lines}, guide={"Fit: seconds": "in proportion"})
    marks = [line.get_marker() for line in fig.axes[0].lines if line.get_linestyle() == "-"]
    assert len(set(marks)) == len(POINTS)
    (guide,) = [line for line in fig.axes[0].lines if line.get_linestyle() == "--"]
    x, y = guide.get_data()
    assert y[1] / y[0] == pytest.approx(x[1] / x[0])
    assert overlaps(fig) == [] and outside(fig) == []


def test_words_spread_as_little_as_they_must():
    assert spread([1, 5, 9], 2, 0, 10) == pytest.approx([1, 5, 9])
    assert spread([5, 5, 5], 2, 0, 10) == pytest.approx([3, 5, 7])  # a block around what its members want
    assert spread([9.5, 9.6], 2, 0, 10) == pytest.approx([8, 10])  # pushed back from the edge
    assert spread([0, 1, 8], 2, 0, 10) == pytest.approx([0, 2, 8])


def test_costs_leave_out_what_was_not_measured():
    fig = costs({"Memory": {"cart": (ROWS, [1, 2, None, 4, np.nan, 6]), "vae": (ROWS, [None] * 6)}})
    assert list(fig.axes[0].lines[0].get_xdata()) == [1e3, 3e3, 3e4, 3e5]
    with pytest.raises(CourseError, match="'Memory'"):
        costs({"Memory": {"vae": (ROWS, [None] * 6)}})
