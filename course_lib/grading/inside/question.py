"""One question's process: the answer cell first, then each check on the inputs that arrive, values back as JSON.

Messages from the grader, in its order, and the answers to them:

    {"answer": cell}                      -> {"ran": true} or {"ran": false, "error": {...}}
    {"check": code, "inputs": {...}}      -> {"printed": [[value, ...], ...]} with "error" if the code raised
    {"draw": code, "seed": n, "names"}    -> {"drawn": {name: value}}: the reference's sandbox alone gets this one

A check's code is run with a `print` of ours, which keeps the values instead of their text. Inputs come after the
answer has run, so an answer cell cannot see them; the end of the stream ends the process.
"""

import os
import traceback

from inside import wire

MAX_PRINTED = 10_000
# Bound before learner code can replace it.
_exit = os._exit


def serve(sock, shell) -> None:
    """Answer messages until the stream ends; never returns."""
    process = os.getpid()
    try:
        while (message := wire.receive(sock)) is not None:
            reply = _reply(message, shell)
            if os.getpid() != process:
                break  # learner code forked and fell through to here; one process speaks
            wire.send(sock, reply)
    finally:
        _exit(0)


def _reply(message: dict, shell) -> dict:
    if "answer" in message:
        error = run_cells([message["answer"]], shell)
        return {"ran": error is None, "error": error}
    inputs = {name: wire.decode(value) for name, value in (message.get("inputs") or {}).items()}
    if "check" in message:
        return _run_check(message["check"], inputs, shell)
    namespace = dict(shell.user_ns) | {"seed": message["seed"]}
    error = _execute(message["draw"], namespace)
    if error:
        return {"drawn": {}, "error": error}
    return {"drawn": {name: wire.encode(namespace[name]) for name in message["names"] if name in namespace}}


def run_cells(cells: list[str], shell) -> dict | None:
    """As a notebook runs them, one after the other, whatever they raise; the last error, described."""
    error = None
    for cell in cells:
        try:
            result = shell.run_cell(cell, store_history=False)
            raised = result.error_before_exec or result.error_in_exec
        except BaseException as escaped:  # noqa: BLE001 - learner code may raise anything, through IPython too
            raised = escaped
        error = _described(raised) if raised is not None else error
    return error


def _run_check(code: str, inputs: dict, shell) -> dict:
    printed: list = []

    def keep(*values, **_):
        if len(printed) < MAX_PRINTED:
            printed.append([_encoded(value) for value in values])

    error = _execute(code, dict(shell.user_ns) | inputs | {"print": keep})
    return {"printed": printed} | ({"error": error} if error else {})


def _execute(code: str, namespace: dict) -> dict | None:
    try:
        exec(compile(code, "<check>", "exec"), namespace)
    except BaseException as raised:  # noqa: BLE001 - learner code may raise anything
        return _described(raised)
    return None


def _encoded(value):
    try:
        return wire.encode(value)
    except BaseException:  # noqa: BLE001 - a learner's class may raise from any of its methods
        return {"other": "an object that cannot be read"}


def _described(raised: BaseException) -> dict:
    """Class, message and line in the learner's cell, as short texts."""
    try:
        frames = traceback.extract_tb(raised.__traceback__)
        lines = [frame.lineno for frame in frames if "ipython-input" in frame.filename]
        line = raised.lineno if isinstance(raised, SyntaxError) else (lines[-1] if lines else None)
        described = {"type": type(raised).__name__[:80], "message": str(raised)[:300]}
        return described | ({"line": line} if isinstance(line, int) else {})
    except BaseException:  # noqa: BLE001 - an exception whose own methods raise
        return {"type": "an error", "message": "an error that cannot be described"}
