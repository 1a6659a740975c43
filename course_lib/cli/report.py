"""`report REAL SYNTHETIC`: the report of a synthetic table, whoever made it, against its original.

Both are read with the schema of the original. What other programs write in another way (order of columns, 3.0 for 3,
1 for True) is read alike and said; what is different stays different, for the scores to show.
"""

HELP = "the report of any synthetic CSV against its original: report shop.csv new.csv --holdout fresh.csv -o page.html"


def add_arguments(parser):
    parser.add_argument("real", metavar="REAL.csv", help="the original that the synthetic rows were made from")
    parser.add_argument("synthetic", metavar="SYNTHETIC.csv", help="the synthetic table, from any program")
    parser.add_argument("--holdout", metavar="H.csv",
                        help="fresh real rows that the generator never saw; without them attacks are not measurable")
    parser.add_argument("--card", metavar="SCHEMA.toml",
                        help="what the columns mean (default: the card beside REAL.csv, else read off REAL.csv)")
    parser.add_argument("--target", metavar="COLUMN", help="column to predict in the usefulness test (needs --holdout)")
    parser.add_argument("--protected", metavar="COLUMN",
                        help="column whose levels are groups of people (default: the card's role \"protected\")")
    parser.add_argument("--seed", type=int, default=0, help="of resamples and classifiers (default: 0)")
    parser.add_argument("-o", "--out", metavar="OUT.html",
                        help="page to write (default: NAME_report.html, after SYNTHETIC.csv, here)")
    parser.add_argument("--force", action="store_true", help="replace a page that exists (never a table)")


def run(args) -> int:
    from pathlib import Path

    from course_lib.cli.tables import check_places, check_seed, check_table, say_what_was_read, score_and_write

    out = Path(args.out) if args.out else Path(f"{Path(args.synthetic).stem}_report.html")
    check_seed(args.seed)
    check_places([out], filter(None, (args.real, args.synthetic, args.holdout, args.card)), args.force)
    real, schema = original(args)
    say_what_was_read(args.real, real, schema)
    check_table(schema, args.target)
    tables, notes = others(args, real, schema)
    shared = [name for name in schema.names if all(name in table.columns for table in tables.values())]
    check_shared(args, schema, shared, tables, real)
    tables = {role: table[shared] for role, table in tables.items()}
    real, schema = real[shared], schema.select(shared)
    notes += warnings(args, real, tables, schema)
    for note in notes:
        print(f"  {note}")
    score_and_write(out, f"{Path(args.synthetic).name} beside its original {Path(args.real).name}", notes,
                    train=real, synthetic=tables["synthetic"], holdout=tables.get("holdout"), schema=schema,
                    target=args.target, seed=args.seed, protected=args.protected)
    return 0


def original(args):
    """The original and its schema: of the card named, of the card beside it, or read off it."""
    from course_lib.data import Schema, load_table
    from course_lib.data.validate import validate_table
    from course_lib.errors import CourseError

    if args.card is None:
        return load_table(args.real)
    schema = Schema.read(args.card)
    real = read(args.real)
    try:
        validate_table(schema, real)
    except CourseError as why:
        raise CourseError(f"{args.real} does not fit the card {args.card}: {why}") from why
    return real, schema


def read(path):
    """A table by path or by the name of one of the course's own; notes on how it was read in `attrs`."""
    from pathlib import Path

    from course_lib.data import read_table
    from course_lib.data.load import FOLDER, TABLES

    table, notes = read_table(FOLDER / f"{path}.csv" if path in TABLES else Path(path).expanduser())
    table.attrs["notes"] = notes
    return table


def others(args, real, schema):
    """{"synthetic": table, "holdout": table}, as comparable with the original as they can be made, and notes."""
    from pathlib import Path

    from course_lib.cli.tables import plural
    from course_lib.data.conform import conform

    tables, notes = {}, []
    for role, path in (("synthetic", args.synthetic), ("holdout", args.holdout)):
        if path is None:
            continue
        table = read(path)
        print(f"Read {path}: {plural(len(table), 'row')}, {plural(table.shape[1], 'column')}.")
        for note in table.attrs["notes"]:
            print(f"  {note}")
        tables[role], more = conform(table, real, schema, Path(path).name, Path(args.real).name)
        notes += more
    return tables, notes


def check_shared(args, schema, shared, tables, real) -> None:
    """Is there enough to compare?"""
    from course_lib.errors import CourseError
    from course_lib.evaluation.scores.case import FEWEST_ROWS

    if all(schema[name].kind == "identifier" for name in shared):
        raise CourseError("The columns that both tables have look like identifiers: there is nothing to compare.")
    if args.target is not None and args.target not in shared:
        raise CourseError(f"--target {args.target}: not all tables have this column, choose another.")
    if args.protected is not None and args.protected not in shared:
        raise CourseError(f"--protected {args.protected}: not all tables have this column, choose another.")
    named = {args.real: real, args.synthetic: tables["synthetic"], args.holdout: tables.get("holdout")}
    for path, table in named.items():
        if table is not None and len(table) < FEWEST_ROWS:
            raise CourseError(f"{path} has {len(table)} row{'s' * (len(table) != 1)}: a report needs at least "
                              f"{FEWEST_ROWS} rows of each table.")


def warnings(args, real, tables, schema) -> list[str]:
    """Tables that are not what they are given as: copies as synthetic rows, a holdout that is not fresh."""
    from pathlib import Path

    from course_lib.evaluation.metrics.copying import exact_match_share
    from course_lib.evaluation.scores.score import percent

    notes, twice = [], real.duplicated().mean()
    share = {role: exact_match_share(real, table, schema) for role, table in tables.items()}
    name, original = Path(args.synthetic).name, Path(args.real).name
    if share["synthetic"] == 1 and twice < 0.5:
        notes.append(f"Every row of {name} stands in {original} as it is: these are copies, not synthetic rows.")
    if share.get("holdout", 0) > 0.5 + twice / 2:
        notes.append(f"{percent(share['holdout'])} of the rows of {Path(args.holdout).name} also stand in {original}: "
                     "as a holdout give rows that the generator never saw, else closeness is judged wrongly.")
    if "holdout" in tables and exact_match_share(tables["holdout"], tables["synthetic"], schema) > 0.5 + twice / 2:
        notes.append(f"Most of the rows of {name} stand in the holdout {Path(args.holdout).name}: one of the two is "
                     "not what it is given as.")
    return notes
