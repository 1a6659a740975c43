"""`bench` as it is typed: three files, what was asked for and nothing twice, mistakes before the work begins."""

import argparse
import json

import pytest

from course_lib.cli import bench
from course_lib.errors import CourseError
from course_lib.study import peers


def arguments(*typed):
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    return parser.parse_args([str(word) for word in typed])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run on a learner's own file and on customers."""
    place = tmp_path_factory.mktemp("bench")
    rows = [f"{i % 7},{'red' if i % 3 else 'blue'},{'' if i % 9 == 0 else i / 10}" for i in range(150)]
    (place / "mine.csv").write_text("\n".join(["size,colour,price", *rows]) + "\n")
    status = bench.run(arguments("independent", "cart:min_leaf=8", "--tables", "customers", place / "mine.csv",
                                 "--rows", 40, "--seeds", 0, 1, "-o", place / "out"))
    assert status == 0
    return place / "out"


@pytest.mark.slow
def test_the_json_holds_every_cell_with_settings_and_floor(folder):
    found = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    assert len(found["cells"]) == 2 * 2 * 3 and not found["errors"]
    cart = next(cell for cell in found["cells"] if cell["generator"] == "cart")
    assert cart["settings"]["min_leaf"] == 8 and cart["label"] == "cart:min_leaf=8" and cart["rows"] == 40
    assert set(cart["floor"]) == {"shapes", "trends", "c2st", "share"}
    assert cart["fit_seconds"] >= 0 and cart["judge"]["c2st"] == "strong"
    assert len(found["summary"]) == 2 * 3


@pytest.mark.slow
def test_the_table_and_the_picture_are_there(folder):
    text = (folder / "bench.md").read_text(encoding="utf-8")
    assert "## customers" in text and "| cart:min_leaf=8 |" in text and "*fresh rows*" in text
    assert (folder / "bench.png").read_bytes().startswith(b"\x89PNG")
    assert not list(folder.glob("*.part"))


@pytest.mark.slow
def test_the_same_command_measures_nothing_again(folder, capsys):
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "cells").glob("*.json")}
    mine = folder.parent / "mine.csv"
    bench.run(arguments("independent", "cart:min_leaf=8", "--tables", "customers", mine, "--rows", 40, "--seeds", 0, 1,
                        "-o", folder))
    assert "12 cells: 12 measured before, 0 to measure." in capsys.readouterr().out
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "cells").glob("*.json")} == before


@pytest.mark.parametrize("typed, says", [
    (["vea"], "'vae'"), (["cart:leaf=3"], "no setting 'leaf'"), (["cart", "--tables", "nothing"], "no table"),
    (["TVAE"], "--peers TVAE"), (["cart", "--seeds", "-1"], "--seed -1"), (["cart", "--rows", "3"], "20 rows"),
    (["cart", "--peers", "SDV"], "no peer 'SDV'"), (["cart", "--cost", "--rows", "10"], "1,000 or more"),
    (["cart", "--jobs", "0", "--rows", "30", "--seeds", "0"], "--jobs 0"),
])  # fmt: skip
def test_mistakes_end_before_the_work_begins(typed, says, tmp_path):
    with pytest.raises(CourseError, match=says):
        bench.run(arguments(*typed, "-o", tmp_path / "out"))


def test_a_peer_that_cannot_be_installed_leaves_the_rest(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(peers, "prepare", lambda names: print("sdv cannot be installed.") or [])
    assert bench.run(arguments("independent", "--peers", "--rows", 30, "--seeds", 0, "-o", tmp_path)) == 0
    assert "cannot be installed" in capsys.readouterr().out and (tmp_path / "bench.json").exists()


def test_a_generator_that_fails_is_told_twice_and_ends_with_status_1(monkeypatch, tmp_path, capsys):
    from course_lib.generators.statistical.cart import CART

    def broken(self, *arguments):
        raise ValueError("no leaf")

    monkeypatch.setattr(CART, "_fit", broken)
    monkeypatch.setattr(CART, "_fit_table", broken)
    assert bench.run(arguments("independent", "cart", "--rows", 30, "--seeds", 0, "-o", tmp_path)) == 1
    assert capsys.readouterr().out.count("cart on customers, seed 0: not measured. ValueError: no leaf") == 2


def test_ctrl_c_says_where_it_goes_on(monkeypatch, tmp_path):
    from course_lib import study

    def stopped(*arguments, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "run", stopped)
    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        bench.run(arguments("independent", "--rows", 30, "--seeds", 0, "-o", tmp_path))


@pytest.mark.slow
def test_cost_writes_points_and_a_picture(tmp_path):
    assert bench.run(arguments("independent", "--cost", "--rows", 1000, "-o", tmp_path)) == 0
    found = json.loads((tmp_path / "cost.json").read_text(encoding="utf-8"))
    assert [(p["step"], p["rows"]) for p in found["points"]] == [("fit", 1000), ("sample", 1000)]
    assert (tmp_path / "cost.png").exists()
