"""`release`: an assignment's source to the notebook that learners get."""

HELP = "an assignment's source to the learner's notebook"


def add_arguments(parser):
    parser.add_argument("assignment", nargs="?", default="A1", help="A1, or the path of a source (default: A1)")
    parser.add_argument("-o", "--out", help="folder for the notebook (default: notebooks/assignments)")


def run(args) -> int:
    import os
    from pathlib import Path

    from course_lib.errors import CourseError

    if os.name != "posix":
        raise CourseError("This command forks processes, which Windows cannot; run it in WSL or on Linux.")

    from course_lib.grading.assignment import find_assignment
    from course_lib.grading.release import ASSIGNMENTS, release

    assignment = find_assignment(args.assignment)
    path = release(assignment, Path(args.out) if args.out else ASSIGNMENTS)
    print(f"{path}: {len(assignment.questions)} questions, {assignment.points:g} points.")
    return 0
