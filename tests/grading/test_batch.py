"""A folder in, a gradebook out: nothing stops it, nothing is lost, nothing runs twice."""

import csv
import json
import os

import pytest

from course_lib.errors import CourseError
from course_lib.grading import batch, jail, probe
from course_lib.grading.batch import grade
from course_lib.grading.records import Record, find_submissions, read_record, write_gradebook
from course_lib.grading.run import close_jails
from tests.grading.conftest import LIMITS, SEED, cell_of

pytestmark = pytest.mark.slow


def rows(out):
    with open(out / "gradebook.csv", newline="", encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def queue(out):
    path = out / "for_a_person.csv"
    if not path.exists():
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        return {row["submission"]: row["why"] for row in csv.DictReader(file)}


def hand_in(folder, name, notebook):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())


def changed(notebook, **sources):
    notebook = json.loads(json.dumps(notebook))
    for name, source in sources.items():
        cell_of(notebook, name)["source"] = source
    return notebook


def run(demo, folder, out, **settings):
    settings = {"seed": SEED, "limits": LIMITS, "say": lambda line: None} | settings
    return grade(folder, demo, out, **settings)


@pytest.mark.sandbox
def test_a_class(demo, solved, tmp_path, _released):
    folder, out = tmp_path / "class", tmp_path / "out"
    loop = changed(solved, spread="import time\nwhile True:\n    time.sleep(1)")
    forged = json.loads(json.dumps(_released))
    cell_of(forged, "spread-check")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "sd 0.816496580927726\nsd 0.0\n"}
    ]
    writes = changed(
        solved, spread=f"open({str(out / 'gradebook.csv')!r}, 'w').write('mine')\ndef spread(column):\n    return 0.0"
    )
    hand_in(folder, "right.ipynb", solved)
    hand_in(folder, "untouched.ipynb", _released)
    hand_in(folder, "forged.ipynb", forged)
    hand_in(folder, "loop.ipynb", loop)
    hand_in(folder, "writes.ipynb", writes)
    hand_in(folder, "twice/hw1.ipynb", solved)
    hand_in(folder, "twice/hw1 (1).ipynb", loop)
    hand_in(folder, "=cmd|'x'!A0/@\"quoted\" <b>.ipynb", solved)
    hand_in(folder, "empty.ipynb", b"")
    hand_in(folder, "another.ipynb", {"cells": [{"cell_type": "code", "source": "x = 1"}]})
    hand_in(folder, "with_notes/a.ipynb", solved)
    hand_in(folder, "with_notes/notes.txt", b"my notes")
    hand_in(folder, ".ipynb_checkpoints/right.ipynb", solved)

    first = run(demo, folder, out)
    book = rows(out)
    assert {name: row["total"] for name, row in book.items()} == {
        "right.ipynb": "4",
        "untouched.ipynb": "0",
        "forged.ipynb": "0",
        "loop.ipynb": "2",
        "writes.ipynb": "2",
        "twice/hw1.ipynb": "4",
        "twice/hw1 (1).ipynb": "2",
        "'=cmd|'x'!A0/@\"quoted\" <b>.ipynb": "4",
        "empty.ipynb": "",
        "another.ipynb": "",
        "with_notes/a.ipynb": "4",
    }
    assert {row["sandboxed"] for row in book.values()} == {"yes"}
    assert book["untouched.ipynb"]["status"] == "untouched" and book["empty.ipynb"]["status"] == "for a person"
    assert set(queue(out)) == {
        "empty.ipynb",
        "another.ipynb",
        "with_notes/notes.txt",
        "twice/hw1.ipynb",
        "twice/hw1 (1).ipynb",
    }
    # Equal answers ran once: right, loop, writes, untouched (which forged and it share).
    assert first.run == 4

    pages = {path.name: path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir()}
    assert len(pages) == 11
    page = next(text for name, text in pages.items() if name.startswith("loop"))
    assert "2 of 4 points" in page and "still running after 3 seconds" in page and "Hint: np.std divides" in page
    assert all("<b>.ipynb" not in text for text in pages.values())

    again = run(demo, folder, out, seed=None)
    assert (again.run, again.seed, rows(out)) == (0, SEED, book)
    hand_in(folder, "right.ipynb", changed(solved, doubled="def doubled(values):\n    return values"))
    (out / "gradebook.csv").unlink()
    assert run(demo, folder, out).run == 1
    assert rows(out)["right.ipynb"]["total"] == "3" and rows(out)["loop.ipynb"] == book["loop.ipynb"]


@pytest.mark.sandbox
@pytest.mark.slow
def test_two_workers_give_the_same(demo, solved, tmp_path):
    folder = tmp_path / "class"
    for k in range(4):
        hand_in(folder, f"s{k}.ipynb", changed(solved, spread=f"def spread(column):\n    return {k}.0"))
    books = []
    for jobs in (1, 2):
        run(demo, folder, tmp_path / f"out{jobs}", jobs=jobs)
        books.append(rows(tmp_path / f"out{jobs}"))
    assert books[0] == books[1] and len(books[0]) == 4


@pytest.mark.sandbox
@pytest.mark.parametrize("fault", ["changes from run to run", "stub earns", "reaches"])
def test_canary_refuses(bench, tmp_path, monkeypatch, fault):
    """A grader with a planted fault marks nobody."""
    if fault == "changes from run to run":
        hidden = bench.reference.hidden | {"spread-check": [["sd", 0.5]] * 5}
        reference = type(bench.reference)(bench.reference.inputs, bench.reference.public, hidden)
    else:
        reference = bench.reference
    if fault == "stub earns":
        monkeypatch.setattr(probe, "mark", _generous(probe.mark))
    if fault == "reaches":
        monkeypatch.setattr(probe, "WALLS", probe.WALLS.replace("open(secret)", "open('/etc/ld.so.cache')"))
    words = {"changes from run to run": "does not reach full marks", "stub earns": "stub of 'spread' earns"}
    with pytest.raises(CourseError, match=words.get(fault, "reaches a file outside")):
        probe._right_and_blank(bench.jail, bench.assignment, reference, bench.task)
        probe._walls(bench.jail, bench.task, tmp_path)


def test_walls_notice_that_they_are_not_there(demo, tmp_path):
    """The probe of the sandbox, run without one, finds what it looks for."""
    from course_lib.grading.run import make_task, open_jail

    task = make_task(demo, {}, LIMITS, (tmp_path, tmp_path), sandboxed=False)
    harmless = probe.WALLS.partition("if os.fork")[0].replace('"/written"', '"/proc/written"')
    with open_jail(task) as jail, pytest.MonkeyPatch.context() as patch:
        patch.setattr(probe, "WALLS", harmless)
        with pytest.raises(CourseError) as caught:
            probe._walls(jail, task, tmp_path)
    for what in ("a file outside", "the folder of results", "answers", "the network", "the grader's process"):
        assert what in str(caught.value)


def _generous(mark):
    from dataclasses import replace

    def marked(*args):
        return tuple(
            replace(q, checks=tuple(replace(check, points=check.out_of, why="") for check in q.checks))
            for q in mark(*args)
        )

    return marked


def test_refuses_without_bubblewrap(demo, solved, tmp_path, monkeypatch):
    hand_in(tmp_path / "class", "a.ipynb", solved)
    monkeypatch.setattr(jail, "jail_command", lambda hidden: ["no-such-bwrap"])
    with pytest.raises(CourseError, match="Install bubblewrap.*--unsandboxed"):
        run(demo, tmp_path / "class", tmp_path / "out")


def test_refuses_without_namespaces(demo, solved, tmp_path, monkeypatch):
    hand_in(tmp_path / "class", "a.ipynb", solved)
    monkeypatch.setattr(jail, "jail_command", lambda hidden: ["sh", "-c", "echo No permissions to create >&2; exit 1"])
    with pytest.raises(CourseError, match="No permissions to create.*--unsandboxed"):
        run(demo, tmp_path / "class", tmp_path / "out")


def test_unsandboxed_is_said_in_every_row(demo, solved, tmp_path):
    hand_in(tmp_path / "class", "a.ipynb", solved)
    hand_in(tmp_path / "class", "b.ipynb", changed(solved, spread="import os\nos._exit(3)"))
    hand_in(tmp_path / "class", "c.ipynb", b"")
    run(demo, tmp_path / "class", tmp_path / "out", sandboxed=False)
    book = rows(tmp_path / "out")
    assert [row["sandboxed"] for row in book.values()] == ["NO"] * 3
    assert [row["total"] for row in book.values()] == ["4", "2", ""]


def test_failure_of_the_grader_is_not_zero(demo, solved, tmp_path, monkeypatch):
    hand_in(tmp_path / "class", "a.ipynb", solved)
    monkeypatch.setattr(batch, "run_submission", lambda *args: "The sandbox failed: it is gone.")
    run(demo, tmp_path / "class", tmp_path / "out", sandboxed=False)
    row = rows(tmp_path / "out")["a.ipynb"]
    assert (row["total"], row["status"]) == ("", "not graded") and "a.ipynb" in queue(tmp_path / "out")
    monkeypatch.undo()
    run(demo, tmp_path / "class", tmp_path / "out", sandboxed=False)
    assert rows(tmp_path / "out")["a.ipynb"]["total"] == "4" and not queue(tmp_path / "out")


@pytest.mark.sandbox
def test_jail_that_is_gone_is_opened_again(bench):
    from course_lib.grading import run as running

    try:
        assert (
            running.run_submission("x", bench.task, {"doubled": "def doubled(v): return 2 * v"})["doubled"].ended
            is None
        )
        running._JAILS["x"]._process.kill()
        running._JAILS["x"]._process.wait()
        assert running.run_submission("x", bench.task, {"doubled": "def doubled(v): return 2 * v"})["doubled"].hidden
    finally:
        close_jails()


def test_folders_that_cannot_be(demo, tmp_path):
    with pytest.raises(CourseError, match="There is no folder"):
        run(demo, tmp_path / "none", tmp_path / "out")
    (tmp_path / "class").mkdir()
    with pytest.raises(CourseError, match="holds no files"):
        run(demo, tmp_path / "class", tmp_path / "out")
    with pytest.raises(CourseError, match="choose another with -o"):
        run(demo, tmp_path / "class", tmp_path / "class" / "out")
    hand_in(tmp_path / "class", "a.ipynb", b"")
    with pytest.raises(CourseError, match="out of range"):
        run(demo, tmp_path / "class", tmp_path / "out", seed=-1)


def test_only_unreadable_files_need_no_sandbox(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(jail, "jail_command", lambda hidden: ["no-such-bwrap"])
    hand_in(tmp_path / "class", "a.ipynb", b"")
    assert run(demo, tmp_path / "class", tmp_path / "out").run == 0
    assert rows(tmp_path / "out")["a.ipynb"]["status"] == "for a person"


def test_names_of_files(tmp_path):
    names = ["a/b.ipynb", "a-b.ipynb", "a b.ipynb", "ä.ipynb", "'.ipynb", "x" * 200 + ".ipynb"]
    for name in names:
        hand_in(tmp_path, name, b"")
    os.link(tmp_path / "a-b.ipynb", os.fsencode(tmp_path) + b"/\xff.ipynb")
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    found = find_submissions(tmp_path)
    assert len({s.slug for s in found}) == len(found) == len(names) + 2
    assert all(s.slug.replace("-", "").isalnum() and len(s.slug) < 80 for s in found)
    assert {s.learner for s in found} >= {"a", "a-b", "linked"}
    assert all(s.shown.isprintable() and s.shown.encode() for s in found)


def test_browser_copies_belong_to_one_learner(tmp_path):
    for name in ("ada.ipynb", "ada (1).ipynb", "ada(12).ipynb", "bob (x).ipynb"):
        hand_in(tmp_path, name, b"")
    assert [s.learner for s in find_submissions(tmp_path)] == ["ada", "ada", "ada", "bob (x)"]


def test_odd_names_stop_nothing(demo, solved, tmp_path, capsys):
    for name in (b"\xff\xfe", b"\x1b[2J", b"a\nb", b"'; rm -rf x"):
        path = os.fsencode(tmp_path / "class") + b"/" + name + b".ipynb"
        os.makedirs(tmp_path / "class", exist_ok=True)
        with open(path, "wb") as file:
            file.write(json.dumps(solved).encode())
    run(demo, tmp_path / "class", tmp_path / "out", sandboxed=False, say=print)
    assert [row["total"] for row in rows(tmp_path / "out").values()] == ["4"] * 4
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "|x", "%x"])
def test_gradebook_holds_no_formula(tmp_path, start):
    record = Record(start, start, "slug", "graded", True, 4, note=start, points={"q": 1})
    write_gradebook([record], ("q",), tmp_path / "g.csv")
    with open(tmp_path / "g.csv", newline="") as file:
        row = list(csv.reader(file))[1]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%")) for cell in row)


def test_results_that_cannot_be_read_are_made_again(tmp_path):
    for content in ("", "{", "[]", '{"total": 1}', '{"total": 1, "surprise": 2}'):
        (tmp_path / "x.json").write_text(content)
        assert read_record("x", tmp_path) is None
    assert read_record("none", tmp_path) is None
