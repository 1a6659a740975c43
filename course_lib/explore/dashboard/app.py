"""The dashboard as widgets: controls on top, a line that says what goes on, four tabs below.

A move of a control makes a State. Where its model is fitted the visible tab is drawn at once and the others are marked
stale; else the fit runs beside the page, which keeps showing the table before it until the new one is there.
"""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import ipywidgets as widgets
from markupsafe import escape

from course_lib import colours
from course_lib.errors import CourseError
from course_lib.explore.controls import Slider
from course_lib.explore.dashboard.methods import method
from course_lib.explore.dashboard.session import DRAW_ROWS, LARGEST_UPLOAD, Session, State
from course_lib.explore.dashboard.tabs import TABS
from course_lib.explore.dashboard.work import Work
from course_lib.explore.panel import button, make_control
from course_lib.generators import GENERATORS

CSS = Path(__file__).with_name("dashboard.css")
STYLE = {"description_width": "14em"}


class Dashboard:
    """`box` is what a page shows; `state` what the controls say, `shown` whose table is on the page."""

    def __init__(self, session: Session, first: str = "vae_style"):
        self.session, self.synthetic, self.shown = session, None, None
        self.state = State.of(first)
        self._quiet = False
        self._build()
        self.work = Work(self.say)
        self._put_tabs()
        self.go(self.state)

    # Controls ----------------------------------------------------------------------------------------------------
    def _build(self):
        self.status = widgets.HTML()
        self.method = widgets.Dropdown(options=[(method(name).title, name) for name in GENERATORS],
                                       value=self.state.method, description="generator", style=STYLE,
                                       layout=widgets.Layout(width="30em", max_width="100%"))
        self.seed = widgets.BoundedIntText(0, min=0, max=2**31 - 1, description="seed of the draw", style=STYLE,
                                           layout=widgets.Layout(width="21em"))
        self.fit_seed = widgets.BoundedIntText(0, min=0, max=2**31 - 1, description="seed of the fit", style=STYLE,
                                               layout=widgets.Layout(width="21em"))
        self.rows = widgets.SelectionSlider(options=[(f"{n:,}", n) for n in DRAW_ROWS], value=self.state.rows,
                                            description="synthetic rows", style=STYLE,
                                            layout=widgets.Layout(width="30em", max_width="100%"))
        for widget in (self.method, self.seed, self.fit_seed, self.rows):
            widget.observe(self._moved, names="value")
        self.regenerate = button("Regenerate", "Draw new rows from the same model: the next seed", self._regenerate)
        self.cancel = button("Cancel", "Drop the run that is going on", self._cancel)
        self.about, self.settings = widgets.HTML(), widgets.VBox()
        self.tabs = widgets.Tab()
        self.tabs.observe(self._turned, names="selected_index")
        self.box = widgets.VBox([
            widgets.HTML(f"<style>.course-dashboard {{ {colours.css()} }}\n{CSS.read_text(encoding='utf-8')}</style>"),
            self._source(),
            widgets.HBox([
                widgets.VBox([self.method, self.about, self.rows, self.seed, self.fit_seed,
                              widgets.HBox([self.regenerate, self.cancel])],
                             layout=widgets.Layout(width="40em", max_width="100%")),
                self.settings], layout=widgets.Layout(flex_flow="row wrap", grid_gap="0 2em")),
            self.status, self.tabs,
        ])  # fmt: skip
        for name in ("course-explorer", "course-dashboard"):  # the first: picture.js names its sliders
            self.box.add_class(name)
        self._put_settings()

    def _source(self):
        self.facts = widgets.HTML()
        self.path = widgets.Text(description="path of a CSV", placeholder="my_folder/table.csv", style=STYLE,
                                 continuous_update=False, layout=widgets.Layout(width="34em", max_width="100%"))
        self.load = button("Load", "Read the CSV at this path", lambda _: self.load_path(self.path.value))
        self.upload = widgets.FileUpload(accept=".csv,.tsv,.txt", description=f"or upload, up to {LARGEST_UPLOAD} MB",
                                         layout=widgets.Layout(width="auto"))
        self.upload.observe(self._uploaded, names="value")
        folded = widgets.Accordion([widgets.HBox([self.path, self.load, self.upload],
                                                 layout=widgets.Layout(flex_flow="row wrap"))],
                                   titles=("Your own table",), selected_index=None)
        return widgets.VBox([self.facts, folded])

    def _put_settings(self):
        """The sliders of the chosen method."""
        how = method(self.state.method)
        self.about.value = f"<p class=about>{escape(how.about)}</p>"
        self.controls = {}
        for control in how.controls:
            widget = make_control(control, STYLE)
            widget.layout.width = "36em" if isinstance(control, Slider) else "32em"
            widget.observe(self._moved, names="value")
            self.controls[control.name] = widget
        waits = [c.label for c in how.controls if c.name not in how.at_once and c.name not in (how.live or {})]
        note = f"<p class=about>A new fit: {', '.join(waits)}. Others answer at once.</p>" if waits else ""
        self.settings.children = [*self.controls.values(), *([widgets.HTML(note)] if note else [])]
        self._set_settings()

    def _set_settings(self):
        self._quiet = True
        try:
            how = method(self.state.method)
            self.method.value, self.seed.value, self.rows.value = self.state.method, self.state.seed, self.state.rows
            self.fit_seed.value = self.state.fit_seed
            for name, value in self.state.settings:
                self.controls[name].value = value
                self.controls[name].disabled = not how.is_live(name, self.state.settings)
        finally:
            self._quiet = False

    def _put_tabs(self):
        """Tabs of the present session."""
        self.facts.value = f"<p class=about>{escape(' '.join([self.session.facts, *self.session.notes[:3]]))}</p>"
        at, self._warm = self.tabs.selected_index or 0, False
        self._parts = [kind(self) for kind in TABS]
        self._quiet = True
        try:
            self.tabs.children = [part.box for part in self._parts]
            self.tabs.titles = [part.title for part in self._parts]
            self.tabs.selected_index = at
        finally:
            self._quiet = False

    # Moves -------------------------------------------------------------------------------------------------------
    def _moved(self, change):
        if self._quiet:
            return
        if change.owner is self.method:
            state = State.of(change.new, seed=self.state.seed, fit_seed=self.state.fit_seed, rows=self.state.rows)
        else:
            settings = tuple((name, widget.value) for name, widget in self.controls.items())
            state = replace(self.state, settings=settings, seed=self.seed.value, fit_seed=self.fit_seed.value,
                            rows=self.rows.value)
        self.go(state)

    def _regenerate(self, _=None):
        self.go(replace(self.state, seed=self.state.seed + 1))

    def _cancel(self, _=None):
        if not self.work.busy:
            self.say("Nothing is running.")
            return
        self.work.drop()
        self._forget()
        self._back("Cancelled; what was on the page stays.")

    def _back(self, why: str, wrong: bool = False):
        """The controls return to the table that is on the page."""
        self.say(why, wrong)
        if self.shown is not None and self.shown != self.state:
            other = self.shown.method != self.state.method
            self.state = self.shown
            if other:
                self._put_settings()
            self._set_settings()

    def go(self, state: State) -> None:
        """Show the table of `state`; fit first, beside the page, where that was not done."""
        other = state.method != self.state.method
        self.state = state
        if other:
            self._put_settings()
        else:
            self._set_settings()
        if self.session.ready(state):
            self.work.drop()
            self._show(state)
            return
        session = self.session

        def job(_):
            session.fit(state)
            session.draw(state)

        self.work.start(f"Fitting {method(state.method).title}", job, lambda _: self._show(state),
                        lambda why: self._back(why, wrong=True))

    def _show(self, state: State):
        try:
            self.synthetic = self.session.draw(state)
        except CourseError as why:
            self._back(str(why), wrong=True)
            return
        self.shown = state
        for part in self._parts:
            part.stale = True
        self._forget()
        seen = self._parts[self.tabs.selected_index or 0]
        if seen.prepared:
            self._draw(seen)  # before the words, which would cost the page a frame
        self.say(f"{state.rows:,} rows of {self.shown_name}, {brief_state(state)}.")
        self._draw_visible()
        if not self._warm:
            self._warm = True
            self._prepare()

    def _forget(self):
        for part in self._parts:
            part.forget()

    def _prepare(self):
        """Draw the tabs nobody has opened yet, when the page is quiet: a first show is then a change of tab."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        for k, part in enumerate(part for part in self._parts if part.prepared):
            loop.call_later(0.5 + 0.5 * k, self._draw, part)

    def _turned(self, _):
        if not self._quiet:
            self._draw_visible()

    def _draw_visible(self):
        self._draw(self._parts[self.tabs.selected_index or 0])

    def _draw(self, part):
        if part.stale and self.synthetic is not None:
            part.stale = False
            part.draw()

    @property
    def shown_name(self) -> str:
        return method(self.shown.method).title

    def say(self, text: str, wrong: bool = False) -> None:
        """The line above the tabs, read out when it changes."""
        self.status.value = (f'<div role="{"alert" if wrong else "status"}" class="status{" wrong" * wrong}">'
                             f"{escape(text)}</div>")

    # Tables ------------------------------------------------------------------------------------------------------
    def load_path(self, path) -> None:
        """Change to the table at `path` (or a table by name); a mistake is said on the page, the old table stays."""
        self.work.start("Reading the table", lambda _: Session.load(path), self.change_to,
                        lambda why: self.say(why, wrong=True))

    def change_to(self, session: Session) -> None:
        """Show another session with the same controls."""
        self.session, self.synthetic, self.shown = session, None, None
        self._put_tabs()
        self.go(self.state)

    def _uploaded(self, change):
        if not change.new:
            return
        file = change.new[0]
        if file["size"] > LARGEST_UPLOAD * 1e6:
            self.say(f"{file['name']} is larger than {LARGEST_UPLOAD} MB: give its path instead.", wrong=True)
            return
        name, content = Path(file["name"]).name, bytes(file["content"])

        def job(_):
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder) / name
                place.write_bytes(content)
                return Session.load(place)

        self.work.start(f"Reading {name}", job, self.change_to, lambda why: self.say(why, wrong=True))


def brief_state(state: State) -> str:
    """The settings in words."""
    how = method(state.method)
    parts = [f"{control.label} {control.shown(value)}" for control, (_, value) in zip(how.controls, state.settings)
             if how.is_live(control.name, state.settings)]
    return ", ".join([*parts, f"seed {state.seed}"])
