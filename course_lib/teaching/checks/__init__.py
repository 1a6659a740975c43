"""Checks that compute what they expect: one module per lesson, `lesson_NN.py`, one function per exercise.

The exercise "mean-age" of lesson 02 is judged by `mean_age` in checks/lesson_02.py. It takes the learner's value and
returns a verdict. Its hints stand in bank/02.toml under [checks.mean-age]. An example:

    from course_lib.data import truncated_normal_mean
    from course_lib.teaching.checks import Verdict, correct, not_yet, number, returned

    def mean_age(value) -> Verdict:                          # a number
        return number(
            value, expected=truncated_normal_mean(35, 28.3, 18, 80), tolerance=0.05, unit="years",
            wrong=[(35, 0.5, "That is the parent's mean, before truncation cuts the lower side.")],
            right="Truncation moved the mean by nine years; nobody was added.",
        )

    def averages(value) -> Verdict:                          # a function, called on a small input
        rows = np.array([[0.0, 10.0], [2.0, 20.0]])
        result = array(returned(value, rows), shape=(2,))    # ends in "not attempted" or "not yet" by itself
        if np.allclose(result, rows.mean(axis=1)):
            return not_yet("You averaged along each row; average along each column: axis=0.")
        if not np.allclose(result, rows.mean(axis=0)):
            return not_yet("For [[0, 10], [2, 20]] the function should return [1, 15].")
        return correct("Averages keep the mean and lose spread.")

`None`, `...`, `NotImplemented` and functions that return one of them are "not attempted": the runner
(judging.py) and `returned` see to it, a check function need not. What `returned`, `array`, `table` and
`number` raise is an `Ended`, which carries the verdict.
"""

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

NOT_ATTEMPTED, NOT_YET, CORRECT = "not attempted", "not yet", "correct"


@dataclass(frozen=True)
class Verdict:
    """`status` is one of the three words above; `says` is for the learner."""

    status: str
    says: str = ""


class Ended(Exception):
    """Ends a check early with its verdict."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.says)
        self.verdict = verdict


def correct(says: str = "") -> Verdict:
    return Verdict(CORRECT, says)


def not_yet(says: str) -> Verdict:
    return Verdict(NOT_YET, says)


def not_attempted(says: str = "") -> Verdict:
    return Verdict(NOT_ATTEMPTED, says)


def is_stub(value) -> bool:
    """True for what a learner's copy holds before work begins, also inside a tuple, list or dict."""
    if isinstance(value, dict):
        return any(is_stub(item) for item in value.values())
    if isinstance(value, tuple | list):
        return any(is_stub(item) for item in value)
    return value is None or value is Ellipsis or value is NotImplemented


def returned(function, *args, **kwargs):
    """What the learner's function returns for a small input.

    Ends the check with "not attempted" if that is a stub, with "not yet" if the function cannot be called or raises.
    """
    if not callable(function):
        raise Ended(not_yet(f"This check needs a function, and got {kind(function)}: pass its name without brackets."))
    name = getattr(function, "__name__", "the function")
    try:
        with np.errstate(all="ignore"):  # a log of a negative number is a mistake to name, not a warning on stderr
            result = function(*args, **kwargs)
    except NotImplementedError:
        raise Ended(not_attempted()) from None
    except Exception as error:  # noqa: BLE001 - a learner's function may raise anything, and the check must go on
        where = "" if not (line := line_of(error, function)) else f" in its line `{line}`"
        raise Ended(not_yet(f"{name} stopped{where} with {type(error).__name__}: {str(error).strip()}.")) from None
    if is_stub(result):
        raise Ended(not_attempted(f"{name} returns nothing yet."))
    return result


def line_of(error, function) -> str:
    """The learner's own line that raised, stripped; empty if its source is not at hand."""
    import linecache

    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    trace, line = error.__traceback__, ""
    while trace:
        if trace.tb_frame.f_code.co_filename == home:
            line = linecache.getline(home, trace.tb_lineno).strip()
        trace = trace.tb_next
    return line


def a_number(value) -> float:
    """A plain number out of what learners hand in: int, float, numpy scalars, arrays and Series of one element."""
    if isinstance(value, np.ndarray | pd.Series | pd.Index) and value.size == 1:
        value = value.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise Ended(not_yet(f"One number is expected, and this is {kind(value)}."))
    if not math.isfinite(value):
        raise Ended(not_yet(f"One finite number is expected, and this is {value}."))
    return float(value)


def number(value, expected, tolerance, wrong=(), right="", advice="", unit="") -> Verdict:
    """Correct within `tolerance` of `expected`; a known wrong `(value, tolerance, says)` gets its own message."""
    value = a_number(value)
    if abs(value - expected) <= tolerance:
        return correct(right)
    for known, reach, says in wrong:
        if abs(value - known) <= reach:
            return not_yet(says)
    return not_yet(f"{shown(value, unit)} is too {'high' if value > expected else 'low'}. {advice}".strip())


def array(value, shape: tuple) -> np.ndarray:
    """The value as a float array of `shape` (None: any length); otherwise the check ends and names both shapes."""
    try:
        result = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Ended(not_yet(f"An array of numbers is expected, and this is {kind(value)}.")) from None
    if result.ndim != len(shape) or any(want not in (None, got) for want, got in zip(shape, result.shape)):
        wanted = "(" + ", ".join("any" if want is None else str(want) for want in shape) + ")"
        raise Ended(not_yet(f"The shape should be {wanted}, and this is {kind(value)}."))
    return result


def table(value, columns=None, rows: int | None = None) -> pd.DataFrame:
    """The value if it is a DataFrame with these columns and this many rows; otherwise the check ends."""
    if not isinstance(value, pd.DataFrame):
        raise Ended(not_yet(f"A DataFrame is expected, and this is {kind(value)}."))
    if columns is not None and list(value.columns) != list(columns):
        missing = [str(name) for name in columns if name not in value.columns]
        extra = [str(name) for name in value.columns if name not in list(columns)]
        faults = [f"misses {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(extra)} too many"] * bool(extra)
        raise Ended(not_yet(f"The table {' and '.join(faults) or 'has its columns in another order'}."))
    if rows is not None and len(value) != rows:
        raise Ended(not_yet(f"The table should have {rows:,} rows; it has {len(value):,}."))
    return value


def kind(value) -> str:
    """A learner's words for what a value is: "a DataFrame with 5 rows and 2 columns", "the text 'abc'"."""
    if isinstance(value, pd.DataFrame):
        return f"a DataFrame with {value.shape[0]:,} rows and {value.shape[1]} columns"
    if isinstance(value, pd.Series):
        return f"a Series of length {len(value):,}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, list | tuple | dict | set):
        return f"a {type(value).__name__} of length {len(value)}"
    if callable(value):
        return "a function: call it, with brackets, to get its value"
    return f"{value!r} ({type(value).__name__})"


def shown(value: float, unit: str = "") -> str:
    return f"{value:.6g} {unit}".strip()
