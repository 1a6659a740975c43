"""Peers, without any of them: the protocol with a fake one, faults named, the environment asked for by its pins."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib import bootstrap
from course_lib.data import Schema, simulate_customers
from course_lib.errors import CourseError
from course_lib.generators import GENERATORS
from course_lib.study import Cell, measuring
from course_lib.study.peers import PEERS, environment, exchange, prepare, run_peer

FAKE = Path(__file__).with_name("fake_peer.py")


def fake(fault="none"):
    return lambda: [sys.executable, str(FAKE), fault]


def mixed(n=60):
    """Gaps, dates with a zone, booleans, an identifier, an ordinal of whole numbers."""
    df = simulate_customers(n, seed=0)
    df.loc[::5, "purchase"] = np.nan
    df.loc[::7, "region"] = None
    df["day"] = pd.date_range("2024-01-01", periods=n, freq="D", tz="UTC")
    df["mail"] = [f"someone.{i}@example.org" for i in range(n)]
    return df


def test_a_table_goes_out_and_rows_come_back():
    train = mixed()
    schema = Schema.infer(train)
    made, told = run_peer("TVAE", train, schema, 40, 3, command=fake())
    assert list(made.columns) == list(train.columns) and len(made) == 40
    assert made["mail"].isna().all()
    assert made["day"].dtype == train["day"].dtype and set(made["day"]) <= set(train["day"])
    assert set(made["region"].dropna()) <= set(train["region"].dropna()) and made["region"].isna().any()
    assert set(made["outcome"].unique()) <= {True, False}
    assert told == {"fit_seconds": 1.5, "sample_seconds": 0.25, "peak_mb": 12.0, "versions": {"fake": "1"}}


@pytest.mark.parametrize("fault, says", [
    ("fails", "TVAE failed: ValueError: cannot learn this table"), ("mute", "no reason"),
    ("short", "asked for 40 rows and gave 39"), ("silent", "left no rows"), ("loses", "left out column 'age'"),
    ("words", "'age'"),
])  # fmt: skip
def test_what_a_peer_does_wrong_is_one_sentence(fault, says):
    train = simulate_customers(50, seed=0)
    with pytest.raises(CourseError, match=says):
        run_peer("TVAE", train, Schema.infer(train), 40, 0, command=fake(fault))


def test_an_environment_that_is_not_there_is_one_sentence(tmp_path):
    train = simulate_customers(50, seed=0)
    with pytest.raises(CourseError, match="run bench with --peers"):
        run_peer("TVAE", train, Schema.infer(train), 40, 0, command=lambda: [str(tmp_path / "python")])


@pytest.mark.slow
def test_a_peer_is_judged_as_all_others_are(monkeypatch):
    """The fake one draws every column by itself: its scores are those of `independent`, its seconds its own."""
    monkeypatch.setattr(measuring, "run_peer", lambda *a: run_peer(*a, command=fake()))
    peer = measuring.measure(Cell("CTGAN", "customers", 0, rows=300))
    ours = measuring.measure(Cell("independent", "customers", 0, rows=300))
    assert peer["fit_seconds"] == 1.5 and peer["versions"] == {"fake": "1"}
    assert peer["digests"] == ours["digests"]
    assert peer["c2st"] == pytest.approx(ours["c2st"], abs=0.1) and peer["c2st"] > 0.7


def test_only_what_is_missing_is_installed_and_a_failure_costs_its_own_peers(monkeypatch, tmp_path):
    asked, said = [], []

    def pip(arguments, total, python, log):
        asked.append(arguments[:2])
        if "sdv==2.0.0" in arguments:
            raise bootstrap.SetupError("the package index cannot be reached.")

    monkeypatch.setattr(environment, "there", lambda requirement: False)
    for name, stand_in in {"make_venv": lambda folder: None, "torch_source": list, "pip": pip}.items():
        monkeypatch.setattr(environment.bootstrap, name, stand_in)
    assert prepare(PEERS, said.append) == ["TabularARGN"]
    assert asked[0] == ["install", "sdv==2.0.0"] and ["install", "mostlyai-engine==2.7.3"] in asked
    assert any("SDV-copula and TVAE and CTGAN will be missing: the package index" in line for line in said)
    monkeypatch.setattr(environment, "there", lambda requirement: True)
    asked.clear()
    assert prepare(["TVAE"], said.append) == ["TVAE"] and not asked


def test_an_unknown_peer_is_named():
    with pytest.raises(CourseError, match="'SDV': choose from SDV-copula"):
        prepare(["SDV"])


def test_every_pin_is_in_the_constraints_and_every_namesake_has_a_name():
    lines = set(environment.CONSTRAINTS.read_text(encoding="utf-8").splitlines())
    for peer in PEERS.values():
        assert peer.requirement in lines and peer.ours
    assert not set(PEERS) & set(GENERATORS)
    assert all("==" in line for line in lines if not line.startswith("#"))


def test_the_script_of_the_peers_imports_nothing_of_the_course_and_knows_them_all():
    text = exchange.SCRIPT.read_text(encoding="utf-8")
    assert "course_lib" not in text
    code = f"import runpy; print(*runpy.run_path({str(exchange.SCRIPT)!r})['PEERS'])"
    told = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True)
    assert told.stdout.split() == list(PEERS), told.stderr
