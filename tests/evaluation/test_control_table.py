"""What the control table is read for: six statements about metrics, each an ordering that must hold in every draw."""

import numpy as np
import pytest

from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation.control_table.__main__ import main
from course_lib.evaluation.control_table.peers import (
    MEASURES,
    NUMBERS,
    ROWS,
    TITLES,
    correlation_similarity,
    peer_runs,
    peer_table,
)
from course_lib.evaluation.controls import constant, shuffled_columns

SEEDS = (0, 1)
N = 400


@pytest.fixture(scope="module")
def wide():
    """Averages over two draws of 400 rows: (controls, measures)."""
    return peer_table(peer_runs(N, SEEDS))


@pytest.mark.slow
def test_a_mean_match_ranks_constants_and_shuffled_columns_above_real_rows(wide):
    match = wide["mean_match"]
    assert match["shuffled_columns"] == pytest.approx(1)
    assert match["memorizer"] == pytest.approx(1, abs=1e-6)
    assert match["constant"] > match["fresh"] and match["copula"] > match["fresh"]
    assert match["fresh"] == match[["fresh", "shuffled_columns", "constant", "memorizer"]].min()


@pytest.mark.slow
def test_b_no_single_metric_suffices(wide):
    shuffled, average, copy, fresh = (wide.loc[name] for name in (
        "shuffled_columns", "five_average", "memorizer", "fresh"))
    # Shuffling is invisible to the metrics of columns, and caught by association, classifier and use.
    assert shuffled["ks_complement"] == 1 and shuffled["tail_q95_income"] == 1
    assert abs(shuffled["corr_skill"]) < 0.15 and shuffled["c2st_holdout"] > 0.7
    assert abs(shuffled["tstr_auc"] - 0.5) < 0.1
    # Averaging is invisible to means and correlations, and caught by KS, tails, coverage and classifier.
    assert average["mean_match"] > 0.97 and average["corr_skill"] > fresh["corr_skill"] - 0.08
    assert average["ks_complement"] < 0.85 and average["tail_q95_income"] < 0.1
    assert average["coverage"] < 0.75 and average["c2st_holdout"] > 0.8
    # Copying is invisible to every measure of likeness and use, and caught by closeness alone.
    assert copy["ks_complement"] > fresh["ks_complement"] and copy["corr_skill"] > fresh["corr_skill"]
    assert copy["coverage"] == 1 and abs(copy["c2st_holdout"] - 0.5) < 0.06
    assert copy["tstr_auc"] > fresh["tstr_auc"] - 0.05
    assert copy["membership_auc"] == 1 and copy["nearer_to_train"] == 1
    # The classifier catches all but copying.
    seen = wide["c2st_holdout"].drop(["fresh", "memorizer", "copula", "real rows (TRTR)"])
    assert seen.min() > wide.loc["fresh", "c2st_holdout"] + 0.08


@pytest.mark.slow
def test_c_the_reference_of_corr_skill_is_not_one(wide):
    assert 0.8 < wide.loc["fresh", "corr_skill"] < 0.97


@pytest.mark.slow
def test_d_shared_values_push_the_classifier_below_one_half_on_training_rows(wide):
    for name in ("copula", "memorizer"):
        assert wide.loc[name, "c2st_train"] < wide.loc[name, "c2st_holdout"] - 0.03
    assert wide.loc["copula", "c2st_train"] < 0.5 < wide.loc["copula", "c2st_holdout"] + 0.02
    assert wide.loc["memorizer", "c2st_train"] < 0.25


@pytest.mark.slow
def test_e_averages_pass_the_alarms_of_copying(wide):
    for name in ("five_average", "five_average_noise"):
        assert wide.loc[name, "membership_auc"] == pytest.approx(0.5, abs=4.5 * np.sqrt(1 / 6 / N / len(SEEDS)))
        assert wide.loc[name, "nearer_to_train"] == pytest.approx(0.5, abs=0.09)


@pytest.mark.slow
def test_f_a_copy_is_as_useful_as_the_real_rows(wide):
    """Up to the order of the rows and a millionth: it costs nothing and may come out ahead."""
    assert wide.loc["memorizer", "tstr_auc"] == pytest.approx(wide.loc["real rows (TRTR)", "tstr_auc"], abs=0.03)
    others = wide["tstr_auc"].drop(["memorizer", "real rows (TRTR)", "fresh"])
    assert wide.loc["memorizer", "tstr_auc"] > others.max()


@pytest.mark.slow
def test_the_noise_hides_nothing_and_costs_correlation(wide):
    plain, noisy = wide.loc["five_average"], wide.loc["five_average_noise"]
    assert noisy["corr_skill"] < plain["corr_skill"] - 0.05 and noisy["c2st_holdout"] > 0.7


def test_correlation_similarity_of_shuffled_columns_is_high():
    """SDMetrics' score of a table in which nothing goes together: 1 - (sum of |r|) / 2 per pair."""
    real = simulate_customers(3000, seed=0)[NUMBERS]
    made = shuffled_columns(real, None, np.random.default_rng(0))
    r = real.corr().abs().to_numpy()[np.triu_indices(4, 1)]
    assert correlation_similarity(real, made) == pytest.approx(1 - r.mean() / 2, abs=4.5 / np.sqrt(3000) / 2)
    assert np.isnan(correlation_similarity(real, constant(real, None, None)))


@pytest.mark.slow
def test_the_command_prints_every_row_and_column(capsys):
    assert main(["--rows", "80", "--seeds", "1"]) == 0
    printed = capsys.readouterr().out
    assert all(title in printed for title in TITLES.values())
    assert all(name.replace("_", " ") in printed for name in ROWS) and set(TITLES) == set(MEASURES)
    assert "80 rows each, mean of 1 draws" in printed


def test_mistakes_are_one_sentence(capsys):
    assert main(["--rows", "5"]) == 2 and "at least 50 rows" in capsys.readouterr().err
    with pytest.raises(CourseError, match="no 'fid' in the control table"):
        peer_runs(100, (0,), measures=("fid",))
