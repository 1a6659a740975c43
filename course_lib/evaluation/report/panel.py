"""One column as a picture: a histogram or bars, the real shares filled, the synthetic shares outlined over them."""

import numpy as np

from course_lib.evaluation.report.svg import fit, fit_all, line, num, rect, svg, text
from course_lib.evaluation.scores.score import percent

HEIGHT = 150
SMALL = 10.5  # pixels, the font of labels
ROW = 19  # pixels per level


def panel(picture, width: float = 250) -> str:
    """picture: a ColumnPicture of `profile.py`. width: in pixels."""
    height = 8 + ROW * len(picture.labels) if picture.labels else HEIGHT
    body = bars(picture, width) if picture.labels else histogram(picture, width)
    return svg(width, height, f"{picture.name}: real and synthetic", describe(picture), body)


def histogram(picture, width) -> list[str]:
    """Bars of the real shares, the synthetic shares as a stepped line over them."""
    left, right, top, bottom = 2, width - 2, 4, HEIGHT - (34 if picture.note else 20)
    peak = max(*picture.real, *picture.synthetic, 1e-12)
    x = np.linspace(left, right, len(picture.real) + 1)
    y = [[bottom - (bottom - top) * s / peak for s in shares] for shares in (picture.real, picture.synthetic)]
    out = [rect(a, h, b - a, bottom - h, "real") for a, b, h in zip(x, x[1:], y[0]) if bottom - h > 0.05]
    steps = [f"M{num(left)} {num(bottom)}"]
    for a, b, h in zip(x, x[1:], y[1]):
        steps.append(f"L{num(a)} {num(h)}L{num(b)} {num(h)}")
    steps.append(f"L{num(right)} {num(bottom)}")
    path = "".join(steps)
    out += [f'<path d="{path}" class="halo"/>', f'<path d="{path}" class="made"/>',
            line(left, bottom, right, bottom, "axis")]
    for place, label in picture.ticks:
        at = left + place * (right - left)
        anchor = "start" if place < 0.1 else "end" if place > 0.9 else "middle"
        out += [line(at, bottom, at, bottom + 3, "axis"), text(at, bottom + 14, label, "small", anchor)]
    return [*out, text(left, bottom + 28, fit(picture.note, width, SMALL), "small")] if picture.note else out


def bars(picture, width) -> list[str]:
    """One row per level: a filled bar for the real share, an outlined one for the synthetic share."""
    left, right, top = 0.36 * width, width - 76, 2
    scale = (right - left) / max(*picture.real, *picture.synthetic, 1e-12)
    out, labels = [], fit_all(picture.labels, left - 8, SMALL)
    for i, (label, p, q) in enumerate(zip(labels, picture.real, picture.synthetic)):
        y, h = top + i * ROW, ROW * 0.72
        out += [text(left - 6, y + h * 0.5 + 3.5, label, "small", "end"),
                rect(left, y, p * scale, h, "real"), rect(left, y + h * 0.18, q * scale, h * 0.64, "made"),
                text(left + max(p, q) * scale + 5, y + h * 0.5 + 3.5, f"{percent(p)} → {percent(q)}", "small")]
    return [*out, line(left, top, left, top + ROW * len(picture.labels), "axis")]


def describe(picture) -> str:
    """The picture in words: the largest difference of shares, and where."""
    gaps = np.abs(np.subtract(picture.real, picture.synthetic))
    k = int(gaps.argmax())
    where = f"level {picture.labels[k]}" if picture.labels else f"{picture.edges[k]:.4g} to {picture.edges[k + 1]:.4g}"
    return (f"Shares of rows. The largest gap is at {where}: real {percent(picture.real[k])}, "
            f"synthetic {percent(picture.synthetic[k])}.")
