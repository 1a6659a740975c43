"""Lesson 11's view: what it shows is what its networks make, and its numbers are theirs."""

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.explore import explore_heads
from course_lib.explore.heads import HeadsState
from course_lib.generators import make

from ..plots.overlap import outside, overlaps

TRAIN = simulate_customers(200, seed=0)[["purchase", "segment", "channel"]]
TINY = {"steps": 30, "hidden": 16, "latent_dim": 4, "batch_size": 100}


@pytest.fixture(scope="module")
def view():
    return explore_heads(TRAIN, runs=(0, 3), **TINY).view


def test_a_run_is_the_model_of_its_settings(view):
    model = make("ctgan", head="gumbel", conditional=True, **TINY).fit(TRAIN, seed=3)
    run = view.run(HeadsState("gumbel", True, 3))
    pd.testing.assert_frame_equal(run.table, model.sample(5000, seed=1))
    assert run.shares.sum() == pytest.approx(1) and run.shares["web"] == (run.table.channel == "web").mean()


def test_shares_and_numbers(view):
    assert view.rarest == "letter" and view.real.sum() == pytest.approx(1)
    state = HeadsState("gumbel", False, 0)
    n = view.numbers(state)
    assert n["share"] == view.share("gumbel", False)[0] and n["real share"] == (TRAIN.channel == "letter").mean()
    assert n["critic loss"] == view.run(state).model.history_["critic"][-1]


def test_the_network_says_what_a_gumbel_head_draws(view):
    """A row of a Gumbel head is a draw from these probabilities, so their means are the shares but for noise."""
    state = HeadsState("gumbel", False, 3)
    inside, run = view.inside(state), view.run(state)
    assert list(inside.index) == list(view.real.index) and inside["mean probability"].sum() == pytest.approx(1)
    assert np.all(inside["largest"] >= inside["mean probability"])
    mean = inside["mean probability"]
    error = 4.5 * np.sqrt(2 * mean * (1 - mean) / 5000)
    assert np.all((run.shares - mean).abs() < error) and np.all((inside["drawn"] - mean).abs() < error)


def test_a_softmax_level_that_never_leads_is_never_made(view):
    for run in (0, 3):
        state = HeadsState("softmax", False, run)
        inside = view.inside(state)
        never = inside.index[inside["largest"] < 0.25]  # four levels: whoever leads has more
        assert (view.run(state).shares[never] == 0).all() and (inside.loc[never, "read off"] == 0).all()
        assert inside["read off"].sum() == pytest.approx(1)


def test_rows_by_what_they_were_told(view):
    """Half of the rows are told a channel, by the channels' own shares; together they are the arm's rows."""
    rows = view.by_condition("gumbel")
    n, real = 10_000, view.real["letter"]
    assert list(rows.index) == ["letter", "another channel", "another column"] and rows["rows"].sum() == n
    for told, p in (("letter", real / 2), ("another column", 0.5)):
        assert abs(rows.loc[told, "rows"] - n * p) < 4.5 * np.sqrt(n * p * (1 - p))
    assert (rows["letter"] <= rows["rows"]).all()
    made = np.mean(view.share("gumbel", True))
    assert abs(rows["letter"].sum() / n - made) < 4.5 * np.sqrt(2 * made * (1 - made) / n)


def test_a_network_that_obeys_makes_the_level_where_it_was_told(view, monkeypatch):
    def obeys(model, z, place, g):
        """Alphas 0 and the first level of every block, but for the level that was told."""
        e = model.encoding_
        first = [torch.eye(k)[0].expand(len(z), k) for k in e.blocks]
        told = torch.zeros(len(z), model._told).scatter_(1, place[:, None], 1.0).split(e.levels, 1)
        modes, codes = first[:len(e.numbers)], first[len(e.numbers):]
        codes = [torch.where(own.any(1, keepdim=True), own, other) for own, other in zip(told, codes)]
        return torch.cat([torch.zeros(len(z), len(e.numbers)), *modes, *codes], 1)

    for run in view.runs.values():
        monkeypatch.setattr(run.model, "_made", lambda *g, model=run.model: obeys(model, *g))
    rows = view.by_condition("softmax")
    assert rows.loc["letter", "letter"] == rows.loc["letter", "rows"] > 0
    assert rows.loc["another channel", "letter"] == 0


@pytest.mark.slow
def test_words_and_pictures(view):
    state = HeadsState("softmax", True, 3)
    frame = view.draw(state)
    assert "letter:" in frame.readout and "\n" not in frame.readout and "Head softmax, with" in frame.alt
    assert frame == view.draw(state) and frame.data != view.draw(HeadsState("gumbel", True, 3)).data
    fig = view.small_multiples()
    assert overlaps(fig) == [] and outside(fig) == []
    assert overlaps(view.canvas.figure) == []


def test_a_number_column_is_refused():
    with pytest.raises(CourseError, match="'purchase' is no category"):
        explore_heads(TRAIN, column="purchase", **TINY)
