"""`grade`: a folder of submissions to a gradebook and a feedback page each."""

HELP = "a folder of submissions to a gradebook and feedback pages"


def add_arguments(parser):
    parser.add_argument("folder", help="submissions: one notebook or one folder per learner")
    parser.add_argument("--assignment", default="A1", help="A1, or the path of a source (default: A1)")
    parser.add_argument("-o", "--out", help="where results go (default: FOLDER-graded beside FOLDER)")
    parser.add_argument("--seed", type=int, help="of the hidden inputs (default: fresh, and kept for a second run)")
    parser.add_argument("--jobs", type=int, default=1, help="submissions at a time (default: 1)")
    parser.add_argument("--seconds", type=float, default=20.0, help="time limit of one question (default: 20)")
    parser.add_argument(
        "--unsandboxed", action="store_true", help="run learners' code with NO protection; every row says so"
    )


def run(args) -> int:
    import os
    from pathlib import Path

    from course_lib.errors import CourseError

    if os.name != "posix":
        raise CourseError("This command forks processes, which Windows cannot; run it in WSL or on Linux.")

    from course_lib.grading.assignment import find_assignment
    from course_lib.grading.batch import grade
    from course_lib.grading.limits import Limits

    folder = Path(args.folder).resolve()
    out = Path(args.out) if args.out else folder.with_name(f"{folder.name}-graded")
    if args.unsandboxed:
        print("Unsandboxed: learners' code runs with your rights on this machine, and a forged mark is possible.")
    summary = grade(
        folder,
        find_assignment(args.assignment),
        out,
        seed=args.seed,
        limits=Limits(seconds=args.seconds),
        jobs=args.jobs,
        sandboxed=not args.unsandboxed,
    )
    print(
        f"{len(summary.records)} submissions, {summary.run} run in {summary.seconds:.1f} s, seed {summary.seed}. "
        f"Gradebook: {out / 'gradebook.csv'}; a page for each learner: {out / 'feedback'}"
    )
    if summary.queue:
        print(f"{len(summary.queue)} for a person to look at: {out / 'for_a_person.csv'}")
    return 0
