"""Many cells: kept one by one, gone on with after a kill, failures that stop nothing."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from course_lib.bootstrap import ROOT
from course_lib.errors import CourseError
from course_lib.parallel import workers
from course_lib.study import FRESH, Cell, run

CALLS = []


def counted(cell):
    """A stand-in for `measure` that takes no time."""
    CALLS.append(str(cell))
    if cell.seed == 13:
        raise CourseError("Column 'x' has no values.")
    if cell.seed == 14:
        raise ZeroDivisionError("float division")
    return cell.described() | {"label": cell.label, "table": cell.table, "rows": 9, "fit_seconds": 0.5,
                               "sample_seconds": 0.1, "peak_mb": None, "shapes": 0.9, "trends": 0.8, "c2st": 0.6,
                               "share": 0.5}


def cells(*seeds, **settings):
    return [Cell("cart", "customers", seed, settings) for seed in seeds]


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def quiet(line):
    """Nothing is printed."""


def test_a_finished_cell_is_never_computed_again(tmp_path):
    first = run(cells(0, 1), tmp_path, say=quiet, measure=counted)
    again = run(cells(0, 1, 2), tmp_path, say=quiet, measure=counted)
    assert CALLS == ["cart on customers, seed 0", "cart on customers, seed 1", "cart on customers, seed 2"]
    assert again[:2] == first
    run(cells(0), tmp_path, say=quiet, measure=counted, again=True)
    assert len(CALLS) == 4


def test_a_changed_setting_is_another_cell(tmp_path):
    run(cells(0), tmp_path, say=quiet, measure=counted)
    run(cells(0, min_leaf=9), tmp_path, say=quiet, measure=counted)
    assert len(CALLS) == 2


def test_the_same_cell_twice_is_one(tmp_path):
    assert len(run(cells(0, 0), tmp_path, say=quiet, measure=counted)) == 1


def test_a_failure_is_told_stops_nothing_and_is_tried_again(tmp_path):
    said = []
    records = run(cells(13, 14, 0), tmp_path, say=said.append, measure=counted)
    assert [("error" in r) for r in records] == [True, True, False]
    assert "cart on customers, seed 13: not measured. Column 'x' has no values." in said[1]
    assert "ZeroDivisionError: float division" in said[2]
    assert len(list((tmp_path / "cells").glob("*.json"))) == 1
    run(cells(13), tmp_path, say=quiet, measure=counted)
    assert CALLS.count("cart on customers, seed 13") == 2


def test_a_damaged_file_is_measured_anew(tmp_path):
    run(cells(0), tmp_path, say=quiet, measure=counted)
    (path,) = (tmp_path / "cells").glob("*.json")
    path.write_text('{"generator": "ca')
    run(cells(0), tmp_path, say=quiet, measure=counted)
    assert len(CALLS) == 2 and json.loads(path.read_text())["generator"] == "cart"


def test_results_of_other_code_are_said_to_be(tmp_path, monkeypatch):
    from course_lib.study import running

    run(cells(0), tmp_path, say=quiet, measure=counted)
    monkeypatch.setattr(running, "fingerprint", lambda: "another")
    said = []
    run(cells(0), tmp_path, say=said.append, measure=counted)
    assert "1 cell of those measured before came from another version" in said[1] and len(CALLS) == 1


@pytest.mark.parametrize("room", ["data", "dp", "generators", "evaluation", "study"])
def test_a_change_in_a_room_that_results_depend_on_is_another_version(room, tmp_path, monkeypatch):
    from course_lib.study import running

    monkeypatch.setattr(running, "CODE", tmp_path)
    before = running.fingerprint()
    (tmp_path / room).mkdir()
    (tmp_path / room / "new.py").write_text("x = 1")
    assert running.fingerprint() != before


def test_no_dask_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(CourseError, match="pip install dask distributed"), workers(1, "tcp://127.0.0.1:1"):
        pass


def test_no_processes_is_refused():
    with pytest.raises(CourseError, match="--jobs 0"), workers(0, None):
        pass


@pytest.mark.slow
def test_a_killed_run_goes_on(tmp_path):
    """Killed after two of its cells: the next run computes the others, and those only."""
    command = [sys.executable, "-m", "course_lib", "bench", "independent", "--rows", "40", "--seeds",
               *map(str, range(20)), "-o", str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=dict(os.environ, OMP_NUM_THREADS="1"))
    store, limit = tmp_path / "cells", time.monotonic() + 240
    while len(list(store.glob("*.json"))) < 2 and time.monotonic() < limit and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in store.glob("*.json")}
    assert 2 <= len(kept) < 40
    said = []
    wanted = [Cell(name, "customers", seed, rows=40) for seed in (0, 1, 2) for name in (FRESH, "independent")]
    new = sum(f"{cell.key()}.json" not in kept for cell in wanted)
    records = run(wanted, tmp_path, say=said.append)
    assert said[0] == f"6 cells: {6 - new} measured before, {new} to measure." and new < 6
    assert all(path.stat().st_mtime_ns == kept[path.name] for path in store.glob("*.json") if path.name in kept)
    assert not [r for r in records if "error" in r]
