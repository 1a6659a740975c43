"""Stamped words against matplotlib's own drawing of them."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib.explore.stamps import Stamps, mask_of, stamp
from course_lib.plots.palette import style


def drawn(add):
    fig = Figure(figsize=(2, 1), dpi=180)
    canvas = FigureCanvasAgg(fig)
    with style():
        add(fig)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3].astype(float)


def stamped(words, at=(0.2, 0.5), colour="black", **more):
    def add(fig):
        stamps = Stamps(at, fig.transFigure, size=8, **more)
        stamps.words, stamps.colours = [words], [colour]
        fig.add_artist(stamps)

    return drawn(add)


@pytest.mark.parametrize("word", ["JSD", ".024", "+.11", "−.09", "agpqy", "1,234%"])
def test_a_word_looks_as_matplotlib_draws_it(word):
    own = drawn(lambda fig: fig.text(0.2, 0.5, word, size=8, color="black", parse_math=False))
    assert own.min() < 100, "something is drawn"
    assert np.abs(stamped(word) - own).mean() < 0.1 * np.abs(stamped("") - own).mean()


def test_words_are_a_space_apart():
    own = drawn(lambda fig: fig.text(0.2, 0.5, "JSD .024, floor .0069", size=8, color="black"))
    ends = [np.flatnonzero((picture < 128).any(axis=(0, 2)))[-1] for picture in (own, stamped("JSD .024, floor .0069"))]
    assert abs(ends[0] - ends[1]) <= 4


def test_centre_colour_and_drop():
    picture = stamped("+.11", at=(0.5, 0.5), ha="center", drop=0.36 * 8, colour="#FF0000")
    rows, columns = np.nonzero(picture[:, :, 1] < 128)
    assert abs(np.median([columns.min(), columns.max()]) - 180) <= 2
    assert abs(np.median([rows.min(), rows.max()]) - 90) <= 2
    assert picture[..., 0].min() == 255, "red stays red where it is blended with white"


def test_a_word_beyond_the_edge_is_cut():
    pixels = np.full((10, 12, 4), 255, np.uint8)
    for row, column in ((-3, -4), (8, 10), (-50, 0), (0, 50), (2, -50)):
        stamp(pixels, np.ones((5, 6, 1), np.float32), row, column, np.zeros(3))
    assert (pixels[:2, :2, :3] == 0).all() and (pixels[8:, 10:, :3] == 0).all()
    assert (pixels[..., :3] == 0).all(axis=2).sum() == 8 and (pixels[..., 3] == 255).all()


def test_a_mask_is_made_once():
    assert mask_of("once", 8, 90)[0] is mask_of("once", 8, 90)[0]
    assert mask_of("once", 8, 90)[0].shape != mask_of("once", 9, 90)[0].shape
