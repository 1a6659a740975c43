"""Files appear whole or not at all: written under another name beside their place, then moved there in one step."""

import os
import tempfile
from pathlib import Path

from course_lib.errors import CourseError


def write_whole(path, text: str) -> Path:
    """Write `text` as UTF-8 with its own line ends and return the path; a file that is there is replaced.

    Raises CourseError where the place cannot be written to; what stood there before then stands there still.
    """
    path = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    except OSError as why:
        raise CourseError(f"{path} cannot be written ({why.strerror}): choose another folder.") from why
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o666 & ~current_umask())
        os.replace(temporary, path)
    except OSError as why:
        raise CourseError(f"{path} cannot be written ({why.strerror}): choose another place.") from why
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return path


def current_umask() -> int:
    """mkstemp makes private files; this gives them the rights that any new file has."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
