"""The notebooks in the repository: built from their sources, and by the rules.

That an untouched learner's copy runs to its end, that its checks say "not attempted" and that every solution passes,
is stored in the notebooks (rules no-error and verdicts) and proved again by nbval, which `test` runs after this.
"""

import pytest

from course_lib.authoring.build import NOTEBOOKS, copy_path, sources, stale
from course_lib.authoring.lint import lint_lessons
from course_lib.authoring.replay import SANITIZE


def test_there_are_lessons():
    assert sources()


def test_every_notebook_is_what_its_source_gives():
    assert stale() == []


@pytest.mark.slow
def test_every_notebook_keeps_the_rules():
    errors = [str(finding) for finding in lint_lessons() if finding.level == "error"]
    assert errors == [], "\n" + "\n".join(errors)


def test_every_lesson_has_both_copies():
    missing = [
        path.stem for path in sources() for copy in ("learner", "teacher") if not copy_path(path.stem, copy).exists()
    ]
    assert missing == []


def test_the_sanitize_file_is_there_and_blanks_pixels_only():
    import re

    text = SANITIZE.read_text(encoding="utf-8")
    (pattern, new), *others = re.findall(r"^regex: (.*)$\n^replace: (.*)$", text, flags=re.MULTILINE)
    assert not others, "every line more hides more: nbval compares text exactly, and so it should"
    shown = '<img alt="Two humps." src="data:image/png;base64,iVBORw0KGgo=" style="width:1px">'
    assert re.sub(pattern, new, shown) == f'<img alt="Two humps." src="{new}" style="width:1px">'


def test_nothing_else_lies_among_the_notebooks():
    """A stray checkpoint or an executed copy would be published with the rest."""
    allowed = {"source", "teacher", "assignments", "README.md", "overview.png", "cost.png"}
    found = {path.name for path in NOTEBOOKS.iterdir() if not path.name.startswith(".")}
    stems = {path.stem for path in sources()}
    strange = {
        name for name in found - allowed if not (name.endswith(".ipynb") and name.removesuffix(".ipynb") in stems)
    }
    assert strange == set()
