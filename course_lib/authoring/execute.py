"""Run a notebook in a clean kernel, and strip from it what changes from run to run."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output

from course_lib.errors import CourseError

CELL_SECONDS = 300
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_NOTE = "*The controls appear when this cell runs. The picture before it shows telling settings.*"
NOT_COMPARED = "nbval-ignore-output"


class ThisInterpreter(KernelSpecManager):
    """Whatever kernel is installed under the name, the notebook runs on the interpreter that builds it."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python")


def run_notebook(notebook: nbformat.NotebookNode, folder: Path, place: str = "the notebook") -> nbformat.NotebookNode:
    """Execute in place, in `folder`, as builds and nbval do; strip; return the notebook.

    The kernel sees COURSE_BUILD=1, an empty COURSE_PROGRESS, one thread, and an IPython without the user's own
    start-up files. The first error of a cell without `raises-exception`, a cell over CELL_SECONDS, or a dead
    kernel raises CourseError that names `place`, the cell and what to do.
    """
    with tempfile.TemporaryDirectory(prefix="course_build_") as scratch:
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            km=AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisInterpreter()),
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
        )
        try:
            client.execute(env=build_environment(scratch))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise CourseError(_what_happened(error, notebook, place)) from error
    return strip_volatile(notebook)


def build_environment(scratch: str) -> dict[str, str]:
    """The environment of a build's kernel; nbval needs the same one to see the same outputs."""
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    return environment | {
        "COURSE_BUILD": "1",
        "COURSE_PROGRESS": "",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "IPYTHONDIR": scratch,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def strip_volatile(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Times, versions and widget state out; a widget becomes one line that says when the controls appear."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        widgets = [output for output in cell.outputs if WIDGET_VIEW in output.get("data", {})]
        if widgets:
            # The text twin of a widget is its repr, with every byte of its picture: it goes too.
            cell.outputs = [output for output in cell.outputs if output not in widgets]
            cell.outputs.append(new_output("display_data", data={"text/markdown": WIDGET_NOTE}))
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), NOT_COMPARED]
    return notebook


def _what_happened(error: Exception, notebook: nbformat.NotebookNode, place: str) -> str:
    """One sentence. The failing cell is the first with an error output, or the last one that was started."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = [c for c in code if any(o.output_type == "error" for o in c.outputs)] or [
        c for c in code if c.execution_count is not None
    ][-1:]
    where = f"{place}, cell '{failed[-1].id}'" if failed else place
    if isinstance(error, CellExecutionError):
        lines = (error.evalue or "").strip().splitlines()
        evalue = lines[0] if lines else "no message"
        return f"{where}: {error.ename}: {evalue}; mend the cell, or tag it raises-exception if the error is its point."
    if isinstance(error, CellTimeoutError):
        return f"{where}: not finished after {CELL_SECONDS} s; shorten its work."
    return f"{where}: the kernel died; the cell may need too much memory."
