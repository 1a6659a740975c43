"""`build`: the lessons' sources to executed notebooks; `--check` and `--lint` execute nothing."""

HELP = "source to notebooks; --check: are they up to date; --lint: do they keep the rules"


def add_arguments(parser):
    parser.add_argument("lesson", nargs="*", help="numbers of lessons, 4 or 04 (default: all)")
    parser.add_argument("--check", action="store_true", help="compare stored notebooks with their sources, and end")
    parser.add_argument("--lint", action="store_true", help="check stored notebooks against the rules, and end")
    parser.add_argument("--jobs", type=int, default=2, help="lessons at a time, 2 at most")


def run(args, **where) -> int:
    """where: other folders than the course's own (`folder`, and for the lint `teaching`)."""
    from course_lib.authoring.build import build, stale

    folder = {key: value for key, value in where.items() if key == "folder"}
    if not (args.check or args.lint):
        failed = [built for built in build(args.lesson, jobs=args.jobs, **folder) if built.error]
        return 1 if failed or not lint(args.lesson, where) else 0
    good = True
    if args.check:
        sentences = stale(args.lesson, **folder)
        print("\n".join(sentences) or "Every notebook is what its source gives.")
        good = not sentences
    if args.lint:
        good = lint(args.lesson, where) and good
    return 0 if good else 1


def lint(numbers, where) -> bool:
    """Print what the lint finds; False if any of it is an error."""
    from course_lib.authoring.lint import lint_lessons

    findings = lint_lessons(numbers, **where)
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    print(f"Lint: {errors} error{'' if errors == 1 else 's'}, {len(findings) - errors} to consider.")
    return not errors
