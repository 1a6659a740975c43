"""The test database: what SQLite accepts, what it refuses and by which constraint, on rows small enough to read."""

import sqlite3

import pandas as pd
import pytest

from course_lib.data import (
    Column,
    Schema,
    conform,
    create_table,
    insert,
    load_table,
    open_database,
    refusals,
    simulate_customers,
)
from course_lib.errors import CourseError
from course_lib.generators import make

PEOPLE = Schema([
    Column("id", "integer"), Column("age", "integer", low=18, high=80, declared=True),
    Column("height", "number", low=0.5, high=2.5, declared=True), Column("town", "category", levels=("a", "b'c")),
    Column("member", "boolean"), Column("since", "datetime", low="2020-01-01", declared=True),
    Column("grade", "ordinal", levels=(1, 2, 3)), Column("mail", "identifier")])  # fmt: skip
ROW = {"id": 1, "age": 30, "height": 1.7, "town": "b'c", "member": True, "since": pd.Timestamp("2021-05-01"),
       "grade": 2, "mail": "x@y"}  # fmt: skip


@pytest.fixture
def database():
    database = open_database()
    create_table(database, "people", PEOPLE, key="id", unique=("mail",), optional=("height",))
    create_table(database, "orders", Schema([Column("person", "integer"), Column("sum", "number")]), key="order",
                 refers={"person": ("people", "id")})
    yield database
    database.close()


def people(**changes) -> pd.DataFrame:
    return pd.DataFrame([ROW | changes])


def count(database, table="people") -> int:
    return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_row_that_fits_comes_back_as_it_went_in(database):
    assert insert(database, "people", people()) == 1
    stored = database.execute("SELECT * FROM people").fetchone()
    assert stored == (1, 30, 1.7, "b'c", 1, "2021-05-01T00:00:00", 2, "x@y")


@pytest.mark.parametrize("changes, says", [
    ({"age": 17}, "CHECK: age is at least 18"), ({"age": 81}, "CHECK: age is at most 80"),
    ({"age": 30.5}, "CHECK: age is a whole number"), ({"age": "old"}, "CHECK: age is a whole number"),
    ({"age": None}, "NOT NULL: age"), ({"height": 3}, "CHECK: height is at most 2.5"),
    ({"height": "tall"}, "CHECK: height is a number"), ({"town": "c"}, "CHECK: town is a level"),
    ({"town": float("nan")}, "NOT NULL: town"), ({"member": 2}, "CHECK: member is a level"),
    ({"since": pd.Timestamp("2019-12-31")}, "CHECK: since is at least 2020-01-01T00:00:00"),
    ({"grade": 4}, "CHECK: grade is a level"), ({"mail": pd.NA}, "NOT NULL: mail"),
    ({"id": "one"}, "PRIMARY KEY: a whole number")])  # fmt: skip
def test_each_constraint_refuses_and_says_which(database, changes, says):
    assert refusals(database, "people", people(**changes)).tolist() == [says]
    with pytest.raises(CourseError, match="refused row 0") as refused:
        insert(database, "people", people(**changes))
    assert says in str(refused.value) and count(database) == 0


def test_the_database_refuses_by_itself_whatever_program_asks(database):
    """Planted: past our functions, straight to SQLite."""
    with pytest.raises(sqlite3.IntegrityError, match="age is at least 18"):
        database.execute("INSERT INTO people VALUES (1, 5, 1.7, 'a', 1, '2021-05-01', 2, 'x')")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        database.execute("INSERT INTO orders VALUES (1, 99, 5.0)")


def test_an_optional_column_may_be_missing(database):
    assert insert(database, "people", people(height=None)) == 1


def test_keys_are_unique_within_the_rows_and_with_those_there(database):
    insert(database, "people", people())
    twice = pd.concat([people(id=2, mail="z"), people(id=2, mail="w"), people(id=3)], ignore_index=True)
    assert refusals(database, "people", twice).to_dict() == {1: "UNIQUE: id", 2: "UNIQUE: mail"}


def test_orders_need_a_customer_who_is_there(database):
    insert(database, "people", people())
    orders = pd.DataFrame({"order": [1, 2, 3], "person": [1, 7, 1], "sum": [5.0, 6.0, 7.0]})
    assert refusals(database, "orders", orders).to_dict() == {1: "FOREIGN KEY: person is in people"}
    with pytest.raises(CourseError, match="refused row 1, FOREIGN KEY"):
        insert(database, "orders", orders)
    assert count(database, "orders") == 0 and insert(database, "orders", orders.drop(1)) == 2
    with pytest.raises(sqlite3.IntegrityError):  # and nobody with orders can be removed
        database.execute("DELETE FROM people WHERE id = 1")


def test_trying_leaves_nothing_behind(database):
    insert(database, "people", people())
    assert refusals(database, "people", people(id=2, mail="z")).empty and count(database) == 1
    assert not database.in_transaction


def test_names_and_levels_are_quoted():
    schema = Schema([Column('a "b', "category", levels=("x'); DROP TABLE t; --",)), Column("order", "integer")])
    database = open_database()
    create_table(database, "group", schema)
    rows = pd.DataFrame({'a "b': ["x'); DROP TABLE t; --"], "order": [1]})
    assert insert(database, "group", rows) == 1 and refusals(database, "group", rows.assign(**{'a "b': "y"})).size == 1


def test_customers_of_a_generator_fill_it_and_come_back_typed():
    real, schema = load_table("customers")
    made = make("copula").fit(real[:300], schema, seed=0).sample(200, seed=0)
    database = open_database()
    create_table(database, "customers", schema, key="customer_id")
    assert insert(database, "customers", made.rename_axis("customer_id").reset_index()) == 200
    back = pd.read_sql("SELECT * FROM customers", database).drop(columns="customer_id")
    pd.testing.assert_frame_equal(conform(back, made, schema)[0], made, check_dtype=False)


def test_what_a_simulator_without_bounds_makes_is_refused():
    """vae_style without bounds: normal columns, so ages under 18 and visits under 0."""
    real, schema = load_table("customers")
    made = make("vae_style", bounds="none").fit(real[:500], schema, seed=0).sample(200, seed=0)
    database = open_database()
    create_table(database, "customers", schema)
    refused = refusals(database, "customers", made)
    outside = pd.Series(False, index=made.index)
    for column in schema:
        for bound, beyond in ((column.low, pd.Series.lt), (column.high, pd.Series.gt)):
            if bound is not None:
                outside |= beyond(made[column.name], bound)
    assert list(refused.index) == list(made.index[outside]) and 20 < len(refused) < 100


def test_a_file_keeps_it(tmp_path):
    database = open_database(tmp_path / "test.db")
    create_table(database, "people", PEOPLE, key="id")
    insert(database, "people", people())
    database.close()
    again = open_database(tmp_path / "test.db")
    assert count(again) == 1 and refusals(again, "people", people(id=2, age=5)).size == 1


def test_bounds_bind_where_they_were_declared():
    schema = Schema.infer(simulate_customers(50, seed=0)[["age"]])
    database = open_database()
    create_table(database, "t", schema)
    assert insert(database, "t", pd.DataFrame({"age": [200]})) == 1


@pytest.mark.parametrize("act, words", [
    (lambda d: create_table(d, "people", PEOPLE), "could not be created"),
    (lambda d: create_table(d, "new", PEOPLE, unique=("shoe",)), "no column 'shoe'"),
    (lambda d: insert(d, "nobody", people()), "no table 'nobody'"),
    (lambda d: insert(d, "people", people().drop(columns="age")), "rows lack column 'age'"),
    (lambda d: insert(d, "people", people(shoe=42)), "table lacks column 'shoe'")])  # fmt: skip
def test_mistakes_are_one_sentence(database, act, words):
    with pytest.raises(CourseError, match=words):
        act(database)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CourseError, match="in a folder that exists"):
        open_database(tmp_path / "none" / "test.db")
