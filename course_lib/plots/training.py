"""A loss over the epochs of training."""

import numpy as np

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import FLOOR, GRID, INK, plain, style


def training(loss, *, stop: int | None = None, stop_label: str = "", ylabel: str = "loss", title: str = ""):
    """One value an epoch as a line, epochs counted from 1; `stop`: an epoch to mark with a dashed line and a label.

    The y axis starts at zero where the loss is never negative, so that a flat end is not stretched into a slope.
    Raises CourseError for a loss that is empty or not finite.
    """
    values = np.asarray(loss, dtype=float)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise CourseError("training() needs one finite loss an epoch: give model.history_['loss'].")
    with style():
        fig = figure(7.0, 2.3 + (0.25 if title else 0))
        ax = fig.subplots()
        ax.plot(np.arange(1, values.size + 1), values, color=INK, linewidth=1.6)
        if stop is not None:
            ax.axvline(stop, color=FLOOR, linestyle="--", linewidth=1.2)
            ax.annotate(plain(stop_label, 40), (stop, 0.9), xycoords=("data", "axes fraction"), xytext=(5, 0),
                        textcoords="offset points", color=FLOOR)
        if values.min() >= 0:
            ax.set_ylim(0, values.max() * 1.05)
        ax.set(xlim=(0, values.size * 1.02), xlabel="epoch", ylabel=ylabel, title=title)
        ax.grid(axis="y", color=GRID)
    return fig
