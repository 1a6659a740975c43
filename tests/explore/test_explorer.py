"""The wiring, driven from Python: values go in, picture, words and state line come out; builds store one line."""

import ast
from pathlib import Path

import pytest
from ipywidgets import Widget

import course_lib.explore
from course_lib.errors import CourseError
from course_lib.explore import explore_truncation
from course_lib.explore.truncation import TruncationState

WORDS = "Live control: σ, method, lower bound, upper bound. Open the lesson in JupyterLab to move it."


@pytest.fixture
def explorer(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    return explore_truncation(n=500)


@pytest.fixture
def panel(explorer):
    return explorer.panel


def test_only_the_wiring_knows_ipywidgets():
    folder = Path(course_lib.explore.__file__).parent
    wiring = {"panel.py", "picture.py"}
    for file in folder.glob("*.py"):
        imported = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names
        }  # fmt: skip
        front = {name for name in imported if name.split(".")[0] in ("ipywidgets", "anywidget", "traitlets")}
        assert not front or file.name in wiring, f"{file.name} imports {front}"


def test_a_build_stores_one_line_and_makes_no_widget(explorer, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    monkeypatch.setattr(Widget, "open", lambda self: pytest.fail("a build made a widget"))
    assert explorer._repr_mimebundle_() == {"text/plain": WORDS}
    assert explorer._panel is None


def test_nbval_sees_what_the_build_stored(explorer, monkeypatch):
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "notebooks/02_data_design.ipynb::ipynb::Cell 3 (call)")
    assert explorer._repr_mimebundle_() == {"text/plain": WORDS}


def test_live_it_shows_a_widget_and_the_same_line(explorer):
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == WORDS == repr(explorer)
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.panel.box.model_id
    assert "course-explorer" in explorer.panel.box._dom_classes


def test_moving_a_slider_moves_state_picture_words_and_line(explorer, panel):
    before = panel.picture.data, panel.picture.caption
    panel.controls["sigma"].value = 40
    assert explorer.state == TruncationState(sigma=40)
    assert panel.picture.data != before[0] and panel.picture.caption != before[1]
    assert "sigma 40" in panel.picture.alt
    assert panel.line.value == explorer.line == "sigma=40 how=clip low=18 high=80 seed=0"
    assert panel.picture.mime == "image/jpeg" and panel.picture.data[:2] == b"\xff\xd8"


def test_picture_words_and_numbers_travel_in_one_message(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(type(panel.picture), "send_state", lambda self, key=None: sent.append(set(key)))
    panel.controls["sigma"].value = 41
    assert sent == [{"data", "alt", "caption"}]


def test_a_preset_sets_all_controls_and_draws_once(explorer, panel, monkeypatch):
    drawn = []
    draw = type(explorer.view).draw
    monkeypatch.setattr(type(explorer.view), "draw", lambda self, state: drawn.append(state) or draw(self, state))
    panel.buttons["very wide, truncated"].click()
    assert drawn == [TruncationState(sigma=60, how="truncate")]
    assert (panel.controls["sigma"].value, panel.controls["how"].value) == (60, "truncate")
    panel.buttons["reset"].click()
    assert explorer.state == explorer.view.default and len(drawn) == 2


def test_new_draw_takes_the_next_seed_and_keeps_the_controls(explorer, panel):
    caption = panel.picture.caption
    panel.controls["sigma"].value = 20
    panel.buttons["new draw"].click()
    assert explorer.state == TruncationState(sigma=20, seed=1) and panel.picture.caption != caption
    panel.controls["sigma"].value = 21
    assert explorer.state.seed == 1, "a slider must not bring the old draw back"


def test_the_state_line_reproduces_a_view(explorer, panel):
    panel.controls["sigma"].value = 33
    line, picture = explorer.line, panel.picture.data
    panel.buttons["reset"].click()
    panel.line.value = line
    assert panel.picture.data == picture and panel.controls["sigma"].value == 33


def test_a_wrong_line_is_answered_in_words(explorer, panel):
    picture = panel.picture.data
    panel.line.value = "sigma=1000"
    assert panel.picture.caption.startswith("sigma=1000 is not on this control.")
    assert panel.picture.data == picture and explorer.state == explorer.view.default


def test_code_can_move_it_before_and_after_it_is_shown(explorer):
    explorer.line = "sigma=50"
    assert explorer.panel.controls["sigma"].value == 50
    explorer.state = TruncationState(sigma=51)
    assert explorer.panel.controls["sigma"].value == 51 and "sigma 51" in explorer.panel.picture.alt
    with pytest.raises(CourseError, match="sigma=0 "):
        explorer.state = TruncationState(sigma=0)
    assert explorer.state == TruncationState(sigma=51)


def test_every_control_has_a_label(panel):
    for control in panel.view.controls:
        assert panel.controls[control.name].description == control.label
