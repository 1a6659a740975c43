"""The Correlations tab: three heat maps, real, synthetic and their difference, with the values written in."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from course_lib.data.schema import NUMBERS
from course_lib.evaluation import association
from course_lib.explore.blit import BlitCanvas
from course_lib.explore.dashboard.amounts import amount
from course_lib.explore.stamps import Stamps
from course_lib.explore.view import Frame
from course_lib.plots.heatmaps import written
from course_lib.plots.palette import DIVERGING, INK, plain, style

MEASURES = {"numbers": "Pearson's r of the number columns", "all": "all columns: r, Cramér's V, correlation ratio"}
MOST = 12
WIDE = 6  # columns that fit three maps side by side
DARK = 0.7  # from this association on, either way, white words read better than black ones


class Correlations:
    """Pictures of `measure`, a key of MEASURES; the real map and its names are drawn once."""

    def __init__(self, real: pd.DataFrame, holdout: pd.DataFrame, schema):
        self.real, self.schema = real, schema
        whole = {name: association(table, schema) for name, table in (("real", real), ("fresh", holdout))}
        numbers = [c.name for c in schema if c.kind in NUMBERS and c.name in whole["real"]]
        self.names = {"numbers": self._most(whole["real"], numbers), "all": self._most(whole["real"], None)}
        self.tables = whole
        self._canvases = {}

    @property
    def measures(self) -> list[str]:
        """Those that this table has at least two columns for."""
        return [name for name in MEASURES if len(self.names[name]) > 1]

    def frame(self, synthetic: pd.DataFrame, measure: str) -> Frame:
        """The three maps."""
        names = self.names[measure]
        real = self.tables["real"].loc[names, names]
        made = association(synthetic, self.schema).reindex(index=names, columns=names)
        canvas, maps = self._canvas(measure, real)

        def move():
            paint(*maps[1], made, signed=False)
            paint(*maps[2], made - real, signed=True)

        data = canvas.frame(move)
        gap, floor = mean_gap(real, made), mean_gap(real, self.tables["fresh"].loc[names, names])
        pair = furthest(real, made)
        far = "" if pair is None else (f" Furthest: {pair[0]} and {pair[1]}, real {amount(pair[2])}, synthetic "
                                       f"{amount(pair[3])}.")
        return Frame(data, f"Three heat maps of {len(names)} columns: real, synthetic, and synthetic minus real.{far}",
                     f"{self.caption(measure)}On average a pair is off by {amount(gap)}; the fresh real rows of the "
                     f"holdout are off by {amount(floor)}.{far}")

    def caption(self, measure: str) -> str:
        """What was left out."""
        total = len(self.tables["real"]) if measure == "all" else sum(
            self.schema[name].kind in NUMBERS for name in self.tables["real"])
        shown = len(self.names[measure])
        return "" if shown == total else f"The {shown} of {total} columns that go most with others. "

    def size(self, measure: str) -> tuple[int, int]:
        width, height = inches(len(self.names[measure]))
        return round(width * 90), round(height * 90)

    def _most(self, real: pd.DataFrame, names) -> list[str]:
        """The columns, or where they are too many those with the strongest associations, in the table's order."""
        real = real if names is None else real.loc[names, names]
        if len(real) <= MOST:
            return list(real)
        off = np.abs(np.nan_to_num(real.to_numpy(copy=True)))
        np.fill_diagonal(off, 0.0)
        keep = np.sort(np.argsort(-off.sum(axis=0), kind="stable")[:MOST])
        return list(real.columns[keep])

    def _canvas(self, measure, real):
        if measure not in self._canvases:
            size, boxes = inches(len(real)), places(len(real))
            with style():
                fig = Figure(figsize=size, layout="none")  # a layout engine would take longer than the drawing
                maps = []
                for i, title in enumerate(("real", "synthetic", "synthetic − real")):
                    ax = fig.add_axes(boxes[i])
                    maps.append(blank(ax, real.columns, title, names_left=i == 0 or len(real) > WIDE))
                paint(*maps[0], real, signed=False)
                bar = fig.colorbar(maps[0][0], cax=fig.add_axes(boxes[3]), ticks=[-1, -0.5, 0, 0.5, 1])
                bar.outline.set_visible(False)
            moving = [artist for one in maps[1:] for artist in one]
            self._canvases[measure] = BlitCanvas(fig, moving), maps
        return self._canvases[measure]


def inches(columns: int) -> tuple[float, float]:
    """Width and height of the figure."""
    return (9.0, 3.4) if columns <= WIDE else (9.0, 9.0)


def places(columns: int) -> list[tuple]:
    """Left, bottom, width, height of three maps and of the colour bar, as shares of the figure."""
    if columns <= WIDE:
        width, height = inches(columns)
        side = 2.42
        return [*((x / width, 0.72 / height, side / width, side / height) for x in (0.92, 3.42, 5.92)),
                (8.44 / width, 0.92 / height, 0.1 / width, 2.0 / height)]
    side = 0.375
    return [(0.105, 0.595, side, side), (0.615, 0.595, side, side), (0.105, 0.09, side, side),
            (0.615, 0.15, 0.012, 0.26)]


def blank(ax, names, title: str, *, names_left: bool) -> tuple:
    """A map without values: (mesh, words). Of many columns only the lower half is written on."""
    n = len(names)
    mesh = ax.pcolormesh(np.zeros((n, n)), vmin=-1, vmax=1, cmap=DIVERGING, edgecolors="white", linewidth=0.6)
    ax.set(title=title, xlim=(0, n), ylim=(n, 0), aspect="equal")
    short = [plain(name, 13) for name in names]
    middle = np.arange(n) + 0.5
    turned = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if n <= WIDE else {"rotation": 90}
    ax.set_xticks(middle, short, **turned)
    ax.set_yticks(middle, short if names_left else [])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    cell = 72 * ax.get_position().width * ax.figure.get_size_inches()[0] / n  # points
    size = min(8.5, cell / 3.1)
    rows, columns = np.indices((n, n)).reshape(2, -1) if n <= WIDE else np.tril_indices(n, -1)
    words = Stamps(np.column_stack([columns + 0.5, rows + 0.5]), ax.transData, size=size, ha="center", drop=0.36 * size)
    ax.add_artist(words)
    return mesh, words


def paint(mesh, words: Stamps, values: pd.DataFrame, signed: bool) -> None:
    """Colours and written values of one map; a pair without a value is left white."""
    numbers = np.ma.masked_invalid(values.to_numpy(dtype=float))
    mesh.set_array(numbers)
    at = tuple((words.places[:, ::-1] - 0.5).astype(int).T)
    words.words = written(values, signed)[at].tolist()
    words.colours = np.where(np.abs(numbers.filled(0.0)[at]) > DARK, "white", INK).tolist()


def pairs_of(values: pd.DataFrame) -> np.ndarray:
    """The entries above the diagonal."""
    return values.to_numpy(dtype=float)[np.triu_indices(len(values), 1)]


def mean_gap(real, other) -> float:
    """Mean absolute difference over pairs; a pair that only the other table lacks counts as 0 there."""
    a, b = pairs_of(real), np.nan_to_num(pairs_of(other))
    known = np.isfinite(a)
    return float(np.abs(a - b)[known].mean()) if known.any() else float("nan")


def furthest(real, other):
    """(column, column, real, synthetic) of the pair with the largest difference; None if there is none."""
    a, b = pairs_of(real), np.nan_to_num(pairs_of(other))
    gap = np.where(np.isfinite(a), np.abs(a - b), -1.0)
    if not len(gap) or gap.max() < 0:
        return None
    at = int(gap.argmax())
    i, j = (index[at] for index in np.triu_indices(len(real), 1))
    return real.columns[i], real.columns[j], float(a[at]), float(b[at])
