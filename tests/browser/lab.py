"""A JupyterLab of its own and a Chromium page on it: fresh folders, no token, nothing from the network.

    with Lab(folder) as lab, lab.browser() as browser:
        page = browser.open("lesson.ipynb")    # in a folder the server serves
        page.run_all()
        page.errors(), page.stderr(), browser.left_the_machine
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
STARTS_WITHIN = 120  # seconds
ANSWERS_WITHIN = 60
RUNS_WITHIN = 300


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A server on 127.0.0.1 whose settings, runtime files and workspaces live in `private`; it serves `folder`."""

    def __init__(self, folder: Path, private: Path):
        self.folder, self.private, self.port = Path(folder), Path(private), free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.private.mkdir(parents=True, exist_ok=True)
        own = {f"JUPYTER_{name}_DIR": str(self.private / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        own |= {f"JUPYTERLAB_{name}_DIR": str(self.private / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
        own |= {"IPYTHONDIR": str(self.private / "ipython"), "JUPYTER_PREFER_ENV_PATH": "1", "COURSE_BUILD": "0",
                "COURSE_PROGRESS": str(self.private / "progress.json")}  # fmt: skip
        command = [
            sys.executable, "-m", "jupyter", "lab", "--no-browser", f"--ServerApp.root_dir={self.folder}",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0",
            "--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.expose_app_in_browser=True",
            "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly", "--ServerApp.use_redirect_file=False",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        self._log = open(self.private / "server.log", "w")
        self._server = subprocess.Popen(command, env=os.environ | own, stdout=self._log, stderr=subprocess.STDOUT)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait(self):
        end = time.monotonic() + STARTS_WITHIN
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < end and self._server.poll() is None:
            try:
                with direct.open(self.address + "/api/status", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("JupyterLab did not start:\n" + (self.private / "server.log").read_text()[-2000:])

    def __exit__(self, *_):
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._log.close()

    @contextmanager
    def browser(self, *, theme: str = "JupyterLab Light", scale: int = 2, width: int = 1280, height: int = 1000):
        """A fresh Chromium on this server; every request to another machine is stopped and written down."""
        from playwright.sync_api import sync_playwright

        self._set_theme(theme)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            try:
                context = chromium.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
                yield Browser(self, context)
            finally:
                chromium.close()

    def _set_theme(self, theme: str):
        folder = self.private / "settings" / "@jupyterlab" / "apputils-extension"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme, "adaptive-theme": False}))
        # A first start asks whether it may fetch news; the question would lie over the page.
        quiet = {"fetchNews": "false", "checkForUpdates": False}
        (folder / "notification.jupyterlab-settings").write_text(json.dumps(quiet))


class Browser:
    """One browsing context. `left_the_machine`: addresses that were asked for elsewhere (there must be none)."""

    def __init__(self, lab: Lab, context):
        self.lab, self.context, self.left_the_machine = lab, context, []
        context.route("**/*", self._guard)
        context.set_default_timeout(ANSWERS_WITHIN * 1000)

    def _guard(self, route):
        if route.request.url.startswith((self.lab.address, "data:", "blob:")):
            route.continue_()
        else:
            self.left_the_machine.append(route.request.url)
            route.abort()

    def open(self, path: str) -> "Lesson":
        """The notebook at `path` (relative to the served folder), its kernel ready."""
        return Lesson(self, path)


class Lesson:
    """A notebook open in JupyterLab: `page` is Playwright's page."""

    def __init__(self, browser: Browser, path: str):
        self.page = browser.context.new_page()
        self.console = []
        self.page.on("console", lambda m: self.console.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.goto(f"{browser.lab.address}/doc/tree/{path}?reset")
        self.page.wait_for_function(READY)

    def run_all(self, within: float = RUNS_WITHIN) -> None:
        """Run every cell and wait until the last one has its number and the kernel is idle."""
        done = self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
        assert done
        self.page.wait_for_function(IDLE, timeout=within * 1000)

    def unfold(self) -> None:
        """Show what is stored folded: sections, cells and outputs."""
        for command in ("expand-all-headings", "show-all-cell-code", "show-all-cell-outputs"):
            self.page.evaluate(f"window.jupyterapp.commands.execute('notebook:{command}').then(() => true)")

    def cells(self) -> list[dict]:
        """The code cells as they stand in the notebook: number, source, outputs."""
        return self.page.evaluate(CELLS)

    def errors(self) -> list[str]:
        """One line per cell that ended in an error, and is not tagged as meant to."""
        return [
            f"cell {k}: {out['ename']}: {out['evalue']}"
            for k, cell in enumerate(self.cells(), start=1)
            for out in cell["outputs"]
            if out["output_type"] == "error" and "raises-exception" not in cell["tags"]
        ]

    def stderr(self) -> list[str]:
        """What cells wrote to stderr."""
        return ["".join(out["text"]) for cell in self.cells() for out in cell["outputs"] if out.get("name") == "stderr"]

    def close(self) -> None:
        """End the kernel, then the page: kernels left behind would fill the memory."""
        self.page.evaluate(f"{CONTEXT}.sessionContext.shutdown().then(() => true)")
        self.page.close()

    def not_run(self) -> list[int]:
        """Positions of code cells that have a source but no execution number."""
        return [k for k, cell in enumerate(self.cells(), start=1) if cell["source"].strip() and not cell["number"]]


APP = "window.jupyterapp"
CONTEXT = f"{APP}.shell.currentWidget.context"
READY = f"() => {APP} && {APP}.shell.currentWidget && {CONTEXT} && {CONTEXT}.isReady && {CONTEXT}.sessionContext \
    && {CONTEXT}.sessionContext.isReady && {CONTEXT}.sessionContext.session?.kernel?.status === 'idle'"
IDLE = f"() => {CONTEXT}.sessionContext.session.kernel.status === 'idle'"
CELLS = f"""() => {CONTEXT}.model.toJSON().cells.filter(c => c.cell_type === 'code').map(c => ({{
    number: c.execution_count, source: [].concat(c.source).join(''), outputs: c.outputs, tags: c.metadata.tags || []
}}))"""
