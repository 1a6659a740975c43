"""Colours: contrast on white, and apart for the three colour-vision deficiencies."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_lib import colours
from course_lib.bootstrap import ROOT
from course_lib.plots.palette import FLOOR, INK, REAL, REAL_FILL, SYNTHETIC, contrast, plain, short_number

# Machado, Oliveira and Fernandes (2009), IEEE TVCG 15(6), severity 1.0, applied to linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def linear(colour) -> np.ndarray:
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb) -> np.ndarray:
    """CIE L*a*b* under D65 of linear sRGB."""
    m = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    t = (m @ np.clip(rgb, 0, 1)) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a, b, vision: str) -> float:
    """CIE76 colour difference as seen with this vision; 2.3 is noticeable side by side, 20 is plain at a glance."""
    return float(np.linalg.norm(lab(VISION[vision] @ linear(a)) - lab(VISION[vision] @ linear(b))))


def test_contrast_of_known_pairs():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.005)  # WCAG's own grey
    assert contrast(REAL, "white") == pytest.approx(5.2, abs=0.05)
    assert contrast(SYNTHETIC, "white") == pytest.approx(3.9, abs=0.05)


@pytest.mark.parametrize("colour", [REAL, SYNTHETIC, FLOOR, INK])
def test_shapes_stand_out_from_white(colour):
    assert contrast(colour, "white") >= 3


@pytest.mark.parametrize("colour", [REAL, FLOOR, INK])
def test_colours_that_also_write_words_are_readable(colour):
    assert contrast(colour, "white") >= 4.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("pair", [(REAL, SYNTHETIC), (SYNTHETIC, FLOOR), (REAL, INK), (REAL_FILL, SYNTHETIC)])
def test_meanings_stay_apart(vision, pair):
    assert distance(*pair, vision) >= 20


def test_the_tests_see_the_faults_they_guard():
    assert contrast("#06B6D4", "white") < 3  # the report's cyan
    assert distance("#CC0000", "#3F7A00", "normal") > 40 > distance("#CC0000", "#3F7A00", "deuteranopia")
    assert distance("#7F7F7F", "#808080", "normal") < 20


@pytest.mark.parametrize("name", ["$a$", "$", r"\$x", "a\nb", "x" * 80, "", "x_{1}^2"])
def test_names_of_columns_are_never_read_as_mathematics(name):
    from matplotlib.figure import Figure

    fig = Figure()
    text = fig.text(0.1, 0.1, plain(name))
    fig.draw_without_rendering()  # raises on broken mathematics
    assert len(plain(name).replace(r"\$", "$")) <= 22
    assert text.get_text().count("$") == text.get_text().count(r"\$")


def test_long_names_keep_what_tells_them_apart():
    assert plain("worst concave points 11") != plain("worst concave points 12")


@pytest.mark.parametrize("value, text", [(0, "0"), (950, "950"), (2500, "2500"), (68_000, "68k"), (-20_000, "−20k"),
                                         (2.5e6, "2.5M"), (0.25, "0.25")])  # fmt: skip
def test_ticks_are_short(value, text):
    assert short_number(value) == text


def test_a_colour_is_written_down_once():
    own = [colours.REAL, colours.REAL_FILL, colours.SYNTHETIC, colours.FLOOR]
    files = [p for p in (ROOT / "course_lib").rglob("*") if p.suffix in (".py", ".css", ".js", ".j2")]
    assert len(files) > 100
    texts = {path: path.read_text(encoding="utf-8").upper() for path in files if path.name != "colours.py"}
    assert not [(path.name, colour) for path, text in texts.items() for colour in own if colour in text]
    assert all(f": {colour};" in colours.css() for colour in own)
