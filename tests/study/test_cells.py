"""What is one cell and what is another."""

import pytest

from course_lib.errors import CourseError
from course_lib.study import Cell, cells
from course_lib.study.cells import parsed


def test_whatever_changes_the_result_changes_the_key(monkeypatch):
    key = Cell("cart", "customers", 0).key()
    assert Cell("cart", "customers", 0).key() == key
    others = [Cell("cart", "customers", 1), Cell("independent", "customers", 0), Cell("cart", "census", 0),
              Cell("cart", "customers", 0, rows=500), Cell("cart", "customers", 0, {"min_leaf": 7})]
    assert len({key, *(cell.key() for cell in others)}) == 6
    monkeypatch.setattr(cells, "JUDGE", cells.JUDGE | {"version": 99})
    assert Cell("cart", "customers", 0).key() != key


def test_a_default_written_out_is_the_same_cell_and_a_changed_default_another(monkeypatch):
    from course_lib.generators.statistical.cart import CART

    key = Cell("cart", "customers", 0).key()
    default = CART().min_leaf
    assert Cell("cart", "customers", 0, {"min_leaf": default}).key() == key
    monkeypatch.setitem(CART.__init__.__kwdefaults__, "min_leaf", default + 1)
    assert Cell("cart", "customers", 0).key() != key


def test_a_file_is_known_by_its_content(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b\n1,2\n")
    key = Cell("cart", str(path), 0).key()
    path.write_text("a,b\n1,3\n")
    assert Cell("cart", str(path), 0).key() != key
    assert key.startswith("cart-mine.csv-0-")


@pytest.mark.parametrize("text, name, settings", [
    ("vae", "vae", {}), ("vae:kl_weight=0.5,epochs=20", "vae", {"kl_weight": 0.5, "epochs": 20}),
    ("vae:hidden=(64,32),likelihood=mixed", "vae", {"hidden": (64, 32), "likelihood": "mixed"}),
    ("cart:order=None", "cart", {"order": None}),
])  # fmt: skip
def test_settings_are_read(text, name, settings):
    assert parsed(text) == (name, settings)


@pytest.mark.parametrize("text", ["vae:", "vae:epochs", "vae:=3"])
def test_settings_that_are_none_are_refused(text):
    with pytest.raises(CourseError, match="NAME:setting=value"):
        parsed(text)
