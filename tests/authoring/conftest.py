"""One built demo lesson for the whole room, and a bench on which a test breaks one thing in a copy of it."""

import shutil
from pathlib import Path

import nbformat
import pytest

from course_lib.authoring.build import build
from course_lib.authoring.lint import lint_lessons

DEMO = Path(__file__).parent / "demo"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A folder with notebooks/ (source and both built copies) and teaching/."""
    root = tmp_path_factory.mktemp("demo") / "course"
    shutil.copytree(DEMO, root)
    (built,) = build(folder=root / "notebooks", say=lambda line: None)
    assert built.error is None
    return root


@pytest.fixture
def bench(demo, tmp_path):
    shutil.copytree(demo, tmp_path / "course")
    return Bench(tmp_path / "course")


class Bench:
    """A copy of the built demo, to break."""

    def __init__(self, root: Path):
        self.notebooks = root / "notebooks"
        self.source = self.notebooks / "source" / "01_demo.py"
        self.stored = {"learner": self.notebooks / "01_demo.ipynb", "teacher": self.notebooks / "teacher/01_demo.ipynb"}
        self.teaching = root / "teaching"
        self.bank = self.teaching / "bank" / "01.toml"

    def replace(self, path: Path, old: str, new: str):
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def edit(self, change, copy="both"):
        """Apply `change(notebook)` to the stored copies."""
        for name, path in self.stored.items():
            if copy in (name, "both"):
                notebook = nbformat.read(path, as_version=4)
                change(notebook)
                path.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8")

    def cell(self, id: str, copy="both", **changes):
        """Set parts of one stored cell: source=, outputs=, execution_count=, or a function of the cell: change=."""

        def change(notebook):
            for cell in notebook.cells:
                if cell.id == id:
                    changes.get("change", lambda cell: None)(cell)
                    cell.update({key: value for key, value in changes.items() if key != "change"})

        self.edit(change, copy)

    def lint(self):
        return lint_lessons(folder=self.notebooks, teaching=self.teaching)
