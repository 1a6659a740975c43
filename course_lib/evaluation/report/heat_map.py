"""How columns go together, as a square of colours: blue positive, vermillion negative, white none, grey undefined."""

from html import escape

import numpy as np

from course_lib.colours import REAL, SYNTHETIC
from course_lib.evaluation.report.svg import fit_all, num, svg, text
from course_lib.evaluation.scores.score import show

MOST_NUMBERED = 12  # maps of more columns show no numbers in their cells
SIZE, MARGIN, TOP = 262, 96, 20  # pixels: the square, the names beside it and below it, its title


def heat_map(matrix, names, title: str) -> str:
    """matrix: (k, k) associations from -1 to 1, NaN where undefined; the diagonal is not drawn."""
    n = len(names)
    cell = min(SIZE / max(n, 1), 54)
    side, size = cell * n, min(10.5, 0.95 * cell)
    angle, below = (-45, 62) if n <= MOST_NUMBERED else (-90, MARGIN)
    labels = fit_all(names, min(MARGIN, below * 1.3) - 8, size)
    out = [text(MARGIN, 13, title, "title")]
    for i in range(n):
        for j in range(n):
            out += entry(matrix[i, j], MARGIN + j * cell, TOP + i * cell, cell, i == j, n <= MOST_NUMBERED)
        out.append(label(MARGIN - 4, TOP + (i + 0.5) * cell, labels[i], size, 0))
    out += [label(MARGIN + (j + 0.5) * cell, TOP + side + 6, labels[j], size, angle) for j in range(n)]
    return svg(MARGIN + SIZE + 4, TOP + side + below, title, strongest(matrix, names), out)


def entry(value, x, y, cell, diagonal: bool, numbered: bool) -> list[str]:
    """One cell, with its number if there is room."""
    fill = "#F4F4F4" if diagonal else colour(value)
    out = [f'<rect x="{num(x)}" y="{num(y)}" width="{num(cell)}" height="{num(cell)}" fill="{fill}" class="cell"/>']
    if numbered and not diagonal:
        shown = "–" if np.isnan(value) else two_digits(value)
        dark = not np.isnan(value) and abs(value) > 0.62
        out.append(text(x + cell / 2, y + cell / 2 + 3, shown, "onDark" if dark else "cellText", "middle"))
    return out


def label(x, y, words: str, size: float, angle: int) -> str:
    """A name that ends at (x, y), turned by `angle`, in a font of `size` pixels."""
    return (f'<text x="{num(x)}" y="{num(y)}" class="small" text-anchor="end" dominant-baseline="central" '
            f'style="font-size:{num(size)}px" transform="rotate({angle} {num(x)} {num(y)})">{escape(words)}</text>')


def strongest(matrix, names) -> str:
    """The map in words: its largest entry off the diagonal."""
    off = np.abs(np.nan_to_num(matrix - np.diag(np.diag(matrix))))
    if len(names) < 2 or off.max() == 0:
        return "No association between columns is defined or different from zero."
    i, j = np.unravel_index(int(off.argmax()), off.shape)
    return f"The largest entry is {show(matrix[i, j], 2)}, between {names[i]} and {names[j]}."


def two_digits(v: float) -> str:
    """.48, −.3, and 0 for what rounds to it."""
    shown = show(round(float(v), 2), 2) if abs(v) >= 0.005 else "0"
    return shown.replace("-", "−")


def colour(v: float) -> str:
    """White at 0 to blue at 1 or vermillion at -1; grey for NaN."""
    if np.isnan(v):
        return "#DDDDDD"
    end = bytes.fromhex((REAL if v > 0 else SYNTHETIC)[1:])
    share = min(1.0, abs(float(v)))
    return "#" + "".join(f"{round(255 + (c - 255) * share):02X}" for c in end)
