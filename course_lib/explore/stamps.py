"""Words that move: matplotlib draws each distinct word once, and from then on it is stamped.

Laying out and drawing a text takes matplotlib over half a millisecond; a heat map has dozens of them, and a frame must
not take longer than some 50 ms. A stamp takes a thirtieth of that.
"""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course_lib.plots.palette import INK, style

KEPT = 2000  # masks of one size, before the store is emptied
_masks = {}  # (word, size in points, dpi) -> mask


def mask_of(word: str, size: float, dpi: float) -> tuple[np.ndarray, int]:
    """The share of ink a word leaves on each pixel: (height, width, 1), cut to its width; and its baseline's row."""
    key = word, size, dpi
    if key not in _masks:
        if len(_masks) >= KEPT:
            _masks.clear()
        em = size * dpi / 72
        height, left, baseline = round(2 * em), 2, round(1.4 * em)
        with style():
            fig = Figure(figsize=((len(word) + 1) * 1.2 * em / dpi, height / dpi), dpi=dpi, layout="none")
            canvas = FigureCanvasAgg(fig)
            text = fig.text(0, 0, word, size=size, color="black", parse_math=False)
            text.set(transform=None, position=(left, height - baseline))
            canvas.draw()
        ink = 1 - np.asarray(canvas.buffer_rgba())[:, :, :1].astype(np.float32) / 255
        columns = np.flatnonzero(ink.any(axis=(0, 2)))
        _masks[key] = ink[:, left:columns[-1] + 1] if len(columns) else ink[:, :0], baseline
    return _masks[key]


class Stamps(Artist):
    """Lines of words at fixed places. `words`: one text a place; `colours`: one a place.

    places: (n, 2) in the coordinates of `transform`. ha: "left" or "center" of the place. drop: the baseline lies so
    many points below it. Draws on Agg's canvas only, the one of BlitCanvas.
    """

    zorder = 3

    def __init__(self, places, transform, *, size: float, ha: str = "left", drop: float = 0.0):
        super().__init__()
        self.places, self.size, self.ha, self.drop = np.atleast_2d(np.asarray(places, float)), size, ha, drop
        self.words, self.colours = [""] * len(self.places), [INK] * len(self.places)
        self.set_transform(transform)

    def draw(self, renderer):
        pixels, dpi = np.asarray(renderer.buffer_rgba()), self.figure.dpi
        gap = round(0.32 * self.size * dpi / 72)  # DejaVu Sans: a space is .318 of its size
        for (x, y), words, colour in zip(self.get_transform().transform(self.places), self.words, self.colours):
            masks = [mask_of(word, self.size, dpi) for word in words.split()]
            width = sum(ink.shape[1] for ink, _ in masks) + gap * (len(masks) - 1)
            column = round(x - width / 2 if self.ha == "center" else x)
            row = round(len(pixels) - y + self.drop * dpi / 72)
            paint = 255 * np.array(to_rgb(colour), np.float32)
            for ink, baseline in masks:
                stamp(pixels, ink, row - baseline, column, paint)
                column += ink.shape[1] + gap
        self.stale = False


def stamp(pixels, ink, row: int, column: int, paint) -> None:
    """Blend `paint` (three numbers up to 255) into `pixels` (height, width, 4) where there is ink; cut at the edges."""
    top, left = max(0, -row), max(0, -column)
    part = pixels[row + top:row + len(ink), column + left:column + ink.shape[1], :3]
    share = ink[top:top + part.shape[0], left:left + part.shape[1]]
    part[...] = part + (paint - part) * share + 0.5  # written as bytes: cut, so this rounds
