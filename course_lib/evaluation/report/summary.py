"""A report in one minute: one question per group of scores, its answer in plain words, and how it stands.

Which scores belong to a group, and their direction, comes from the catalogue. LEADS names the score that is put
into words; a group without one of them shows its first score in its own sentence.
"""

from dataclasses import dataclass

from course_lib.evaluation.scores.catalogue import GROUPS, METRICS
from course_lib.evaluation.scores.score import Score, show

# group -> the question; the answer while its scores keep their edges; if only others than the one in words are beyond
# theirs; if that one is
QUESTIONS = {
    "columns": ("Is each column like the real one?", "as much as fresh real rows", "not in every score",
                "less than fresh real rows"),
    "pairs": ("Do columns go together as in the real table?", "as much as in fresh real rows", "not in every score",
              "less than in fresh real rows"),
    "rows": ("Can whole rows be told from real ones?", "no more than fresh real rows", "only by other scores",
             "more than fresh real rows"),
    "diversity": ("Is every kind of row there, and no other?", "as among fresh real rows", "not in every score",
                  "less than among fresh real rows"),
    "use": ("Does a model learn as much from it?", "no loss visible at this size", "not in every score",
            "a visible loss"),
    "copying": ("Does it tell which rows it was learned from?", "not rejected by this attack",
                "closer than unseen rows come", "the attack works"),
    "attacks": ("Does it tell more about these rows' people than about others?", "not rejected by this attack",
                "another attack lies beyond its edge", "the attack works"),
    "fairness": ("Are groups of people drawn alike?", "as among fresh real rows", "not in every score",
                 "less than among fresh real rows"),
}
ANY_GROUP = ("like fresh real rows", "not in every score", "worse than fresh real rows")
UNMEASURED = "not measured"
MOST_NAMED = 3  # other scores beyond their edge


@dataclass(frozen=True)
class Verdict:
    """One line. score: what is put into words, None if the group has no score.

    mark: ▲ beyond the edge; △ the score in words keeps its edge and another does not, which happens by chance in a
    group of many (where rows may be copies it is a ▲ all the same); ● within; – nothing is known.
    """

    group: str
    question: str
    state: str
    mark: str
    reads: str
    score: Score | None


def verdicts(report) -> list[Verdict]:
    """One for each group of the catalogue, in its order."""
    return [verdict(report, group) for group in GROUPS]


def verdict(report, group: str) -> Verdict:
    scores = [report[name] for name in METRICS if METRICS[name].group == group and name in report]
    question, *answers = QUESTIONS.get(group, (GROUPS[group], *ANY_GROUP))
    if not scores:
        return Verdict(group, question, UNMEASURED, "–", NONE_NAMED.get(group, NO_SCORE), None)
    lead = next((score for score in scores if score.name in LEADS), scores[0])
    others = [score for score in scores if score.visible and score is not lead]
    state = state_of(answers, lead, bool(others))
    reads = LEADS[lead.name](report, lead) if lead.name in LEADS and lead.visible is not None else lead.reads
    if others:
        titles = ", ".join(METRICS[score.name].title for score in others[:MOST_NAMED])
        titles += f" and {len(others) - MOST_NAMED} more" * (len(others) > MOST_NAMED)
        reads += f" {'Also beyond' if lead.visible else 'Beyond'} the edge: {titles}."
    return Verdict(group, question, state, mark_of(group, lead, bool(others)), reads, lead)


def mark_of(group: str, lead: Score, others: bool) -> str:
    if lead.visible or (others and group in ("copying", "attacks")):
        return "▲"
    if others:
        return "△"
    return "–" if lead.visible is None else "●"


def state_of(answers, lead: Score, others: bool) -> str:
    """How a group stands, in words. others: does one of its other scores lie beyond its edge?"""
    good, partly, bad = answers
    if lead.visible:
        return bad
    if others:
        return partly
    return UNMEASURED if lead.visible is None else good


NO_TARGET = ("No column to predict was named: on the command line --target COLUMN, in Python "
             "evaluate(..., target=column).")
NO_GROUPS = ("No column of groups was named: on the command line --protected COLUMN, in Python "
             "evaluate(..., protected=column).")
NONE_NAMED = {"use": NO_TARGET, "fairness": NO_GROUPS}
NO_SCORE = "No score of this group could be computed for this table."


def of_columns(report, lead: Score) -> str:
    """How many columns lie beyond their edge, the furthest by name, and the average."""
    columns = [s for s in report if s.name == lead.name and s.column is not None and s.visible is not None]
    beyond = sorted((s for s in columns if s.visible), key=lambda s: s.limit - s.value)
    if len(columns) == 1:
        lead_in = f"The column {'differs visibly' if beyond else 'does not differ visibly'}."
    elif not beyond:
        lead_in = f"None of the {len(columns)} columns lies beyond its edge."
    else:
        several = len(beyond) > 1
        lead_in = (f"{len(beyond)} of {len(columns)} columns {'lie' if several else 'lies'} beyond "
                   f"{'their' if several else 'its'} edge, {beyond[0].column!r}{' furthest' * several}.")
    return (f"{lead_in} The distance ({METRICS[lead.name].title}) is {show(lead.value)} bits on average; "
            f"fresh real rows {show(lead.floor)}, edge {show(lead.limit)}.")


def of_pairs(report, lead: Score) -> str:
    if lead.value < 0:
        start = "The associations are further off than if all columns were unrelated"
    else:
        start = f"{hundredths(lead.value)} of what the columns have to do with one another is kept"
    return f"{start}; fresh real rows keep {hundredths(lead.floor)}, edge {hundredths(lead.limit)}."


def of_rows(report, lead: Score) -> str:
    text = (f"Shown one synthetic and one real row, a classifier picks the synthetic one in {hundredths(lead.value)} "
            f"of cases; among fresh real rows {hundredths(lead.floor)}, edge {hundredths(lead.limit)}.")
    if lead.value < 2 * lead.floor - lead.limit:
        text += " Far below one half means twins: rows on both sides that are copies of each other."
    return text


def of_diversity(report, lead: Score) -> str:
    return (f"{hundredths(lead.value)} of the real rows have a synthetic row near them, among fresh real rows "
            f"{hundredths(lead.floor)}, edge {hundredths(lead.limit)}.")


def of_copying(report, lead: Score) -> str:
    end = "The attack works." if lead.visible else "Not rejected by this attack; others may do better."
    return (f"Shown a training row and one never used, an attacker who looks for the nearest synthetic row names the "
            f"training row in {hundredths(lead.value)} of cases; guessing gives {hundredths(lead.floor)}, edge "
            f"{hundredths(lead.limit)}. {end}")


def of_attacks(report, lead: Score) -> str:
    return (f"An attacker who asks where synthetic rows are denser than real ones names the training row, of it and "
            f"one never used, in {hundredths(lead.value)} of cases; guessing gives {hundredths(lead.floor)}, edge "
            f"{hundredths(lead.limit)}.")


LEADS = {"jsd": of_columns, "corr_skill": of_pairs, "c2st": of_rows, "coverage": of_diversity,
         "nn_membership": of_copying, "density_ratio": of_attacks}


def hundredths(share: float) -> str:
    """A share as a percentage with one decimal where there is one: 80.4%, 50%, −3%."""
    return f"{100 * share:.1f}".removesuffix(".0").replace("-", "−") + "%"
