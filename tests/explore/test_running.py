"""A run that is watched: stepped without a browser, played in an event loop, cancelled by a move of a control."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.explore import explore_ring
from course_lib.explore.ring import RingState, RingView
from course_lib.explore.running import RunningExplorer
from course_lib.generators.neural.gan import ring as toy


@pytest.fixture
def explorer(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    return explore_ring()


def in_a_thread(function, *arguments):
    """Its value. A thread has no event loop of its own; this one may have one, left running by a browser's tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


def steps(explorer):
    return explorer.numbers["steps of D"], explorer.numbers["steps of G"]


def test_it_starts_paused_at_the_collapse(explorer):
    assert not explorer.playing and steps(explorer) == (0, 0)
    assert explorer.state == RingView.presets["collapse"]
    assert explorer.line == "loss=non_saturating penalty=0 learning_rate=0.002 beta1=0.9 seed=0"


def test_the_controls_can_show_both_presets(explorer):
    for name, settings in toy.PRESETS.items():
        explorer.state = RingView.presets[name]
        assert explorer.run.gan.settings == settings


def test_forward_trains_the_same_run_as_the_toy(explorer):
    explorer.forward(20)
    alone = toy.RingGAN(toy.PRESETS["collapse"], seed=0).train(20)
    assert np.array_equal(explorer.run.gan.sample(50, seed=4), alone.sample(50, seed=4))
    assert [line[0] for line in explorer.run.history] == [0, 20]


def test_single_steps_move_one_player(explorer):
    explorer.move("one step of D")
    explorer.move("one step of D")
    explorer.move("one step of G")
    assert steps(explorer) == (2, 1)
    assert "2 steps of D, 1 of G" in explorer.frame().readout


def test_a_control_begins_a_new_run_and_the_state_line_leads_back(explorer):
    explorer.forward(5)
    made, line = explorer.run.gan.sample(9, seed=0), explorer.line
    explorer.line = "beta1=0"
    assert steps(explorer) == (0, 0) and explorer.state == replace(RingView.default, beta1=0.0)
    explorer.line = line
    assert steps(explorer) == (0, 0)
    explorer.forward(5)
    assert np.array_equal(explorer.run.gan.sample(9, seed=0), made)


def test_reset_and_new_seed_begin_again(explorer):
    explorer.forward(3)
    explorer.redraw()
    assert explorer.state.seed == 1 and steps(explorer) == (0, 0)
    explorer.forward(3)
    explorer.reset()
    assert explorer.state.seed == 0 and steps(explorer) == (0, 0)


def test_the_frame_follows_the_run_and_its_words_do_not_judge(explorer):
    before = explorer.frame()
    explorer.forward(30)
    after = explorer.frame()
    assert before.data != after.data and "30 steps of the critic" in after.alt
    assert after.data == explorer.frame().data


def test_play_runs_in_slices_and_ends_at_the_round_where_runs_are_judged(explorer, monkeypatch):
    monkeypatch.setattr(RingView, "rounds", 40)

    async def watch():
        explorer.play()
        assert explorer.playing
        seen = []
        while explorer.playing:
            seen.append(steps(explorer)[0])
            await asyncio.sleep(0)
        return seen

    torch.set_num_threads(1)
    seen = in_a_thread(asyncio.run, watch())
    assert steps(explorer) == (40, 40) and not explorer.playing
    assert len(set(seen)) > 1, "the loop never let anybody else in"
    assert in_a_thread(asyncio.run, watch()) and steps(explorer) == (80, 80), "play goes on from where it ended"


def test_pause_cancels(explorer):
    async def watch():
        explorer.play()
        while not steps(explorer)[0]:
            await asyncio.sleep(0)
        explorer.pause()
        there = steps(explorer)
        await asyncio.sleep(0.1)
        return there

    there = in_a_thread(asyncio.run, watch())
    assert steps(explorer) == there and not explorer.playing


def test_a_move_cancels_the_old_run_and_plays_the_new_one(explorer):
    async def watch():
        explorer.play()
        while not steps(explorer)[0]:
            await asyncio.sleep(0)
        old, task = explorer.run, explorer._task
        explorer.panel.controls["beta1"].value = 0.0
        there = old.gan.critic_steps
        assert explorer.playing and explorer.run is not old
        await asyncio.sleep(0)
        assert task.cancelled() or task.cancelling()
        while not steps(explorer)[0]:
            await asyncio.sleep(0)
        explorer.pause()
        return old.gan.critic_steps - there

    assert in_a_thread(asyncio.run, watch()) == 0


def test_the_buttons_do_it(explorer):
    buttons = explorer.panel.buttons
    assert list(buttons) == ["play", "pause", "one step of D", "one step of G", "collapse", "cure", "reset", "new seed"]
    caption = explorer.panel.picture.caption
    buttons["one step of D"].click()
    buttons["one step of G"].click()
    assert steps(explorer) == (1, 1) and explorer.panel.picture.caption != caption
    buttons["new seed"].click()
    assert explorer.state == RingState(seed=1) and explorer.panel.line.value.endswith("seed=1")
    buttons["cure"].click()
    assert explorer.state == RingView.presets["cure"] and explorer.panel.controls["beta1"].value == 0.0


def test_the_picture_is_painted_while_it_plays(explorer, monkeypatch):
    monkeypatch.setattr(RingView, "rounds", 30)
    monkeypatch.setattr("course_lib.explore.running.REPAINT", 0.0)
    captions = []
    explorer.panel.picture.observe(lambda change: captions.append(change.new), names="caption")

    async def watch():
        explorer.play()
        while explorer.playing:
            await asyncio.sleep(0)

    in_a_thread(asyncio.run, watch())
    assert len(captions) > 1 and captions[-1].startswith("round 30 ")


def test_play_outside_a_notebook_is_answered_in_words(explorer):
    with pytest.raises(CourseError, match="forward"):
        in_a_thread(explorer.play)


def test_a_film_has_a_picture_a_round_and_leaves_the_runs_where_they_are(monkeypatch):
    view = RingView()
    fig = view.film({"a": RingState(seed=1)}, rounds=(2, 4))
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["round 2", "round 4"]
    assert view.at(view.run(RingState(seed=1))) == 4
    assert isinstance(RunningExplorer(view).frame().data, bytes)
