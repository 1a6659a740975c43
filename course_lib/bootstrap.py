"""Set-up in a bare clone, with nothing but Python's standard library.

Steps: is this interpreter good enough (every direct pin of pyproject.toml installed, course_lib editable from
this clone)? Then use it. Otherwise make `.venv` beside the package, install the locked versions into it, and
continue inside. Written in the syntax of old Pythons on purpose: an old one must reach `check_python` and read
its sentence instead of a SyntaxError.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"
OLDEST = (3, 11)
SPACE_GB = 3.0
NOT_WRITABLE = "The folder of the course is not writable: copy it into your home folder and run it there."
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"


class SetupError(Exception):
    """One sentence with the remedy, printed without a traceback."""


def check_python():
    if sys.version_info[:2] < OLDEST:
        raise SetupError(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old for the course: install Python 3.11 or "
            "newer (python.org, or your system's package manager) and run the same command with it."
        )


def direct_pins():
    """{package: version} of pyproject.toml's dependencies; every one is pinned with ==."""
    import tomllib

    with open(ROOT / "pyproject.toml", "rb") as file:
        lines = tomllib.load(file)["project"]["dependencies"]
    return dict(line.split("==") for line in lines)


def wrong_pins():
    """Sentences about the direct pins that this interpreter does not meet; empty when all are met.

    A local version label is ignored: torch 2.13.0+cpu is torch 2.13.0.
    """
    from importlib.metadata import PackageNotFoundError, version

    wrong = []
    for name, wanted in direct_pins().items():
        try:
            found = version(name).split("+")[0]
        except PackageNotFoundError:
            found = "not installed"
        if found != wanted:
            wrong.append(f"{name}: needs {wanted}, found {found}")
    return wrong


def editable_home():
    """The folder that this interpreter's course_lib is editable from; None if it is not installed so."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import unquote, urlparse

    try:
        text = distribution("course-lib").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    origin = json.loads(text) if text else {}
    if not origin.get("dir_info", {}).get("editable"):
        return None
    path = unquote(urlparse(origin["url"]).path)
    if os.name == "nt":
        path = path.lstrip("/")
    return Path(path).resolve()


def inside_venv():
    return Path(sys.prefix).resolve() == VENV.resolve()


def venv_python(folder=None):
    return (folder or VENV) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ready():
    return not wrong_pins() and editable_home() == ROOT


def ensure(arguments):
    """Return when this interpreter can run the course; else set one up and run `arguments` inside it (no return)."""
    check_python()
    if ready():
        return
    if inside_venv():
        install()
        restart(Path(sys.executable), arguments)
    if not wrong_pins() and editable_home() is None and writable_environment():
        say("This environment has every pinned package; adding course_lib to it, editable.")
        install_course_lib()
        restart(Path(sys.executable), arguments)
    make_venv()
    restart(venv_python(), arguments)


def restart(python, arguments):
    """Continue in another interpreter. exec keeps Ctrl-C and exit status as they are; Windows has none."""
    if os.environ.get("COURSE_RESTARTS", "") == "xxxx":
        raise SetupError("Set-up does not settle: delete the folder .venv in the course's folder and run again.")
    os.environ["COURSE_RESTARTS"] = os.environ.get("COURSE_RESTARTS", "") + "x"
    sys.stdout.flush()
    command = [str(python), "-m", "course_lib"] + list(arguments)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(str(python), command)


def say(sentence):
    print(sentence, flush=True)


def writable_environment():
    return os.access(sys.prefix, os.W_OK) and sys.prefix != sys.base_prefix or "CONDA_PREFIX" in os.environ


def make_venv(folder=None):
    """A working interpreter in .venv, or `folder`; one left broken by a moved folder or a stopped run is made anew."""
    folder = folder or VENV
    if works(venv_python(folder)):
        return
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv
    except ImportError:
        raise SetupError(
            "This Python has no module venv: install it (Debian, Ubuntu: apt install python3-venv), then run the "
            "same command again."
        ) from None
    check_space()
    say(f"Making an environment in {folder.name} (once; delete the folder to undo it).")
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(str(folder))
    except PermissionError:
        raise SetupError(NOT_WRITABLE) from None
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"The environment {folder.name} could not be made ({error}): {remedy(str(error))}") from None


def works(python):
    """Whether the interpreter starts and has pip."""
    if not python.exists():
        return False
    try:
        result = subprocess.run([str(python), "-c", "import pip"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def check_space():
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < SPACE_GB:
        raise SetupError(
            f"The disk has {free:.1f} GB free and the set-up needs about {SPACE_GB:.0f}: free some space, "
            "then run the same command again."
        )


def install():
    """The locked versions, then course_lib editable, into this interpreter's environment."""
    check_space()
    extra = torch_source()
    total = sum(1 for line in lock_lines())
    say(f"Installing {total} packages at their locked versions; this is done once.")
    pip(["install", "-r", str(ROOT / "requirements.lock")] + extra, total)
    install_course_lib()
    say("Set-up done.")


def install_course_lib():
    """Without build isolation: the build backend is in the lock, so nothing unpinned is fetched."""
    pip(["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)], 1)


def lock_lines():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def torch_source():
    """pip's options for torch, and a sentence about what is going to be fetched.

    The registry's own build for Linux brings gigabytes of CUDA that the course never uses; PyTorch's public
    index has the build for CPUs. Where that index is out of reach, pip's own sources are asked.
    """
    if not sys.platform.startswith("linux"):
        return []
    if reachable(TORCH_INDEX + "/torch/"):
        say("torch comes from PyTorch's index of CPU builds (about 190 MB).")
        return ["--extra-index-url", TORCH_INDEX]
    found = torch_on_offer()
    if found is None:
        say("PyTorch's index of CPU builds cannot be reached; asking pip's own sources for torch.")
    elif "+cpu" in found:
        say("PyTorch's index cannot be reached, but pip's own sources offer its CPU build (about 190 MB).")
    else:
        say("PyTorch's index of CPU builds cannot be reached: pip's own sources offer torch with CUDA, "
            "several gigabytes. Ctrl-C stops; with a network that reaches the index it is about 190 MB.")
    return []


def torch_on_offer():
    """The version label of the torch that pip would take (2.13.0+cpu or 2.13.0), or None if pip cannot tell."""
    import json

    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet",
               "--report", "-", "torch==" + direct_pins()["torch"]]
    result = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(result.stdout)["install"][0]["metadata"]["version"]
    except (ValueError, KeyError, IndexError):
        return None


def reachable(url):
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def pip(arguments, total, python=None, log=None):
    """Run pip with one visible line of progress; the whole of what it prints goes to `log`, .venv/setup.log.

    python: the interpreter whose environment it works on, this one by default.
    """
    given, python = log is not None, str(python or sys.executable)
    command = [python, "-m", "pip", "--disable-pip-version-check"] + arguments + ["--progress-bar", "off"]
    seen, lines = set(), []
    log = log or (LOG if inside_venv() else Path(sys.prefix) / "course_setup.log")
    with open(log, "a", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in process.stdout:
            file.write(line)
            lines.append(line)
            words = line.split()
            if line.startswith(("Collecting", "Processing")):
                seen.add(words[1])
                progress("fetching", len(seen), total, re.split("==|-[0-9]", words[1].split("/")[-1])[0])
            elif line.startswith("Installing collected"):
                progress("unpacking", total, total, "all")
        process.wait()
    if sys.stdout.isatty():
        print(flush=True)
    if process.returncode:
        home = Path(log).parent.name if given else VENV.name
        raise SetupError(f"pip stopped: {remedy(''.join(lines), home)} What it said is in {Path(log).name}.")


def progress(verb, done, total, name):
    """A line that overwrites itself on a terminal, every tenth package elsewhere."""
    done = min(done, total)
    if sys.stdout.isatty():
        print(f"\r{verb} {done} of {total}  {name[:40]:40}", end="", flush=True)
    elif total > 1 and (done % 10 == 0 or verb == "unpacking"):
        say(f"{verb} {done} of {total}: {name}")


def remedy(text, home=".venv"):
    """What to do about pip's or the system's complaint, in one sentence."""
    low = text.lower()
    if "no space left" in low:
        return f"the disk is full; free about {SPACE_GB:.0f} GB and run the same command again."
    if "permission denied" in low:
        return NOT_WRITABLE
    missing = re.search("no matching distribution found for ([^ \n]+)", low)
    if missing and "from versions: none" not in low:
        return (f"there is no {missing.group(1)} for Python {'.'.join(map(str, sys.version_info[:3]))}; take a newer "
                f"3.11, delete the folder {home} and run the same command with it.")  # fmt: skip
    network = ("name resolution", "connection", "timed out", "max retries", "network is unreachable", "proxy",
               "no matching distribution", "could not fetch url")
    if any(sign in low for sign in network):
        return "the package index cannot be reached; check the network or proxy and run the same command again."
    return f"delete the folder {home} and run the same command again."
