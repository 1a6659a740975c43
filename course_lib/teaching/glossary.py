"""The glossary as data: `bank/glossary.toml`, one table per term.

["noise floor"]
short = "What a metric reads on two samples of the same truth."     # one or two sentences
lesson = "03"                                                       # where it is taught
also = ["floor"]                                                    # other names, looked up alike
see = ["holdout"]                                                   # terms of this file
"""

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from course_lib.errors import CourseError
from course_lib.teaching.banks import FOLDER, allowed, text


@dataclass(frozen=True)
class Term:
    name: str
    short: str
    lesson: str
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


def terms(path: Path = FOLDER / "glossary.toml") -> dict[str, Term]:
    """Every term by name, in alphabetical order. Raises CourseError naming the term that is malformed."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {name: read(name, content[name]) for name in sorted(content, key=str.casefold)}
    taken: dict[str, str] = {}
    for term in found.values():
        for name in (term.name, *term.also):
            if name.casefold() in taken:
                raise CourseError(f"glossary.toml: {name!r} names both {taken[name.casefold()]} and {term.name}.")
            taken[name.casefold()] = term.name
        for other in term.see:
            if other not in found:
                raise CourseError(
                    f"glossary.toml {term.name!r}: see {other!r}, which is no term; the exact name is needed."
                )
    return found


def read(name: str, entry: dict) -> Term:
    at = f"glossary.toml {name!r}"
    allowed(entry, at, "short lesson also see")
    return Term(
        name,
        text(entry, "short", at),
        text(entry, "lesson", at),
        *map(tuple, (entry.get("also", ()), entry.get("see", ()))),
    )


def look_up(word: str) -> Term:
    """The term of that name or other name, in any case. Raises CourseError with the nearest names."""
    names = {name.casefold(): term for term in terms().values() for name in (term.name, *term.also)}
    key = " ".join(word.split()).casefold()
    if key in names:
        return names[key]
    near = [names[match].name for match in get_close_matches(key, names, n=3, cutoff=0.5)]
    help = f"the nearest: {', '.join(dict.fromkeys(near))}" if near else "course.terms() lists them all"
    raise CourseError(f"The glossary has no {word!r}; {help}.")
