"""The Correlations tab: three heat maps, real, synthetic and their difference, with the values written in."""

import numpy as np
import pandas as pd

from course_lib.data.schema import NUMBERS
from course_lib.evaluation import association
from course_lib.explore.blit import BlitCanvas
from course_lib.explore.dashboard.amounts import amount
from course_lib.explore.view import Frame
from course_lib.plots.canvas import figure
from course_lib.plots.heatmaps import fit_values, heat_map, written
from course_lib.plots.palette import INK, contrast, style

MEASURES = {"numbers": "Pearson's r of the number columns", "all": "all columns: r, Cramér's V, correlation ratio"}
MOST = 12
WIDE = 6  # columns that fit three maps side by side


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
            for values, signed, (mesh, texts) in ((made, False, maps[1]), (made - real, True, maps[2])):
                paint(mesh, texts, values, signed)

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
            wide = len(real) <= WIDE
            with style():
                fig = figure(*inches(len(real)))
                axes = fig.subplots(1, 3) if wide else list(fig.subplots(2, 2).flat)
                empty = real * 0.0  # so that every cell has its text
                for i, (title, values) in enumerate((("real", real), ("synthetic", empty.fillna(0.0)),
                                                     ("synthetic − real", empty.fillna(0.0)))):
                    heat_map(axes[i], values, title, signed=i == 2, names_left=i % (3 if wide else 2) == 0)
                if not wide:
                    axes[3].axis("off")
                spot = ({"ax": axes, "shrink": 0.7, "aspect": 30} if wide
                        else {"ax": axes[3], "location": "left", "shrink": 0.8})
                fig.colorbar(axes[0].collections[0], **spot, ticks=[-1, -0.5, 0, 0.5, 1])
                fit_values(fig, axes[:3])
            maps = [(ax.collections[0], list(ax.texts)) for ax in axes[:3]]
            moving = [artist for mesh, texts in maps[1:] for artist in (mesh, *texts)]
            self._canvases[measure] = BlitCanvas(fig, moving), maps
        return self._canvases[measure]


def inches(columns: int) -> tuple[float, float]:
    return (9.0, 3.4) if columns <= WIDE else (9.0, 9.2)


def paint(mesh, texts, values: pd.DataFrame, signed: bool) -> None:
    """Colours and written values of one map."""
    numbers = values.to_numpy(dtype=float)
    mesh.set_array(np.ma.masked_invalid(numbers))
    mesh.update_scalarmappable()
    colours = mesh.to_rgba(np.ma.masked_invalid(numbers).ravel())
    for text, word, ground in zip(texts, written(values, signed).ravel(), colours):
        text.set_text(word)
        text.set_color(max(("white", INK), key=lambda ink, ground=ground: contrast(ink, tuple(ground))))


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
