"""What grows with the rows: one line a generator on logarithmic axes, its name at its end."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter

from course_lib.errors import CourseError
from course_lib.plots.canvas import grid
from course_lib.plots.labels import at_ends
from course_lib.plots.palette import FLOOR, GRID, INK, plain, short_number, style

MARKS = "osD^vPX*<>phd"


def costs(panels: Mapping, *, xlabel="rows", ncols: int = 2, guide: Mapping = ()):
    """One panel a title, both axes logarithmic; `panels` maps title -> {name: (rows, values)}, all above 0.

    Every line has a mark of its own and its name at its right end, so that no colour is needed. guide: title -> a
    label for a dashed grey line that grows in proportion to the rows, through the middle of the panel. Values that are
    missing are left out. Raises CourseError for a panel without a value.
    """
    clean = {title: {name: kept(*pair) for name, pair in lines.items()} for title, lines in panels.items()}
    clean = {title: {name: pair for name, pair in lines.items() if pair[0].size} for title, lines in clean.items()}
    empty = [title for title, lines in clean.items() if not lines]
    if empty or not clean:
        raise CourseError(f"costs() has nothing to draw{f' for {empty[0]!r}' if empty else ''}: measure first.")
    names = list(dict.fromkeys(name for lines in clean.values() for name in lines))
    with style():
        fig, axes = grid(len(clean), ncols, panel=(4.5, 3.4))
        for ax, (title, lines) in zip(axes, clean.items()):
            for name, (x, y) in lines.items():
                ax.plot(x, y, color=INK, linewidth=1.1, marker=MARKS[names.index(name) % len(MARKS)], markersize=4.5,
                        mfc="white", mew=1.1)
            x = np.concatenate([pair[0] for pair in lines.values()])
            y = np.concatenate([pair[1] for pair in lines.values()])
            ax.set(xscale="log", yscale="log", title=plain(title, 60), xlabel=xlabel)
            if title in guide:
                ends = np.array([x.min(), x.max()])
                ax.plot(ends, np.exp(np.log(y).mean()) * ends / np.sqrt(ends.prod()), color=FLOOR, linestyle="--",
                        linewidth=1.3, zorder=0, label=guide[title])
                ax.legend(loc="upper left")
            ax.set_xlim(x.min() / 1.4, x.max() * 12)  # room for the names
            ax.set_ylim(y.min() / 2, y.max() * (8 if title in guide else 2))
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_locator(LogLocator())
                axis.set_major_formatter(short_number)
                axis.set_minor_formatter(NullFormatter())
            ax.grid(color=GRID)
        for ax, lines in zip(axes, clean.values()):
            at_ends(ax, [x[-1] for x, _ in lines.values()], [y[-1] for _, y in lines.values()],
                    [plain(name, 20) for name in lines], color=INK)
    return fig


def kept(x, y) -> tuple[np.ndarray, np.ndarray]:
    """The points whose value is there and above 0, by size."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    good = np.isfinite(y) & (y > 0)
    order = np.argsort(x[good])
    return x[good][order], y[good][order]
