"""Every rule is proved by a fault that it alone sees, and a clean notebook passes them all."""

import pytest

from course_lib.authoring.lint import RULES, lint_lessons
from course_lib.authoring.lint.lengths import fitting
from tests.authoring.lint.faults import CLEAN, FAULTS
from tests.authoring.lint.planting import stripped, unreadable


def test_the_clean_demo_passes_every_rule(demo):
    assert lint_lessons(folder=demo / "notebooks", teaching=demo / "teaching") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_seen_by_its_rule_alone(bench, name):
    id, words, change = FAULTS[name]
    change(bench)
    findings = bench.lint()
    assert {finding.rule for finding in findings} == {id}, [str(finding) for finding in findings]
    assert any(words in str(finding) and finding.level == "error" for finding in findings), findings[0]


@pytest.mark.parametrize("name", CLEAN)
def test_what_is_allowed_passes(bench, name):
    CLEAN[name](bench)
    assert [str(finding) for finding in bench.lint()] == []


def test_every_rule_has_its_fault():
    assert set(RULES) == {id for id, _, _ in FAULTS.values()}


def test_a_finding_names_file_cell_line_and_remedy(bench):
    FAULTS["never-revealed"][2](bench)
    (finding,) = bench.lint()
    assert str(finding).startswith("01_demo.ipynb, cell '01-hook-02' (line ")
    assert str(finding).endswith('no cell reveals it; add course.reveal("mean"). [prediction-order]')


def test_a_stripped_notebook_is_caught_though_nbval_would_pass_it(bench):
    stripped(bench)
    assert {"executed-in-order", "outputs-present"} <= {finding.rule for finding in bench.lint()}


@pytest.mark.parametrize("damage", [unreadable, lambda bench: bench.stored["learner"].unlink()])
def test_a_notebook_that_is_not_there_is_a_finding(bench, damage):
    damage(bench)
    (finding,) = bench.lint()
    assert finding.rule == "not-built" and "python -m course_lib build 01" in str(finding)


def test_of_an_unbuilt_lesson_the_source_is_read(bench):
    bench.stored["learner"].unlink()
    bench.replace(bench.source, "Two numbers say little.", "Two numbers simply say little.")
    assert [finding.rule for finding in bench.lint()] == ["not-built", "banned-words"]


def test_a_length_within_fifteen_per_cent_is_to_consider(bench):
    bench.cell("01-loop-01", source="## A\n" + "word " * 1400)
    (finding,) = bench.lint()
    assert (finding.rule, finding.level) == ("length-words", "consider")


def test_a_shorter_card_makes_shorter_limits(bench):
    """Two fifths of 1,400 words are there at any length; 15 of 45 minutes leave a third of the rest."""
    bench.replace(bench.source, "minutes: 45", "minutes: 15")
    bench.cell("01-loop-01", source="## A\n" + "word " * 1000)
    (finding,) = bench.lint()
    assert finding.rule == "length-words" and finding.level == "error" and "the limit is 840" in finding.message


@pytest.mark.parametrize(("minutes", "limit"), [(45, 80), (15, 48), (90, 80), (None, 80), ("long", 80), (0, 80)])
def test_limits_follow_the_minutes_and_never_grow(minutes, limit):
    assert fitting(80, {"minutes": minutes} if minutes is not None else {}) == limit


def test_an_opening_needs_no_hook_explore_task_or_figures(bench):
    """Lesson 00 is fifteen minutes long."""
    bench.replace(bench.source, "#     promise:", "#     kind: opening\n#     promise:")
    for name in ("no-controls", "two-exercises", "two-figures"):
        FAULTS[name][2](bench)
    assert bench.lint() == []


def test_an_assignments_source_is_read_for_prose_and_code(bench):
    path = bench.source.with_name("A1_build.py")
    header = "# ---\n# jupyter:\n#   course_lib:\n#     kind: assignment\n# ---\n\n# %% [markdown]\n# # A1 Build\n"
    path.write_text(f"{header}# It is easy.\n\n# %%\nimport requests\n", encoding="utf-8")
    findings = bench.lint()
    assert [finding.rule for finding in findings] == ["imports-allowed", "banned-words"]
    assert str(findings[0]).startswith("source/A1_build.py, cell 'A1-code-01' (line 11 of its source)")
