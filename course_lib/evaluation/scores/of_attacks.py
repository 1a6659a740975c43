"""The scores of the group "attacks": what somebody with the table finds out, beside guess and control.

The attacks are those of `attacks/`, each with the settings that need no further knowledge of the table. Half of the
unseen people are their control, or, for the density attack, half of them its victims and half its knowledge.
"""

import numpy as np
from scipy import stats

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.attribute import attribute_inference
from course_lib.evaluation.attacks.linkability import linkability
from course_lib.evaluation.attacks.membership import density_ratio
from course_lib.evaluation.attacks.outcome import Risk
from course_lib.evaluation.attacks.singling_out import singling_out
from course_lib.evaluation.metrics.pairs import Products
from course_lib.evaluation.scores import wording, wording_of_risks
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import METRICS, not_measured, score_of
from course_lib.evaluation.scores.score import Score

MOST_TARGETS = 2000  # people attacked: an AUC of so many has a standard error of .01
CONDITIONS = 1000
COLUMNS_OF_CONDITION = 6  # of fewer, a copy's conditions fit no fewer other people than anybody's
ATTACKS = tuple(name for name, metric in METRICS.items() if metric.group == "attacks")


def attack_scores(case: Case, rng) -> list[Score]:
    """density_ratio, attribute_inference, linkability, singling_out."""
    if case.holdout is None:
        return [not_measured(name, "holdout", wording.NO_HOLDOUT) for name in ATTACKS]
    n = min(len(case.train), len(case.holdout))
    train, fresh = (table.iloc[rng.permutation(len(table))[:n]] for table in (case.train, case.holdout))
    named = [column.name for column in case.schema if column.kind != "identifier"]
    people, others = train.iloc[:MOST_TARGETS], fresh.iloc[:MOST_TARGETS]
    seed = int(rng.integers(2**31))
    scores = [density_score(case, train, fresh)]
    secret, columns = secret_of(case), min(COLUMNS_OF_CONDITION, len(named))
    tried = {
        "attribute_inference": lambda: attribute_inference(people, case.synthetic, others, secret, schema=case.schema),
        "linkability": lambda: linkability(people, case.synthetic, others, named[::2], named[1::2], schema=case.schema,
                                           seed=seed),
        "singling_out": lambda: singling_out(people, case.synthetic, others, columns, CONDITIONS, case.schema, seed),
    }
    for name, attack in tried.items():
        try:
            scores.append(risk_score(name, attack(), repr(secret), columns))
        except CourseError as why:  # too few columns, or nothing to find: said in the attack's own words
            scores.append(not_measured(name, "holdout", str(why)))
    return scores


def density_score(case: Case, train, fresh) -> Score:
    """Victims: half of the unseen people and as many training rows; the attacker knows the other half."""
    half = min(len(fresh) // 2, MOST_TARGETS)
    strangers, known = fresh.iloc[:half], fresh.iloc[half:3 * half]
    try:
        found = density_ratio(train.iloc[:half], strangers, case.synthetic, known, case.schema)
    except CourseError as why:
        return not_measured("density_ratio", "holdout", str(why))
    return score_of("density_ratio", found.found.auc, 0.5, found.found.null_95, found.found.interval, "both",
                    wording_of_risks.density_sentence(found, found.seen), floor_by="formula")


def risk_score(name: str, risk: Risk, secret: str, columns: int) -> Score:
    """The value is Giomi's risk; a table in which these people have no part scores 0 on average.

    Its edge: what is to be expected of others of the same population once the control is known, beta-binomial.
    """
    attack, control = risk.attack, risk.control
    most = stats.betabinom.ppf(0.95, attack.tried, control.successes + 0.5, control.tried - control.successes + 0.5)
    rest = 1 - control.value
    limit = max(0.0, float(most / attack.tried - control.value) / rest) if rest > 0 else 0.0
    reads = wording_of_risks.risk_sentence(name, risk, secret, columns, risk.value > limit)
    return score_of(name, risk.value, 0.0, limit, risk.interval, "both", reads, floor_by="the unseen rows, formula")


def secret_of(case: Case) -> str:
    """The column to guess: the first sensitive one, else the target, else what goes most with another column.

    A date only where it was named: the attack refuses it, and says why.
    """
    named = case.schema.of_role("sensitive")
    if named or case.target:
        return named[0] if named else case.target
    products = Products(case.reference_view)
    off = np.abs(np.nan_to_num(products.association()))
    np.fill_diagonal(off, 0.0)
    off[[case.schema[name].kind == "datetime" for name in products.names]] = -1.0
    return products.names[int(off.max(axis=1).argmax())]
