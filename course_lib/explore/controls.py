"""What a learner can move, as plain data: the admissible values of a control and the text that reproduces a view.

Every control has a finite list of values, so a state is exact: no slider ever gives 0.30000000000000004, and a
view is reproduced by one short line such as `latent_dim=2 kl_weight=0.1 noise=1`.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

from course_lib.errors import CourseError


def spelled(value) -> str:
    """The text of a value in a state line: whole numbers without a point, floats as short as they are exact."""
    if not isinstance(value, float):
        return str(value)
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


@dataclass(frozen=True)
class Slider:
    """A row of ordered values. `name` is the field of the state, `label` what the learner reads."""

    name: str
    label: str
    values: tuple
    shown: Callable = spelled  # how a value reads beside the slider


@dataclass(frozen=True)
class Choice:
    """A few named options without an order."""

    name: str
    label: str
    values: tuple
    shown: Callable = spelled


def evenly(low: float, high: float, step: float) -> tuple:
    """Values from `low` to `high` inclusive, rounded to the decimals of `step`."""
    count = round((high - low) / step)
    whole = all(isinstance(part, int) for part in (low, high, step))
    return tuple(low + i * step if whole else round(low + i * step, 10) for i in range(count + 1))


def write_state(state) -> str:
    """`name=value` pairs in the order of the state's fields; `read_state` is its inverse."""
    return " ".join(f"{field.name}={spelled(getattr(state, field.name))}" for field in fields(state))


def read_state(line: str, default, controls):
    """The state that `line` describes; fields it leaves out keep their value in `default`.

    `seed` may be any whole number from 0 up; every other value must be one its control can show.
    Raises CourseError naming the part that is wrong and what may stand there.
    """
    by_name = {control.name: control for control in controls}
    names = [field.name for field in fields(default)]
    values = {name: getattr(default, name) for name in names}
    for part in line.split():
        name, equals, text = part.partition("=")
        if not equals or name not in names:
            raise CourseError(f"'{part}' is no part of a state. Write name=value with: {', '.join(names)}.")
        values[name] = read_seed(text) if name == "seed" else read_value(by_name[name], text)
    return type(default)(**values)


def read_seed(text: str) -> int:
    """A whole number."""
    if not (text.isascii() and text.isdigit()):
        raise CourseError(f"seed={text} is no seed. Give a whole number from 0 up.")
    return int(text)


def read_value(control, text: str):
    """The control's value that is spelled `text`."""
    for value in control.values:
        if spelled(value) == text:
            return value
    allowed = [spelled(value) for value in control.values]
    listed = ", ".join(allowed if len(allowed) <= 8 else [*allowed[:3], "…", allowed[-1]])
    raise CourseError(f"{control.name}={text} is not on this control. It takes: {listed}.")


def check_state(state, controls) -> None:
    """A state made in code must lie on the controls too, else the picture and the sliders would disagree."""
    for control in controls:
        value = getattr(state, control.name)
        if value not in control.values:
            read_value(control, spelled(value))
