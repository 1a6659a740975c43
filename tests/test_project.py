"""The project as a whole: style, import floors, pins that agree, files a person can read."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from course_lib.bootstrap import ROOT, direct_pins, lock_lines

# A lesson is as long as its own lint rule allows; every other file is read from top to bottom.
OWN = [p for top in ("course_lib", "tests", "data") for p in sorted((ROOT / top).rglob("*.py"))]


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_ruff_finds_nothing():
    result = run(sys.executable, "-m", "ruff", "check", ".")
    assert result.returncode == 0, result.stdout


def test_imports_go_down_the_floors():
    result = run(sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()")
    assert result.returncode == 0, result.stdout[-3000:]


def test_a_wrong_import_would_be_found(tmp_path):
    """The planted fault behind the test above: the data floor reaching up to the generators."""
    package = tmp_path / "floors"
    for name, text in {"__init__": "", "low": "import floors.high", "high": ""}.items():
        package.mkdir(exist_ok=True)
        (package / f"{name}.py").write_text(text)
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = floors\n[importlinter:contract:1]\nname = floors\ntype = layers\n"
        "layers =\n    floors.high\n    floors.low\n"
    )
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode != 0
    assert "floors.low -> floors.high" in result.stdout


def test_spelling():
    folders = ["course_lib", "tests", "data", "notebooks/source", "README.md", "CHANGELOG.md"]
    result = run(sys.executable, "-m", "codespell_lib", *folders)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", OWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_short_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350


def test_lock_holds_every_direct_pin():
    locked = dict(line.split("==") for line in lock_lines())
    locked = {name.lower().replace("_", "-"): version for name, version in locked.items()}
    for name, version in direct_pins().items():
        assert locked[name.lower()] == version


def test_every_locked_package_takes_the_oldest_python_we_promise():
    """Debian 12 ships 3.11.2: a package that wants 3.11.5 ends the set-up there."""
    from importlib.metadata import PackageNotFoundError, metadata

    from packaging.specifiers import SpecifierSet

    for line in lock_lines():
        name, version = line.split("==")
        try:
            found = metadata(name)
        except PackageNotFoundError:
            continue  # another platform's
        assert found["Version"].split("+")[0] == version
        assert SpecifierSet(found["Requires-Python"] or "").contains("3.11.0"), name


def test_environment_yml_agrees_with_pyproject():
    """conda-forge's names are the same but for torch (pytorch-cpu there)."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    found = dict(re.findall(r"^\s+- ([a-z0-9_-]+)==?([0-9.]+)$", text, flags=re.M))
    found.pop("python")
    found["torch"] = found.pop("pytorch-cpu")
    assert found == direct_pins()


def test_environment_ymls_pip_lines_are_lines_of_a_requirements_file():
    """conda writes them into one; pip refuses options of its command line there, such as --no-deps."""
    from packaging.requirements import Requirement

    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    lines = re.findall(r"^ +- (.+)$", text.split("- pip:")[1], flags=re.M)
    assert "-e ." in lines
    for line in lines:
        if line != "-e .":
            Requirement(line)


def test_versions_agree():
    import course_lib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == course_lib.__version__
    assert course_lib.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {course_lib.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, course_lib; print([m for m in ('numpy', 'pandas', 'torch', 'matplotlib') if m in sys.modules])"
    assert run(sys.executable, "-c", code).stdout.strip() == "[]"


def test_no_path_of_one_machine_is_tracked():
    files = run("git", "ls-files").stdout.split("\n")
    pattern = re.compile(r"/(?:work|root|farm|home)/\w+|/tmp/ipykernel_\d+")
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".ipynb", ".yml", ".json", ".html"} and path.is_file():
            if "tests" in Path(name).parts:
                continue
            hit = pattern.search(path.read_text(encoding="utf-8"))
            assert hit is None, f"{name}: {hit.group(0)}"
