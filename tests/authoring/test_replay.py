"""nbval on stored outputs: which planted faults it sees, and the one it does not; for that the lint comes first."""

import copy
import re
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import replay
from course_lib.authoring.execute import run_notebook
from course_lib.authoring.replay import nbval_command, run_nbval

SHOW = """\
from base64 import b64encode
from random import SystemRandom
pixels = b64encode(SystemRandom().randbytes(60)).decode()
html = f'<figure><img alt="Two humps, the left one higher." src="data:image/png;base64,{pixels}"></figure>'
display({"text/html": html, "image/png": pixels}, raw=True)
print("Mean age 44.3 years.")"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """Name of a notebook -> did nbval pass it; all in one run, each with one thing changed in what is stored."""
    folder = tmp_path_factory.mktemp("nbval")
    clean = run_notebook(new_notebook(cells=[new_code_cell(SHOW, id="a"), new_code_cell("x = 1", id="b")]), folder)
    changed = {name: copy.deepcopy(clean) for name in ("clean", "alt", "number", "pixels", "stripped")}
    data = {name: notebook.cells[0].outputs[0].data for name, notebook in changed.items()}
    data["alt"]["text/html"] = data["alt"]["text/html"].replace("left", "right")
    changed["number"].cells[0].outputs[1].text = "Mean age 44.4 years.\n"
    data["pixels"]["image/png"] = "AAAA"
    data["pixels"]["text/html"] = re.sub(r"base64,[^\"]*", "base64,AAAA", data["pixels"]["text/html"])
    for cell in changed["stripped"].cells:
        cell.outputs, cell.execution_count = [], None
    paths = []
    for name, notebook in changed.items():
        paths.append(folder / f"{name}.ipynb")
        nbformat.write(notebook, paths[-1])
    report = folder / "report.xml"
    run_nbval(paths, "--junitxml", str(report))
    cases = list(ElementTree.parse(report).iter("testcase"))
    assert len(cases) == 2 * len(changed)  # two cells each, in the order given
    well = [case.find("failure") is None and case.find("error") is None for case in cases]
    return {name: well[2 * k] and well[2 * k + 1] for k, name in enumerate(changed)}


@pytest.mark.slow
@pytest.mark.parametrize("name, passes", [("clean", True), ("alt", False), ("number", False), ("pixels", True)])
def test_text_is_compared_and_pixels_are_not(verdicts, name, passes):
    assert verdicts[name] is passes


@pytest.mark.slow
def test_no_cell_is_taken_for_that_of_another_notebook(tmp_path):
    """Two processes, notebooks outside the course: xdist runs once what pytest calls by one name."""
    paths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        cells = [new_code_cell(f"print('{name}', {k})", id=f"c{k}") for k in range(3)]
        paths.append(tmp_path / name / f"{name}.ipynb")
        nbformat.write(run_notebook(new_notebook(cells=cells), tmp_path), paths[-1])
    report = tmp_path / "report.xml"
    assert run_nbval(paths, "--junitxml", str(report), jobs=2) == 0
    assert len(list(ElementTree.parse(report).iter("testcase"))) == 6


@pytest.mark.slow
def test_nbval_passes_a_stripped_notebook(verdicts):
    """Why `replay` lints first; should a later nbval fail it, this line says so."""
    assert verdicts["stripped"] is True


def test_a_stripped_notebook_is_not_even_replayed(bench, monkeypatch):
    def never(*arguments, **more):
        raise AssertionError("nbval was started")

    def strip(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None

    bench.edit(strip, copy="learner")
    monkeypatch.setattr(replay, "run_nbval", never)
    said = []
    assert replay.replay(folder=bench.notebooks, teaching=bench.teaching, say=said.append) == 1
    assert any("[executed-in-order]" in line for line in said)
    assert said[-1].startswith("Not replayed")


def test_a_notebook_stays_on_one_process_with_a_limit_per_cell(tmp_path):
    command = nbval_command([tmp_path / "a.ipynb"], jobs=2)
    assert command[command.index("--dist") + 1] == "loadfile"
    assert float(command[command.index("--nbval-cell-timeout") + 1]) <= 300
    assert "--dist" not in nbval_command([tmp_path / "a.ipynb"])
