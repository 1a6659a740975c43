"""A bubblewrap jail and the warm process in it: started once, asked question by question.

In view are the interpreter, the system's libraries and the rooms of `course_lib` that hold no answers, all
read-only, and an empty /tmp. Not in view: the rest of the file system, the network, other processes.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import sys
import tempfile

from course_lib.grading.inside import wire
from course_lib.grading.limits import Limits
from course_lib.grading.view import INSIDE, PACKAGE, environment, jail_command, scratch_place

START_SECONDS = 180
GRACE_SECONDS = 10
REMEDY = (
    "Install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap) and allow user namespaces "
    "(in a container: run it with --security-opt seccomp=unconfined, or as root with CAP_SYS_ADMIN; on Ubuntu 24.04: "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0). To run learners' code without any protection on a "
    "machine that you can lose, add --unsandboxed; every row of the gradebook will say so."
)


class JailError(RuntimeError):
    """The machinery failed, not the submission: nothing may be concluded about points."""


class QuestionEnded(Exception):
    """The question's process is gone or was ended; `why` says how: exit, signal, time, memory, processes, output,
    protocol."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class Jail:
    """One warm process. Use as a context manager, or call `close`.

    modules are imported and setup cells run before the first fork. hidden: folders that must not be in view even
    if they lie within the interpreter's (the project, the submissions, the results). sandboxed=False runs the same
    warm process with no walls. JailError if it does not start.
    """

    def __init__(self, modules=(), setup=(), *, limits: Limits | None = None, hidden=(), sandboxed: bool = True):
        self.limits = limits or Limits()
        self.sandboxed = sandboxed
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the jail
        self._place = None if sandboxed else tempfile.mkdtemp(prefix="course_grade_")
        self._control, theirs = socket.socketpair()
        warm = [sys.executable, "-m", "inside.warm", str(theirs.fileno())]
        command = [*jail_command(hidden), *warm] if sandboxed else warm
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=[theirs.fileno()],
                cwd=self._place or "/",
                env=None if sandboxed else environment(self._place, f"{INSIDE.parent}:{PACKAGE.parent}"),
                start_new_session=not sandboxed,
            )
        except OSError as error:
            raise JailError(f"{command[0]} cannot be started ({error.strerror})") from error
        finally:
            theirs.close()
        self._control.settimeout(START_SECONDS)
        # A number nobody else has, so that the kernel's count of its processes is the question's own.
        settings = {
            "modules": list(modules),
            "setup": list(setup),
            "sandboxed": sandboxed,
            "scratch": scratch_place() if sandboxed else self._place,
            "unprivileged": 2**20 + secrets.randbelow(2**28),
        }
        try:
            wire.send(self._control, settings)
            ready = wire.receive(self._control)
        except (OSError, wire.WireError) as error:
            ready = None
            self._fail(f"it did not answer ({error})")
        if not ready:
            self._fail("it ended at the start")
        if error := ready["error"]:
            self._fail(f"a setup cell raises {error['type']}: {error['message']}")

    def question(self) -> Question:
        """A fresh fork, to be asked in a `with` block."""
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            self._fail(f"no socket can be made ({error})")
        try:
            socket.send_fds(self._control, [b"q"], [theirs.fileno()])
            wire.send(self._control, {"question": self.limits.to_dict()})
        except OSError as error:
            ours.close()
            self._fail(f"it takes no question ({error})")
        finally:
            theirs.close()
        return Question(self, ours)

    def stop(self) -> None:
        """Ask for the end of the running question; harmless if it has ended."""
        try:
            self._control.sendall(b"m")
            wire.send(self._control, {"stop": True})
        except OSError as error:
            self._fail(f"it takes no message ({error})")

    def ended(self) -> str:
        """How the running question ended; waits for it."""
        self._control.settimeout(self.limits.seconds + GRACE_SECONDS)
        try:
            message = wire.receive(self._control)
        except (OSError, wire.WireError) as error:
            self._fail(f"it does not say how a question ended ({error})")
        if not message:
            self._fail("it ended within a question")
        if message["ended"] == "failed":
            self._fail("the namespaces of a question could not be made")
        return message["ended"]

    def close(self) -> None:
        self._control.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        if self._place:
            shutil.rmtree(self._place, ignore_errors=True)

    def __enter__(self) -> Jail:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def _fail(self, why: str):
        self._process.kill()
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace").strip().splitlines()
        self.close()
        raise JailError(f"The sandbox failed: {why}. {said[-1] if said else 'It printed nothing.'}")


class Question:
    """A conversation with one question's process."""

    def __init__(self, jail: Jail, sock: socket.socket):
        self._jail, self._sock, self._over = jail, sock, False
        sock.settimeout(jail.limits.seconds + GRACE_SECONDS)

    def ask(self, message: dict) -> dict:
        """One message, one answer. QuestionEnded if there is none, or if it is none that can be read."""
        try:
            wire.send(self._sock, message)
            reply = wire.receive(self._sock, self._jail.limits.reply_bytes)
        except wire.WireError as error:
            raise self._stopped("output" if "over the limit" in str(error) else "protocol") from error
        except (ConnectionError, TimeoutError) as error:
            raise self._stopped(None) from error
        if reply is None:
            raise self._stopped(None)
        if not isinstance(reply, dict):
            raise self._stopped("protocol")
        return reply

    def _stopped(self, why: str | None) -> QuestionEnded:
        """Closes, and takes the warm process's word for how it ended unless the grader knows better."""
        said = self._finish(stop=why is not None)
        return QuestionEnded(why or said)

    def _finish(self, stop: bool) -> str:
        self._over = True
        self._sock.close()
        if stop:
            self._jail.stop()
        return self._jail.ended()

    def __enter__(self) -> Question:
        return self

    def __exit__(self, kind, *_) -> None:
        if not self._over and kind is not JailError:
            self._finish(stop=True)
