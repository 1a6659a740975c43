"""How far a long job is: a bar on a terminal, a plain line now and then elsewhere (a log, a pipe, a batch job)."""

import sys
import time
from contextlib import contextmanager, redirect_stdout

SECONDS = 10  # between two plain lines


@contextmanager
def fitting():
    """A block in which a generator shows its own progress bar on standard output, if it has one."""
    print("Fitting …", flush=True)
    if sys.stdout.isatty():
        yield
        return
    with redirect_stdout(PlainLines(sys.stdout)):
        yield


class PlainLines:
    """Standard output for a bar that redraws itself with carriage returns: a line each SECONDS, no more."""

    def __init__(self, stream, clock=time.monotonic):
        self.stream, self.clock, self.last, self.in_bar = stream, clock, clock(), False

    def write(self, text: str) -> int:
        if not text.startswith("\r"):
            ends_bar, self.in_bar = self.in_bar and not text.strip(), False
            return len(text) if ends_bar else self.stream.write(text)
        self.in_bar, now = True, self.clock()
        if now - self.last >= SECONDS and text.strip():
            self.last = now
            self.stream.write(f"  {text.strip()}\n")
            self.stream.flush()
        return len(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)


class Scoring:
    """The callable that `evaluate(progress=...)` asks for; use it as a context."""

    def __enter__(self):
        self.bar = None
        if sys.stdout.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=100, file=sys.stdout, desc="Scoring", leave=False,
                            bar_format="{percentage:3.0f}%|{bar:30}| {desc} [{elapsed}]")
        return self

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.close()

    def __call__(self, fraction: float, text: str) -> None:
        if self.bar is None and fraction < 1:
            print(f"Scoring, {100 * fraction:.0f}%: {text}", flush=True)
        if self.bar is None:
            return
        self.bar.n = round(100 * fraction)
        self.bar.set_description_str(f"Scoring: {text}", refresh=True)
