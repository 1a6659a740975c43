"""Every score on one scale, whatever its unit: how far it is from fresh real rows, in steps of their own noise.

    place(value) = (value - floor) / (limit - floor)     0 = fresh real rows on average, 1 = their edge

Right is worse for every score, also for those of which more is better: there limit - floor is negative. Beyond the
edge the scale doubles from line to line (2, 4, 8, ... times as far as the edge), else one bad score would squeeze
all others.
"""

import math

from course_lib.evaluation.report.svg import line, num, rect, svg, text
from course_lib.evaluation.scores.score import Score, show

WIDTH, HEIGHT = 300, 22
LEFTMOST, RIGHTMOST = -1.3, 7.4  # in steps; what lies further gets an arrow at the end
MARKS = {0: "fresh", 1: "edge", 3: "4×", 5: "16×", 7: "64×"}  # step -> label


def place(value: float, floor: float, limit: float) -> float:
    """Steps from the floor; NaN where there is no scale, infinite where fresh rows all score the same."""
    if math.isnan(value) or math.isnan(floor) or math.isnan(limit):
        return math.nan
    if limit == floor:
        return 0.0 if value == floor else math.inf
    far = (value - floor) / (limit - floor)
    return far if far <= 1 else 1 + math.log2(far)


def across(step: float) -> float:
    """The pixel of a step, kept inside the picture."""
    step = min(max(step, LEFTMOST), RIGHTMOST)
    return 6 + (WIDTH - 12) * (step - LEFTMOST) / (RIGHTMOST - LEFTMOST)


def strip(score: Score) -> str:
    """One score: grey band = where 95% of fresh real rows lie, cross = the value, whisker = its 95% interval."""
    step = far_of(score, score.value)
    if math.isnan(step):
        return ""
    middle = HEIGHT / 2
    body = [rect(across(LEFTMOST), 0, across(1) - across(LEFTMOST), HEIGHT, "band"),
            *(line(across(k), 0, across(k), HEIGHT, "rule") for k in (3, 5, 7)),
            line(across(0), 0, across(0), HEIGHT, "tick")]
    if score.interval is not None and score.limit != score.floor:
        ends = [across(far_of(score, end)) for end in score.interval]
        body.append(line(min(ends), middle, max(ends), middle, "whisker"))
    x = across(step)
    if LEFTMOST <= step <= RIGHTMOST:
        body.append(f'<path d="M{num(x - 4.5)} {num(middle - 4.5)}l9 9m-9 0l9 -9" class="made"/>')
    else:
        way = 8 if step > 0 else -8
        body.append(f'<path d="M{num(x - way)} {num(middle - 5)}l{way} 5l{-way} 5" class="made"/>')
    words = f"Value {show(score.value)}; fresh real rows {show(score.floor)}, their edge {show(score.limit)}."
    return svg(WIDTH, HEIGHT, "the score beside fresh real rows", words, body)


def far_of(score: Score, value: float) -> float:
    """Steps of a value on the score's scale; where fresh rows all score the same, the better side is on the left."""
    step = place(value, score.floor, score.limit)
    if math.isinf(step) and (value < score.floor) == (score.better == "lower"):
        return -step
    return step


def axis() -> str:
    """The scale above a column of strips."""
    body = []
    for step, label in MARKS.items():
        body += [text(across(step), 11, label, "small", "middle"), line(across(step), 14, across(step), 18, "axis")]
    return svg(WIDTH, 18, "scale", "From fresh real rows on the left to 64 times as far as their edge on the right.",
               body)
