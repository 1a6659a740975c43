"""`doctor`: what is missing and how to mend it. Standard library only: it must answer in a bare clone."""

import os
import shutil
import socket
import sys

from course_lib import bootstrap

HELP = "say what is missing on this machine and how to mend it"


def add_arguments(parser):
    parser.add_argument("--port", type=int, default=8888, help="the port that `lab` would use")


def run(args) -> int:
    """Print one line per finding; exit status 1 if something that the lessons need is missing."""
    findings = [python(), packages(), disk(), port(args.port), copies(), chromium(), sandbox()]
    for mark, sentence in findings:
        print(f"{mark:8} {sentence}")
    return 1 if any(mark == "missing" for mark, _ in findings) else 0


def python():
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < bootstrap.OLDEST:
        return "missing", f"Python {version}: the course needs 3.11 or newer"
    return "ok", f"Python {version}"


def packages():
    """In the interpreter that would be used: this one if it meets the pins, else .venv."""
    if bootstrap.ready():
        return "ok", "packages: every pinned version is installed here, course_lib from this folder"
    if not bootstrap.inside_venv() and bootstrap.works(bootstrap.venv_python()):
        import subprocess

        code = "from course_lib import bootstrap; print(*bootstrap.wrong_pins(), sep='; ')"
        command = [str(bootstrap.venv_python()), "-c", code]
        result = subprocess.run(command, capture_output=True, text=True, cwd=bootstrap.ROOT)
        if result.returncode == 0 and not result.stdout.strip():
            return "ok", "packages: every pinned version is installed in .venv"
        return "missing", f"packages in .venv: {short(result.stdout.strip())}; run `lab` or `test`, which install them"
    return "missing", f"packages: {short('; '.join(bootstrap.wrong_pins()))}; run `lab` or `test`, which install them"


def short(text):
    return text if len(text) < 120 else f"{text[:110]} ... ({text.count(';') + 1} in all)"


def disk():
    free = shutil.disk_usage(bootstrap.ROOT).free / 1e9
    if free < 1 or (free < bootstrap.SPACE_GB and not bootstrap.VENV.exists()):
        return "missing", f"disk: {free:.1f} GB free; the set-up needs about {bootstrap.SPACE_GB:.0f}"
    return "ok", f"disk: {free:.0f} GB free"


def port(number):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", number)) == 0:
            return "note", f"port {number} is taken: `lab` takes the next free one, or name one with --port"
    return "ok", f"port {number} is free"


def copies():
    folder = bootstrap.ROOT / "my_course"
    if not folder.exists():
        return "note", "your copies: none yet; `lab` makes them in my_course"
    if not os.access(folder, os.W_OK):
        return "missing", "your copies: the folder my_course is not writable; change its owner or delete it"
    return "ok", f"your copies: {len(list(folder.glob('*.ipynb')))} notebooks in my_course"


def chromium():
    if find_chromium():
        return "ok", "Chromium: found; the browser tests can run"
    return "note", "Chromium: not found; only the browser tests need it (Debian: apt install chromium)"


def find_chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def sandbox():
    """bubblewrap started for real: an installed one can still be forbidden by the kernel's settings."""
    import subprocess

    if not shutil.which("bwrap"):
        return "note", "bubblewrap: not found; only `grade` needs it (Debian: apt install bubblewrap)"
    probe = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"]
    if subprocess.run(probe, capture_output=True).returncode:
        return "note", "bubblewrap: installed, but this system forbids user namespaces; only `grade` needs them"
    return "ok", "bubblewrap: works; `grade` can run submissions in a sandbox"
