"""Many tables, one pair of columns: every panel shows its own rows, on the same axes."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from course_lib import plots
from course_lib.errors import CourseError

R = np.random.default_rng(0)
TABLES = {name: pd.DataFrame({"x": R.normal(k, 1, 50), "y": R.normal(size=50)})
          for k, name in enumerate(("real", "one", "two", "three"))}  # fmt: skip


def test_each_panel_holds_its_table():
    fig = plots.clouds(TABLES, "x", "y", real=["real"])
    assert [ax.get_title(loc="left") for ax in fig.axes] == list(TABLES)
    for ax, (name, table) in zip(fig.axes, TABLES.items()):
        (line,) = ax.get_lines()
        np.testing.assert_array_equal(line.get_xydata(), table[["x", "y"]])
        assert line.get_marker() == ("o" if name == "real" else "x")
        assert to_hex(line.get_color()).upper() == (plots.REAL if name == "real" else plots.SYNTHETIC)


def test_axes_are_common_and_hold_every_row():
    fig = plots.clouds(TABLES, "x", "y")
    assert len({ax.get_xlim() + ax.get_ylim() for ax in fig.axes}) == 1
    rows = pd.concat(TABLES.values())
    low, high = fig.axes[0].get_xlim()
    assert low < rows.x.min() and rows.x.max() < high


def test_at_most_so_many_rows_are_drawn_and_gaps_are_left_out():
    table = TABLES["one"].assign(y=TABLES["one"].y.where(TABLES["one"].index > 0))
    assert len(plots.clouds({"a": table}, "x", "y").axes[0].get_lines()[0].get_xdata()) == 49
    assert len(plots.clouds({"a": table}, "x", "y", most=7).axes[0].get_lines()[0].get_xdata()) == 7


def test_a_column_without_spread_has_a_picture():
    plots.clouds({"a": TABLES["one"].assign(y=1.0)}, "x", "y").draw_without_rendering()


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="no table"):
        plots.clouds({}, "x", "y")
    with pytest.raises(CourseError, match="'z'"):
        plots.clouds(TABLES, "x", "z")
    with pytest.raises(CourseError, match="has no column 'y'"):
        plots.clouds({"a": TABLES["one"], "b": TABLES["two"][["x"]]}, "x", "y")
    levels = TABLES["one"].assign(level=list("ab") * 25)
    with pytest.raises(CourseError, match="'level' is a category"):
        plots.clouds({"a": levels}, "x", "level")
