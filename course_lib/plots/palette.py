"""How every matplotlib picture looks: two colours that carry meaning, one grey for reference, never colour alone.

The colours themselves stand in `course_lib/colours.py`, because reports and feedback pages use them too. Real is
always *filled* (or dots), synthetic always an *outline* (or crosses), so a picture still reads in grey.
"""

from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patheffects import Normal, Stroke

from course_lib.colours import FLOOR, GRID, INK, REAL, REAL_FILL, SYNTHETIC

__all__ = ["DIVERGING", "FLOOR", "GRID", "HALO", "INK", "MAX_WIDTH", "REAL", "REAL_FILL", "STYLE", "SYNTHETIC",
           "contrast", "plain", "short_number", "style"]

DIVERGING = LinearSegmentedColormap.from_list("course", [SYNTHETIC, "#FFFFFF", REAL])

# A white rim keeps an outline readable where it crosses a fill or another line.
HALO = [Stroke(linewidth=3.4, foreground="white"), Normal()]

MAX_WIDTH = 9.0  # inches: the text column of a notebook

STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib, so a picture is the same on every machine
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.edgecolor": FLOOR,
    "axes.labelcolor": INK,
    "axes.grid": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.prop_cycle": mpl.cycler(color=[REAL, SYNTHETIC, FLOOR]),
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.figsize": (7.0, 3.2),
    "figure.dpi": 100,
    "savefig.dpi": 150,
}


@contextmanager
def style():
    """The course's look inside a `with` block; matplotlib's settings before it are restored afterwards."""
    with mpl.rc_context(STYLE):
        yield


def contrast(a, b) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1): a shape needs at least 3, a text 4.5."""
    light = []
    for colour in (a, b):
        r, g, b_ = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour))
        light.append(0.2126 * r + 0.7152 * g + 0.0722 * b_)
    return (max(light) + 0.05) / (min(light) + 0.05)


def plain(text, limit: int = 22) -> str:
    """A name or level from a table as matplotlib text: `$` is not read as mathematics, long names are cut.

    The cut is in the middle, because columns often differ in their last letters only (`worst radius 1`, `… 2`).
    """
    words = " ".join(str(text).split())
    if len(words) > limit:
        tail = limit // 3
        words = f"{words[: limit - tail - 1]}…{words[-tail:]}"
    return words.replace("$", r"\$")


def short_number(value: float, _=None) -> str:
    """Tick text: 68000 as 68k, 2500000 as 2.5M, so that ticks of large numbers do not touch."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size and (size > 1e3 or abs(value) >= 1e4):
            return f"{value / size:g}{letter}".replace("-", "−")
    return f"{value:g}".replace("-", "−")
