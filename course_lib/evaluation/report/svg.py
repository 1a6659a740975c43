"""The pieces of small inline SVG pictures: the same bytes for the same numbers, no library, no network.

Real is always a filled blue shape, synthetic a vermillion outline or cross. Every picture has a title and a
description for those who do not see it. All text from a table is escaped, and made to fit its place. The classes
("real", "made", ...) are styled in `report.css`, with the colours of `course_lib/colours.py`.
"""

import os
import unicodedata
from html import escape

NARROW, BROAD = set("iIjlftr.,:;|!'`()[]{} -/\\"), set("mMwW%@") | set("—…")


def svg(width, height, title: str, description: str, body) -> str:
    return (f'<svg viewBox="0 0 {num(width)} {num(height)}" width="{num(width)}" height="{num(height)}" role="img" '
            f'aria-label="{escape(f"{title}. {description}")}"><title>{escape(title)}</title>'
            f'<desc>{escape(description)}</desc>{"".join(body)}</svg>')


def text(x, y, words: str, cls: str, anchor: str = "start") -> str:
    return f'<text x="{num(x)}" y="{num(y)}" class="{cls}" text-anchor="{anchor}">{escape(words)}</text>'


def rect(x, y, width, height, cls: str) -> str:
    return f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" class="{cls}"/>'


def line(x1, y1, x2, y2, cls: str) -> str:
    return f'<line x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}" class="{cls}"/>'


def num(x) -> str:
    """A coordinate with one decimal."""
    shown = f"{float(x):.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def fit(words: str, room: float, size: float) -> str:
    """The words, or as much of their beginning and end as fits into `room` pixels at a font of `size` pixels.

    What is cut is the middle: names often differ only at one of their ends.
    """
    words = " ".join(str(words).split())
    if width(words) * size <= room:
        return words
    head, tail = "", ""
    for k in range(len(words)):
        longer = (head + words[len(head)], tail) if k % 2 == 0 else (head, words[-len(tail) - 1] + tail)
        if width("…".join(longer)) * size > room:
            break
        head, tail = longer
    return f"{head}…{tail}"


def fit_all(names, room: float, size: float) -> list[str]:
    """Every name made to fit; names that would look alike lose what they have in common at their beginning instead."""
    shown = [fit(name, room, size) for name in names]
    for twin in sorted({words for words in shown if shown.count(words) > 1}):
        alike = [i for i, words in enumerate(shown) if words == twin]
        start = len(os.path.commonprefix([names[i] for i in alike]))
        for i in alike:
            shown[i] = fit_start("…" + names[i][start:], room, size) if start else shown[i]
    return shown


def fit_start(words: str, room: float, size: float) -> str:
    """As much of the beginning as fits."""
    while len(words) > 1 and width(words) * size > room:
        words = words[:-2] + "…"
    return words


def width(words: str) -> float:
    """About how wide a text is, in its font's size; rather too wide than too narrow (measured on DejaVu Sans)."""
    return sum(advance(letter) for letter in words)


def advance(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW:
        return 0.38
    if letter in BROAD:
        return 1.0
    return 0.68 if letter.isupper() or letter.isdigit() else 0.61
