"""`test`: the checks, in two parts: the package's tests, then every committed notebook under nbval.

A notebook is linted before nbval sees it, because nbval passes a notebook whose outputs were stripped.
"""

import os
import subprocess
import sys
import time

from course_lib.bootstrap import ROOT

HELP = "run the checks (sets up if needed): --quick the fast ones, --all the long drives too"

# What each size leaves out, in pytest's words.
SIZES = {"quick": "not slow and not long and not browser", "plain": "not long", "all": ""}


def add_arguments(parser):
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="leave out slow tests, the browser and the notebooks")
    size.add_argument("--all", action="store_true", help="the long drives too")
    parser.add_argument("--strict", action="store_true", help="a test that could not run counts as failed")
    jobs = min(2, os.cpu_count() or 1)
    parser.add_argument("--jobs", type=int, default=jobs, help=f"processes (default: {jobs})")
    parser.add_argument("only", nargs="*", help="files or folders of tests, in place of all tests and the notebooks")


def run(args) -> int:
    size = "quick" if args.quick else "all" if args.all else "plain"
    start = time.monotonic()
    failed = [] if package_passes(size, args) else ["tests"]
    if size != "quick" and not args.only and not notebooks_pass(args.jobs, apart=size == "all"):
        failed.append("notebooks")
    minutes = (time.monotonic() - start) / 60
    if failed:
        print(f"\nNot passed after {minutes:.1f} minutes: {', '.join(failed)}.")
        return 1
    left_out = " Left out: slow tests, the browser, the notebooks." if size == "quick" else ""
    print(f"\nEverything passed in {minutes:.1f} minutes.{left_out}")
    return 0


def package_passes(size: str, args) -> bool:
    """pytest on tests/; --strict reaches it through tests/conftest.py."""
    print("The package's tests", flush=True)
    command = [sys.executable, "-m", "pytest"]
    if args.jobs > 1:
        command += ["-n", str(args.jobs), "--dist", "loadfile", "--no-loadscope-reorder"]  # in conftest's order
    if args.strict:
        command.append("--strict-skips")
    if SIZES[size]:
        command += ["-m", SIZES[size]]
    environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", MPLBACKEND="agg")
    return subprocess.run(command + (args.only or ["tests"]), cwd=ROOT, env=environment).returncode == 0


def notebooks_pass(jobs: int, apart: bool) -> bool:
    """Every committed lesson executed anew and compared with what is stored; apart: each of its copies on its own."""
    from course_lib.authoring.replay import replay

    print("\nThe notebooks, executed anew and compared", flush=True)
    return replay(jobs=jobs, apart=apart) == 0
