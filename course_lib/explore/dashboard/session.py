"""The tables behind the dashboard: real rows in two halves, models fitted once and kept, rows drawn from them.

    table --> train, the rows a generator learns     holdout, fresh rows that it never sees
    fit(state)   what state.method learns from train, kept under (method, settings of the fit, training seed)
    draw(state)  rows from it: settings that act at sampling, seed and number of rows never refit

No ipywidgets here, and nothing that waits: `fit` is called from a thread, `ready` says whether it has to be.
"""

import copy
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from course_lib.data import Schema, load_table, split
from course_lib.errors import CourseError
from course_lib.explore.dashboard.methods import KL_WEIGHTS, LATENT_DIMS, OWN, method
from course_lib.generators import make
from course_lib.generators.private.declared import check_declared
from course_lib.generators.registry import needs_declared

MOST_ROWS = 1000  # of each half: every generator then fits in seconds
FEWEST_ROWS = 40  # of the table
KEPT = 6  # synthetic tables
DRAW_ROWS = (200, 500, 1000, 2000, 5000)
PUBLIC = {"customers": {"visits": {"high": 365}}}  # a bound that its card leaves open; private generators need one
LARGEST_UPLOAD = 8  # MB; ipywidgets' upload fails above the server's message limit of about 10


@dataclass(frozen=True)
class State:
    """What the controls above the tabs say. settings: ((name, value), ...) of the method, in its order."""

    method: str = "vae_style"
    settings: tuple = ()
    seed: int = 0
    fit_seed: int = 0
    rows: int = 1000

    @classmethod
    def of(cls, name: str, **more) -> "State":
        """The state with the method's default settings."""
        return cls(name, method(name).default(), **more)


class Fitted(NamedTuple):
    """A fitted model, or a VAEGrid, and the seconds that its fit took."""

    model: object
    seconds: float


class Session:
    """One table and all that was fitted to it.

    train, holdout: disjoint rows, equally many, at most MOST_ROWS each (a `holdout` that is given is cut likewise);
    schema; name; notes: sentences on what was assumed. Raises CourseError for a table of under FEWEST_ROWS rows, or one
    of identifiers alone.
    """

    def __init__(self, table: pd.DataFrame, schema=None, holdout=None, *, name: str = "this table"):
        self.schema = Schema.infer(table) if schema is None else schema
        self.schema.validate(table)
        if all(column.kind == "identifier" for column in self.schema):
            raise CourseError(f"All columns of {name} look like identifiers: there is nothing to learn.")
        if holdout is None:
            if len(table) < FEWEST_ROWS:
                raise CourseError(f"{name} has {len(table)} row{'s' * (len(table) != 1)}: the dashboard needs at least "
                                  f"{FEWEST_ROWS}, half to learn from and half to judge by.")
            table, holdout = split(table, seed=0, shares=(0.5, 0.5))
        else:
            self.schema.validate(holdout)
        self.name, self.notes = name, list(table.attrs.get("notes", ()))
        self.total = len(table) + len(holdout)
        most = min(MOST_ROWS, len(table), len(holdout))
        self.train, self.holdout = table.iloc[:most], holdout.iloc[:most]
        self._fitted: dict = {}
        self._drawn: OrderedDict = OrderedDict()

    @classmethod
    def load(cls, name_or_path) -> "Session":
        """The session of a table by name, or of a CSV by path, with the card beside it if there is one."""
        if not str(name_or_path).strip():
            raise CourseError("Give the path of a CSV file.")
        table, schema = load_table(str(name_or_path).strip())
        return cls(table, schema, name=Path(str(name_or_path).strip()).name)

    @property
    def facts(self) -> str:
        """One sentence on the rows."""
        cut = "" if self.total <= 2 * MOST_ROWS else (f" (of {self.total:,}; the dashboard fits at most {MOST_ROWS:,} "
                                                      "rows, so that each generator answers in seconds)")
        return (f"{self.name}: {len(self.train):,} rows to learn from, {len(self.holdout):,} fresh rows to judge "
                f"by{cut}.")

    def fit_key(self, state: State) -> tuple:
        """What a fit depends on: method, the settings that are learned with, training seed."""
        how = method(state.method)
        learned = {name: value for name, value in state.settings if name not in how.at_once}
        if learned.get("recipe") == "grid":  # all its networks are trained at once
            learned = {"recipe": "grid"}
        elif "recipe" in learned:
            learned = {"recipe": learned["recipe"]}
        return state.method, tuple(learned.items()), state.fit_seed

    def ready(self, state: State) -> bool:
        """Is there a model for this state?"""
        return self.fit_key(state) in self._fitted

    def fit(self, state: State) -> Fitted:
        """Fit what `state` needs, if it is not there yet. Raises CourseError where it cannot be fitted."""
        how = method(state.method)
        how.check(state.settings)
        key = self.fit_key(state)
        if key not in self._fitted:
            card, model, start = self.card(state.method), unfitted(key), time.perf_counter()
            model.fit(self.train, card, seed=state.fit_seed)
            self._fitted[key] = Fitted(model, time.perf_counter() - start)
        return self._fitted[key]

    def card(self, name: str) -> Schema:
        """The schema that a generator gets. Raises CourseError for a private one where columns are not declared."""
        if not needs_declared(name):
            return self.schema
        schema = self.schema
        for column, bounds in PUBLIC.get(self.name, {}).items():
            schema = schema.with_column(column, **bounds)
        try:
            check_declared(self.train, schema)
        except CourseError as why:
            raise CourseError(f"{method(name).title} needs a card with declared bounds and levels for every column, as "
                              f"{Path(self.name).stem}.toml beside the CSV. {why}") from why
        return schema

    def draw(self, state: State) -> pd.DataFrame:
        """`state.rows` synthetic rows; the same state gives the same rows. Fits first where that was not done."""
        key = (*self.fit_key(state), state.settings, state.seed, state.rows)
        if key not in self._drawn:
            self._drawn[key] = self._draw(self.fit(state).model, state)
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return self._drawn[key]

    def _draw(self, model, state: State) -> pd.DataFrame:
        settings = dict(state.settings)
        if settings.get("recipe") == "grid" and hasattr(model, "network_"):
            return model.table(settings["latent_dim"], settings["kl_weight"], settings["noise"], state.rows, state.seed)
        if settings.get("recipe") == "grid":  # a table of constants: nothing was trained
            return model.encoder_.inverse_transform(pd.DataFrame(index=range(state.rows)).to_numpy())
        model = copy.copy(model)  # the settings of this draw do not stay
        for name in method(state.method).at_once:
            setattr(model, name, None if settings[name] == OWN else settings[name])
        return model.sample(state.rows, seed=state.seed)

    def seconds(self, state: State) -> tuple[float, float]:
        """Of the fit, and of drawing 1,000 rows, timed now."""
        fitted, start = self.fit(state), time.perf_counter()
        self._draw(fitted.model, replace(state, rows=1000))
        return fitted.seconds, time.perf_counter() - start


def unfitted(key):
    """The generator of a fit key, before it has learned."""
    name, settings = key[0], dict(key[1])
    recipe = settings.pop("recipe", None)
    if recipe == "grid":
        from course_lib.generators import VAEGrid

        return VAEGrid(latent_dims=LATENT_DIMS, kl_weights=KL_WEIGHTS)
    return make(name, **settings) if recipe is None else make(name, likelihood=recipe)
