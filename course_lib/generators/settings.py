"""Checks of a setting's value: one sentence with the name of the setting and what it may be."""

from numbers import Integral, Real

from course_lib.errors import CourseError


def check_choice(name, value, options) -> None:
    """Raise CourseError unless `value` is one of `options`."""
    if value not in options:
        raise CourseError(f"{name}={value!r} is unknown: choose one of {', '.join(map(str, options))}.")


def check_number(name, value, low, high=float("inf")) -> None:
    """Raise CourseError unless `value` is a finite number from `low` to `high`."""
    if not isinstance(value, Real) or isinstance(value, bool) or not low <= value <= high or value == float("inf"):
        reach = f"from {low:g} to {high:g}" if high < float("inf") else f"from {low:g} up"
        raise CourseError(f"{name}={value!r} cannot be used: give a number {reach}.")


def check_whole(name, value, low) -> None:
    """Raise CourseError unless `value` is a whole number from `low` up."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < low:
        raise CourseError(f"{name}={value!r} cannot be used: give a whole number from {low} up.")
