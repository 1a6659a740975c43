"""Markdown taken apart: what is prose and what is not."""

import pytest

from course_lib.authoring.prose import LINK, outside_code, paragraphs, prose_of, without_blockquotes, words


@pytest.mark.parametrize(
    "markdown, left",
    [
        ("a `just` b", "a b"),
        ("a ``just ` just`` b", "a b"),
        ("a\n```python\njust = 1\n```\nb", "a b"),
        ("a $just$ b", "a b"),
        ("a $$\njust\n$$ b", "a b"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("a <!-- just --> b", "a b"),
        ('a <img alt="just"> b', "a b"),
        ("a [shown](http://just.org/x_(y)) b", "a shown b"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_only_prose_is_left(markdown, left):
    assert " ".join(prose_of(markdown).split()) == left


def test_lines_keep_their_place():
    assert prose_of("one\n```\ntwo\n```\nthree").split("\n").index("three") == 4


def test_a_change_leaves_code_and_formulas_alone():
    assert outside_code("a `a` $a$\n```\na\n```\na", str.upper) == "A `a` $a$\n```\na\n```\nA"


def test_words_join_hyphens_and_apostrophes():
    assert words("The teacher's five-row average, 44.3 = μ.") == ["The", "teacher's", "five-row", "average", "μ"]


def test_items_and_rows_are_paragraphs_of_their_own():
    text = "# H\none\ntwo\n\n- a\n- b\n  c\n| x |\n| y |"
    assert paragraphs(text) == ["# H", "one two", "- a", "- b   c", "| x |", "| y |"]


def test_a_blockquote_is_nobody_of_ours():
    assert without_blockquotes("a\n> b\n  > c\nd").split() == ["a", "d"]


def test_a_picture_is_a_link_with_a_bang():
    link = LINK.search('![alt](pics/a.png "title")')
    assert (link["bang"], link["target"]) == ("!", "pics/a.png")
