"""The dispatcher: every command explains itself, a mistake is one sentence."""

import subprocess
import sys

import pytest

from course_lib import cli
from course_lib.bootstrap import ROOT


def course(*arguments):
    return subprocess.run([sys.executable, "-m", "course_lib", *arguments], cwd=ROOT, capture_output=True, text=True)


def test_help_lists_every_command_with_a_sentence():
    said = cli.overview()
    for name in cli.COMMANDS:
        assert f"\n  {name:10} " in said


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help(name):
    result = course(name, "--help")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"usage: python -m course_lib {name}")


def test_help_needs_nothing_installed():
    """-S keeps site-packages away: the same as a bare Python."""
    result = subprocess.run([sys.executable, "-S", "-m", "course_lib"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "lab" in result.stdout


def test_a_misspelt_command_is_answered_with_the_nearest():
    result = course("synht")
    assert result.returncode == 2
    assert "Did you mean 'synth'?" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reader_that_leaves_early_gets_no_traceback():
    command = f"{sys.executable} -m course_lib --help | head -1"
    result = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert result.stdout == "python -m course_lib COMMAND   (COMMAND --help says more)\n"
    assert result.stderr == ""
