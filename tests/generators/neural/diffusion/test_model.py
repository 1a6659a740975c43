"""Diffusion, whichever process: the contract, free steps, the way from noise to rows, saving, stopping."""

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.generators import check_generator, load, make
from course_lib.generators.neural.diffusion.model import FEWEST, LONG, epoch_rule

SHORT = {"epochs": 2, "hidden": 8, "layers": 1}
PROCESSES = ["masked", "gaussian", "flow"]


@pytest.fixture(params=PROCESSES)
def short(request):
    return make("diffusion", process=request.param, **SHORT)


def test_the_contract_is_kept(short, mixed, mixed_schema):
    short.steps = 3
    check_generator(short, mixed, mixed_schema)


def test_the_walk_ends_on_the_sample_and_starts_far_from_it(short, mixed):
    short.fit(mixed, seed=0)
    way = short.trajectory(40, seed=3, frames=4)
    assert 3 <= len(way) <= 4 and all(list(t) == list(mixed) and len(t) == 40 for _, t in way)
    pd.testing.assert_frame_equal(way[-1][1], short.sample(40, seed=3))
    if short.process == "masked":
        assert way[0][1][["height", "visits", "region", "plan", "since", "income"]].isna().all(axis=None)
        counts = [t["height"].isna().sum() for _, t in short.trajectory(40, seed=3)]
        assert counts == sorted(counts, reverse=True) and counts[-1] == 0


def test_steps_may_be_changed_after_fit(short, mixed):
    short.fit(mixed, seed=0)
    for steps in (1, 2, 7):
        short.steps = steps
        assert len(short.trajectory(5, seed=0)) == steps + 1
        assert len(short.sample(5, seed=0)) == 5


def test_saved_and_loaded_the_rows_are_the_same(short, mixed, tmp_path):
    short.fit(mixed, seed=0)
    again = load(short.save(tmp_path / "model.zip"))
    pd.testing.assert_frame_equal(again.sample(20, seed=1), short.sample(20, seed=1))
    assert again.history_ == short.history_
    pd.testing.assert_frame_equal(again.trajectory(5, seed=1)[0][1], short.trajectory(5, seed=1)[0][1])


def test_a_wrong_process_a_walk_without_fit_and_a_table_of_nothing_are_explained(mixed):
    with pytest.raises(CourseError, match="process='ddpm'.*masked, gaussian, flow"):
        make("diffusion", process="ddpm").fit(mixed)
    with pytest.raises(CourseError, match="call fit"):
        make("diffusion").trajectory(3)
    with pytest.raises(CourseError, match="steps=0"):
        make("diffusion", steps=0).fit(mixed)
    model = make("diffusion", **SHORT).fit(mixed, seed=0)
    model.process = "flow"
    with pytest.raises(CourseError, match="process='flow' is not the one that was fitted"):
        model.sample(3)
    with pytest.raises(CourseError, match="nothing to learn"):
        make("diffusion", **SHORT).fit(pd.DataFrame({"a": [1, 1, 1]})).trajectory(3)


def test_training_stops_when_rows_set_aside_no_longer_gain():
    rng = np.random.default_rng(0)
    noise = pd.DataFrame({f"c{i}": rng.integers(0, 12, 200) for i in range(6)})
    model = make("diffusion", epochs=200, patience=3).fit(noise, seed=0)
    h = model.history_
    assert len(h["loss"]) == len(h["validation"]) < 100
    assert len(h["validation"]) - 1 - int(np.argmin(h["validation"])) == 3


@pytest.mark.slow
def test_numbers_with_a_curved_relation(short):
    """A ring in two columns: the radius is what a Gaussian of the same moments would miss."""
    rng, n = np.random.default_rng(0), 1500
    angle, r = rng.uniform(0, 2 * np.pi, n), 1 + 0.08 * rng.standard_normal(n)
    df = pd.DataFrame({"x": r * np.cos(angle), "y": r * np.sin(angle)})
    model = make("diffusion", process=short.process, epochs=40, hidden=64).fit(df, seed=0)
    drawn = model.sample(1500, seed=1)
    radius = np.hypot(drawn["x"], drawn["y"])
    assert ((radius > 0.7) & (radius < 1.3)).mean() > 0.75  # of a Gaussian's rows .43


def test_the_rule_for_epochs_spares_long_tables_and_repeats_short_ones():
    assert epoch_rule(20, 80, 10_000, 40) == 20
    assert epoch_rule(20, 80, 10 * LONG, 300) == FEWEST
    assert epoch_rule(20, 80, 200, 6) == 80
    assert epoch_rule(20, 80, 1000, 28) == 22


def test_torch_and_numpy_states_are_left_alone(short, mixed):
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    short.fit(mixed, seed=0).sample(3, seed=0)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
