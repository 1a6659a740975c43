"""A report as HTML: a whole page with pictures, or the tables alone for a notebook. No network, no script."""

from importlib.resources import files

import numpy as np
from jinja2 import Environment
from markupsafe import Markup, escape

from course_lib import colours
from course_lib.evaluation.report.findings import findings
from course_lib.evaluation.report.heat_map import heat_map
from course_lib.evaluation.report.panel import panel
from course_lib.evaluation.report.strip import axis, strip
from course_lib.evaluation.report.summary import verdicts
from course_lib.evaluation.scores.catalogue import GROUPS, METRICS
from course_lib.evaluation.scores.score import bound, show

MOST_LARGE = 6  # panels at the top
MOST_PANELS = 60
MOST_IN_MAP = 24
FEW_NOTES = 4
SPOKEN = ("copying", "attacks")  # groups whose sentences are unfolded: they hold the guess and the control


def page(report, title: str) -> str:
    """The self-contained page: in short, pictures, scores, limits."""
    judged = sum(score.visible is not None for score in report)
    large, rest, left_out = panel_pictures(report)
    maps, map_note = map_pictures(report.profile)
    return render(report, page=True, title=title, facts=facts(report), verdicts=short_lines(report), judged=judged,
                  by_chance=round(judged / 20), large=large, panels=rest, left_out=left_out, heat_maps=maps,
                  heat_note=map_note, few=FEW_NOTES)


def fragment(report) -> str:
    """The tables alone, for a notebook."""
    return render(report, page=False)


def render(report, **values) -> str:
    """Fill the template; autoescape turns names and levels of a table into harmless text."""
    place = files("course_lib.evaluation.report")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        place.joinpath("report.html.j2").read_text(encoding="utf-8"))
    rules = place.joinpath("report.css").read_text(encoding="utf-8")
    css = Markup(f".course-report {{ {colours.css()} }}\n{rules}")
    return template.render(css=css, sizes=sizes(report.sizes), notes=[isolated(note, report) for note in report.notes],
                           findings=[isolated(sentence, report) for sentence in findings(report)],
                           groups=groups(report), axis=Markup(axis()), fresh=report.sizes["holdout"] > 0, **values)


def sizes(rows: dict) -> str:
    """The three tables in one sentence."""
    end = f"{rows['holdout']:,} fresh real rows as reference" if rows["holdout"] else "no holdout"
    return f"{rows['synthetic']:,} synthetic rows; {rows['train']:,} real rows they were learned from; {end}."


def facts(report) -> list[tuple[str, str, str]]:
    """What was compared: (number, what, what that is)."""
    rows, columns = report.sizes, len({score.column for score in report} - {None})
    found = [(f"{rows['synthetic']:,}", "synthetic rows", f"{columns} column{'s' * (columns != 1)} compared"),
             (f"{rows['train']:,}", "real rows learned from", "the generator saw these")]
    if rows["holdout"]:
        return [*found, (f"{rows['holdout']:,}", "fresh real rows",
                         "the generator never saw these; scores compare with them")]
    return [*found, ("0", "fresh real rows", "so scores compare with the rows learned from, where a copy looks better "
                                             "than it is, and closeness cannot be judged")]


def short_lines(report) -> list[dict]:
    """The verdicts with their pictures, as the template needs them."""
    lines = []
    for verdict in verdicts(report):
        score = verdict.score
        shown = score is not None and score.visible is not None
        lines.append({"question": verdict.question, "state": verdict.state, "mark": verdict.mark,
                      "reads": isolated(verdict.reads, report), "strip": Markup(strip(score)) if shown else "",
                      "title": METRICS[score.name].title if shown else "", "value": show(score.value) if shown else "",
                      "floor": show(score.floor) if shown else "", "limit": show(score.limit) if shown else ""})
    return lines


def groups(report) -> list[dict]:
    """The table-wide scores by group; under the first group a grid of columns by metrics."""
    found = []
    for key, title in GROUPS.items():
        names = [name for name in METRICS if METRICS[name].group == key and name in report]
        if names:
            by_column = {score.name for score in report if score.column is not None}
            grid = column_grid(report, [name for name in names if name in by_column])
            rows = [row(report[name], report) for name in names]
            found.append({"title": title, "open": key in SPOKEN, "rows": rows, "grid": grid})
    return found


def row(score, report) -> dict:
    """One score as texts, its strip as a picture."""
    metric = METRICS[score.name]
    return {"title": metric.title, "value": show(score.value) if score.measured else "–",
            "floor": "–" if np.isnan(score.floor) else show(score.floor),
            "bound": bound(score),
            "interval": "–" if score.interval is None else f"{show(score.interval[0])} to {show(score.interval[1])}",
            "strip": Markup(strip(score)), "visible": score.visible, "reads": isolated(score.reads, report),
            "about": metric.about, "control": score.control}


def column_grid(report, names) -> dict | None:
    """Rows: columns of the table; cells: value, limit and flag of each metric. None without a metric of columns."""
    by_column = {}
    for score in report:
        if score.column is not None and score.name in names:
            by_column.setdefault(score.column, {})[score.name] = score
    rows = []
    for column, scores in by_column.items():
        cells = [scores.get(name) for name in names]
        rows.append((column, [None if s is None else
                              {"value": show(s.value) if s.measured else "–", "visible": s.visible,
                               "bound": bound(s)} for s in cells]))
    return {"titles": [METRICS[name].title for name in names], "rows": rows} if rows else None


def panel_pictures(report) -> tuple[list[dict], list[dict], int]:
    """The columns most off, drawn large; all columns, if there are more; and how many are not drawn at all."""
    panels = list(report.profile.panels)
    worst = sorted(panels, key=lambda p: -excess(report.get("jsd", p.name)))
    large = [framed(p, report, 336) for p in worst[:MOST_LARGE]]
    if len(panels) <= MOST_LARGE:
        return large, [], 0
    drawn = {p.name for p in worst[:MOST_PANELS]}
    return large, [framed(p, report, 250) for p in panels if p.name in drawn], len(panels) - len(drawn)


def excess(score) -> float:
    """How far a column lies above what fresh real rows score, in bits."""
    return score.value - score.floor if np.isfinite(score.value - score.floor) else -np.inf


def framed(picture, report, width) -> dict:
    """A panel with the JSD of its column, as the template needs it."""
    score = report.get("jsd", picture.name)
    return {"name": picture.name, "svg": Markup(panel(picture, width)), "visible": score.visible,
            "value": show(score.value), "floor": show(score.floor), "limit": show(score.limit)}


def map_pictures(profile) -> tuple[list[Markup], str]:
    """Associations of real and synthetic columns and their difference; of a wide table the columns most off."""
    names, note = list(profile.names), ""
    if len(names) < 2:
        return [], ""
    chosen = np.arange(len(names))
    difference = np.nan_to_num(profile.synthetic) - profile.real  # a column turned constant goes with nothing
    if len(names) > MOST_IN_MAP:
        off = np.nansum(np.abs(difference), axis=1)
        chosen = np.sort(np.argsort(-off, kind="stable")[:MOST_IN_MAP])
        note = f"Of {len(names)} columns, the {MOST_IN_MAP} whose associations are most off are drawn."
    names = [names[k] for k in chosen]
    real, made, off = (m[np.ix_(chosen, chosen)] for m in (profile.real, profile.synthetic, difference))
    np.fill_diagonal(off, 0.0)
    return [Markup(heat_map(real, names, "Real")), Markup(heat_map(made, names, "Synthetic")),
            Markup(heat_map(off, names, "Synthetic − real"))], note


def isolated(words: str, report) -> Markup:
    """A sentence, escaped, in which a column's name keeps its own direction of writing."""
    text = escape(words)
    for name in sorted({s.column for s in report if s.column is not None and not s.column.isascii()}):
        quoted = escape(repr(name))
        text = Markup(str(text).replace(str(quoted), f"<bdi>{quoted}</bdi>"))
    return text
