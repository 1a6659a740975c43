"""The warm process: runs what every question needs once (imports, the setup cells), then forks once per question.

Started as `python -m inside.warm FD`, with FD the grader's end of a socket. It never reads a submission and holds
no reference and no input: the grader hands each question's own socket through, and the fork talks to it directly.

    <- {"modules": [...], "setup": [cells], "sandboxed": bool, "unprivileged": number}   -> {"ready": true, "error"}
    <- {"question": limits} and a socket                               -> {"ended": "exit" | "signal" | "time" |
    <- {"stop": true}                                                       "memory" | "processes" | "stopped"}
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import time

from inside import namespaces, question, wire

QUESTION_FD = 3
LOOK_EVERY = 0.05


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    settings = wire.receive(control)
    if settings is None:
        return
    shell = _shell()
    for name in settings["modules"]:
        _import(name)
    error = question.run_cells(settings["setup"], shell)
    if settings["sandboxed"]:
        namespaces.become_reaper()
    gc.collect()
    gc.freeze()  # the forks share these objects; counting through them would copy their pages
    wire.send(control, {"ready": True, "error": error})
    while (received := _message(control)) is not None:
        message, sock = received
        if sock is not None:
            wire.send(control, _one_question(control, sock, message["question"], settings, shell))


def _import(name: str) -> None:
    """`from a import b` was noted as a and a.b; the latter need not be a module. Real misses fail in their cell."""
    with contextlib.suppress(ImportError):
        importlib.import_module(name)


def _shell():
    """IPython as a notebook has it, without history and colours, warmed by one cell."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    # A notebook's `exit()` and `%matplotlib inline`, for which the bare shell has no answer, must not fail a cell.
    shell.ask_exit = lambda: None
    shell.enable_gui = lambda gui=None: None
    shell.run_cell("None", store_history=False)
    return shell


def _message(control):
    """The next message and the socket that came with it, if one did; None at the end of the stream."""
    content, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    if not content:
        return None
    # The first byte carries the descriptor and says whether there is one; the message proper follows.
    message = wire.receive(control)
    return None if message is None else (message, socket.socket(fileno=descriptors[0]) if descriptors else None)


def _one_question(control, sock, limits: dict, settings: dict, shell) -> dict:
    before = _resident(os.getpid())
    child = _fork(sock, limits, settings, shell)
    sock.close()
    if child is None:
        return {"ended": "failed"}
    deadline = time.monotonic() + limits["seconds"]
    descriptor = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    watched = [control] + ([descriptor] if descriptor is not None else [])
    why = None
    try:
        while True:
            gone, status = os.waitpid(child, os.WNOHANG)
            if gone:
                ended = "signal" if os.WIFSIGNALED(status) else "exit"
                return {"ended": why or ended}
            if why is None:
                why = _over(deadline, before, limits, settings)
                if why is None and control in select.select(watched, [], [], LOOK_EVERY)[0]:
                    _message(control)
                    why = "stopped"
                if why is not None:
                    _end(child, settings["sandboxed"])
            else:
                select.select(watched[1:], [], [], LOOK_EVERY)
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _over(deadline: float, before: int, limits: dict, settings: dict) -> str | None:
    """Which limit the question's whole tree has passed. In the sandbox every process but two is the question's."""
    if time.monotonic() > deadline:
        return "time"
    if not settings["sandboxed"]:
        return None
    ours = {1, os.getpid()}
    tree = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in ours]
    if len(tree) > limits["processes"]:
        return "processes"
    # Pages shared with this process count in each fork's resident size: what it held before is taken off.
    if sum(max(0, _resident(process) - before) for process in tree) > limits["memory_bytes"]:
        return "memory"
    return None


def _resident(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0  # it has ended since, or this system has no /proc


def _end(child: int, sandboxed: bool) -> None:
    """The first process of a namespace takes all others along; without one, its process group is what can be named."""
    try:
        if sandboxed:
            os.kill(child, signal.SIGKILL)
        else:
            os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it ended by itself in between


def _fork(sock, limits: dict, settings: dict, shell) -> int | None:
    """The process number of the question's first process, or None if its walls could not be built."""
    if not settings["sandboxed"]:
        child = os.fork()
        if child == 0:
            _become_question(sock, limits, settings, shell)
        return child
    reader, writer = os.pipe()
    helper = os.fork()
    if helper == 0:
        _separate_and_fork(writer, sock, limits, settings, shell)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        number = pipe.read()
    os.waitpid(helper, 0)
    return int(number) if number else None


def _separate_and_fork(writer: int, sock, limits: dict, settings: dict, shell) -> None:
    """In the helper: the next child is the first process of the new namespace; tell its number and be gone."""
    try:
        namespaces.separate()
        child = os.fork()
        if child == 0:
            os.close(writer)
            _become_question(sock, limits, settings, shell)
        os.write(writer, str(child).encode())
    finally:
        os._exit(0)


def _become_question(sock, limits: dict, settings: dict, shell) -> None:
    """In the new process: close what is not its own, build the walls, give up every right, serve."""
    try:
        os.setsid()
        sock = _only_descriptor(sock)
        namespaces.limit(
            memory_bytes=limits["memory_bytes"],
            seconds=limits["seconds"],
            file_bytes=limits["scratch_bytes"],
            processes=limits["processes"] if settings["sandboxed"] else None,
        )
        if settings["sandboxed"]:
            namespaces.private_files(settings["scratch"], limits["scratch_bytes"])
            namespaces.drop(settings["unprivileged"])
            os.mkdir(f"{settings['scratch']}/work", 0o700)
            os.chdir(f"{settings['scratch']}/work")
        question.serve(sock, shell)
    finally:
        os._exit(1)


def _only_descriptor(sock):
    """Standard input, output and error lead nowhere; of all others only the question's socket stays open."""
    number = os.dup(sock.detach())
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    if number != QUESTION_FD:
        os.dup2(number, QUESTION_FD)
    os.closerange(QUESTION_FD + 1, 65_536)
    return socket.socket(fileno=QUESTION_FD)


if __name__ == "__main__":
    main()
