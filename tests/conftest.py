"""Rules for all tests: nothing is skipped unseen under --strict-skips, nothing reads the learner's files."""

import gc
import os
import sys
import tempfile
import warnings

import pytest

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
    """The browser first: its few tests take minutes, and one worker would be left alone with them at the end."""
    items.sort(key=lambda item: "browser" not in item.path.parts)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if item.config.getoption("--strict-skips") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.longrepr = f"{item.nodeid} could not run ({reason}); with --strict that is a failure"
    return report
