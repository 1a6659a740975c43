"""JupyterLab once for all browser tests, Chromium once a file; without Chromium they are skipped, with the reason."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from .lab import Lab

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Everything in this folder needs Chromium; `browser` is the mark that says so."""
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab that serves an empty folder, `lab.folder`."""
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    folder = tmp_path_factory.mktemp("served")
    with Lab(folder, tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(lab):
    """A Chromium on that JupyterLab. One a file: an open Playwright leaves its event loop running for later tests."""
    with lab.browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def open_lesson(lab, browser):
    """`open_lesson(path)`: copy a notebook into the served folder, open it, give its Lesson; one is open at a time."""
    opened = []

    def open_(path):
        while opened:
            opened.pop().close()
        copied = lab.folder / Path(path).name
        shutil.copyfile(path, copied)
        opened.append(browser.open(copied.name))
        return opened[-1]

    yield open_
    for lesson in opened:
        lesson.close()


@pytest.fixture(scope="module")
def open_cells(open_lesson, tmp_path_factory):
    """`open_cells(*sources)`: a notebook of these code cells, opened and run to its end; gives its Lesson."""

    def open_(*sources):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path_factory.mktemp("notebooks") / "cells.ipynb"
        nbformat.write(book, path)
        lesson = open_lesson(path)
        lesson.run_all()
        assert lesson.errors() == [] and lesson.stderr() == [] and lesson.not_run() == []
        return lesson

    return open_


@contextmanager
def expect_repaint(picture):
    """Wait at the end of the block until the picture has been painted once more than at its start."""
    before = int(picture.get_attribute("data-painted"))
    yield
    picture.page.wait_for_function("([node, n]) => +node.dataset.painted > n", arg=[picture.element_handle(), before])


@contextmanager
def expect_new_state(explorer):
    """Wait at the end of the block until the explorer's state line says something else than at its start."""
    lines = "node => [...node.querySelectorAll('input[type=text]')].map(line => line.value).join()"
    before = explorer.evaluate(lines)
    yield
    explorer.page.wait_for_function(f"([node, text]) => ({lines})(node) !== text",
                                    arg=[explorer.element_handle(), before])
