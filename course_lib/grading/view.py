"""What a jail shows: bubblewrap's command line.

The interpreter, the system's libraries and the rooms of `course_lib` that hold no answers are bound read-only; the
rest of the file system is not there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
INSIDE = Path(__file__).resolve().parent / "inside"
# A list of what may be seen: a room added later stays out of sight until it is named here. teaching holds the
# bank with its solutions, grading and authoring the notation of the hidden inputs.
VISIBLE = ("__init__.py", "colours.py", "errors.py", "files.py", "parallel.py",
           "randomness.py", "data", "dp", "evaluation", "generators", "plots", "study.py")
SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/fonts")
LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL")
SCRATCH_BYTES = 64 * 2**20


def environment(home: str, path: str) -> dict[str, str]:
    """All environment variables of the warm process; nothing of the grader's own goes in."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    names = dict.fromkeys(("USER", "LOGNAME"), "learner")
    places = {"HOME": home, "TMPDIR": home, "IPYTHONDIR": f"{home}/ipython", "MPLCONFIGDIR": f"{home}/matplotlib"}
    python = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1", "PYTHONPATH": path, "MPLBACKEND": "agg"}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | threads | names | places | python


def scratch_place() -> str:
    """The one folder a question may write to: /tmp, unless the interpreter itself lies below it."""
    return "/scratch" if any(Path("/tmp") in tree.parents for tree in _trees()) else "/tmp"


def jail_command(hidden=()) -> list[str]:
    """bubblewrap's command line up to the program. hidden: folders to keep out of view wherever they lie."""
    scratch = scratch_place()
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "course"]
    if os.getuid() == 0:
        command += ["--cap-drop", "ALL", *(word for name in CAPABILITIES for word in ("--cap-add", name))]
    else:
        command += ["--unshare-user"]
    for name, value in environment(scratch, "/grader:/package").items():
        command += ["--setenv", name, value]
    command += _mounts(hidden)
    for name in VISIBLE:
        command += ["--ro-bind-try", str(PACKAGE / name), f"/package/course_lib/{name}"]
    command += ["--ro-bind-try", str(PACKAGE.parent / "data"), "/package/data"]
    command += ["--ro-bind", str(INSIDE), "/grader/inside"]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(SCRATCH_BYTES), "--tmpfs", scratch]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", scratch, "--"]


def _trees() -> list[Path]:
    """The folders that a Python process needs."""
    libraries = [Path(path) for path in sys.path if path and Path(path).name in ("site-packages", "dist-packages")]
    return [*map(Path, SYSTEM), Path(sys.base_prefix), Path(sys.prefix), *libraries]


def _mounts(hidden) -> list[str]:
    """Outer folders first, so that a hidden folder covers what surrounds it and not what lies in it."""
    mounts = {tree: ["--ro-bind-try", str(tree), str(tree)] for tree in _trees()}
    installed = [tree / "course_lib" for tree in mounts]
    for folder in (*map(Path, hidden), PACKAGE, *installed):
        real = folder.resolve()
        if real.is_dir() and any(tree in real.parents for tree in mounts):
            mounts[real] = ["--tmpfs", str(real)]
    # Folders above a mount are made by bubblewrap for root alone; an unprivileged question must pass through them.
    places = [*mounts, Path("/package/course_lib/data"), Path("/grader/inside")]
    above = sorted({parent for place in places for parent in place.parents} - {Path("/")})
    above = [folder for folder in above if not any(tree == folder or tree in folder.parents for tree in mounts)]
    command = [word for folder in above for word in ("--perms", "0755", "--dir", str(folder))]
    command += [word for path in sorted(mounts, key=lambda path: len(path.parts)) for word in mounts[path]]
    for link in map(Path, LINKS):
        if link.is_symlink():
            command += ["--symlink", str(link.readlink()), str(link)]
        elif link.is_dir():
            command += ["--ro-bind", str(link), str(link)]
    return command
