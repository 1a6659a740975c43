"""Figures: pixels and alt text in one bundle, deterministic, small, closed; bad texts are refused."""

import io
import re
from base64 import b64decode
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from course_lib.errors import CourseError
from course_lib.plots.palette import REAL, SYNTHETIC
from course_lib.teaching import figures
from course_lib.teaching.figures import MAX_BYTES, figure_bundle
from tests.teaching.fixture import a_lesson

ALT = "A histogram of age: real filled, synthetic outlined & <shifted> by five years."
SUMMARY = "Mean age: real 44, synthetic 49."


def a_figure(width=9.0):
    rng = np.random.default_rng(0)
    fig, axes = plt.subplots(1, 3, figsize=(width, 3.4), layout="constrained")
    for ax in axes:
        ax.hist(rng.normal(size=500), bins=30, color=REAL)
        ax.hist(rng.normal(size=500), bins=30, histtype="step", color=SYNTHETIC, linewidth=3)
    return fig


def pixels(bundle):
    return Image.open(io.BytesIO(b64decode(bundle["image/png"])))


def test_the_bundle_holds_html_png_and_text():
    bundle = figure_bundle(a_figure(), ALT, SUMMARY)
    assert set(bundle) == {"text/plain", "text/html", "image/png"}
    assert bundle["text/plain"] == ALT
    match = re.fullmatch(
        r'<figure[^>]*><img alt="([^"]*)" src="data:image/png;base64,([^"]*)" style="([^"]*)"></figure>',
        bundle["text/html"],
    )
    assert match[1] == "A histogram of age: real filled, synthetic outlined &amp; &lt;shifted&gt; by five years."
    assert match[2] == bundle["image/png"]
    assert "max-width:100%" in match[3] and "width:900px" in match[3]
    image = pixels(bundle)
    assert image.size == (1800, 680)  # twice the shown size
    assert "Software" not in image.info and "date" not in str(image.info).lower()


def test_the_same_figure_gives_the_same_bytes():
    assert figure_bundle(a_figure(), ALT, SUMMARY) == figure_bundle(a_figure(), ALT, SUMMARY)


@pytest.mark.parametrize(("scale", "colours"), figures.ATTEMPTS)
def test_quantising_keeps_white_and_the_palette(scale, colours):
    """At every step of the ladder, in a figure that also holds a continuous colour map."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
    left.bar([0, 1], [1, 2], color=[REAL, SYNTHETIC])
    right.imshow(np.random.default_rng(0).uniform(-1, 1, (20, 20)), cmap="RdBu_r")
    image = Image.open(io.BytesIO(figures.quantised(figures.rendered(fig, 100 * scale), colours))).convert("RGB")
    plt.close(fig)
    assert image.getpixel((0, 0)) == (255, 255, 255)  # no grey veil over the page
    values = np.asarray(image).reshape(-1, 3).astype(int)
    for colour in (REAL, SYNTHETIC):
        rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(values - rgb).max(axis=1).min() <= (2 if colours >= 128 else 12), colour


def test_a_crowded_figure_is_stored_small():
    rng = np.random.default_rng(0)
    fig, axes = plt.subplots(1, 2, figsize=(9, 4))
    for ax in axes:
        ax.scatter(*rng.normal(size=(2, 1500)), s=8, color=REAL, alpha=0.5)
        ax.scatter(*rng.normal(size=(2, 1500)), s=8, color=SYNTHETIC, marker="x", alpha=0.5)
    bundle = figure_bundle(fig, ALT, SUMMARY)
    assert len(b64decode(bundle["image/png"])) <= MAX_BYTES
    assert "width:900px" in bundle["text/html"]  # shown as large, drawn with fewer pixels


def test_axes_and_seaborn_grids_are_accepted():
    import pandas as pd
    import seaborn

    fig, ax = plt.subplots()
    ax.plot([1, 2])
    assert figure_bundle(ax, ALT, SUMMARY)
    assert figure_bundle(seaborn.relplot(pd.DataFrame({"a": [1, 2], "b": [1, 3]}), x="a", y="b"), ALT, SUMMARY)
    with pytest.raises(CourseError, match="needs a matplotlib figure.*got list"):
        figure_bundle([1], ALT, SUMMARY)


def test_the_figure_is_closed():
    fig = a_figure()
    figure_bundle(fig, ALT, SUMMARY)
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", None, "figure", "Figure.", "A plot of age.", "   "])
def test_poor_alt_text_is_refused(alt):
    with pytest.raises(CourseError, match="`alt`.*what is drawn"):
        figure_bundle(a_figure(), alt, SUMMARY)


@pytest.mark.parametrize("summary", ["", None, "Ages."])
def test_poor_summary_is_refused(summary):
    with pytest.raises(CourseError, match="`summary`.*one line"):
        figure_bundle(a_figure(), ALT, summary)


def test_outside_of_a_notebook_show_prints_alt_and_summary(capsys):
    a_lesson().show(a_figure(), alt=ALT, summary="Mean age: \n real 44, synthetic 49.")
    assert capsys.readouterr().out == f"{ALT}\n{SUMMARY}\n"


def test_nbvals_sanitiser_blanks_pixels_and_keeps_alt_text():
    from nbval.plugin import get_sanitize_patterns

    patterns = get_sanitize_patterns((Path(__file__).parents[1] / "nbval_sanitize.cfg").read_text(encoding="utf-8"))

    def sanitised(fig, alt):
        html = figure_bundle(fig, alt, SUMMARY)["text/html"]
        for regex, replacement in patterns:
            html = re.sub(regex, replacement, html)
        return html

    one, other = sanitised(a_figure(), ALT), sanitised(plt.figure(figsize=(9, 2)), ALT)
    assert one == other
    assert "PIXELS" in one and "shifted" in one and len(one) < 400
    assert sanitised(a_figure(), ALT.replace("five", "six")) != one


def test_every_attempt_is_smaller_work_than_the_one_before():
    cost = [scale * colours for scale, colours in figures.ATTEMPTS]
    assert cost[0] == max(cost) and cost[-1] == min(cost)
