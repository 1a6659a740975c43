"""`test`: the checks, in two parts: the package's tests, then every committed notebook under nbval.

A notebook is linted before nbval sees it, because nbval passes a notebook whose outputs were stripped.
"""

import os
import subprocess
import sys
import time

from course_lib.bootstrap import ROOT

HELP = "run the checks (sets up if needed): --quick under two minutes, --all the long drives too"

# What each size leaves out, in pytest's words.
SIZES = {"quick": "not slow and not long and not browser", "plain": "not long", "all": ""}


def add_arguments(parser):
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="leave out slow tests, the browser and the notebooks")
    size.add_argument("--all", action="store_true", help="the long drives too")
    parser.add_argument("--strict", action="store_true", help="a test that could not run counts as failed")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="processes (default: 2)")
    parser.add_argument("only", nargs="*", help="files or folders of tests, in place of all")


def run(args) -> int:
    size = "quick" if args.quick else "all" if args.all else "plain"
    start = time.monotonic()
    failed = [name for name, command in steps(size, args) if not passes(name, command)]
    minutes = (time.monotonic() - start) / 60
    if failed:
        print(f"\nNot passed after {minutes:.1f} minutes: {', '.join(failed)}.")
        return 1
    left_out = {"quick": " Left out: slow tests, the browser, the notebooks.", "plain": "", "all": ""}[size]
    print(f"\nEverything passed in {minutes:.1f} minutes.{left_out}")
    return 0


def steps(size: str, args):
    """(name, command) of each part; --strict reaches pytest through tests/conftest.py."""
    parallel = ["-n", str(args.jobs), "--dist", "loadfile"] if args.jobs > 1 else []
    strict = ["--strict-skips"] if args.strict else []
    marks = ["-m", SIZES[size]] if SIZES[size] else []
    pytest = [sys.executable, "-m", "pytest", *parallel]
    yield "tests", [*pytest, *strict, *marks, *(args.only or ["tests"])]
    if size != "quick" and not args.only:
        yield "notebooks", [*pytest, *nbval_arguments()]


def nbval_arguments() -> list[str]:
    """nbval compares text exactly; pixels and the machine's decimals of time are cut by the sanitize file.

    A whole notebook stays on one process (--dist loadfile above): its cells share a kernel. The teacher's copies
    are among them; they hold the solved exercises. Assignments are left to the grader's own tests.
    """
    folders = [ROOT / "notebooks", ROOT / "notebooks" / "teacher"]
    books = [str(p.relative_to(ROOT)) for folder in folders for p in sorted(folder.glob("[0-9][0-9]_*.ipynb"))]
    return ["--nbval", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg", "--nbval-cell-timeout", "300", *books]


def passes(name: str, command: list[str]) -> bool:
    print(f"\n{name}", flush=True)
    environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    if name == "notebooks":
        environment["COURSE_BUILD"] = "1"  # as when they were built: empty progress, fixed questions
    else:
        environment["MPLBACKEND"] = "agg"
    return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
