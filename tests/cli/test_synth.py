"""`synth` on good tables, on broken ones, and with arguments that cannot be meant."""

import os
import resource
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from course_lib import cli
from course_lib.bootstrap import ROOT
from course_lib.cli import synth
from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from tests.cli.broken_tables import FAULTS, good, lines
from tests.evaluation.pages import faults

SLOW = ("three_hundred_columns",)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "shop.csv"
    lines(path, list(good(np.random.default_rng(0), 120)))
    return path


def run(capsys, *arguments):
    """Exit status, stdout, stderr."""
    status = cli.run(["synth", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def one_sentence(text):
    return text.count("\n") == 1 and "Traceback" not in text and len(text) > 20


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in FAULTS])
def test_a_broken_table_gives_a_result_or_one_clear_sentence(name, tmp_path, capsys):
    write, expect, more = FAULTS[name]
    path, out = tmp_path / "table.csv", tmp_path / "new.csv"
    write(path, np.random.default_rng(1))
    before = path.read_bytes() if path.is_file() else None
    report = ["--report", tmp_path / "new.html"] if more.get("report") else []
    status, said, complaint = run(capsys, path, "-g", "independent", "-o", out, "--seed", 0,
                                  "-n", more.get("rows", 40), *report)
    if expect:
        assert status == 2 and one_sentence(complaint), complaint
        assert expect in complaint
        assert not out.exists() and not list(tmp_path.glob("*.part"))
    else:
        assert status == 0, complaint
        made = pd.read_csv(out)
        assert len(made) == more.get("rows", 40) and made.shape[1] >= 1
        assert not report or faults(report[1].read_text(encoding="utf-8")) == []
    assert before is None or path.read_bytes() == before, "the table that was read was changed"


def test_the_broken_tables_are_many():
    assert len(FAULTS) >= 30


def test_a_table_and_its_report(table, tmp_path, capsys):
    out, page = tmp_path / "new.csv", tmp_path / "new.html"
    status, said, _ = run(capsys, table, "-n", 80, "-o", out, "--report", page, "--seed", 3, "--target", "town")
    assert status == 0
    made = pd.read_csv(out)
    assert list(made.columns) == ["height", "visits", "town"] and len(made) == 80
    assert set(made["town"]) <= {"Bonn", "Köln", "Ulm"}
    assert "Generator: copula" in said
    assert "60 rows are learned from; 60 are held back" in said
    assert "Fitting …" in said and "Scoring, " in said and "seed 3" in said
    assert "Does a model learn as much from it?" in said
    text = page.read_text(encoding="utf-8")
    assert faults(text) == [] and "<h1><bdi>shop.csv: a synthetic table beside its original</bdi></h1>" in text


def test_fit_all_learns_from_every_row_and_drops_what_needs_fresh_ones(table, tmp_path, capsys):
    page = tmp_path / "new.html"
    status, said, _ = run(capsys, table, "--fit-all", "-o", tmp_path / "new.csv", "--report", page, "--seed", 3)
    assert status == 0 and "All 120 rows are learned from (--fit-all)" in said and "held back" not in said
    text = page.read_text(encoding="utf-8")
    assert text.count("Not measurable without a holdout") >= 4 and "<b>120</b> real rows learned from" in text


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_in_any_folder_process_and_number_of_threads(table, tmp_path, capsys):
    arguments = ["-g", "copula", "--report", "new.html", "-o", "new.csv", "--seed", 5, "--target", "town"]
    first = tmp_path / "first"
    first.mkdir()
    run(capsys, table, *arguments[:3], first / "new.html", "-o", first / "new.csv", *arguments[6:])
    other = tmp_path / "another folder"
    other.mkdir()
    (other / "shop.csv").write_bytes(table.read_bytes())
    environment = dict(os.environ, PYTHONHASHSEED="4711", OMP_NUM_THREADS="3", MKL_NUM_THREADS="3",
                       OPENBLAS_NUM_THREADS="3", PYTHONPATH=str(ROOT), TZ="Asia/Tokyo", LC_ALL="C")
    command = [sys.executable, "-m", "course_lib", "synth", "shop.csv", *map(str, arguments)]
    subprocess.run(command, cwd=other, env=environment, check=True, capture_output=True)
    for name in ("new.csv", "new.html"):
        assert (first / name).read_bytes() == (other / name).read_bytes(), name
    run(capsys, table, "-o", tmp_path / "3.csv", "--seed", 6)
    assert (first / "new.csv").read_bytes() != (tmp_path / "3.csv").read_bytes()


def test_a_drawn_seed_is_said_and_repeats(table, tmp_path, capsys):
    _, said, _ = run(capsys, table, "-o", tmp_path / "1.csv")
    seed = said.split("seed ")[1].split(".")[0]
    run(capsys, table, "-o", tmp_path / "2.csv", "--seed", seed)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_without_report_all_rows_are_learned_from_and_as_many_drawn(table, tmp_path, capsys):
    status, said, _ = run(capsys, table, "-o", tmp_path / "new.csv")
    assert status == 0 and "held back" not in said
    assert len(pd.read_csv(tmp_path / "new.csv")) == 120


def test_identifiers_are_said_and_come_out_fresh(tmp_path, capsys):
    path, out = tmp_path / "t.csv", tmp_path / "new.csv"
    FAULTS["an_identifier_column"][0](path, np.random.default_rng(0))
    _, said, _ = run(capsys, path, "-o", out, "--seed", 0)
    assert "'e-mail' is an identifier" in said
    assert not set(pd.read_csv(out)["e-mail"]) & set(pd.read_csv(path)["e-mail"])


def test_formulas_are_pointed_out_and_written_as_they_are_unless_asked(tmp_path, capsys):
    path, out = tmp_path / "t.csv", tmp_path / "new.csv"
    FAULTS["formulas_and_markup"][0](path, np.random.default_rng(0))
    _, said, _ = run(capsys, path, "-g", "independent", "-o", out, "--seed", 0)
    assert "begins like a formula" in said and "written as in the original" in said
    plain = pd.read_csv(out)
    _, said, _ = run(capsys, path, "-g", "independent", "-o", out, "--seed", 0, "--force", "--escape-formulas")
    assert "apostrophe in front (--escape-formulas)" in said
    marked = pd.read_csv(out)
    name = plain.columns[0]
    runs = plain[name].isin(["=1+1", "@SUM(A1)"])
    assert runs.any() and (marked[name][runs] == "'" + plain[name][runs]).all()
    assert (marked[name][~runs] == plain[name][~runs]).all() and marked["x"].equals(plain["x"])


def test_cart_says_that_it_hands_out_real_cells(table, tmp_path, capsys):
    _, said, _ = run(capsys, table, "-g", "cart", "-o", tmp_path / "new.csv", "--seed", 0)
    assert "real cells" in said


def test_settings_reach_the_generator(table, tmp_path, capsys):
    settings = ["--settings", "k=3", "bounds=clip"]
    status, said, _ = run(capsys, table, "-g", "gan_style", *settings, "-o", tmp_path / "n.csv")
    assert status == 0 and "gan_style with k=3, bounds=clip" in said


def test_a_card_to_hand_out_with_the_rows(table, tmp_path, capsys):
    card = tmp_path / "card.md"
    status, said, _ = run(capsys, table, "-g", "gan_style", "--settings", "k=3", "-o", tmp_path / "new.csv",
                          "--report", tmp_path / "new.html", "--data-card", card, "--seed", 3)
    assert status == 0 and "card.md: read it" in said
    text = card.read_text(encoding="utf-8")
    assert text.startswith("# shop, synthetic\n") and "120 synthetic rows, 3 columns" in text
    assert "Generator: gan_style. Settings: k = 3" in text
    assert "Learned from 60 real rows. Seeds: fit 3, sample 4." in text
    assert "Against 60 fresh real rows" in text and "Privacy guarantee: none was paid for." in text


@pytest.fixture
def declared(table):
    """The table with a card that says what is public about every column."""
    columns = (Column("height", "number", low=100.0, high=250.0, declared=True),
               Column("visits", "integer", low=0, high=30, declared=True),
               Column("town", "category", levels=("Bonn", "Köln", "Ulm"), declared=True))
    table.with_suffix(".toml").write_text(Schema(columns).to_toml(), encoding="utf-8")
    return table


def test_a_private_generator_gives_its_guarantee_unless_its_noise_has_a_seed(declared, tmp_path, capsys):
    files = ["-o", tmp_path / "new.csv", "--report", tmp_path / "new.html", "--data-card", tmp_path / "card.md"]
    paid = "epsilon = 2, delta = 1e-05, one row added or removed"
    status, said, _ = run(capsys, declared, "-g", "private_marginals", "--settings", "epsilon=2", *files)
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert status == 0 and f"differentially private ({paid})" in said and "The report is not" in said
    assert f"Privacy guarantee: {paid}." in text and "fit not recorded" in text
    _, said, _ = run(capsys, declared, "-g", "private_marginals", *files, "--force", "--seed", 0)
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert "no guarantee" in said and "Nothing here bounds" in said and "differentially private" not in said
    assert "none was paid for" in text and "fit 0" in text
    counts = set()
    for _ in range(4):
        _, said, _ = run(capsys, declared, "-g", "private_marginals", "-o", tmp_path / "new.csv", "--force")
        counts.add(len(pd.read_csv(tmp_path / "new.csv")))
    assert len(counts) > 1, "the exact number of rows is private"


@pytest.mark.parametrize("arguments, words", [
    (["-g", "vae_stile"], "did you mean 'vae_style'"),
    (["-n", "0"], "whole number of rows"),
    (["--seed", "-1"], "from 0 up"),
    (["--hold-out", "1.5"], "between 0 and 1"),
    (["--report", "r.html", "--hold-out", ".3", "--fit-all"], "give one of the two"),
    (["--settings", "k"], "NAME=VALUE"),
    (["-g", "gan_style", "--settings", "kk=3"], "no setting 'kk'"),
    (["-g", "gan_style", "--settings", "k=none"], "k=None"),
    (["--report", "r.html", "--target", "city"], "'city'"),
    (["--report", "r.html", "-n", "5"], "at least 20 synthetic rows"),
    (["--report", "new.csv"], "cannot both be written"),
    (["--report", "r.html", "--data-card", "r.html"], "report and the data card cannot both be written"),
    (["--data-card", "card.md"], "add --report"),
    (["-o", "nowhere/new.csv"], "no folder"),
    (["-o", "."], "is a folder"),
    (["-o", "shop.csv", "--force"], "never overwritten"),
    (["-o", "old.csv"], "--force"),
])
def test_arguments_that_cannot_be_meant(arguments, words, table, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.csv").write_text("keep me")
    before = table.read_bytes()
    out = [] if "-o" in arguments else ["-o", "new.csv"]
    status, _, complaint = run(capsys, "shop.csv", *arguments, *out)
    assert status == 2 and one_sentence(complaint) and words in complaint, complaint
    assert (tmp_path / "old.csv").read_text() == "keep me" and table.read_bytes() == before


def test_force_replaces_a_file(table, tmp_path, capsys):
    out = tmp_path / "old.csv"
    out.write_text("old")
    assert run(capsys, table, "-o", out, "--force")[0] == 0
    assert len(pd.read_csv(out)) == 120


def test_a_link_to_the_input_is_not_overwritten(table, tmp_path, capsys):
    link = tmp_path / "link.csv"
    link.symlink_to(table)
    status, _, complaint = run(capsys, table, "-o", link, "--force")
    assert status == 2 and "never overwritten" in complaint


def write_to(place, table, limit=None):
    """`synth` in a process of its own, perhaps with a limit on the size of files (what a full disk does)."""

    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "course_lib", "synth", table, "-g", "independent", "-o", place, "--force",
               "-n", "5000"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=full if limit else None)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits and read-only places as Linux has them")
def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(table, tmp_path):
    out = tmp_path / "out" / "new.csv"
    out.parent.mkdir()
    out.write_text("the old table")
    done = write_to(out, table, limit=20_000)
    assert done.returncode == 2 and one_sentence(done.stderr) and "cannot be written" in done.stderr, done.stderr
    assert out.read_text() == "the old table" and list(out.parent.iterdir()) == [out]


@pytest.mark.skipif(sys.platform != "linux", reason="limits and read-only places as Linux has them")
def test_a_place_that_cannot_be_written_is_said_before_the_work_begins(table, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(synth, "work", None)  # would be called after the check
    status, said, complaint = run(capsys, table, "-o", "/proc/new.csv")
    assert status == 2 and one_sentence(complaint) and "cannot be written" in complaint and said == ""


def test_a_report_that_cannot_be_made_leaves_the_table(table, tmp_path, capsys, monkeypatch):
    """Ctrl-C while scoring: the rows are there, whole, and what is missing is said."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("course_lib.evaluation.evaluate", interrupted)
    out = tmp_path / "new.csv"
    status, _, complaint = run(capsys, table, "-o", out, "--report", tmp_path / "new.html", "--seed", 0)
    assert status == 130 and complaint.strip() == f"Stopped: {out} is complete, no report was written."
    assert len(pd.read_csv(out)) == 120
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.csv", "shop.csv"]


@pytest.mark.parametrize("text, value", [
    ("3", 3), ("-.5", -0.5), ("1e-3", 0.001), ("true", True), ("None", None), ("clip", "clip"),
])
def test_values_of_settings(text, value):
    assert synth.value_of(text) == value and type(synth.value_of(text)) is type(value)


def test_a_name_with_a_line_break_is_said_on_one_line(tmp_path, capsys):
    place = tmp_path / "t.csv"
    pd.DataFrame({"sold\nin": [1.5, 2.25, 4.0], "count": [3, 1, 2], "index": list("aab")}).to_csv(place, index=False)
    status, said, complaint = run(capsys, place, "-o", tmp_path / "new.csv", "-n", 4)
    assert status == 0 and "number: sold in\n" in said, complaint
    assert list(pd.read_csv(tmp_path / "new.csv")) == ["sold\nin", "count", "index"]


def test_a_setting_needs_a_name():
    with pytest.raises(CourseError, match="NAME=VALUE"):
        synth.settings_of(["=3"])


@pytest.mark.slow
def test_stopping_leaves_no_half_written_file(table, tmp_path):
    """Ctrl-C in the middle of a long fit: one line, status 130, nothing on disk."""
    command = [sys.executable, "-m", "course_lib", "synth", table, "-g", "vae", "-o", tmp_path / "new.csv",
               "--settings", "epochs=1000000", "likelihood=mixed"]  # more than any machine ends before the signal
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # a shell that runs the tests in the background hands down a SIGINT that is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        shown = ""
        while "Fitting" not in shown:
            shown += process.stdout.read(1)
            assert process.poll() is None, shown
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        complaint = process.communicate(timeout=300)[1]
    finally:
        process.kill()
    assert process.returncode == 130
    assert complaint.strip() == "Stopped: nothing was written."
    assert sorted(p.name for p in tmp_path.iterdir()) == ["shop.csv"]
