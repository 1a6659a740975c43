"""`lab --check`: does the course really start here? Server, page, kernel, one whole lesson; then all is ended.

The lesson runs in a kernel that the server started, reached through the server's own session, as a browser
would; only the drawing of the page is left to the browser tests.
"""

import json
import os
import secrets
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from course_lib.errors import CourseError

STARTS_WITHIN = 120  # seconds; a first start on a slow disk
CELL_WITHIN = 300  # seconds; far above any lesson's cell


def check(lesson: str, command: list[str], folder: Path) -> int:
    """Run `lesson` (a file name in `folder`) and print what was seen; exit status 0, or a CourseError."""
    token = secrets.token_hex(16)
    port = next(part.split("=")[1] for part in command if part.startswith("--ServerApp.port="))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        environment = dict(
            os.environ, JUPYTER_PREFER_ENV_PATH="1", JUPYTER_TOKEN=token, JUPYTER_RUNTIME_DIR=f"{private}/runtime",
            JUPYTER_CONFIG_DIR=f"{private}/config", COURSE_PROGRESS=f"{private}/progress.json",
        )  # fmt: skip
        log = Path(private) / "server.log"
        with open(log, "w") as file:
            server = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            site = Site(f"http://127.0.0.1:{port}", token)
            wait_for(site, server, log)
            print(f"JupyterLab answers on port {port}.", flush=True)
            page = site.get(f"/lab/tree/{lesson}")
            if "jupyter-config-data" not in page:
                raise CourseError("JupyterLab's page came without its settings: delete .venv and run `lab` again.")
            kernel = site.start_kernel(lesson)
            cells, seconds = run_cells(Path(private) / "runtime" / f"kernel-{kernel}.json", folder / lesson)
            print(f"{lesson}: {cells} cells ran without an error in {seconds:.0f} s.")
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
    print("The course works here. Start it with: python -m course_lib lab")
    return 0


class Site:
    """The server's pages and its REST interface."""

    def __init__(self, address: str, token: str):
        self.address, self.token = address, token

    def get(self, path: str) -> str:
        return self.ask(urllib.request.Request(self.address + path))

    def start_kernel(self, lesson: str) -> str:
        body = {"path": lesson, "name": lesson, "type": "notebook", "kernel": {"name": "python3"}}
        request = urllib.request.Request(self.address + "/api/sessions", data=json.dumps(body).encode(), method="POST")
        return json.loads(self.ask(request))["kernel"]["id"]

    def ask(self, request) -> str:
        request.add_header("Authorization", f"token {self.token}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business here
        with opener.open(request, timeout=60) as answer:
            return answer.read().decode()


def wait_for(site: Site, server, log: Path):
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if server.poll() is not None:
            last = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-1:]
            raise CourseError(f"JupyterLab stopped at its start: {''.join(last)} Run `doctor` to see what is missing.")
        try:
            site.get("/api/status")
            return
        except OSError:
            time.sleep(0.3)
    raise CourseError(f"JupyterLab did not answer within {STARTS_WITHIN} s: close other programs and try again.")


def run_cells(connection_file: Path, notebook: Path) -> tuple[int, float]:
    """Run every code cell in the server's kernel; stop at the first error and name its cell."""
    import nbformat
    from jupyter_client import BlockingKernelClient

    client = BlockingKernelClient(connection_file=str(connection_file))
    client.load_connection_file()
    client.start_channels()
    start = time.monotonic()
    try:
        client.wait_for_ready(timeout=60)
        cells = [c for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code"]
        for number, cell in enumerate(cells, start=1):
            reply = client.execute_interactive(
                cell.source, timeout=CELL_WITHIN, output_hook=lambda message: None, allow_stdin=False
            )
            content = reply["content"]
            if content["status"] != "ok" and "raises-exception" not in cell.metadata.get("tags", []):
                raise CourseError(
                    f"{notebook.name}, code cell {number}: {content.get('ename')}: {content.get('evalue')}. "
                    f"If you changed your copy, restore it: python -m course_lib reset {notebook.name.split('_')[0]}"
                )
    finally:
        client.stop_channels()
    return len(cells), time.monotonic() - start
