"""The verdict: what was seen, in a few plain sentences. It names what a table looks like, and never grades it.

A score counts as told apart if it lies so far beyond the floor that among all K scores read here one would do so in
one of a hundred tables of fresh real rows: z(1 - .01/K) in place of z(.95), Bonferroni; a few in a hundred in truth,
since distances have longer tails than a normal. Every other limit below divides
two things by what they are, not by what tables scored:

    copies     half of what could exceed the floor: more rows sit on a training row than do not, chance taken off
    averages   the mean of two rows has a standard deviation of .71, a row 1: under .8 nearer to the first
    alone      columns drawn by themselves keep 0 of the associations: under a third of what fresh rows keep
    repeats    one row, repeated
"""

import math

from scipy import stats

from course_lib.evaluation.report.strip import far_of
from course_lib.evaluation.scores.case import MOST_ROWS
from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.evaluation.scores.score import Score, percent, show

READ = ("jsd", "ks", "tv", "w1", "mean_shift", "spread", "missing_gap", "corr_skill", "assoc_mae", "c2st", "pmse_ratio",
        "precision", "recall", "density", "coverage", "distinct_rows", "tstr_loss", "tstr_linear_loss",
        "coefficient_overlap", "near_copies", "dcr_share", "nn_membership", "density_ratio", "attribute_inference",
        "linkability", "singling_out", "dpd_amplification", "subgroup_shapes", "representation")
FAMILY = 0.01
COPIES, AVERAGES, ALONE = 0.5, 0.8, 1 / 3
NEAR_MEAN = 0.1  # standard deviations: a small effect by Cohen's rule is .2
COLUMNS = ("jsd", "ks", "tv", "w1", "mean_shift", "spread", "missing_gap")
ATTACKS = ("dcr_share", "nn_membership", "density_ratio", "attribute_inference", "linkability", "singling_out")

LUCK = "not so far that luck among so many scores is ruled out"


class Seen:
    """A report's scores, and which of them tell the table from fresh real rows."""

    def __init__(self, report):
        self.report = report
        self.scores: dict[str, Score] = {name: report[name] for name in READ
                                         if name in report and report[name].visible is not None}
        self.fresh = report.sizes["holdout"] > 0
        self.far = stats.norm.ppf(1 - FAMILY / max(len(self.scores), 1)) / stats.norm.ppf(0.95)
        self.told = tuple(name for name, score in self.scores.items() if score.visible
                          and steps(score) > self.far)

    def __getattr__(self, name: str) -> float:
        """The value of a score of READ; NaN if it was not measured."""
        if name not in READ:
            raise AttributeError(f"The verdict reads no score {name!r}: give it a place in READ.")
        return self.scores[name].value if name in self.scores else math.nan

    def past(self, names) -> list[str]:
        """Those past their edge, which luck reaches once in twenty, and not past what luck among all scores reaches."""
        return [name for name in names if name in self.scores and self.scores[name].visible and name not in self.told]

    def floor(self, name: str) -> float:
        return self.scores[name].floor if name in self.scores else math.nan

    def any_told(self, names) -> bool:
        return any(name in self.told for name in names)

    @property
    def real(self) -> str:
        """Which rows the table was held against."""
        return "fresh real rows" if self.fresh else "the training rows"

    @property
    def copies(self) -> float:
        """The share of rows that sit on a training row, chance taken off: 0 = as many as fresh rows; 0 if not told.

        With unseen rows at hand it must be training rows that they sit on, and not places where everybody is.
        """
        if "near_copies" not in self.told or (self.fresh and not self.any_told(ATTACKS)):
            return 0.0
        floor = self.floor("near_copies")
        return (self.near_copies - floor) / (1 - floor)

    @property
    def one_row(self) -> bool:
        rows = self.report.sizes
        compared = min(rows["synthetic"], rows["holdout"] or rows["train"], MOST_ROWS)
        return self.distinct_rows * compared < 1.5

    @property
    def averages(self) -> bool:
        means = "mean_shift" not in self.told or self.mean_shift <= NEAR_MEAN
        return "spread" in self.told and self.spread < AVERAGES and means

    @property
    def alone(self) -> bool:
        return "corr_skill" in self.told and self.corr_skill < ALONE * self.floor("corr_skill")


def steps(score: Score) -> float:
    """From fresh real rows on average (0) by way of their edge (1); infinite where all fresh rows score the same."""
    if score.limit == score.floor:
        return far_of(score, score.value)
    return (score.value - score.floor) / (score.limit - score.floor)


def findings(report) -> tuple[str, ...]:
    """The sentences, what the table looks like first."""
    seen = Seen(report)
    if not seen.scores:
        return ("Nothing could be measured on this table.",)
    parts = [no_variation(seen)] if seen.one_row else [
        *looks(seen), nothing_told(seen), *(f(seen) for f in (columns, pairs, rows, places, use, groups))]
    return tuple(part for part in (*parts, attacks(seen)) if part)


def no_variation(seen: Seen) -> str:
    return "No variation: every synthetic row is the same. All other differences follow from that."


def looks(seen: Seen) -> list[str]:
    """What the table looks like, as far as it looks like something known."""
    found, near, floor = [], seen.near_copies, seen.floor("near_copies")
    others = "fresh real rows" if seen.fresh else "training rows, held against the others,"
    if seen.copies >= COPIES:
        who = "Every synthetic row sits" if near > 0.9995 else f"{percent(near)} of the synthetic rows sit"
        found.append(f"{who} on a training row (of {others} {percent(floor)} do): these look like copies.")
    elif seen.copies > 0:
        found.append(f"{percent(near)} of the synthetic rows sit on a training row, of {others} {percent(floor)} do: "
                     "some look like copies.")
    if "distinct_rows" in seen.told:
        found.append(f"Rows repeat: {percent(seen.distinct_rows)} of them differ from one another, of "
                     f"{seen.real} {percent(seen.floor('distinct_rows'))}.")
    if seen.averages:
        found.append(f"Means are right, spread and tails are too small (standard deviations are {show(seen.spread, 2)} "
                     "times the real ones on average): as averages of rows are.")
    elif "spread" in seen.told:
        found.append(f"The spread of columns is too {'small' if seen.spread < 1 else 'large'}: standard deviations are "
                     f"{show(seen.spread, 2)} times the real ones on average.")
    if seen.alone and not seen.any_told(COLUMNS):
        found.append("Columns are right one by one, and do not belong together: as if each were drawn by itself.")
    elif seen.alone:
        found.append("Columns do not belong together: as if each column were drawn by itself.")
    return found


def nothing_told(seen: Seen) -> str:
    """Of everything but closeness: a copy looks like fresh rows to all other scores."""
    rest = [name for name in seen.scores if METRICS[name].group not in ("copying", "attacks")]
    if seen.any_told(rest):
        return ""
    beyond = sum(seen.scores[name].visible for name in rest)
    chance = f"{beyond} of {len(rest)} scores {'lies' if beyond == 1 else 'lie'} beyond the edge by a little, about " \
             f"{max(1, round(len(rest) / 20))} would by chance"
    if seen.copies or seen.any_told(ATTACKS):
        return f"In all else nothing told them from {seen.real} ({chance}); of copies nothing else does."
    end = "" if seen.fresh else " Rows learned too closely would look like this, too."
    return f"Nothing told these rows from {seen.real}, by these tests and at this size ({chance}).{end}"


def columns(seen: Seen) -> str:
    """Silent where nothing was told, and where the columns were spoken of."""
    if not seen.any_told(COLUMNS):
        return "" if seen.alone or not other_told(seen, "columns") else \
            f"One by one, columns could not be told from those of {seen.real}."
    each = [s for s in seen.report if s.name == "jsd" and s.column is not None and s.visible is not None]
    beyond = sorted((s for s in each if s.visible), key=lambda s: s.limit - s.value)
    if not beyond:
        titles = ", ".join(METRICS[name].title for name in COLUMNS if name in seen.told)
        return f"Columns differ from those of {seen.real} ({titles})."
    most = f", {beyond[0].column!r} most" if len(beyond) > 1 else f": {beyond[0].column!r}"
    return (f"{len(beyond)} of {len(each)} columns differ{'s' * (len(beyond) == 1)} visibly from those of "
            f"{seen.real}{most}.")


def pairs(seen: Seen) -> str:
    if seen.alone or math.isnan(seen.corr_skill):
        return ""
    if not seen.any_told(("corr_skill", "assoc_mae")):
        if not other_told(seen, "pairs"):
            return ""
        if seen.past(("corr_skill", "assoc_mae")):
            return f"How columns go together is past its edge, {LUCK}."
        return f"How columns go together could not be told from {seen.real}."
    kept, floor = max(seen.corr_skill, 0.0), seen.floor("corr_skill")
    return (f"Of what columns have to do with one another {percent(kept)} is kept; {seen.real} keep {percent(floor)}.")


def rows(seen: Seen) -> str:
    score = seen.scores.get("c2st")
    if score is None:
        return ""
    if steps(score) < -seen.far:
        return "Rows have twins: a classifier finds the same rows on both sides."
    if "c2st" in seen.told:
        return (f"Shown a real and a synthetic row, a classifier picks the synthetic one in {percent(score.value)} of "
                "cases; a guess in 50%.")
    if not other_told(seen, "rows"):
        return ""
    if seen.past(("c2st",)):
        return f"A classifier that is shown whole rows is past its edge, {LUCK}."
    return f"A classifier could not tell whole rows from {seen.real}."


def places(seen: Seen) -> str:
    """What is missing, and what is there and should not be."""
    found = []
    if seen.any_told(("recall", "coverage")):
        name = "coverage" if "coverage" in seen.told else "recall"
        found.append(f"{percent(getattr(seen, name))} of the real rows have a synthetic row near them, among "
                     f"{seen.real} {percent(seen.floor(name))}: parts of the table are missing.")
    if "precision" in seen.told:
        found.append(f"{percent(1 - seen.precision)} of the synthetic rows lie where no real row is near, of "
                     f"{seen.real} {percent(1 - seen.floor('precision'))}.")
    return " ".join(found)


def use(seen: Seen) -> str:
    if "tstr" not in seen.report:
        return ""
    if not seen.fresh:
        return "What a model learns from them is not measurable without a holdout."
    lost = [name for name in ("tstr_loss", "tstr_linear_loss") if name in seen.told]
    if lost:
        score = seen.report[lost[0].removesuffix("_loss")]
        return (f"A model of the target learned from them scores {show(score.value, 2)} on real rows, one learned from "
                f"real rows {show(score.floor, 2)}.")
    if "coefficient_overlap" in seen.told:
        return "A regression of the target on all other columns gives other coefficients than the real rows do."
    return "" if math.isnan(seen.tstr_loss) else "A model of the target learned from them lost nothing visible."


def groups(seen: Seen) -> str:
    found = []
    if "dpd_amplification" in seen.told:
        found.append(f"The gap between groups in the outcome has grown by {show(seen.dpd_amplification, 2)}.")
    if "representation" in seen.told:
        found.append(f"A group is rarer than it should be, with {show(seen.representation, 2)} times its real share.")
    if "subgroup_shapes" in seen.told and not seen.any_told(COLUMNS):
        found.append("Within one group the columns differ more than chance explains.")
    return " ".join(found)


def attacks(seen: Seen) -> str:
    if not seen.fresh:
        near = "" if seen.copies or "near_copies" not in seen.scores or seen.one_row else \
            "No more of them sit on a training row than chance explains. "
        return (f"{near}Who was in the training rows, and what an attacker finds out, is not measurable without a "
                "holdout.")
    if seen.one_row:
        return ""
    found = [name for name in ATTACKS if name in seen.told]
    past = seen.past(ATTACKS)
    if not found and past:
        titles = ", ".join(METRICS[name].title for name in past)
        tried = sum(name in seen.scores for name in ATTACKS)
        return (f"Of {tried} scores of attacks {len(past)} {'lies' if len(past) == 1 else 'lie'} past the edge "
                f"({titles}), {LUCK}; other attacks may do better.")
    if not found:
        return "No attack tried here found more than its guess and its control allow; others may do better."
    named = "; ".join(f"{METRICS[name].title} {show(seen.scores[name].value, 2)}, where chance gives "
                      f"{show(seen.scores[name].floor, 2)}" for name in found)
    return f"Attacks found more than guess and control allow: {named}."


def other_told(seen: Seen, group: str) -> bool:
    """Was something told outside this group, so that it is worth saying that here nothing was?"""
    return any(METRICS[name].group not in (group, "copying", "attacks") for name in seen.told)
