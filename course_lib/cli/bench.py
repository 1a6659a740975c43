"""`bench`: generators x tables x seeds, each measured once and kept; a JSON, a table, a picture.

    bench                              every generator of the course on customers, five seeds
    bench copula vae:kl_weight=0.5 --tables customers census mine.csv --seeds 0 1 2
    bench --peers                      other libraries too, in an environment of their own
    bench --cost                       seconds and memory as the rows grow
    bench --lessons                    how long the lessons run, beside what their cards promise

Stopped, even killed, the same command goes on where it was: what was measured is kept in the folder's `cells/`.
"""

HELP = "compare generators: bench copula vae --tables customers mine.csv; --cost, --lessons, --peers"
FOLDER = "build/bench"
SEEDS = [0, 1, 2, 3, 4]


def add_arguments(parser):
    parser.add_argument("generators", nargs="*", metavar="GENERATOR",
                        help="short names, with settings if you like: vae:kl_weight=0.5,epochs=20 (default: all)")
    parser.add_argument("--tables", nargs="+", metavar="TABLE", default=["customers"],
                        help="customers, census, loans, durations, copula-like (simulated), affairs, breast_cancer or "
                             "paths of CSV files, which are cut in three (default: customers)")
    parser.add_argument("--seeds", nargs="+", type=int, metavar="N", help="whole numbers (default: 0 1 2 3 4)")
    parser.add_argument("--rows", type=int, metavar="N", help="rows to learn from, and as many fresh ones twice")
    parser.add_argument("-o", "--out", default=FOLDER, metavar="FOLDER", help=f"where results go (default: {FOLDER})")
    parser.add_argument("--peers", nargs="*", metavar="PEER",
                        help="other libraries too: SDV-copula, TVAE, CTGAN, TabularARGN, settings as above (default: "
                             "all four); the first time this makes .venv-peers")
    parser.add_argument("--jobs", type=int, default=1, metavar="N",
                        help="processes at a time (default: 1, for times that nothing disturbs)")
    parser.add_argument("--scheduler", metavar="tcp://…", help="address of a dask cluster that does the work")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured before")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--cost", action="store_true", help="seconds and memory over the rows, 1,000 to 300,000")
    what.add_argument("--lessons", nargs="*", metavar="NN", help="run times of lessons (default: all)")


def run(args) -> int:
    """0 if everything asked for was measured, else 1."""
    from pathlib import Path

    from course_lib.cli.tables import check_seed

    for seed in args.seeds or ():
        check_seed(seed)
    folder = Path(args.out)
    if args.lessons is not None:
        return lessons(args, folder)
    return cost(args, folder) if args.cost else compare(args, folder)


def compare(args, folder) -> int:
    """Every cell, then the three files."""
    from course_lib.plots import quality
    from course_lib.study import run, summary
    from course_lib.study.summary import markdown, namesakes, sentences, with_floors

    cells = cells_of(args)
    with going_on(folder):
        records = run(cells, folder, jobs=args.jobs, scheduler=args.scheduler, again=args.again)
    failed = [r for r in records if "error" in r]
    table = summary(records)
    if (table["kind"] == "floor").all():
        print("No generator was measured: nothing is written.")
        return 1
    said = markdown(table)
    beside = sentences(namesakes(table))
    said += "\n" + "\n".join(f"- {sentence}" for sentence in beside) + "\n" if beside else ""
    write_json(folder / "bench.json", {"cells": with_floors(records), "errors": failed,
                                       "summary": table.to_dict("records")})
    write(folder / "bench.md", said)
    picture(quality(table), folder / "bench.png")
    print(f"\n{said}\nWrote bench.json, bench.md and bench.png in {folder}.")
    return told_errors(failed)


def cells_of(args) -> list:
    """Seed after seed, so that a run that is stopped has all generators on the first seeds."""
    from course_lib.errors import CourseError
    from course_lib.generators import GENERATORS, make
    from course_lib.generators.registry import needs_declared
    from course_lib.study import FRESH, Cell, parts_of
    from course_lib.study.cells import parsed
    from course_lib.study.peers import PEERS, prepare

    chosen = [parsed(text) for text in args.generators]
    for name, settings in chosen:
        if name in PEERS:
            raise CourseError(f"{name} is a peer: ask for it with --peers {name}.")
        make(name, **settings)  # raises for an unknown name or setting
    # A bench reads its schemas off the rows, which the private generators refuse.
    chosen = chosen or [(name, {}) for name in GENERATORS if not needs_declared(name)]
    seeds = args.seeds or SEEDS
    for table in args.tables:
        parts_of(table, seeds[0], args.rows)  # raises for a table that cannot be used, before hours of work
    if args.peers is not None:
        peers = [parsed(text) for text in args.peers] or [(name, {}) for name in PEERS]
        there = prepare(name for name, _ in peers)
        chosen += [(name, settings) for name, settings in peers if name in there]
    return [Cell(name, table, seed, settings, args.rows)
            for seed in seeds for table in args.tables for name, settings in [(FRESH, {}), *chosen]]


def cost(args, folder) -> int:
    """Seconds and memory over the rows."""
    from course_lib.cli.tables import plural
    from course_lib.errors import CourseError
    from course_lib.generators import GENERATORS
    from course_lib.generators.registry import class_of, needs_declared
    from course_lib.plots import costs
    from course_lib.study import run
    from course_lib.study.cost import ROWS, cost_table, measure_cost, points, told

    for name in args.generators:
        class_of(name)
    if args.rows is not None and args.rows < ROWS[0]:
        raise CourseError(f"--rows {args.rows}: with --cost it is the largest number of rows, {ROWS[0]:,} or more.")
    rows = [n for n in ROWS if n <= (args.rows or ROWS[-1])]
    with going_on(folder):
        names = args.generators or [name for name in GENERATORS if not needs_declared(name)]
        records = run(points(names, rows), folder, jobs=args.jobs, scheduler=args.scheduler,
                      again=args.again, measure=measure_cost, told=told)
    failed = [r for r in records if "error" in r]
    table = cost_table(records)
    if table.empty:
        print("Nothing was measured, nothing is written.")
        return 1
    write_json(folder / "cost.json", {"points": [r for r in records if "error" not in r], "errors": failed})
    panels = {title: lines(table, step, column) for title, step, column in (
        ("Fit: seconds", "fit", "seconds"), ("Fit: memory, MB", "fit", "peak_mb"),
        ("Sampling: seconds", "sample", "seconds"),
        ("Sampling: MB beyond the finished table (from 1 up)", "sample", "beyond_mb"))}
    panels = {title: drawn for title, drawn in panels.items() if drawn}  # memory is known on Linux alone
    picture(costs(panels, guide={"Fit: seconds": "in proportion to the rows"}), folder / "cost.png")
    print(f"Wrote cost.json and cost.png in {folder}: {plural(len(table), 'point')}.")
    return told_errors(failed)


def lines(table, step: str, column: str) -> dict:
    """{generator: (rows, values)} of one step."""
    table = table.assign(beyond_mb=(table["peak_mb"] - table["held_mb"]).clip(lower=1))
    table = table[(table["step"] == step) & table[column].notna() & (table[column] > 0)]
    return {name: (part["rows"].to_numpy(), part[column].to_numpy())
            for name, part in table.groupby("generator", sort=False)}


def lessons(args, folder) -> int:
    """The lessons' run times."""
    from dataclasses import asdict

    from course_lib.authoring.timing import table, time_lessons
    from course_lib.study.running import make_folder

    make_folder(folder)
    found = time_lessons(args.lessons)
    write_json(folder / "lessons.json", [asdict(timed) | {"verdict": timed.verdict} for timed in found])
    write(folder / "lessons.md", table(found))
    print(f"\n{table(found)}\nWrote lessons.json and lessons.md in {folder}.")
    return 1 if any(timed.error for timed in found) else 0


def going_on(folder):
    """Ctrl-C inside says that nothing is lost."""
    from contextlib import contextmanager

    @contextmanager
    def block():
        try:
            yield
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"Stopped. What was measured is kept in {folder}: the same command goes on from "
                                    "there.") from None

    return block()


def told_errors(failed) -> int:
    """The exit status; what was not measured was said as it happened, and is said again at the end."""
    for record in failed:
        print(f"{record['cell']}: not measured. {record['error']}")
    return 1 if failed else 0


def write_json(path, content) -> None:
    import json

    write(path, json.dumps(content, indent=1, default=plain_number) + "\n")


def plain_number(value):
    """numpy's numbers and truth values as Python's; anything else as text."""
    return value.item() if hasattr(value, "item") else str(value)


def write(path, text: str) -> None:
    from course_lib.files import write_whole

    write_whole(path, text)


def picture(fig, path) -> None:
    """As PNG, whole or not at all."""
    import os

    part = path.with_name(path.name + ".part")
    fig.savefig(part, format="png", dpi=150)
    os.replace(part, path)
