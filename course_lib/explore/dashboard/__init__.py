"""The dashboard: every generator beside its original, in four tabs (Overview, Distributions, Correlations, Risks).

    from course_lib.explore.dashboard import dashboard
    dashboard(table, schema)                     # in a notebook; python -m course_lib dashboard opens it as a page

Pure, from below: `amounts` and `uses` (words), `methods` (what a generator's sliders are), `session` (tables, fits,
draws), then one file a tab: `overview`, `distributions`, `correlations`, `risks`. With ipywidgets: `work` (a fit beside
the page), `tabs`, `app`. The page itself is `page.ipynb`, under the template in `share/`, which asks no other machine.

A new tab: a pure file that makes its pictures or its HTML, a Tab in `tabs` that shows them, its place in TABS there.
The sliders of a generator are its entry in `methods.METHODS`.
"""

import os

from course_lib.explore.dashboard.session import Session
from course_lib.mode import building

__all__ = ["Session", "dashboard", "page"]

TABLE = "COURSE_DASHBOARD_TABLE"  # what `python -m course_lib dashboard --table` hands to the page


class Live:
    """Displayed in a notebook it is the dashboard; in print, and while notebooks are built, one line of text."""

    def __init__(self, session: Session, first: str):
        self.session, self.first, self._app = session, first, None

    @property
    def app(self):
        """The widgets (made at the first call; needs ipywidgets)."""
        if self._app is None:
            from course_lib.explore.dashboard.app import Dashboard

            self._app = Dashboard(self.session, self.first)
        return self._app

    def __repr__(self) -> str:
        return (f"Live dashboard: {self.session.facts} Open the lesson in JupyterLab, or run "
                "python -m course_lib dashboard.")

    def _repr_mimebundle_(self, include=None, exclude=None):
        text = {"text/plain": repr(self)}
        return text if building() else self.app.box._repr_mimebundle_() | text


def dashboard(table, schema=None, holdout=None, *, first: str = "vae_style", name: str = "this table") -> Live:
    """The dashboard of `table`; without a `holdout` half of its rows become one.

    first: the generator that it begins with. Raises CourseError for a table that cannot be learned.
    """
    return Live(Session(table, schema, holdout, name=name), first)


def page() -> Live:
    """The dashboard that Voilà serves: of the table that the command line named, else of the customers."""
    return Live(Session.load(os.environ.get(TABLE) or "customers"), "vae_style")
