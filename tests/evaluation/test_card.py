"""The data card: every number is the report's, nothing is promised that was not measured, names cannot break it."""

import re

import pytest

from course_lib.data import Column, Schema, load_table, split
from course_lib.errors import CourseError
from course_lib.evaluation import METRICS, data_card, evaluate
from course_lib.evaluation.report.summary import verdicts
from course_lib.evaluation.scores.score import show
from course_lib.generators import make


@pytest.fixture(scope="module")
def judged():
    real, schema = load_table("customers")
    names = ["age", "income", "channel", "outcome"]
    schema = schema.select(names)
    train, holdout, _ = split(real[names], seed=0, shares=(0.02, 0.02, 0.96))
    made = make("copula").fit(train, schema, seed=0).sample(150, seed=1)
    return schema, evaluate(train, made, holdout, schema), evaluate(train, made, None, schema)


def card(judged, which=1, **more):
    facts = {"title": "Customers", "generator": "copula", "settings": {"slices": 60}, "seeds": {"fit": 0, "sample": 1}}
    return data_card(judged[which], judged[0], **(facts | more))


def test_what_and_how(judged):
    text = card(judged)
    for part in ("# Customers", "150 synthetic rows, 4 columns", "200 real rows", "slices = 60", "fit 0, sample 1",
                 "| age | integer | 18 to 80 years |", "web, store, phone, letter", "none was paid for"):
        assert part in text
    parts = ["What it is", "How it was made", "What was measured", "Not for"]
    assert re.findall(r"^## (.+)$", text, re.M) == parts


def test_every_number_is_the_reports_with_its_floor_and_edge(judged):
    text, lines = card(judged, digits=3), 0
    for verdict in verdicts(judged[1]):
        s = verdict.score
        if s is not None and s.measured:
            row = next(line for line in text.splitlines() if line.startswith(f"| {verdict.question} |"))
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            assert cells[1] == METRICS[s.name].title and cells[4:] == [show(s.floor), show(s.limit)]
            assert cells[2].startswith(show(s.value))
            lines += 1
    assert lines >= 7 and judged[1].verdict() in text


def test_an_attack_stands_beside_its_guess_and_its_control(judged):
    lines = [line for line in card(judged).splitlines() if line.startswith("- An attacker")]
    assert len(lines) == 2 and all("a guess scores" in line and "the control" in line for line in lines)


def test_it_never_promises_what_nobody_measured(judged):
    for which in (1, 2):
        words = card(judged, which).lower()
        assert not re.search(r"anonym|\bsafe\b|nobody in it exists|fidelity", words)


def test_without_a_holdout_it_says_so(judged):
    text = card(judged, 2)
    assert "nobody kept rows aside" in text and "not measurable without a holdout" in text


def test_a_guarantee_is_named_and_does_not_cover_the_scores(judged):
    text = card(judged, guarantee="epsilon = 1, delta = 1e-5, one row")
    assert "Privacy guarantee: epsilon = 1" in text and "are not covered by it" in text
    assert "no privacy guarantee was paid for" not in text


def test_rare_levels_are_named(judged):
    assert re.search(r"channel = letter \(about \d rows\)", card(judged))


def test_own_uses_and_limits(judged):
    text = card(judged, uses=["teaching"], not_for=["pricing"])
    assert "## For\n- teaching" in text and text.rstrip().endswith("- pricing")


def test_seeds_that_were_not_recorded(judged):
    assert "fit not recorded" in card(judged, seeds={"fit": None}) and "Seeds: not recorded" in card(judged, seeds=None)


def test_names_cannot_break_the_page(judged):
    """A planted pipe, tag and line break in what a table's owner wrote."""
    schema, report, _ = judged
    evil = Schema([schema["age"], schema["income"], schema["channel"],
                   Column("outcome", "boolean", about="a | b\n# <script>x</script> & c")])  # fmt: skip
    text = data_card(report, evil, title="T | <b>", generator="copula")
    row = next(line for line in text.splitlines() if line.startswith("| outcome"))
    assert "<script" not in text and "<b>" not in text and "a \\| b # &lt;script>" in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


def test_a_notebook_renders_it_and_it_stays_text(judged, tmp_path):
    text = card(judged)
    assert text._repr_markdown_() == str(text) == repr(text)
    (tmp_path / "card.md").write_text(text, encoding="utf-8")
    assert (tmp_path / "card.md").read_text(encoding="utf-8").startswith("# Customers")


def test_another_tables_schema_is_refused(judged):
    with pytest.raises(CourseError, match="'outcome'"):
        data_card(judged[1], judged[0].select(["age", "income", "channel"]), title="t", generator="copula")
