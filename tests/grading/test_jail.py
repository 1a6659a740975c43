"""What a question can reach, and what it can break: its own points and nothing else."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

pytestmark = pytest.mark.sandbox

REPOSITORY = Path(__file__).resolve().parents[2]


def said(bench, code, names=()):
    """What `code` leaves in `found`, from inside a question; `names` are defined before."""
    prelude = "".join(f"{name} = {value!r}\n" for name, value in dict(names).items())
    with bench.jail.question() as question:
        question.ask({"answer": prelude + code})
        reply = question.ask({"check": "print(found)", "inputs": {}})
    assert "error" not in reply, reply
    return reply["printed"][0][0]


def tried(code):
    return (
        f"try:\n    {code}\n    found = 'reached'\nexcept BaseException as error:\n    found = type(error).__name__\n"
    )


@pytest.mark.parametrize(
    "path",
    [
        "notebooks/source/A1_build_and_judge.py",
        "course_lib/grading/batch.py",
        "course_lib/teaching/__init__.py",
        "tests/grading/demo/D1_demo.py",
        "pyproject.toml",
    ],
)
def test_file_of_the_project_is_out_of_view(bench, path):
    assert (REPOSITORY / path).exists()
    assert said(bench, tried("open(path)"), {"path": str(REPOSITORY / path)}) == "FileNotFoundError"


@pytest.mark.parametrize("room", ["grading", "authoring", "teaching", "cli", "explore"])
def test_rooms_with_answers_cannot_be_imported(bench, room):
    assert said(bench, tried(f"import course_lib.{room}")) == "ModuleNotFoundError"


def test_rooms_of_tables_can_be_imported(bench, monkeypatch):
    # The demo's three seconds are for answers; a cold import of scikit-learn and all takes longer on a busy machine.
    monkeypatch.setattr(bench.jail, "limits", replace(bench.jail.limits, seconds=60))
    assert said(bench, tried("import course_lib.data, course_lib.evaluation, course_lib.generators")) == "reached"


def test_network(bench):
    assert said(bench, "import socket\n" + tried("socket.create_connection(('192.0.2.1', 80), timeout=2)")) == "OSError"


@pytest.mark.parametrize("path", ["/x", "/usr/x", "/dev/x", "/package/x", "/grader/inside/wire.py", "/proc/x"])
def test_nothing_outside_tmp_can_be_written(bench, path):
    assert said(bench, tried(f"open({path!r}, 'a')")) in ("OSError", "PermissionError")


def test_no_process_but_its_own(bench):
    assert said(bench, "import os\nfound = [os.getpid(), os.listdir('/proc')]")["list"] == [1, {"list": []}]


def test_no_rights(bench):
    code = "import os\nfound = [os.getuid() != 0, os.geteuid() != 0, os.path.exists('/proc/self/status')]"
    assert said(bench, code)["list"] == [True, True, False]


@pytest.mark.parametrize("path", ["/tmp", "/proc", "/dev/shm"])
def test_private_mounts_cannot_be_taken_off(bench, path):
    """Not even from a namespace of its own, in which it would be root."""
    code = (
        "import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.unshare(0x10020000)\n"
        f"found = libc.umount2({path.encode()!r}, 2) == 0"
    )
    assert said(bench, code) is False


def test_no_descriptor_but_its_socket(bench):
    code = (
        "import os\ndef open_ones():\n    for fd in range(64):\n        try:\n            os.fstat(fd)\n"
        "            yield fd\n        except OSError:\n            pass\nfound = list(open_ones())"
    )
    assert said(bench, code)["list"] == [0, 1, 2, 3]


def test_files_of_one_question_are_gone_in_the_next(bench):
    assert said(bench, "open('mine', 'w').write('x')\nopen('/dev/shm/mine', 'w').write('x')\nfound = 1") == 1
    assert said(bench, "import os\nfound = os.listdir('.') + os.listdir('/dev/shm')")["list"] == []


def test_names_of_one_question_are_gone_in_the_next(bench):
    assert said(bench, "np.pi = 3\nleft_behind = 1\nfound = 1") == 1
    assert said(bench, "found = 'left_behind' in globals() or np.pi == 3") is False


ENDS = {
    "endless loop": ("while True:\n    pass", "still running"),
    "endless loop, signals ignored": (
        "import signal, time\nfor s in range(1, 65):\n    try:\n        signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    time.sleep(0.1)",
        "still running",
    ),
    "os._exit": ("import os\nos._exit(0)", "ended its own process"),
    "segmentation fault": ("import ctypes\nctypes.string_at(0)", "crashed"),
    "memory bomb": ("x = []\nwhile True:\n    x.append(bytearray(2**20))", None),
    "memory bomb over processes": (
        "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        x = bytes(2**26) + b'x'\n"
        "        x = bytearray(150 * 2**20)\n        time.sleep(60)\nwhile True:\n    time.sleep(1)",
        "more memory",
    ),
    "disk bomb": ("for k in range(99):\n    open(f'f{k}', 'wb').write(bytes(2**22))", None),
    "bomb of empty files": (
        "for k in range(11_000):\n    open(f'{k}', 'w').close()\ndef spread(column): return 0",
        None,
    ),
    "file over the limit": ("open('f', 'wb').write(bytes(2**26))", None),
    "many processes": (
        "import subprocess\nx = [subprocess.Popen(['sleep', '60']) for _ in range(200)]\nwhile True: pass",
        None,
    ),
    "waits for input": ("input('now? ')", None),
    "deep recursion": ("import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()", None),
    "kills all": ("import os, signal\nos.kill(-1, signal.SIGKILL)\nos.kill(1, signal.SIGKILL)", None),
    "closes its socket": ("import os\nos.close(3)", None),
    "50 MB of output": ("for _ in range(50):\n    print('x' * 10**6)", None),
    "exit()": ("exit()", None),
    "sys.exit": ("import sys\nsys.exit()", None),
    "raises": ("1 / 0", None),
    "syntax error": ("def f(:", None),
    "null byte": ("x = '\0'", None),
    "lone surrogate": ("x = '\ud800'", None),
}


@pytest.mark.parametrize("case", ENDS.items(), ids=lambda item: item[0])
def test_costs_only_its_own_question(bench, case):
    (text, words) = case[1]
    why = bench.only_spread_lost(text)
    if words:
        assert words in why


def test_exit_after_a_right_answer_costs_nothing(bench):
    for end in (
        "exit()",
        "import sys\nsys.exit(1)",
        "1 / 0",
        "input()",
        "print('x' * 10**7)",
        "import warnings\nwarnings.warn('x')",
    ):
        assert bench.points(spread=bench.assignment.solutions()["spread"] + "\n" + end)["spread"] == 2, end


def test_right_answer_may_use_threads_progress_bars_and_magics(bench):
    text = (
        "%matplotlib inline\n!true\nimport threading, time, tqdm\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "def spread(column):\n    return sum((x - sum(column) / len(column)) ** 2 for x in tqdm.tqdm(column)) ** .5"
        " / len(column) ** .5\n"
    )
    assert bench.points(spread=text)["spread"] == 2


def test_answer_that_is_too_large_to_compare(bench):
    why = bench.only_spread_lost("def spread(column):\n    return np.zeros(2_000_000)\n")
    assert "more than can be compared" in why


def test_daemon_is_gone_when_its_question_ends(bench):
    name = f"d{os.getpid()}"
    code = (
        "import ctypes, os, time\nif os.fork() == 0:\n    os.setsid()\n"
        f"    ctypes.CDLL(None).prctl(15, {name.encode()!r}, 0, 0, 0)\n    time.sleep(60)\nfound = 1"
    )
    assert said(bench, code) == 1
    assert not [p for p in Path("/proc").glob("[0-9]*/comm") if _read(p) == name]


def test_daemon_is_seen_by_this_test(bench):
    """The test above would notice one: it is there while its question lives."""
    name = f"e{os.getpid()}"
    code = (
        "import ctypes, os, time\nif os.fork() == 0:\n    os.setsid()\n"
        f"    ctypes.CDLL(None).prctl(15, {name.encode()!r}, 0, 0, 0)\n    time.sleep(60)\nfound = 1"
    )
    with bench.jail.question() as question:
        question.ask({"answer": code})
        deadline = time.monotonic() + 2
        while not (seen := [p for p in Path("/proc").glob("[0-9]*/comm") if _read(p) == name]):
            assert time.monotonic() < deadline
        assert seen


def _read(path):
    try:
        return path.read_text().strip()
    except OSError:
        return ""
