"""The Distributions tab: every column's 20-bin histogram or bars, real filled, synthetic outlined, with numbers.

The real half is drawn once; a move redraws the outlines and the lines of numbers. Histograms have 20 equal bins over
the real range; JSD is the report's, over quantile bins of the real column.
"""

import math
from functools import cached_property

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from course_lib.data.schema import NUMBERS
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.columns import Cells, jsd_floor, jsd_of_shares
from course_lib.evaluation.scores.score import percent, show
from course_lib.explore.blit import BlitCanvas
from course_lib.explore.dashboard.amounts import amount, moments, spelled
from course_lib.explore.stamps import Stamps
from course_lib.explore.view import Frame
from course_lib.plots.canvas import bar_handles
from course_lib.plots.columns import as_numbers, finish, shares
from course_lib.plots.columns import percent as tick
from course_lib.plots.pairs import number_ticks
from course_lib.plots.palette import GRID, HALO, REAL, REAL_FILL, SYNTHETIC, plain, style

BINS = 20
PER_PAGE = 12
ACROSS = 3
MOST_LEVELS = 7
PANEL = (3.0, 1.95)  # inches, with words
TOP, WORDS, LEFT = 0.3, 0.48, 0.85  # inches: the legend; title and numbers above a panel; names of levels left of it
WIDE, HIGH = 0.38, 0.72  # gaps, in widths and heights of a panel


class Distributions:
    """Pages of PER_PAGE columns each."""

    def __init__(self, real, schema):
        self.real, self.schema = real, schema
        self.columns = [column for column in schema if column.kind != "identifier"]
        self.pages = [self.columns[i:i + PER_PAGE] for i in range(0, len(self.columns), PER_PAGE)]
        self._canvases = {}

    def page_names(self) -> list[str]:
        """As a list offers them: "columns 1 to 12"."""
        return [f"columns {PER_PAGE * i + 1} to {PER_PAGE * i + len(page)}" for i, page in enumerate(self.pages)]

    def frame(self, synthetic, page: int = 0) -> Frame:
        """The picture of one page."""
        canvas, panels = self._canvas(page)
        moves = [panel.move_to(synthetic) for panel in panels]

        def move():
            for act in moves:
                act()

        data = canvas.frame(move)
        scored = [(p.column.name, *p.score) for p in panels if np.isfinite(p.score[0])]
        worst = max(scored, key=lambda s: s[1] - s[2]) if scored else None
        far = "" if worst is None else (f" Furthest: {worst[0]}, JSD {show(worst[1])} bits where fresh rows have "
                                        f"{show(worst[2])} on average.")
        names = ", ".join(p.column.name for p in panels)
        return Frame(data, f"Distributions of {names}: real filled in blue, synthetic as vermillion outline.{far}",
                     f"20 equal bins over the real range. JSD is over 20 quantile bins, or levels; its floor is what "
                     f"fresh real rows have on average.{far}")

    def table(self, synthetic, page: int = 0) -> Markup:
        """HTML: mean and sd (or the most frequent level) of every column, missing cells, JSD and its floor."""
        head = Markup("<tr>{}</tr>").format(Markup("").join(Markup("<th scope=col>{}</th>").format(word) for word in (
            "column", "real", "synthetic", "missing, real | synthetic", "JSD, bits", "floor")))
        lines = []
        for panel in self._canvas(page)[1]:
            name, *rest = panel.row(synthetic[panel.column.name])
            cells = Markup("").join(Markup("<td>{}</td>").format(cell) for cell in rest)
            lines.append(Markup("<tr><th scope=row>{}</th>{}</tr>").format(name, cells))
        return Markup("<div class=scroll><table>{}{}</table></div>").format(head, Markup("").join(lines))

    def size(self, page: int = 0) -> tuple[int, int]:
        width, height = self._inches(page)
        return round(width * 90), round(height * 90)

    def _inches(self, page):
        rows = math.ceil(len(self.pages[page]) / ACROSS)
        return PANEL[0] * ACROSS, rows * PANEL[1] + TOP + 0.1

    def _canvas(self, page):
        if page not in self._canvases:
            columns, size = self.pages[page], self._inches(page)
            with style():
                fig = Figure(figsize=size, layout="none")  # a layout engine would take longer than the drawing
                axes = placed(fig, math.ceil(len(columns) / ACROSS))
                panels = []
                for ax, column in zip(axes, columns):
                    kind = NumberPanel if column.kind in NUMBERS else LevelPanel
                    panels.append(kind(ax, self.real[column.name], column))
                for ax in axes[len(columns):]:
                    ax.axis("off")
                fig.legend(handles=bar_handles(), loc="upper left", ncols=2, borderaxespad=0.2)
            self._canvases[page] = BlitCanvas(fig, [a for p in panels for a in p.artists]), panels
        return self._canvases[page]


def placed(fig, rows: int) -> list:
    """Axes in rows of ACROSS; margins in inches, so that words have the same room on a page of one row or four."""
    width, height = fig.get_size_inches()
    spec = fig.add_gridspec(rows, ACROSS, left=LEFT / width, right=1 - 0.12 / width, bottom=0.32 / height,
                            top=1 - (TOP + WORDS) / height, wspace=WIDE, hspace=HIGH)
    return [fig.add_subplot(spec[i // ACROSS, i % ACROSS]) for i in range(rows * ACROSS)]


class Panel:
    """One column: a fixed title, and one line of numbers that moves."""

    def __init__(self, ax, real, column):
        self.ax, self.column, self.real = ax, column, real
        self.fixed = None  # the real half of `row`
        self.score = float("nan"), float("nan")
        ax.set_title(plain(column.name, 28) + (f" ({plain(column.unit, 15)})" if column.unit else ""), pad=17)
        self.words = Stamps((0, 1.03), ax.transAxes, size=8, drop=-2)
        ax.add_artist(self.words)

    @cached_property
    def cells(self) -> Cells:
        return Cells(self.real)

    def tell(self, synthetic) -> str:
        """The line; also sets `score`."""
        try:
            p, q = self.cells.shares(synthetic)
            self.score = float(jsd_of_shares(p, q)), float(jsd_floor(len(self.real), len(synthetic), len(p)))
        except CourseError:  # a column without values, or numbers against text: there is no JSD to show
            self.score = float("nan"), float("nan")
            return "JSD not defined"
        return f"JSD {show(self.score[0])}, floor {show(self.score[1])}"

    def row(self, synthetic) -> tuple:
        """The column's line in the table of numbers: what, real, synthetic, missing in both."""
        if self.fixed is None:
            self.fixed = self.about(self.real), percent(float(self.real.isna().mean()))
        about, gaps = self.fixed
        return (self.column.name, about, self.about(synthetic), f"{gaps} | {percent(float(synthetic.isna().mean()))}",
                *(("–", "–") if np.isnan(self.score[0]) else map(show, self.score)))


class NumberPanel(Panel):
    """20 bins over the real range; whole numbers of fewer values have one bin each."""

    def __init__(self, ax, real, column):
        super().__init__(ax, real, column)
        values = np.asarray(as_numbers(real.dropna(), column.kind), float)
        self.edges = edges_of(values, column.kind)
        heights = shares(values, self.edges)
        ax.stairs(heights, self.edges, fill=True, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
        self.outline = ax.stairs(heights, self.edges, color=SYNTHETIC, linewidth=1.6, path_effects=HALO)
        ax.set_ylim(0, max(heights.max(), 0.02) * 1.5)
        ax.set_xlim(self.edges[0], self.edges[-1])
        number_ticks(ax, column.kind)
        if column.kind != "datetime":
            ax.locator_params(axis="x", nbins=5)
        top = ax.get_ylim()[1]
        finish(ax)
        ax.set_ylim(0, top)
        self.artists = [self.outline, self.words]

    def about(self, values) -> str:
        mean, sd = moments(values, self.column.kind)
        days = " days" if self.column.kind == "datetime" else ""
        return f"mean {spelled(mean, self.column.kind)}, sd {amount(sd)}{days}"

    def move_to(self, synthetic):
        values = np.asarray(as_numbers(synthetic[self.column.name].dropna(), self.column.kind), float)
        heights = shares(values, self.edges)
        out = float(np.mean((values < self.edges[0]) | (values > self.edges[-1]))) if len(values) else 0.0
        text = self.tell(synthetic[self.column.name]) + (f"; {percent(out)} outside" if out else "")
        top = float(heights.max(initial=0.0))
        text += f"; peak {percent(top)}" if top > self.ax.get_ylim()[1] else ""  # what the panel cuts off

        def act():
            self.outline.set_data(heights, self.edges)
            self.words.words = [text]

        return act


class LevelPanel(Panel):
    """Bars of the most frequent real levels; the others together."""

    def __init__(self, ax, real, column):
        super().__init__(ax, real, column)
        counts = shares_of_levels(real)
        order = [str(level) for level in column.levels or ()] if column.kind == "ordinal" else list(counts)
        self.levels = order if len(order) <= MOST_LEVELS + 1 else list(counts)[:MOST_LEVELS]
        heights = self.heights(real)
        at = np.arange(len(heights))
        ax.barh(at, heights, height=0.8, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
        self.bars = ax.barh(at, heights, height=0.8, fill=False, edgecolor=SYNTHETIC, linewidth=1.6)
        for bar in self.bars:
            bar.set_path_effects(HALO)
        ax.set_yticks(at, [plain(level, 14) for level in (*self.levels, "other")])
        ax.set(xlim=(0, min(1.0, max(heights.max(), 0.05) * 1.4)), ylim=(len(at) - 0.4, -0.6))
        if not heights[-1]:
            ax.set_yticks(at[:-1], [plain(level, 14) for level in self.levels])
            ax.set_ylim(len(at) - 1.4, -0.6)
        ax.xaxis.set_major_formatter(tick)
        ax.locator_params(axis="x", nbins=4)
        ax.grid(axis="x", color=GRID)
        ax.tick_params(axis="y", length=0)
        self.artists = [*self.bars, self.words]

    def heights(self, values) -> np.ndarray:
        """Shares of the shown levels, and of all others."""
        counts = shares_of_levels(values)
        found = [counts.get(level, 0.0) for level in self.levels]
        return np.array([*found, max(0.0, sum(counts.values()) - sum(found))]).round(12)

    def about(self, values) -> str:
        counts = shares_of_levels(values)
        return next((f"mostly {plain(level, 14)}, {percent(share)}" for level, share in counts.items()), "no value")

    def move_to(self, synthetic):
        heights, text = self.heights(synthetic[self.column.name]), self.tell(synthetic[self.column.name])

        def act():
            for bar, width in zip(self.bars, heights):
                bar.set_width(width)  # cut at the panel's edge; the numbers stand in the table
            self.words.words = [text]

        return act


def shares_of_levels(values) -> dict[str, float]:
    """Each level as text and its share of the rows that are not missing, the most frequent first."""
    codes, found = pd.factorize(values)
    counts = np.bincount(codes[codes >= 0], minlength=len(found))
    order = np.argsort(-counts, kind="stable")
    return {str(found[i]): float(counts[i] / counts.sum()) for i in order}


def edges_of(values, kind: str) -> np.ndarray:
    """At most BINS equal bins over the range of the real values; whole numbers get whole steps."""
    if not len(values):
        return np.array([-0.5, 0.5])
    low, high = float(values.min()), float(values.max())
    if kind == "integer":
        step = math.ceil((high - low + 1) / BINS)
        return np.arange(low - 0.5, high + step, step)
    if low == high:
        return np.array([low - 0.5, low + 0.5])
    return np.linspace(low, high, BINS + 1)
