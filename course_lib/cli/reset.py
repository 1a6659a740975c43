"""`reset NN`: one lesson as it was at the start."""

HELP = "restore your copy of a lesson: reset 04 (your version is kept beside it)"


def add_arguments(parser):
    parser.add_argument("lesson", nargs="+", help="number of the lesson or assignment: 4, 04, A1")


def run(args) -> int:
    from course_lib.cli.copies import reset

    for number in args.lesson:
        print(reset(number))
    return 0
