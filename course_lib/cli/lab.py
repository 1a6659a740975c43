"""`lab`: JupyterLab on the learner's copies, bound to this machine, with its token."""

import os
import sys

HELP = "open the course in JupyterLab (sets up if needed)"


def add_arguments(parser):
    parser.add_argument("--port", type=int, help="port of the server; without it 8888 or the next free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    parser.add_argument("--check", action="store_true", help="start, open and run a lesson, say so and end")
    parser.add_argument("--lesson", default="00", help="the lesson to open first (or to run with --check)")


def run(args) -> int:
    from course_lib.cli.copies import COPIES, copy_lessons, find

    if args.port is not None:
        refuse_taken(args.port)
    for sentence in copy_lessons():
        print(sentence)
    first = find(args.lesson).name
    if args.check:
        from course_lib.cli.lab_check import check

        return check(first, server_command(COPIES, args.port or free_port(), first, browser=False), COPIES)
    command = server_command(COPIES, args.port, first, browser=not args.no_browser)
    environment = server_environment()
    if os.name == "nt":
        import subprocess

        return subprocess.call(command, env=environment)
    sys.stdout.flush()
    os.execve(command[0], command, environment)
    return None


def server_command(folder, port, first, browser) -> list[str]:
    """JupyterLab's command line. Nothing here lets the server or the page ask the network for news or updates."""
    command = [
        sys.executable, "-m", "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{first}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # JupyterLab refuses root unless told; the server stays on 127.0.0.1 and keeps its token.
        command.append("--allow-root")
    return command


def server_environment() -> dict[str, str]:
    """The course's own kernel comes before one of the same name in the user's folder."""
    return dict(os.environ, JUPYTER_PREFER_ENV_PATH="1")


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def refuse_taken(port: int):
    import socket

    from course_lib.errors import CourseError

    if not 1 <= port <= 65535:
        raise CourseError(f"--port {port} is no port: give a number from 1024 to 65535.")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CourseError(f"Port {port} is taken: name another with --port, or leave it out to take a free one.")
