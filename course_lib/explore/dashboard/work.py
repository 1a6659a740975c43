"""One long job at a time beside the page: the page stays alive, a newer job drops the older one.

A thread cannot be ended from outside. A dropped job that takes no progress function runs to its end unseen, and the
next one begins after it; one that reports progress ends at its next report.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from course_lib.errors import CourseError

TELL = 0.25  # seconds between two lines of progress


class Dropped(Exception):
    """A newer job, or a press on Cancel, has taken this one's place."""


class Work:
    """tell(text): a line of progress. Outside a notebook, where nothing would wait for a thread, jobs run at once."""

    def __init__(self, tell):
        self.tell, self._turn, self._task, self._line = tell, 0, None, ""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="dashboard")

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done()

    def drop(self) -> None:
        """Forget the running job: neither its result nor its error is shown."""
        self._turn += 1
        self._task = None

    def start(self, name: str, job, done, failed) -> None:
        """Run job(progress); then done(result), or failed(sentence) after a CourseError. Both in the page's thread."""
        self.drop()
        turn = self._turn
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            try:
                result = job(lambda *_: None)
            except CourseError as why:
                failed(str(why))
            else:
                done(result)
            return
        self._task = loop.create_task(self._run(loop, turn, name, job, done, failed))

    async def _run(self, loop, turn, name, job, done, failed):
        self._line = ""

        def progress(fraction, text):
            if turn != self._turn:
                raise Dropped
            self._line = f": {text}, {fraction:.0%}"

        def begin():
            if turn != self._turn:
                raise Dropped
            return job(progress)

        self.tell(f"{name} …")
        start, future = time.monotonic(), loop.run_in_executor(self._pool, begin)
        while not future.done():
            await asyncio.wait([future], timeout=TELL)
            if turn != self._turn:
                future.add_done_callback(lambda f: f.cancelled() or f.exception())  # looked at, so nothing is logged
                return
            if not future.done():
                self.tell(f"{name}{self._line} … {time.monotonic() - start:.0f} s")
        try:
            result = future.result()
        except CourseError as why:
            failed(str(why))
        except Exception as fault:
            failed(f"{name} stopped with a fault of the program ({type(fault).__name__}: {fault}).")
            raise
        else:
            done(result)
