"""The Overview tab: a card a column, real beside synthetic, and the scatter of two columns."""

import numpy as np
import pandas as pd
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from course_lib.data.schema import NUMBERS
from course_lib.explore.blit import BlitCanvas
from course_lib.explore.dashboard.amounts import amount, pick_points, typical
from course_lib.explore.pieces import outside, span, tell_beyond
from course_lib.explore.view import Frame
from course_lib.plots.canvas import point_handles
from course_lib.plots.columns import as_numbers
from course_lib.plots.pairs import axis_label, crosses, dots, number_ticks
from course_lib.plots.palette import GRID, HALO, INK, style

MOST_CARDS = 24
POINTS = (50, 100, 200, 300, 500)
SIZE = (9.0, 4.6)  # inches
FIRST = ("income", "purchase")


def number_names(schema) -> list[str]:
    """Columns that an axis can show."""
    return [column.name for column in schema if column.kind in NUMBERS]


def first_pair(schema) -> tuple:
    """Income and purchase, else the first two number columns; (None, None) below two."""
    names = number_names(schema)
    if all(name in names for name in FIRST):
        return FIRST
    return (names[0], names[1]) if len(names) > 1 else (None, None)


def cards(real: pd.DataFrame, synthetic: pd.DataFrame, schema) -> Markup:
    """HTML: for each column its mean (or the share of its most frequent level), real beside synthetic."""
    columns = [column for column in schema if column.kind != "identifier"]
    made = [card(column, real[column.name], synthetic[column.name]) for column in columns[:MOST_CARDS]]
    more = len(columns) - len(made)
    rest = Markup("<p>{} more column{} in the tab Distributions.</p>").format(more, "s" * (more != 1)) if more else ""
    return Markup('<ul class="cards">{}</ul>{}').format(Markup("").join(made), rest)


def card(column, real, synthetic) -> Markup:
    what, a, b, gap = typical(column, real, synthetic)
    unit = Markup(" <small>{}</small>").format(column.unit) if column.unit else ""
    return Markup("<li><h4>{}{}</h4><p>{}</p><dl><dt>real</dt><dd class=real>{}</dd><dt>synthetic</dt>"
                  "<dd class=made>{}</dd></dl><p>{}</p></li>").format(escape(column.name), unit, what, a, b, gap)


class Scatter:
    """Two columns of two tables. Axes and real dots are drawn once for a pair of columns and a number of points."""

    def __init__(self, real: pd.DataFrame, schema):
        self.real, self.schema = real, schema
        self._canvases = {}

    def frame(self, synthetic: pd.DataFrame, x: str, y: str, points: int) -> Frame:
        """The picture with `points` rows of each table."""
        canvas, limits, drawn, words = self._canvas(x, y, points)
        a, b = pick_points(synthetic, x, y, self.schema, points)
        out = outside(a, b, limits)

        def move():
            drawn.set_data(a, b)
            tell_beyond(words, out, max(len(a), 1))

        data = canvas.frame(move)
        r, s = (correlation(t, x, y, self.schema) for t in (self.real, synthetic))
        cut = f"; {out} crosses outside the frame" if out else ""
        return Frame(data, f"Scatter of {y} against {x}: real rows as blue dots with correlation {amount(r)}, "
                     f"synthetic rows as vermillion crosses with correlation {amount(s)}{cut}.",
                     f"{points} rows of each table. Correlation of {x} and {y}: real {amount(r)}, synthetic "
                     f"{amount(s)}.")

    def _canvas(self, x, y, points):
        if (x, y, points) not in self._canvases:
            real = pick_points(self.real, x, y, self.schema, points)
            whole = [as_numbers(self.real[name].dropna(), self.schema[name].kind) for name in (x, y)]
            with style():
                fig = Figure(figsize=SIZE, layout="none")
                ax = fig.add_axes((0.085, 0.115, 0.9, 0.81))
                dots(ax, *real, markersize=4.2)
                drawn = crosses(ax, [], [], markersize=5.2)
                limits = [span(v, (0.08, 0.08)) if len(v) else (0, 1) for v in whole]
                ax.set(xlim=limits[0], ylim=limits[1], xlabel=axis_label(self.schema[x]),
                       ylabel=axis_label(self.schema[y]))
                number_ticks(ax, self.schema[x].kind, self.schema[y].kind)
                ax.grid(color=GRID)
                fig.legend(handles=point_handles(), loc="upper left", ncols=2, borderaxespad=0.2)
                words = ax.text(0.99, 0.97, "", transform=ax.transAxes, ha="right", va="top", size=8, color=INK,
                                path_effects=HALO)
            if len(self._canvases) > 8:
                self._canvases.clear()
            self._canvases[x, y, points] = BlitCanvas(fig, [drawn, words]), limits, drawn, words
        return self._canvases[x, y, points]

    @property
    def size(self) -> tuple[int, int]:
        return round(SIZE[0] * 90), round(SIZE[1] * 90)


def correlation(table, x, y, schema) -> float:
    """Pearson's r over the complete rows; NaN where one column is constant."""
    a, b = (as_numbers(table[name], schema[name].kind) for name in (x, y))
    a, b = (np.asarray(v, float) for v in (a, b))
    whole = np.isfinite(a) & np.isfinite(b)
    if whole.sum() < 2 or not a[whole].std() or not b[whole].std():
        return float("nan")
    return float(np.corrcoef(a[whole], b[whole])[0, 1])
