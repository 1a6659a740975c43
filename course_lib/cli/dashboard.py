"""`dashboard`: the four tabs as a page of their own, served by Voilà on this machine only."""

import os
import sys

HELP = "every generator beside its original, in four tabs on a page (Voilà, this machine only)"


def add_arguments(parser):
    parser.add_argument("--table", metavar="CSV", help="your own table (default: the customers)")
    parser.add_argument("--port", type=int, help="port of the server; without it 8866 or the next free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    parser.add_argument("--dark", action="store_true", help="light words on a dark ground")


def run(args) -> int:
    from course_lib.cli.lab import free_port, refuse_taken

    if args.port is not None:
        refuse_taken(args.port)
    environment = environment_of(table_of(args.table))
    port = args.port or (8866 if free(8866) else free_port())
    command = command_of(port, browser=not args.no_browser, dark=args.dark)
    print(f"The dashboard opens at http://127.0.0.1:{port}/ (Ctrl-C ends it).", flush=True)
    if os.name == "nt":
        import subprocess

        return subprocess.call(command, env=environment)
    os.execve(command[0], command, environment)
    return None


def table_of(path) -> str:
    """The table to show, read once here so that a mistake is said on the command line."""
    if path is None:
        return "customers"
    from pathlib import Path

    from course_lib.data.load import TABLES
    from course_lib.explore.dashboard import Session

    Session.load(path)
    return path if path in TABLES else str(Path(path).expanduser().resolve())


def free(port: int) -> bool:
    """Does nobody listen there?"""
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def command_of(port: int, *, browser: bool, dark: bool = False) -> list[str]:
    """Voilà's command line: this machine only, our template (no other machine is asked), faults without a traceback."""
    from pathlib import Path

    import course_lib.explore.dashboard as place

    return [
        sys.executable, "-m", "voila", str(Path(place.__file__).with_name("page.ipynb")),
        f"--Voila.port={port}", "--Voila.port_retries=0", "--Voila.ip=127.0.0.1",
        f"--Voila.open_browser={browser}",
        "--VoilaConfiguration.template=course",
        f"--VoilaConfiguration.theme={'dark' if dark else 'light'}",
        "--VoilaConfiguration.show_tracebacks=False",
        "--VoilaConfiguration.file_allowlist=[]",
    ]  # fmt: skip


def environment_of(table: str) -> dict[str, str]:
    """The template's folder, the course's own kernel, and the table."""
    from pathlib import Path

    import course_lib.explore.dashboard as place

    share = str(Path(place.__file__).with_name("share"))
    before = os.environ.get("JUPYTER_PATH")
    return os.environ | {"JUPYTER_PATH": share + (os.pathsep + before if before else ""), "COURSE_BUILD": "0",
                         "JUPYTER_PREFER_ENV_PATH": "1", place.TABLE: table}
