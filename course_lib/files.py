"""Files appear whole or not at all: written under another name beside their place, then moved there in one step."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from course_lib.errors import CourseError


def write_whole(path, text: str) -> Path:
    """Write `text` as UTF-8 with its own line ends and return the path; a file that is there is replaced.

    Raises CourseError where the place cannot be written to; what stood there before then stands there still.
    """
    with writing(path) as file:
        file.write(text)
    return Path(path)


@contextmanager
def writing(path):
    """A text file to write to, piece by piece: `with writing(path) as file: file.write(text)`.

    It takes its place only when the block has ended without an error and everything is on the disk. Raises
    CourseError where it cannot be written; then, and after Ctrl-C, what stood there before stands there still.
    """
    path = Path(path)
    handle, temporary = beside(path)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(handle)  # a full disk may show only now
        os.chmod(temporary, 0o666 & ~current_umask())
        os.replace(temporary, path)
    except OSError as why:
        raise CourseError(f"{path} cannot be written ({why.strerror}): choose another place.") from why
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def check_place(path) -> None:
    """Can a file be written there? Found out before hours of work, by writing one. Raises CourseError if not."""
    handle, temporary = beside(Path(path))
    os.close(handle)
    os.unlink(temporary)


def beside(path: Path) -> tuple[int, str]:
    """An open, empty file next to `path`, and its name."""
    try:
        return tempfile.mkstemp(dir=path.parent, prefix=path.name[:60], suffix=".part")
    except OSError as why:
        raise CourseError(f"{path} cannot be written ({why.strerror}): choose another folder.") from why


def current_umask() -> int:
    """mkstemp makes private files; this gives them the rights that any new file has."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
