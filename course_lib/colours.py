"""The colours of every picture and page: matplotlib (`plots/palette.py`), SVG and CSS (reports, feedback). Once.

Blue and vermillion are from Okabe and Ito (2008), "Color Universal Design": 5.2:1 and 3.9:1 against white, and
apart under the three colour-vision deficiencies; `tests/plots/test_palette.py` measures both.
"""

REAL = "#0072B2"  # blue: real rows, a right answer
SYNTHETIC = "#D55E00"  # vermillion: synthetic rows, an answer that is not right yet
FLOOR = "#595959"  # grey: the noise floor, and words of second rank
INK = "#1A1A1A"
GRID = "#E3E3E3"
BAND = "#CFCFCF"  # from the floor to what 95% of fresh real tables stay within

# Fills stay pale so that a vermillion outline over them keeps its contrast; the blue edge carries the shape.
REAL_FILL = "#8FC3E3"


def css() -> str:
    """All of them as declarations of CSS variables: `--real: #0072B2; --synthetic: ...`, for one rule's braces."""
    names = {"real": REAL, "real-fill": REAL_FILL, "synthetic": SYNTHETIC, "floor": FLOOR, "ink": INK, "grid": GRID}
    return " ".join(f"--{name}: {colour};" for name, colour in names.items())
