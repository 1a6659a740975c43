"""A report as HTML: a whole page with pictures, or the tables alone for a notebook. No network, no script."""

from importlib.resources import files

import numpy as np
from jinja2 import Environment
from markupsafe import Markup

from course_lib import colours
from course_lib.evaluation.report import svg
from course_lib.evaluation.scores.catalogue import GROUPS, METRICS
from course_lib.evaluation.scores.score import show

MOST_PANELS = 36
MOST_IN_MAP = 36


def page(report, title: str) -> str:
    """The self-contained page: in short, pictures, scores, limits."""
    judged = sum(score.visible is not None for score in report)
    panels, panels_note = panel_pictures(report)
    heat_maps, heat_note = map_pictures(report.profile)
    return render(report, page=True, title=title, short=in_short(report), judged=judged, by_chance=round(judged / 20),
                  panels=panels, panels_note=panels_note, heat_maps=heat_maps, heat_note=heat_note,
                  fresh=report.sizes["holdout"] > 0)


def fragment(report) -> str:
    """The tables alone, for a notebook."""
    return render(report, page=False)


def render(report, **values) -> str:
    """Fill the template; autoescape turns names and levels of a table into harmless text."""
    place = files("course_lib.evaluation.report")
    template = Environment(autoescape=True).from_string(place.joinpath("report.html.j2").read_text(encoding="utf-8"))
    rules = place.joinpath("report.css").read_text(encoding="utf-8")
    css = Markup(f".course-report {{ {colours.css()} }}\n{rules}")
    return template.render(css=css, sizes=sizes(report.sizes), notes=report.notes, groups=groups(report), **values)


def sizes(rows: dict) -> str:
    end = f"{rows['holdout']:,} fresh real rows as reference" if rows["holdout"] else "no holdout"
    return f"{rows['synthetic']:,} synthetic rows; {rows['train']:,} real rows they were learned from; {end}."


def in_short(report) -> list[dict]:
    """One sentence per kind of question: columns, pairs, rows, use, copying."""
    wanted = ("jsd", "corr_skill", "c2st", "tstr", "nn_membership")
    return [{"group": GROUPS[METRICS[name].group], "visible": report[name].visible, "reads": report[name].reads}
            for name in wanted if name in report]


def groups(report) -> list[dict]:
    """The table-wide scores by group; under the first group a grid of columns by metrics."""
    found = []
    for key, title in GROUPS.items():
        names = [name for name in METRICS if METRICS[name].group == key and name in report]
        if names:
            grid = column_grid(report, names) if key == "columns" else None
            found.append({"title": title, "rows": [row(report[name]) for name in names], "grid": grid})
    return found


def row(score) -> dict:
    """One score as texts."""
    metric = METRICS[score.name]
    floor = "–" if np.isnan(score.floor) else f"{show(score.floor)} ({bound(score)})"
    drawn = score.measured and not np.isnan(score.limit) and score.name not in ("dcr_5", "dcr_median")
    gauge = svg.gauge(score.value, score.floor, score.limit, score.better, metric.best) if drawn else ""
    return {"title": metric.title, "value": show(score.value) if score.measured else "–", "floor": floor,
            "interval": "–" if score.interval is None else f"{show(score.interval[0])} to {show(score.interval[1])}",
            "gauge": Markup(gauge), "visible": score.visible, "reads": score.reads, "about": metric.about,
            "control": score.control}


def bound(score) -> str:
    """The limit with its direction: "≤ .015"."""
    return f"{'≥' if score.better == 'higher' else '≤'} {show(score.limit)}"


def column_grid(report, names) -> dict:
    """Rows: columns of the table; cells: value, limit and flag of each metric."""
    by_column = {}
    for score in report:
        if score.column is not None:
            by_column.setdefault(score.column, {})[score.name] = score
    rows = []
    for column, scores in by_column.items():
        cells = [scores.get(name) for name in names]
        rows.append((column, [None if s is None else
                              {"value": show(s.value) if s.measured else "–", "visible": s.visible,
                               "bound": "–" if np.isnan(s.limit) else bound(s)} for s in cells]))
    return {"titles": [METRICS[name].title for name in names], "rows": rows}


def panel_pictures(report) -> tuple[list[Markup], str]:
    """One panel per column; of a wide table those with the largest JSD."""
    panels, note = list(report.profile.panels), ""
    if len(panels) > MOST_PANELS:
        worst = sorted(panels, key=lambda p: -report.get("jsd", p.name).value)[:MOST_PANELS]
        panels = [p for p in panels if p in worst]
        note = f"Of {len(report.profile.panels)} columns, the {MOST_PANELS} with the largest JSD are drawn."
    return [Markup(svg.panel(p, jsd_caption(report.get("jsd", p.name)))) for p in panels], note


def jsd_caption(score) -> str:
    flag = "▲ " if score.visible else ""
    return f"{flag}JSD {show(score.value)} bits (95% of fresh rows {bound(score)})"


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
    return [Markup(svg.heat_map(real, names, "Real", labelled=True)),
            Markup(svg.heat_map(made, names, "Synthetic", labelled=False)),
            Markup(svg.heat_map(off, names, "Synthetic − real", labelled=False))], note
