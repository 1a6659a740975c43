"""`python -m course_lib COMMAND`: sets up what is missing, then hands over to the commands.

Standard library only, and no syntax newer than Python 3.6 here and in bootstrap.py: see there.
"""

import os
import sys

from course_lib import bootstrap

# These must answer before anything is installed.
WITHOUT_SETUP = ("doctor", "-h", "--help", "help")


def main():
    arguments = sys.argv[1:]
    try:
        bootstrap.check_python()
        if arguments and arguments[0] not in WITHOUT_SETUP:
            bootstrap.ensure(arguments)
    except bootstrap.SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on from here.", file=sys.stderr)
        return 130
    from course_lib.cli import run

    return run(arguments)


def quiet_pipe():
    """`course_lib --help | head`: a reader that leaves early is no error of ours."""
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    return status


if __name__ == "__main__":
    sys.exit(quiet_pipe())
