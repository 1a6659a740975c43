"""The wiring, moved by setting `.value`: what is drawn, what waits, what a mistake says, what is dropped."""

import asyncio
import threading
import time

import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.explore.dashboard import dashboard, page
from course_lib.explore.dashboard.amounts import amount
from course_lib.explore.dashboard.session import Session, State
from course_lib.explore.dashboard.work import Work
from course_lib.generators import GENERATORS


@pytest.fixture
def app():
    return page().app


def test_it_begins_with_a_drawn_overview_and_nothing_else(app):
    overview, distributions, correlations, risks = app._parts
    assert list(app.tabs.titles) == ["Overview", "Distributions", "Correlations", "Risks"]
    assert overview.picture.data and overview.picture.alt
    assert amount(app.session.train["income"].mean()) in overview.cards.value
    assert not distributions.picture.data and distributions.stale and correlations.stale and risks.stale
    app.tabs.selected_index = 1
    assert distributions.picture.data and distributions.picture.alt and not distributions.stale


def test_every_generator_is_offered(app):
    assert [value for _, value in app.method.options] == list(GENERATORS)


def test_the_controls_of_every_generator_can_be_made(app):
    for name in GENERATORS:
        app.state = State.of(name)
        app._put_settings()
        assert tuple((key, widget.value) for key, widget in app.controls.items()) == app.state.settings


def test_a_slider_moves_the_picture_and_regenerate_the_seed(app):
    before, fitted = app._parts[0].picture.data, len(app.session._fitted)
    app.controls["noise_scale"].value = 0.0
    assert app._parts[0].picture.data != before and app.synthetic["income"].nunique() == 1
    app.regenerate.click()
    assert app.seed.value == 1 and app.shown.seed == 1 and len(app.session._fitted) == fitted
    app.rows.value = 200
    assert len(app.synthetic) == 200 and "200 rows of VAE-style" in app.status.value


def test_a_method_has_its_own_sliders(app):
    app.method.value = "cart"
    assert list(app.controls) == ["min_leaf", "smooth"] and "CART" in app.status.value
    app.method.value = "gan_style"
    assert list(app.controls) == ["k", "noise_scale", "noise", "bounds"]
    app.controls["k"].value = 1
    assert dict(app.shown.settings)["k"] == 1


def test_only_the_tab_that_is_seen_is_drawn(app):
    app.tabs.selected_index = 1
    overview, distributions = app._parts[0].picture, app._parts[1].picture
    old = overview.data, distributions.data
    app.controls["noise_scale"].value = 0.5
    assert overview.data == old[0] and distributions.data != old[1]
    app.tabs.selected_index = 0
    assert overview.data != old[0]


def test_the_scatter_s_own_controls(app):
    part = app._parts[0]
    before = part.picture.data
    part.x.value = "age"
    assert part.picture.data != before and "age" in part.picture.alt


def test_an_own_table_and_mistakes_with_it(app, tmp_path):
    before = app._parts[0].picture.data
    app.load_path(str(tmp_path / "nowhere.csv"))
    assert "role=\"alert\"" in app.status.value and "There is no file" in app.status.value
    assert app._parts[0].picture.data == before and app.session.name == "customers"
    path = tmp_path / "mine.csv"
    pd.DataFrame({"a": range(80), "b": [1.5, 2.5] * 40, "c": list("xy") * 40}).to_csv(path, index=False)
    app.load_path(str(path))
    assert "mine.csv: 40 rows" in app.facts.value and set(app.synthetic) == {"a", "b", "c"}
    app.method.value = "private_marginals"
    assert "needs a card" in app.status.value and app.method.value == "vae_style"
    assert app.state == app.shown


def test_an_uploaded_table(app):
    text = pd.DataFrame({"a": range(80), "b": [1.5, 2.5] * 40}).to_csv(index=False).encode()
    file = {"name": "up.csv", "type": "text/csv", "size": len(text), "content": memoryview(text), "last_modified": None}
    app._uploaded(type("Change", (), {"new": (file,)}))
    assert "up.csv: 40 rows" in app.facts.value
    app._uploaded(type("Change", (), {"new": ({**file, "size": 20_000_000},)}))
    assert "larger than 8 MB" in app.status.value and "path" in app.status.value


@pytest.mark.slow
def test_risks_measure_the_table_that_is_shown(app):
    app.tabs.selected_index = 3
    risks = app._parts[3]
    assert "Quality of VAE-style, measured" in risks.panel.value and "measured." in app.status.value
    first = risks.panel.value
    app.controls["strength"].value = 0.0
    assert risks.panel.value != first and len(risks.measured) == 2


def test_a_cancelled_fit_leaves_what_was_measured(app, monkeypatch):
    app.tabs.selected_index = 3
    risks = app._parts[3]
    before = risks.panel.value, risks.risks.value
    monkeypatch.setattr(type(app.work), "busy", True)
    app._cancel()
    assert "Cancelled" in app.status.value and (risks.panel.value, risks.risks.value) == before


def test_one_line_in_print(monkeypatch):
    session = Session.load("customers")
    monkeypatch.setenv("COURSE_BUILD", "1")
    live = dashboard(session.train, session.schema)
    assert list(live._repr_mimebundle_()) == ["text/plain"] and "customers" not in repr(live)
    assert live._app is None


# Work ---------------------------------------------------------------------------------------------------------------

def in_a_loop(steps):
    """Run steps(work, said) in an event loop, where jobs have threads."""
    said = []

    async def run():
        work = Work(said.append)
        await steps(work, said)
        work._pool.shutdown(wait=True)

    asyncio.run(run())
    return said


def test_the_page_stays_alive_while_a_job_runs():
    async def steps(work, said):
        gate, shown, ticks = threading.Event(), [], 0
        work.start("Fitting", lambda _: gate.wait(10) and 7, shown.append, said.append)
        while ticks < 5:
            await asyncio.sleep(0.01)
            ticks += 1
        assert work.busy and shown == []
        gate.set()
        await work._task
        assert shown == [7]

    assert in_a_loop(steps)[0] == "Fitting …"


def test_a_newer_job_drops_the_older_one():
    async def steps(work, said):
        gate, shown = threading.Event(), []
        work.start("old", lambda _: gate.wait(10) and "old", shown.append, said.append)
        await asyncio.sleep(0.05)
        work.start("new", lambda _: "new", shown.append, said.append)
        gate.set()
        await work._task
        await asyncio.sleep(0.05)
        assert shown == ["new"]

    in_a_loop(steps)


def test_a_dropped_job_ends_at_its_next_report():
    async def steps(work, said):
        steps_done, begun = [], threading.Event()

        def job(progress):
            for k in range(1000):
                progress(k / 1000, "rows")
                steps_done.append(k)
                begun.set()
                time.sleep(0.005)

        work.start("long", job, said.append, said.append)
        while not begun.is_set():
            await asyncio.sleep(0.005)
        work.drop()
        await asyncio.sleep(0.1)
        reached = len(steps_done)
        await asyncio.sleep(0.1)
        assert len(steps_done) == reached < 1000

    in_a_loop(steps)


def test_a_mistake_is_a_sentence_and_a_fault_is_named():
    async def steps(work, said):
        def mistake(_):
            raise CourseError("no such column")

        work.start("Fitting", mistake, said.append, said.append)
        await work._task
        assert said[-1] == "no such column"
        work.start("Fitting", lambda _: 1 / 0, said.append, said.append)
        with pytest.raises(ZeroDivisionError):
            await work._task
        assert "Fitting stopped with a fault of the program (ZeroDivisionError" in said[-1]

    in_a_loop(steps)
