"""Is a printed value the reference's? Compared outside the sandbox, on plain data."""

from __future__ import annotations

import math

import numpy as np

from course_lib.grading.inside.wire import Other

NUMBER = int | float
SHORT = 6  # of so few numbers the places are named; of more, how many differ


def difference(expected, got, rtol: float, atol: float) -> str | None:
    """None if `got` is the reference's value, else how it differs, in words that name no value.

    expected, got: as `wire.decode` gives them. Numbers agree if |got - expected| <= atol + rtol |expected|; NaN
    agrees with NaN alone; a whole number may come as a float. A list, a tuple, an array and a pandas Series are
    all sequences. Booleans are no numbers, and nothing is equal to an object that is no data.
    """
    if isinstance(got, Other):
        return f"{got!r} where {kind_of(expected)} is expected"
    if _is_table(expected) or _is_table(got):
        return _table_difference(expected, got, rtol, atol)
    if kind_of(expected) != kind_of(got):
        return f"{kind_of(got)} where {kind_of(expected)} is expected"
    if isinstance(expected, dict):
        return _dict_difference(expected, got, rtol, atol)
    if _is_sequence(expected):
        return _sequence_difference(expected, got, rtol, atol)
    if isinstance(expected, NUMBER) and not isinstance(expected, bool):
        return None if _close(expected, got, rtol, atol) else "another number"
    return None if expected == got else f"another {kind_of(expected).split()[-1]}"


def kind_of(value) -> str:
    """What a value is, with its article, for a sentence."""
    if value is None:
        return "None"
    for kind, name in ((bool, "True or False"), (NUMBER, "a number"), (str, "a text"), (dict, "a dict")):
        if isinstance(value, kind):
            return name
    if _is_table(value):
        return "a table"
    return "a list, tuple or array" if _is_sequence(value) else repr(value)


def _is_table(value) -> bool:
    return hasattr(value, "columns")


def _is_sequence(value) -> bool:
    return isinstance(value, list | tuple | np.ndarray) or hasattr(value, "to_numpy")


def _close(expected, got, rtol: float, atol: float) -> bool:
    if isinstance(expected, float) and math.isnan(expected):
        return isinstance(got, float) and math.isnan(got)
    if math.isinf(expected) or math.isinf(got):
        return expected == got
    return abs(got - expected) <= atol + rtol * abs(expected)  # a NaN from outside is never <= anything


def _dict_difference(expected: dict, got: dict, rtol: float, atol: float) -> str | None:
    if set(expected) != set(got):
        return "a dict with other keys"
    for key, value in expected.items():
        if why := difference(value, got[key], rtol, atol):
            return f"under the key {key!r} {why}"
    return None


def _sequence_difference(expected, got, rtol: float, atol: float) -> str | None:
    left, right = _numbers(expected), _numbers(got)
    if left is not None and right is not None:
        if left.shape != right.shape:
            return f"numbers in the shape {right.shape} where {left.shape} is expected"
        agree = _all_close(left, right, rtol, atol)
        return None if agree.all() else _which_differ(agree)
    left, right = list(_plain(expected)), list(_plain(got))
    if len(left) != len(right):
        return f"{len(right)} values where {len(left)} are expected"
    for place, (one, other) in enumerate(zip(left, right), 1):
        if why := difference(one, other, rtol, atol):
            return f"in place {place} {why}"
    return None


def _which_differ(agree: np.ndarray) -> str:
    places = [str(place) for place in np.flatnonzero(~agree) + 1]
    if agree.ndim != 1 or agree.size > SHORT:
        return f"{len(places)} of {agree.size} numbers differ"
    if len(places) == 1:
        return f"number {places[0]} of {agree.size} differs"
    return f"numbers {', '.join(places[:-1])} and {places[-1]} of {agree.size} differ"


def _plain(sequence):
    """Elements as plain Python values."""
    if hasattr(sequence, "to_numpy"):
        sequence = sequence.to_numpy()
    return sequence.tolist() if isinstance(sequence, np.ndarray) else sequence


def _numbers(sequence) -> np.ndarray | None:
    """As one array of real or complex numbers, or None if it holds anything else or is ragged."""
    if hasattr(sequence, "to_numpy"):
        sequence = sequence.to_numpy()
    if isinstance(sequence, list | tuple):
        if not _all_numbers(sequence):
            return None
        try:
            sequence = np.array(sequence)
        except (ValueError, OverflowError):
            return None
    return sequence if sequence.dtype.kind in "iufc" else None


def _all_numbers(sequence: list | tuple) -> bool:
    for item in sequence:
        if isinstance(item, list | tuple):
            if not _all_numbers(item):
                return False
        elif isinstance(item, np.ndarray):
            if item.dtype.kind not in "iufc":
                return False
        elif isinstance(item, bool) or not isinstance(item, NUMBER):
            return False
    return True


def _all_close(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    if got.dtype.kind == "c" and expected.dtype.kind != "c":
        return np.zeros(expected.shape, bool)
    work = np.complex128 if expected.dtype.kind == "c" else np.float64
    expected, got = expected.astype(work), got.astype(work)
    same = (expected == got) | (np.isnan(expected) & np.isnan(got))
    with np.errstate(invalid="ignore"):
        near = np.abs(got - expected) <= atol + rtol * np.abs(expected)
    return same | (near & np.isfinite(expected) & np.isfinite(got))


def _table_difference(expected, got, rtol: float, atol: float) -> str | None:
    if not (_is_table(expected) and _is_table(got)):
        return f"{kind_of(got)} where {kind_of(expected)} is expected"
    if list(expected.columns) != list(got.columns):
        return "a table with other columns"
    for place, name in enumerate(expected.columns):
        if why := difference(expected.iloc[:, place], got.iloc[:, place], rtol, atol):
            return f"in the column {name!r} {why}"
    return None
