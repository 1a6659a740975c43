"""What every generator of the course is: settings in, learning out, a table in, a table out.

`fit` and `sample` are written once, here. A generator adds the two steps between them:

    table --TableEncoder--> matrix x, shape (rows, fields) --> _fit(x, fields, rng, progress)
    _sample(n, rng) --> matrix x~, shape (n, fields) --TableEncoder backwards--> table

The matrix is complete (no NaN) and numeric: a `Field` says for each of its columns whether it holds a number
(with bounds and a grid) or codes 0..k-1. So a generator never meets a missing value, a date or a string.

A subclass writes

    class Mine(Generator):
        def __init__(self, *, strength=1.0):          # stores its keywords under their names, nothing else
            self.strength = strength
        def _check(self): ...                         # optional: are the settings usable? raise CourseError
        def _fit(self, x, fields, rng, progress): ... # learned names end in "_"
        def _sample(self, n, rng): ...                # returns an (n, fields) matrix, finite

For long tables: `_fit_table(df, encoder, rng, progress)` in place of `_fit`, to go through the table column by column;
`rows_at_once`, how many rows `_sample` is asked for at once (the pieces are put together here).

And, where a learned attribute is more than numbers, strings, arrays, lists and dicts (a network, say), the
pair `_state` / `_restore` that turns it into such and back, for `save` and `load`.
"""

from numbers import Integral

import numpy as np
import pandas as pd

from course_lib.data.encode import TableEncoder
from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.generators.registry import setting_names
from course_lib.generators.store import save as write
from course_lib.randomness import generator, threads


class Generator:
    """A model of a table that draws new tables like it.

    Learned by `fit`, for every generator: `schema_` (Schema), `encoder_` (TableEncoder), `notes_` (list of
    sentences about what was not learned; print them), `n_rows_` (int).
    """

    rows_at_once = 2**17  # how many rows `_sample` is asked for at once

    def get_settings(self) -> dict:
        """The keywords of the class with their present values."""
        return {name: getattr(self, name) for name in setting_names(type(self))}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.get_settings().items())})"

    def clone(self):
        """A new, unfitted generator of the same class and settings."""
        return type(self)(**self.get_settings())

    def fit(self, df, schema=None, *, seed=None, progress=False):
        """Learn the table `df` and return self. Whatever an earlier fit learned is forgotten.

        schema: the table's Schema; inferred from `df` if None. seed: whole number, or None for a fresh draw.
        progress: show a progress line where fitting takes long.
        Raises CourseError for a table that cannot be learned (no DataFrame, fewer than two rows, columns or
        values outside the schema) and for settings that cannot be used.
        """
        self._check()
        rng = generator(seed)
        schema = Schema.infer(df) if schema is None else schema
        schema.validate(df)
        if len(df) < 2:
            raise CourseError(f"The table has {'one row' if len(df) else 'no rows'}: a generator learns how rows "
                              "differ, so give at least two.")
        encoder = self._encoder(df, schema)
        for name in self._learned():
            delattr(self, name)
        self.notes_ = list(encoder.notes_)  # before _fit, which may add its own sentences
        if encoder.fields_:  # else every column is constant or an identifier, and the encoder restores those
            with threads(1):
                self._fit_table(df, encoder, rng, progress)
        self.schema_, self.encoder_, self.n_rows_ = schema, encoder, len(df)
        return self

    def sample(self, n, *, seed=None) -> pd.DataFrame:
        """`n` new rows with the columns, order and dtypes of the fitted table; the same seed, the same rows.

        Raises CourseError before `fit`, and if `n` is not a whole number from 0 up.
        """
        if not self.is_fitted:
            raise CourseError(f"{type(self).__name__} has learned nothing yet: call fit(df) first.")
        if not isinstance(n, Integral) or isinstance(n, bool) or n < 0:
            raise CourseError(f"n={n!r} is no number of rows: give a whole number from 0 up.")
        self._check()
        rng, fields = generator(seed), self.encoder_.fields_
        if not fields or n == 0:
            return self.encoder_.inverse_transform(np.empty((int(n), len(fields))))
        with threads(1):
            columns = self._sample_columns(int(n), rng)
        return self.encoder_.assemble(columns, int(n))

    @property
    def is_fitted(self) -> bool:
        """Has `fit` (or `load`) succeeded?"""
        return hasattr(self, "encoder_")

    def save(self, path):
        """Write the fitted generator to one file of JSON and arrays (no pickle); `load(path)` reads it back.

        Returns the path. Raises CourseError before `fit`.
        """
        return write(self, path)

    def _sample_columns(self, n, rng) -> list[np.ndarray]:
        """The columns of the matrix of n rows, drawn a piece at a time, so that only the result is long."""
        fields = self.encoder_.fields_
        columns = [np.empty(n) for _ in fields]
        for start in range(0, n, self.rows_at_once):
            m = min(self.rows_at_once, n - start)
            x = finite(self._sample(m, rng), m, fields, type(self).__name__)
            for column, piece in zip(columns, x.T):
                column[start:start + m] = piece
        return columns

    # What a subclass writes.

    def _check(self) -> None:
        """Raise CourseError if a setting cannot be used. Called by fit and sample, never by __init__."""

    def _encoder(self, df, schema) -> TableEncoder:
        """What stands between table and matrix. Override it where the table may not be read for nothing."""
        return TableEncoder(schema).fit(df)

    def _fit_table(self, df, encoder, rng, progress) -> None:
        """Learn from the table. Override it, instead of `_fit`, where its whole matrix would be too large."""
        self._fit(encoder.transform(df), encoder.fields_, rng, progress)

    def _fit(self, x, fields, rng, progress) -> None:
        """Learn from the matrix `x`, shape (rows, fields), float64 and complete."""
        raise NotImplementedError(f"{type(self).__name__} has no _fit.")

    def _sample(self, n, rng) -> np.ndarray:
        """Draw an (n, fields) matrix in the units of the one that was fitted."""
        raise NotImplementedError(f"{type(self).__name__} has no _sample.")

    def _state(self) -> dict:
        """What was learned, as numbers, strings, arrays, lists, dicts, Schema and TableEncoder."""
        return {name: getattr(self, name) for name in self._learned()}

    def _restore(self, state: dict) -> None:
        """Take over what `_state` returned."""
        for name, value in state.items():
            setattr(self, name, value)

    def _learned(self) -> list[str]:
        return [name for name in vars(self) if name.endswith("_") and not name.startswith("_")]


def finite(x, n, fields, who) -> np.ndarray:
    """`x` itself, if an (n, fields) matrix of finite numbers; else CourseError that names the column."""
    x = np.asarray(x, dtype=float)
    if x.shape != (n, len(fields)):
        raise CourseError(f"{who}._sample returned shape {x.shape}: it has to return {(n, len(fields))}.")
    bad = ~np.isfinite(x).all(axis=0)
    if bad.any():
        source = fields[int(bad.argmax())].source
        raise CourseError(f"{who} drew a value that is no number in column {source!r}: its fitting went astray; "
                          "look at its settings, smaller steps first.")
    return x
