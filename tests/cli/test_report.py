"""`report`: any synthetic table against its original, also one that another program wrote in its own way."""

import numpy as np
import pandas as pd
import pytest

from course_lib import cli
from tests.cli.broken_tables import FAULTS, good, lines
from tests.evaluation.pages import Page, faults


def run(capsys, *arguments):
    """Exit status, stdout, stderr."""
    status = cli.run(["report", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def one_sentence(text):
    return text.count("\n") == 1 and "Traceback" not in text and len(text) > 20


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A folder with shop.csv, new.csv and fresh.csv, 80 rows each; the process works in it."""
    for k, name in enumerate(("shop", "new", "fresh")):
        lines(tmp_path / f"{name}.csv", list(good(np.random.default_rng(k), 80)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(path, **columns):
    pd.read_csv(path).assign(**columns).to_csv(path, index=False)


def test_three_tables_give_a_page(shop, capsys):
    status, said, complaint = run(capsys, "shop.csv", "new.csv", "--holdout", "fresh.csv", "--target", "town")
    assert status == 0, complaint
    assert "these are copies" not in said and "also stand" not in said and "stand in the holdout" not in said
    text = (shop / "new_report.html").read_text(encoding="utf-8")
    assert faults(text) == [] and "<title>new.csv beside its original shop.csv</title>" in text
    assert "Does it tell which rows it was learned from?" in said and "Wrote new_report.html" in said
    top = Page(text).words.split("In one minute")[0]
    assert "80 fresh real rows" in top and "3 columns compared" in top


def test_without_a_holdout_closeness_is_not_measurable(shop, capsys):
    status, said, _ = run(capsys, "shop.csv", "new.csv", "-o", "a.html")
    assert status == 0 and "not measured: Not measurable without a holdout" in said
    assert faults((shop / "a.html").read_text(encoding="utf-8")) == []


def test_the_same_tables_give_the_same_bytes_wherever_they_lie(shop, capsys):
    run(capsys, "shop.csv", "new.csv", "-o", "a.html", "--seed", 4)
    (shop / "deeper").mkdir()
    for name in ("shop.csv", "new.csv"):
        (shop / "deeper" / name).write_bytes((shop / name).read_bytes())
    run(capsys, shop / "deeper" / "shop.csv", shop / "deeper" / "new.csv", "-o", "b.html", "--seed", 4)
    assert (shop / "a.html").read_bytes() == (shop / "b.html").read_bytes()


def test_what_other_programs_write_differently_scores_the_same(shop, capsys):
    for name in ("shop", "new"):
        change(f"{name}.csv", member=[True, False] * 40, id=[f"p{i}@mail.example" for i in range(80)])
    run(capsys, "shop.csv", "new.csv", "-o", "a.html")
    df = pd.read_csv("new.csv")
    df["visits"], df["member"] = df["visits"].astype(float), df["member"].astype(int)
    df[["member", "town", "visits", "height"]].to_csv("new.csv", sep=";", decimal=",", encoding="utf-16")
    status, said, complaint = run(capsys, "shop.csv", "new.csv", "-o", "b.html")
    assert status == 0, complaint
    assert "0 as False, 1 as True is read" in said and "'row' is in new.csv but not in shop.csv" in said
    scores = [Page((shop / f"{k}.html").read_text(encoding="utf-8")).words.split("All scores")[1] for k in "ab"]
    assert scores[0] == scores[1]


def test_notes_stand_on_the_page_escaped(shop, capsys):
    change("new.csv", **{"town": "<i>Rom</i>", "<u>": 1})
    run(capsys, "shop.csv", "new.csv", "-o", "a.html")
    text = (shop / "a.html").read_text(encoding="utf-8")
    assert faults(text) == [] and "<i>" not in text and "<u>" not in text
    assert "100% of the rows hold a level that shop.csv does not have" in Page(text).words


def test_a_card_says_what_the_columns_mean(shop, capsys):
    card = "\n".join(f'[[column]]\nname = "{name}"\nkind = "{kind}"' for name, kind in (
        ("height", "number"), ("visits", "identifier"), ("town", "category")))
    (shop / "meaning.toml").write_text(card)
    status, said, complaint = run(capsys, "shop.csv", "new.csv", "--card", "meaning.toml", "-o", "a.html")
    assert status == 0, complaint
    assert "identifier: visits" in said and "2 columns compared" in Page((shop / "a.html").read_text("utf-8")).words
    (shop / "meaning.toml").write_text(card.replace("height", "weight"))
    status, _, complaint = run(capsys, "shop.csv", "new.csv", "--card", "meaning.toml", "-o", "b.html")
    assert status == 2 and one_sentence(complaint) and "does not fit the card meaning.toml" in complaint


def test_copies_and_a_holdout_that_is_not_fresh_are_pointed_out(shop, capsys):
    (shop / "new.csv").write_bytes((shop / "shop.csv").read_bytes())
    _, said, _ = run(capsys, "shop.csv", "new.csv", "--holdout", "new.csv", "-o", "a.html")
    assert "these are copies" in said and "also stand in shop.csv" in said
    _, said, _ = run(capsys, "shop.csv", "fresh.csv", "--holdout", "fresh.csv", "-o", "b.html")
    assert "Most of the rows of fresh.csv stand in the holdout" in said and "also stand in shop.csv" not in said


@pytest.mark.parametrize("arguments, words", [
    (["new.csv", "--target", "city"], "'city'"),
    (["new.csv", "--seed", "-1"], "from 0 up"),
    (["nowhere.csv"], "no file nowhere.csv"),
    (["new.csv", "-o", "shop.csv", "--force"], "never overwritten"),
    (["new.csv", "-o", "new.csv", "--force"], "never overwritten"),
    (["new.csv", "-o", "fresh.csv"], "--force"),
    (["new.csv", "--card", "none.toml"], "no card none.toml"),
    (["few.csv"], "few.csv has 3 rows"),
    (["new.csv", "--holdout", "few.csv"], "few.csv has 3 rows"),
    (["words.csv"], "'height' of words.csv holds 'tall'"),
    (["other.csv"], "none of the columns"),
    (["spelt.csv"], "no column 'town' but 'Town'"),
    (["less.csv", "--target", "town"], "not all tables have this column"),
])
def test_tables_and_arguments_that_do_not_go_together(arguments, words, shop, capsys):
    df = pd.read_csv("new.csv")
    df.head(3).to_csv("few.csv", index=False)
    df.assign(height="tall").to_csv("words.csv", index=False)
    df.rename(columns=lambda name: f"other {name}").to_csv("other.csv", index=False)
    df.rename(columns={"town": "Town"}).to_csv("spelt.csv", index=False)
    df.drop(columns="town").to_csv("less.csv", index=False)
    before = {path.name: path.read_bytes() for path in shop.iterdir()}
    status, _, complaint = run(capsys, "shop.csv", *arguments)
    assert status == 2 and one_sentence(complaint) and words in complaint, complaint
    assert {path.name: path.read_bytes() for path in shop.iterdir()} == before


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [name for name, (_, expect, more) in FAULTS.items()
                                  if expect and name != "too_few_rows_for_a_report"])  # 25 suffice for one table
def test_a_broken_table_is_one_sentence_here_too(name, shop, capsys):
    write, expect, _ = FAULTS[name]
    write(shop / "broken.csv", np.random.default_rng(1))
    status, _, complaint = run(capsys, "shop.csv", "broken.csv", "-o", "a.html")
    assert status == 2 and one_sentence(complaint), complaint
    assert not (shop / "a.html").exists() and not list(shop.glob("*.part"))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["formulas_and_markup", "missing_values_everywhere", "a_column_all_missing",
                                  "semicolons_and_decimal_commas", "utf_16", "duplicate_names"])
def test_odd_tables_are_reported_against_themselves(name, shop, capsys):
    FAULTS[name][0](shop / "odd.csv", np.random.default_rng(1))
    (shop / "same.csv").write_bytes((shop / "odd.csv").read_bytes())
    status, said, complaint = run(capsys, "odd.csv", "same.csv", "-o", "a.html")
    assert status == 0, complaint
    assert faults((shop / "a.html").read_text(encoding="utf-8")) == [] and "these are copies" in said
