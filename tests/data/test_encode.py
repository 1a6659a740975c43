import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from course_lib.data import Column, Schema, TableEncoder, load_table, simulate_customers
from course_lib.data import codecs as codecs_module
from course_lib.errors import CourseError
from tests.data.columns import tables

pytestmark = pytest.mark.filterwarnings("error")
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def learned(df) -> Schema:
    """The inferred schema, with identifiers made categories so that they can be compared."""
    schema = Schema.infer(df)
    for name in schema.of_kind("identifier"):
        schema = schema.with_column(name, kind="category")
    return schema


@quick
@given(tables())
def test_round_trip_is_exact_for_every_dtype(df):
    encoder = TableEncoder(learned(df)).fit(df)
    matrix = encoder.transform(df)
    assert matrix.shape == (len(df), len(encoder.fields_)) and matrix.dtype == np.float64
    assert np.isfinite(matrix).all()
    assert_frame_equal(encoder.inverse_transform(matrix), df, check_exact=True)


@quick
@given(tables())
def test_survives_json(df):
    encoder = TableEncoder(learned(df)).fit(df)
    again = TableEncoder.from_dict(json.loads(json.dumps(encoder.to_dict())))
    assert again.fields_ == encoder.fields_ and again.notes_ == encoder.notes_
    matrix = encoder.transform(df)
    np.testing.assert_array_equal(again.transform(df), matrix)
    assert_frame_equal(again.inverse_transform(matrix), df, check_exact=True)


@quick
@given(tables(), st.integers(0, 2**32), st.sampled_from([1.0, 1e3, 1e18, 1e300, np.inf]))
def test_any_matrix_becomes_a_valid_table(df, seed, scale):
    schema = learned(df)
    encoder = TableEncoder(schema).fit(df)
    matrix = np.random.default_rng(seed).normal(size=(20, len(encoder.fields_)))
    made = encoder.inverse_transform(np.nan_to_num(matrix * scale, nan=0.0, posinf=np.inf, neginf=-np.inf))
    assert list(made.columns) == list(df.columns) and len(made) == 20
    assert list(made.dtypes) == list(df.dtypes)
    for column in schema:
        seen = made[column.name].dropna()
        assert df[column.name].isna().any() or len(seen) == 20, "nothing missing where nothing was missing"
        if column.kind in ("category", "ordinal") and column.levels is not None:
            assert set(seen) <= set(column.levels)
        if column.kind in ("category", "ordinal") and column.levels is None:
            assert set(seen) <= set(df[column.name].dropna())
    schema_open = Schema([Column(c.name, c.kind, levels=c.levels) for c in schema])
    if np.isfinite(scale) and scale < 1e300:
        schema_open.validate(made)


@pytest.mark.slow
@quick
@given(tables(), st.integers(0, 2**32))
def test_numbers_inside_the_bounds_stay_inside(df, seed):
    encoder = TableEncoder(learned(df)).fit(df)
    assume(encoder.fields_)
    share = np.random.default_rng(seed).random((30, len(encoder.fields_)))
    low, high = (np.array([getattr(field, end) for field in encoder.fields_]) for end in ("low", "high"))
    with np.errstate(over="ignore"):
        inside = np.clip(low * (1 - share) + high * share, low, high)
    again = encoder.transform(encoder.inverse_transform(inside))
    missing = np.array([field.name.endswith(" is missing") for field in encoder.fields_])
    numbers = np.array([field.n_levels == 0 for field in encoder.fields_])
    assert (again[:, ~missing] >= low[~missing]).all() and (again[:, ~missing] <= high[~missing]).all()
    for at in np.flatnonzero(numbers):
        field = encoder.fields_[at]
        narrow = str(df[field.source].dtype).lower() in ("float16", "float32")
        if field.step and not narrow and not df[field.source].isna().any() and abs(inside[:, at]).max() < 1e9:
            assert np.abs(again[:, at] - inside[:, at]).max() <= field.step * 1.01


def test_outside_the_bounds_stays_visible():
    df = pd.DataFrame({"age": [18, 40, 80]})
    encoder = TableEncoder(Schema([Column("age", "integer", 18, 80, declared=True)])).fit(df)
    made = encoder.inverse_transform([[17.6], [17.4], [-3.0], [80.4], [1e9]])["age"].tolist()
    assert made == [18, 17, -3, 80, 1_000_000_000]


def test_bounds_between_grid_points_are_not_crossed_by_rounding():
    df = pd.DataFrame({"x": [1.0, 2.0, 9.0]})
    encoder = TableEncoder(Schema([Column("x", "number", 0.5, 9.5, declared=True)])).fit(df)
    assert encoder.inverse_transform([[0.5], [9.5], [0.4]])["x"].tolist() == [1.0, 9.0, 0.0]


def test_fields_say_what_they_are():
    df = pd.DataFrame({
        "age": pd.array([20, None, 40, 30], dtype="Int64"), "price": [1.25, 2.5, 3.0, 4.75],
        "size": pd.Categorical(["S", "M", None, "S"], ["S", "M", "L"], ordered=True), "town": ["a", None, "b", "a"],
        "day": pd.to_datetime(["2024-01-01", "2024-01-03", "2024-02-01", "2024-01-01"]), "one": 7,
        "gone": [None] * 4, "name": ["w", "x", "y", "z"], "ok": [True, False, True, True], "e": np.exp([1, 2, 3, 4])})
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    assert [tuple(vars(field).values()) for field in encoder.fields_[:8]] == [
        ("age", "age", 0, True, 20.0, 40.0, 1.0), ("age is missing", "age", 2, False, 0.0, 1.0, None),
        ("price", "price", 0, True, 1.25, 4.75, 0.01), ("size", "size", 3, True, 0.0, 2.0, None),
        ("size is missing", "size", 2, False, 0.0, 1.0, None), ("town", "town", 3, False, 0.0, 2.0, None),
        ("day", "day", 0, True, 0.0, 31.0, 1.0), ("ok", "ok", 2, False, 0.0, 1.0, None)]
    assert encoder.fields_[8].step is None
    np.testing.assert_array_equal(encoder.transform(df)[:, 0], [20, 30, 40, 30])  # the observed median fills
    assert [note.split("'")[1] for note in encoder.notes_] == ["one", "gone", "name"]


def test_identifiers_are_fresh():
    df = pd.DataFrame({"id": range(1, 31), "name": [f"person {i}" for i in range(30)], "x": np.arange(30) / 7})
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    made = encoder.inverse_transform(encoder.transform(df))
    assert [field.name for field in encoder.fields_] == ["x"]
    assert not set(made["id"]) & set(df["id"]) and made["id"].is_unique
    assert not set(made["name"]) & set(df["name"]) and made["name"].is_unique


def test_too_many_ids_for_a_narrow_dtype_are_refused():
    df = pd.DataFrame({"id": np.arange(30, dtype="uint8"), "x": np.arange(30) / 7})
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    assert encoder.inverse_transform(np.zeros((200, 1)))["id"].max() == 229
    with pytest.raises(CourseError, match="'id'.*uint8.*int64"):
        encoder.inverse_transform(np.zeros((300, 1)))


def test_schema_with_more_levels_than_the_dtype():
    df = pd.DataFrame({"c": pd.Categorical(["a", "b"])})
    encoder = TableEncoder(Schema([Column("c", "category", levels=("a", "b", "c"))])).fit(df)
    assert encoder.inverse_transform([[5.0]])["c"].tolist() == ["b"]


def test_local_midnights_stay_days_over_daylight_saving():
    days = pd.Series(pd.date_range("2024-01-01", "2024-12-31", tz="Europe/Berlin"))
    encoder = TableEncoder(Schema.infer(days.to_frame("d"))).fit(days.to_frame("d"))
    assert encoder.fields_[0].high == 365.0
    made = encoder.inverse_transform([[182.3], [90.0]])["d"]
    assert (made == made.dt.normalize()).all()


def test_dates_finer_than_a_float_are_kept_to_half_a_count():
    ticks = pd.to_datetime([0, 1, 2**62 + 3], unit="ns")
    df = pd.DataFrame({"t": pd.Series(ticks).astype("datetime64[ns]")})
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    away = (encoder.inverse_transform(encoder.transform(df))["t"] - df["t"]).abs()
    assert away.max() <= pd.Timedelta(2**62 // 2**53 + 1, "ns")


@pytest.mark.parametrize("change, words", [
    (lambda df: df.assign(town=["a", "b", "q"]), ["'town'", "'q'", "levels"]),
    (lambda df: df.assign(age=[1, None, 3]), ["'age'", "missing", "fit"]),
    (lambda df: df.assign(one=[7, 7, 8]), ["'one'", "8", "drop"]),
    (lambda df: df.assign(gone=[1.0, None, None]), ["'gone'", "missing throughout"]),
    (lambda df: df.assign(day="monday"), ["'day'", "to_datetime"]),
    (lambda df: df.drop(columns="age"), ["'age'", "no column"]),
    (lambda df: df.assign(town=["a", None, "b"]), ["'town'", "missing"]),
])
def test_what_was_not_seen_at_fit_is_said(change, words):
    df = pd.DataFrame({"age": [20, 30, 40], "town": ["a", "b", "a"], "one": 7, "gone": [np.nan] * 3,
                       "day": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-05"])})
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    with pytest.raises(CourseError) as told:
        encoder.transform(change(df))
    assert all(word in str(told.value) for word in words)


def test_matrices_that_cannot_be_a_table_are_refused():
    df = pd.DataFrame({"age": [20, 30, 40]})
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    with pytest.raises(CourseError, match="NaN in the field 'age'"):
        encoder.inverse_transform([[np.nan]])
    with pytest.raises(CourseError, match="shape"):
        encoder.inverse_transform([[1.0, 2.0]])
    assert len(encoder.inverse_transform(np.empty((0, 1)))) == 0


def test_whole_numbers_too_far_apart_are_refused():
    df = pd.DataFrame({"n": [-(2**62), 2**62]})
    with pytest.raises(CourseError, match="'n' spans more than 2\\^53"):
        TableEncoder(Schema([Column("n", "integer")])).fit(df)


@pytest.mark.parametrize("name", ["customers", "affairs", "breast_cancer"])
def test_own_tables_come_back(name):
    df, schema = load_table(name)
    encoder = TableEncoder(schema).fit(df)
    assert_frame_equal(encoder.inverse_transform(encoder.transform(df)), df, check_exact=True)


@pytest.mark.slow
def test_a_million_rows():
    df = simulate_customers(1_000_000, seed=0)
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    assert_frame_equal(encoder.inverse_transform(encoder.transform(df)), df, check_exact=True)


def _fails(check, *args) -> bool:
    try:
        check(*args)
    except (AssertionError, ValueError):
        return True
    return False


@pytest.mark.parametrize("fault", ["rounds_to_a_coarser_grid", "forgets_missing", "lets_codes_through"])
def test_planted_faults_are_found(monkeypatch, fault):
    """Each guard above fails when what it guards is broken."""
    df = pd.DataFrame({"x": [0.25, 1.5, np.nan], "c": ["a", "b", "a"]})

    def check():
        encoder = TableEncoder(Schema.infer(df)).fit(df)
        assert_frame_equal(encoder.inverse_transform(encoder.transform(df)), df)
        assert set(encoder.inverse_transform(np.full((4, 3), 9.0))["c"]) <= {"a", "b"}

    check()
    if fault == "rounds_to_a_coarser_grid":
        monkeypatch.setattr(codecs_module, "to_grid", lambda numbers, codec: np.round(numbers, 1))
    elif fault == "forgets_missing":
        monkeypatch.setattr(codecs_module.Number, "encode", lambda self, values: [values.fillna(0).to_numpy()] * 2)
    else:
        decode = codecs_module.Codes.decode
        monkeypatch.setattr(codecs_module.Codes, "decode", lambda self, arrays, n: decode(self, arrays, n) + "!")
    assert _fails(check)


def test_piece_by_piece_is_the_same_as_at_once():
    df = simulate_customers(50, seed=0).assign(gap=[None, 1.5] * 25)
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    pieces = list(encoder.columns(df))
    assert [len(arrays) for arrays in pieces] == [1] * 11 + [1]  # gap holds one value: its indicator alone
    arrays = [array for piece in pieces for array in piece]
    assert np.array_equal(np.column_stack(arrays), encoder.transform(df))
    assert np.array_equal(next(encoder.columns(df, ["income"]))[0], df["income"])
    assert_frame_equal(encoder.assemble(arrays, 50), df)
    assert arrays == []
