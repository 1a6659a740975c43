"""What `synth` and `report` share: places checked before the work begins, what was read, the page."""

from pathlib import Path

from course_lib.errors import CourseError


def check_places(places, sources, force: bool) -> None:
    """Can these files be written? places, sources: paths; a file that is read is never overwritten."""
    from course_lib.files import check_place

    for path in places:
        if path.is_dir():
            raise CourseError(f"{path} is a folder: give the name of a file in it.")
        if not path.absolute().parent.is_dir():
            raise CourseError(f"There is no folder {path.absolute().parent}: make it, or choose another place.")
        for source in map(Path, sources):
            if path.exists() and source.exists() and path.samefile(source):
                raise CourseError(f"{path} is a table that is read: it is never overwritten, give another name.")
        if path.exists() and not force:
            raise CourseError(f"{path} exists: give another name, or add --force to replace it.")
        check_place(path)


def check_seed(seed) -> None:
    if seed is not None and seed < 0:
        raise CourseError(f"--seed {seed}: give a whole number from 0 up.")


def check_table(schema, target) -> None:
    """What can be said only after reading, and should be said before a long fit."""
    if all(column.kind == "identifier" for column in schema):
        raise CourseError("Every column looks like an identifier (names, keys, free text): there is nothing to learn. "
                          "A card beside the CSV can declare another kind for a column.")
    if target is not None and schema[target].kind == "identifier":
        raise CourseError(f"--target {target}: an identifier cannot be predicted, choose another column.")


def say_what_was_read(name, df, schema) -> None:
    """Size, kinds, and what was assumed in reading."""
    kinds = {}
    for column in schema:
        kinds.setdefault(column.kind, []).append(" ".join(column.name.split()))  # a name may hold a line break
    print(f"Read {name}: {plural(len(df), 'row')}, {plural(df.shape[1], 'column')}.")
    for note in df.attrs.get("notes", ()):
        print(f"  {note}")
    for kind, names in kinds.items():
        shown = ", ".join(names[:8]) + (f", … ({len(names)} in all)" if len(names) > 8 else "")
        print(f"  {kind}: {shown}")


def score_and_write(path, title, notes=(), **arguments):
    """`evaluate(**arguments)` with its progress; the page, and its short version on the terminal. The Report."""
    from course_lib.cli.progress import Scoring
    from course_lib.evaluation import evaluate
    from course_lib.evaluation.report.findings import findings
    from course_lib.evaluation.report.summary import verdicts

    with Scoring() as progress:
        report = evaluate(**arguments, progress=progress).with_notes(notes)
    report.to_html(path, title=title)
    for verdict in verdicts(report):
        print(f"  {verdict.question} {verdict.state}: {verdict.reads}")
    print(f"Wrote {path}: open it in a browser.\nWhat was seen:")
    for sentence in findings(report):
        print(f"  {sentence}")
    return report


def plural(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
