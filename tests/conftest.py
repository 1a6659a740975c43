"""Rules for all tests: nothing is skipped unseen under --strict-skips, nothing reads the learner's files."""

import gc
import os
import sys
import tempfile
import warnings

import pytest

# One thread each, as `test` sets it: on a machine with other work the threads of small jobs wait longer than they work.
for limit in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(limit, "1")

# Before anything imports the teaching layer: tests never read or write the learner's own progress.
os.environ.setdefault("COURSE_PROGRESS", os.path.join(tempfile.mkdtemp(prefix="course_tests_"), "progress.json"))


def pytest_addoption(parser):
    parser.addoption("--strict-skips", action="store_true", help="a skipped test is a failed test")


@pytest.fixture(autouse=True, scope="module")
def no_sockets_left_to_others():
    """A kernel that crashed leaves sockets behind: collected here, else some later test gets the warning."""
    yield
    if "jupyter_client" in sys.modules:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def pytest_collection_modifyitems(items):
    """Long files first, short ones last: a long one at the end would leave one worker alone with it.

    The browser's lessons take minutes, then come its other files, then the files with slow tests.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: ("browser" not in item.path.parts, item.path not in slow))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if item.config.getoption("--strict-skips") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.longrepr = f"{item.nodeid} could not run ({reason}); with --strict that is a failure"
    return report
