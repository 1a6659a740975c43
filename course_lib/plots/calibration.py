"""A calibration curve: of the predictions made with this confidence, how many were right?"""

import numpy as np
from scipy import stats

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import FLOOR, GRID, INK, REAL, style

EDGES = (50, 60, 70, 80, 90, 100)


def calibration(records, *, edges=EDGES, title=""):
    """Share right against confidence, group by group; on the dashed line confidence and share are equal.

    records: pairs of confidence in percent and whether the prediction was right. edges: ends of the groups, ascending;
    a group holds its lower end, the last one both. A dot stands at the group's mean confidence, with Wilson's 95%
    interval of its share and the number of its predictions. Returns a matplotlib Figure. Raises CourseError without
    records, and for a confidence outside the edges.
    """
    said = np.array([confidence for confidence, _ in records], dtype=float)
    hit = np.array([bool(right) for _, right in records])
    if not said.size:
        raise CourseError("calibration() got no prediction: give pairs of confidence and whether it was right.")
    if said.min() < edges[0] or said.max() > edges[-1]:
        raise CourseError(f"calibration(): a confidence lies outside {edges[0]} to {edges[-1]} percent.")
    group = np.clip(np.searchsorted(edges, said, side="right") - 1, 0, len(edges) - 2)
    with style():
        fig = figure(5.2, 3.4)
        ax = fig.subplots()
        ax.plot([edges[0], edges[-1]], [edges[0], edges[-1]], color=FLOOR, linestyle="--", linewidth=1.3)
        ax.annotate("as sure as right", (edges[-1], edges[-1]), xytext=(-4, 4), textcoords="offset points", color=FLOOR,
                    size=8, ha="right", va="bottom")  # fmt: skip
        for k in np.unique(group):
            x, right, n = said[group == k].mean(), int(hit[group == k].sum()), int((group == k).sum())
            low, high = stats.binomtest(right, n).proportion_ci(method="wilson")
            ax.plot([x, x], [100 * low, 100 * high], color=REAL, linewidth=1.6)
            ax.plot(x, 100 * right / n, "o", color=REAL, markersize=6, mew=0)
            ax.annotate(f"{n}", (x, 0), xytext=(0, 3), textcoords="offset points", ha="center", size=8, color=INK)
        ax.annotate("predictions:", (edges[0], 0), xytext=(-4, 3), textcoords="offset points", ha="right", size=8)
        span = edges[-1] - edges[0]
        ax.set(xlim=(edges[0] - 0.28 * span, edges[-1] + 0.04 * span), ylim=(0, 108), title=title,
               xlabel="how sure (%)", ylabel="how often right (%)")  # fmt: skip
        ax.set_xticks(edges)
        ax.set_yticks(range(0, 101, 20))
        ax.grid(color=GRID)
    return fig
