"""The commands. One module per command: HELP, add_arguments(parser), run(args) -> exit status.

A new command: its module here and its name in COMMANDS. No commands are `copies` (the learner's copies), `lab_check`
(`lab --check`), and what `synth` and `report` share: `tables`, `progress`, `formulas`.

Imports are lazy: `--help` and `doctor` answer before anything is installed, so the modules here import nothing at
their top but the standard library and what stands on it alone (`bootstrap`, `errors`).
"""

import argparse
import importlib
import sys

from course_lib.errors import CourseError

COMMANDS = ("lab", "dashboard", "test", "doctor", "reset", "synth", "report", "bench", "build", "release", "grade")


def run(arguments) -> int:
    """Run one command. A mistake of the user's is one sentence and exit status 2, never a traceback."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    name = arguments[0]
    if name not in COMMANDS:
        print(f"There is no command {name!r}. {suggestion(name)}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"course_lib.cli.{name}")
    parser = argparse.ArgumentParser(prog=f"python -m course_lib {name}", description=module.HELP)
    module.add_arguments(parser)
    args = parser.parse_args(arguments[1:])
    try:
        return module.run(args)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(f"\n{str(stop) or 'Stopped.'}", file=sys.stderr)  # a command may say what is there and what is not
        return 130
    except MemoryError:
        print("The memory of this machine does not suffice: take some of the rows, or fewer columns.", file=sys.stderr)
        return 2


def overview() -> str:
    lines = ["python -m course_lib COMMAND   (COMMAND --help says more)", ""]
    for name in COMMANDS:
        lines.append(f"  {name:10} {importlib.import_module(f'course_lib.cli.{name}').HELP}")
    return "\n".join(lines)


def suggestion(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"The commands are: {', '.join(COMMANDS)}."
