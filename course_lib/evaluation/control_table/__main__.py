"""python -m course_lib.evaluation.control_table [--rows 1000] [--seeds 3]: print the control table."""

import argparse
import sys

from course_lib.errors import CourseError
from course_lib.evaluation.control_table.peers import TITLES, peer_runs, peer_table


def main(arguments=None) -> int:
    """Print the table; 0, or 2 after a mistake told in one sentence."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.evaluation.control_table",
                                     description="What eleven scores say to eight tables, most of them wrong.")
    parser.add_argument("--rows", type=int, default=1000, help="rows of each table (1000)")
    parser.add_argument("--seeds", type=int, default=3, help="draws to average over (3)")
    args = parser.parse_args(arguments)
    try:
        if args.rows < 50 or args.seeds < 1:
            raise CourseError("The control table needs at least 50 rows and 1 seed.")
        runs = peer_runs(args.rows, range(args.seeds))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    wide = peer_table(runs).rename(columns=TITLES, index=lambda name: name.replace("_", " "))
    print(wide.map(lambda x: "-" if x != x else f"{x:.3f}").to_string())
    error = (1 / 6 / args.rows) ** 0.5 / args.seeds**0.5
    print(f"{args.rows} rows each, mean of {args.seeds} draws; an AUC of .5 has a standard error of {error:.3f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
