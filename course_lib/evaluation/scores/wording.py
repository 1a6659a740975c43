"""What a score says, in one sentence a person understands: the value, what fresh real rows score, and the verdict."""

from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.evaluation.scores.score import percent, show

NO_HOLDOUT = "Not measurable without a holdout: give real rows that the generator never saw."


def column_sentence(name, subject, value, floor, limit, visible, detail="") -> str:
    """A score of one column, or the average over columns: in its own words, or as a distance."""
    metric = METRICS[name]
    title = metric.title[0].upper() + metric.title[1:]
    if visible is None:
        return f"{title} of {subject} is not defined: one of the two columns holds no number, or one value only."
    if name.startswith("tail_") and name != "tail_gap":
        return tail_sentence(name, subject, value, limit, visible)
    own = {"missing_gap": missing_sentence, "range_coverage": range_sentence, "category_coverage": levels_sentence}
    if name in own:
        return own[name](subject, value, floor, limit, visible)
    return (f"{title} of {subject} is {show(value)}{metric.unit}{detail}; two fresh real samples of this size "
            f"differ by {show(floor)} (95% below {show(limit)}): {verdict(visible)}.")


def mean_sentence(subject, value, floor, limit, visible) -> str:
    if visible is None:
        return f"The mean of {subject} is not defined: one of the two columns holds no number, or one value only."
    return (f"The mean of {subject} is off by {show(value)} standard deviations; two fresh real samples of this size "
            f"differ by {show(floor)} (95% below {show(limit)}): {verdict(visible)}.")


def spread_sentence(subject, value, floor, limit, visible) -> str:
    if visible is None:
        return f"The spread of {subject} is not defined: one of the two columns holds no number, or one value only."
    edge = f"at least {show(limit)}" if value <= 1 else f"at most {show(limit)}"
    said = f"the spread is too {'small' if value <= 1 else 'large'}" if visible else verdict(False)
    return (f"The standard deviation of {subject} is {show(value)} times the real one; of fresh real rows {edge} "
            f"times, but for 2.5% of samples: {said}.")


def distinct_sentence(value, floor, limit, visible) -> str:
    return (f"{percent(value)} of the synthetic rows differ from one another; of as many fresh real rows "
            f"{percent(floor)} (95% at least {percent(limit)}): {'rows repeat' if visible else verdict(False)}.")


def tails(upper: float, lower: float) -> str:
    """The two tail ratios, for `detail`."""
    return (f" (above the real 95% point lie {show(upper, 2)} times as many rows as should, below the real 5% point "
            f"{show(lower, 2)} times)")


def tail_sentence(name, subject, value, limit, visible) -> str:
    _, side, level = name.split("_")
    place = f"Above the real {level}% point" if side == "upper" else f"Below the real {100 - int(level)}% point"
    thin = value <= 1
    edge = f"at least {show(limit, 2)}" if thin else f"at most {show(limit, 2)}"
    said = f"the {side} tail is too {'thin' if thin else 'thick'}" if visible else verdict(False)
    return (f"{place} of {subject} lie {show(value, 2)} times as many synthetic rows as should; of fresh real rows "
            f"{edge} times, but for 2.5% of samples: {said}.")


def missing_sentence(subject, value, floor, limit, visible) -> str:
    return (f"The shares of missing values of {subject} differ by {percent(value)}; two fresh real samples of this "
            f"size differ by {percent(floor)} (95% below {percent(limit)}): {verdict(visible)}.")


def range_sentence(subject, value, floor, limit, visible) -> str:
    return (f"The synthetic values of {subject} span {percent(value)} of the real range; fresh real rows span "
            f"{percent(floor)} (95% above {percent(limit)}): {verdict(visible, 'gap')}.")


def levels_sentence(subject, value, floor, limit, visible) -> str:
    return (f"{percent(value)} of the real levels of {subject} occur in the synthetic table; of fresh real rows as "
            f"many as these have {percent(floor)} (95% at least {percent(limit)}): {verdict(visible, 'gap')}.")


def pair_sentence(name, value, floor, limit, visible) -> str:
    if name == "corr_skill":
        if visible is None:
            return ("The columns of the real rows go together no more than unrelated columns of this size would: "
                    "there is nothing to keep, so nothing to score.")
        return (f"Of the associations between columns, {show(value)} is kept (1 = all, 0 = as good as independent "
                f"columns); fresh real rows keep {show(floor)} (95% above {show(limit)}): {verdict(visible, 'loss')}.")
    if visible is None:
        return "No pair of columns has an association that is defined: there is nothing to compare."
    return (f"The association of two columns is off by {show(value)} on average; two fresh real samples of this size "
            f"differ by {show(floor)} (95% below {show(limit)}): {verdict(visible)}.")


def c2st_sentence(result, against: str) -> str:
    low, high = result.interval
    text = (f"A classifier tells synthetic from real rows with an AUC of {show(result.auc)} (95% interval {show(low)} "
            f"to {show(high)}) and labels {percent(result.accuracy)} of them correctly; fresh real rows score .5 "
            f"(95% below {show(result.null_95)}): {verdict(result.auc > result.null_95)}.")
    if result.auc < 1 - result.null_95:
        text += " Below .5 means twins: rows on both sides that are copies of each other."
    if against == "train":
        text += " Measured against training rows, where a copy looks better than fresh rows: give a holdout."
    return text


def coverage_sentence(value, floor, limit, k, against) -> str:
    source = "real" if against == "holdout" else "training"
    return (f"{percent(value)} of the {source} rows have a synthetic row as near as their {k}th real neighbour; among "
            f"fresh real rows {percent(floor)} do (95% above {percent(limit)}): {verdict(value < limit, 'gap')}.")


def pmse_sentence(found, limit, visible) -> str:
    if visible is None:
        return "The rows cannot be told apart by straight effects: no column varies."
    return (f"A logistic regression's probabilities stray from the base rate {show(found.ratio, 2)} times as far as "
            f"fresh rows would make them (pMSE {show(found.value)}; ratio 95% below {show(limit, 2)}): "
            f"{verdict(visible)} in means and shares, all it can see.")


def precision_sentence(value, floor, limit, k, visible) -> str:
    return (f"{percent(value)} of the synthetic rows lie within reach of a real row (its {k}th neighbour's distance); "
            f"of fresh real rows {percent(floor)} do (95% above {percent(limit)}): "
            f"{'implausible rows show' if visible else verdict(False)}.")


def recall_sentence(value, floor, limit, k, visible) -> str:
    return (f"{percent(value)} of the real rows lie within reach of a synthetic row (its {k}th neighbour's distance); "
            f"among fresh real rows {percent(floor)} do (95% above {percent(limit)}): {verdict(visible, 'gap')}.")


def density_sentence(value, floor, limit, k, visible) -> str:
    more = ": synthetic rows crowd where real rows are dense" if value > 2 * floor - limit else ""
    return (f"A synthetic row lies within reach of {show(k * value, 2)} real rows on average; a fresh real row of "
            f"{show(k * floor, 2)} (95% above {show(k * limit, 2)})"
            f"{more or ': ' + ('synthetic rows stray' if visible else verdict(False))}.")


MODELS = {"boosting": "A boosting model", "linear": "A logistic or linear regression"}


def tstr_sentence(target, learner, found, limit, visible) -> str:
    if visible is None:
        return f"{target} takes one value only in the real test rows: there is nothing to predict."
    unit = "R²" if found.unit == "R2" else found.unit
    return (f"{MODELS[learner]} of {target} trained on the synthetic rows scores {unit} {show(found.tstr)} on real "
            f"rows it never saw; trained on the real rows it scores {show(found.trtr)} (level down to {show(limit)}): "
            f"{verdict(visible, 'loss')}.")


def loss_sentence(target, learner, found, limit, visible) -> str:
    if visible is None:
        return f"{target} takes one value only in the real test rows: there is nothing to predict."
    unit = "R²" if found.unit == "R2" else found.unit
    (low, high), who = found.interval, MODELS[learner].lower()
    return (f"Learning {target} from synthetic in place of real rows costs {who} {show(found.loss)} of {unit} "
            f"(95% interval {show(low)} to {show(high)}; fresh real rows cost up to {show(limit)}): "
            f"{verdict(visible, 'loss')}.")


def coefficient_sentence(target, found, floor, limit, visible) -> str:
    return (f"In a regression of {target} on all other columns, real and synthetic confidence intervals share "
            f"{show(found.overlap)} of their length on average, and {percent(found.same_sign)} of the coefficients "
            f"have the same sign; fresh real rows share {show(floor)} (95% above {show(limit)}): "
            f"{verdict(visible, 'loss')}.")


def share_sentence(value, floor, limit, visible) -> str:
    return (f"{percent(value)} of the synthetic rows lie nearer to a training row than to any of as many unseen rows; "
            f"chance gives {percent(floor)} (95% below {percent(limit)}): {alarm(visible)}.")


def membership_sentence(result, visible, control: float) -> str:
    """control: the AUC of the same attack with other real rows in the place of the synthetic ones."""
    low, high = result.interval
    return (f"An attacker who looks for the nearest synthetic row ranks a training row above an unseen row with an AUC "
            f"of {show(result.auc)} (95% interval {show(low)} to {show(high)}) and, accusing 1% of the unseen, finds "
            f"{percent(result.tpr_at_1pct_fpr)} of the training rows; a guess scores .5 (95% below "
            f"{show(result.null_95)}), the control, the attack on a table of other real rows, {show(control)}: "
            f"{alarm(visible)}.")


def dcr_sentence(which, value, floor, limit, visible) -> str:
    who = "The nearest 5% of the synthetic rows lie within" if which == "dcr_5" else \
        "Half of the synthetic rows lie within"
    end = "nearer than unseen rows come, look for copies" if visible else "no nearer than unseen rows come"
    return (f"{who} {show(value)} standard deviations of a training row; of the unseen rows as many lie within "
            f"{show(floor)} (95% above {show(limit)}): {end}.")


def exact_sentence(value, floor, limit, visible) -> str:
    text = f"{percent(value)} of the synthetic rows equal a training row in every column"
    if visible is None:
        return f"{text}; without a holdout there is nothing to hold this against."
    end = "more copies than chance explains" if visible else "no more than chance explains"
    return f"{text}; of the unseen rows {percent(floor)} do (95% below {percent(limit)}): {end}."


def near_sentence(value, floor, limit, visible, holdout: bool) -> str:
    others = "of the unseen rows" if holdout else "of the training rows, held against the others,"
    end = "more copies than chance explains" if visible else "no more than chance explains"
    return (f"{percent(value)} of the synthetic rows lie within a hundredth of a standard deviation of a training row; "
            f"{others} {percent(floor)} do (95% below {percent(limit)}): {end}.")


def nndr_sentence(value, floor, limit, visible) -> str:
    end = "one training row stands out as the source, look for copies" if visible else "no sign of a single source"
    return (f"For 5% of the synthetic rows the closest training row is at most {show(value)} times as far as the "
            f"second closest; for 5% of the unseen rows {show(floor)} times (95% above {show(limit)}): {end}.")


def verdict(visible: bool, noun: str = "difference") -> str:
    return f"a visible {noun}" if visible else f"no {noun} visible at this size"


def alarm(visible: bool) -> str:
    return "the attack works" if visible else "not rejected by this attack, others may do better"
