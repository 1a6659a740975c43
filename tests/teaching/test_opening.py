"""`start`: one stable line, pinned threads, the look of figures, and a second line where versions differ."""

import logging
import os
import subprocess
import sys

import matplotlib
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from course_lib import bootstrap
from course_lib.errors import CourseError
from course_lib.plots.palette import STYLE
from course_lib.teaching import opening, start

LINE = "Lesson 01, The whole game: ready (one thread).\n"


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    """`start` changes settings of the whole process on purpose; tests hand them back."""
    for name in opening.THREAD_VARIABLES:
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("COURSE_BUILD", "1")
    level = logging.getLogger("matplotlib").level
    limits = {item["prefix"]: item["num_threads"] for item in threadpool_info()}
    with matplotlib.rc_context():
        yield
    threadpool_limits(limits)
    logging.getLogger("matplotlib").setLevel(level)


@pytest.fixture
def pins_met(monkeypatch):
    monkeypatch.setattr(bootstrap, "wrong_pins", lambda: [])


@pytest.mark.parametrize("number", ["01", "1", 1])
def test_one_line(pins_met, capsys, number):
    lesson = start(number)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (LINE, "")
    assert repr(lesson) == "Lesson 01, The whole game"


def test_versions_that_differ_are_said(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "direct_pins", lambda: {"numpy": "0.0.1", "no-such-package": "1"})
    start("01")
    said = capsys.readouterr().out
    assert said.startswith(LINE)
    assert "numpy: needs 0.0.1" in said and "no-such-package: needs 1, found not installed" in said and "doctor" in said


def test_no_such_lesson():
    with pytest.raises(CourseError, match="no lesson '77'.*01"):
        start("77")


def test_threads_are_pinned(pins_met, monkeypatch):
    for name in opening.THREAD_VARIABLES:
        monkeypatch.delenv(name)
    threadpool_limits(2)
    assert 2 in {item["num_threads"] for item in threadpool_info()}
    start("01")
    assert {os.environ[name] for name in opening.THREAD_VARIABLES} == {"1"}
    assert {item["num_threads"] for item in threadpool_info()} <= {1}


def test_the_look_is_that_of_plots(pins_met):
    start("01")
    assert matplotlib.rcParams["figure.constrained_layout.use"]
    assert matplotlib.rcParams["figure.facecolor"] == STYLE["figure.facecolor"]
    assert matplotlib.rcParams["axes.prop_cycle"] == STYLE["axes.prop_cycle"]


def test_opening_loads_no_torch_and_writes_nothing_to_stderr():
    code = "import sys; from course_lib.teaching import start; start('01'); print('torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert result.stderr == ""
    assert result.stdout.endswith("\nFalse\n")


def test_torch_that_is_already_there_gets_one_thread(pins_met, monkeypatch):
    class Torch:
        threads = 8

        def set_num_threads(self, n):
            self.threads = n

    torch = Torch()
    monkeypatch.setitem(sys.modules, "torch", torch)
    opening.one_thread()
    assert torch.threads == 1
