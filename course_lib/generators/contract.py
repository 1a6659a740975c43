"""The contract of a generator as code that anyone can run on their own class: `check_generator(Mine(), df)`.

The class need not come from Generator. It has to offer

    model.fit(df, schema=None, *, seed=None)   learns, returns self
    model.sample(n, *, seed=None)              a DataFrame like the one that was fitted

Each rule below is one function with its name and reason; the first broken one ends the check with a
sentence. The style is scikit-learn's `check_estimator`.
"""

import copy
import inspect
import random
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.generators.base import Generator
from course_lib.generators.registry import setting_names
from course_lib.generators.store import load

CONTAINERS = (list, tuple, dict, set, np.ndarray, pd.DataFrame, pd.Series, pd.Index)
RULES = {}  # rule in words -> function(case), in the order of the checks


class BrokenRule(CourseError, AssertionError):
    """A generator broke a rule of the contract; the message names the rule and what was seen."""


class NotTried(Exception):
    """A rule that does not apply to this class or table, with the reason."""


@dataclass(frozen=True)
class Kept:
    """What `check_generator` returns when no rule is broken."""

    name: str
    rules: tuple[str, ...]
    not_tried: dict[str, str] = field(default_factory=dict)  # rule -> why

    def __repr__(self) -> str:
        lines = [f"{self.name} keeps the contract: {len(self.rules)} rules held."]
        lines += [f"Not tried: {rule} ({why})." for rule, why in self.not_tried.items()]
        return "\n".join(lines)


@dataclass
class Case:
    """What the rules look at. Fitting is dear, so it is done three times in all, before the rules are asked."""

    name: str
    fresh: object  # never fitted
    model: object  # fitted on df with seed 0
    twin: object  # fitted on another table first, then as `model`
    returned: object  # what fit returned
    settings: dict  # attribute before fit -> (the object, a deep copy of it)
    df: pd.DataFrame
    before: pd.DataFrame  # a copy of df made before fitting
    schema: Schema
    globals_before: dict
    globals_after: dict
    table: pd.DataFrame  # model.sample(len(df), seed=1)
    rule: str = ""

    def broken(self, sentence):
        raise breach(self.name, self.rule, sentence)


def breach(name, words, sentence) -> BrokenRule:
    return BrokenRule(f"{name} breaks the rule {words!r}: {sentence}")


def rule(words):
    """Register a check under its rule."""
    def keep(check):
        RULES[words] = check
        return check
    return keep


def check_generator(model, df, schema=None) -> Kept:
    """Try every rule of the contract on `model`, an unfitted generator, with the table `df`.

    A table with numbers, categories and some missing values, a few hundred rows, tests most. The model is
    fitted three times; `model` itself stays unfitted. Returns a Kept, which prints as a short sentence.
    Raises BrokenRule (an AssertionError and a CourseError) at the first broken rule.
    """
    schema = Schema.infer(df) if schema is None else schema
    schema.validate(df)
    case = prepare(type(model).__name__, copy.deepcopy(model), df, schema)
    held, not_tried = list(BASICS), {}
    for case.rule, check in RULES.items():
        try:
            check(case)
        except NotTried as why:
            not_tried[case.rule] = str(why)
        else:
            held.append(case.rule)
    return Kept(case.name, tuple(held), not_tried)


BASICS = ("it has fit and sample, and both take a seed", "nothing is learned before fit",
          "sample returns a DataFrame")


def prepare(name, fresh, df, schema) -> Case:
    """Look at the class, then fit and sample, so that the rules have something to look at."""
    for method, least in (("fit", {"seed", "schema"}), ("sample", {"seed"})):
        if not callable(getattr(fresh, method, None)):
            raise breach(name, BASICS[0], f"it has no method {method}, so write def {method}(self, ...).")
        parameters = inspect.signature(getattr(fresh, method)).parameters
        missing = least - set(parameters)
        if missing and not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
            raise breach(name, BASICS[0], f"{method} does not take {sorted(missing)[0]}=, write "
                         "fit(self, df, schema=None, *, seed=None) and sample(self, n, *, seed=None).")
    early = [key for key in vars(fresh) if key.endswith("_") and not key.startswith("_")]
    if early:
        raise breach(name, BASICS[1], f"{early[0]} exists before fit. Names ending in _ are learned: set them in "
                     "fit, and give check_generator a model that is not fitted.")
    before = df.copy(deep=True)
    other = df.iloc[np.random.default_rng(0).permutation(len(df))[: max(2, len(df) // 2)]]  # its index is mixed
    twin, model = copy.deepcopy(fresh), copy.deepcopy(fresh)
    own = schema if getattr(fresh, "needs_declared", False) else None  # else its own: half may lack a level
    twin.fit(other, own, seed=3)
    twin.fit(df, schema, seed=0)
    settings = {key: (value, copy.deepcopy(value)) for key, value in vars(model).items()}
    globals_before = global_states()
    returned = model.fit(df, schema, seed=0)
    table = model.sample(len(df), seed=1)
    if not isinstance(table, pd.DataFrame):
        raise breach(name, BASICS[2], f"it returned {type(table).__name__}, so wrap it in pd.DataFrame(...).")
    return Case(name, fresh, model, twin, returned, settings, df, before, schema, globals_before,
                global_states(), table)


@rule("fit returns self")
def returns_self(case):
    if case.returned is not case.model:
        case.broken(f"it returned {type(case.returned).__name__}, so end it with return self.")


@rule("fit and sample leave the settings as they were given")
def settings_stay(case):
    for key, (value, was) in case.settings.items():
        now = vars(case.model).get(key)
        # An object that cannot be compared is the same while it is the same object.
        if not (now is value or same(now, value)) or (isinstance(value, CONTAINERS) and not same(value, was)):
            case.broken(f"{key} was changed. Keep what is learned under another name, ending in _.")


@rule("settings are stored under their own names")
def settings_stored(case):
    for key in setting_names(type(case.fresh)):
        if not hasattr(case.fresh, key):
            case.broken(f"The setting {key} is not kept: write self.{key} = {key} in __init__.")


@rule("what fit learns ends in _")
def learned_names(case):
    new = [key for key in vars(case.model) if key not in vars(case.fresh)]
    wrong = [key for key in new if not key.endswith("_") and not key.startswith("_")]
    if wrong:
        case.broken(f"fit set {wrong[0]}: learned names end in _, so call it {wrong[0]}_.")


@rule("the table that was fitted is not changed")
def table_untouched(case):
    try:
        pd.testing.assert_frame_equal(case.df, case.before)
    except AssertionError:
        case.broken("fit or sample changed the table it was given: work on a copy, df.copy().")


@rule("same columns, order and dtypes")
def same_columns(case):
    for rows, table in ((len(case.df), case.table), (0, case.model.sample(0, seed=1))):
        if list(table.columns) != list(case.df.columns):
            case.broken(f"sample({rows}) has the columns {list(table.columns)[:6]}, the table has "
                        f"{list(case.df.columns)[:6]}: give the same, in the same order.")
        for column, dtype in case.df.dtypes.items():
            if table[column].dtype != dtype:
                case.broken(f"Column {column!r} of sample({rows}) has dtype {table[column].dtype}, in the table "
                            f"{dtype}: convert it with .astype.")


@rule("as many rows as asked for, numbered from 0")
def row_counts(case):
    for n in (0, 1, 2 * len(case.df) + 1):
        table = case.model.sample(n, seed=1)
        if len(table) != n:
            case.broken(f"sample({n}) returned {len(table)} rows.")
        if list(table.index[:3]) != list(range(min(n, 3))):
            case.broken(f"sample({n}) has the row labels {list(table.index[:3])}, not 0, 1, 2: the real table's "
                        "labels point at its rows, so call reset_index(drop=True).")


@rule("levels are those seen or declared")
def known_levels(case):
    for column in case.schema.of_kind("category", "ordinal", "boolean"):
        allowed = set(case.df[column].dropna()) | set(case.schema[column].levels or ())
        strange = set(case.table[column].dropna()) - allowed
        if strange:
            case.broken(f"Column {column!r} got the level {strange.pop()!r}, which is neither in the table nor "
                        "declared in the schema.")


@rule("declared bounds are kept")
def bounds_kept(case):
    bounded = [c for c in case.schema if c.declared and c.kind in ("number", "integer", "datetime")
               and (c.low is not None or c.high is not None)]
    if not bounded:
        raise NotTried("the schema declares none")
    for column in bounded:
        values = case.table[column.name].dropna()
        for side, bound in (("below", column.low), ("above", column.high)):
            if bound is None:
                continue
            out = values[values < bound] if side == "below" else values[values > bound]
            if len(out):
                case.broken(f"Column {column.name!r} got {out.iloc[0]!r}, {side} its declared bound {bound!r}: "
                            "redraw or clip what falls outside.")


@rule("missing values in, missing values possible")
def missing_values(case):
    gaps = {c: int(case.df[c].isna().sum()) for c in case.df.columns}
    gaps = {c: count for c, count in gaps.items() if count >= 10}
    if not gaps:
        raise NotTried("no column of the table has ten missing values")
    many = case.model.sample(max(500, len(case.df)), seed=2)
    for column in gaps:
        if not many[column].isna().any():
            case.broken(f"Column {column!r} has missing values and its samples have none: learn how often.")
    for column in case.df.columns[case.df.notna().all()]:
        if many[column].isna().any():
            case.broken(f"Column {column!r} is complete and its samples are not.")


@rule("same seed, same rows")
def same_seed(case):
    if not case.model.sample(20, seed=1).equals(case.model.sample(20, seed=1)):
        case.broken("sample(20, seed=1) gave two different tables: draw from np.random.default_rng(seed), made "
                    "inside sample.")


@rule("a refit forgets, and the same seed fits the same model")
def refit_forgets(case):
    if not case.twin.sample(50, seed=1).equals(case.model.sample(50, seed=1)):
        case.broken("Fitted on another table before, it samples other rows: fit has to start anew and to take "
                    "all its randomness from seed.")


@rule("other seeds, other rows")
def other_seed(case):
    several_values(case)
    if case.model.sample(50, seed=1).equals(case.model.sample(50, seed=2)):
        case.broken("sample gave the same rows for seed=1 and seed=2: draw from np.random.default_rng(seed).")


@rule("no seed, fresh rows")
def no_seed(case):
    several_values(case)
    if case.model.sample(50).equals(case.model.sample(50)):
        case.broken("sample without a seed gave the same rows twice: seed=None means fresh entropy.")


@rule("global random states stay untouched")
def globals_untouched(case):
    for library, state in case.globals_before.items():
        if not same(state, case.globals_after.get(library, state)):
            case.broken(f"fit or sample moved the global random state of {library}: draw from "
                        "np.random.default_rng(seed), or a torch.Generator.")


@rule("sample before fit is refused")
def before_fit(case):
    try:
        copy.deepcopy(case.fresh).sample(1, seed=1)
    except Exception as error:  # noqa: BLE001 (a learner's class may raise anything: that is what is judged)
        if not re.search(r"\bfit", str(error)):
            case.broken(f"sample before fit ends in {type(error).__name__}: {error}. Say that fit comes first.")
    else:
        case.broken("sample works before fit: raise an error that says that fit comes first.")


@rule("a number of rows that is none is refused")
def bad_counts(case):
    for n in (-1, 2.5):
        try:
            case.model.sample(n, seed=1)
        except (ValueError, TypeError):
            continue
        case.broken(f"sample({n}) is accepted: raise a ValueError for what is no whole number from 0 up.")


@rule("save and load give the same rows")
def save_and_load(case):
    cls = type(case.model)
    read = (lambda path: load(path, cls=cls)) if isinstance(case.model, Generator) else getattr(cls, "load", None)
    if not hasattr(case.model, "save") or read is None:
        raise NotTried("the class has no save, or no load")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.zip"
        case.model.save(path)
        loaded = read(path)
    if not loaded.sample(50, seed=1).equals(case.model.sample(50, seed=1)):
        case.broken("The loaded model samples other rows than the saved one: save all that was learned.")


def several_values(case):
    """Two draws of 50 rows can only be told apart where few rows of the table are alike."""
    rows = case.df.drop(columns=case.schema.of_kind("identifier"))
    if len(rows) < 20 or len(rows.drop_duplicates()) < len(rows) / 2:
        raise NotTried("most rows of the table are alike")


def global_states() -> dict:
    """The global random states of random, numpy and (if it is imported) torch."""
    states = {"random": random.getstate(), "numpy": np.random.get_state()}  # noqa: NPY002 (read, never moved)
    if "torch" in sys.modules:
        states["torch"] = sys.modules["torch"].get_rng_state().numpy()
    return states


def same(a, b) -> bool:
    """Equal, also for arrays and tables and for containers of them."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, (pd.DataFrame, pd.Series, pd.Index)):
        return a.equals(b)
    return bool(a is b or a == b or a != a)  # the last: NaN
