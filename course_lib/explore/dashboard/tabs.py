"""The four tabs as widgets. Each has `box`, `title` and `draw()`; a tab that is not seen is drawn when it is."""

import ipywidgets as widgets

from course_lib.explore.dashboard import overview, risks
from course_lib.explore.dashboard.correlations import MEASURES, Correlations
from course_lib.explore.dashboard.distributions import Distributions
from course_lib.explore.dashboard.overview import POINTS, Scatter
from course_lib.explore.picture import Picture

WIDTH = {"description_width": "9em"}


class Tab:
    """page: the Dashboard, whose `session` and `synthetic` are drawn."""

    title = ""
    prepared = True  # drawn before it is opened

    def __init__(self, page):
        self.page = page
        self.stale = True
        self.box = widgets.VBox(self.build())

    def build(self) -> list:
        """The widgets, top to bottom."""
        raise NotImplementedError

    def draw(self) -> None:
        """Paint the present tables."""
        raise NotImplementedError

    def forget(self) -> None:
        """Another table is shown: take back what was measured of the one before. Most tabs measure nothing."""

    def again(self, _=None) -> None:
        """A control of the tab's own has moved."""
        if self.page.synthetic is not None:
            self.draw()


def dropdown(label: str, options, value, moved) -> widgets.Dropdown:
    """A list with a visible label."""
    made = widgets.Dropdown(options=options, value=value, description=label, style=WIDTH,
                            layout=widgets.Layout(width="26em", max_width="100%"))
    made.observe(moved, names="value")
    return made


def row(*parts) -> widgets.HBox:
    return widgets.HBox(list(parts), layout=widgets.Layout(flex_flow="row wrap"))


class OverviewTab(Tab):
    title = "Overview"

    def build(self):
        session = self.page.session
        names, first = overview.number_names(session.schema), overview.first_pair(session.schema)
        self.scatter = Scatter(session.train, session.schema)
        width, height = self.scatter.size
        self.picture = Picture(mime="image/jpeg", width=width, height=height)
        self.cards = widgets.HTML()
        if first[0] is None:
            return [self.cards, widgets.HTML("<p>A scatter needs two number columns; this table has fewer.</p>")]
        self.x = dropdown("x", names, first[0], self.again)
        self.y = dropdown("y", names, first[1], self.again)
        self.points = widgets.SelectionSlider(options=POINTS, value=300, description="points of each", style=WIDTH,
                                              layout=widgets.Layout(width="28em"))
        self.points.observe(self.again, names="value")
        return [self.cards, row(self.x, self.y, self.points), self.picture]

    def draw(self):
        session, made = self.page.session, self.page.synthetic
        self.cards.value = str(overview.cards(session.train, made, session.schema))
        self.again()

    def again(self, _=None):
        if self.page.synthetic is not None and hasattr(self, "x"):
            self.picture.show(*self.scatter.frame(self.page.synthetic, self.x.value, self.y.value, self.points.value))


class DistributionsTab(Tab):
    title = "Distributions"

    def build(self):
        self.drawn = Distributions(self.page.session.train, self.page.session.schema)
        pages = [(name, i) for i, name in enumerate(self.drawn.page_names())]
        self.choice = dropdown("show", pages, 0, self.again)
        width, height = self.drawn.size(0)
        self.picture = Picture(mime="image/jpeg", width=width, height=height)
        self.numbers = widgets.HTML()
        return [*([self.choice] if len(pages) > 1 else []), self.picture, self.numbers]

    def draw(self):
        frame = self.drawn.frame(self.page.synthetic, self.choice.value)
        with self.picture.hold_sync():
            self.picture.width, self.picture.height = self.drawn.size(self.choice.value)
            self.picture.show(*frame)
        self.numbers.value = str(self.drawn.table(self.page.synthetic, self.choice.value))


class CorrelationsTab(Tab):
    title = "Correlations"

    def build(self):
        session = self.page.session
        self.drawn = Correlations(session.train, session.holdout, session.schema)
        self.picture = Picture(mime="image/jpeg", width=810, height=300)
        if not self.drawn.measures:
            return [widgets.HTML("<p>A correlation needs two columns; this table has fewer.</p>")]
        self.choice = dropdown("measure", [(MEASURES[m], m) for m in self.drawn.measures], self.drawn.measures[0],
                               self.again)
        self.choice.layout.width = "34em"
        return [self.choice, self.picture]

    def draw(self):
        if not hasattr(self, "choice"):
            return
        frame = self.drawn.frame(self.page.synthetic, self.choice.value)
        with self.picture.hold_sync():
            self.picture.width, self.picture.height = self.drawn.size(self.choice.value)
            self.picture.show(*frame)


class RisksTab(Tab):
    title = "Risks"
    prepared = False  # measuring takes seconds: only who looks pays

    def build(self):
        self.panel, self.risks = widgets.HTML(), widgets.HTML()
        self.measured = {}  # state -> (report, seconds)
        self.asked = None
        self.forget()
        return [self.panel, self.risks, widgets.HTML(str(risks.use_cases()))]

    def forget(self) -> None:
        """Take back what was measured of another table; open the tab again to measure this one."""
        self.stale = True
        if self.page.shown in self.measured:
            self.show(*self.measured[self.page.shown])
            return
        self.panel.value = "<h3>Quality, measured</h3><p>Nothing is measured yet of the table that is shown.</p>"
        self.risks.value = str(risks.risk_list())

    def draw(self):
        """Show what was measured of this table; start measuring if nothing was."""
        state = self.page.shown
        if state in self.measured:
            self.show(*self.measured[state])
            return
        self.panel.value = "<h3>Quality, measured</h3><p>Being measured against the holdout: some seconds.</p>"
        session, made = self.page.session, self.page.synthetic

        def job(progress):
            report = risks.measure(session, made, progress)
            return report, session.seconds(state)

        def done(found):
            self.measured[state] = found
            self.page.say(f"{self.page.shown_name} measured.")
            if self.page.shown == state:
                self.show(*found)

        def failed(why):
            self.forget()
            self.page.say(why, wrong=True)

        self.page.work.start(f"Measuring {self.page.shown_name}", job, done, failed)

    def show(self, report, seconds):
        """Write the panel and the risks. seconds: of the fit, of drawing 1,000 rows."""
        self.panel.value = str(risks.panel(report, self.page.shown_name, seconds))
        self.risks.value = str(risks.risk_list(report, seconds))


TABS = (OverviewTab, DistributionsTab, CorrelationsTab, RisksTab)
