"""The checks of lesson 00: solutions pass, each known mistake is named, and luck is what the bank says it is."""

import pytest
from scipy.stats import binom

from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

BANK = load("00")
SHEETS = {
    "rm" * 10: ("correct", "10 of them as made"),
    "RRRRR mmmmm\nrrrrr mmmmm": ("correct", "10 of them as made"),
    "r" * 20: ("correct", "0 of them as made"),
    "rm": ("not yet", "2 marks"),
    "x" * 20: ("not yet", "'x' is no mark"),
    7: ("not yet", "in quotes"),
    None: ("not attempted", ""),
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_complete_or_its_slip_is_named(sheet):
    verdict = judge(BANK.checks["marks"], sheet)
    status, words = SHEETS[sheet]
    assert verdict.status == status and words in verdict.says


def test_the_bank_says_no_more_of_luck_than_the_binomial_distribution():
    """P(X >= n), X right marks of 20 by a fair coin, in closed form."""
    at_least = {n: binom.sf(n - 1, 20, 0.5) for n in range(21)}
    evidence = BANK.checks["evidence"]
    assert min(n for n, p in at_least.items() if p < 0.05) == evidence.expected
    assert round(at_least[15], 2) == 0.02 and "2 in 100" in evidence.right
    assert round(at_least[14], 2) == 0.06 and round(at_least[11], 1) == 0.4 and at_least[13] > 0.1
    assert at_least[10] > 0.5
    assert round(1 / at_least[13]) == 8 and round(binom.pmf(10, 20, 0.5), 2) == 0.18  # the second warm-up
    assert binom.cdf(13, 20, 0.7) > 0.25  # "often stays below it", the quiz
