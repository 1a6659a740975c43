"""A matplotlib figure as notebook output: pixels, alt text inside the HTML, and one line of text.

JupyterLab and nbconvert ignore alt text in display metadata, so it stands in an HTML `<img alt>`; viewers that strip
HTML get the same PNG as image/png, terminals get the alt text. The summary line is printed: it is the caption and
what nbval compares, since pixels differ between machines (tests/nbval_sanitize.cfg blanks them in the HTML).
"""

from base64 import b64encode
from html import escape
from io import BytesIO

from course_lib.errors import CourseError

SHOWN_DPI = 100  # 9 inches fill a text column of 900 px
MAX_BYTES = 50_000  # a lesson stores up to seven figures, each twice and in base64, in a notebook under 1 MB
LEAST_ALT, LEAST_SUMMARY = 25, 10
NO_ALT = ("figure", "image", "picture", "plot", "chart", "graph", "diagram")
# Tried in turn until the PNG is small enough: pixels per shown pixel, colours.
ATTEMPTS = ((2, 256), (2, 64), (1.5, 128), (1.5, 64), (1, 128), (1, 32))


def figure_bundle(fig, alt: str, summary: str) -> dict[str, str]:
    """The mimebundle of a figure, which is closed. Raises CourseError if a text does not say what is seen."""
    fig = as_figure(fig)
    alt = described("alt", alt, LEAST_ALT, "say what is seen: what is drawn, and what stands out")
    described("summary", summary, LEAST_SUMMARY, "say in one line, with rounded numbers, what the figure shows")
    width = round(fig.get_figwidth() * SHOWN_DPI)
    pixels = b64encode(png(fig)).decode("ascii")
    close(fig)
    return {
        "text/plain": alt,
        "text/html": f'<figure style="margin:0"><img alt="{escape(alt)}" src="data:image/png;base64,{pixels}" '
        f'style="width:{width}px;max-width:100%;height:auto"></figure>',
        "image/png": pixels,
    }


def as_figure(fig):
    """The Figure of what plotting functions return: a Figure, an Axes or a seaborn grid."""
    from matplotlib.figure import Figure

    if isinstance(fig, Figure):
        return fig
    owner = getattr(fig, "figure", None)
    if not isinstance(owner, Figure):
        raise CourseError(f"show needs a matplotlib figure as its first argument, and got {type(fig).__name__}.")
    return owner


def described(argument: str, value, least: int, how: str) -> str:
    words = " ".join(str(value or "").split())
    if len(words) < least or words.lower().strip(".") in NO_ALT:
        raise CourseError(f"show: `{argument}` = {words!r} is too short; {how} ({least} characters or more).")
    return words


def png(fig) -> bytes:
    """Sharp on a 2x display, few bytes, the same bytes for the same figure."""
    smallest, drawn = None, {}
    for scale, colours in ATTEMPTS:
        if scale not in drawn:
            drawn[scale] = rendered(fig, SHOWN_DPI * scale)  # the slow part: once a scale
        data = quantised(drawn[scale], colours)
        if smallest is None or len(data) < len(smallest):
            smallest = data
        if len(data) <= MAX_BYTES:
            break
    return smallest


def rendered(fig, dpi):
    """The figure as a Pillow image; stored anew from it, so matplotlib's name and version are not in the file."""
    from PIL import Image

    drawn = BytesIO()
    fig.savefig(drawn, format="png", dpi=dpi, facecolor=fig.get_facecolor())
    return Image.open(drawn).convert("RGB")


def quantised(image, colours) -> bytes:
    from PIL import Image

    stored = BytesIO()
    # MAXCOVERAGE keeps white white; without dithering flat areas stay flat.
    palette = image.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette.save(stored, "PNG", optimize=True)
    return stored.getvalue()


def close(fig):
    """Closed, or the inline backend would show it a second time at the end of the cell."""
    import matplotlib.pyplot as plt

    plt.close(fig)
