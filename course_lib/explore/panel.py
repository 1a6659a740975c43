"""The wiring between ipywidgets and an Explorer: controls on top, one picture, its numbers, the state line."""

import ipywidgets as widgets

from course_lib.errors import CourseError
from course_lib.explore.controls import Slider
from course_lib.explore.picture import Picture


class Panel:
    """`box` is what a notebook shows. Every move runs one pure draw; presets and reset move all controls at once."""

    def __init__(self, explorer):
        self.explorer, self.view = explorer, explorer.view
        longest = max(len(control.label) for control in self.view.controls)
        style = {"description_width": f"{max(5, 0.62 * longest + 0.5):.1f}em"}  # one width, so sliders line up
        self.controls = {control.name: make_control(control, style) for control in self.view.controls}
        self.picture = Picture(mime=self.view.canvas.mime, width=self.view.canvas.width,
                               height=self.view.canvas.height)
        self.line = widgets.Text(description="state", continuous_update=False, style=style,
                                 tooltip="This line reproduces the view. Edit it and press Enter to go to another.",
                                 layout=widgets.Layout(width="100%", max_width="640px"))
        self._quiet = False  # True while the panel itself sets the controls
        for widget in self.controls.values():
            widget.observe(self._moved, names="value")
        self.line.observe(self._typed, names="value")
        self.buttons = self._make_buttons()
        self.box = widgets.VBox([
            widgets.HBox(list(self.buttons.values()), layout=widgets.Layout(flex_flow="row wrap")),
            *self.controls.values(), self.picture, self.line,
        ])  # fmt: skip
        self.box.add_class("course-explorer")
        self.move_to(explorer.state)

    def _make_buttons(self) -> dict:
        buttons = {}
        for text, tooltip, icon, act in self.explorer.actions:
            buttons[text] = button(text, tooltip, lambda _, act=act: act(), icon=icon)
        for name, state in self.view.presets.items():
            buttons[name] = button(name, f"Go to the preset '{name}'",
                                   lambda _, state=state: setattr(self.explorer, "state", state))
        buttons["reset"] = button("reset", "Back to the first view", lambda _: self.explorer.reset(), icon="undo")
        if hasattr(self.view.default, "seed"):
            again = self.view.again
            buttons[again] = button(again, "Same settings, next seed", lambda _: self.explorer.redraw(), icon="refresh")
        return buttons

    def move_to(self, state) -> None:
        """Set every control, draw once, and last, because nobody waits for it, write the state line."""
        frame = self.explorer.frame()
        self._quiet = True
        try:
            for name, widget in self.controls.items():
                widget.value = getattr(state, name)
            self.picture.show(*frame)
            self.line.value = self.explorer.line
        finally:
            self._quiet = False

    def paint(self) -> None:
        """Draw the present state anew: something on the picture has moved by itself."""
        self.picture.show(*self.explorer.frame())

    def _moved(self, change) -> None:
        if not self._quiet:
            names = {name: widget.value for name, widget in self.controls.items()}
            self.explorer.state = type(self.view.default)(**vars(self.explorer.state) | names)

    def _typed(self, change) -> None:
        if self._quiet:
            return
        try:
            self.explorer.line = change.new
        except CourseError as mistake:
            self.picture.caption = str(mistake)


def make_control(control, style):
    """A slider over the admissible values, or a dropdown; both with a visible label."""
    options = [(control.shown(value), value) for value in control.values]
    if isinstance(control, Slider):
        return widgets.SelectionSlider(options=options, description=control.label, continuous_update=True,
                                       style=style, layout=widgets.Layout(width="100%", max_width="640px"))
    return widgets.Dropdown(options=options, description=control.label, style=style,
                            layout=widgets.Layout(width="22em"))


def button(text: str, tooltip: str, act, icon: str = ""):
    """A button as wide as its words."""
    made = widgets.Button(description=text, tooltip=tooltip, icon=icon, layout=widgets.Layout(width="auto"))
    made.on_click(act)
    return made
