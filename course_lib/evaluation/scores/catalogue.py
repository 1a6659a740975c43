"""What each metric of a report is: group, direction, a line that explains it, and which bad tables it can see.

`catches` and `blind_to` name controls of `controls.py`: a caught one scores worse than 95% of fresh real rows,
a blind one does not. `tests/evaluation/test_controls.py` holds every line to it on the customers table. The order
here is the order of a report.
"""

from dataclasses import dataclass

from course_lib.evaluation.scores.score import Score

GROUPS = {
    "columns": "Each column by itself",
    "pairs": "Columns in pairs",
    "rows": "Whole rows",
    "diversity": "Plausibility and diversity",
    "use": "Usefulness",
    "copying": "Closeness to the training rows",
    "attacks": "What an attacker finds out",
    "fairness": "Groups of people",
}


@dataclass(frozen=True)
class Metric:
    """title: as written in a report; unit: appended to the value; about: what it measures, in one sentence.

    chance: the value of an attacker or classifier who knows nothing, where that, and neither 0 nor 1, is the best.
    of: which columns a metric of the group "columns" is about: "all", "numbers", "levels", "gaps" (those with missing
    values), or "moments" (numbers, and ranks written as numbers). top: the largest value possible, where there is one.
    `better` is that of its scores; a ratio (tails, spread) is best at 1, so there a score above 1 says "lower".
    """

    title: str
    group: str
    better: str
    about: str
    catches: tuple[str, ...]
    blind_to: tuple[str, ...]
    unit: str = ""
    chance: float | None = None
    of: str = ""
    top: float = float("inf")

    @property
    def best(self) -> float:
        """Where a picture of the value begins: chance, else 1 if higher is better, 0 if lower."""
        return self.chance if self.chance is not None else float(self.better == "higher")

    @property
    def control(self) -> str:
        """The declaration as text."""
        return f"catches {listed(self.catches)}; blind to {listed(self.blind_to)}"


def listed(names) -> str:
    """Names of controls as words."""
    return ", ".join(names).replace("_", " ") if names else "none of the controls"


def tail_metric(side: str, level: int, catches, blind_to) -> Metric:
    """One of the four entries of tail ratios. side: "upper" or "lower"; level: 95 or 99."""
    point, where = (level, "above") if side == "upper" else (100 - level, "below")
    return Metric(
        f"tail {where} {point}%", "columns", "higher",
        f"How many synthetic rows lie {where} the real {point}% point, as a multiple of what should: 1 = right, "
        "under 1 = the tail is thin, over 1 = it is thick.",
        catches, blind_to, of="numbers")


METRICS = {
    "jsd": Metric(
        "JSD", "columns", "lower",
        "Jensen-Shannon divergence in bits over 20 quantile bins of the real column, or its levels: "
        "0 = equal shares, 1 = no value in common.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), " bits", of="all", top=1),
    "ks": Metric(
        "KS", "columns", "lower",
        "Kolmogorov-Smirnov distance of a number column: the largest gap between the shares of rows below a value.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), of="numbers", top=1),
    "tv": Metric(
        "TV", "columns", "lower",
        "Total variation of a column of levels: the share of rows that would have to change their level.",
        ("constant",), ("shuffled_columns", "memorizer", "mvn"), of="levels", top=1),
    "w1": Metric(
        "W1", "columns", "lower",
        "Wasserstein-1 distance of a number column: how far values must move on average, "
        "in standard deviations of the real column.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), " sd", of="numbers"),
    "mean_shift": Metric(
        "mean", "columns", "lower",
        "How far the mean of a column lies from the real one, in standard deviations of the real column.",
        (), ("shuffled_columns", "constant", "memorizer", "five_average"), " sd", of="moments"),
    "spread": Metric(
        "spread", "columns", "higher",
        "The standard deviation of a column as a multiple of the real one: 1 = right; means of k rows have one over "
        "the root of k, and rows without variation have 0.",
        ("constant", "five_average"), ("shuffled_columns", "memorizer"), of="moments"),
    "tail_gap": Metric(
        "tail gap", "columns", "lower",
        "How far the shares of rows beyond the real 5% and 95% points are from what they should be, "
        "as a multiple of that: 0 = right, 1 = tails gone or doubled.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), of="numbers"),
    "tail_upper_95": tail_metric("upper", 95, ("constant", "five_average"), ("shuffled_columns", "memorizer")),
    "tail_upper_99": tail_metric("upper", 99, ("constant", "five_average"), ("shuffled_columns", "memorizer")),
    "tail_lower_95": tail_metric("lower", 95, ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer")),
    "tail_lower_99": tail_metric("lower", 99, ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer")),
    "range_coverage": Metric(
        "range", "columns", "higher",
        "The share of the real column's range, from its smallest to its largest value, that the synthetic values span.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), of="numbers", top=1),
    "category_coverage": Metric(
        "levels", "columns", "higher",
        "The share of the real column's levels that occur in the synthetic column.",
        ("constant",), ("shuffled_columns", "memorizer", "five_average", "mvn"), of="levels", top=1),
    "missing_gap": Metric(
        "missing", "columns", "lower",
        "The difference between the shares of missing values.",
        ("constant",), ("shuffled_columns", "memorizer", "five_average", "mvn"), of="gaps", top=1),
    "corr_skill": Metric(
        "corr_skill", "pairs", "higher",
        "The part of all associations between columns that is kept: 1 = all, 0 = as good as independent columns, "
        "below 0 = worse.",
        ("shuffled_columns", "constant"), ("memorizer",)),
    "assoc_mae": Metric(
        "assoc_mae", "pairs", "lower",
        "The average error of the association of two columns, in units of a correlation.",
        ("shuffled_columns", "constant"), ("memorizer",)),
    "c2st": Metric(
        "C2ST", "rows", "lower",
        "How well a gradient-boosting classifier tells synthetic from real rows (AUC): .5 = not at all, 1 = always.",
        ("shuffled_columns", "constant", "five_average", "mvn"), ("memorizer",), chance=0.5),
    "pmse_ratio": Metric(
        "pMSE ratio", "rows", "lower",
        "How far a logistic regression's probabilities that a row is synthetic stray from the base rate, as a multiple "
        "of what fresh rows cause: it sees means and shares only, 1 = nothing to see.",
        ("constant",), ("shuffled_columns", "memorizer")),
    "precision": Metric(
        "precision", "diversity", "higher",
        "The share of synthetic rows that lie within reach of a real row, its fifth real neighbour's distance: "
        "are they plausible?",
        ("shuffled_columns", "mvn"), ("constant", "memorizer", "five_average")),
    "density": Metric(
        "density", "diversity", "higher",
        "Within reach of how many real rows a synthetic row lies, over five; above 1 where synthetic rows crowd.",
        ("shuffled_columns", "mvn"), ("constant", "memorizer", "five_average")),
    "recall": Metric(
        "recall", "diversity", "higher",
        "The share of real rows that lie within reach of a synthetic row, its fifth synthetic neighbour's distance: "
        "is anything missing?",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer")),
    "coverage": Metric(
        "coverage", "diversity", "higher",
        "The share of real rows that have a synthetic row within the distance of their fifth real neighbour.",
        ("shuffled_columns", "constant", "five_average", "mvn"), ("memorizer",)),
    "distinct_rows": Metric(
        "distinct rows", "diversity", "higher",
        "The share of synthetic rows that differ from one another, among as many as there are real rows.",
        ("constant",), ("shuffled_columns", "memorizer", "five_average", "mvn"), top=1),
    "tstr": Metric(
        "TSTR", "use", "higher",
        "Train on synthetic, test on real: gradient boosting of the target, learned from the synthetic rows and "
        "tested on real rows it never saw; its floor is TRTR, the same model trained on real rows.",
        ("shuffled_columns", "constant"), ("memorizer",)),
    "tstr_loss": Metric(
        "TRTR − TSTR", "use", "lower",
        "What the model of the target loses when it learns from synthetic in place of real rows.",
        ("shuffled_columns", "constant"), ("memorizer",), chance=0.0),
    "tstr_linear": Metric(
        "TSTR, linear", "use", "higher",
        "TSTR of a logistic or linear regression, which needs straight effects only; its floor is TRTR.",
        ("shuffled_columns", "constant"), ("memorizer",)),
    "tstr_linear_loss": Metric(
        "TRTR − TSTR, linear", "use", "lower",
        "What the logistic or linear regression loses when it learns from synthetic in place of real rows.",
        ("shuffled_columns", "constant"), ("memorizer",), chance=0.0),
    "coefficient_overlap": Metric(
        "coefficients", "use", "higher",
        "How much of their confidence intervals the coefficients of the same regression share on synthetic and on real "
        "rows: 1 = the same interval, 0 = they touch, below 0 = apart.",
        ("shuffled_columns",), ("memorizer",), top=1),
    "exact_match_share": Metric(
        "exact copies", "copying", "lower",
        "The share of synthetic rows that equal a training row in every column; a copy plus a millionth escapes.",
        (), ("shuffled_columns", "constant", "memorizer", "five_average", "mvn")),
    "near_copies": Metric(
        "near copies", "copying", "lower",
        "The share of synthetic rows within a hundredth of a standard deviation of a training row, all columns "
        "together: copies with a little noise.",
        ("memorizer",), ("shuffled_columns", "constant", "five_average", "mvn"), top=1),
    "dcr_5": Metric(
        "DCR, nearest 5%", "copying", "higher",
        "Distance to the closest training row that the nearest 5% of synthetic rows stay below.",
        ("memorizer",), ("shuffled_columns", "mvn")),
    "dcr_median": Metric(
        "DCR, median", "copying", "higher",
        "The median distance from a synthetic row to the closest training row.",
        ("memorizer",), ("shuffled_columns", "mvn")),
    "nndr_5": Metric(
        "NNDR, lowest 5%", "copying", "higher",
        "Distance to the closest training row over that to the second closest, which 5% of the synthetic rows stay "
        "below: near 0 where one training row stands out as the source.",
        ("memorizer",), ("shuffled_columns", "mvn"), top=1),
    "dcr_share": Metric(
        "nearer to training", "copying", "lower",
        "The share of synthetic rows that lie nearer to a training row than to any of as many unseen rows.",
        ("memorizer",), ("shuffled_columns", "constant", "five_average"), chance=0.5),
    "nn_membership": Metric(
        "membership attack", "copying", "lower",
        "How often an attacker who looks for the nearest synthetic row ranks a training row above an unseen one (AUC).",
        ("memorizer",), ("shuffled_columns", "constant", "five_average"), chance=0.5),
    "density_ratio": Metric(
        "density attack", "attacks", "lower",
        "How often an attacker who asks where synthetic rows are denser than real rows ranks a training row above an "
        "unseen one (AUC).",
        ("memorizer",), ("shuffled_columns", "constant"), chance=0.5),
    "attribute_inference": Metric(
        "secret value", "attacks", "lower",
        "By how much people in the training rows are worse off when an attacker who knows their other columns reads "
        "one value off the most alike synthetic row: 0 = as people who are not in them, 1 = always found.",
        ("memorizer",), ("shuffled_columns", "constant"), chance=0.0, top=1),
    "linkability": Metric(
        "linked records", "attacks", "lower",
        "By how much people in the training rows are worse off when an attacker links two halves of their record "
        "through the synthetic row nearest to both: 0 = as people who are not in them, 1 = always linked.",
        ("memorizer",), ("shuffled_columns", "constant"), chance=0.0, top=1),
    "singling_out": Metric(
        "singled out", "attacks", "lower",
        "By how much people in the training rows are worse off when an attacker reads conditions off the synthetic "
        "table that fit one person only: 0 = as people who are not in them, 1 = always one.",
        ("memorizer",), ("shuffled_columns", "constant"), chance=0.0, top=1),
    "dpd_amplification": Metric(
        "gap between groups", "fairness", "lower",
        "The gap between groups in the share of the outcome (demographic parity difference), synthetic minus real: "
        "above 0 it has grown, below 0 shrunk.",
        (), ("shuffled_columns", "memorizer"), chance=0.0),
    "subgroup_shapes": Metric(
        "worst-drawn group", "fairness", "higher",
        "How alike synthetic and real columns are (1 - KS, 1 - TV, on average) within the group where they are least "
        "alike.",
        ("constant", "five_average"), ("memorizer",), top=1),
    "representation": Metric(
        "least present group", "fairness", "higher",
        "The share of the group that the synthetic table is shortest of, as a multiple of its real share: 1 = as many, "
        "0 = gone.",
        ("constant",), ("shuffled_columns", "memorizer", "mvn")),
}


def not_measured(name: str, against: str, why: str) -> Score:
    """A Score without a value. why: the sentence that stands in its place."""
    nan = float("nan")
    return score_of(name, nan, nan, nan, None, against, why)


def score_of(name, value, floor, limit, interval, against, reads, column=None, floor_by="", better=None) -> Score:
    """A Score of the metric `name`, with direction and controls from above; `column` None: of the whole table."""
    metric = METRICS[name]
    return Score(name, column, float(value), better or metric.better, float(floor), interval, against, metric.control,
                 reads, float(limit), floor_by)
