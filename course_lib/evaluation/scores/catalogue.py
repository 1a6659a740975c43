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
    "use": "Usefulness",
    "copying": "Closeness to the training rows",
}


@dataclass(frozen=True)
class Metric:
    """title: as written in a report; unit: appended to the value; about: what it measures, in one sentence.

    chance: the value of an attacker or classifier who knows nothing, where that, and neither 0 nor 1, is the best.
    """

    title: str
    group: str
    better: str
    about: str
    catches: tuple[str, ...]
    blind_to: tuple[str, ...]
    unit: str = ""
    chance: float | None = None

    @property
    def best(self) -> float:
        """Where a picture of the value begins: chance, else 1 if higher is better, 0 if lower."""
        return self.chance if self.chance is not None else float(self.better == "higher")

    @property
    def control(self) -> str:
        """The declaration as text."""
        return f"catches {listed(self.catches)}; blind to {listed(self.blind_to)}"


def listed(names) -> str:
    return ", ".join(names).replace("_", " ") if names else "none of the controls"


METRICS = {
    "jsd": Metric(
        "JSD", "columns", "lower",
        "Jensen-Shannon divergence in bits over 20 quantile bins of the real column, or its levels: "
        "0 = equal shares, 1 = no value in common.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), " bits"),
    "ks": Metric(
        "KS", "columns", "lower",
        "Kolmogorov-Smirnov distance of a number column: the largest gap between the shares of rows below a value.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer")),
    "tv": Metric(
        "TV", "columns", "lower",
        "Total variation of a column of levels: the share of rows that would have to change their level.",
        ("constant",), ("shuffled_columns", "memorizer", "mvn")),
    "w1": Metric(
        "W1", "columns", "lower",
        "Wasserstein-1 distance of a number column: how far values must move on average, "
        "in standard deviations of the real column.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer"), " sd"),
    "tail_gap": Metric(
        "tail gap", "columns", "lower",
        "How far the shares of rows beyond the real 5% and 95% points are from what they should be, "
        "as a multiple of that: 0 = right, 1 = tails gone or doubled.",
        ("constant", "five_average", "mvn"), ("shuffled_columns", "memorizer")),
    "missing_gap": Metric(
        "missing", "columns", "lower",
        "The difference between the shares of missing values.",
        ("constant",), ("shuffled_columns", "memorizer", "five_average", "mvn")),
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
    "coverage": Metric(
        "coverage", "rows", "higher",
        "The share of real rows that have a synthetic row within the distance of their fifth real neighbour.",
        ("shuffled_columns", "constant", "five_average", "mvn"), ("memorizer",)),
    "tstr": Metric(
        "TSTR", "use", "higher",
        "Train on synthetic, test on real: a model of the target, learned from the synthetic rows and tested on "
        "real rows it never saw.",
        ("shuffled_columns", "constant"), ("memorizer",)),
    "exact_match_share": Metric(
        "exact copies", "copying", "lower",
        "The share of synthetic rows that equal a training row in every column; a copy plus a millionth escapes.",
        (), ("shuffled_columns", "constant", "memorizer", "five_average", "mvn")),
    "dcr_5": Metric(
        "DCR, nearest 5%", "copying", "higher",
        "Distance to the closest training row that the nearest 5% of synthetic rows stay below.",
        ("memorizer",), ("shuffled_columns", "mvn")),
    "dcr_median": Metric(
        "DCR, median", "copying", "higher",
        "The median distance from a synthetic row to the closest training row.",
        ("memorizer",), ("shuffled_columns", "mvn")),
    "dcr_share": Metric(
        "nearer to training", "copying", "lower",
        "The share of synthetic rows that lie nearer to a training row than to any of as many unseen rows.",
        ("memorizer",), ("shuffled_columns", "constant", "five_average"), chance=0.5),
    "nn_membership": Metric(
        "membership attack", "copying", "lower",
        "How often an attacker who looks for the nearest synthetic row ranks a training row above an unseen one (AUC).",
        ("memorizer",), ("shuffled_columns", "constant", "five_average"), chance=0.5),
}


def score_of(name, value, floor, limit, interval, against, reads, column=None) -> Score:
    """A Score of the metric `name`, with direction and controls from above; `column` None: of the whole table."""
    metric = METRICS[name]
    return Score(name, column, float(value), metric.better, float(floor), interval, against, metric.control, reads,
                 float(limit))
