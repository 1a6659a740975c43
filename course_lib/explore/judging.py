"""Lesson 03: what do fresh real rows score against real rows, when rows, bins, logarithm and measure are varied?

Both samples are real, so every score in the picture is noise: its mean is the floor, its 95% point the edge. The
published numbers stand still while floor and edge move. What moves them is what was not printed beside them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.colours import BAND
from course_lib.errors import CourseError
from course_lib.evaluation import jsd_of_shares
from course_lib.explore.controls import Choice, Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.tables import check_numbers, matrix
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, REAL_FILL, SYNTHETIC, plain, short_number
from course_lib.randomness import generator

ROWS = (50, 75, 100, 125, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000)
BINS = (5, 10, 20, 30, 40, 60)
MEASURES = {"distance-e": "distance, natural log", "distance-2": "distance, base 2",
            "JSD-e": "JSD, natural log", "JSD-2": "JSD, base 2 (bits)"}  # fmt: skip
SPLITS = 100
RIGHT = 0.42  # end of the score axis; a band may be cut there, and its row says so


@dataclass(frozen=True)
class JudgingState:
    n: int = 500
    bins: int = 30
    measure: str = "distance-e"
    seed: int = 0


def converted(bits, measure: str):
    """A JSD in bits as `measure`: times ln 2 for the natural logarithm, its root for the distance."""
    value = np.asarray(bits) * (np.log(2) if measure.endswith("-e") else 1.0)
    return np.sqrt(value) if measure.startswith("distance") else value


def split_shares(values, n: int, m: int, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the first n and of the next m values of each line, over `bins` equal bins of the line's own range.

    values: (splits, at least n + m). Returns p, q, each (splits, bins): numpy.histogram of every line, at once.
    """
    values = values[:, : n + m]
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    width = np.where(high > low, high - low, 1.0)
    cell = np.minimum(((values - low) * (bins / width)).astype(np.int32), bins - 1)
    cell += bins * np.arange(len(values), dtype=np.int32)[:, None]
    shape = len(values), bins
    p, q = (np.bincount(part.ravel(), minlength=shape[0] * bins).reshape(shape)
            for part in (cell[:, :n], cell[:, n:]))  # fmt: skip
    return p / n, q / m


class JudgingView(View):
    """Histogram of one split of the first column, and for every column floor, edge and the published number."""

    title = "Floor and edge"
    default = JudgingState()
    controls = (
        Slider("n", "real rows", ROWS, lambda n: f"{n:,} against {2 * n:,}"),
        Slider("bins", "equal bins", BINS),
        Choice("measure", "measure", tuple(MEASURES), MEASURES.get),
    )
    presets = {
        "as in the article's code": JudgingState(),
        "few rows": JudgingState(n=100),
        "many rows": JudgingState(n=2000),
        "the course's unit": JudgingState(bins=20, measure="JSD-2"),
    }
    ratios = (2, 3)

    def __init__(self, real: pd.DataFrame, published: dict):
        if not published:
            raise CourseError("This control needs published numbers: give a dictionary of column and number.")
        check_numbers(published, real.select_dtypes("number").columns)
        self.published = dict(published)
        self._values = matrix(real, list(published)).T  # (columns, rows)
        missing = [name for name, values in zip(published, self._values) if np.isnan(values).any()]
        if missing:
            raise CourseError(f"Column '{missing[0]}' has gaps: this control needs complete columns; fill or drop it.")
        if len(real) < 3 * ROWS[-1]:
            raise CourseError(f"The slider needs {3 * ROWS[-1]:,} rows and the table has {len(real):,}: give more.")
        self._drawn, self._scores = {}, {}

    def drawn(self, seed: int) -> np.ndarray:
        """(columns, SPLITS, rows): each column in SPLITS random row orders, the same rows for all columns."""
        if seed not in self._drawn:
            rng, rows = generator(seed), self._values.shape[1]
            order = np.stack([rng.permutation(rows)[: 3 * ROWS[-1]] for _ in range(SPLITS)])
            self._drawn = {seed: self._values[:, order].astype(np.float32)}
        return self._drawn[seed]

    def scores(self, state) -> np.ndarray:
        """(columns, SPLITS): n real rows scored against 2 n other real rows, by the state's measure."""
        key = state.n, state.bins, state.seed
        if key not in self._scores:
            shares = [split_shares(lines, state.n, 2 * state.n, state.bins) for lines in self.drawn(state.seed)]
            self._scores[key] = np.stack([jsd_of_shares(p, q) for p, q in shares])
        return converted(self._scores[key], state.measure)

    def numbers(self, state) -> dict:
        """floor and edge of each column, and how many published numbers lie above their edge."""
        scores = self.scores(state)
        floors, edges = scores.mean(axis=1), np.quantile(scores, 0.95, axis=1)
        found = {f"floor of {name}": float(floor) for name, floor in zip(self.published, floors)}
        found |= {f"edge of {name}": float(edge) for name, edge in zip(self.published, edges)}
        found["above the edge"] = int(sum(number > edge for number, edge in zip(self.published.values(), edges)))
        return found

    def readout(self, state, n: dict) -> str:
        rows = (f"{name}: floor {n[f'floor of {name}']:.3f}, edge {n[f'edge of {name}']:.3f}"
                for name in self.published)  # fmt: skip
        return " · ".join([*rows, f"above their edge: {n['above the edge']} of {len(self.published)}"])

    def alt(self, state, n: dict) -> str:
        rows = (f"{name} {n[f'floor of {name}']:.3f} to {n[f'edge of {name}']:.3f}, printed {number:g}"
                for name, number in self.published.items())  # fmt: skip
        return (
            f"Left: histogram of {next(iter(self.published))} in {state.bins} bins, {state.n:,} real rows filled, "
            f"{2 * state.n:,} other real rows as outline. Right: for each column a grey band from floor to edge and a "
            f"cross at the printed number: {'; '.join(rows)}. {n['above the edge']} of {len(self.published)} crosses "
            "lie above their edge."
        )

    def stage(self, axes, *, small=False) -> Stage:
        left, right = axes
        name = next(iter(self.published))
        values = self._values[0]
        left.set(xlim=(values.min(), values.max()), ylim=(0, 1), xlabel=plain(name), title="two real samples")
        left.set_yticks([])
        left.xaxis.set_major_formatter(short_number)
        left.locator_params(axis="x", nbins=5)
        one = left.stairs([0.0], [0.0, 1.0], fill=True, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
        other = left.stairs([0.0], [0.0, 1.0], color=INK, linewidth=1.4, path_effects=HALO)

        rows = np.arange(len(self.published))
        right.set(xlim=(0, RIGHT), ylim=(len(rows) - 0.5, -0.6), title="floor to edge (grey), printed (cross)")
        right.set_yticks(rows, [plain(column, 14) for column in self.published])
        right.tick_params(axis="y", length=0)
        right.grid(axis="x", color=GRID)
        bands = [right.plot([], [], color=BAND, linewidth=10, solid_capstyle="butt")[0] for _ in rows]
        floors = right.plot([], [], "|", color=FLOOR, markersize=11, mew=2.4)[0]
        crosses = right.plot(list(self.published.values()), rows, "x", color=SYNTHETIC, markersize=7, mew=2)[0]
        words = [right.text(RIGHT * 0.99, row, "", ha="right", va="center", size=8, path_effects=HALO) for row in rows]

        def show(state):
            shown = self.drawn(state.seed)[0, :1]  # one split of the first column
            p, q = split_shares(shown, state.n, 2 * state.n, state.bins)
            line = shown[0, : 3 * state.n]
            edges = np.linspace(line.min(), line.max(), state.bins + 1)
            top = 1.15 * max(p[0].max(), q[0].max())
            one.set_data(p[0] / top, edges)
            other.set_data(q[0] / top, edges)
            n = self.numbers(state)
            low, high = ([n[f"{part} of {column}"] for column in self.published] for part in ("floor", "edge"))
            for band, row, a, b in zip(bands, rows, low, high):
                band.set_data([a, b], [row, row])
            floors.set_data(low, rows)
            for text, number, edge in zip(words, self.published.values(), high):
                text.set_text("above the edge" if number > edge else "not above" if edge <= RIGHT else "edge beyond")

        return Stage([one, other, *bands, floors, crosses, *words], show)


def explore_judging(real: pd.DataFrame, published: dict) -> Explorer:
    """Sliders for rows, bins and measure; `published` maps number columns of `real` to the numbers under test.

    Nothing synthetic is drawn: n rows of `real` are scored against 2 n others, 100 times. Raises CourseError for a
    column that is no number or has gaps, and for a table under 9,000 rows.
    """
    return Explorer(JudgingView(real, published))
