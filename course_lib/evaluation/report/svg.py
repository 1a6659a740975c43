"""Small pictures as inline SVG text: the same bytes for the same numbers, sharp in print, no library, no network.

Real is always a filled blue shape, synthetic a vermillion outline. Every picture has a title and a description
for those who do not see it. All text from a table is escaped. The classes ("real", "made", ...) are styled in
`report.css`, with the colours of `course_lib/colours.py`.
"""

from html import escape

import numpy as np

from course_lib.colours import REAL, SYNTHETIC
from course_lib.evaluation.scores.score import percent, show

WIDTH, HEIGHT = 250, 150
MOST_NUMBERED = 14  # heat maps of more columns show no numbers in their cells


def panel(picture, caption: str) -> str:
    """One column: histogram or level bars, real filled, synthetic outlined. caption: a short line below."""
    height = 8 + 18 * len(picture.labels) if picture.labels else HEIGHT
    body = bars(picture, height) if picture.labels else histogram(picture)
    lines = [text(6, 14, cut(picture.name, 32), "title"), group(0, 22, body),
             text(6, 22 + height + 8, cut(caption, 46), "small")]
    return svg(WIDTH, height + 36, f"{picture.name}: real and synthetic", describe(picture), lines)


def histogram(picture) -> list[str]:
    """Bars of the real shares, the synthetic shares as a stepped line over them."""
    left, right, top, bottom = 8, WIDTH - 8, 4, HEIGHT - (38 if picture.note else 24)
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
            f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" class="axis"/>']
    for place, label in picture.ticks:
        at = left + place * (right - left)
        anchor = "start" if place < 0.08 else "end" if place > 0.92 else "middle"
        out += [f'<line x1="{num(at)}" y1="{bottom}" x2="{num(at)}" y2="{bottom + 3}" class="axis"/>',
                text(at, bottom + 14, label, "small", anchor)]
    return [*out, text(left, bottom + 28, cut(picture.note, 46), "small")] if picture.note else out


def bars(picture, height: float) -> list[str]:
    """One row per level: a filled bar for the real share, an outlined one for the synthetic share."""
    left, right, top, step = 92, WIDTH - 72, 2, (height - 8) / len(picture.labels)
    peak = max(*picture.real, *picture.synthetic, 1e-12)
    out = []
    for i, (label, p, q) in enumerate(zip(picture.labels, picture.real, picture.synthetic)):
        y, h = top + i * step, step * 0.72
        scale = (right - left) / peak
        out += [text(left - 5, y + h * 0.5 + 3.5, cut(label, 15), "small", "end"),
                rect(left, y, p * scale, h, "real"),
                rect(left, y + h * 0.18, q * scale, h * 0.64, "made"),
                text(left + max(p, q) * scale + 5, y + h * 0.5 + 3.5, f"{percent(p)} → {percent(q)}", "small")]
    end = num(top + step * len(picture.labels))
    return [*out, f'<line x1="{left}" y1="{top}" x2="{left}" y2="{end}" class="axis"/>']


def describe(picture) -> str:
    """The picture in words: the largest difference of shares, and where."""
    gaps = np.abs(np.subtract(picture.real, picture.synthetic))
    k = int(gaps.argmax())
    if picture.labels:
        where = f"level {picture.labels[k]}"
    else:
        where = f"{picture.edges[k]:.4g} to {picture.edges[k + 1]:.4g}"
    return (f"Shares of rows. The largest gap is at {where}: real {percent(picture.real[k])}, "
            f"synthetic {percent(picture.synthetic[k])}.")


def heat_map(matrix, names, title: str, labelled: bool, diverging_to: float = 1.0) -> str:
    """A square of associations: blue positive, vermillion negative, white 0, hatched grey where undefined."""
    n = len(names)
    left, top, size = (96 if labelled else 6), 24, 286
    cell = size / max(n, 1)
    out = [text(left, 14, title, "title")]
    for i in range(n):
        for j in range(n):
            v = matrix[i, j]
            x, y = left + j * cell, top + i * cell
            out.append(f'<rect x="{num(x)}" y="{num(y)}" width="{num(cell)}" height="{num(cell)}" '
                       f'fill="{colour(v / diverging_to)}" class="cell"/>')
            if n <= MOST_NUMBERED and i != j:
                shown = "–" if np.isnan(v) else two_digits(v)
                dark = not np.isnan(v) and abs(v / diverging_to) > 0.62
                out.append(text(x + cell / 2, y + cell / 2 + 3, shown, "onDark" if dark else "cellText", "middle"))
        if labelled:
            out.append(label(left - 4, top + (i + 0.5) * cell, cut(names[i], 16), cell, 0))
    out += [label(left + (j + 0.5) * cell, top + size + 6, cut(names[j], 13), cell, -45 if n <= MOST_NUMBERED else -90)
            for j in range(n)]
    return svg(left + size + 6, top + size + 66, title, strongest(matrix, names), out)


def label(x, y, words: str, room: float, angle: int) -> str:
    """A name that ends at (x, y), turned by `angle`, small enough for `room`."""
    size = min(10.5, 0.95 * room)
    return (f'<text x="{num(x)}" y="{num(y)}" class="small" text-anchor="end" dominant-baseline="central" '
            f'style="font-size:{num(size)}px" transform="rotate({angle} {num(x)} {num(y)})">{escape(words)}</text>')


def strongest(matrix, names) -> str:
    """The heat map in words: its largest entry off the diagonal."""
    off = np.abs(np.nan_to_num(matrix - np.diag(np.diag(matrix))))
    if len(names) < 2 or off.max() == 0:
        return "No association between columns is defined or different from zero."
    i, j = np.unravel_index(int(off.argmax()), off.shape)
    return f"The largest entry is {show(matrix[i, j], 2)}, between {names[i]} and {names[j]}."


def gauge(value: float, floor: float, limit: float, better: str, best: float) -> str:
    """A line: the grey band is where 95% of fresh real rows lie, its tick their average, the cross the value."""
    worst = max(value, limit) if better == "lower" else min(value, limit)
    end = worst + 0.12 * (worst - best)
    if not np.isfinite([value, floor, limit]).all() or end == best:
        return ""
    low, high = min(best, value), max(best, value)
    low, high = (low, max(high, end)) if better == "lower" else (min(low, end), high)

    def at(v):
        return 6 + 128 * (v - low) / (high - low)

    band = sorted((at(best), at(limit)))
    x = at(value)
    body = ['<line x1="6" y1="9" x2="134" y2="9" class="axis"/>', rect(band[0], 4, band[1] - band[0], 10, "band"),
            f'<line x1="{num(at(floor))}" y1="3" x2="{num(at(floor))}" y2="15" class="tick"/>',
            f'<path d="M{num(x - 4)} 5L{num(x + 4)} 13M{num(x - 4)} 13L{num(x + 4)} 5" class="made"/>']
    words = f"Value {show(value)}; fresh real rows {show(floor)}, 95% within {show(limit)}."
    return svg(140, 18, "value against fresh real rows", words, body)


# Pieces


def svg(width, height, title: str, description: str, body) -> str:
    return (f'<svg viewBox="0 0 {num(width)} {num(height)}" width="{num(width)}" height="{num(height)}" role="img" '
            f'aria-label="{escape(f"{title}. {description}")}"><title>{escape(title)}</title>'
            f'<desc>{escape(description)}</desc>{"".join(body)}</svg>')


def text(x, y, words: str, cls: str, anchor: str = "start") -> str:
    return f'<text x="{num(x)}" y="{num(y)}" class="{cls}" text-anchor="{anchor}">{escape(words)}</text>'


def rect(x, y, width, height, cls: str) -> str:
    return f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" class="{cls}"/>'


def group(x, y, body) -> str:
    return f'<g transform="translate({num(x)} {num(y)})">{"".join(body)}</g>'


def num(x) -> str:
    """A coordinate with one decimal."""
    return f"{float(x):.1f}".removesuffix(".0")


def cut(words: str, most: int) -> str:
    words = " ".join(str(words).split())
    return words if len(words) <= most else words[: most - 1] + "…"


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
