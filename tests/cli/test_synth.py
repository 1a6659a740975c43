"""`synth` on good tables, on broken ones, and with arguments that cannot be meant."""

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
from course_lib.errors import CourseError
from tests.cli.broken_tables import FAULTS, good, lines


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
@pytest.mark.parametrize("name", FAULTS)
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
        assert not report or "<svg" in report[1].read_text(encoding="utf-8") or name == "nothing_but_constants"
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
    assert "Generator: vae_style, because with under 1,000 rows" in said
    assert "60 rows are learned from; 60 are held back" in said
    assert "Usefulness: A model of 'town'" in said and "seed 3" in said
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_same_seed_gives_the_same_files(table, tmp_path, capsys):
    for k in (1, 2):
        run(capsys, table, "-o", tmp_path / f"{k}.csv", "--report", tmp_path / f"{k}.html", "--seed", 5)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()
    run(capsys, table, "-o", tmp_path / "3.csv", "--seed", 6)
    assert (tmp_path / "1.csv").read_bytes() != (tmp_path / "3.csv").read_bytes()


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


def test_formulas_are_pointed_out(tmp_path, capsys):
    path = tmp_path / "t.csv"
    FAULTS["formulas_and_markup"][0](path, np.random.default_rng(0))
    _, said, _ = run(capsys, path, "-o", tmp_path / "new.csv")
    assert "would run it as a formula" in said


def test_settings_reach_the_generator(table, tmp_path, capsys):
    settings = ["--settings", "k=3", "bounds=clip"]
    status, said, _ = run(capsys, table, "-g", "gan_style", *settings, "-o", tmp_path / "n.csv")
    assert status == 0 and "gan_style with k=3, bounds=clip" in said


@pytest.mark.slow
def test_the_vae_is_the_default_for_a_table_of_some_size(tmp_path, capsys):
    path = tmp_path / "t.csv"
    lines(path, list(good(np.random.default_rng(0), synth.SMALL)))
    status, said, _ = run(capsys, path, "-o", tmp_path / "n.csv", "--settings", "epochs=2", "latent_dim=2")
    assert status == 0 and "Generator: vae with epochs=2, latent_dim=2, the best there is" in said


@pytest.mark.parametrize("arguments, words", [
    (["-g", "vae_stile"], "did you mean 'vae_style'"),
    (["-n", "0"], "whole number of rows"),
    (["--seed", "-1"], "from 0 up"),
    (["--hold-out", "1.5"], "between 0 and 1"),
    (["--settings", "k"], "NAME=VALUE"),
    (["-g", "gan_style", "--settings", "kk=3"], "no setting 'kk'"),
    (["-g", "gan_style", "--settings", "k=none"], "k=None"),
    (["--report", "r.html", "--target", "city"], "'city'"),
    (["--report", "r.html", "-n", "5"], "at least 20 synthetic rows"),
    (["--report", "new.csv"], "cannot both be written"),
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


@pytest.mark.parametrize("text, value", [
    ("3", 3), ("-.5", -0.5), ("1e-3", 0.001), ("true", True), ("None", None), ("clip", "clip"),
])
def test_values_of_settings(text, value):
    assert synth.value_of(text) == value and type(synth.value_of(text)) is type(value)


def test_a_setting_needs_a_name():
    with pytest.raises(CourseError, match="NAME=VALUE"):
        synth.settings_of(["=3"])


@pytest.mark.slow
def test_stopping_leaves_no_half_written_file(table, tmp_path):
    """Ctrl-C in the middle of a long fit: one line, status 130, nothing on disk."""
    command = [sys.executable, "-m", "course_lib", "synth", table, "-g", "vae", "-o", tmp_path / "new.csv",
               "--settings", "epochs=1000000"]  # more than any machine ends before the signal
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
    assert "Stopped." in complaint and "Traceback" not in complaint
    assert sorted(p.name for p in tmp_path.iterdir()) == ["shop.csv"]
