"""`synth CSV`: the main job outside a notebook. Read anyone's table, learn it, draw new rows, judge them.

Half of the rows are held back when a report is asked for: scores need real rows that the generator never saw.
Files appear whole or not at all, and the table that was read is never written to.
"""

HELP = "a synthetic table from your CSV: synth shop.csv -n 1000 -o new.csv --report new.html"

# With fewer rows to learn from or more columns the default is the normal simulator instead of the VAE. On customers
# the VAE's nearest-neighbour attack scored .82 at 100 rows, .58 at 600, .53 at 1,000 and .51 at 2,500.
SMALL, WIDE = 1_000, 150


def add_arguments(parser):
    parser.add_argument("table", metavar="CSV", help="path of a CSV, or customers, affairs, breast_cancer")
    parser.add_argument("-g", "--generator", metavar="NAME",
                        help="short name of a generator (default: vae, or vae_style for small or very wide tables)")
    parser.add_argument("-n", "--rows", type=int, metavar="N", help="rows to draw (default: as many as the table has)")
    parser.add_argument("-o", "--out", metavar="OUT.csv", help="file to write (default: NAME_synthetic.csv, here)")
    parser.add_argument("--report", metavar="OUT.html", help="judge the rows and write this page")
    parser.add_argument("--seed", type=int, help="whole number; the same seed gives the same rows (default: drawn)")
    parser.add_argument("--settings", nargs="+", default=[], metavar="NAME=VALUE",
                        help="settings of the generator: latent_dim=4 noise=.5")
    parser.add_argument("--target", metavar="COLUMN", help="column to predict in the report's usefulness test")
    parser.add_argument("--hold-out", type=float, default=0.5, metavar="SHARE",
                        help="share of rows kept from the generator when there is a report (default: .5)")
    parser.add_argument("--force", action="store_true", help="replace files that exist (never the CSV that is read)")


def run(args) -> int:
    import sys
    from pathlib import Path

    out = Path(args.out) if args.out else Path(f"{Path(args.table).stem}_synthetic.csv")
    report = Path(args.report) if args.report else None
    check_arguments(args, out, report)

    from course_lib.data import load_table

    df, schema = load_table(args.table)
    say_what_was_read(args.table, df, schema)
    check_table(args, df, schema, report)
    seed = args.seed if args.seed is not None else drawn_seed()
    train, holdout = parts(args, df, report, seed)
    model = chosen(args, train)
    if not sys.stdout.isatty():
        print("Fitting …", flush=True)  # a progress line is for a terminal
    model.fit(train, schema, seed=seed, progress=sys.stdout.isatty())
    for note in model.notes_:
        print(note)
    rows = args.rows if args.rows is not None else len(df)
    synthetic = model.sample(rows, seed=seed + 1)
    write_table(synthetic, out)
    print(f"Wrote {out}: {plural(rows, 'row')}, {plural(synthetic.shape[1], 'column')}, seed {seed}.")
    if report:
        write_report(args, train, synthetic, holdout, schema, report, seed)
    print("Nothing here bounds what these rows tell about a single person of the original: decide with that in mind "
          "whom to give them to.")
    return 0


def check_arguments(args, out, report) -> None:
    """Everything that can be found wrong before the table is read."""
    from pathlib import Path

    from course_lib.errors import CourseError
    from course_lib.generators.registry import class_of

    if args.generator is not None:
        class_of(args.generator)  # raises for an unknown name
    if args.rows is not None and args.rows < 1:
        raise CourseError(f"-n {args.rows}: give a whole number of rows from 1 up.")
    if args.seed is not None and args.seed < 0:
        raise CourseError(f"--seed {args.seed}: give a whole number from 0 up.")
    if not 0 < args.hold_out < 1:
        raise CourseError(f"--hold-out {args.hold_out:g}: give a share between 0 and 1, such as .5.")
    source = Path(args.table)
    if report and report.absolute() == out.absolute():
        raise CourseError(f"The table and the report cannot both be written to {out}: give --report another name.")
    for path in filter(None, (out, report)):
        if path.is_dir():
            raise CourseError(f"{path} is a folder: give the name of a file in it.")
        if not path.absolute().parent.is_dir():
            raise CourseError(f"There is no folder {path.absolute().parent}: make it, or choose another place.")
        if path.exists() and source.exists() and path.samefile(source):
            raise CourseError(f"{path} is the table that is read: it is never overwritten, give another name.")
        if path.exists() and not args.force:
            raise CourseError(f"{path} exists: give another name, or add --force to replace it.")


def check_table(args, df, schema, report) -> None:
    """What can be said only after reading, and should be said before a long fit."""
    from course_lib.errors import CourseError

    if all(column.kind == "identifier" for column in schema):
        raise CourseError("Every column looks like an identifier (names, keys, free text): there is nothing to learn. "
                          "A card beside the CSV can declare another kind for a column.")
    from course_lib.evaluation.metrics.views import NUMBERS, numbers_of

    for name in schema.of_kind(*NUMBERS):
        numbers_of(df[name])  # raises for what no generator can square
    if args.target is not None and schema[args.target].kind == "identifier":
        raise CourseError(f"--target {args.target}: an identifier cannot be predicted, choose another column.")
    if not report:
        return
    from course_lib.evaluation.scores.case import FEWEST_ROWS

    smaller = min(args.hold_out, 1 - args.hold_out) * len(df)
    if smaller < FEWEST_ROWS:
        raise CourseError(f"The table has {len(df)} rows, and a report needs at least {FEWEST_ROWS} to learn from and "
                          f"{FEWEST_ROWS} held back: leave --report out.")
    if args.rows is not None and args.rows < FEWEST_ROWS:
        raise CourseError(f"-n {args.rows}: a report needs at least {FEWEST_ROWS} synthetic rows; raise -n or leave "
                          "--report out.")


def say_what_was_read(name, df, schema) -> None:
    """Size, kinds, what was assumed in reading, and what will not be learned."""
    kinds = {}
    for column in schema:
        kinds.setdefault(column.kind, []).append(column.name)
    print(f"Read {name}: {plural(len(df), 'row')}, {plural(df.shape[1], 'column')}.")
    for note in df.attrs.get("notes", ()):
        print(f"  {note}")
    for kind, names in kinds.items():
        shown = ", ".join(names[:8]) + (f", … ({len(names)} in all)" if len(names) > 8 else "")
        print(f"  {kind}: {shown}")
    runnable = [c.name for c in schema if c.kind == "category" and any(str(v).startswith(("=", "@")) for v in c.levels
                                                                      or ())]
    if runnable:
        print(f"  Column {runnable[0]!r} holds text that begins with = or @: a spreadsheet would run it as a formula.")


def plural(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def chosen(args, train):
    """The generator asked for, or the best there is for such a table; says which, and why."""
    from course_lib.generators import make

    name, why = args.generator, ""
    if name is None and len(train) < SMALL:
        name, why = "vae_style", f", because with under {SMALL:,} rows to learn from a VAE copies them"
    elif name is None and train.shape[1] > WIDE:
        name, why = "vae_style", f", because the table has over {WIDE} columns"
    elif name is None:
        name, why = "vae", ", the best there is for such a table (-g chooses another)"
    model = make(name, **settings_of(args.settings))
    with_settings = f" with {', '.join(args.settings)}" if args.settings else ""
    print(f"Generator: {name}{with_settings}{why}.")
    return model


def settings_of(pairs) -> dict:
    """["latent_dim=4", "bounds=clip"] as keywords: whole numbers, numbers, true, false, none, else text."""
    from course_lib.errors import CourseError

    settings = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (equals and name and value):
            raise CourseError(f"--settings {pair}: write NAME=VALUE without blanks, such as latent_dim=4.")
        settings[name.strip().replace("-", "_")] = value_of(value.strip())
    return settings


def value_of(text: str):
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def parts(args, df, report, seed):
    """Rows to learn from and rows held back, (train, None) without a report."""
    if not report:
        return df, None
    from course_lib.data.split import split
    from course_lib.randomness import generator, spawn

    rng = spawn(generator(seed), 1)[0]  # not the stream that fit draws from
    train, holdout = split(df, seed=rng, shares=(1 - args.hold_out, args.hold_out))
    print(f"{len(train):,} rows are learned from; {len(holdout):,} are held back, and the report compares with them. "
          "Without --report all rows are learned from.")
    return train, holdout


def drawn_seed() -> int:
    """A seed from the operating system, small enough to type again."""
    import secrets

    return secrets.randbelow(10**6)


def write_table(df, path) -> None:
    from course_lib.files import write_whole

    write_whole(path, df.to_csv(index=False, lineterminator="\n"))


def write_report(args, train, synthetic, holdout, schema, path, seed) -> None:
    """Score, write the page, and print its short version."""
    from course_lib.evaluation import evaluate
    from course_lib.evaluation.report.html import in_short

    print("Scoring …", flush=True)
    report = evaluate(train, synthetic, holdout, schema, target=args.target, seed=seed)
    report.to_html(path, title=f"{args.table}: a synthetic table beside its original")
    for line in in_short(report):
        print(f"  {line['group']}: {line['reads']}")
    print(f"Wrote {path}: open it in a browser.")
