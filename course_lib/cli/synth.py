"""`synth CSV`: the main job outside a notebook. Read anyone's table, learn it, draw new rows, judge them.

Half of the rows are held back when a report is asked for: scores need real rows that the generator never saw.
Files appear whole or not at all, and the table that was read is never written to.
"""

HELP = "a synthetic table from your CSV: synth shop.csv -n 1000 -o new.csv --report new.html"

# C2ST against fresh rows (.5 = cannot be told apart), rows learned from; cart is left out, it hands out real cells:
#              customers 100   500  1,000  5,000 | affairs 400  3,183 | 31 columns, 284 | census-like 500  7,500
#   vae_style           .70   .73   .79    .80  |        1.00    .99 |            .90  |           1.00   1.00
#   vae                 .68   .63   .60    .54  |         .63    .59 |            .77  |            .65    .67
#   copula              .66   .62   .63    .55  |         .62    .61 |            .69  |            .64    .55
# copula fits in under a second where vae takes 5 to 20, and its nearest-neighbour attack scores lower up to 1,000 rows.
DEFAULT = "copula"
WHY = (", the default: on small, large and wide tables its rows were among the hardest to tell from real ones, "
       "and it is quick (-g chooses another)")


def add_arguments(parser):
    parser.add_argument("table", metavar="CSV", help="path of a CSV, or customers, affairs, breast_cancer")
    parser.add_argument("-g", "--generator", metavar="NAME",
                        help="short name of a generator (default: copula)")
    parser.add_argument("-n", "--rows", type=int, metavar="N", help="rows to draw (default: as many as the table has; "
                        "of a private generator about as many as it learned from)")
    parser.add_argument("-o", "--out", metavar="OUT.csv", help="file to write (default: NAME_synthetic.csv, here)")
    parser.add_argument("--report", metavar="OUT.html", help="judge the rows and write this page")
    parser.add_argument("--data-card", metavar="OUT.md",
                        help="a card to hand out with the rows: what they are, how made, what the report measured")
    parser.add_argument("--seed", type=int, help="whole number; the same seed gives the same rows (default: drawn)")
    parser.add_argument("--settings", nargs="+", default=[], metavar="NAME=VALUE",
                        help="settings of the generator: latent_dim=4 noise=.5")
    parser.add_argument("--target", metavar="COLUMN", help="column to predict in the report's usefulness test")
    parser.add_argument("--protected", metavar="COLUMN",
                        help="column of the report whose levels are groups of people (default: the card's)")
    parser.add_argument("--hold-out", type=float, metavar="SHARE",
                        help="share of rows kept from the generator when there is a report (default: .5)")
    parser.add_argument("--fit-all", action="store_true",
                        help="learn from all rows although there is a report, which then says nothing about closeness")
    parser.add_argument("--escape-formulas", action="store_true",
                        help="put an apostrophe before text that a spreadsheet would run (= + - @)")
    parser.add_argument("--force", action="store_true", help="replace files that exist (never the CSV that is read)")


def run(args) -> int:
    from pathlib import Path

    out = Path(args.out) if args.out else Path(f"{Path(args.table).stem}_synthetic.csv")
    report, card = (Path(place) if place else None for place in (args.report, args.data_card))
    check_arguments(args, out, report, card)
    written = []
    try:
        work(args, out, report, card, written)
    except KeyboardInterrupt:
        there = f"{written[0]} is complete, no report was written" if written else "nothing was written"
        raise KeyboardInterrupt(f"Stopped: {there}.") from None
    return 0


def work(args, out, report, card, written: list) -> None:
    """Read, learn, draw, write, judge. written: takes the files that are complete."""
    from course_lib.cli.progress import fitting
    from course_lib.cli.tables import check_table, plural, say_what_was_read
    from course_lib.data import load_table
    from course_lib.evaluation.scores.case import protected_of

    df, schema = load_table(args.table)
    say_what_was_read(args.table, df, schema)
    check_table(schema, args.target)
    if args.protected is not None:
        protected_of(schema, args.protected)  # raises for a column that cannot hold groups
    check_size(args, df, report)
    seed = args.seed if args.seed is not None else drawn_seed()
    train, holdout = parts(args, df, report, seed)
    model = chosen(args)
    with fitting():
        model.fit(train, schema, seed=seed_of_fit(model, args.seed, seed), progress=True)
    for note in model.notes_:
        print(note)
    rows = args.rows if args.rows is not None else drawn_rows(model, df)
    synthetic = model.sample(rows, seed=seed + 1)
    write_table(synthetic, out, args.escape_formulas)
    written.append(out)
    print(f"Wrote {out}: {plural(rows, 'row')}, {plural(synthetic.shape[1], 'column')}, seed {seed}.")
    if report:
        found = write_report(args, train, synthetic, holdout, schema, report, seed)
        if card:
            write_card(args, found, schema, model, seed, card)
    print(last_word(model, report))


def check_arguments(args, out, report, card) -> None:
    """Everything that can be found wrong before the table is read."""
    from itertools import combinations

    from course_lib.cli.tables import check_places, check_seed
    from course_lib.errors import CourseError
    from course_lib.generators.registry import class_of

    if args.generator is not None:
        class_of(args.generator)  # raises for an unknown name
    if args.rows is not None and args.rows < 1:
        raise CourseError(f"-n {args.rows}: give a whole number of rows from 1 up.")
    check_seed(args.seed)
    if args.hold_out is not None and not 0 < args.hold_out < 1:
        raise CourseError(f"--hold-out {args.hold_out:g}: give a share between 0 and 1, such as .5.")
    if args.hold_out is not None and args.fit_all:
        raise CourseError("--fit-all keeps no rows back, --hold-out does: give one of the two.")
    if card and not report:
        raise CourseError("--data-card tells what the report measured: add --report OUT.html.")
    places = {"the table": out, "the report": report, "the data card": card}
    places = {what: place for what, place in places.items() if place}
    for (one, place), (other, same) in combinations(places.items(), 2):
        if place.absolute() == same.absolute():
            raise CourseError(f"{one.capitalize()} and {other} cannot both be written to {place}: give {other} another "
                              "name.")
    check_places(places.values(), [args.table], args.force)


def check_size(args, df, report) -> None:
    """Are there enough rows for the report that was asked for?"""
    from course_lib.errors import CourseError
    from course_lib.evaluation.scores.case import FEWEST_ROWS

    if not report:
        return
    share = 0.5 if args.hold_out is None else args.hold_out
    smaller = len(df) if args.fit_all else min(share, 1 - share) * len(df)
    if smaller < FEWEST_ROWS:
        held = "" if args.fit_all else f" and {FEWEST_ROWS} held back"
        raise CourseError(f"The table has {len(df)} rows, and a report needs at least {FEWEST_ROWS} to learn from"
                          f"{held}: leave --report out.")
    if args.rows is not None and args.rows < FEWEST_ROWS:
        raise CourseError(f"-n {args.rows}: a report needs at least {FEWEST_ROWS} synthetic rows; raise -n or leave "
                          "--report out.")


def parts(args, df, report, seed):
    """Rows to learn from and rows held back, (train, None) without a report or with --fit-all."""
    from course_lib.cli.tables import plural

    if not report:
        return df, None
    if args.fit_all:
        print(f"All {plural(len(df), 'row')} are learned from (--fit-all): the report has no fresh rows to compare "
              "with, so it cannot judge closeness.")
        return df, None
    from course_lib.data.split import split
    from course_lib.randomness import generator, spawn

    rng = spawn(generator(seed), 1)[0]  # not the stream that fit draws from
    share = 0.5 if args.hold_out is None else args.hold_out
    train, holdout = split(df, seed=rng, shares=(1 - share, share))
    print(f"{len(train):,} rows are learned from; {len(holdout):,} are held back, and the report compares with them. "
          "--fit-all learns from all rows, without fresh rows to compare with.")
    return train, holdout


def chosen(args):
    """The generator asked for, or the default; says which, and why."""
    from course_lib.generators import make

    name, why = (args.generator, "") if args.generator else (DEFAULT, WHY)
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


def drawn_seed() -> int:
    """A seed from the operating system, small enough to type again."""
    import secrets

    return secrets.randbelow(10**6)


def seed_of_fit(model, asked, drawn):
    """A private generator takes its noise from the operating system, unless a seed is asked for: who knows the seed of
    the noise can take it off again."""
    return asked if getattr(model, "needs_declared", False) else drawn


def drawn_rows(model, df) -> int:
    """As many as the table has; of a private generator its noisy count, for the exact one is private."""
    return max(1, model.n_rows_) if getattr(model, "needs_declared", False) else len(df)


def guarantee(model) -> str:
    """What was paid for privacy, and per what; empty if nothing was."""
    if getattr(model, "noise_from_", None) != "operating system":
        return ""
    return f"epsilon = {model.epsilon:g}, delta = {model.delta:g}, one row added or removed"


def last_word(model, report) -> str:
    """What the rows promise about single people."""
    paid = guarantee(model)
    if not paid:
        return ("Nothing here bounds what these rows tell about a single person of the original: decide with that in "
                "mind whom to give them to.")
    outside = " The report is not, nor are the scores and counts of a data card." if report else ""
    return (f"These rows are differentially private ({paid}), if the card's bounds and levels were written without "
            f"looking at the rows; no seed repeats them.{outside}")


def write_table(df, path, escape: bool) -> None:
    """The rows as CSV, a piece at a time; says which cells a spreadsheet would run."""
    from course_lib.cli import formulas
    from course_lib.files import writing

    cells = formulas.found(df)
    if cells:
        print(formulas.sentence(cells, escape))
    with writing(path) as file:
        (formulas.escaped(df) if cells and escape else df).to_csv(file, index=False, lineterminator="\n")


def write_report(args, train, synthetic, holdout, schema, path, seed):
    """Score, write the page, and print its short version; the Report."""
    from pathlib import Path

    from course_lib.cli.tables import score_and_write

    return score_and_write(path, f"{Path(args.table).name}: a synthetic table beside its original", train=train,
                           synthetic=synthetic, holdout=holdout, schema=schema, target=args.target, seed=seed,
                           protected=args.protected)


def write_card(args, report, schema, model, seed, path) -> None:
    """The data card, as Markdown."""
    from pathlib import Path

    from course_lib.evaluation.report.card import data_card
    from course_lib.files import write_whole

    seeds = {"fit": seed_of_fit(model, args.seed, seed), "sample": seed + 1}
    card = data_card(report, schema, title=f"{Path(args.table).stem}, synthetic", generator=args.generator or DEFAULT,
                     settings=model.get_settings(), seeds=seeds, guarantee=guarantee(model))
    write_whole(path, card)
    print(f"Wrote {path}: read it, and say in it what the rows are for, before you hand them out.")
