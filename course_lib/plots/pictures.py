"""Small pictures of grey pixels in rows and columns: what was asked for against how it was made."""

from collections.abc import Mapping

import numpy as np

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import MAX_WIDTH, plain, style

GAP = 1  # pixels of paper between two pictures


def pictures(cells: Mapping, *, side: int = 8, ink: float = 16):
    """Strips of square pictures; `cells` maps row title -> column title -> pictures, (k, side * side), 0 .. ink.

    Every row has the same columns; a column's title may have several lines. Dark is ink, on one scale for all.
    Returns a matplotlib Figure. Raises CourseError without pictures, or for pictures of another size.
    """
    if not cells or not all(cells.values()):
        raise CourseError("pictures() got no pictures: give a dictionary of row title and {column title: pictures}.")
    columns = list(next(iter(cells.values())))
    strips = {row: [strip(of[column], side) for column in columns] for row, of in cells.items()}
    shape = np.array(next(iter(strips.values()))[0].shape)
    width = min(MAX_WIDTH, 0.7 + len(columns) * 2.1)
    height = (width - 0.7) / len(columns) * shape[0] / shape[1]
    with style():
        fig = figure(width, 0.25 + 0.15 * max(str(c).count("\n") + 1 for c in columns) + len(strips) * (height + 0.1))
        axes = fig.subplots(len(strips), len(columns), squeeze=False)
        for i, (row, of) in enumerate(strips.items()):
            for j, (column, strip_) in enumerate(zip(columns, of)):
                axes[i, j].imshow(strip_, cmap="gray_r", vmin=0, vmax=ink, interpolation="nearest")
                axes[i, j].set(xticks=[], yticks=[])
                axes[i, j].spines[:].set_visible(False)
                if i == 0:
                    axes[i, j].set_title("\n".join(plain(line, 24) for line in str(column).splitlines()))
            axes[i, 0].set_ylabel(plain(row, 16), rotation=0, ha="right", va="center", fontweight="bold")
    return fig


def strip(pictures, side: int) -> np.ndarray:
    """Pictures (k, side * side) side by side, a gap of paper between two: (side, k * (side + GAP) - GAP)."""
    pictures = np.asarray(pictures, dtype=float)
    if pictures.ndim != 2 or pictures.shape[1] != side**2 or not len(pictures):
        raise CourseError(f"pictures() got the shape {pictures.shape}: give one picture a row, (k, {side**2}).")
    padded = np.pad(pictures.reshape(-1, side, side), ((0, 0), (0, 0), (0, GAP)))
    return np.concatenate(list(padded), axis=1)[:, :-GAP]
