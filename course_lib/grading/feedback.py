"""One page per submission: points, what was expected in words, a hint where points were lost.

Every text is escaped. Hidden inputs and reference values are not in a record, so they cannot be shown here.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from course_lib import colours
from course_lib.grading.records import FOR_A_PERSON, NOT_GRADED, Record, write

CODE = re.compile(r"`([^`\n]+)`")


def worded(text: str) -> Markup:
    """Escaped; what stands between backticks is set as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


ENVIRONMENT = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
ENVIRONMENT.filters["worded"] = worded
PAGE = ENVIRONMENT.from_string("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ assignment }}: feedback for {{ record.learner }}</title>
<style>
:root { {{ colours }} }
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 46rem; margin: 2rem auto;
       padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .3rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .3rem; display: flex; gap: 1rem; justify-content: space-between; }
h2 .points { white-space: nowrap; }
.points { font-weight: 600; } .total { font-size: 1.25rem; }
ul { list-style: none; padding: 0; }
li { border-left: 4px solid var(--floor); padding: .1rem 0 .1rem .8rem; margin: .5rem 0; }
li.right { border-color: var(--real); } li.wrong { border-color: var(--synthetic); border-left-style: dashed; }
p { margin: .3rem 0; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>{{ assignment }}</h1>
<p>{{ record.learner }}, file {{ record.submission }}</p>
{% if status %}
<p>{{ status }}</p>
{% else %}
<p class="points total">{{ "%g"|format(record.total) }} of {{ "%g"|format(record.out_of) }} points</p>
{% endif %}
{% for question in record.questions %}
<h2>{{ question.title }}
<span class="points">{{ "%g"|format(question.got) }} of {{ "%g"|format(question.out_of) }} points</span></h2>
{% if question.says %}<p>{{ question.says }}</p>{% endif %}
<ul>
{% for check in question.checks %}
<li class="{{ 'wrong' if check.why else 'right' }}">
<p>
{% if question.state == "answered" %}<b>{{ "Not yet" if check.why else "Right" }}</b>{{ check.share }}. {% endif %}
Expected: {{ check.expected|worded }}.</p>
{% if check.why and question.state == "answered" %}<p>{{ check.why|worded }}</p>{% endif %}
{% if check.hint %}<p>Hint: {{ check.hint|worded }}</p>{% endif %}
</li>
{% endfor %}
</ul>
{% endfor %}
</body>
</html>
""")
POINTS = re.compile(r"\s*\(\d+ points?\)$")  # a heading of the notebook ends so; the page says "1 of 3 points"
STATUS = {
    FOR_A_PERSON: "This file could not be graded by the program. A person will look at it; no points are lost.",
    NOT_GRADED: "The grading program failed on this file through no fault of it. It will be graded again.",
}


def page(record: Record, assignment: str) -> str:
    questions = [_shown(question) for question in record.questions]
    shown = vars(record) | {"questions": questions, "total": record.total}
    return PAGE.render(record=shown, assignment=assignment, status=STATUS.get(record.status),
                       colours=colours.css())


def _shown(question: dict) -> dict:
    """With its sums; where it has several checks, each says its share of the points."""
    checks = question["checks"]
    share = ", {points:g} of {out_of:g} points" if len(checks) > 1 else ""
    sums = {"got": sum(check["points"] for check in checks), "out_of": sum(check["out_of"] for check in checks)}
    shown = {"title": POINTS.sub("", question["title"]), "checks": [c | {"share": share.format(**c)} for c in checks]}
    return question | sums | shown


def write_page(record: Record, assignment: str, folder: Path) -> None:
    write(folder / f"{record.slug}.html", page(record, assignment))
