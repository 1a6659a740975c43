"""A bare clone with nothing but Python: the README's first command sets everything up and runs a lesson.

Needs the network and some minutes, so only `test --all` runs it.
"""

import os
import subprocess
import sys

import pytest

from course_lib.bootstrap import ROOT

pytestmark = pytest.mark.long


def test_lab_check_in_a_bare_clone(tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    keep = ("PATH", "HOME", "LANG", "SYSTEMROOT")
    bare = {k: v for k, v in os.environ.items() if k in keep or k.startswith(("PIP_", "SSL_", "HTTP"))}
    python = os.path.realpath(sys.executable)  # the interpreter behind this environment, without its packages
    command = [python, "-m", "course_lib", "lab", "--check"]
    result = subprocess.run(command, cwd=clone, env=bare, capture_output=True, text=True, timeout=1800)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    assert "The course works here." in result.stdout
    assert result.stderr == ""
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True)
    assert status.stdout == "", "running a lesson dirtied the repository"
