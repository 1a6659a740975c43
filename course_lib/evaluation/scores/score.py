"""One number with all it needs to be read: direction, noise floor, interval, and a sentence."""

import math
from dataclasses import asdict, dataclass


def beyond(value: float, limit: float, better: str) -> bool | None:
    """Is the value worse than its limit? None where one of them is NaN."""
    if math.isnan(value) or math.isnan(limit):
        return None
    return bool(value < limit if better == "higher" else value > limit)


@dataclass(frozen=True)
class Score:
    """One row of a report.

    name, column: the metric, and the table's column it is about (None: the whole table, or the mean over columns).
    value: NaN where it could not be measured. better: "higher" or "lower".
    floor: what fresh real rows of these sizes score on average, so what a perfect generator would get.
    limit: 95% of fresh real rows score better than this. interval: 95%, of the value, or None.
    against: "holdout", "train" (no holdout was given: a copy of the rows would look good) or "both".
    control: which negative controls the metric catches and to which it is blind. reads: one sentence.
    floor_by: where floor and limit come from: "formula", "40 splits of real rows", ..., so that "floor by" reads on.
    """

    name: str
    column: str | None
    value: float
    better: str
    floor: float
    interval: tuple[float, float] | None
    against: str
    control: str
    reads: str
    limit: float = float("nan")
    floor_by: str = ""

    @property
    def measured(self) -> bool:
        """Is there a value?"""
        return not math.isnan(self.value)

    @property
    def visible(self) -> bool | None:
        """Is the value worse than 95% of fresh real rows? None where that cannot be said."""
        return beyond(self.value, self.limit, self.better)

    def to_dict(self) -> dict:
        """Ready for JSON: what is not a number becomes None."""
        entry = asdict(self)
        for key in ("value", "floor", "limit"):
            entry[key] = finite(entry[key])
        entry["interval"] = None if self.interval is None else [finite(v) for v in self.interval]
        return {**entry, "visible": self.visible}


def finite(x: float) -> float | None:
    """The number, or None for NaN and infinities, which JSON has no words for."""
    return float(x) if math.isfinite(x) else None


def show(x: float, digits: int = 3) -> str:
    """A number as the course writes it: .013, 1.240, -.360; below .01 two digits that count, as .0012; <.0001."""
    if math.isnan(x):
        return "not defined"
    if math.isinf(x):
        return "infinite"
    if 0 < abs(x) < 1e-4:
        return "<.0001" if x > 0 else ">-.0001"
    text = f"{x:.2g}" if 0 < abs(x) < 10 ** (1 - digits) else f"{x:.{digits}f}"
    return "0" if float(text) == 0 else strip_zero(text)


def strip_zero(text: str) -> str:
    """0.5 becomes .5."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return sign + (digits[1:] if digits.startswith("0.") else digits)


def bound(score: Score) -> str:
    """The limit with its side, "≤ .015"; – where there is none."""
    return "–" if math.isnan(score.limit) else f"{'≥' if score.better == 'higher' else '≤'} {show(score.limit)}"


def percent(x: float) -> str:
    """A share as a percentage: 53%, 2.1%, 0%, under .1%."""
    if math.isnan(x):
        return "an unknown share"
    if 0 < x < 0.0005:
        return "under .1%"
    if x >= 0.0995 or x == 0:
        return f"{100 * x:.0f}%"
    return strip_zero(f"{100 * x:.1f}%")
