"""The learner's progress: one JSON file on their own machine, which they may read, move or delete.

    {"version": 1,
     "predictions": {"01.photocopier": {"choice": "b", "confidence": 70, "when": "...", "revealed": "..." or null,
                                        "counts": true}},
     "checks":      {"02.mean-age": {"attempts": 3, "correct": "..." or null, "hints": 1}},
     "questions":   {"01.quiz.1": {"box": 2, "when": "...", "answers": 4}},
     "whys":        {"01.why-fresh": {"answer": "...", "when": "..."}}}

Times are ISO 8601 with time zone. Each change reads the file, alters one entry and replaces the file in one step,
so two open notebooks do not undo each other's entries and a crash leaves the old file or the new one.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from course_lib import bootstrap
from course_lib.mode import building

PARTS = ("predictions", "checks", "questions", "whys")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def default_path() -> Path:
    """COURSE_PROGRESS, else `my_course/progress.json` in the clone, else a folder in the learner's home."""
    if os.environ.get("COURSE_PROGRESS"):
        return Path(os.environ["COURSE_PROGRESS"])
    if (bootstrap.ROOT / "pyproject.toml").exists():
        return bootstrap.ROOT / "my_course" / "progress.json"
    return Path.home() / ".synthetic_tables_course" / "progress.json"


class Progress:
    """What the learner did. With `path=None` (a build) it starts empty and lives in memory only."""

    def __init__(self, path: Path | None):
        self.path = path
        self._memory = empty()

    @classmethod
    def open(cls) -> "Progress":
        return cls(None if building() else default_path())

    def get(self, part: str, key: str) -> dict:
        """One entry, a copy; empty if there is none."""
        return dict(self.all(part).get(key, {}))

    def all(self, part: str) -> dict[str, dict]:
        return self._read()[part]

    def update(self, part: str, key: str, **values) -> dict:
        """Set `values` in one entry, save, and return the entry."""
        content = self._read()
        entry = content[part].setdefault(key, {})
        entry.update(values)
        self._write(content)
        return dict(entry)

    def _read(self) -> dict:
        if self.path is None:
            return self._memory
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            if not well_formed(content):
                raise ValueError("not a progress file")
        except FileNotFoundError:
            return empty()
        except ValueError:  # also what json and utf-8 raise
            self._set_aside()
            return empty()
        except OSError as error:
            return self._without_file(empty(), error)
        return {"version": 1} | {part: content.get(part, {}) for part in PARTS}

    def _write(self, content: dict):
        if self.path is None:
            self._memory = content
            return
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
            temporary.replace(self.path)
        except OSError as error:
            self._without_file(content, error)

    def _set_aside(self):
        number = 1
        while (aside := self.path.with_name(f"{self.path.stem}.unreadable-{number}.json")).exists():
            number += 1
        self.path.replace(aside)
        print(f"Your progress file could not be read. It is kept as {aside.name}, and a new one begins.")

    def _without_file(self, content: dict, error: OSError) -> dict:
        """Go on in memory, and say so once."""
        print(
            f"Progress cannot be saved ({error.strerror}); it is remembered until this notebook is closed. "
            "Set COURSE_PROGRESS to a file in a folder that you can write to."
        )
        self.path, self._memory = None, content
        return content


def empty() -> dict:
    return {"version": 1} | {part: {} for part in PARTS}


def well_formed(content) -> bool:
    return isinstance(content, dict) and all(
        isinstance(content.get(part, {}), dict) and all(isinstance(v, dict) for v in content.get(part, {}).values())
        for part in PARTS
    )


def summary(bank, progress: Progress) -> str:
    """The state of one lesson in a few lines, and where the file is."""
    solved = sum(bool(progress.get("checks", check.id).get("correct")) for check in bank.checks.values())
    predicted = sum(bool(progress.get("predictions", item.id).get("choice")) for item in bank.predictions.values())
    answered = sum(bool(progress.get("questions", item.id)) for item in bank.quiz)
    lines = [
        f"Lesson {bank.number}, {bank.title}",
        f"  predictions made     {predicted} of {len(bank.predictions)}",
        f"  exercises correct    {solved} of {len(bank.checks)}",
        f"  quiz answered        {answered} of {len(bank.quiz)}",
    ]
    if progress.path is None:
        return "\n".join([*lines, "Nothing is kept after this notebook is closed."])
    return "\n".join([*lines, f"Kept in {shown_path(progress.path)}; delete that file for a fresh start."])


def shown_path(path: Path) -> str:
    """Relative to the clone where it lies in it."""
    full = path.resolve()
    return full.relative_to(bootstrap.ROOT).as_posix() if full.is_relative_to(bootstrap.ROOT) else str(full)
