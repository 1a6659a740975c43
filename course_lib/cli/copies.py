"""The learner's copies of the lessons, in a git-ignored folder: opening a lesson never dirties the repository.

`.originals.json` beside them remembers from which version each copy was made. A copy the learner has not
touched follows a new version by itself; one they worked in is never overwritten, only `reset` replaces it,
and keeps the old one.
"""

import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path

from course_lib.bootstrap import ROOT
from course_lib.errors import CourseError
from course_lib.files import write_whole

COPIES = ROOT / "my_course"
ORIGINALS = COPIES / ".originals.json"


def lessons() -> list[Path]:
    """The built notebooks, lessons first, then assignments."""
    folder = ROOT / "notebooks"
    return sorted(folder.glob("[0-9][0-9]_*.ipynb")) + sorted((folder / "assignments").glob("*.ipynb"))


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remembered() -> dict[str, str]:
    try:
        return json.loads(ORIGINALS.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def copy_lessons() -> list[str]:
    """Bring the copies up to date; return sentences about copies that have a newer original."""
    COPIES.mkdir(exist_ok=True)
    known, sentences = remembered(), []
    for original in lessons():
        copy = COPIES / original.name
        now = fingerprint(original)
        touched = copy.exists() and fingerprint(copy) != known.get(original.name)
        if touched and known.get(original.name) != now:
            number = original.name.split("_")[0]
            sentences.append(f"{original.name} has a newer version; yours is kept. To take it: reset {number}")
        elif not touched and known.get(original.name) != now or not copy.exists():
            shutil.copyfile(original, copy)
            known[original.name] = now
    write_remembered(known)
    return sentences


def write_remembered(known: dict[str, str]):
    write_whole(ORIGINALS, json.dumps(known, indent=1, sort_keys=True))


def find(number: str) -> Path:
    """The original of a lesson or assignment, by its number: "4", "04", "A1" or the start of its file name."""
    wanted = number.zfill(2) if number.isdigit() else number
    found = [path for path in lessons() if path.stem.split("_")[0].lower() == wanted.lower() or path.stem == number]
    if not found:
        have = ", ".join(path.stem.split("_")[0] for path in lessons())
        raise CourseError(f"There is no lesson {number!r}; there are {have}.")
    return found[0]


def reset(number: str) -> str:
    """Restore one copy. The learner's version is kept under a name with the time in it."""
    original = find(number)
    COPIES.mkdir(exist_ok=True)
    copy = COPIES / original.name
    sentence = f"{copy.name} is as it was at the start."
    if copy.exists() and fingerprint(copy) != fingerprint(original):
        kept = copy.with_name(f"{copy.stem}_before_reset_{datetime.now():%Y%m%d_%H%M%S_%f}.ipynb")
        copy.rename(kept)
        sentence += f" Your version is kept as {kept.name}."
    shutil.copyfile(original, copy)
    known = remembered()
    known[original.name] = fingerprint(original)
    write_remembered(known)
    return sentence
