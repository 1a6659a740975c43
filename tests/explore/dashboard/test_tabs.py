"""What the four tabs show: numbers against closed forms, names of the visitor's own escaped, nothing constant."""

import io

import numpy as np
import pandas as pd
import pytest
from markupsafe import escape
from PIL import Image

from course_lib.data import Schema
from course_lib.evaluation import METRICS, association, jsd, jsd_floor
from course_lib.evaluation.scores.score import show
from course_lib.explore.dashboard import overview, risks, uses
from course_lib.explore.dashboard.amounts import amount
from course_lib.explore.dashboard.correlations import MOST, Correlations, furthest, mean_gap
from course_lib.explore.dashboard.distributions import BINS, PER_PAGE, Distributions, edges_of
from course_lib.explore.dashboard.session import Session, State

NASTY = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def session():
    return Session.load("customers")


@pytest.fixture(scope="module")
def made(session):
    return session.draw(State.of("vae_style"))


@pytest.fixture(scope="module")
def report(session, made):
    return risks.measure(session, made)


def pixels(frame):
    return np.asarray(Image.open(io.BytesIO(frame.data)).convert("RGB")).astype(int)


@pytest.mark.parametrize(("value", "text"), [(68450.2, "68,450"), (44.3, "44.3"), (0.8119, ".812"), (-0.05, "−.050"),
                                             (0, "0"), (float("nan"), "–"), (150, "150"), (1.5, "1.50")])
def test_amounts(value, text):
    assert amount(value) == text


def test_cards_hold_both_means_and_escape_names(session, made):
    html = overview.cards(session.train, made, session.schema)
    for table in (session.train, made):
        assert f">{amount(table['income'].mean())}<" in html
    real = pd.DataFrame({NASTY: ["<b>"] * 30 + ["c"] * 20, "n": range(50)})
    html = overview.cards(real, real, Schema.infer(real))
    assert "<script>" not in html and "<b>" not in html and "&lt;script&gt;" in html


def test_the_scatter_begins_with_income_and_purchase_and_moves_with_the_table(session, made):
    assert overview.first_pair(session.schema) == ("income", "purchase")
    drawn = overview.Scatter(session.train, session.schema)
    first = drawn.frame(made, "income", "purchase", 300)
    same = drawn.frame(session.train, "income", "purchase", 300)
    assert np.abs(pixels(first) - pixels(same)).max() > 100
    r = np.corrcoef(made["income"], made["purchase"])[0, 1]
    assert f"synthetic {amount(r)}" in first.readout and "blue dots" in first.alt
    shifted = made.assign(income=made["income"] + 10**6)
    assert "300 crosses outside" in drawn.frame(shifted, "income", "purchase", 300).alt


def test_a_histogram_has_twenty_bins_or_one_a_value():
    assert len(edges_of(np.linspace(0, 7, 99), "number")) == BINS + 1
    assert list(edges_of(np.arange(1.0, 4), "integer")) == [0.5, 1.5, 2.5, 3.5]
    edges = edges_of(np.arange(100.0), "integer")
    assert set(np.diff(edges)) == {5.0} and edges[-1] > 99 and len(edges) == BINS + 1


def test_distributions_state_jsd_and_floor_of_every_column(session, made):
    drawn = Distributions(session.train, session.schema)
    frame = drawn.frame(made)
    html = drawn.table(made)
    for name in ("age", "segment"):
        assert f"<td>{escape(show(jsd(session.train[name], made[name])))}</td>" in html
    floor = jsd_floor(len(session.train), len(made), session.train["segment"].nunique())
    assert f"<td>{show(floor)}</td>" in html
    assert all(name in frame.alt for name in ("age", "outcome"))
    alike = drawn.frame(session.train)
    assert np.abs(pixels(frame) - pixels(alike)).max() > 100
    assert {panel.score[0] for panel in drawn._canvas(0)[1]} == {0.0}


def test_wide_tables_have_pages_and_gaps_are_told():
    rng = np.random.default_rng(0)
    wide = pd.DataFrame(rng.standard_normal((80, PER_PAGE + 1)), columns=[f"c{i}" for i in range(PER_PAGE + 1)])
    wide.iloc[:8, -1] = np.nan
    drawn = Distributions(wide, Schema.infer(wide))
    assert drawn.page_names() == ["columns 1 to 12", "columns 13 to 13"]
    drawn.frame(wide, 1)
    assert "<td>10% | 10%</td>" in drawn.table(wide, 1)


def test_correlations_write_the_library_s_associations(session, made):
    drawn = Correlations(session.train, session.holdout, session.schema)
    frame = drawn.frame(made, "numbers")
    names = drawn.names["numbers"]
    real, other = (association(t, session.schema).loc[names, names] for t in (session.train, made))
    row, column = names.index("income"), names.index("purchase")
    stamps = drawn._canvas("numbers", real)[1][1][1]
    at = stamps.places.tolist().index([column + 0.5, row + 0.5])
    assert stamps.words[at] == f"{other.iloc[row, column]:.2f}".replace("0.", ".")
    assert amount(mean_gap(real, other)) in frame.readout
    assert mean_gap(real, real) == 0 and mean_gap(real, real + 0.1) == pytest.approx(0.1)
    moved = real.copy()
    moved.loc["age", "income"] = 0.0
    assert furthest(real, moved)[:2] == ("age", "income")


def test_a_column_turned_constant_and_a_wide_table_are_drawn():
    rng = np.random.default_rng(0)
    wide = pd.DataFrame(rng.standard_normal((80, MOST + 5)), columns=[f"c{i}" for i in range(MOST + 5)])
    drawn = Correlations(wide, wide, Schema.infer(wide))
    frame = drawn.frame(wide.assign(c0=1.0), "numbers")
    assert f"The {MOST} of {MOST + 5} columns" in frame.readout


def test_every_number_of_the_panel_comes_from_the_report(report, session, made):
    html = risks.panel(report, "VAE-style", (0.1, 0.2))
    for name in risks.PANEL:
        assert str(risks.row(report[name])) in html
        assert escape(risks.text(report[name].value)) in risks.row(report[name])
    other = risks.measure(session, session.holdout.assign(income=30_000))
    planted = risks.panel(other, "VAE-style", (0.1, 0.2))
    assert planted != html and escape(risks.text(other["jsd"].value)) in planted
    assert str(risks.row(report["jsd"])) not in planted


def test_attacks_stand_beside_guess_and_control(report):
    html = str(risks.panel(report, "VAE-style"))
    for name in ("nn_membership", "density_ratio", "attribute_inference"):
        assert "guess" in report[name].reads and "control" in report[name].reads
        assert str(risks.row(report[name])) in html


def test_nothing_is_claimed_before_it_is_measured():
    html = str(risks.risk_list())
    assert html.count("Not measured yet") == len(uses.RISKS) == 6 and len(uses.USES) == 5
    assert not any(character.isdigit() for character in html.replace("h3", ""))


def test_risks_name_scores_that_exist_and_promise_nothing():
    for risk in uses.RISKS:
        assert set(risk.scores) <= set(METRICS)
    assert set(risks.PANEL) <= set(METRICS)
    words = " ".join(" ".join(str(part) for part in entry) for entry in (*uses.USES, *uses.RISKS)).lower()
    assert not any(word in words.split() for word in ("safe", "anonymous", "simply", "just"))
