"""The data card that travels with a synthetic table: what it is, how made, what was measured, what it is not for.

A page of Markdown, put together from the schema and the report, so that no number on it was typed by a person. After
Gebru et al. (2021), Datasheets for Datasets, CACM 64(12), 86-92: who gets a table should not have to ask its maker.
"""

from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.evaluation.report.summary import verdicts
from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.evaluation.scores.score import show

ATTACKED = ("copying", "attacks")  # groups whose number stands with its guess and its control, in a sentence
FEW = 30  # training rows: under these, what a level's rows have in common is hearsay


class Card(str):
    """Markdown text that a notebook renders; a str for everything else: `path.write_text(card)`."""

    def _repr_markdown_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


def data_card(report, schema: Schema, *, title: str, generator: str, settings=None, seeds=None, guarantee: str = "",
              uses=(), not_for=(), digits: int = 2) -> Card:
    """The card of the table that `report` judged.

    schema: of the real table. generator: its short name; settings: dict, as `model.get_settings()` gives it; seeds:
    dict such as {"fit": 0, "sample": 1}, None where a draw was not seeded. guarantee: the privacy budget that was paid
    and for which unit ("epsilon = 1, delta = 1e-5, one row"); empty if none was. uses, not_for: sentences of whoever
    hands the table out; `not_for` is added to what follows from the report. digits: of the scores.
    Raises CourseError for a report and a schema of different columns.
    """
    strange = [name for name in columns_scored(report) if name not in schema]
    if strange:
        raise CourseError(f"The report scores column {strange[0]!r}, which the schema lacks: give the schema of the "
                          "table that was evaluated.")  # fmt: skip
    parts = [f"# {clean(title)}", what(report, schema), how(report, generator, settings, seeds, guarantee),
             measured(report, digits)]  # fmt: skip
    if uses:
        parts.append("## For\n" + bullets(uses))
    parts.append("## Not for\n" + bullets([*limits(report, generator, guarantee), *map(clean, not_for)]))
    return Card("\n\n".join(parts) + "\n")


def what(report, schema: Schema) -> str:
    """Rows and columns, a line each."""
    lines = [f"## What it is\n{report.sizes['synthetic']:,} synthetic rows, {len(schema)} columns.",
             "", "| column | kind | values | about |", "| --- | --- | --- | --- |"]  # fmt: skip
    return "\n".join(lines + [f"| {clean(c.name)} | {c.kind} | {values(c)} | {clean(c.about)} |" for c in schema])


def values(column) -> str:
    """Levels, or bounds with their unit and whether a person declared them."""
    if column.levels is not None:
        return clean(", ".join(map(str, column.levels)))
    if column.low is None and column.high is None:
        return ""
    ends = [f"{end:,g}" if isinstance(end, int | float) else str(end) if end is not None else "…"
            for end in (column.low, column.high)]  # fmt: skip
    unit = f" {column.unit}" if column.unit else ""
    return clean(f"{ends[0]} to {ends[1]}{unit}" + ("" if column.declared else " (read off the data)"))


def how(report, generator: str, settings, seeds, guarantee: str) -> str:
    """Generator, settings, seeds, rows, and what was paid for privacy."""
    listed = ", ".join(f"{name} = {value!r}" for name, value in (settings or {}).items()) or "none"
    drawn = ", ".join(f"{name} {'not recorded' if seed is None else seed}" for name, seed in (seeds or {}).items())
    return "## How it was made\n" + bullets([
        f"Generator: {clean(generator)}. Settings: {clean(listed)}.",
        f"Learned from {report.sizes['train']:,} real rows. Seeds: {clean(drawn) or 'not recorded'}.",
        f"Privacy guarantee: {clean(guarantee)}." if guarantee else "Privacy guarantee: none was paid for.",
    ])  # fmt: skip


def measured(report, digits: int) -> str:
    """For each group of scores the one that speaks for it, with floor, edge and interval; the verdict; attacks."""
    fresh = report.sizes["holdout"]
    against = f"{fresh:,} fresh real rows" if fresh else "the training rows: nobody kept rows aside, copies look good"
    lines = ["## What was measured", f"Against {against}. Floor: what fresh real rows score on average; edge: 95% of "
             "them are better, so a score in twenty crosses it by chance.", "",
             "| question | score | value | 95% interval | floor | edge |",
             "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for verdict in verdicts(report):
        s = verdict.score
        cells = ["not measured", "", "", "", ""]
        if s is not None and s.measured:
            interval = f"{show(s.interval[0], digits)} to {show(s.interval[1], digits)}" if s.interval else ""
            cells = [METRICS[s.name].title, show(s.value, digits) + METRICS[s.name].unit, interval,
                     show(s.floor, digits), show(s.limit, digits)]  # fmt: skip
        lines.append(f"| {verdict.question} | {' | '.join(cells)} |")
    attacks = [v.score.reads for v in verdicts(report) if v.group in ATTACKED and v.score is not None]
    return "\n".join([*lines, "", *(clean(text) for text in (report.verdict(), *report.notes)), "",
                      bullets(map(clean, attacks))]).rstrip()  # fmt: skip


def limits(report, generator: str, guarantee: str) -> list[str]:
    """What follows from how the table was made and measured, whatever its scores are."""
    sizes, found = report.sizes, []
    if not guarantee:
        found.append("Handing out to people who may know, or guess, someone among the training rows: no privacy "
                     "guarantee was paid for, and only the attacks named above were tried.")  # fmt: skip
    else:
        found.append("Reading the guarantee into this card: the scores above were computed from real rows and are not "
                     "covered by it.")
    if not sizes["holdout"]:
        found.append("Any claim that it does not copy: that is not measurable without a holdout.")
    found.append(f"Counting as observations: these {sizes['synthetic']:,} rows know what {sizes['train']:,} real rows "
                 f"and the assumptions of `{clean(generator)}` know; their number belongs into no standard error.")
    found.append("Training the next generator: levels get lost from table to table.")
    if rare := rare_levels(report):
        found.append(f"Questions about {', '.join(rare)}: under {FEW} training rows each.")
    return found


def rare_levels(report) -> list[str]:
    """ "channel = letter (about 22 rows)" for levels of few training rows, by their share among the reference rows."""
    n = report.sizes["train"]
    return [f"{clean(panel.name)} = {clean(label)} (about {share * n:.0f} rows)"
            for panel in (report.profile.panels if report.profile else ())
            for label, share in zip(panel.labels, panel.real) if share * n < FEW]  # fmt: skip


def columns_scored(report) -> list[str]:
    return list(dict.fromkeys(score.column for score in report if score.column))


def bullets(lines) -> str:
    return "\n".join(f"- {line}" for line in lines)


def clean(text) -> str:
    """Text of a table's owner inside Markdown: no cell ends, no tag opens, no line breaks."""
    return " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
