"""`build`: what it says and how it ends. The work behind it is tested in tests/authoring."""

import argparse

import pytest

from course_lib import cli
from course_lib.cli import build
from tests.authoring.conftest import bench, demo  # noqa: F401 - fixtures


@pytest.fixture
def command(bench):  # noqa: F811
    def run(*arguments):
        parser = argparse.ArgumentParser()
        build.add_arguments(parser)
        return build.run(parser.parse_args(arguments), folder=bench.notebooks, teaching=bench.teaching)

    return run


def test_check_and_lint_of_a_fresh_build(command, capsys):
    assert command("--check", "--lint") == 0
    assert capsys.readouterr().out == "Every notebook is what its source gives.\nLint: 0 errors, 0 to consider.\n"


def test_check_ends_with_one_for_a_stale_notebook(command, bench, capsys):  # noqa: F811
    bench.replace(bench.source, "say little", "say something")
    assert command("--check") == 1
    assert len(capsys.readouterr().out.splitlines()) == 2  # one sentence for each copy


def test_lint_ends_with_one_for_an_error_only(command, bench, capsys):  # noqa: F811
    bench.cell("01-loop-01", source="## A\n" + "word " * 1400)
    assert command("--lint") == 0
    assert capsys.readouterr().out.endswith("Lint: 0 errors, 1 to consider.\n")
    bench.cell("01-loop-01", source="## A\nThis is obviously two.")
    assert command("--lint", "01") == 1
    assert "[banned-words]" in capsys.readouterr().out


def test_a_build_ends_with_its_lint(command, bench, capsys):  # noqa: F811
    bench.replace(bench.source, "say little", "simply say little")
    assert command("01") == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Building 1 lesson: 01_demo."
    assert said[1].startswith("[1/1] 01_demo: learner's copy 29 cells in ")
    assert "says 'simply'" in said[2]
    assert command("--check") == 0


def test_an_unknown_lesson_is_one_sentence(capsys):
    assert cli.run(["build", "--check", "77"]) == 2
    assert "There is no source for lesson '77'" in capsys.readouterr().err
