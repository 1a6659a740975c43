"""What the scores of attacks and of groups say, in one sentence; every attack beside its guess and its control."""

from course_lib.evaluation.scores.score import percent, show
from course_lib.evaluation.scores.wording import alarm, verdict

ATTEMPTS = {
    "attribute_inference": "Reading {secret} off the synthetic row most alike in all other columns is right for",
    "linkability": "Two halves of a record are linked, as both are nearest to the same synthetic row, for",
    "singling_out": "Conditions on {columns} columns, read off synthetic rows, fit exactly one person in",
}
PEOPLE = {"singling_out": ("of the tries among the training rows", "among as many people who are not in them",
                           "conditions drawn blindly")}
OTHERS = ("of the people in the training rows", "of people who are not in them", "a guess")


def density_sentence(found, visible: bool) -> str:
    low, high = found.found.interval
    return (f"An attacker who asks where synthetic rows are denser than real ones ranks a training row above an unseen "
            f"row with an AUC of {show(found.found.auc)} (95% interval {show(low)} to {show(high)}) and, accusing 1% "
            f"of the unseen, finds {percent(found.tpr)} of the training rows; a guess scores .5 (95% below "
            f"{show(found.found.null_95)}), the control, the attack on a table of other real rows, "
            f"{show(found.control.auc)}: {alarm(visible)}.")


def risk_sentence(name: str, risk, secret: str, columns: int, visible: bool) -> str:
    inside, outside, guess = PEOPLE.get(name, OTHERS)
    low, high = risk.interval
    return (f"{ATTEMPTS[name].format(secret=secret, columns=columns)} {percent(risk.attack.value)} {inside} and "
            f"{percent(risk.control.value)} {outside} (control); {guess}: {percent(risk.guess.value)}. Being in the "
            f"table adds {show(risk.value)} of what the control leaves (95% interval {show(low)} to {show(high)}): "
            f"{alarm(visible)}.")


def gap_sentence(target, group, found, floor, limit, visible: bool) -> str:
    low, high = found.interval
    way = "grown" if found.value > 0 else "shrunk" if found.value < 0 else "stayed"
    end = "the gap has visibly grown" if visible else "no growth visible at this size"
    return (f"Between the groups of {group} the shares of {target} differ by {percent(found.real)} among real and by "
            f"{percent(found.synthetic)} among synthetic rows: {way} by {show(abs(found.value))} (95% interval of the "
            f"change {show(low)} to {show(high)}; fresh real rows {show(floor)}, 95% below {show(limit)}): {end}.")


def shapes_sentence(level, value, floor, limit, visible: bool) -> str:
    return (f"Of all groups, columns are least alike in {level!r}: {show(value)} of 1 on average; in the least alike "
            f"group of fresh real rows {show(floor)} (95% above {show(limit)}): {verdict(visible)}.")


def representation_sentence(level, value, floor, limit, visible: bool) -> str:
    return (f"{level!r} is the group that the synthetic table is shortest of: {show(value, 2)} times its real share; "
            f"of the shortest group of fresh real rows {show(floor, 2)} times (95% above {show(limit, 2)}): "
            f"{verdict(visible, 'gap')}.")
