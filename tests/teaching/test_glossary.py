"""The glossary: well formed, findable, and free of the words that the course does without."""

import re

import pytest

from course_lib.errors import CourseError
from course_lib.teaching import glossary
from tests.teaching.fixture import a_lesson

TERMS = glossary.terms()
BANNED = r"\b(just|simply|obviously|clearly|easy|easily|trivial|of course|creativity|safe|perfect|anonym\w+)\b"


NEEDED = """floor, holdout, JSD, KS, TV, W1, C2ST, AUC, DCR, marginal, joint, correlation, truncation, clipping,
encoder, decoder, ELBO, jitter, one-hot, schema, identifier, ordinal, memoriser, prior, likelihood, argmax,
membership inference, latent variable, reparameterisation, KL divergence, KL weight, beta, posterior collapse,
aggregated posterior, prior hole, decoder sigma, sampling temperature, negative control, bootstrap interval,
privacy noise, mean fidelity"""


def test_the_terms_of_the_first_lessons_are_there():
    for word in NEEDED.split(","):
        assert glossary.look_up(word)


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.name)
def test_each_term_is_short_and_plain(term):
    assert term.short.endswith(".")
    assert 6 <= len(term.short.split()) <= 55
    assert not re.search(BANNED, term.short, re.IGNORECASE)
    assert re.fullmatch(r"\d\d", term.lesson)
    assert term.see, "each term leads to another"
    assert term.name not in term.see


def test_other_names_and_any_case_find_the_term():
    assert glossary.look_up("Distance to  closest record").name == "DCR"
    assert glossary.look_up("noise FLOOR").name == "floor"


def test_an_unknown_word_gets_the_nearest():
    with pytest.raises(CourseError, match="no 'truncated'; the nearest: truncation"):
        glossary.look_up("truncated")
    with pytest.raises(CourseError, match="terms\\(\\) lists them all"):
        glossary.look_up("zzzz")


def test_printed(capsys):
    a_lesson().glossary("floor")
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("floor (also: noise floor): What a metric reads")
    assert said.endswith("Lesson 01. See holdout, metric.")
    a_lesson().terms()
    said = " ".join(capsys.readouterr().out.split())
    assert said.split(", ") == list(TERMS)
    assert list(TERMS) == sorted(TERMS, key=str.casefold)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('[a]\nshort = "x"\nlesson = "01"\nsee = ["b"]', "'a': see 'b', which is no term"),
        ('[a]\nshort = "x"\nlesson = "01"\nalso = ["B"]\n[b]\nshort = "x"\nlesson = "01"', "'b' names both a and b"),
        ('[a]\nshort = ""\nlesson = "01"', "'a': `short` is missing"),
        ('[a]\nshort = "x"', "'a': `lesson` is missing"),
        ('[a]\nshort = "x"\nlesson = "01"\nsees = []', "unknown key 'sees'"),
    ],
)
def test_each_fault_is_named(tmp_path, toml, sentence):
    path = tmp_path / "glossary.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(sentence)):
        glossary.terms(path)
