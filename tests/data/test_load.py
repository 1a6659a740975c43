import importlib.util
import subprocess
import sys

import pandas as pd
import pytest

from course_lib.data import load_table
from course_lib.data.load import FOLDER, TABLES
from course_lib.errors import CourseError

CARD_ENTRIES = {"title", "source", "licence", "collection", "sensitivity", "citation"}


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name, shape", [("customers", (10_000, 11)), ("affairs", (6366, 9)),
                                         ("breast_cancer", (569, 31))])
def test_stored_tables_equal_their_source(make, name, shape):
    df, _ = load_table(name)
    assert df.shape == shape
    pd.testing.assert_frame_equal(df, make.TABLES[name](), check_exact=True)


def test_make_writes_the_same_files(make, tmp_path):
    make.main(tmp_path)
    for name in TABLES:
        assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("name", TABLES)
def test_cards_are_complete(name):
    df, schema = load_table(name)
    assert schema.names == list(df.columns) and set(schema.card) == CARD_ENTRIES
    assert all(column.about and column.declared for column in schema)
    assert df.attrs["notes"] == []
    sheet = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"`{name}`" in sheet and (FOLDER / f"{name}.csv").stat().st_size < 1_000_000


def test_roles():
    assert load_table("customers")[1].of_role("protected") == ["group"]
    assert load_table("customers")[1].of_role("target") == ["outcome"]
    assert load_table("breast_cancer")[1].of_role("target") == ["target"]
    assert "affairs" in load_table("affairs")[1].of_role("sensitive")


def test_any_csv(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text("a;b\n1,5;x\n2,5;y\n")
    df, schema = load_table(path)
    assert schema.names == ["a", "b"] and not schema["a"].declared and "decimal comma" in " ".join(df.attrs["notes"])
    assert load_table(str(path))[0].equals(df)


def test_a_card_beside_it_becomes_the_schema(tmp_path):
    (tmp_path / "shop.csv").write_text("a,b\n1,x\n2,y\n")
    card = tmp_path / "shop.toml"
    card.write_text('[[column]]\nname = "a"\nkind = "integer"\nlow = 0\n\n[[column]]\nname = "b"\nkind = "category"\n')
    _, schema = load_table(tmp_path / "shop.csv")
    assert schema["a"].low == 0 and schema["a"].declared
    card.write_text(card.read_text().replace("low = 0", "low = 2"))
    with pytest.raises(CourseError, match="shop.csv does not fit its card shop.toml.*'a'"):
        load_table(tmp_path / "shop.csv")
    card.write_text("[[column")
    with pytest.raises(CourseError, match="shop.toml.*TOML"):
        load_table(tmp_path / "shop.csv")


@pytest.mark.parametrize("wrong", ["customer", "nowhere.csv", 3, None])
def test_what_is_no_table_is_said(wrong):
    with pytest.raises(CourseError, match="no table|no file"):
        load_table(wrong)


def test_data_does_not_load_torch():
    code = "import course_lib.data, sys; sys.exit('torch' in sys.modules or 'matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
