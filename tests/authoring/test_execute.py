"""The kernel of a build: its environment, what is stripped, and how a failure reads."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_lib.authoring import execute
from course_lib.authoring.execute import NOT_COMPARED, WIDGET_VIEW, build_environment, run_notebook, strip_volatile
from course_lib.errors import CourseError

pytestmark = pytest.mark.slow


def notebook_of(*texts):
    return new_notebook(cells=[new_code_cell(text, id=f"c-{k}") for k, text in enumerate(texts)])


def test_the_kernel_is_clean_and_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("COURSE_PROGRESS", "somewhere.json")
    look = "import os, sys; names = ('COURSE_BUILD', 'COURSE_PROGRESS', 'OMP_NUM_THREADS', 'MPLBACKEND')\n"
    look += "print(*(os.environ.get(name) for name in names), os.path.basename(os.getcwd()), sys.executable)"
    import sys

    notebook = run_notebook(notebook_of(look), tmp_path)
    seen = notebook.cells[0].outputs[0].text.split()
    # ipykernel itself sets the backend that shows figures in the notebook
    assert seen == ["1", "1", "module://matplotlib_inline.backend_inline", tmp_path.name, sys.executable]
    assert notebook.cells[0].execution_count == 1
    assert "execution" not in notebook.cells[0].metadata
    assert nbformat.validate(notebook) is None


def test_start_up_files_of_the_user_are_not_read():
    assert build_environment("scratch")["IPYTHONDIR"] == "scratch"


@pytest.mark.parametrize(
    "text, words",
    [
        ("x = 1\nraise KeyError('age')", "cell 'c-1': KeyError: 'age'; mend the cell"),
        ("import os\nos._exit(1)", "kernel died"),
        ("import time\ntime.sleep(30)", "cell 'c-1': not finished after 1 s"),
        ("input()", "StdinNotImplementedError"),
    ],
    ids=["error", "death", "time-out", "asks-for-input"],
)
def test_a_failure_is_one_sentence(tmp_path, monkeypatch, text, words):
    monkeypatch.setattr(execute, "CELL_SECONDS", 1)
    with pytest.raises(CourseError, match="01_x.py") as caught:
        run_notebook(notebook_of("1", text), tmp_path, "01_x.py")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_changes_from_run_to_run_is_stripped():
    notebook = notebook_of("slider", "1")
    notebook.metadata = {"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.11.2"}}
    view = {WIDGET_VIEW: {"model_id": "4f"}, "text/plain": "Picture(data=b'...')"}
    printed = new_output("stream", name="stdout", text="ready\n")
    notebook.cells[0].outputs = [printed, new_output("display_data", data=view)]
    notebook.cells[1].outputs = [new_output("execute_result", data={"text/plain": "1"}, execution_count=2)]
    notebook.cells[1].metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    strip_volatile(notebook)
    assert "widgets" not in notebook.metadata
    assert notebook.metadata["language_info"] == {"name": "python"}
    assert [output.output_type for output in notebook.cells[0].outputs] == ["stream", "display_data"]
    assert WIDGET_VIEW not in str(notebook) and "Picture" not in str(notebook)
    assert notebook.cells[0].metadata["tags"] == [NOT_COMPARED]
    assert notebook.cells[1].metadata == {}
