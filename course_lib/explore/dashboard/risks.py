"""The Risks tab: use cases, risks with what lessens them, and the quality panel, measured on the table that is shown.

Nothing here is a constant: `measure` calls `evaluate` with the fresh real rows of the holdout, and every number of the
panel comes from that report, beside its floor. Until then the panel says that nothing was measured.
"""

import numpy as np
from markupsafe import Markup

from course_lib.evaluation import METRICS, evaluate
from course_lib.evaluation.scores.catalogue import GROUPS
from course_lib.evaluation.scores.score import bound, show
from course_lib.explore.dashboard.uses import RISKS, USES

PANEL = ("jsd", "corr_skill", "c2st", "recall", "tstr_loss", "near_copies", "nn_membership", "density_ratio",
         "attribute_inference", "dpd_amplification")  # one or two a group


def measure(session, synthetic, progress=None):
    """The report of `synthetic` against the session's training rows and holdout."""
    return evaluate(session.train, synthetic, session.holdout, session.schema, seed=0, progress=progress)


def panel(report, name: str, seconds=None) -> Markup:
    """The quality panel as HTML. name: whose table it is; seconds: (of the fit, of drawing 1,000 rows)."""
    rows = Markup("").join(row(report[score]) for score in PANEL if score in report)
    head = Markup("<tr><th scope=col></th><th scope=col>measure</th><th scope=col>value</th>"
                  "<th scope=col>fresh real rows, or a guess</th><th scope=col>edge</th><th scope=col>in words</th>"
                  "</tr>")
    sizes = report.sizes
    cost = "" if seconds is None else Markup("<p>Cost here: {} s to fit, {} s to draw 1,000 rows.</p>").format(
        brief(seconds[0]), brief(seconds[1]))
    verdict = Markup("<p>{}</p>").format(report.verdict())
    return Markup(
        "<h3>Quality of {}, measured</h3><p>{:,} synthetic rows against {:,} training and {:,} fresh rows. The floor "
        "is what fresh real rows score on average; 95% of them keep within the edge. ▲ beyond the edge, ● within, – "
        "not measured. There is no overall grade.</p>{}<div class=scroll><table>{}{}</table></div>{}").format(
            name, sizes["synthetic"], sizes["train"], sizes["holdout"], verdict, head, rows, cost)


def row(score) -> Markup:
    """One score: mark, title, value, floor, edge, sentence."""
    metric = METRICS[score.name]
    unit = metric.unit
    return Markup("<tr><td>{}</td><th scope=row>{}<br><small>{}</small></th><td>{}{}</td><td>{}</td><td>{}</td>"
                  "<td>{}</td></tr>").format(
        mark(score), metric.title, GROUPS[metric.group].lower(), text(score.value), unit if score.measured else "",
        text(score.floor), bound(score), score.reads)


def mark(score) -> str:
    """▲ beyond the edge, ● within, – where that cannot be said."""
    return "–" if score.visible is None else "▲" if score.visible else "●"


def text(value: float) -> str:
    """The number, – for NaN."""
    return "–" if np.isnan(value) else show(value)


def brief(seconds: float) -> str:
    """Tenths of a second, thousandths below one of these."""
    return f"{seconds:.1f}" if seconds >= 0.1 else f"{seconds:.3f}"


def use_cases() -> Markup:
    """The list of use cases."""
    return Markup("<h3>Use cases, and what has to hold</h3>") + Markup("").join(
        Markup("<details><summary>{}</summary><p>{}</p><p><b>What has to hold:</b> {}</p></details>").format(*use)
        for use in USES)


def risk_list(report=None, seconds=None) -> Markup:
    """The catalogue of risks; with a report, each with what was measured of it."""
    return Markup("<h3>Risks, and what lessens them</h3>") + Markup("").join(
        Markup("<details><summary>{}{}</summary><p>{}</p><p><b>What lessens it:</b> {}</p>{}</details>").format(
            risk.title, headline(risk, report), risk.what, risk.remedy, measured(risk, report, seconds))
        for risk in RISKS)


def headline(risk, report) -> str:
    """How many of the risk's scores lie beyond their edges."""
    found = [] if report is None else [report[n] for n in risk.scores if n in report and report[n].visible is not None]
    if not found:
        return ""
    beyond = sum(score.visible for score in found)
    return f" — {beyond} of {len(found)} scores beyond the edge"


def measured(risk, report, seconds) -> Markup:
    """The risk's scores in their own sentences."""
    if report is None:
        return Markup("<p>Not measured yet.</p>")
    lines = [Markup("<li>{} <b>{}</b>: {}</li>").format(mark(report[n]), METRICS[n].title, report[n].reads)
             for n in risk.scores if n in report]
    if not risk.scores and seconds is not None:
        lines = [Markup("<li>Measured here: {} s to fit, {} s to draw 1,000 rows.</li>").format(*map(brief, seconds))]
    if not lines:
        lines = [Markup("<li>Not measurable in this table: no column has the role it needs.</li>")]
    return Markup("<p><b>Measured now:</b></p><ul>{}</ul>").format(Markup("").join(lines))
