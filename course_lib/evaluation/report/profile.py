"""What a report's pictures show: shares per bin or level, and association matrices. No rows of either table stay."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.data.schema import NUMBERS
from course_lib.evaluation.metrics.pairs import Products, in_order
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.score import percent

MOST_BARS = 28
MOST_LEVELS = 7


@dataclass(frozen=True)
class ColumnPicture:
    """One panel. real, synthetic: shares of rows, (bars,).

    Levels have `labels`; numbers have `edges`, (bars + 1,), and `ticks`: (place from 0 to 1, text) each.
    """

    name: str
    real: tuple[float, ...]
    synthetic: tuple[float, ...]
    edges: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Profile:
    """All panels, and the association matrices of the reference and the synthetic table, (columns, columns)."""

    panels: tuple[ColumnPicture, ...]
    names: tuple[str, ...]
    real: np.ndarray
    synthetic: np.ndarray


def profile_of(case: Case) -> Profile:
    """The pictures' numbers for the reference rows (fresh ones, if given) and the synthetic rows."""
    one, two = case.reference_view, case.synthetic_view
    panels = []
    for column in case.schema:
        if column.kind in NUMBERS:
            j = one.names.index(column.name)
            panels.append(number_panel(column, one.numbers[:, j], two.numbers[:, j]))
        elif column.kind != "identifier":
            j = one.code_names.index(column.name)
            panels.append(level_panel(column, one.codes[:, j], two.codes[:, j], one.levels[j], one.ranks[j] > 0))
    made = [Products(view) for view in (one, two)]
    names = in_order(case.schema, made[0].names)
    order = [made[0].names.index(name) for name in names]
    real, synthetic = (p.association()[np.ix_(order, order)] for p in made)
    return Profile(tuple(p for p in panels if p is not None), tuple(names), real, synthetic)


def number_panel(column, a, b) -> ColumnPicture | None:
    """Histogram with common bins from the .5% to the 99.5% point of either table; what lies beyond is a note."""
    notes = [f"missing: real {percent(np.isnan(a).mean())}, synthetic {percent(np.isnan(b).mean())}"] if np.isnan(
        np.concatenate([a, b])).any() else []
    a_all, b_all = len(a), len(b)
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    parts = [x for x in (a, b) if len(x)]
    if not parts:
        return None
    low = min(np.quantile(x, 0.005, method="lower") for x in parts)
    high = max(np.quantile(x, 0.995, method="higher") for x in parts)
    edges = bar_edges(low, high, grid_step(a))
    shares = [np.histogram(x, edges)[0] / n for x, n in ((a, a_all), (b, b_all))]
    beyond = [((x < edges[0]) | (x > edges[-1])).mean() if len(x) else 0.0 for x in (a, b)]
    if max(beyond) > 0.011:
        notes.append(f"outside the picture: real {percent(beyond[0])}, synthetic {percent(beyond[1])}")
    return ColumnPicture(column.name, tuple(shares[0]), tuple(shares[1]), edges=tuple(edges),
                         ticks=ticks_of(column, edges[0], edges[-1]), note="; ".join(notes))


def grid_step(x) -> float | None:
    """The distance of the grid that numbers with up to three decimals sit on: 1, .1, .01 or .001; None without."""
    for digits in range(4):
        if len(x) and np.abs(x).max() < 1e9 and np.allclose(np.round(x, digits), x, rtol=0, atol=1e-9):
            return 10.0**-digits
    return None


def bar_edges(low: float, high: float, step: float | None) -> np.ndarray:
    """Equal bins; on a grid each bin holds equally many of its points, else the bars would comb."""
    if high <= low:
        half = max((step or 1.0) / 2, 4 * np.spacing(abs(low)))  # of 1e17 half a step is nothing
        return np.array([low - half, high + half])
    if step is None or (high - low) / step > 50 * MOST_BARS:
        return np.linspace(low, high, MOST_BARS + 1)
    points = round((high - low) / step) + 1
    per_bar = -(-points // MOST_BARS)
    bars = -(-points // per_bar)
    return low - step / 2 + step * per_bar * np.arange(bars + 1)


def ticks_of(column, low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Two to four round numbers inside the axis with their places; for dates its two ends."""
    if column.kind == "datetime":
        return tuple((place, str(pd.Timestamp(value, unit="s").date())) for place, value in ((0.0, low), (1.0, high)))
    step = 10.0 ** np.floor(np.log10(high - low))
    step = next(s for s in (step / 5, step / 2, step, 2 * step, 5 * step) if (high - low) / s < 4.5)
    first = np.ceil(low / step)
    values = [k * step for k in np.arange(first, np.floor(high / step) + 1)]
    digits = max(0, int(-np.floor(np.log10(step))))
    return tuple(((v - low) / (high - low), number(v, digits)) for v in values)


def number(value: float, digits: int) -> str:
    """An axis label: with thousands separated, in powers of ten where it is very large or small."""
    if value == 0:
        return "0"
    if abs(value) >= 1e7 or digits > 4:
        return f"{value:.3g}"
    return f"{value:,.{digits}f}".replace("-", "−")


def level_panel(column, a, b, levels, ordered: bool) -> ColumnPicture:
    """Shares of the levels: the commonest, in the schema's order if that means something; the rest together."""
    p, q = (np.bincount(x, minlength=len(levels)) / len(x) for x in (a, b))
    rank = np.argsort(-np.maximum(p, q), kind="stable")
    most = 12 if ordered else MOST_LEVELS
    shown = rank if len(levels) <= most else rank[:most - 1]
    shown = np.sort(shown) if ordered else shown
    rest = np.setdiff1d(np.arange(len(levels)), shown)
    labels, p_shown, q_shown = [levels[k] for k in shown], list(p[shown]), list(q[shown])
    if len(rest):
        labels.append(f"({len(rest)} others)")
        p_shown.append(p[rest].sum())
        q_shown.append(q[rest].sum())
    return ColumnPicture(column.name, tuple(p_shown), tuple(q_shown), labels=tuple(labels))
